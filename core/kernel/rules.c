/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/rules.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <netlink/attr.h>

#include "core/error.h"
#include "core/kernel/list.h"

static const char what[] = "the routing rules";

/* One dump of rules, which come in the order of their priority. */
struct rule_dump {
	struct rules *rules;
	bool first;
};

static const struct nlattr *rule_attribute(const struct nlmsghdr *message,
					   int type)
{
	return netlink_attribute(message, sizeof(struct fib_rule_hdr), type);
}

/* Whether it is that of the table local as the kernel makes it; another
 * priority does no harm.  What this does not know may be a condition. */
static bool is_plain(const struct nlmsghdr *message)
{
	const struct fib_rule_hdr *rule = NLMSG_DATA(message);
	const struct nlattr *attribute = (const void *)(rule + 1);
	int left = (int)NLMSG_PAYLOAD(message, sizeof(*rule));

	for (; nla_ok(attribute, left); attribute = nla_next(attribute, &left))
		switch (nla_type(attribute)) {
		case FRA_PRIORITY:
		case FRA_TABLE:
		case FRA_PROTOCOL:
			break;
		case FRA_SUPPRESS_PREFIXLEN:
			if (netlink_number(attribute) != UINT32_MAX)
				return false;
			break;
		default:
			return false;
		}
	return rule->action == FR_ACT_TO_TBL && rule->table == RT_TABLE_LOCAL &&
	       !rule->dst_len && !rule->src_len && !rule->tos &&
	       !(rule->flags & FIB_RULE_INVERT);
}

static enum anycastip_status visit_rule(void *context,
					const struct nlmsghdr *message,
					struct anycastip_error *error)
{
	struct rule_dump *dump = context;

	(void)error;
	if (dump->first)
		dump->rules->plain = is_plain(message);
	dump->first = false;
	if (rule_attribute(message, FRA_IIFNAME))
		dump->rules->incoming = true;
	return ANYCASTIP_OK;
}

static void forget_rules(void *context)
{
	struct rule_dump *dump = context;

	dump->rules->plain = dump->rules->incoming = false;
	dump->first = true;
}

enum anycastip_status rules_read(struct netlink *netlink, int family,
				 struct rules *rules,
				 struct anycastip_error *error)
{
	struct fib_rule_hdr header = {.family = (uint8_t)family};
	struct rule_dump dump = {.rules = rules};
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETRULE,
		.flags = NLM_F_DUMP,
		.payload = &header,
		.length = sizeof(header),
		.reply = RTM_NEWRULE,
		.reply_size = sizeof(header),
		.visit = visit_rule,
		.restart = forget_rules,
		.context = &dump,
	};
	enum anycastip_status status;

	status = netlink_ask_whole(netlink, &request, error);
	if (status == ANYCASTIP_NOT_SUPPORTED && netlink->refused) {
		rules->plain = true;
		status = ANYCASTIP_OK;
	}
	return status;
}
