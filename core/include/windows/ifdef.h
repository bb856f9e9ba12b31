/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How an interface is named: by index, by LUID, by name.
 */
#ifndef ANYCASTIP_IFDEF_H
#define ANYCASTIP_IFDEF_H

#include "windef.h"
#include "ipifcons.h"

/* The longest name of an interface that the functions look at, without the
 * NUL.  (IF_NAMESIZE is not set to this: the system's <net/if.h> owns that
 * name, with the value 16.) */
#define IF_MAX_STRING_SIZE	256
#define NDIS_IF_MAX_STRING_SIZE IF_MAX_STRING_SIZE

/* The index of an interface: Linux' ifindex.  It may change when an interface
 * is made anew, and has a meaning in one network namespace only. */
typedef ULONG NET_IFINDEX, *PNET_IFINDEX;
typedef NET_IFINDEX IF_INDEX, *PIF_INDEX;
#define NET_IFINDEX_UNSPECIFIED ((NET_IFINDEX)0)
#define IFI_UNSPECIFIED		NET_IFINDEX_UNSPECIFIED

typedef USHORT IFTYPE, *PIFTYPE;

/* The locally unique identifier of an interface.  libanycastip builds it from
 * the type of the link and its index, so it lasts as long as the index does:
 *
 *   IfType        IANA's ifType of the link (IF_TYPE_...)
 *   NetLuidIndex  the index, bits 0 to 23
 *   Reserved      the index, bits 24 to 31: zero on all but odd hosts
 *
 * Value has them, from the highest bit down, in this order on every machine:
 * IfType 16 bits, NetLuidIndex 24, Reserved 24.  Zero stands for no interface.
 *
 * On Windows it is aligned to 8 octets on every machine, and so it is here. */
typedef union _NET_LUID {
	ULONG64 Value;
	struct {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		__extension__ ULONG64 IfType : 16;
		__extension__ ULONG64 NetLuidIndex : 24;
		__extension__ ULONG64 Reserved : 24;
#else
		__extension__ ULONG64 Reserved : 24;
		__extension__ ULONG64 NetLuidIndex : 24;
		__extension__ ULONG64 IfType : 16;
#endif
	} Info;
} __attribute__((aligned(8))) NET_LUID, *PNET_LUID;

typedef NET_LUID IF_LUID, *PIF_LUID;

#endif
