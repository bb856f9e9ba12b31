/* SPDX-License-Identifier: BSD-2-Clause
 *
 * GetAnycastIpAddressTable and its family, as Windows has them.
 *
 *   cc $(pkg-config --cflags anycastip-windows) ... \
 *      $(pkg-config --libs anycastip-windows)
 *
 * The contract is that of Microsoft's pages, named at each function.  Where
 * they say nothing, this header and the manual pages in section 3 decide.
 * What counts as an anycast address of a Linux host is at the top of
 * anycastip.h; doc/windows-mapping.md has every difference from Windows.
 *
 * Two faces.  A translation unit that includes this header alone gets the
 * driver's face: functions return NTSTATUS, success is STATUS_SUCCESS.  One
 * that includes iphlpapi.h first gets the face of user-mode programs:
 * functions return DWORD, success is NO_ERROR.  Both faces are in one library
 * under different symbols, so one program may use both, in different
 * translation units.  Both are 0 on success.
 *
 * Errors.  Every function but FreeMibTable() lists its own.  Besides these all
 * of them may return:
 *
 *   NTSTATUS                          Win32
 *   STATUS_NOT_ENOUGH_MEMORY          ERROR_NOT_ENOUGH_MEMORY
 *       an allocation failed, here or in the kernel
 *   STATUS_TOO_MANY_OPENED_FILES      ERROR_TOO_MANY_OPEN_FILES
 *       no file descriptor is left (RLIMIT_NOFILE)
 *   STATUS_ACCESS_DENIED              ERROR_ACCESS_DENIED
 *       the kernel refused (a sandbox without AF_NETLINK, for one)
 *   STATUS_IO_TIMEOUT                 ERROR_TIMEOUT
 *       the kernel did not answer within five seconds
 *   STATUS_INVALID_NETWORK_RESPONSE   ERROR_BAD_NET_RESP
 *       the kernel's answer is malformed
 *   STATUS_RETRY                      ERROR_RETRY
 *       the table changed too fast to be read truthfully: ask again
 *   STATUS_UNSUCCESSFUL               ERROR_GEN_FAILURE
 *       any other failure of a system call
 *
 * anycastip_ntstatus_text() and anycastip_win32_text() of anycastip.h have a
 * text for each; they take the place of FormatMessage().
 *
 * Threads: every function may be called from any thread at any time, and acts
 * on the network namespace of the calling thread.  Nothing is printed, no
 * signal is used, every descriptor is closed on exec, and no call waits longer
 * than five seconds for an answer of the kernel.  None may be called from a
 * signal handler.
 *
 * Privileges: only CreateAnycastIpAddressEntry() needs one, CAP_NET_ADMIN.
 */
#ifndef ANYCASTIP_NETIOAPI_H
#define ANYCASTIP_NETIOAPI_H

#include "windef.h"
#include "ws2ipdef.h"
#include "ifdef.h"

#ifdef __IPHLPAPI_H__
#include "winerror.h"
#define NETIO_STATUS		   DWORD
#define NETIO_SUCCESS(status)	   ((status) == NO_ERROR)
#define ANYCASTIP_FACE(name)	   __asm__("anycastip_win32_" #name)
#define ANYCASTIP_EMPTY_FACE(name) __asm__("anycastip_win32_empty_" #name)
#else
#include "ntstatus.h"
#define NETIO_STATUS		   NTSTATUS
#define NETIO_SUCCESS(status)	   NT_SUCCESS(status)
#define ANYCASTIP_FACE(name)	   __asm__(#name)
#define ANYCASTIP_EMPTY_FACE(name) __asm__("anycastip_empty_" #name)
#endif
#define NETIOAPI_API_
#define NETIOAPI_API NETIO_STATUS NETIOAPI_API_

#ifndef ANY_SIZE
#define ANY_SIZE 1
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* One anycast address on one interface.
 *
 * Padding is zero, and so are sin6_port, sin6_flowinfo and the octets of
 * Address that its family does not use, so two rows that the library returned
 * are the same if memcmp() says so.
 *
 * Source: Microsoft, MIB_ANYCASTIPADDRESS_ROW. */
typedef struct _MIB_ANYCASTIPADDRESS_ROW {
	/* The address.  sin6_scope_id is the index of the interface for a
	 * link-local address (fe80::/10), else 0: the address can be handed to
	 * a socket as it stands. */
	SOCKADDR_INET Address;
	/* The interface, both ways; both are always filled in. */
	NET_LUID InterfaceLuid;
	NET_IFINDEX InterfaceIndex;
	/* ScopeId.Value is sin6_scope_id; 0 for IPv4. */
	SCOPE_ID ScopeId;
} MIB_ANYCASTIPADDRESS_ROW, *PMIB_ANYCASTIPADDRESS_ROW;

/* NumEntries rows, with no padding between them, ordered by family, address
 * (as octets) and index of the interface.
 *
 * Source: Microsoft, MIB_ANYCASTIPADDRESS_TABLE. */
typedef struct _MIB_ANYCASTIPADDRESS_TABLE {
	ULONG NumEntries;
	MIB_ANYCASTIPADDRESS_ROW Table[ANY_SIZE];
} MIB_ANYCASTIPADDRESS_TABLE, *PMIB_ANYCASTIPADDRESS_TABLE;

/* These layouts are Windows' on 32 and 64 bits.  An option of the compiler
 * that changes them (-fpack-struct) makes the interface unusable. */
#if defined __cplusplus && __cplusplus >= 201103L
#define ANYCASTIP_LAYOUT(condition) static_assert(condition, #condition)
#elif !defined __cplusplus && defined __STDC_VERSION__ && \
	__STDC_VERSION__ >= 201112L
#define ANYCASTIP_LAYOUT(condition) _Static_assert(condition, #condition)
#else
#define ANYCASTIP_LAYOUT(condition) \
	extern int anycastip_layout[(condition) ? 1 : -1]
#endif
ANYCASTIP_LAYOUT(sizeof(SOCKADDR_INET) == 28);
ANYCASTIP_LAYOUT(sizeof(NET_LUID) == 8);
ANYCASTIP_LAYOUT(sizeof(SCOPE_ID) == 4);
ANYCASTIP_LAYOUT(sizeof(MIB_ANYCASTIPADDRESS_ROW) == 48);
ANYCASTIP_LAYOUT(offsetof(MIB_ANYCASTIPADDRESS_ROW, Address) == 0);
ANYCASTIP_LAYOUT(offsetof(MIB_ANYCASTIPADDRESS_ROW, InterfaceLuid) == 32);
ANYCASTIP_LAYOUT(offsetof(MIB_ANYCASTIPADDRESS_ROW, InterfaceIndex) == 40);
ANYCASTIP_LAYOUT(offsetof(MIB_ANYCASTIPADDRESS_ROW, ScopeId) == 44);
ANYCASTIP_LAYOUT(sizeof(MIB_ANYCASTIPADDRESS_TABLE) == 56);
ANYCASTIP_LAYOUT(offsetof(MIB_ANYCASTIPADDRESS_TABLE, NumEntries) == 0);
ANYCASTIP_LAYOUT(offsetof(MIB_ANYCASTIPADDRESS_TABLE, Table) == 8);

/* Retrieve the anycast addresses of the host.
 *
 * Family  AF_INET6, AF_INET, or AF_UNSPEC for both.  Linux keeps no list of
 *         IPv4 anycast addresses, so AF_INET finds none, ever.
 * Table   receives the table, to be freed with FreeMibTable(); NULL on
 *         failure.
 *
 * Every address that the host holds throughout the call is in the table once,
 * and none that it holds at no time during the call.
 *
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     Table is NULL, or Family is none of the three (23, AF_INET6 of Windows,
 *     is not AF_INET6)
 * STATUS_NOT_FOUND, ERROR_NOT_FOUND
 *     there is no address of that family.  A program that takes every code for
 *     fatal defines ANYCASTIP_EMPTY_TABLE_IS_SUCCESS before it includes this
 *     header: in that translation unit the call then succeeds with a table of
 *     no entries, as Windows seems to do
 * STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED
 *     Family is AF_INET6, and the kernel has no IPv6 (with AF_UNSPEC that is
 *     no error, but NOT_FOUND)
 *
 * and those at the top.
 *
 * Source: Microsoft, GetAnycastIpAddressTable, of the drivers' network
 * reference (NTSTATUS) and of IP Helper (DWORD). */
NETIOAPI_API GetAnycastIpAddressTable(
	_In_ ADDRESS_FAMILY Family, _Outptr_ PMIB_ANYCASTIPADDRESS_TABLE *Table)
#ifdef ANYCASTIP_EMPTY_TABLE_IS_SUCCESS
	ANYCASTIP_EMPTY_FACE(GetAnycastIpAddressTable);
#else
	ANYCASTIP_FACE(GetAnycastIpAddressTable);
#endif

/* Free a table of GetAnycastIpAddressTable() or anycastip_table().  NULL is
 * ignored.  A table is freed once, and its rows go with it.
 *
 * Source: Microsoft, FreeMibTable. */
VOID NETIOAPI_API_ FreeMibTable(_In_opt_ PVOID Memory);

/* Look up one anycast address.
 *
 * Row  on call: Address, and InterfaceLuid or, where that is 0,
 *      InterfaceIndex.  Everything else is ignored, so a row of the table can
 *      be handed in unchanged.
 *      On success: every member as in the table.  Unchanged on failure.
 *
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     Row is NULL; the family is neither AF_INET nor AF_INET6; the address can
 *     never be anycast (unspecified, multicast, an IPv4 address mapped into
 *     IPv6); or both InterfaceLuid and InterfaceIndex are 0
 * STATUS_NOT_FOUND, ERROR_FILE_NOT_FOUND
 *     there is no such interface
 * STATUS_NOT_FOUND, ERROR_NOT_FOUND
 *     the interface does not hold that anycast address
 * STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED
 *     an IPv6 address, and the kernel has no IPv6
 *
 * and those at the top.  The call reads the whole table.
 *
 * Source: Microsoft, GetAnycastIpAddressEntry. */
NETIOAPI_API GetAnycastIpAddressEntry(_Inout_ PMIB_ANYCASTIPADDRESS_ROW Row)
	ANYCASTIP_FACE(GetAnycastIpAddressEntry);

/* Make the host hold an anycast address on an interface (the socket option
 * IPV6_JOIN_ANYCAST).
 *
 * Row  Address, and InterfaceLuid or, where that is 0, InterfaceIndex.  The
 *      rest is ignored.
 *
 * The address stays until DeleteAnycastIpAddressEntry(), or until the process
 * ends or executes another program; on Windows it stays until the next start.
 * It belongs to the calling process: a child made by fork() has none of its
 * parent's.
 *
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     as of GetAnycastIpAddressEntry(), or the address is a unicast address of
 *     this host
 * STATUS_NOT_FOUND, ERROR_NOT_FOUND
 *     there is no such interface
 * STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED
 *     an IPv4 address, which Linux cannot hold as anycast; or the kernel has
 *     no IPv6
 * STATUS_DUPLICATE_OBJECTID, ERROR_OBJECT_ALREADY_EXISTS
 *     the interface holds that anycast address already, whoever made it.  (Two
 *     processes that create it at the same moment may both succeed.)
 * STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED
 *     the caller lacks CAP_NET_ADMIN in the user namespace that owns the
 *     network namespace
 * STATUS_INVALID_ADDRESS_COMPONENT, WSAEADDRNOTAVAIL
 *     the interface has no prefix that covers the address, and does not
 *     forward
 *
 * and those at the top, without RETRY meaning that anything was created.
 *
 * Source: Microsoft, CreateAnycastIpAddressEntry. */
NETIOAPI_API
CreateAnycastIpAddressEntry(_In_ CONST MIB_ANYCASTIPADDRESS_ROW *Row)
	ANYCASTIP_FACE(CreateAnycastIpAddressEntry);

/* Undo CreateAnycastIpAddressEntry() of the same process.
 *
 * Row  as of CreateAnycastIpAddressEntry().
 *
 * Linux lets nobody take away an address that another socket joined, nor a
 * Subnet-Router anycast address (turn forwarding off for that).
 *
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     as of GetAnycastIpAddressEntry()
 * STATUS_NOT_FOUND, ERROR_NOT_FOUND
 *     there is no such interface, or it does not hold that anycast address
 * STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED
 *     an IPv4 address, or the kernel has no IPv6
 * STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED
 *     the address is there, but this process did not create it
 *
 * and those at the top.
 *
 * Source: Microsoft, DeleteAnycastIpAddressEntry. */
NETIOAPI_API
DeleteAnycastIpAddressEntry(_In_ CONST MIB_ANYCASTIPADDRESS_ROW *Row)
	ANYCASTIP_FACE(DeleteAnycastIpAddressEntry);

/* The LUID of the interface that has an index.
 *
 * InterfaceIndex  the index
 * InterfaceLuid   receives the LUID; 0 on failure
 *
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     InterfaceLuid is NULL
 * STATUS_INVALID_PARAMETER, ERROR_FILE_NOT_FOUND
 *     no interface has that index; 0 is none
 *
 * and those at the top.
 *
 * Source: Microsoft, ConvertInterfaceIndexToLuid. */
NETIOAPI_API ConvertInterfaceIndexToLuid(_In_ NET_IFINDEX InterfaceIndex,
					 _Out_ PNET_LUID InterfaceLuid)
	ANYCASTIP_FACE(ConvertInterfaceIndexToLuid);

/* The index of the interface that has a LUID.
 *
 * InterfaceLuid   the LUID
 * InterfaceIndex  receives the index; NET_IFINDEX_UNSPECIFIED on failure
 *
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     an argument is NULL, or no interface has that LUID
 *
 * and those at the top.
 *
 * Source: Microsoft, ConvertInterfaceLuidToIndex. */
NETIOAPI_API ConvertInterfaceLuidToIndex(_In_ CONST NET_LUID *InterfaceLuid,
					 _Out_ PNET_IFINDEX InterfaceIndex)
	ANYCASTIP_FACE(ConvertInterfaceLuidToIndex);

/* The name of the interface that has a LUID: the name that Linux gives it
 * ("eth0"), not one in the manner of "ethernet_32768".
 *
 * InterfaceLuid  the LUID
 * InterfaceName  receives the name with its NUL; "" on failure, if Length is
 *                not 0
 * Length         of the buffer, in octets; NDIS_IF_MAX_STRING_SIZE + 1 is
 *                always enough
 *
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     a pointer is NULL, or no interface has that LUID
 * STATUS_NOT_ENOUGH_MEMORY, ERROR_NOT_ENOUGH_MEMORY
 *     the buffer is too short
 *
 * and those at the top.
 *
 * Source: Microsoft, ConvertInterfaceLuidToNameA. */
NETIOAPI_API ConvertInterfaceLuidToNameA(_In_ CONST NET_LUID *InterfaceLuid,
					 _Out_writes_(Length)
						 PSTR InterfaceName,
					 _In_ SIZE_T Length)
	ANYCASTIP_FACE(ConvertInterfaceLuidToNameA);

/* The LUID of the interface that has a name.
 *
 * InterfaceName  the name
 * InterfaceLuid  receives the LUID; 0 on failure
 *
 * STATUS_INVALID_NAME, ERROR_INVALID_NAME
 *     InterfaceName is NULL, or no interface has that name
 * STATUS_BUFFER_OVERFLOW, ERROR_BUFFER_OVERFLOW
 *     InterfaceName has more than NDIS_IF_MAX_STRING_SIZE octets.  (The
 *     drivers' page has ERROR_BUFFER_OVERFLOW in its list of NTSTATUS values,
 *     where it would be a success.)
 * STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER
 *     InterfaceLuid is NULL
 *
 * and those at the top.
 *
 * Source: Microsoft, ConvertInterfaceNameToLuidA. */
NETIOAPI_API ConvertInterfaceNameToLuidA(_In_z_ CONST CHAR *InterfaceName,
					 _Out_ PNET_LUID InterfaceLuid)
	ANYCASTIP_FACE(ConvertInterfaceNameToLuidA);

/* if_indextoname() and if_nametoindex(), which Windows declares here, are the
 * system's: include <net/if.h> for them, and give the first a buffer of
 * IF_NAMESIZE octets. */

#ifdef __cplusplus
}
#endif

#endif
