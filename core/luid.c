/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/luid.h"

#include <string.h>

#include <linux/if_arp.h>

#include "core/export.h"
#include "core/windows/face.h"
#include "core/retrieve.h"

/* if_arp.h of old systems lacks some. */
#ifndef ARPHRD_RAWIP
#define ARPHRD_RAWIP 519
#endif

uint16_t luid_if_type(uint16_t arphrd)
{
	switch (arphrd) {
	case ARPHRD_ETHER:
	case ARPHRD_EETHER:
		return IF_TYPE_ETHERNET_CSMACD;
	case ARPHRD_IEEE802:
	case ARPHRD_IEEE802_TR:
		return IF_TYPE_ISO88025_TOKENRING;
	case ARPHRD_FDDI:
		return IF_TYPE_FDDI;
	case ARPHRD_PPP:
		return IF_TYPE_PPP;
	case ARPHRD_LOOPBACK:
		return IF_TYPE_SOFTWARE_LOOPBACK;
	case ARPHRD_SLIP:
	case ARPHRD_CSLIP:
	case ARPHRD_SLIP6:
	case ARPHRD_CSLIP6:
		return IF_TYPE_SLIP;
	case ARPHRD_ATM:
		return IF_TYPE_ATM;
	case ARPHRD_NONE: /* tun, wireguard */
	case ARPHRD_RAWIP:
		return IF_TYPE_PROP_VIRTUAL;
	case ARPHRD_IEEE80211:
	case ARPHRD_IEEE80211_PRISM:
	case ARPHRD_IEEE80211_RADIOTAP:
		return IF_TYPE_IEEE80211;
	case ARPHRD_TUNNEL:
	case ARPHRD_TUNNEL6:
	case ARPHRD_SIT:
	case ARPHRD_IPGRE:
	case ARPHRD_IP6GRE:
		return IF_TYPE_TUNNEL;
	case ARPHRD_IEEE1394:
		return IF_TYPE_IEEE1394;
	case ARPHRD_INFINIBAND:
		return IF_TYPE_INFINIBAND;
	default:
		return IF_TYPE_OTHER;
	}
}

uint64_t luid_make(uint16_t arphrd, uint32_t ifindex)
{
	return (uint64_t)luid_if_type(arphrd) << 48 |
	       (uint64_t)(ifindex & 0xffffff) << 24 | ifindex >> 24;
}

uint32_t luid_ifindex(uint64_t luid)
{
	return (uint32_t)(luid >> 24 & 0xffffff) | (uint32_t)(luid & 0xff)
							   << 24;
}

static enum anycastip_status interface_of_index(uint32_t ifindex,
						struct interface *interface)
{
	/* For the kernel an index is an int, and 0 is no index. */
	if (ifindex == 0 || ifindex > INT32_MAX)
		return ANYCASTIP_NO_INTERFACE;
	return retrieve_interface(ifindex, NULL, interface, NULL);
}

static enum anycastip_status interface_of_luid(uint64_t luid,
					       struct interface *interface)
{
	enum anycastip_status status;

	status = interface_of_index(luid_ifindex(luid), interface);
	/* The index may have gone to a link of another type, and the LUID may
	 * have bits that no LUID of this library has. */
	if (status == ANYCASTIP_OK &&
	    luid_make(interface->arphrd, interface->ifindex) != luid)
		return ANYCASTIP_NO_INTERFACE;
	return status;
}

enum anycastip_status luid_resolve(uint64_t luid, uint32_t ifindex,
				   struct interface *interface)
{
	if (luid != 0)
		return interface_of_luid(luid, interface);
	if (ifindex == 0)
		return ANYCASTIP_INVALID_PARAMETER;
	return interface_of_index(ifindex, interface);
}

static enum anycastip_status index_to_luid(NET_IFINDEX ifindex, PNET_LUID luid)
{
	struct interface interface;
	enum anycastip_status status;

	if (!luid)
		return ANYCASTIP_INVALID_PARAMETER;
	luid->Value = 0;
	status = interface_of_index(ifindex, &interface);
	if (status == ANYCASTIP_OK)
		luid->Value = luid_make(interface.arphrd, interface.ifindex);
	return status;
}

static enum anycastip_status luid_to_index(const NET_LUID *luid,
					   PNET_IFINDEX ifindex)
{
	struct interface interface;
	enum anycastip_status status;

	if (ifindex)
		*ifindex = NET_IFINDEX_UNSPECIFIED;
	if (!luid || !ifindex)
		return ANYCASTIP_INVALID_PARAMETER;
	status = interface_of_luid(luid->Value, &interface);
	if (status == ANYCASTIP_OK)
		*ifindex = interface.ifindex;
	return status;
}

static enum anycastip_status luid_to_name(const NET_LUID *luid, char *name,
					  size_t length)
{
	struct interface interface;
	enum anycastip_status status;
	size_t need;

	if (name && length > 0)
		name[0] = '\0';
	if (!luid || !name)
		return ANYCASTIP_INVALID_PARAMETER;
	status = interface_of_luid(luid->Value, &interface);
	if (status != ANYCASTIP_OK)
		return status;
	need = strnlen(interface.name, sizeof(interface.name) - 1) + 1;
	if (need > length)
		return ANYCASTIP_SHORT_BUFFER;
	memcpy(name, interface.name, need - 1);
	name[need - 1] = '\0';
	return ANYCASTIP_OK;
}

static enum anycastip_status name_to_luid(const char *name, PNET_LUID luid)
{
	struct interface interface;
	enum anycastip_status status;
	size_t length;

	if (luid)
		luid->Value = 0;
	if (!name)
		return ANYCASTIP_NO_INTERFACE;
	if (!luid)
		return ANYCASTIP_INVALID_PARAMETER;
	length = strnlen(name, NDIS_IF_MAX_STRING_SIZE + 1);
	if (length > NDIS_IF_MAX_STRING_SIZE)
		return ANYCASTIP_SHORT_BUFFER;
	/* No link of Linux has such a name, and the kernel must not be asked:
	 * it would call it malformed. */
	if (length == 0 || length >= ANYCASTIP_IFNAME_SIZE)
		return ANYCASTIP_NO_INTERFACE;
	status = retrieve_interface(0, name, &interface, NULL);
	if (status == ANYCASTIP_OK)
		luid->Value = luid_make(interface.arphrd, interface.ifindex);
	return status;
}

/* ---- The two faces ------------------------------------------------------ */

static const struct face codes_of_index[] = {{ANYCASTIP_NO_INTERFACE,
					      STATUS_INVALID_PARAMETER,
					      ERROR_FILE_NOT_FOUND},
					     FACE_END};
static const struct face codes_of_luid[] = {{ANYCASTIP_NO_INTERFACE,
					     STATUS_INVALID_PARAMETER,
					     ERROR_INVALID_PARAMETER},
					    FACE_END};
static const struct face codes_of_name[] = {
	{ANYCASTIP_NO_INTERFACE, STATUS_INVALID_NAME, ERROR_INVALID_NAME},
	{ANYCASTIP_SHORT_BUFFER, STATUS_BUFFER_OVERFLOW, ERROR_BUFFER_OVERFLOW},
	FACE_END};

EXPORT NTSTATUS ConvertInterfaceIndexToLuid(NET_IFINDEX ifindex, PNET_LUID luid)
{
	return face_ntstatus(index_to_luid(ifindex, luid), codes_of_index);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceIndexToLuid(NET_IFINDEX ifindex,
							 PNET_LUID luid)
{
	return face_win32(index_to_luid(ifindex, luid), codes_of_index);
}

EXPORT NTSTATUS ConvertInterfaceLuidToIndex(const NET_LUID *luid,
					    PNET_IFINDEX ifindex)
{
	return face_ntstatus(luid_to_index(luid, ifindex), codes_of_luid);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceLuidToIndex(const NET_LUID *luid,
							 PNET_IFINDEX ifindex)
{
	return face_win32(luid_to_index(luid, ifindex), codes_of_luid);
}

EXPORT NTSTATUS ConvertInterfaceLuidToNameA(const NET_LUID *luid, char *name,
					    size_t length)
{
	return face_ntstatus(luid_to_name(luid, name, length), codes_of_luid);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceLuidToNameA(const NET_LUID *luid,
							 char *name,
							 size_t length)
{
	return face_win32(luid_to_name(luid, name, length), codes_of_luid);
}

EXPORT NTSTATUS ConvertInterfaceNameToLuidA(const char *name, PNET_LUID luid)
{
	return face_ntstatus(name_to_luid(name, luid), codes_of_name);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceNameToLuidA(const char *name,
							 PNET_LUID luid)
{
	return face_win32(name_to_luid(name, luid), codes_of_name);
}
