/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_ROUTES_H
#define CORE_KERNEL_ROUTES_H

#include "core/kernel/list.h"
#include "core/kernel/links.h"

/* A flag of a route's entry.  Protocol "kernel": the list's own, as a rule. */
#define ROUTE_BY_KERNEL 0x1u

/* Read the IPv6 routes of type anycast and length 128: those of table local
 * and of each VRF in `links', or of every table.  Routes that the kernel would
 * never deliver by are left out.
 *
 * routed[i] is set for each entry of `list' (sorted) that has the kernel's own
 * route in the table local; `routed' may be NULL.  The others, by address and
 * interface, are appended to `others', sorted: somebody made them by hand, or
 * their row came to the list after that was read.
 *
 * The kernel resumes a dump of a changed table by counting, so an answer of
 * several datagrams can lack routes that were there throughout, if others were
 * removed meanwhile.  Unless it is known that none was (reader_removals()),
 * those that somebody made by hand are asked for once more by their protocol,
 * which nearly always tells them: so few fit into one datagram, for which the
 * kernel does not let go of the table.  Without the others a row of the list
 * looks as if it had no route, which is no more than a reason to ask for that
 * one. */
enum anycastip_status read_routes(struct reader *reader,
				  const struct links *links, bool all_tables,
				  const struct entries *list, bool *routed,
				  struct entries *others,
				  struct anycastip_error *error);

#endif
