/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_LINKS_H
#define CORE_KERNEL_LINKS_H

#include "core/entries.h"
#include "core/kernel/netlink.h"

struct link {
	uint64_t luid;
	uint32_t ifindex;
	uint32_t flags;	   /* IFF_* */
	uint32_t table;	   /* routing table of a VRF device, or 0 */
	uint32_t in_table; /* of the VRF that it is in, or RT_TABLE_LOCAL */
	uint32_t master;   /* what it is a part of, as of a VRF, or 0 */
	uint32_t mtu;
	uint16_t arphrd; /* ARPHRD_*: ifi_type */
	bool host;	 /* the loopback or a dummy interface */
	bool ipv6;	 /* IPv6 is there and not disabled */
	char name[ANYCASTIP_IFNAME_SIZE];
};

/* The interfaces of a namespace; all zero is none. */
struct links {
	struct link *at;
	size_t count;
	size_t room;
	uint32_t *slots; /* hash of the ifindex to position + 1, or 0 */
	size_t slot_mask;
};

/* Replace *links by what the kernel has now; on failure it is empty. */
enum anycastip_status links_read(struct netlink *netlink, struct links *links,
				 struct anycastip_error *error);
void links_free(struct links *links);

/* Of a host with many interfaces those that matter: first replace *links by
 * the VRF devices, or by all where the kernel cannot tell these apart; then add
 * the interfaces of entries that are missing, without their tables.  Those that
 * are gone stay missing. */
enum anycastip_status links_read_vrfs(struct netlink *netlink,
				      struct links *links,
				      struct anycastip_error *error);
enum anycastip_status links_complete(struct netlink *netlink,
				     const struct entries *entries,
				     struct links *links,
				     struct anycastip_error *error);

/* NULL where there is none. */
const struct link *links_find(const struct links *links, uint32_t ifindex);

/* What there is to know of one: by index or, where that is 0, by name; the
 * kernel knows the alternative names, too. */
enum anycastip_status link_read(struct netlink *netlink, uint32_t ifindex,
				const char *name, struct link *link,
				struct anycastip_error *error);

#endif
