/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Dates of moments, while the clock is set.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <string.h>

#include "agent/clock.h"
#include "agent/mib/date.h"
#include "agent/mib/value.h"
#include "tests/unit/fake_anycastip.h"
#include "tests/unit/fake_clock.h"
#include "tests/unit/tap.h"

/* The date of the moment is that many seconds and tenths since 1970. */
static void check(int64_t moment, int64_t seconds, int tenths)
{
	time_t time = (time_t)seconds;
	struct value value;
	uint8_t octets[11] = {0};
	struct tm tm;

	gmtime_r(&time, &tm);
	octets[0] = (uint8_t)((tm.tm_year + 1900) >> 8);
	octets[1] = (uint8_t)(tm.tm_year + 1900);
	octets[2] = (uint8_t)(tm.tm_mon + 1);
	octets[3] = (uint8_t)tm.tm_mday;
	octets[4] = (uint8_t)tm.tm_hour;
	octets[5] = (uint8_t)tm.tm_min;
	octets[6] = (uint8_t)tm.tm_sec;
	octets[7] = (uint8_t)tenths;
	octets[8] = '+';
	date_value(&value, moment);
	CU_ASSERT_EQUAL(value.type, ASN_OCTET_STR);
	CU_ASSERT_EQUAL(value.length, sizeof(octets));
	CU_ASSERT_EQUAL(memcmp(value.data, octets, sizeof(octets)), 0);
}

static void test_octets(void)
{
	static const uint8_t known[] = {0x07, 0xea, 11,	 22, 0, 0,
					1,    9,    '+', 0,  0};
	struct value value;

	fake_date = 1795305600 * NS_PER_S - fake_now;
	date_value(&value, fake_now + NS_PER_S + NS_PER_S - 1);
	CU_ASSERT_EQUAL(value.length, sizeof(known));
	CU_ASSERT_EQUAL(memcmp(value.data, known, sizeof(known)), 0);
	date_value(&value, 0);
	CU_ASSERT_EQUAL(value.type, ASN_OCTET_STR);
	CU_ASSERT_EQUAL(value.length, 0);
	/* Before 1970. */
	fake_date = -fake_now;
	check(fake_now - NS_PER_S / 4, -1, 7);
}

/* The date of what happened before the clock was set follows it. */
static void test_set_clock(void)
{
	int64_t moment = moment_now().since_boot;
	int64_t second = moment / NS_PER_S;

	fake_date = 0;
	check(moment, second, 0);
	fake_now += 100 * NS_PER_S;
	fake_date = 1795305600 * NS_PER_S;
	check(moment, 1795305600 + second, 0);
	fake_date -= NS_PER_S;
	check(moment, 1795305599 + second, 0);
}

/* The two clocks are not read in one moment: that is no other date. */
static void test_flicker(void)
{
	int64_t moment = moment_now().since_boot;
	int i;

	fake_date = 1795305600 * NS_PER_S;
	check(moment, 1795305600 + moment / NS_PER_S, 0);
	for (i = -50; i <= 50; i++) {
		fake_date = 1795305600 * NS_PER_S + i * NS_PER_MS;
		check(moment, 1795305600 + moment / NS_PER_S, 0);
	}
}

/* A row has the age that it has, whatever the clock says. */
static void test_created(void)
{
	struct anycastip_row row = fake_row("2001:db8::1", 1);
	int64_t created;

	/* The fake library's rows are of that day, by the clock. */
	fake_date = 1795305600 * NS_PER_S;
	created = date_created(&row);
	CU_ASSERT(created < fake_now);
	fake_date -= 1000000 * NS_PER_S;
	check(created,
	      (created + 1795305600 * NS_PER_S) / NS_PER_S - 1000000, 0);
	row.has_stamp = 0;
	CU_ASSERT_EQUAL(date_created(&row), 0);
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"octets", test_octets},
		{"set clock", test_set_clock},
		{"flicker", test_flicker},
		{"created", test_created},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "date", tests);
}
