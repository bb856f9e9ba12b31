/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "core/entries.h"
#include "tests/unit/tap.h"

static uint64_t state = 88172645463325252;

static uint64_t any(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return entry_less(x, y) ? -1 : entry_less(y, x);
}

/* Sort a copy in another way, drop duplicates, and compare. */
static void check(const struct entry *at, size_t count)
{
	struct entry *plain = calloc(count + 1, sizeof(*plain));
	struct entries entries = {0};
	size_t i, kept = 0;

	for (i = 0; i < count; i++) {
		*entries_add(&entries) = at[i];
		plain[i] = at[i];
	}
	qsort(plain, count, sizeof(*plain), compare);
	for (i = 0; i < count; i++)
		if (!kept || compare(&plain[kept - 1], &plain[i]))
			plain[kept++] = plain[i];
	CU_ASSERT(entries_sort(&entries));
	CU_ASSERT_EQUAL_FATAL(entries.count, kept);
	for (i = 0; i < kept; i++) {
		CU_ASSERT(!compare(&entries.at[i], &plain[i]));
		CU_ASSERT_EQUAL(entries_find(&entries, &plain[i]), i);
		CU_ASSERT(entries_have(&entries, &plain[i]));
	}
	entries_free(&entries);
	free(plain);
}

static void test_random(void)
{
	struct entry at[400];
	size_t round, i, count;

	for (round = 0; round < 300; round++) {
		count = any() % (sizeof(at) / sizeof(at[0]));
		for (i = 0; i < count; i++) {
			at[i].high = any() % 4;
			at[i].low = any() % (round + 1);
			at[i].ifindex = (uint32_t)(any() % 3);
			at[i].stamp = (uint32_t)any();
		}
		check(at, count);
	}
}

/* As the kernel has them: a descending run for each interface. */
static void test_runs(void)
{
	struct entry at[300] = {{0}};
	size_t runs, i, each;

	for (runs = 1; runs <= 300; runs++) {
		each = 300 / runs;
		for (i = 0; i < each * runs; i++) {
			at[i].high = i % 2 ? 1 : i / each;
			at[i].low = 1000 - i % each;
			at[i].ifindex = (uint32_t)(i / each);
		}
		check(at, each * runs);
	}
}

static void test_last_of_equals(void)
{
	struct entries entries = {0};
	struct entry *entry;
	uint32_t i;

	for (i = 0; i < 100; i++) {
		entry = entries_add(&entries);
		memset(entry, 0, sizeof(*entry));
		entry->low = i % 2 ? i % 10 : 10 - i % 10;
		entry->stamp = i;
	}
	CU_ASSERT(entries_sort(&entries));
	for (i = 1; i < entries.count; i++)
		CU_ASSERT(entry_less(&entries.at[i - 1], &entries.at[i]));
	for (i = 0; i < entries.count; i++)
		CU_ASSERT(entries.at[i].stamp >= 90 - 1);
	entries_free(&entries);
}

static void test_addresses(void)
{
	static const uint8_t address[16] = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 1,
					    2,	  3, 4,	  5,	6, 7, 8, 0xff};
	struct entry entry;
	uint8_t got[16];

	entry_set_address(&entry, address);
	CU_ASSERT_EQUAL(entry.high, 0x20010db800000001);
	CU_ASSERT_EQUAL(entry.low, 0x02030405060708ff);
	entry_get_address(&entry, got);
	CU_ASSERT(!memcmp(address, got, sizeof(got)));
}

static CU_TestInfo tests[] = {
	{"random entries", test_random},
	{"runs", test_runs},
	{"the last of equals is kept", test_last_of_equals},
	{"addresses as numbers", test_addresses},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	return tap_run(argc, argv, "entries", tests);
}
