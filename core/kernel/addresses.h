/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_ADDRESSES_H
#define CORE_KERNEL_ADDRESSES_H

#include "core/config/config.h"
#include "core/entries.h"
#include "core/kernel/netlink.h"

/* The unicast addresses of the host; all zero is none. */
struct addresses {
	struct unicast *at;
	size_t count;
	size_t room;
};

/* Replace *addresses by what the kernel has of IPv6, and if wanted of IPv4;
 * on failure it is empty. */
enum anycastip_status addresses_read(struct netlink *netlink, bool ipv4,
				     struct addresses *addresses,
				     struct anycastip_error *error);
void addresses_free(struct addresses *addresses);

/* Replace *forwarding by the interfaces that forward IPv6, sorted; address
 * and stamp of each entry are zero. */
enum anycastip_status forwarding_read(struct netlink *netlink,
				      struct entries *forwarding,
				      struct anycastip_error *error);

/* Replace *prefixes by the Subnet-Router anycast addresses (RFC 4291 section
 * 2.6.1) that the kernel makes of the IPv6 addresses of interfaces that
 * forward, sorted.  False without memory. */
bool subnet_router_addresses(const struct addresses *addresses,
			     const struct entries *forwarding,
			     struct entries *prefixes);

#endif
