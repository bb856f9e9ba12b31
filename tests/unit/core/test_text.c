/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Texts of addresses, names, and texts made safe.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anycastip.h"
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
		{"::192.0.2.1", "::c000:201"},
		{"::1:0", "::1:0"},
		{"::ffff", "::ffff"},
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

static void test_names(void)
{
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(1), "subnetRouter");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(2), "joined");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(3), "route");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(4), "declared");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(5), "localRoute");
	CU_ASSERT_STRING_EQUAL(anycastip_origin_name(6), "unknown");
	CU_ASSERT_STRING_EQUAL(anycastip_state_name(1), "delivered");
	CU_ASSERT_STRING_EQUAL(anycastip_state_name(2), "undelivered");
	CU_ASSERT_STRING_EQUAL(anycastip_state_name(3), "missing");
	CU_ASSERT_STRING_EQUAL(anycastip_state_name(0), "unknown");
	CU_ASSERT_STRING_EQUAL(anycastip_version(), PACKAGE_VERSION);
}

static void test_clean(void)
{
	static const struct {
		const char *text, *clean;
	} cases[] = {
		{"", ""},
		{" ~a\\x", " ~a\\x"},
		{"\x1f", "\\x1f"},
		{"\t\n\x7f", "\\x09\\x0a\\x7f"},
		{"\x80", "\\x80"},
		{"\xc1\xbf", "\\xc1\\xbf"}, /* overlong */
		{"a\xc2", "a\\xc2"},
		{"\xc2\x9f", "\\xc2\\x9f"}, /* C1 */
		{"\xc2\xa0", "\xc2\xa0"},
		{"\xdf\xbf"
		 "a",
		 "\xdf\xbf"
		 "a"},
		{"\xe0\x9f\xbf", "\\xe0\\x9f\\xbf"}, /* overlong */
		{"\xe0\xa0\x80", "\xe0\xa0\x80"},
		{"\xe0\xa0", "\\xe0\\xa0"},
		{"\xed\x9f\xbf", "\xed\x9f\xbf"},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* surrogate */
		{"\xef\xbf\xbf", "\xef\xbf\xbf"},
		{"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf"}, /* overlong */
		{"\xf0\x90\x80\x80", "\xf0\x90\x80\x80"},
		{"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
		/* beyond the last */
		{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
		{"\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"},
		{"\xf0\x90\x80"
		 "a",
		 "\\xf0\\x90\\x80"
		 "a"},
	};
	char clean[32];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(
			anycastip_clean(clean, sizeof(clean), cases[i].text),
			strlen(cases[i].clean));
		CU_ASSERT_STRING_EQUAL(clean, cases[i].clean);
	}
}

/* Cut between characters, and nothing behind the cut. */
static void test_clean_room(void)
{
	static const char text[] = "a\xc3\xa9\xff"
				   "b";
	static const struct {
		size_t size;
		const char *clean;
	} cases[] = {
		{1, ""},
		{2, "a"},
		{3, "a"},
		{4, "a\xc3\xa9"},
		{7, "a\xc3\xa9"},
		{8, "a\xc3\xa9\\xff"},
		{9, "a\xc3\xa9\\xff"
		    "b"},
	};
	char clean[16];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(clean, 'x', sizeof(clean));
		CU_ASSERT_EQUAL(anycastip_clean(clean, cases[i].size, text), 8);
		CU_ASSERT_STRING_EQUAL(clean, cases[i].clean);
		CU_ASSERT_EQUAL(clean[cases[i].size], 'x');
	}
	CU_ASSERT_EQUAL(anycastip_clean(NULL, 0, text), 8);
}

static CU_TestInfo tests[] = {
	{"IPv6 addresses", test_ipv6},
	{"every pattern of zero groups", test_every_group_pattern},
	{"zones", test_zone},
	{"IPv4 addresses", test_ipv4},
	{"reading addresses", test_parse},
	{"names", test_names},
	{"safe texts", test_clean},
	{"safe texts in little room", test_clean_room},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	return tap_run(argc, argv, "text", tests);
}
