/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_ROUTES_H
#define CORE_ROUTES_H

#include "dump.h"
#include "links.h"

/* What the stamp of a route's entry says; routes have no creation time. */
#define ROUTE_BY_KERNEL 0x1u   /* protocol "kernel": the list's own, as a rule \
				*/
#define ROUTE_OTHER_TABLE 0x2u /* neither in table local nor in a VRF's */

/* Append the IPv6 routes of type anycast and length 128, as address and
 * interface, sorted: those of table local and of each VRF in `links', or of
 * every table.  Routes that the kernel would never deliver by are left out.
 *
 * A route that was there throughout can be lost if it is the kernel's own for
 * a row of the list, but a route made by hand is not: the kernel resumes a
 * dump of a changed table by counting, so an answer of several datagrams is
 * repeated until it brings no such route. */
enum anycastip_status read_routes(struct reader *reader,
				  const struct links *links, bool all_tables,
				  struct entries *routes,
				  struct anycastip_error *error);

/* Whether the kernel, for a packet that comes in on the interface, finds a
 * route that delivers the address to this host. */
enum anycastip_status route_delivers(struct netlink *netlink,
				     const struct entry *entry, bool *delivers,
				     struct anycastip_error *error);

#endif
