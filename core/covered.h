/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Expected addresses that no interface has, and that a route takes in all the
 * same (AnyIP). */
#ifndef CORE_COVERED_H
#define CORE_COVERED_H

#include "core/kernel/lookup.h"
#include "core/sources.h"

/* Replace wanting[FAMILIES] by the expected addresses, of a wanted family, that
 * are in no source but COVERED; sorted.  False without memory. */
bool find_wanting(const struct anycastip_expected *expected, size_t count,
		  const bool wanted[FAMILIES], const struct sources *sources,
		  struct entries wanting[FAMILIES]);

/* Replace what the sources have as COVERED by those of them that are delivered;
 * *changed tells that it was something else. */
enum anycastip_status find_covered(struct netlink *netlink,
				   const struct ways ways[FAMILIES],
				   const struct entries wanting[FAMILIES],
				   const struct sources *sources, bool *changed,
				   struct anycastip_error *error);

#endif
