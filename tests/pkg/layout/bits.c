/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the bit-fields are: functions that the compiler works out to a number.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>

#define BITS(function, type, member) \
	ULONG64 function(void);      \
	ULONG64 function(void)       \
	{                            \
		type all;            \
		all.Value = 0;       \
		all.member = 1;      \
		return all.Value;    \
	}

BITS(luid_reserved, NET_LUID, Info.Reserved)
BITS(luid_index, NET_LUID, Info.NetLuidIndex)
BITS(luid_type, NET_LUID, Info.IfType)
BITS(scope_zone, SCOPE_ID, Zone)
BITS(scope_level, SCOPE_ID, Level)
