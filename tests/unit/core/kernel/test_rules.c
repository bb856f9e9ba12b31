/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/rules.h
 */
#include "core/kernel/rules.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "core/kernel/list.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

static struct anycastip_error error;

/* The first rule and one after it, each with an attribute if its type is not 0.
 */
static enum anycastip_status read_rules(int action, int type, uint32_t value,
					int later, struct rules *rules)
{
	struct datagram *datagram;
	enum anycastip_status status;
	struct netlink netlink;
	struct nlmsghdr *rule;

	kernel_reset();
	CU_ASSERT_EQUAL_FATAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			      ANYCASTIP_OK);
	kernel_script(netlink.sock);
	datagram = next_datagram();
	rule = put_rule(datagram, action);
	if (type)
		put_attribute(datagram, rule, type, &value, sizeof(value));
	rule = put_rule(datagram, FR_ACT_TO_TBL);
	if (later)
		put_attribute(datagram, rule, later, "eth0", 5);
	put_done(datagram, 0);
	status = rules_read(&netlink, AF_INET6, rules, &error);
	netlink_close(&netlink);
	return status;
}

/* What is not known to do no harm may be a condition. */
static void test_plain(void)
{
	static const struct {
		int action, type;
		uint32_t value;
		bool plain;
	} cases[] = {
		{FR_ACT_TO_TBL, 0, 0, true},
		{FR_ACT_TO_TBL, FRA_PROTOCOL, 2, true},
		{FR_ACT_TO_TBL, FRA_SUPPRESS_PREFIXLEN, UINT32_MAX, true},
		{FR_ACT_TO_TBL, FRA_SUPPRESS_PREFIXLEN, 0, false},
		{FR_ACT_TO_TBL, FRA_SUPPRESS_IFGROUP, 1, false},
		{FR_ACT_TO_TBL, FRA_FWMARK, 1, false},
		{FR_ACT_TO_TBL, FRA_OIFNAME, 0, false},
		{FR_ACT_TO_TBL, FRA_L3MDEV, 1, false},
		{FR_ACT_TO_TBL, FRA_MAX + 1, 0, false},
		{FR_ACT_BLACKHOLE, 0, 0, false},
		{FR_ACT_NOP, 0, 0, false},
	};
	struct rules rules;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(read_rules(cases[i].action, cases[i].type,
					   cases[i].value, FRA_FWMARK, &rules),
				ANYCASTIP_OK);
		CU_ASSERT_EQUAL(rules.plain, cases[i].plain);
		CU_ASSERT(!rules.incoming);
	}
}

static void test_header(void)
{
	struct fib_rule_hdr headers[] = {
		{.dst_len = 1},
		{.src_len = 1},
		{.tos = 4},
		{.flags = FIB_RULE_INVERT},
		{.table = RT_TABLE_MAIN},
	};
	struct datagram *datagram;
	struct netlink netlink;
	struct rules rules;
	size_t i;

	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		kernel_reset();
		CU_ASSERT_EQUAL_FATAL(
			netlink_open(&netlink, NETLINK_SIZE, &error),
			ANYCASTIP_OK);
		kernel_script(netlink.sock);
		if (!headers[i].table)
			headers[i].table = RT_TABLE_LOCAL;
		headers[i].action = FR_ACT_TO_TBL;
		datagram = next_datagram();
		put_message(datagram, RTM_NEWRULE, NLM_F_MULTI, &headers[i],
			    sizeof(headers[i]));
		put_done(datagram, 0);
		CU_ASSERT_EQUAL(rules_read(&netlink, AF_INET, &rules, &error),
				ANYCASTIP_OK);
		CU_ASSERT(!rules.plain);
		netlink_close(&netlink);
	}
}

static void test_incoming(void)
{
	struct rules rules;

	CU_ASSERT_EQUAL(
		read_rules(FR_ACT_TO_TBL, FRA_IIFNAME, 0x30687465, 0, &rules),
		ANYCASTIP_OK);
	CU_ASSERT(rules.incoming && !rules.plain);
	CU_ASSERT_EQUAL(read_rules(FR_ACT_TO_TBL, 0, 0, FRA_IIFNAME, &rules),
			ANYCASTIP_OK);
	CU_ASSERT(rules.incoming && rules.plain);
}

/* A kernel without rules; one whose rules are gone; one that fails; one whose
 * rules change all the time. */
static void test_answers(void)
{
	struct datagram *datagram;
	struct netlink netlink;
	struct rules rules;
	int i;

	kernel_reset();
	CU_ASSERT_EQUAL_FATAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			      ANYCASTIP_OK);
	kernel.bad_type = RTM_GETRULE;
	kernel.bad_errno = EOPNOTSUPP;
	CU_ASSERT_EQUAL(rules_read(&netlink, AF_INET, &rules, &error),
			ANYCASTIP_OK);
	CU_ASSERT(rules.plain && !rules.incoming);
	kernel.bad_errno = EBUSY;
	CU_ASSERT_EQUAL(rules_read(&netlink, AF_INET, &rules, &error),
			ANYCASTIP_SYSTEM_ERROR);
	kernel.bad_errno = 0;
	CU_ASSERT_EQUAL(rules_read(&netlink, AF_INET, &rules, &error),
			ANYCASTIP_BAD_ANSWER);
	netlink_close(&netlink);

	kernel_reset();
	CU_ASSERT_EQUAL_FATAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			      ANYCASTIP_OK);
	kernel_script(netlink.sock);
	put_done(next_datagram(), 0);
	CU_ASSERT_EQUAL(rules_read(&netlink, AF_INET, &rules, &error),
			ANYCASTIP_OK);
	CU_ASSERT(!rules.plain);
	netlink_close(&netlink);

	kernel_reset();
	CU_ASSERT_EQUAL_FATAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			      ANYCASTIP_OK);
	kernel_script(netlink.sock);
	for (i = 0; i < READ_TRIES; i++) {
		datagram = next_datagram();
		put_rule(datagram, FR_ACT_TO_TBL)->nlmsg_flags |=
			NLM_F_DUMP_INTR;
		put_done(datagram, 0);
		kernel.sequence += 2;
	}
	CU_ASSERT_EQUAL(rules_read(&netlink, AF_INET, &rules, &error),
			ANYCASTIP_RETRY);
	netlink_close(&netlink);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"a first rule with a condition", test_plain},
		{"a first rule with another header", test_header},
		{"a rule about the incoming interface", test_incoming},
		{"answers", test_answers},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "rules", tests);
}
