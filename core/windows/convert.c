/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ConvertInterfaceIndexToLuid() and its relatives: what identifies an
 * interface, in either face. */
#include "core/windows/convert.h"

#include <string.h>

#include "core/export.h"
#include "core/luid.h"
#include "core/windows/codes.h"

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
	if (!status && luid_make(interface->arphrd, interface->ifindex) != luid)
		return ANYCASTIP_NO_INTERFACE;
	return status;
}

enum anycastip_status convert_resolve(uint64_t luid, uint32_t ifindex,
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
	if (!status)
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
	if (!status)
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
	if (status)
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
	if (!status)
		luid->Value = luid_make(interface.arphrd, interface.ifindex);
	return status;
}

/* ---- The two faces ------------------------------------------------------ */

static const struct codes codes_of_index[] = {{ANYCASTIP_NO_INTERFACE,
					       STATUS_INVALID_PARAMETER,
					       ERROR_FILE_NOT_FOUND},
					      CODES_END};
static const struct codes codes_of_luid[] = {{ANYCASTIP_NO_INTERFACE,
					      STATUS_INVALID_PARAMETER,
					      ERROR_INVALID_PARAMETER},
					     CODES_END};
static const struct codes codes_of_name[] = {
	{ANYCASTIP_NO_INTERFACE, STATUS_INVALID_NAME, ERROR_INVALID_NAME},
	{ANYCASTIP_SHORT_BUFFER, STATUS_BUFFER_OVERFLOW, ERROR_BUFFER_OVERFLOW},
	CODES_END};

EXPORT NTSTATUS ConvertInterfaceIndexToLuid(NET_IFINDEX ifindex, PNET_LUID luid)
{
	return codes_ntstatus(index_to_luid(ifindex, luid), codes_of_index);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceIndexToLuid(NET_IFINDEX ifindex,
							 PNET_LUID luid)
{
	return codes_win32(index_to_luid(ifindex, luid), codes_of_index);
}

EXPORT NTSTATUS ConvertInterfaceLuidToIndex(const NET_LUID *luid,
					    PNET_IFINDEX ifindex)
{
	return codes_ntstatus(luid_to_index(luid, ifindex), codes_of_luid);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceLuidToIndex(const NET_LUID *luid,
							 PNET_IFINDEX ifindex)
{
	return codes_win32(luid_to_index(luid, ifindex), codes_of_luid);
}

EXPORT NTSTATUS ConvertInterfaceLuidToNameA(const NET_LUID *luid, char *name,
					    size_t length)
{
	return codes_ntstatus(luid_to_name(luid, name, length), codes_of_luid);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceLuidToNameA(const NET_LUID *luid,
							 char *name,
							 size_t length)
{
	return codes_win32(luid_to_name(luid, name, length), codes_of_luid);
}

EXPORT NTSTATUS ConvertInterfaceNameToLuidA(const char *name, PNET_LUID luid)
{
	return codes_ntstatus(name_to_luid(name, luid), codes_of_name);
}

EXPORT DWORD anycastip_win32_ConvertInterfaceNameToLuidA(const char *name,
							 PNET_LUID luid)
{
	return codes_win32(name_to_luid(name, luid), codes_of_name);
}
