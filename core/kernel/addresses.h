/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_ADDRESSES_H
#define CORE_KERNEL_ADDRESSES_H

#include "core/entries.h"
#include "core/kernel/netlink.h"

/* A unicast address of the host, as RTM_GETADDR tells it. */
struct unicast {
	uint8_t address[16]; /* IFA_LOCAL, or IFA_ADDRESS where there is none;
				IPv4 in the first four octets, the others zero
			      */
	uint32_t ifindex;
	uint32_t stamp;			   /* ifa_cacheinfo.cstamp */
	uint32_t flags;			   /* IFA_F_*: IFA_FLAGS */
	uint16_t family;		   /* AF_INET or AF_INET6 */
	uint8_t prefix_length;		   /* ifa_prefixlen */
	uint8_t scope;			   /* ifa_scope */
	uint8_t proto;			   /* IFA_PROTO (kernel 5.18), or 0 */
	char label[ANYCASTIP_IFNAME_SIZE]; /* IFA_LABEL (IPv4), or "" */
};

/* The unicast addresses of the host; all zero is none. */
struct addresses {
	struct unicast *at;
	size_t count;
};

/* Replace *addresses by what the kernel has of IPv6, and if wanted of IPv4;
 * on failure it is empty. */
enum anycastip_status addresses_read(struct netlink *netlink, bool ipv4,
				     struct addresses *addresses,
				     struct anycastip_error *error);
void addresses_free(struct addresses *addresses);

/* Replace *forwarding by the interfaces that forward IPv6, sorted; all
 * else in the entries is zero. */
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
