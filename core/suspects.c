/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/suspects.h"
#include "core/error.h"
#include "core/kernel/routes.h"

#include <stdlib.h>
#include <sys/socket.h>

static const char what[] = "undelivered addresses";

void suspects_free(struct suspects *suspects)
{
	free(suspects->at);
	memset(suspects, 0, sizeof(*suspects));
}

/* What there is to say of an entry of a source. */
static struct suspect make_suspect(const struct sources *sources,
				   enum family family, enum source source,
				   const struct entry *entry)
{
	struct suspect suspect = {
		.entry = *entry,
		.family = family,
		.source = source,
	};

	if (source == DECLARED)
		suspect.entry.stamp =
			sources->addresses->at[entry->position].stamp;
	else if (source != LISTED)
		suspect.entry.stamp = 0;
	return suspect;
}

static bool comes_before(const struct suspect *a, const struct suspect *b)
{
	if (a->family != b->family)
		return a->family < b->family;
	if (a->source != b->source)
		return a->source < b->source;
	return entry_less(&a->entry, &b->entry);
}

static const struct suspect *find(const struct suspects *suspects,
				  const struct suspect *key)
{
	size_t low = 0, high = suspects->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (comes_before(&suspects->at[middle], key))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == suspects->count || comes_before(key, &suspects->at[low]) ||
	    suspects->at[low].entry.stamp != key->entry.stamp)
		return NULL;
	return &suspects->at[low];
}

/* Ask for each of them; those that are delivered are none. */
static enum anycastip_status keep_undelivered(struct netlink *netlink,
					      const struct links *links,
					      const struct ways ways[FAMILIES],
					      struct suspects *suspects,
					      struct anycastip_error *error)
{
	enum anycastip_status status;
	struct lookup *lookups;
	size_t i, kept = 0;

	lookups = calloc(suspects->count + 1, sizeof(*lookups));
	if (!lookups)
		return no_memory(error, what);
	for (i = 0; i < suspects->count; i++) {
		lookups[i].entry = suspects->at[i].entry;
		lookups[i].family = suspects->at[i].family;
	}
	status = lookup_each(netlink, links, ways, lookups, suspects->count,
			     error);
	for (i = 0; i < suspects->count && !status; i++)
		if (!lookups[i].delivers)
			suspects->at[kept++] = suspects->at[i];
	if (!status)
		suspects->count = kept;
	free(lookups);
	return status;
}

/* Add those of one source that have to be asked for. */
static void add_source(const struct sources *sources, enum family family,
		       enum source source, const bool *sure,
		       struct suspects *suspects)
{
	const struct entries *entries = &sources->found[family][source];
	size_t i;

	for (i = 0; i < entries->count; i++)
		if (!sure || !sure[i])
			suspects->at[suspects->count++] = make_suspect(
				sources, family, source, &entries->at[i]);
}

enum anycastip_status suspects_find(struct netlink *netlink,
				    const struct ways ways[FAMILIES],
				    const struct sources *sources,
				    const bool *routed,
				    struct suspects *suspects,
				    struct anycastip_error *error)
{
	enum anycastip_status status;
	const struct suspect *known;
	struct suspects now = {0};
	int64_t since;
	enum family family;
	enum source source;
	size_t i, count = 0;

	if (!ways[IPV6].rules.plain)
		routed = NULL;
	for (family = IPV4; family < FAMILIES; family++)
		for (source = 0; source < COVERED; source++)
			count += sources->found[family][source].count;
	now.at = calloc(count + 1, sizeof(*now.at));
	if (!now.at)
		return no_memory(error, what);
	for (family = IPV4; family < FAMILIES; family++)
		for (source = 0; source < COVERED; source++)
			add_source(sources, family, source,
				   source == LISTED ? routed : NULL, &now);
	since = monotonic_ms();
	status = keep_undelivered(netlink, sources->links, ways, &now, error);
	if (status) {
		suspects_free(&now);
		return status;
	}
	for (i = 0; i < now.count; i++) {
		now.at[i].since = since;
		known = find(suspects, &now.at[i]);
		if (known)
			now.at[i] = *known;
	}
	suspects_free(suspects);
	*suspects = now;
	return ANYCASTIP_OK;
}

int suspects_due(const struct suspects *suspects)
{
	int64_t now = 0, least = -1, left;
	size_t i;

	for (i = 0; i < suspects->count; i++) {
		if (suspects->at[i].confirmed)
			continue;
		if (!now)
			now = monotonic_ms();
		/* One more, as both moments were rounded down. */
		left = suspects->at[i].since + CONFIRM_MS + 1 - now;
		if (left < 0)
			left = 0;
		if (least < 0 || left < least)
			least = left;
	}
	return (int)least;
}

/* The list of the interfaces of those that come from it, sorted. */
static enum anycastip_status read_lists(struct reader *reader,
					const struct suspects *suspects,
					struct entries *lists,
					struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	struct entries seen = {0};
	struct entry *entry;
	struct entry key = {0};
	size_t i;

	for (i = 0; i < suspects->count && !status; i++) {
		key.ifindex = suspects->at[i].entry.ifindex;
		if (suspects->at[i].source != LISTED ||
		    entries_have(&seen, &key))
			continue;
		entry = entries_add(&seen);
		if (!entry) {
			status = no_memory(error, what);
			break;
		}
		*entry = key;
		if (!entries_sort(&seen))
			status = no_memory(error, what);
		else
			status = read_interface_list(reader, key.ifindex, lists,
						     error);
	}
	if (!status && !entries_sort(lists))
		status = no_memory(error, what);
	entries_free(&seen);
	return status;
}

/* All unicast addresses, if one of them is. */
static enum anycastip_status read_unicast(struct netlink *netlink,
					  const struct suspects *suspects,
					  struct entries there[FAMILIES],
					  struct anycastip_error *error)
{
	struct addresses addresses = {.count = 0};
	enum anycastip_status status;
	struct entry *entry;
	size_t i;

	for (i = 0; i < suspects->count; i++)
		if (suspects->at[i].source == DECLARED)
			break;
	if (i == suspects->count)
		return ANYCASTIP_OK;
	status = addresses_read(netlink, true, &addresses, error);
	for (i = 0; i < addresses.count && !status; i++) {
		entry = entries_add(
			&there[addresses.at[i].family == AF_INET ? IPV4
								 : IPV6]);
		if (!entry) {
			status = no_memory(error, what);
			break;
		}
		entry_set_address(entry, addresses.at[i].address);
		entry->ifindex = addresses.at[i].ifindex;
		entry->stamp = addresses.at[i].stamp;
	}
	if (!status &&
	    !(entries_sort(&there[IPV4]) && entries_sort(&there[IPV6])))
		status = no_memory(error, what);
	addresses_free(&addresses);
	return status;
}

static bool same_row(const struct entries *list, const struct entry *entry)
{
	size_t position = entries_find(list, entry);

	return position < list->count &&
	       !entry_less(entry, &list->at[position]) &&
	       list->at[position].stamp == entry->stamp;
}

/* Those of them that are still there, but for routes by hand. */
static enum anycastip_status drop_absent(struct reader *reader,
					 struct suspects *suspects,
					 struct anycastip_error *error)
{
	struct entries lists = {0}, unicast[FAMILIES] = {{0}};
	enum anycastip_status status;
	struct suspect *suspect;
	size_t i, kept = 0;

	status = read_lists(reader, suspects, &lists, error);
	if (!status)
		status = read_unicast(&reader->main, suspects, unicast, error);
	for (i = 0; i < suspects->count && !status; i++) {
		suspect = &suspects->at[i];
		if (suspect->source == BY_HAND ||
		    same_row(suspect->source == LISTED
				     ? &lists
				     : &unicast[suspect->family],
			     &suspect->entry))
			suspects->at[kept++] = *suspect;
	}
	if (!status)
		suspects->count = kept;
	entries_free(&lists);
	entries_free(&unicast[IPV4]);
	entries_free(&unicast[IPV6]);
	return status;
}

enum anycastip_status suspects_confirm(struct reader *reader,
				       const struct links *links,
				       const struct ways ways[FAMILIES],
				       struct suspects *suspects,
				       struct anycastip_error *error)
{
	int64_t now = monotonic_ms();
	enum anycastip_status status;
	struct suspects due = {0};
	size_t i, next = 0, kept = 0;

	due.at = calloc(suspects->count + 1, sizeof(*due.at));
	if (!due.at)
		return no_memory(error, what);
	for (i = 0; i < suspects->count; i++)
		if (!suspects->at[i].confirmed &&
		    now - suspects->at[i].since > CONFIRM_MS)
			due.at[due.count++] = suspects->at[i];
	status = keep_undelivered(&reader->main, links, ways, &due, error);
	if (!status)
		status = drop_absent(reader, &due, error);
	/* Those that are left of the due ones are in the same order. */
	for (i = 0; i < suspects->count && !status; i++) {
		if (next < due.count &&
		    !comes_before(&suspects->at[i], &due.at[next])) {
			due.at[next].confirmed = true;
			suspects->at[kept++] = due.at[next++];
		} else if (suspects->at[i].confirmed ||
			   now - suspects->at[i].since <= CONFIRM_MS) {
			suspects->at[kept++] = suspects->at[i];
		}
	}
	if (!status)
		suspects->count = kept;
	suspects_free(&due);
	return status;
}

bool suspects_undelivered(const struct suspects *suspects,
			  const struct sources *sources, enum family family,
			  enum source source, const struct entry *entry)
{
	struct suspect key;

	if (!suspects->count)
		return false;
	key = make_suspect(sources, family, source, entry);
	return find(suspects, &key) && find(suspects, &key)->confirmed;
}

static bool has_doubtful(const struct entries *routes)
{
	size_t i;

	for (i = 0; i < routes->count; i++)
		if (routes->at[i].flags & ROUTE_BY_KERNEL)
			return true;
	return false;
}

/* Remove the entries of `list' (sorted) from `routes'. */
static void subtract(struct entries *routes, const struct entries *list)
{
	size_t i, kept = 0;

	for (i = 0; i < routes->count; i++)
		if (!entries_have(list, &routes->at[i]))
			routes->at[kept++] = routes->at[i];
	routes->count = kept;
}

/* Of those by the kernel, keep the ones that are still there. */
static enum anycastip_status drop_gone(struct netlink *netlink,
				       const struct links *links,
				       const struct ways ways[FAMILIES],
				       struct entries *routes,
				       struct anycastip_error *error)
{
	enum anycastip_status status;
	struct lookup *lookups;
	size_t i, kept = 0;

	lookups = calloc(routes->count + 1, sizeof(*lookups));
	if (!lookups)
		return no_memory(error, what);
	for (i = 0; i < routes->count; i++) {
		lookups[i].entry = routes->at[i];
		lookups[i].family = IPV6;
		/* No question for the others. */
		lookups[i].delivers = !(routes->at[i].flags & ROUTE_BY_KERNEL);
	}
	status = lookup_each(netlink, links, ways, lookups, routes->count,
			     error);
	for (i = 0; i < routes->count && !status; i++)
		if (lookups[i].delivers)
			routes->at[kept++] = routes->at[i];
	if (!status)
		routes->count = kept;
	free(lookups);
	return status;
}

enum anycastip_status routes_by_hand(struct reader *reader,
				     const struct links *links,
				     const struct ways ways[FAMILIES],
				     struct entries *routes,
				     struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	struct entries again = {0};
	int i;

	/* Between leaving the list and losing its route a row looks as if made
	 * by hand; two looks at it seldom fall into such moments. */
	for (i = 0; i < 2 && !status && has_doubtful(routes); i++) {
		again.count = 0;
		status = read_list(reader, &again, error);
		if (!status && !entries_sort(&again))
			status = no_memory(error, what);
		if (status)
			break;
		subtract(routes, &again);
		status = drop_gone(&reader->main, links, ways, routes, error);
	}
	entries_free(&again);
	return status;
}
