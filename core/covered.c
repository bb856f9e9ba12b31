/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/covered.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "core/error.h"

static const char what[] = "expected addresses";

/* Where a route stands that names no interface, or several. */
#define LOOPBACK 1

/* Whether any interface has the address, in a source but COVERED. */
static bool is_found(const struct entries found[SOURCES],
		     const struct entry *entry)
{
	const struct entry first = {.high = entry->high, .low = entry->low};
	enum source source;
	size_t i;

	for (source = 0; source < COVERED; source++) {
		i = entries_find(&found[source], &first);
		if (i < found[source].count &&
		    found[source].at[i].high == first.high &&
		    found[source].at[i].low == first.low)
			return true;
	}
	return false;
}

bool find_wanting(const struct anycastip_expected *expected, size_t count,
		  const bool wanted[FAMILIES], const struct sources *sources,
		  struct entries wanting[FAMILIES])
{
	struct entry entry = {0}, *added;
	enum family family;
	size_t i;

	wanting[IPV4].count = wanting[IPV6].count = 0;
	for (i = 0; i < count; i++) {
		family = expected[i].family == AF_INET ? IPV4 : IPV6;
		entry_set_address(&entry, expected[i].address);
		if (!wanted[family] || is_found(sources->found[family], &entry))
			continue;
		added = entries_add(&wanting[family]);
		if (!added)
			return false;
		*added = entry;
	}
	return entries_sort(&wanting[IPV4]) && entries_sort(&wanting[IPV6]);
}

/* The kernel's own route for that address alone is that of an address which
 * another interface has, or which comes or goes right now. */
static bool is_covered(const struct lookup *lookup)
{
	unsigned int full = lookup->family == IPV4 ? 32 : 128;

	return lookup->delivers &&
	       !(lookup->by_kernel && lookup->prefix_length == full);
}

static enum anycastip_status find_of_family(struct netlink *netlink,
					    const struct ways ways[FAMILIES],
					    enum family family,
					    const struct entries *wanting,
					    const struct links *links,
					    struct entries *covered,
					    struct anycastip_error *error)
{
	enum anycastip_status status;
	struct lookup *lookups;
	struct entry *entry;
	size_t i;

	lookups = calloc(wanting->count + 1, sizeof(*lookups));
	if (!lookups || !entries_reserve(covered, wanting->count)) {
		free(lookups);
		return no_memory(error, what);
	}
	for (i = 0; i < wanting->count; i++) {
		lookups[i].entry = wanting->at[i];
		lookups[i].family = family;
	}
	status = lookup_each(netlink, links, ways, lookups, wanting->count,
			     error);
	for (i = 0; i < wanting->count && !status; i++) {
		if (!is_covered(&lookups[i]))
			continue;
		entry = &covered->at[covered->count++];
		*entry = lookups[i].entry;
		entry->ifindex = lookups[i].ifindex ? lookups[i].ifindex
						    : LOOPBACK;
		entry->cover = lookups[i].prefix_length |
			       (lookups[i].anycast ? COVERED_ANYCAST : 0);
	}
	free(lookups);
	return status;
}

enum anycastip_status find_covered(struct netlink *netlink,
				   const struct ways ways[FAMILIES],
				   const struct entries wanting[FAMILIES],
				   const struct sources *sources, bool *changed,
				   struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	struct entries *covered, now = {0};
	enum family family;

	*changed = false;
	for (family = IPV4; family < FAMILIES && !status; family++) {
		covered = &sources->found[family][COVERED];
		if (!wanting[family].count && !covered->count)
			continue;
		status = find_of_family(netlink, ways, family, &wanting[family],
					sources->links, &now, error);
		if (status)
			break;
		if (!entries_equal(&now, covered))
			*changed = true;
		entries_free(covered);
		*covered = now;
		memset(&now, 0, sizeof(now));
	}
	entries_free(&now);
	return status;
}
