/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_SUSPECTS_H
#define CORE_SUSPECTS_H

#include "core/kernel/list.h"

/* Two readings of a row that is to be called undelivered are at least this
 * far apart.  The kernel's stamps count in 10 ms: a row that left and came
 * back meanwhile has another one. */
#define CONFIRM_MS 20

/* A row of the list, or of a route by hand, for which the kernel found no route
 * that delivers. */
struct suspect {
	struct entry entry;
	int64_t since; /* monotonic_ms() of the first reading */
	bool by_hand;
	bool confirmed;
};

/* In the order of the table; all zero is none. */
struct suspects {
	struct suspect *at;
	size_t count;
};

void suspects_free(struct suspects *suspects);

/* Replace *suspects by those rows of `list' that were not found `routed', and
 * of `routes' by hand, for which the kernel finds no route that delivers when
 * asked one by one: a route by hand can be in a table that packets from its
 * interface never come to, or behind another one.  What was known of a row with
 * the same stamp is kept; routes have none. */
enum anycastip_status suspects_find(struct reader *reader,
				    const struct entries *list,
				    const bool *routed,
				    const struct entries *routes,
				    struct suspects *suspects,
				    struct anycastip_error *error);

/* Milliseconds until one that is not confirmed is due for its second reading;
 * 0 if it is, -1 where there is none. */
int suspects_due(const struct suspects *suspects);

/* Read those again that are due.  One of the list that still has no route, and
 * is there with the same stamp after that was seen, is confirmed: it did not
 * leave in between, so no leave was under way.  So is a route by hand by which
 * still nothing is delivered.  Any other is none any more. */
enum anycastip_status suspects_confirm(struct reader *reader,
				       struct suspects *suspects,
				       struct anycastip_error *error);

/* Whether the row was confirmed to be undelivered. */
bool suspects_undelivered(const struct suspects *suspects,
			  const struct entry *entry, bool by_hand);

/* Keep of `routes' (sorted), none of which has a row in the list as it was
 * read before, those that somebody made by hand.  A route by the kernel is only
 * believed to be one if the list, read once more, has not got its row
 * meanwhile. */
enum anycastip_status routes_by_hand(struct reader *reader,
				     struct entries *routes,
				     struct anycastip_error *error);

#endif
