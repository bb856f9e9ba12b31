/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/suspects.h"
#include "core/error.h"
#include "core/kernel/routes.h"

#include <stdlib.h>

void suspects_free(struct suspects *suspects)
{
	free(suspects->at);
	memset(suspects, 0, sizeof(*suspects));
}

static const struct suspect *find(const struct suspects *suspects,
				  const struct entry *entry, bool by_hand)
{
	size_t low = 0, high = suspects->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (entry_less(&suspects->at[middle].entry, entry))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == suspects->count ||
	    entry_less(entry, &suspects->at[low].entry) ||
	    suspects->at[low].by_hand != by_hand ||
	    (!by_hand && suspects->at[low].entry.stamp != entry->stamp))
		return NULL;
	return &suspects->at[low];
}

/* What may be undelivered: rows of the list that were not found routed, and
 * each route by hand. */
struct candidates {
	const struct entries *list;
	const bool *routed;
	const struct entries *routes;
	size_t in_list;
	size_t in_routes;
};

/* The next one in the order of the table; NULL at the end. */
static const struct entry *next_candidate(struct candidates *from,
					  bool *by_hand)
{
	const struct entry *listed = NULL, *route = NULL;

	while (from->in_list < from->list->count && from->routed[from->in_list])
		from->in_list++;
	if (from->in_list < from->list->count)
		listed = &from->list->at[from->in_list];
	if (from->in_routes < from->routes->count)
		route = &from->routes->at[from->in_routes];
	*by_hand = route && (!listed || entry_less(route, listed));
	if (*by_hand)
		from->in_routes++;
	else if (listed)
		from->in_list++;
	return *by_hand ? route : listed;
}

enum anycastip_status suspects_find(struct reader *reader,
				    const struct entries *list,
				    const bool *routed,
				    const struct entries *routes,
				    struct suspects *suspects,
				    struct anycastip_error *error)
{
	struct candidates candidates = {list, routed, routes, 0, 0};
	struct suspect suspect = {.since = monotonic_ms()};
	enum anycastip_status status = ANYCASTIP_OK;
	const struct suspect *known;
	const struct entry *entry;
	struct suspects now = {0};
	size_t i, count = routes->count;
	bool delivers;

	for (i = 0; i < list->count; i++)
		count += !routed[i];
	if (count) {
		now.at = calloc(count, sizeof(*now.at));
		if (!now.at)
			return no_memory(error, "undelivered addresses");
	}
	while (count &&
	       (entry = next_candidate(&candidates, &suspect.by_hand))) {
		status = route_delivers(&reader->main, entry, &delivers, error);
		if (status)
			goto out;
		if (delivers)
			continue;
		suspect.entry = *entry;
		known = find(suspects, entry, suspect.by_hand);
		now.at[now.count++] = known ? *known : suspect;
	}
	suspects_free(suspects);
	*suspects = now;
	now.at = NULL;
out:
	free(now.at);
	return status;
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

/* The list of the interfaces of those of the list that are not confirmed,
 * sorted. */
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
		if (suspects->at[i].confirmed || suspects->at[i].by_hand ||
		    entries_have(&seen, &key))
			continue;
		entry = entries_add(&seen);
		if (!entry) {
			status = no_memory(error, "undelivered addresses");
			break;
		}
		*entry = key;
		if (!entries_sort(&seen))
			status = no_memory(error, "undelivered addresses");
		else
			status = read_interface_list(reader, key.ifindex, lists,
						     error);
	}
	if (!status && !entries_sort(lists))
		status = no_memory(error, "undelivered addresses");
	entries_free(&seen);
	return status;
}

static bool same_row(const struct entries *list, const struct entry *entry)
{
	size_t position = entries_find(list, entry);

	return position < list->count &&
	       !entry_less(entry, &list->at[position]) &&
	       list->at[position].stamp == entry->stamp;
}

enum anycastip_status suspects_confirm(struct reader *reader,
				       struct suspects *suspects,
				       struct anycastip_error *error)
{
	int64_t now = monotonic_ms();
	enum anycastip_status status;
	struct entries lists = {0};
	struct suspect *suspect;
	size_t i, kept = 0;
	bool delivers;

	for (i = 0; i < suspects->count; i++) {
		suspect = &suspects->at[i];
		if (!suspect->confirmed && now - suspect->since > CONFIRM_MS) {
			status = route_delivers(&reader->main, &suspect->entry,
						&delivers, error);
			if (status)
				return status;
			if (delivers)
				continue;
		}
		suspects->at[kept++] = *suspect;
	}
	suspects->count = kept;
	status = read_lists(reader, suspects, &lists, error);
	if (status)
		goto out;
	for (kept = i = 0; i < suspects->count; i++) {
		suspect = &suspects->at[i];
		if (!suspect->confirmed && now - suspect->since > CONFIRM_MS) {
			if (!suspect->by_hand &&
			    !same_row(&lists, &suspect->entry))
				continue;
			suspect->confirmed = true;
		}
		suspects->at[kept++] = *suspect;
	}
	suspects->count = kept;
out:
	entries_free(&lists);
	return status;
}

bool suspects_undelivered(const struct suspects *suspects,
			  const struct entry *entry, bool by_hand)
{
	const struct suspect *suspect;

	if (!suspects->count)
		return false;
	suspect = find(suspects, entry, by_hand);
	return suspect && suspect->confirmed;
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
static enum anycastip_status drop_gone(struct reader *reader,
				       struct entries *routes,
				       struct anycastip_error *error)
{
	enum anycastip_status status;
	size_t i, kept = 0;
	bool delivers;

	for (i = 0; i < routes->count; i++) {
		if (routes->at[i].flags & ROUTE_BY_KERNEL) {
			status = route_delivers(&reader->main, &routes->at[i],
						&delivers, error);
			if (status)
				return status;
			if (!delivers)
				continue;
		}
		routes->at[kept++] = routes->at[i];
	}
	routes->count = kept;
	return ANYCASTIP_OK;
}

enum anycastip_status routes_by_hand(struct reader *reader,
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
			status = no_memory(error, "undelivered addresses");
		if (status)
			break;
		subtract(routes, &again);
		status = drop_gone(reader, routes, error);
	}
	entries_free(&again);
	return status;
}
