/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Anycast addresses to measure with, in a network namespace of the caller's:
 * veth pairs b0, b1, ... with the prefix 2001:db8:0:I::/64 each, and addresses
 * of those prefixes joined with IPV6_JOIN_ANYCAST.  The rows of the namespace
 * are then exactly the joined ones.
 */
#ifndef BENCH_FIXTURE_H
#define BENCH_FIXTURE_H

#include <stddef.h>
#include <stdio.h>

/* Move the calling process into a new network namespace, whose loopback
 * interface is up.  Returns a descriptor of it for setns(). */
int fixture_namespace(void);

/* A stream to `ip -6 -batch', and its end: every line must have succeeded. */
FILE *fixture_ip_open(void);
void fixture_ip_close(FILE *batch);

/* Make `count' interfaces in the namespace. */
void fixture_interfaces(unsigned count);

/* Load `count' unicast /128 routes over b0. */
void fixture_routes(unsigned count);

struct fixture_joins;

/* Join `count' addresses, spread evenly over the first `interfaces'
 * interfaces. */
struct fixture_joins *fixture_join(unsigned count, unsigned interfaces);
void fixture_leave(struct fixture_joins *joins);

/* Leave the last address that was joined, and join it again. */
void fixture_touch(struct fixture_joins *joins);

#endif
