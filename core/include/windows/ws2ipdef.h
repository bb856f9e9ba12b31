/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Addresses of sockets, IPv6 and either family.
 */
#ifndef ANYCASTIP_WS2IPDEF_H
#define ANYCASTIP_WS2IPDEF_H

#include "ws2def.h"

typedef struct in6_addr IN6_ADDR, *PIN6_ADDR;
typedef struct sockaddr_in6 SOCKADDR_IN6, *PSOCKADDR_IN6;

/* An address of either family; si_family tells which.  The family is in host
 * byte order, address and port in network byte order. */
typedef union _SOCKADDR_INET {
	SOCKADDR_IN Ipv4;
	SOCKADDR_IN6 Ipv6;
	ADDRESS_FAMILY si_family;
} SOCKADDR_INET, *PSOCKADDR_INET;

#endif
