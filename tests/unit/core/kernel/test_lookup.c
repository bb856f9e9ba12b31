/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/lookup.h
 */
#include "core/kernel/lookup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/attr.h>
#include <netlink/errno.h>

#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

#define UP (IFF_UP | 0x10000u) /* and with a carrier */

enum { LO = 1, ETH0, ETH1, DOWN, PORT, BRIDGE, MEMBER, RED, DUMMY, END };

/* A host with all kinds of interfaces. */
static struct link all[] = {
	{.ifindex = LO, .flags = UP | IFF_LOOPBACK, .host = true},
	{.ifindex = ETH0, .flags = UP},
	{.ifindex = ETH1, .flags = UP},
	{.ifindex = DOWN, .flags = IFF_UP},
	{.ifindex = PORT, .flags = UP, .master = BRIDGE},
	{.ifindex = BRIDGE, .flags = UP},
	{.ifindex = MEMBER, .flags = UP, .master = RED, .in_table = 10},
	{.ifindex = RED, .flags = UP, .table = 10},
	{.ifindex = DUMMY, .flags = UP, .host = true},
};
static uint32_t slots[16];
static const struct links links = {
	.at = all,
	.count = sizeof(all) / sizeof(all[0]),
	.slots = slots,
	.slot_mask = 15,
};

/* eth0 has neighbours, eth1 one, and the member of the VRF some. */
static struct unicast some[] = {
	{.address = {192, 0, 2, 1}, .ifindex = ETH0, .prefix_length = 24},
	{.address = {192, 0, 2, 53}, .ifindex = ETH0, .prefix_length = 32},
	{.address = {198, 51, 100, 2}, .ifindex = ETH1, .prefix_length = 31},
	{.address = {203, 0, 113, 6}, .ifindex = MEMBER, .prefix_length = 29},
};
static const struct addresses addresses = {
	.at = some,
	.count = sizeof(some) / sizeof(some[0]),
};

static const bool both[FAMILIES] = {true, true};

static struct anycastip_error error;

/* What was asked, and is answered. */
static struct asked {
	uint32_t incoming, outgoing, source;
	bool has_user, match;
} asked[256];
static size_t count;
static struct rtmsg route;	/* the answer, unless its type is 0 */
static uint32_t by;		/* its interface */
static uint32_t delivering;	/* the only interface by which there is one */
static uint32_t refused_source; /* that no interface takes */

static uint32_t number(const struct nlmsghdr *request, int type)
{
	return netlink_number(
		netlink_attribute(request, sizeof(struct rtmsg), type));
}

static bool takes(const struct asked *question)
{
	if (!question->match)
		return question->source != refused_source &&
		       question->incoming != BRIDGE;
	return route.rtm_type && (!delivering || !question->incoming ||
				  question->incoming == delivering);
}

static void answer(const struct nlmsghdr *request, struct datagram *datagram)
{
	const struct rtmsg *header = NLMSG_DATA(request);
	struct rtmsg broadcast = {.rtm_type = RTN_BROADCAST};
	struct asked question = {
		.incoming = number(request, RTA_IIF),
		.outgoing = number(request, RTA_OIF),
		.source = number(request, RTA_SRC),
		.has_user = netlink_attribute(request, sizeof(*header),
					      RTA_UID) &&
			    !number(request, RTA_UID),
		.match = header->rtm_flags & RTM_F_FIB_MATCH,
	};
	struct nlmsghdr *message;

	CU_ASSERT_EQUAL(header->rtm_src_len, question.source ? 32 : 0);
	CU_ASSERT_EQUAL(header->rtm_dst_len,
			header->rtm_family == AF_INET ? 32 : 128);
	if (count < sizeof(asked) / sizeof(asked[0]))
		asked[count] = question;
	count++;
	if (!takes(&question)) {
		put_error(datagram, EINVAL);
		return;
	}
	message = put_message(datagram, RTM_NEWROUTE, 0,
			      question.match ? &route : &broadcast,
			      sizeof(route));
	put_attribute(datagram, message, RTA_OIF, &by, 4);
}

static void open_kernel(struct netlink *netlink)
{
	size_t i;

	for (i = 0; i < links.count; i++) {
		slots[all[i].ifindex] = (uint32_t)i + 1;
		all[i].ipv6 = all[i].ifindex != ETH1;
		if (!all[i].in_table)
			all[i].in_table = RT_TABLE_LOCAL;
	}
	for (i = 0; i < addresses.count; i++)
		some[i].family = AF_INET;
	kernel_reset();
	kernel.look_up = answer;
	memset(&route, 0, sizeof(route));
	route.rtm_type = RTN_LOCAL;
	by = delivering = refused_source = 0;
	count = 0;
	CU_ASSERT_EQUAL_FATAL(netlink_open(netlink, NETLINK_SIZE, &error),
			      ANYCASTIP_OK);
}

static struct lookup lookup_of(enum family family, uint32_t ifindex)
{
	struct lookup lookup = {
		.entry = {.high = 0xc000023500000000, .ifindex = ifindex},
		.family = family,
	};

	return lookup;
}

/* Whether it is delivered. */
static bool ask(struct netlink *netlink, const struct ways ways[FAMILIES],
		enum family family, uint32_t ifindex)
{
	struct lookup lookup = lookup_of(family, ifindex);

	count = 0;
	CU_ASSERT_EQUAL(lookup_each(netlink, &links, ways, &lookup, 1, &error),
			ANYCASTIP_OK);
	return lookup.delivers;
}

static void test_plain_rules(void)
{
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;

	open_kernel(&netlink);
	CU_ASSERT_EQUAL(
		ways_read(&netlink, &links, &addresses, both, ways, &error),
		ANYCASTIP_OK);
	CU_ASSERT(ways[IPV4].rules.plain && ways[IPV6].rules.plain);
	CU_ASSERT_EQUAL(count, 0);
	/* IPv6 as on the row's interface. */
	CU_ASSERT(ask(&netlink, ways, IPV6, ETH0));
	CU_ASSERT_EQUAL(count, 1);
	CU_ASSERT(asked[0].has_user && asked[0].match);
	CU_ASSERT_EQUAL(asked[0].incoming, ETH0);
	CU_ASSERT_EQUAL(asked[0].outgoing, 0);
	/* IPv4 as for a packet that goes out, in the VRF if there is one. */
	CU_ASSERT(ask(&netlink, ways, IPV4, ETH0));
	CU_ASSERT_EQUAL(count, 1);
	CU_ASSERT(asked[0].has_user && asked[0].match);
	CU_ASSERT_EQUAL(asked[0].incoming, 0);
	CU_ASSERT_EQUAL(asked[0].outgoing, 0);
	ask(&netlink, ways, IPV4, PORT);
	CU_ASSERT_EQUAL(asked[0].outgoing, 0);
	ask(&netlink, ways, IPV4, MEMBER);
	CU_ASSERT_EQUAL(asked[0].outgoing, RED);
	ask(&netlink, ways, IPV4, RED);
	CU_ASSERT_EQUAL(asked[0].outgoing, RED);
	/* On no interface: everywhere. */
	route.rtm_type = RTN_UNICAST;
	CU_ASSERT(!ask(&netlink, ways, IPV4, 0));
	CU_ASSERT_EQUAL(count, 2);
	CU_ASSERT_EQUAL(asked[0].outgoing, 0);
	CU_ASSERT_EQUAL(asked[1].outgoing, RED);
	CU_ASSERT(!ask(&netlink, ways, IPV6, 0));
	CU_ASSERT_EQUAL(count, 2);
	CU_ASSERT_EQUAL(asked[0].incoming, LO);
	CU_ASSERT_EQUAL(asked[1].incoming, RED);
	route.rtm_type = RTN_LOCAL;
	CU_ASSERT(ask(&netlink, ways, IPV6, 0));
	CU_ASSERT_EQUAL(count, 1);
	ways_free(ways);
	netlink_close(&netlink);
}

static void put_incoming_rules(struct netlink *netlink)
{
	struct datagram *datagram;
	int i;

	kernel_script(netlink->sock);
	for (i = 0; i < 2; i++) {
		datagram = next_datagram();
		put_attribute(datagram, put_rule(datagram, FR_ACT_TO_TBL),
			      FRA_IIFNAME, "eth7", 5);
		put_done(datagram, 0);
		kernel.sequence += 2;
	}
}

static void test_incoming_rules(void)
{
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;
	size_t i;

	open_kernel(&netlink);
	refused_source = htonl(0xc0000203); /* an address of our own, say */
	put_incoming_rules(&netlink);
	CU_ASSERT_EQUAL(
		ways_read(&netlink, &links, &addresses, both, ways, &error),
		ANYCASTIP_OK);
	for (i = 0; i < count; i++)
		CU_ASSERT(!asked[i].match && asked[i].incoming);
	/* The bridge takes no source at all, and eth1 has no IPv6. */
	CU_ASSERT_EQUAL_FATAL(ways[IPV4].count, 3);
	CU_ASSERT_EQUAL(ways[IPV4].at[0].ifindex, ETH0);
	CU_ASSERT_EQUAL(ways[IPV4].at[0].source, htonl(0xc0000202));
	CU_ASSERT_EQUAL(ways[IPV4].at[1].ifindex, ETH1);
	CU_ASSERT_EQUAL(ways[IPV4].at[1].source, htonl(0xc6336403));
	CU_ASSERT_EQUAL(ways[IPV4].at[2].ifindex, RED);
	CU_ASSERT_EQUAL(ways[IPV4].at[2].source, htonl(0xcb007104));
	CU_ASSERT_EQUAL_FATAL(ways[IPV6].count, 3);
	CU_ASSERT_EQUAL(ways[IPV6].at[0].ifindex, ETH0);
	CU_ASSERT_EQUAL(ways[IPV6].at[1].ifindex, BRIDGE);
	CU_ASSERT_EQUAL(ways[IPV6].at[2].ifindex, RED);

	delivering = RED;
	CU_ASSERT(!ask(&netlink, ways, IPV4, ETH0));
	CU_ASSERT_EQUAL(count, 1);
	CU_ASSERT_EQUAL(asked[0].incoming, ETH0);
	CU_ASSERT_EQUAL(asked[0].source, htonl(0xc0000202));
	CU_ASSERT(ask(&netlink, ways, IPV4, MEMBER));
	CU_ASSERT_EQUAL(count, 1);
	CU_ASSERT_EQUAL(asked[0].incoming, RED);
	/* Nothing comes in by these, or nothing is said of it. */
	CU_ASSERT(ask(&netlink, ways, IPV4, LO));
	CU_ASSERT_EQUAL(count, 3);
	CU_ASSERT(ask(&netlink, ways, IPV6, DOWN));
	CU_ASSERT_EQUAL(count, 3);
	CU_ASSERT_EQUAL(asked[2].source, 0);
	CU_ASSERT(ask(&netlink, ways, IPV6, 0));
	delivering = ETH0;
	CU_ASSERT(ask(&netlink, ways, IPV6, DUMMY));
	CU_ASSERT_EQUAL(count, 1);
	delivering = LO;
	CU_ASSERT(!ask(&netlink, ways, IPV6, DUMMY));
	CU_ASSERT_EQUAL(count, 3);
	ways_free(ways);
	netlink_close(&netlink);
}

/* A link-local address is that of its interface alone. */
static void test_link_local(void)
{
	struct lookup lookup = lookup_of(IPV6, DOWN);
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;

	open_kernel(&netlink);
	put_incoming_rules(&netlink);
	CU_ASSERT_EQUAL(
		ways_read(&netlink, &links, &addresses, both, ways, &error),
		ANYCASTIP_OK);
	count = 0;
	lookup.entry.high = 0xfe80000000000000;
	delivering = ETH0;
	CU_ASSERT_EQUAL(lookup_each(&netlink, &links, ways, &lookup, 1, &error),
			ANYCASTIP_OK);
	CU_ASSERT(!lookup.delivers);
	CU_ASSERT_EQUAL(count, 1);
	CU_ASSERT_EQUAL(asked[0].incoming, DOWN);
	ways_free(ways);
	netlink_close(&netlink);
}

/* Without a way in, as if the rules were not about any. */
static void test_no_way_in(void)
{
	static const struct links none = {.count = 0};
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;

	open_kernel(&netlink);
	put_incoming_rules(&netlink);
	CU_ASSERT_EQUAL(
		ways_read(&netlink, &none, &addresses, both, ways, &error),
		ANYCASTIP_OK);
	CU_ASSERT_EQUAL(ways[IPV4].count + ways[IPV6].count, 0);
	CU_ASSERT(ask(&netlink, ways, IPV4, LO));
	CU_ASSERT_EQUAL(count, 1);
	CU_ASSERT_EQUAL(asked[0].incoming, 0);
	CU_ASSERT(ask(&netlink, ways, IPV6, LO));
	CU_ASSERT_EQUAL(asked[0].incoming, LO);
	ways_free(ways);
	netlink_close(&netlink);
}

/* The type tells, and not that there is a route. */
static void test_types(void)
{
	static const struct {
		unsigned char type, protocol;
		uint32_t by;
		bool ipv4, ipv6;
	} cases[] = {
		{RTN_LOCAL, RTPROT_KERNEL, LO, true, true},
		{RTN_LOCAL, RTPROT_BOOT, 0, true, true},
		{RTN_ANYCAST, RTPROT_KERNEL, LO, false, true},
		{RTN_ANYCAST, RTPROT_BOOT, ETH0, false, true},
		{RTN_ANYCAST, RTPROT_BOOT, 0, false, true},
		{RTN_ANYCAST, RTPROT_BOOT, LO, false, false},
		{RTN_UNICAST, RTPROT_KERNEL, LO, false, false},
		{RTN_BROADCAST, RTPROT_KERNEL, ETH0, false, false},
		{RTN_MULTICAST, RTPROT_KERNEL, ETH0, false, false},
		{RTN_BLACKHOLE, RTPROT_BOOT, 0, false, false},
	};
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;
	struct lookup lookup;
	size_t i;

	open_kernel(&netlink);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		route.rtm_type = cases[i].type;
		route.rtm_protocol = cases[i].protocol;
		by = cases[i].by;
		CU_ASSERT_EQUAL(ask(&netlink, ways, IPV4, ETH0), cases[i].ipv4);
		CU_ASSERT_EQUAL(ask(&netlink, ways, IPV6, ETH0), cases[i].ipv6);
	}
	route.rtm_type = RTN_ANYCAST;
	route.rtm_protocol = RTPROT_STATIC;
	route.rtm_dst_len = 64;
	by = ETH1;
	lookup = lookup_of(IPV6, 0);
	CU_ASSERT_EQUAL(lookup_each(&netlink, &links, ways, &lookup, 1, &error),
			ANYCASTIP_OK);
	CU_ASSERT(lookup.delivers && lookup.anycast && !lookup.by_kernel);
	CU_ASSERT_EQUAL(lookup.prefix_length, 64);
	CU_ASSERT_EQUAL(lookup.ifindex, ETH1);
	netlink_close(&netlink);
}

#define MANY 10000

static void test_batches(void)
{
	struct lookup *lookups = calloc(MANY, sizeof(*lookups));
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;
	size_t i;

	CU_ASSERT_FATAL(lookups != NULL);
	open_kernel(&netlink);
	delivering = ETH0;
	for (i = 0; i < MANY; i++)
		lookups[i] = lookup_of(IPV6, i % 3 ? ETH0 : ETH1);
	CU_ASSERT_EQUAL(
		lookup_each(&netlink, &links, ways, lookups, MANY, &error),
		ANYCASTIP_OK);
	for (i = 0; i < MANY; i++)
		CU_ASSERT_EQUAL(lookups[i].delivers, i % 3 != 0);
	CU_ASSERT_EQUAL(count, MANY);
	CU_ASSERT(kernel.batches <= MANY / 64 + 1);
	netlink_close(&netlink);
	free(lookups);
}

/* What is not the answer to the question. */
static void (*spoil)(struct nlmsghdr *message);

static void answer_badly(const struct nlmsghdr *request,
			 struct datagram *datagram)
{
	(void)request;
	spoil(put_message(datagram, RTM_NEWROUTE, 0, &route, sizeof(route)));
}

static void other_number(struct nlmsghdr *message)
{
	message->nlmsg_seq++;
}

static void other_port(struct nlmsghdr *message)
{
	message->nlmsg_pid++;
}

static void other_type(struct nlmsghdr *message)
{
	message->nlmsg_type = RTM_NEWADDR;
}

static void too_short(struct nlmsghdr *message)
{
	message->nlmsg_len = NLMSG_LENGTH(sizeof(route) - 1);
}

static void too_long(struct nlmsghdr *message)
{
	message->nlmsg_len += 4;
}

static void no_error(struct nlmsghdr *message)
{
	message->nlmsg_type = NLMSG_ERROR;
	memset(NLMSG_DATA(message), 0, sizeof(int));
}

static void short_error(struct nlmsghdr *message)
{
	message->nlmsg_type = NLMSG_ERROR;
	message->nlmsg_len = NLMSG_LENGTH(2);
}

static void wild_error(struct nlmsghdr *message)
{
	message->nlmsg_type = NLMSG_ERROR;
	memset(NLMSG_DATA(message), 0x80, sizeof(int));
}

static void test_bad_answers(void)
{
	static void (*const ways_to_spoil[])(struct nlmsghdr *) = {
		other_number, other_port, other_type,  too_short,
		too_long,     no_error,	  short_error, wild_error};
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;
	struct lookup lookup;
	size_t i;

	for (i = 0; i < sizeof(ways_to_spoil) / sizeof(ways_to_spoil[0]); i++) {
		open_kernel(&netlink);
		kernel.look_up = answer_badly;
		spoil = ways_to_spoil[i];
		lookup = lookup_of(IPV6, ETH0);
		CU_ASSERT_EQUAL(
			lookup_each(&netlink, &links, ways, &lookup, 1, &error),
			ANYCASTIP_BAD_ANSWER);
		CU_ASSERT(!lookup.delivers);
		/* It is not in the way of the next one. */
		kernel.look_up = answer;
		CU_ASSERT(ask(&netlink, ways, IPV6, ETH0));
		netlink_close(&netlink);
	}
}

/* Not knowing is no answer. */
static void test_failures(void)
{
	static const struct {
		int send_code, lookup_code, lookup_errno;
		enum anycastip_status status;
	} cases[] = {
		{-NLE_NOMEM, 0, 0, ANYCASTIP_NO_MEMORY},
		{-NLE_FAILURE, 0, 0, ANYCASTIP_SYSTEM_ERROR},
		{-NLE_AGAIN, 0, 0, ANYCASTIP_TIMEOUT},
		{-NLE_INTR, 0, 0, ANYCASTIP_OK},
		{0, -NLE_NOMEM, 0, ANYCASTIP_NO_MEMORY},
		{0, -NLE_FAILURE, 0, ANYCASTIP_SYSTEM_ERROR},
		{0, 0, ENOBUFS, ANYCASTIP_NO_MEMORY},
		{0, 0, EPERM, ANYCASTIP_ACCESS_DENIED},
		{0, 0, EOPNOTSUPP, ANYCASTIP_NOT_SUPPORTED},
		{0, 0, ENOMEM, ANYCASTIP_NO_MEMORY},
		{0, 0, ENOENT, ANYCASTIP_NOT_FOUND},
		{0, 0, EIO, ANYCASTIP_SYSTEM_ERROR},
		{0, 0, EBUSY, ANYCASTIP_SYSTEM_ERROR},
		{0, 0, EINTR, ANYCASTIP_SYSTEM_ERROR},
		{0, 0, ENETUNREACH, ANYCASTIP_OK},
		{0, 0, EHOSTUNREACH, ANYCASTIP_OK},
		{0, 0, EACCES, ANYCASTIP_OK},
		{0, 0, EINVAL, ANYCASTIP_OK},
		{0, 0, EAGAIN, ANYCASTIP_OK},
		{0, 0, ENODEV, ANYCASTIP_OK},
	};
	struct ways ways[FAMILIES] = {{.count = 0}};
	struct netlink netlink;
	struct lookup lookup;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		open_kernel(&netlink);
		kernel.look_up = NULL;
		kernel.send_code = cases[i].send_code;
		kernel.lookup_code = cases[i].lookup_code;
		kernel.lookup_errno = cases[i].lookup_errno;
		lookup = lookup_of(IPV4, ETH0);
		CU_ASSERT_EQUAL(
			lookup_each(&netlink, &links, ways, &lookup, 1, &error),
			cases[i].status);
		CU_ASSERT(!lookup.delivers);
		netlink_close(&netlink);
	}
	/* The kernel that says nothing. */
	open_kernel(&netlink);
	kernel.receive_code = -NLE_AGAIN;
	lookup = lookup_of(IPV4, ETH0);
	CU_ASSERT_EQUAL(lookup_each(&netlink, &links, ways, &lookup, 1, &error),
			ANYCASTIP_TIMEOUT);
	netlink_close(&netlink);
}

static enum anycastip_status find_everything(void)
{
	struct lookup lookup = lookup_of(IPV4, LO);
	struct ways ways[FAMILIES] = {{.count = 0}};
	enum anycastip_status status;
	struct netlink netlink;

	status = netlink_open(&netlink, NETLINK_SIZE, &error);
	if (status)
		return status;
	kernel.look_up = answer;
	put_incoming_rules(&netlink);
	status = ways_read(&netlink, &links, &addresses, both, ways, &error);
	CU_ASSERT(!status || (!ways[IPV4].at && !ways[IPV6].at));
	if (!status)
		status = lookup_each(&netlink, &links, ways, &lookup, 1,
				     &error);
	ways_free(ways);
	netlink_close(&netlink);
	return status;
}

static void test_each_call_failing(void)
{
	kernel_fail_each(find_everything, 10);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"how it is asked", test_plain_rules},
		{"how it is asked if a rule is about the incoming interface",
		 test_incoming_rules},
		{"a link-local address", test_link_local},
		{"no way in", test_no_way_in},
		{"types of routes", test_types},
		{"ten thousand", test_batches},
		{"answers to something else", test_bad_answers},
		{"failures", test_failures},
		{"each allocation and system call failing",
		 test_each_call_failing},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "lookup", tests);
}
