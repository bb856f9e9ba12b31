/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Texts, names, statuses, moments and snapshots.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "tests/unit/tap.h"

static void test_ipv6(void)
{
	/* RFC 5952, its rules one by one. */
	static const char *const texts[] = {
		"::",
		"::1",
		"1::",
		"2001:db8::1",
		"2001:db8::1:0:0:1",
		"2001:db8:0:1:1:1:1:1",
		"2001:0:0:1::1",
		"1:0:0:4:5:6:7:8",
		"::2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:0",
		"1:2:3:4:5:6::",
		"2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff",
		"::ffff:192.0.2.1",
		"0:1::",
	};
	static const char *const wanted[][2] = {
		{"1:0:0:4:5:6:7:8", "1::4:5:6:7:8"},
		{"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
		{"2001:0:0:1::1", "2001:0:0:1::1"},
		{"2001:DB8::A", "2001:db8::a"},
		{"2001:db8::0:1", "2001:db8::1"},
	};
	struct anycastip_row row = {.family = AF_INET6};
	char text[ANYCASTIP_TEXT_SIZE];
	uint8_t again[16];
	int family;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CU_ASSERT_EQUAL(
			anycastip_address_parse(texts[i], &family, row.address),
			ANYCASTIP_OK);
		anycastip_address_text(&row, text);
		CU_ASSERT_EQUAL(anycastip_address_parse(text, &family, again),
				ANYCASTIP_OK);
		CU_ASSERT(!memcmp(row.address, again, sizeof(again)));
		CU_ASSERT(strlen(text) <= strlen(texts[i]));
	}
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		anycastip_address_parse(wanted[i][0], &family, row.address);
		CU_ASSERT_STRING_EQUAL(anycastip_address_text(&row, text),
				       wanted[i][1]);
	}
}

static void test_every_group_pattern(void)
{
	struct anycastip_row row = {.family = AF_INET6};
	char text[ANYCASTIP_TEXT_SIZE], theirs[INET6_ADDRSTRLEN];
	unsigned int bits, i;

	for (bits = 0; bits < 256; bits++) {
		for (i = 0; i < 8; i++) {
			row.address[2 * i] = 0;
			row.address[2 * i + 1] = (bits >> i & 1) * 0xa;
		}
		/* The C library writes ::a.b.c.d for addresses that start
		 * with six zero groups. */
		if (!(bits & 0x3f))
			continue;
		inet_ntop(AF_INET6, row.address, theirs, sizeof(theirs));
		CU_ASSERT_STRING_EQUAL(anycastip_address_text(&row, text),
				       theirs);
	}
}

static void test_zone(void)
{
	struct anycastip_row row = {
		.family = AF_INET6,
		.address = {0xfe, 0x80},
		.zone = 7,
		.ifindex = 7,
		.ifname = "abcdefghijklmno",
	};
	char text[ANYCASTIP_TEXT_SIZE];

	CU_ASSERT_STRING_EQUAL(anycastip_address_text(&row, text),
			       "fe80::%abcdefghijklmno");
	memset(row.ifname, 0, sizeof(row.ifname));
	CU_ASSERT_STRING_EQUAL(anycastip_address_text(&row, text), "fe80::%7");
	memset(row.address, 0xff, sizeof(row.address));
	memset(row.ifname, 'x', sizeof(row.ifname)); /* no NUL */
	anycastip_address_text(&row, text);
	CU_ASSERT(strlen(text) < sizeof(text));
}

static void test_ipv4(void)
{
	struct anycastip_row row = {
		.family = AF_INET,
		.address = {192, 0, 2, 255},
	};
	char text[ANYCASTIP_TEXT_SIZE];

	CU_ASSERT_STRING_EQUAL(anycastip_address_text(&row, text),
			       "192.0.2.255");
}

static void test_parse(void)
{
	static const char *const wrong[] = {
		"",	   "x",	       "1.2.3",	    "1.2.3.4.5", "::1%lo",
		"1::2::3", "fe80::%1", "256.1.1.1", " ::1",	 "::1 ",
	};
	static const uint8_t zero[16];
	uint8_t address[16];
	int family;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memset(address, 1, sizeof(address));
		CU_ASSERT_EQUAL(
			anycastip_address_parse(wrong[i], &family, address),
			ANYCASTIP_INVALID_PARAMETER);
		CU_ASSERT(!memcmp(address, zero, sizeof(zero)));
		CU_ASSERT_EQUAL(family, 0);
	}
	CU_ASSERT_EQUAL(anycastip_address_parse(NULL, &family, address),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_address_parse("::", NULL, address),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_address_parse("192.0.2.1", &family, address),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(family, AF_INET);
	CU_ASSERT(!memcmp(address + 4, zero, 12));
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
	row.has_stamp = 0;
	CU_ASSERT(!anycastip_created(&row, &created));
	CU_ASSERT_EQUAL(created.tv_sec, 0);
	CU_ASSERT_EQUAL(created.tv_nsec, 0);
}

static void test_names(void)
{
	int i;

	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(1), "subnetRouter");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(2), "joined");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(3), "route");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(4), "declared");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(5), "unknown");
	CU_ASSERT_STRING_EQUAL(anycastip_state_name(1), "delivered");
	CU_ASSERT_STRING_EQUAL(anycastip_state_name(2), "undelivered");
	CU_ASSERT_STRING_EQUAL(anycastip_state_name(0), "unknown");
	for (i = 0; i <= ANYCASTIP_SHORT_BUFFER; i++)
		CU_ASSERT_STRING_NOT_EQUAL(
			anycastip_status_text((enum anycastip_status)i),
			"unknown status");
	CU_ASSERT_STRING_EQUAL(
		anycastip_status_text((enum anycastip_status)999),
		"unknown status");
	CU_ASSERT_STRING_EQUAL(anycastip_win32_text(1168),
			       "ERROR_NOT_FOUND: not found");
	CU_ASSERT_STRING_EQUAL(anycastip_win32_text(99999),
			       "unknown Win32 error code");
	CU_ASSERT_STRING_EQUAL(anycastip_ntstatus_text((int32_t)0xC0000225),
			       "STATUS_NOT_FOUND: not found");
	CU_ASSERT_STRING_EQUAL(anycastip_ntstatus_text(12345),
			       "unknown NTSTATUS value");
	CU_ASSERT_STRING_EQUAL(anycastip_version(), PACKAGE_VERSION);
}

static void test_failures(void)
{
	struct anycastip_error error;
	char name[600];

	CU_ASSERT_EQUAL(failure(NULL, ANYCASTIP_RETRY, 0, "x"),
			ANYCASTIP_RETRY);
	CU_ASSERT_EQUAL(system_failure(&error, EMFILE, "cannot %s", "open"),
			ANYCASTIP_TOO_MANY_FILES);
	CU_ASSERT_EQUAL(error.system_error, EMFILE);
	CU_ASSERT_STRING_EQUAL(error.text, "cannot open: Too many open files");
	/* Without a cause it is a failure all the same. */
	CU_ASSERT_EQUAL(system_failure(&error, 0, "x"), ANYCASTIP_SYSTEM_ERROR);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	system_failure(&error, EIO, "%s", name);
	CU_ASSERT_EQUAL(strlen(error.text), sizeof(error.text) - 1);
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

static void test_characters(void)
{
	static const struct {
		const char *text;
		size_t length;
	} cases[] = {
		{"", 0},
		{"a", 1},
		{" ", 1},
		{"~a", 1},
		{"\x1f", 0},
		{"\x7f", 0},
		{"\x80", 0},
		{"\xc1\xbf", 0}, /* overlong */
		{"\xc2", 0},
		{"\xc2\x9f", 0}, /* C1 */
		{"\xc2\xa0", 2},
		{"\xdf\xbf"
		 "a",
		 2},
		{"\xe0\x9f\xbf", 0}, /* overlong */
		{"\xe0\xa0\x80", 3},
		{"\xe0\xa0", 0},
		{"\xed\x9f\xbf", 3},
		{"\xed\xa0\x80", 0}, /* surrogate */
		{"\xef\xbf\xbf", 3},
		{"\xf0\x8f\xbf\xbf", 0}, /* overlong */
		{"\xf0\x90\x80\x80", 4},
		{"\xf4\x8f\xbf\xbf", 4},
		{"\xf4\x90\x80\x80", 0}, /* beyond the last */
		{"\xf5\x80\x80\x80", 0},
		{"\xf0\x90\x80"
		 "a",
		 0},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_EQUAL(anycastip_character(cases[i].text),
				cases[i].length);
}

static CU_TestInfo tests[] = {
	{"IPv6 addresses", test_ipv6},
	{"every pattern of zero groups", test_every_group_pattern},
	{"zones", test_zone},
	{"IPv4 addresses", test_ipv4},
	{"reading addresses", test_parse},
	{"characters", test_characters},
	{"moments of creation", test_created},
	{"names and texts", test_names},
	{"failures", test_failures},
	{"snapshots", test_snapshots},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	return tap_run(argc, argv, "row", tests);
}
