/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/unicast.h: what is made of the kernel's answers, among them those of
 * kernels with VRFs, which a test's machine may not have. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/addresses.h"
#include "core/error.h"
#include "core/unicast.h"
#include "core/kernel/links.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* ---- A kernel --------------------------------------------------------- */

enum anycastip_status __wrap_netlink_ask(struct netlink *netlink,
					 const struct netlink_request *request,
					 bool *interrupted,
					 struct anycastip_error *error);
enum anycastip_status __wrap_addresses_read(struct netlink *netlink, bool ipv4,
					    struct addresses *addresses,
					    struct anycastip_error *error);
enum anycastip_status __wrap_links_read(struct netlink *netlink,
					struct links *links,
					struct anycastip_error *error);
const struct link *__wrap_links_find(const struct links *links,
				     uint32_t ifindex);

/* The answer to a request for an interface. */
static union {
	struct nlmsghdr header;
	char octets[2048];
} answer;

static struct unicast kernel_addresses[] = {
	{.family = AF_INET6,
	 .ifindex = 2,
	 .prefix_length = 64,
	 .address = {0x20, 1},
	 .flags = IFA_F_TENTATIVE | IFA_F_DADFAILED},
	{.family = AF_INET6,
	 .ifindex = 1,
	 .prefix_length = 128,
	 .address = {0x20, 1},
	 .flags = IFA_F_TENTATIVE},
	{.family = AF_INET,
	 .ifindex = 1,
	 .prefix_length = 32,
	 .address = {192, 0, 2, 53},
	 .proto = 18,
	 .label = "lo:dns"},
	/* Its interface came after the interfaces were read, or went. */
	{.family = AF_INET, .ifindex = 9, .address = {192, 0, 2, 1}},
};
static const struct link kernel_links[] = {
	{.ifindex = 1,
	 .flags = IFF_UP | IFF_LOOPBACK,
	 .host = true,
	 .name = "lo"},
	{.ifindex = 2, .flags = IFF_UP, .name = "eth0"},
};
static enum anycastip_status addresses_fail, links_fail;

enum anycastip_status __wrap_netlink_ask(struct netlink *netlink,
					 const struct netlink_request *request,
					 bool *interrupted,
					 struct anycastip_error *error)
{
	const struct ifinfomsg *asked = request->payload;

	(void)netlink;
	(void)interrupted;
	if (asked->ifi_index == 99)
		return failure(error, ANYCASTIP_NO_INTERFACE, ENODEV, "none");
	CU_ASSERT(request->type == RTM_GETLINK && request->flags == 0);
	return request->visit(request->context, &answer.header, error);
}

enum anycastip_status __wrap_addresses_read(struct netlink *netlink, bool ipv4,
					    struct addresses *addresses,
					    struct anycastip_error *error)
{
	(void)netlink;
	CU_ASSERT(ipv4);
	memset(addresses, 0, sizeof(*addresses));
	if (addresses_fail)
		return failure(error, addresses_fail, 0, "addresses");
	addresses->at = malloc(sizeof(kernel_addresses));
	if (!addresses->at)
		return failure(error, ANYCASTIP_NO_MEMORY, 0, "addresses");
	memcpy(addresses->at, kernel_addresses, sizeof(kernel_addresses));
	addresses->count = sizeof(kernel_addresses) / sizeof(*addresses->at);
	return ANYCASTIP_OK;
}

enum anycastip_status __wrap_links_read(struct netlink *netlink,
					struct links *links,
					struct anycastip_error *error)
{
	(void)netlink;
	memset(links, 0, sizeof(*links));
	return links_fail ? failure(error, links_fail, 0, "links")
			  : ANYCASTIP_OK;
}

const struct link *__wrap_links_find(const struct links *links,
				     uint32_t ifindex)
{
	(void)links;
	return ifindex <= 2 ? &kernel_links[ifindex - 1] : NULL;
}

/* ---- Making the answer ------------------------------------------------ */

static void start_answer(unsigned int flags)
{
	struct ifinfomsg *header = NLMSG_DATA(&answer.header);

	memset(&answer, 0, sizeof(answer));
	answer.header.nlmsg_type = RTM_NEWLINK;
	answer.header.nlmsg_len = NLMSG_LENGTH(sizeof(*header));
	header->ifi_index = 7;
	header->ifi_flags = flags;
}

/* Append an attribute; returns where its payload begins. */
static size_t put(unsigned short type, const void *payload, size_t length)
{
	size_t at = NLMSG_ALIGN(answer.header.nlmsg_len);
	struct rtattr *attribute = (struct rtattr *)(answer.octets + at);

	attribute->rta_type = type;
	attribute->rta_len = (unsigned short)RTA_LENGTH(length);
	if (length > 0)
		memcpy(RTA_DATA(attribute), payload, length);
	answer.header.nlmsg_len = (uint32_t)(at + RTA_SPACE(length));
	return at;
}

/* What was appended since is inside the attribute at `at'. */
static void end_nest(size_t at)
{
	struct rtattr *attribute = (struct rtattr *)(answer.octets + at);

	attribute->rta_len = (unsigned short)(answer.header.nlmsg_len - at);
}

static void put_slave(const char *kind, uint32_t table)
{
	size_t information = put(IFLA_LINKINFO, NULL, 0), data;

	put(IFLA_INFO_SLAVE_KIND, kind, strlen(kind) + 1);
	data = put(IFLA_INFO_SLAVE_DATA | NLA_F_NESTED, NULL, 0);
	put(IFLA_VRF_PORT_TABLE, &table, sizeof(table));
	end_nest(data);
	end_nest(information);
}

static void put_ipv6(int32_t disabled, size_t count)
{
	int32_t settings[DEVCONF_MAX] = {0};
	size_t families = put(IFLA_AF_SPEC, NULL, 0);
	size_t ipv6 = put(AF_INET6, NULL, 0);

	settings[DEVCONF_DISABLE_IPV6] = disabled;
	put(IFLA_INET6_CONF, settings, count * sizeof(*settings));
	end_nest(ipv6);
	end_nest(families);
}

/* ---- Tests ------------------------------------------------------------ */

static void test_interface(void)
{
	struct anycastip_interface interface = {.ifindex = 0};
	struct anycastip_error error;
	const uint32_t mtu = 9000;

	start_answer(IFF_UP);
	put(IFLA_IFNAME, "eth7", 5);
	put(IFLA_MTU, &mtu, sizeof(mtu));
	put_ipv6(0, DEVCONF_MAX);
	CU_ASSERT(explain_interface(NULL, 7, NULL, &interface, &error) ==
		  ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(interface.ifname, "eth7");
	CU_ASSERT_EQUAL(interface.ifindex, 7);
	CU_ASSERT_EQUAL(interface.table, RT_TABLE_LOCAL);
	CU_ASSERT_EQUAL(interface.mtu, 9000);
	CU_ASSERT(interface.up);
	CU_ASSERT(interface.ipv6);

	memset(&interface, 0, sizeof(interface));
	start_answer(0);
	put(IFLA_IFNAME, "fifteen-octets7", 16);
	put_ipv6(1, DEVCONF_MAX);
	put_slave("vrf", 123456);
	CU_ASSERT(explain_interface(NULL, 7, NULL, &interface, &error) ==
		  ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(interface.ifname, "fifteen-octets7");
	CU_ASSERT_EQUAL(interface.table, 123456);
	CU_ASSERT_EQUAL(interface.mtu, 0);
	CU_ASSERT(!interface.up);
	CU_ASSERT(!interface.ipv6);

	/* A bridge's member has other data, an old kernel fewer settings. */
	start_answer(IFF_UP);
	put(IFLA_IFNAME, "eth7", 5);
	put_ipv6(0, DEVCONF_DISABLE_IPV6);
	put_slave("bridge", 3);
	CU_ASSERT(explain_interface(NULL, 7, NULL, &interface, &error) ==
		  ANYCASTIP_OK);
	CU_ASSERT_EQUAL(interface.table, RT_TABLE_LOCAL);
	CU_ASSERT(!interface.ipv6);
}

static void test_bad_answers(void)
{
	struct anycastip_interface interface = {.ifindex = 0};
	struct anycastip_error error;

	CU_ASSERT(explain_interface(NULL, 99, NULL, &interface, &error) ==
		  ANYCASTIP_NO_INTERFACE);
	start_answer(IFF_UP);
	put_ipv6(0, DEVCONF_MAX);
	CU_ASSERT(explain_interface(NULL, 7, NULL, &interface, &error) ==
		  ANYCASTIP_BAD_ANSWER);
	/* A name that nothing ends and that is too long. */
	start_answer(IFF_UP);
	put(IFLA_IFNAME, "sixteen-octets--and more", 24);
	CU_ASSERT(explain_interface(NULL, 7, NULL, &interface, &error) ==
		  ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(interface.ifname, "sixteen-octets-");
	/* Nests that say they are longer than what holds them. */
	memset(&interface, 0, sizeof(interface));
	start_answer(IFF_UP);
	put(IFLA_IFNAME, "eth7", 5);
	put_slave("vrf", 5);
	((struct rtattr *)(answer.octets +
			   NLMSG_LENGTH(sizeof(struct ifinfomsg)) +
			   RTA_SPACE(5) + RTA_LENGTH(0)))
		->rta_len = 4000;
	CU_ASSERT(explain_interface(NULL, 7, NULL, &interface, &error) ==
		  ANYCASTIP_OK);
	CU_ASSERT_EQUAL(interface.table, RT_TABLE_LOCAL);
}

static void test_unicast(void)
{
	struct anycastip_unicast *unicast = NULL;
	struct anycastip_error error;
	size_t count = 0;

	CU_ASSERT_FATAL(explain_unicast(NULL, NULL, &unicast, &count, &error) ==
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(count, 3);
	CU_ASSERT_EQUAL(unicast[0].family, AF_INET);
	CU_ASSERT_STRING_EQUAL(unicast[0].ifname, "lo");
	CU_ASSERT_STRING_EQUAL(unicast[0].label, "lo:dns");
	CU_ASSERT_EQUAL(unicast[0].proto, 18);
	CU_ASSERT_EQUAL(unicast[0].prefix_length, 32);
	CU_ASSERT_EQUAL(unicast[0].flags, ANYCASTIP_U_SERVICE);
	CU_ASSERT_EQUAL(unicast[1].ifindex, 1);
	CU_ASSERT_EQUAL(unicast[1].flags,
			ANYCASTIP_U_SERVICE | ANYCASTIP_U_TENTATIVE);
	CU_ASSERT_EQUAL(unicast[2].ifindex, 2);
	CU_ASSERT_EQUAL(unicast[2].flags, ANYCASTIP_U_DUPLICATE);
	CU_ASSERT_STRING_EQUAL(unicast[2].ifname, "eth0");
	free(unicast);
}

static void test_unicast_failures(void)
{
	struct anycastip_unicast *unicast = NULL;
	struct anycastip_error error;
	size_t count = 0;
	unsigned int i;

	addresses_fail = ANYCASTIP_TIMEOUT;
	CU_ASSERT(explain_unicast(NULL, NULL, &unicast, &count, &error) ==
		  ANYCASTIP_TIMEOUT);
	addresses_fail = ANYCASTIP_OK;
	links_fail = ANYCASTIP_RETRY;
	CU_ASSERT(explain_unicast(NULL, NULL, &unicast, &count, &error) ==
		  ANYCASTIP_RETRY);
	links_fail = ANYCASTIP_OK;
	for (i = 1; i <= 2; i++) {
		fail_allocation(i);
		CU_ASSERT(explain_unicast(NULL, NULL, &unicast, &count,
					  &error) == ANYCASTIP_NO_MEMORY);
		CU_ASSERT(allocation_failed());
		CU_ASSERT(error.status == ANYCASTIP_NO_MEMORY);
		CU_ASSERT_PTR_NULL(unicast);
		CU_ASSERT_EQUAL(count, 0);
	}
	fail_allocation(0);
}

static void test_parameters(void)
{
	struct anycastip_interface interface;
	size_t count = 1;
	struct anycastip_unicast *unicast = (struct anycastip_unicast *)&count;

	CU_ASSERT(anycastip_read_unicast(NULL, &unicast, &count, NULL) ==
		  ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_PTR_NULL(unicast);
	CU_ASSERT_EQUAL(count, 0);
	memset(&interface, 'x', sizeof(interface));
	CU_ASSERT(anycastip_read_interface(NULL, 1, &interface, NULL) ==
		  ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(interface.ifindex, 0);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"interface", test_interface},
		{"answers that are wrong", test_bad_answers},
		{"unicast addresses", test_unicast},
		{"unicast addresses that cannot be read",
		 test_unicast_failures},
		{"parameters", test_parameters},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "unicast", tests);
}
