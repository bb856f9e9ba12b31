/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The order of rows, masks, moments, snapshots and what is expected.
 */
#include <errno.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <CUnit/CUnit.h>

#include "core/row.h"
#include "tests/unit/tap.h"

static int clock_failure;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	if (!clock_failure)
		return __real_clock_gettime(clock, now);
	errno = clock_failure;
	return -1;
}

static void test_created(void)
{
	struct anycastip_row row = {.has_stamp = 1};
	struct timespec created, now, uptime;
	uint32_t stamp;

	clock_gettime(CLOCK_MONOTONIC, &uptime);
	clock_gettime(CLOCK_REALTIME, &now);
	stamp = (uint32_t)((uint64_t)uptime.tv_sec * 100);
	row.stamp = stamp - 6000; /* a minute ago, also across the wrap */
	CU_ASSERT(anycastip_created(&row, &created));
	CU_ASSERT(labs((long)(created.tv_sec - now.tv_sec + 60)) <= 2);
	CU_ASSERT(created.tv_nsec >= 0 && created.tv_nsec < 1000000000);
	row.stamp = stamp + 500; /* the kernel's clock is ahead of ours */
	CU_ASSERT(anycastip_created(&row, &created));
	CU_ASSERT(labs((long)(created.tv_sec - now.tv_sec)) <= 2);
	/* As in 2038, where the time has 32 bits. */
	clock_failure = EOVERFLOW;
	CU_ASSERT(!anycastip_created(&row, &created));
	clock_failure = 0;
	CU_ASSERT_EQUAL(created.tv_sec, 0);
	row.has_stamp = 0;
	CU_ASSERT(!anycastip_created(&row, &created));
	CU_ASSERT_EQUAL(created.tv_sec, 0);
	CU_ASSERT_EQUAL(created.tv_nsec, 0);
}

static void test_mask(void)
{
	static const struct {
		unsigned int length;
		const char *prefix;
	} cases[] = {
		{0, "::"},
		{1, "8000::"},
		{9, "ff80::"},
		{64, "ffff:ffff:ffff:ffff::"},
		{127, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"},
		{128, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	};
	uint8_t address[16], prefix[16];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(address, 0xff, sizeof(address));
		anycastip_address_mask(address, cases[i].length);
		inet_pton(AF_INET6, cases[i].prefix, prefix);
		CU_ASSERT(memcmp(address, prefix, sizeof(prefix)) == 0);
	}
}

static void test_snapshots(void)
{
	struct anycastip_row rows[3] = {
		{.family = AF_INET, .address = {192, 0, 2, 1}, .ifindex = 2},
		{.family = AF_INET6, .address = {0x20}, .ifindex = 2},
		{.family = AF_INET6, .address = {0x20}, .ifindex = 4},
	};
	struct anycastip_row same[3];
	struct anycastip_snapshot a = {3, rows}, b = {3, same}, none = {0};
	static const uint8_t before[16], after[16] = {0x30};

	memcpy(same, rows, sizeof(same));
	CU_ASSERT(anycastip_snapshot_equal(&a, &b));
	CU_ASSERT(anycastip_snapshot_equal(&none, &none));
	CU_ASSERT(!anycastip_snapshot_equal(&a, &none));
	same[2].state = 2;
	CU_ASSERT(!anycastip_snapshot_equal(&a, &b));
	CU_ASSERT_EQUAL(anycastip_snapshot_find(&a, AF_INET, before, 0), 0);
	CU_ASSERT_EQUAL(
		anycastip_snapshot_find(&a, AF_INET, rows[0].address, 2), 0);
	CU_ASSERT_EQUAL(
		anycastip_snapshot_find(&a, AF_INET, rows[0].address, 3), 1);
	CU_ASSERT_EQUAL(anycastip_snapshot_find(&a, AF_INET6, before, 0), 1);
	CU_ASSERT_EQUAL(
		anycastip_snapshot_find(&a, AF_INET6, rows[1].address, 3), 2);
	CU_ASSERT_EQUAL(anycastip_snapshot_find(&a, AF_INET6, after, 0), 3);
	CU_ASSERT_EQUAL(anycastip_snapshot_find(&none, AF_INET6, after, 0), 0);
	anycastip_snapshot_free(NULL);
}

static void test_order(void)
{
	/* In this order. */
	static const struct anycastip_row rows[] = {
		{.family = AF_INET, .address = {192, 0, 2, 1}, .ifindex = 2},
		{.family = AF_INET, .address = {192, 0, 2, 1}, .ifindex = 10},
		{.family = AF_INET, .address = {192, 0, 2, 2}, .ifindex = 1},
		{.family = AF_INET6, .address = {0}, .ifindex = 1},
		{.family = AF_INET6, .address = {[15] = 1}, .ifindex = 1},
		{.family = AF_INET6, .address = {0xfe}, .ifindex = UINT32_MAX},
	};
	const size_t count = sizeof(rows) / sizeof(rows[0]);
	size_t i, j;
	int order;

	for (i = 0; i < count; i++)
		for (j = 0; j < count; j++) {
			order = anycastip_row_compare(&rows[i], &rows[j]);
			CU_ASSERT_EQUAL(order < 0, i < j);
			CU_ASSERT_EQUAL(order > 0, i > j);
		}
}

static void check_expected(const struct anycastip_expected *expected,
			   const struct anycastip_snapshot *snapshot,
			   enum anycastip_state state, uint32_t ifindex,
			   uint32_t interfaces)
{
	uint32_t first = 99, count = 99;

	CU_ASSERT_EQUAL(
		anycastip_expected_state(expected, snapshot, &first, &count),
		state);
	CU_ASSERT_EQUAL(first, ifindex);
	CU_ASSERT_EQUAL(count, interfaces);
	CU_ASSERT_EQUAL(
		anycastip_expected_state(expected, snapshot, NULL, NULL),
		state);
}

static void test_expected(void)
{
	static const struct anycastip_row rows[] = {
		{.family = AF_INET,
		 .address = {192, 0, 2, 1},
		 .ifindex = 2,
		 .state = ANYCASTIP_UNDELIVERED,
		 .ifname = "eth0"},
		{.family = AF_INET,
		 .address = {192, 0, 2, 1},
		 .ifindex = 3,
		 .state = ANYCASTIP_DELIVERED,
		 .ifname = "eth1"},
		{.family = AF_INET,
		 .address = {192, 0, 2, 1},
		 .ifindex = 4,
		 .state = ANYCASTIP_UNDELIVERED,
		 .ifname = "sixteen-octets-x"}, /* no NUL */
		{.family = AF_INET6,
		 .address = {192, 0, 2, 1},
		 .ifindex = 5,
		 .state = ANYCASTIP_DELIVERED,
		 .ifname = "eth0"},
	};
	static const struct anycastip_snapshot snapshot = {4, rows}, none;
	struct anycastip_expected expected[2] = {
		{.family = AF_INET, .address = {192, 0, 2, 1}},
		{.family = AF_INET6, .address = {0x20}},
	};

	check_expected(&expected[0], &none, ANYCASTIP_MISSING, 0, 0);
	check_expected(&expected[0], &snapshot, ANYCASTIP_DELIVERED, 2, 3);
	check_expected(&expected[1], &snapshot, ANYCASTIP_MISSING, 0, 0);
	CU_ASSERT(anycastip_is_expected(&rows[0], expected, 2));
	CU_ASSERT(anycastip_is_expected(&rows[2], expected, 1));
	CU_ASSERT(!anycastip_is_expected(&rows[3], expected, 2));
	CU_ASSERT(!anycastip_is_expected(&rows[0], expected, 0));
	CU_ASSERT(!anycastip_is_expected(&rows[0], expected + 1, 1));
	strcpy(expected[0].ifname, "eth0");
	check_expected(&expected[0], &snapshot, ANYCASTIP_UNDELIVERED, 2, 1);
	CU_ASSERT(anycastip_is_expected(&rows[0], expected, 2));
	CU_ASSERT(!anycastip_is_expected(&rows[1], expected, 2));
	strcpy(expected[0].ifname, "eth1");
	check_expected(&expected[0], &snapshot, ANYCASTIP_DELIVERED, 3, 1);
	strcpy(expected[0].ifname, "eth");
	check_expected(&expected[0], &snapshot, ANYCASTIP_MISSING, 0, 0);
	strcpy(expected[0].ifname, "sixteen-octets-");
	check_expected(&expected[0], &snapshot, ANYCASTIP_MISSING, 0, 0);
	/* Of this family there is one alone. */
	memcpy(expected[1].address, rows[3].address, 16);
	check_expected(&expected[1], &snapshot, ANYCASTIP_DELIVERED, 5, 1);
}

static CU_TestInfo tests[] = {
	{"moments of creation", test_created},
	{"masks", test_mask},
	{"order", test_order},
	{"snapshots", test_snapshots},
	{"expected addresses", test_expected},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	return tap_run(argc, argv, "row", tests);
}
