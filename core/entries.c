/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/entries.h"

#include <stdlib.h>

#include "core/array.h"

bool entries_reserve(struct entries *entries, size_t count)
{
	size_t room = entries->room ? entries->room : 64;
	struct entry *at;

	if (count <= entries->room)
		return true;
	while (room < count)
		room *= 2;
	at = realloc(entries->at, room * sizeof(*at));
	if (!at)
		return false;
	entries->at = at;
	entries->room = room;
	return true;
}

bool entries_append(struct entries *entries, const struct entries *more)
{
	if (!more->count)
		return true;
	if (!entries_reserve(entries, entries->count + more->count))
		return false;
	memcpy(entries->at + entries->count, more->at,
	       more->count * sizeof(*more->at));
	entries->count += more->count;
	return true;
}

bool entries_equal(const struct entries *a, const struct entries *b)
{
	return a->count == b->count &&
	       (!a->count || !memcmp(a->at, b->at, a->count * sizeof(*a->at)));
}

void entries_free(struct entries *entries)
{
	free(entries->at);
	memset(entries, 0, sizeof(*entries));
}

static void reverse(struct entry *at, size_t count)
{
	struct entry swap;
	size_t i;

	for (i = 0; i < count / 2; i++) {
		swap = at[i];
		at[i] = at[count - 1 - i];
		at[count - 1 - i] = swap;
	}
}

/* The end of the monotone run that starts at `start'.  A descending run is
 * turned round; it has no equal entries, so the sort stays stable. */
static size_t next_run(struct entry *at, size_t start, size_t count)
{
	size_t end = start + 1;

	if (end == count)
		return end;
	if (entry_less(&at[end], &at[start])) {
		while (end < count && entry_less(&at[end], &at[end - 1]))
			end++;
		reverse(at + start, end - start);
	} else {
		while (end < count && !entry_less(&at[end], &at[end - 1]))
			end++;
	}
	return end;
}

static void merge(struct entry *out, const struct entry *a, size_t a_count,
		  const struct entry *b, size_t b_count)
{
	const struct entry *a_end = a + a_count, *b_end = b + b_count;

	/* Runs of interfaces with prefixes of their own do not overlap. */
	if (entry_less(b_end - 1, a)) {
		memcpy(out, b, b_count * sizeof(*out));
		memcpy(out + b_count, a, a_count * sizeof(*out));
		return;
	}
	if (entry_less(b, a_end - 1)) {
		while (a < a_end && b < b_end)
			*out++ = entry_less(b, a) ? *b++ : *a++;
	}
	memcpy(out, a, (size_t)(a_end - a) * sizeof(*out));
	out += a_end - a;
	memcpy(out, b, (size_t)(b_end - b) * sizeof(*out));
}

/* One pass: merge neighbouring runs from `from' into `to'.  ends[] has the end
 * of each of the runs; returns how many are left. */
static size_t merge_pass(struct entry *to, const struct entry *from,
			 size_t *ends, size_t runs)
{
	size_t i, start = 0, left = 0;

	for (i = 0; i + 1 < runs; i += 2) {
		merge(to + start, from + start, ends[i] - start, from + ends[i],
		      ends[i + 1] - ends[i]);
		start = ends[i + 1];
		ends[left++] = start;
	}
	if (i < runs) {
		memcpy(to + start, from + start,
		       (ends[i] - start) * sizeof(*to));
		ends[left++] = ends[i];
	}
	return left;
}

static void drop_duplicates(struct entries *entries)
{
	struct entry *at = entries->at;
	size_t i, kept = 0;

	if (!entries->count)
		return;
	for (i = 1; i < entries->count; i++) {
		if (entry_less(&at[kept], &at[i]))
			kept++;
		if (kept != i)
			at[kept] = at[i];
	}
	entries->count = kept + 1;
}

/* The ends of the runs; NULL without memory.  One that goes on where the last
 * one ended, as those of interfaces with ascending prefixes do, is no other. */
static size_t *find_runs(struct entries *entries, size_t *runs)
{
	size_t start, end = 0, *ends = NULL, *more;
	struct entry *at = entries->at;

	*runs = 0;
	while (end < entries->count) {
		start = end;
		end = next_run(at, start, entries->count);
		if (*runs && !entry_less(&at[start], &at[start - 1])) {
			ends[*runs - 1] = end;
			continue;
		}
		more = array_grow(ends, *runs, sizeof(*ends));
		if (!more) {
			free(ends);
			return NULL;
		}
		ends = more;
		ends[(*runs)++] = end;
	}
	return ends;
}

bool entries_sort(struct entries *entries)
{
	struct entry *from = entries->at, *to = NULL, *swap;
	size_t *ends, runs;
	bool sorted = false;

	if (entries->count < 2)
		return true;
	ends = find_runs(entries, &runs);
	if (!ends)
		return false;
	if (runs > 1) {
		to = malloc(entries->count * sizeof(*to));
		if (!to)
			goto out;
	}
	while (runs > 1) {
		runs = merge_pass(to, from, ends, runs);
		swap = from;
		from = to;
		to = swap;
	}
	if (entries->at != from)
		entries->room = entries->count;
	entries->at = from;
	drop_duplicates(entries);
	sorted = true;
out:
	free(to);
	free(ends);
	return sorted;
}

size_t entries_find(const struct entries *entries, const struct entry *key)
{
	size_t low = 0, high = entries->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (entry_less(&entries->at[middle], key))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool entries_have(const struct entries *entries, const struct entry *key)
{
	size_t position = entries_find(entries, key);

	return position < entries->count &&
	       !entry_less(key, &entries->at[position]);
}
