/* SPDX-License-Identifier: BSD-2-Clause
 *
 * List the anycast addresses of this host, as a program for Windows does it:
 *
 *   cc list-anycast.c $(pkg-config --cflags --libs anycastip-windows)
 *
 * It differs from what Windows' own compiler takes in two ways: numbers of 32
 * bits are printed with %u (%lu is for 64 bits here), and there is no
 * #pragma comment(lib, ...), as the linker is told by pkg-config.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdio.h>
#include <stdlib.h>

/* Takes the place of FormatMessage(); of the native interface. */
#include <anycastip.h>

static const char *TypeName(ULONG IfType)
{
	switch (IfType) {
	case IF_TYPE_ETHERNET_CSMACD:
		return "Ethernet";
	case IF_TYPE_SOFTWARE_LOOPBACK:
		return "software loopback";
	case IF_TYPE_PPP:
		return "PPP";
	case IF_TYPE_TUNNEL:
		return "tunnel";
	case IF_TYPE_PROP_VIRTUAL:
		return "virtual";
	default:
		return "other";
	}
}

static void PrintRow(const MIB_ANYCASTIPADDRESS_ROW *Row)
{
	CHAR Address[INET6_ADDRSTRLEN] = "?";
	CHAR Name[NDIS_IF_MAX_STRING_SIZE + 1] = "?";

	switch (Row->Address.si_family) {
	case AF_INET:
		InetNtopA(AF_INET, &Row->Address.Ipv4.sin_addr, Address,
			  sizeof(Address));
		break;
	case AF_INET6:
		InetNtopA(AF_INET6, &Row->Address.Ipv6.sin6_addr, Address,
			  sizeof(Address));
		break;
	}
	/* The interface may be gone by now; then the name stays "?". */
	if (ConvertInterfaceLuidToNameA(&Row->InterfaceLuid, Name,
					sizeof(Name)) != NO_ERROR)
		Name[0] = '?';
	printf("%s on %s (index %u, %s), scope id %u\n", Address, Name,
	       Row->InterfaceIndex,
	       TypeName((ULONG)Row->InterfaceLuid.Info.IfType),
	       Row->ScopeId.Value);
}

int __cdecl main(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE Table = NULL;
	DWORD Result;
	ULONG i;

	Result = GetAnycastIpAddressTable(AF_UNSPEC, &Table);
	if (Result == ERROR_NOT_FOUND) {
		printf("This host holds no anycast address.\n");
		return EXIT_SUCCESS;
	}
	if (Result != NO_ERROR) {
		fprintf(stderr, "GetAnycastIpAddressTable: error %u: %s\n",
			Result, anycastip_win32_text(Result));
		return EXIT_FAILURE;
	}
	for (i = 0; i < Table->NumEntries; i++)
		PrintRow(&Table->Table[i]);
	FreeMibTable(Table);
	return EXIT_SUCCESS;
}
