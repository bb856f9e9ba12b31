/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_ENTRIES_H
#define CORE_ENTRIES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum family { IPV4, IPV6, FAMILIES };

/* An IPv6 address on an interface, or an IPv4 one in the first half of `high',
 * and what else there is to know of it.  The halves are in host byte order, so
 * that two comparisons order an address. */
struct entry {
	uint64_t high;
	uint64_t low;
	union {
		uint32_t ifindex;
		uint32_t nexthop; /* a route's object, by its number */
	};
	union {
		uint32_t stamp;	   /* of the list: when it was made */
		uint32_t flags;	   /* of a route: ROUTE_* */
		uint32_t position; /* of a declared address, in `addresses' */
		uint32_t cover;	   /* of what a route takes in: COVERED_* */
	};
};

/* A growing array; all zero is an empty one. */
struct entries {
	struct entry *at;
	size_t count;
	size_t room;
};

static inline void entry_set_address(struct entry *entry, const void *address)
{
	memcpy(&entry->high, address, 8);
	memcpy(&entry->low, (const uint8_t *)address + 8, 8);
	entry->high = be64toh(entry->high);
	entry->low = be64toh(entry->low);
}

static inline void entry_get_address(const struct entry *entry, void *address)
{
	uint64_t high = htobe64(entry->high), low = htobe64(entry->low);

	memcpy(address, &high, 8);
	memcpy((uint8_t *)address + 8, &low, 8);
}

/* Of an IPv6 address: whether it is in fe80::/10. */
static inline bool entry_is_link_local(const struct entry *entry)
{
	return entry->high >> 54 == 0xfe80 >> 6;
}

/* The order of the table: address, then ifindex. */
static inline bool entry_less(const struct entry *a, const struct entry *b)
{
	/* The analyzer takes entries that count for entries without memory.
	 * NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	if (a->high != b->high)
		return a->high < b->high;
	if (a->low != b->low)
		return a->low < b->low;
	return a->ifindex < b->ifindex;
}

/* Whether there is room for so many entries in all. */
bool entries_reserve(struct entries *entries, size_t count);

/* Add an entry, and return it; NULL without memory. */
static inline struct entry *entries_add(struct entries *entries)
{
	if (entries->count == entries->room &&
	    !entries_reserve(entries, entries->count + 1))
		return NULL;
	return &entries->at[entries->count++];
}

/* Whether all of `more' could be appended. */
bool entries_append(struct entries *entries, const struct entries *more);

void entries_free(struct entries *entries);

/* Sort, and of those that are equal in address and ifindex keep the last one
 * that was added.  False, and the entries as they were, without memory.
 *
 * The kernel lists an interface's addresses newest first, so its answer is a
 * few monotone runs: merging these costs a fraction of what qsort() does. */
bool entries_sort(struct entries *entries);

/* The position of the first entry not less than `key' of sorted entries. */
size_t entries_find(const struct entries *entries, const struct entry *key);

/* Whether they have the same, in the same order. */
bool entries_equal(const struct entries *a, const struct entries *b);

/* Whether the sorted entries have the address on the interface. */
bool entries_have(const struct entries *entries, const struct entry *key);

#endif
