/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The arithmetic of LUIDs, by which Windows tells interfaces apart. */
#include "core/luid.h"

#include <linux/if_arp.h>

#include "windows/ipifcons.h"

/* if_arp.h of old systems lacks it. */
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
