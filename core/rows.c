/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/rows.h"
#include "core/error.h"

#include <linux/if_addr.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>

static bool is_link_local(const struct entry *entry)
{
	return entry->high >> 54 == 0xfe80 >> 6;
}

static uint8_t scope_level(const struct entry *entry)
{
	if (is_link_local(entry) || (!entry->high && entry->low == 1))
		return 2;
	if (entry->high >> 54 == 0xfec0 >> 6)
		return 5;
	return 14;
}

static void fill_ipv6(struct anycastip_row *row, const struct entry *entry,
		      const struct link *link)
{
	memset(row, 0, sizeof(*row));
	entry_get_address(entry, row->address);
	row->luid = link->luid;
	row->ifindex = entry->ifindex;
	row->zone = is_link_local(entry) ? entry->ifindex : 0;
	row->family = AF_INET6;
	row->prefix_length = 128;
	row->scope_level = scope_level(entry);
	row->state = ANYCASTIP_DELIVERED;
	memcpy(row->ifname, link->name, sizeof(row->ifname));
}

static void fill_listed(struct anycastip_row *row, const struct entry *entry,
			const struct sources *sources)
{
	row->stamp = entry->stamp;
	row->has_stamp = 1;
	row->origin = ANYCASTIP_JOINED;
	if (sources->prefixes && entries_have(sources->prefixes, entry))
		row->origin = ANYCASTIP_SUBNET_ROUTER;
	if (sources->suspects &&
	    suspects_undelivered(sources->suspects, entry, false))
		row->state = ANYCASTIP_UNDELIVERED;
}

static void fill_route(struct anycastip_row *row, const struct entry *entry,
		       const struct sources *sources)
{
	row->origin = ANYCASTIP_ROUTE;
	if (sources->suspects &&
	    suspects_undelivered(sources->suspects, entry, true))
		row->state = ANYCASTIP_UNDELIVERED;
}

/* An optimistic address is used while it is tentative. */
static bool unusable(const struct unicast *unicast)
{
	return unicast->flags & IFA_F_DADFAILED ||
	       (unicast->flags & IFA_F_TENTATIVE &&
		!(unicast->flags & IFA_F_OPTIMISTIC));
}

static void fill_declared(struct anycastip_row *row,
			  const struct unicast *unicast,
			  const struct link *link)
{
	row->stamp = unicast->stamp;
	row->has_stamp = 1;
	row->prefix_length = unicast->prefix_length;
	row->origin = ANYCASTIP_DECLARED;
	if (unusable(unicast) || !(link->flags & IFF_UP))
		row->state = ANYCASTIP_UNDELIVERED;
}

static size_t make_ipv4(const struct sources *sources,
			struct anycastip_row *rows)
{
	const struct unicast *unicast;
	const struct link *link;
	size_t i, count = 0;

	if (!sources->declared_ipv4)
		return 0;
	for (i = 0; i < sources->declared_ipv4->count; i++) {
		unicast = &sources->addresses
				   ->at[sources->declared_ipv4->at[i].position];
		link = links_find(sources->links, unicast->ifindex);
		if (!link)
			continue;
		memset(&rows[count], 0, sizeof(rows[count]));
		memcpy(rows[count].address, unicast->address, 4);
		rows[count].luid = link->luid;
		rows[count].ifindex = unicast->ifindex;
		rows[count].family = AF_INET;
		rows[count].state = ANYCASTIP_DELIVERED;
		memcpy(rows[count].ifname, link->name,
		       sizeof(rows[count].ifname));
		fill_declared(&rows[count++], unicast, link);
	}
	return count;
}

enum source { LISTED, BY_HAND, DECLARED, SOURCES };

/* The source whose next entry is the least, the first of equal ones; and step
 * over the others of the same address and interface. */
static enum source next_source(const struct entries *from[SOURCES],
			       size_t next[SOURCES], const struct entry **entry)
{
	enum source source, best = SOURCES;

	*entry = NULL;
	for (source = 0; source < SOURCES; source++) {
		if (next[source] == from[source]->count)
			continue;
		if (!*entry ||
		    entry_less(&from[source]->at[next[source]], *entry)) {
			best = source;
			*entry = &from[source]->at[next[source]];
		}
	}
	for (source = 0; *entry && source < SOURCES; source++)
		if (next[source] < from[source]->count &&
		    !entry_less(*entry, &from[source]->at[next[source]]))
			next[source]++;
	return best;
}

static size_t make_ipv6(const struct sources *sources,
			struct anycastip_row *rows)
{
	static const struct entries none;
	const struct entries *from[SOURCES] = {
		[LISTED] = sources->list,
		[BY_HAND] = sources->routes,
		[DECLARED] = sources->declared_ipv6 ? sources->declared_ipv6
						    : &none,
	};
	size_t next[SOURCES] = {0}, count = 0;
	const struct entry *entry;
	const struct link *link;
	enum source source;

	while ((source = next_source(from, next, &entry)) != SOURCES) {
		link = links_find(sources->links, entry->ifindex);
		if (!link)
			continue;
		fill_ipv6(&rows[count], entry, link);
		switch (source) {
		case LISTED:
			fill_listed(&rows[count], entry, sources);
			break;
		case BY_HAND:
			fill_route(&rows[count], entry, sources);
			break;
		default:
			fill_declared(&rows[count],
				      &sources->addresses->at[entry->position],
				      link);
			break;
		}
		count++;
	}
	return count;
}

enum anycastip_status make_rows(const struct sources *sources,
				struct anycastip_row **rows, size_t *count,
				size_t *ipv4_count,
				struct anycastip_error *error)
{
	size_t most = sources->list->count + sources->routes->count;

	*rows = NULL;
	*count = *ipv4_count = 0;
	if (sources->declared_ipv4)
		most += sources->declared_ipv4->count;
	if (sources->declared_ipv6)
		most += sources->declared_ipv6->count;
	if (!most)
		return ANYCASTIP_OK;
	*rows = malloc(most * sizeof(**rows));
	if (!*rows)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for %zu rows", most);
	*ipv4_count = make_ipv4(sources, *rows);
	*count = *ipv4_count + make_ipv6(sources, *rows + *ipv4_count);
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
	const struct sources no_more = {0};
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
		fill_ipv6(&(*rows)[i], &entry, link);
		if (by_hand)
			fill_route(&(*rows)[i], &entry, &no_more);
		else
			fill_listed(&(*rows)[i], &entry, &no_more);
	}
	*count = list->count + routes->count;
	memset(list, 0, sizeof(*list));
	return ANYCASTIP_OK;
}
