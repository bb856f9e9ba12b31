/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/rows.h"
#include "core/error.h"

#include <stdlib.h>
#include <sys/socket.h>

static uint8_t scope_level(const struct entry *entry)
{
	if (entry_is_link_local(entry) || (!entry->high && entry->low == 1))
		return 2;
	if (entry->high >> 54 == 0xfec0 >> 6)
		return 5;
	return 14;
}

/* What every row has. */
static void start_row(struct anycastip_row *row, enum family family,
		      const struct entry *entry, const struct link *link)
{
	memset(row, 0, sizeof(*row));
	entry_get_address(entry, row->address);
	row->luid = link->luid;
	row->ifindex = entry->ifindex;
	row->state = ANYCASTIP_DELIVERED;
	memcpy(row->ifname, link->name, sizeof(row->ifname));
	if (family == IPV4) {
		row->family = AF_INET;
		return;
	}
	row->family = AF_INET6;
	row->zone = entry_is_link_local(entry) ? entry->ifindex : 0;
	row->prefix_length = 128;
	row->scope_level = scope_level(entry);
}

static void fill_listed(struct anycastip_row *row, const struct entry *entry,
			const struct entries *prefixes)
{
	row->stamp = entry->stamp;
	row->has_stamp = 1;
	row->origin = ANYCASTIP_JOINED;
	if (prefixes && entries_have(prefixes, entry))
		row->origin = ANYCASTIP_SUBNET_ROUTER;
}

static void fill_declared(struct anycastip_row *row,
			  const struct unicast *unicast)
{
	row->stamp = unicast->stamp;
	row->has_stamp = 1;
	row->prefix_length = unicast->prefix_length;
	row->origin = ANYCASTIP_DECLARED;
}

static void fill_covered(struct anycastip_row *row, const struct entry *entry)
{
	row->prefix_length = entry->cover & COVERED_LENGTH;
	row->origin = entry->cover & COVERED_ANYCAST ? ANYCASTIP_ROUTE
						     : ANYCASTIP_LOCAL_ROUTE;
}

/* The source whose next entry is the least, the first of equal ones; and step
 * over the others of the same address and interface. */
static enum source next_source(const struct entries from[SOURCES],
			       size_t next[SOURCES], const struct entry **entry)
{
	enum source source, best = SOURCES;

	*entry = NULL;
	for (source = 0; source < SOURCES; source++) {
		if (next[source] == from[source].count)
			continue;
		if (!*entry ||
		    entry_less(&from[source].at[next[source]], *entry)) {
			best = source;
			*entry = &from[source].at[next[source]];
		}
	}
	for (source = 0; *entry && source < SOURCES; source++)
		if (next[source] < from[source].count &&
		    !entry_less(*entry, &from[source].at[next[source]]))
			next[source]++;
	return best;
}

static size_t make_family(const struct sources *sources,
			  const struct suspects *suspects, enum family family,
			  struct anycastip_row *rows)
{
	const struct entries *from = sources->found[family];
	size_t next[SOURCES] = {0}, count = 0;
	const struct entry *entry;
	const struct link *link;
	struct anycastip_row *row;
	enum source source;

	while ((source = next_source(from, next, &entry)) != SOURCES) {
		link = links_find(sources->links, entry->ifindex);
		if (!link)
			continue;
		row = &rows[count++];
		start_row(row, family, entry, link);
		if (source == LISTED)
			fill_listed(row, entry, sources->prefixes);
		else if (source == BY_HAND)
			row->origin = ANYCASTIP_ROUTE;
		else if (source == DECLARED)
			fill_declared(row,
				      &sources->addresses->at[entry->position]);
		else
			fill_covered(row, entry);
		if (suspects_undelivered(suspects, sources, family, source,
					 entry))
			row->state = ANYCASTIP_UNDELIVERED;
	}
	return count;
}

enum anycastip_status make_rows(const struct sources *sources,
				const struct suspects *suspects,
				struct anycastip_row **rows, size_t *count,
				size_t *ipv4_count,
				struct anycastip_error *error)
{
	enum family family;
	enum source source;
	size_t most = 0;

	*rows = NULL;
	*count = *ipv4_count = 0;
	for (family = IPV4; family < FAMILIES; family++)
		for (source = 0; source < SOURCES; source++)
			most += sources->found[family][source].count;
	if (!most)
		return ANYCASTIP_OK;
	*rows = malloc(most * sizeof(**rows));
	if (!*rows)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for %zu rows", most);
	*ipv4_count = make_family(sources, suspects, IPV4, *rows);
	*count = *ipv4_count +
		 make_family(sources, suspects, IPV6, *rows + *ipv4_count);
	if (!*count) {
		free(*rows);
		*rows = NULL;
	}
	return ANYCASTIP_OK;
}

static void drop_unknown(struct entries *entries, const struct links *links)
{
	const struct link *link = NULL;
	size_t i, kept = 0;

	for (i = 0; i < entries->count; i++) {
		if (!link || link->ifindex != entries->at[i].ifindex)
			link = links_find(links, entries->at[i].ifindex);
		if (!link)
			continue;
		if (kept != i)
			entries->at[kept] = entries->at[i];
		kept++;
	}
	entries->count = kept;
}

/* A row is longer than an entry: made from the last to the first, the rows
 * overwrite no entry that is still to be read.  Fresh memory for each step
 * would cost more than all the rest of this. */
enum anycastip_status make_plain_rows(const struct links *links,
				      struct entries *list,
				      struct entries *routes,
				      struct anycastip_row **rows,
				      size_t *count,
				      struct anycastip_error *error)
{
	size_t left, routes_left, i;
	const struct link *link = NULL;
	struct entry entry;
	bool by_hand;

	_Static_assert(sizeof(**rows) >= sizeof(entry), "rows from the last");
	*rows = NULL;
	*count = 0;
	drop_unknown(list, links);
	drop_unknown(routes, links);
	left = list->count;
	routes_left = routes->count;
	if (!(left + routes_left))
		return ANYCASTIP_OK;
	*rows = realloc(list->at, (left + routes_left) * sizeof(**rows));
	if (!*rows)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for %zu rows", left + routes_left);
	list->at = (void *)*rows;
	for (i = left + routes_left; i-- > 0;) {
		by_hand = !left || (routes_left &&
				    entry_less(&list->at[left - 1],
					       &routes->at[routes_left - 1]));
		entry = by_hand ? routes->at[--routes_left] : list->at[--left];
		if (!link || link->ifindex != entry.ifindex)
			link = links_find(links, entry.ifindex);
		start_row(&(*rows)[i], IPV6, &entry, link);
		if (by_hand)
			(*rows)[i].origin = ANYCASTIP_ROUTE;
		else
			fill_listed(&(*rows)[i], &entry, NULL);
	}
	*count = list->count + routes->count;
	memset(list, 0, sizeof(*list));
	return ANYCASTIP_OK;
}
