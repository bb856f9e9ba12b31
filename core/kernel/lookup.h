/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the kernel does with a packet that comes in for an address.
 *
 * It is asked for the route that such a packet takes: by its rules and tables,
 * those of a VRF included.  How it is asked hangs on the rules.
 *
 *  - If none is about the incoming interface, that is of no concern, but for
 * the VRF that it is in.  IPv6 is asked as for a packet that comes in by the
 *    interface of the row, even if none ever does, as by the loopback.  IPv4
 *    then wants a source, and checks it; so it is asked as for a packet that
 * the host sends, if need be in the VRF, which finds the same route.
 *  - Otherwise as for one that comes in by the row's interface, if that leads
 *    anywhere, or else by each that does, until there is one by which it is
 *    delivered; from a source that IPv4 takes there.
 *
 * An address that has no interface is asked for outside of VRFs, and in each.
 */
#ifndef CORE_KERNEL_LOOKUP_H
#define CORE_KERNEL_LOOKUP_H

#include "core/entries.h"
#include "core/kernel/addresses.h"
#include "core/kernel/links.h"
#include "core/kernel/rules.h"

/* An interface by which packets come in, and a source that those have. */
struct way {
	uint32_t ifindex;
	uint32_t source; /* IPv4, in network byte order */
};

/* Those of a family: where rules are about the incoming interface, all; else
 * VRFs. */
struct ways {
	struct rules rules;
	struct way *at;
	size_t count;
};

/* Replace ways[FAMILIES], of which one that is not wanted is as if nothing were
 * out of the ordinary.  `addresses' has what neighbours are found by. */
enum anycastip_status ways_read(struct netlink *netlink,
				const struct links *links,
				const struct addresses *addresses,
				const bool wanted[FAMILIES],
				struct ways ways[FAMILIES],
				struct anycastip_error *error);
void ways_free(struct ways ways[FAMILIES]);

/* One address. */
struct lookup {
	struct entry entry; /* it, and the interface of its row, or 0 */
	enum family family;
	bool delivers;
	/* The route by which it is delivered: */
	bool anycast; /* it is of that type, and not local */
	bool by_kernel;
	uint8_t prefix_length;
	uint32_t ifindex; /* 0 where it has none, or several */
	/* How it is asked for now; of no concern outside of lookup.c. */
	bool pending;
	uint32_t incoming, outgoing, source;
};

/* Find out whether each of them is delivered.  Not knowing it of one is a
 * failure. */
enum anycastip_status lookup_each(struct netlink *netlink,
				  const struct links *links,
				  const struct ways ways[FAMILIES],
				  struct lookup *at, size_t count,
				  struct anycastip_error *error);

#endif
