/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/addresses.h: what is made of the kernel's answers.
 */
#include <linux/if_addr.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/cache.h>
#include <netlink/object.h>
#include <netlink/route/link.h>

#include "core/kernel/addresses.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

#ifndef IFA_PROTO
#define IFA_PROTO 11
#endif

static const uint8_t one[16] = {0x20, 1, 0xd, 0xb8, [15] = 1};
static const uint8_t two[16] = {0x20, 1, 0xd, 0xb8, [15] = 2};

static struct netlink netlink;
static struct datagram *datagram;
static struct nlmsghdr *message;
static struct addresses addresses;
static struct entries forwarding;

static void start(int type, const void *payload, size_t length)
{
	kernel_reset();
	netlink_close(&netlink);
	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, NULL),
			ANYCASTIP_OK);
	kernel_script(netlink.sock);
	datagram = next_datagram();
	message = put_message(datagram, type, NLM_F_MULTI, payload, length);
}

static void start_address(void)
{
	struct ifaddrmsg payload = {
		.ifa_family = AF_INET6,
		.ifa_prefixlen = 64,
		.ifa_flags = IFA_F_PERMANENT,
		.ifa_scope = RT_SCOPE_LINK,
		.ifa_index = 7,
	};

	start(RTM_NEWADDR, &payload, sizeof(payload));
}

static void start_netconf(uint8_t family)
{
	struct netconfmsg payload = {.ncm_family = family};

	start(RTM_NEWNETCONF, &payload, sizeof(payload));
}

static void put(int type, const void *data, size_t length)
{
	put_attribute(datagram, message, type, data, length);
}

static enum anycastip_status ask(void)
{
	struct anycastip_error error;
	enum anycastip_status status;

	put_done(next_datagram(), 0);
	status = addresses_read(&netlink, false, &addresses, &error);
	CU_ASSERT(!status || !addresses.count);
	return status;
}

static enum anycastip_status ask_forwarding(void)
{
	struct anycastip_error error;
	enum anycastip_status status;

	put_done(next_datagram(), 0);
	status = forwarding_read(&netlink, &forwarding, &error);
	CU_ASSERT(!status || !forwarding.count);
	return status;
}

static void test_address(void)
{
	struct ifa_cacheinfo times = {.cstamp = 4711};
	const uint32_t flags = IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE;
	const struct unicast *unicast;

	start_address();
	put(IFA_ADDRESS, one, sizeof(one));
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(addresses.count, 1);
	unicast = &addresses.at[0];
	CU_ASSERT_EQUAL(unicast->family, AF_INET6);
	CU_ASSERT_EQUAL(unicast->ifindex, 7);
	CU_ASSERT_EQUAL(unicast->prefix_length, 64);
	CU_ASSERT_EQUAL(unicast->scope, RT_SCOPE_LINK);
	CU_ASSERT_EQUAL(unicast->flags, IFA_F_PERMANENT);
	CU_ASSERT_EQUAL(unicast->stamp, 0);
	CU_ASSERT_EQUAL(unicast->proto, 0);
	CU_ASSERT_STRING_EQUAL(unicast->label, "");
	CU_ASSERT(!memcmp(unicast->address, one, sizeof(one)));

	/* With the address of a peer. */
	start_address();
	put(IFA_ADDRESS, two, sizeof(two));
	put(IFA_LOCAL, one, sizeof(one));
	put(IFA_LABEL, "fifteen-octets7", 16);
	put(IFA_FLAGS, &flags, sizeof(flags));
	put(IFA_CACHEINFO, &times, sizeof(times));
	put(IFA_PROTO, "\22", 1);
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(addresses.count, 1);
	unicast = &addresses.at[0];
	CU_ASSERT_EQUAL(unicast->flags, flags);
	CU_ASSERT_EQUAL(unicast->stamp, 4711);
	CU_ASSERT_EQUAL(unicast->proto, 18);
	CU_ASSERT_STRING_EQUAL(unicast->label, "fifteen-octets7");
	CU_ASSERT(!memcmp(unicast->address, one, sizeof(one)));
}

static void test_bad_addresses(void)
{
	static const uint8_t long_address[400];

	start_address();
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_BAD_ANSWER);
	start_address();
	put(IFA_ADDRESS, one, 15);
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_BAD_ANSWER);
	start_address();
	put(IFA_LOCAL, one, 4);
	put(IFA_ADDRESS, one, 16);
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_BAD_ANSWER);
	start_address();
	put(IFA_ADDRESS, long_address, sizeof(long_address));
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_BAD_ANSWER);
	start_address();
	put(IFA_ADDRESS, one, 16);
	put(IFA_LABEL, "longer than fifteen octets", 27);
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_BAD_ANSWER);
	start_address();
	put(IFA_ADDRESS, one, 16);
	put(IFA_CACHEINFO, one, 4);
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_BAD_ANSWER);
	/* At the end, so that a look beyond is one beyond the message. */
	start_address();
	put(IFA_ADDRESS, one, 16);
	put(IFA_PROTO, NULL, 0);
	put(IFA_FLAGS, NULL, 0);
	CU_ASSERT_EQUAL(ask(), ANYCASTIP_OK);
	CU_ASSERT(addresses.count && !addresses.at[0].flags &&
		  !addresses.at[0].proto);
}

static void test_forwarding(void)
{
	static const uint8_t others[] = {AF_INET, AF_UNSPEC, 28 /* MPLS */, 99};
	int32_t ifindex = 7, forwards = 1;
	size_t i;

	start_netconf(AF_INET6);
	put(NETCONFA_IFINDEX, &ifindex, sizeof(ifindex));
	put(NETCONFA_FORWARDING, &forwards, sizeof(forwards));
	CU_ASSERT_EQUAL(ask_forwarding(), ANYCASTIP_OK);
	CU_ASSERT(forwarding.count == 1 && forwarding.at[0].ifindex == 7);
	/* What is of all interfaces, what does not forward, what does not say,
	 * and what is not IPv6. */
	start_netconf(AF_INET6);
	ifindex = NETCONFA_IFINDEX_ALL;
	put(NETCONFA_IFINDEX, &ifindex, sizeof(ifindex));
	put(NETCONFA_FORWARDING, &forwards, sizeof(forwards));
	CU_ASSERT_EQUAL(ask_forwarding(), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(forwarding.count, 0);
	start_netconf(AF_INET6);
	ifindex = 7;
	put(NETCONFA_IFINDEX, &ifindex, sizeof(ifindex));
	CU_ASSERT_EQUAL(ask_forwarding(), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(forwarding.count, 0);
	for (i = 0; i < sizeof(others); i++) {
		start_netconf(others[i]);
		put(NETCONFA_IFINDEX, &ifindex, sizeof(ifindex));
		put(NETCONFA_FORWARDING, &forwards, sizeof(forwards));
		CU_ASSERT_EQUAL(ask_forwarding(), ANYCASTIP_OK);
		CU_ASSERT_EQUAL(forwarding.count, 0);
	}
}

static void test_bad_forwarding(void)
{
	start_netconf(AF_INET6);
	CU_ASSERT_EQUAL(ask_forwarding(), ANYCASTIP_BAD_ANSWER);
	/* Later libnl refuses that. */
	start_netconf(AF_INET6);
	put(NETCONFA_FORWARDING, "\1\0\0", 4);
	put(NETCONFA_IFINDEX, NULL, 0);
	ask_forwarding();
	CU_ASSERT_EQUAL(forwarding.count, 0);
}

static void test_silence(void)
{
	CU_ASSERT(is_silent(test_bad_addresses));
	CU_ASSERT(is_silent(test_forwarding));
	CU_ASSERT(is_silent(test_bad_forwarding));
}

/* libnl-route gives each address the interface in a cache that the program may
 * have: it gets it back. */
static void test_cache_of_program(void)
{
	struct rtnl_link *link = rtnl_link_alloc();
	struct nl_cache *cache;
	int i, references;

	CU_ASSERT_EQUAL_FATAL(nl_cache_alloc_name("route/link", &cache), 0);
	rtnl_link_set_ifindex(link, 7);
	CU_ASSERT_EQUAL(nl_cache_add(cache, OBJ_CAST(link)), 0);
	nl_cache_mngt_provide(cache);
	references = nl_object_get_refcnt(OBJ_CAST(link));
	for (i = 0; i < 3; i++) {
		start_address();
		put(IFA_ADDRESS, one, sizeof(one));
		CU_ASSERT_EQUAL(ask(), ANYCASTIP_OK);
	}
	CU_ASSERT_EQUAL(nl_object_get_refcnt(OBJ_CAST(link)), references);
	nl_cache_mngt_unprovide(cache);
	rtnl_link_put(link);
	nl_cache_free(cache);
}

/* Such a kernel takes a question about IPv6 addresses for one about all. */
static void test_addresses_without_ipv6(void)
{
	struct anycastip_unicast *unicast;
	anycastip *handle;
	size_t count;

	kernel_reset();
	kernel.ipv4_only = true;
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(
		anycastip_read_unicast(handle, &unicast, &count, NULL),
		ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(count, 1);
	CU_ASSERT_EQUAL(unicast[0].family, AF_INET);
	free(unicast);
	anycastip_close(handle);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"what is told of an address", test_address},
		{"wrong answers about addresses", test_bad_addresses},
		{"interfaces that forward", test_forwarding},
		{"wrong answers about settings", test_bad_forwarding},
		{"nothing is printed", test_silence},
		{"a program with a cache of libnl's", test_cache_of_program},
		{"no IPv6", test_addresses_without_ipv6},
		CU_TEST_INFO_NULL,
	};
	int status = tap_run(argc, argv, "addresses", tests);

	netlink_close(&netlink);
	addresses_free(&addresses);
	entries_free(&forwarding);
	return status;
}
