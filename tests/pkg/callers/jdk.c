/* SPDX-License-Identifier: BSD-2-Clause
 *
 * In the shape of a Java runtime: both families at once, rows matched to an
 * interface by LUID, addresses copied whole, any code but NO_ERROR fatal; and
 * so with the macro that makes no rows a success.
 */
#define ANYCASTIP_EMPTY_TABLE_IS_SUCCESS
#include <winsock2.h>
#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <string.h>

typedef struct address {
	SOCKADDR_INET addr;
	ULONG scope;
} address;

static int count_of(const NET_LUID *luid, const MIB_ANYCASTIPADDRESS_TABLE *all)
{
	address last;
	int count = 0;

	memset(&last, 0, sizeof(last));
	for (ULONG i = 0; i < all->NumEntries; i++) {
		if (all->Table[i].InterfaceLuid.Value != luid->Value)
			continue;
		last.addr = all->Table[i].Address;
		if (last.addr.si_family == AF_INET6)
			last.scope = last.addr.Ipv6.sin6_scope_id;
		if (last.scope != all->Table[i].ScopeId.Value)
			return -1;
		count++;
	}
	return count;
}

int main(void)
{
	MIB_ANYCASTIPADDRESS_TABLE *none = NULL;
	MIB_ANYCASTIPADDRESS_TABLE *all = NULL;
	NET_LUID luid;
	int result;

	if (GetAnycastIpAddressTable(AF_INET, &none) != NO_ERROR)
		return 1;
	if (none->NumEntries != 0)
		return 2;
	FreeMibTable(none);
	if (GetAnycastIpAddressTable(AF_UNSPEC, &all) != NO_ERROR)
		return 3;
	if (ConvertInterfaceIndexToLuid(1, &luid) != NO_ERROR)
		return 4;
	result = count_of(&luid, all) < 0 ? 5 : 0;
	FreeMibTable(all);
	return result;
}
