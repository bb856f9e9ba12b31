/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Addresses of sockets, IPv4.
 *
 * SOCKADDR_IN and its like are the system's own structures under the name of
 * Windows, so that an address of the table can be handed to bind(), sendto()
 * and inet_ntop() as it stands, and so that these headers go together with
 * the system's in any order.  Their members are the system's: s_addr is there,
 * S_un.S_addr is not.
 *
 * AF_UNSPEC, AF_INET and AF_INET6 have the values of the system: AF_INET6 is
 * 10 here and 23 on Windows.  A program that writes the number instead of the
 * name is refused with STATUS_INVALID_PARAMETER.
 */
#ifndef ANYCASTIP_WS2DEF_H
#define ANYCASTIP_WS2DEF_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "windef.h"

/* A family, in host byte order.  It has 16 bits: 0x10002 becomes AF_INET
 * without a word. */
typedef USHORT ADDRESS_FAMILY;

typedef struct in_addr IN_ADDR, *PIN_ADDR;
typedef struct sockaddr SOCKADDR, *PSOCKADDR, *LPSOCKADDR;
typedef struct sockaddr_in SOCKADDR_IN, *PSOCKADDR_IN;
typedef struct sockaddr_storage SOCKADDR_STORAGE, *PSOCKADDR_STORAGE;

/* How far an address reaches; the numbers of RFC 4291 section 2.7. */
typedef enum {
	ScopeLevelInterface = 1,
	ScopeLevelLink = 2,
	ScopeLevelSubnet = 3,
	ScopeLevelAdmin = 4,
	ScopeLevelSite = 5,
	ScopeLevelOrganization = 8,
	ScopeLevelGlobal = 14,
	ScopeLevelCount = 16
} SCOPE_LEVEL;

/* Scope and zone of an IPv6 address.  In a row that libanycastip returns,
 * Value is the sin6_scope_id of the row's address: the index of the interface
 * for a link-local address (fe80::/10), else 0; Level is 0 (unless an index
 * above 28 bits reaches into it).  Zone and Level are where Windows has them
 * in Value: bits 0 to 27 and 28 to 31. */
__extension__ typedef struct {
	__extension__ union {
		__extension__ struct {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
			ULONG Level : 4;
			ULONG Zone : 28;
#else
			ULONG Zone : 28;
			ULONG Level : 4;
#endif
		};
		ULONG Value;
	};
} SCOPE_ID, *PSCOPE_ID;

#endif
