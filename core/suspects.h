/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_SUSPECTS_H
#define CORE_SUSPECTS_H

#include "core/kernel/list.h"
#include "core/kernel/lookup.h"
#include "core/sources.h"

/* Two readings of a row that is to be called undelivered are at least this
 * far apart.  The kernel's stamps count in 10 ms: a row that left and came
 * back meanwhile has another one. */
#define CONFIRM_MS 20

/* A row that the kernel does not deliver. */
struct suspect {
	struct entry entry; /* stamp: creation time, 0 where there is none */
	enum family family;
	enum source source;
	int64_t since; /* monotonic_ms() of the first reading */
	bool confirmed;
};

/* Ordered by family, source and entry; all zero is none. */
struct suspects {
	struct suspect *at;
	size_t count;
};

void suspects_free(struct suspects *suspects);

/* Replace *suspects by what the kernel, asked for each of the sources, does not
 * deliver; but for COVERED, which is what it does.  Of the list, those are not
 * asked for that have their own route in the table local (`routed', or NULL),
 * if that comes first.  What was known of a row with the same stamp is kept. */
enum anycastip_status suspects_find(struct netlink *netlink,
				    const struct ways ways[FAMILIES],
				    const struct sources *sources,
				    const bool *routed,
				    struct suspects *suspects,
				    struct anycastip_error *error);

/* Milliseconds until one that is not confirmed is due for its second reading;
 * 0 if it is, -1 where there is none. */
int suspects_due(const struct suspects *suspects);

/* Ask once more for those that are due.  One that still is not delivered, and
 * is there with the same stamp after that was seen, is confirmed: it did not
 * leave in between, so no leave was under way.  A route by hand has no stamp,
 * and need not be there.  Any other is none any more. */
enum anycastip_status suspects_confirm(struct reader *reader,
				       const struct links *links,
				       const struct ways ways[FAMILIES],
				       struct suspects *suspects,
				       struct anycastip_error *error);

/* Whether the entry of a source was confirmed to be undelivered. */
bool suspects_undelivered(const struct suspects *suspects,
			  const struct sources *sources, enum family family,
			  enum source source, const struct entry *entry);

/* Keep of `routes' (sorted), none of which has a row in the list as it was
 * read before, those that somebody made by hand.  A route by the kernel is only
 * believed to be one if the list, read once more, has not got its row
 * meanwhile. */
enum anycastip_status routes_by_hand(struct reader *reader,
				     const struct links *links,
				     const struct ways ways[FAMILIES],
				     struct entries *routes,
				     struct anycastip_error *error);

#endif
