/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/links.h: what is made of the kernel's answers, among them those
 * of kernels with VRFs, which a test's machine may not have.
 */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "core/kernel/links.h"
#include "core/retrieve.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

static struct netlink netlink;
static struct datagram *datagram;
static struct nlmsghdr *message;

/* Begin the answer about interface 7. */
static void start(const char *name, unsigned int flags)
{
	kernel_reset();
	netlink_close(&netlink);
	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, NULL),
			ANYCASTIP_OK);
	kernel_script(netlink.sock);
	datagram = next_datagram();
	message = put_link(datagram, 7, name, 0);
	((struct ifinfomsg *)NLMSG_DATA(message))->ifi_flags = flags;
}

static struct rtattr *put(int type, const void *data, size_t length)
{
	return put_attribute(datagram, message, type, data, length);
}

static void put_kind(const char *kind, uint32_t table)
{
	struct rtattr *information = put(IFLA_LINKINFO, NULL, 0), *data;

	put(IFLA_INFO_KIND, kind, strlen(kind) + 1);
	data = put(IFLA_INFO_DATA, NULL, 0);
	put(IFLA_VRF_TABLE, &table, sizeof(table));
	end_nest(message, data);
	end_nest(message, information);
}

static void put_slave(const char *kind, uint32_t table)
{
	struct rtattr *information = put(IFLA_LINKINFO, NULL, 0), *data;

	put(IFLA_INFO_SLAVE_KIND, kind, strlen(kind) + 1);
	data = put(IFLA_INFO_SLAVE_DATA | NLA_F_NESTED, NULL, 0);
	put(IFLA_VRF_PORT_TABLE, &table, sizeof(table));
	end_nest(message, data);
	end_nest(message, information);
}

static void put_ipv6(int32_t disabled, size_t count)
{
	int32_t settings[DEVCONF_MAX] = {0};
	struct rtattr *families = put(IFLA_AF_SPEC, NULL, 0), *ipv6;

	settings[DEVCONF_DISABLE_IPV6] = disabled;
	ipv6 = put(AF_INET6, NULL, 0);
	put(IFLA_INET6_CONF, settings, count * sizeof(*settings));
	end_nest(message, ipv6);
	end_nest(message, families);
}

static enum anycastip_status ask(struct link *link)
{
	struct anycastip_error error;
	enum anycastip_status status;

	status = link_read(&netlink, 7, NULL, link, &error);
	CU_ASSERT(!status || (!link->ifindex && !link->name[0]));
	return status;
}

static void test_link(void)
{
	const uint32_t mtu = 9000;
	struct link link;

	start("eth7", IFF_UP);
	put(IFLA_MTU, &mtu, sizeof(mtu));
	put_ipv6(0, DEVCONF_MAX);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(link.name, "eth7");
	CU_ASSERT_EQUAL(link.ifindex, 7);
	CU_ASSERT_EQUAL(link.arphrd, 1);
	CU_ASSERT_EQUAL(link.flags, IFF_UP);
	CU_ASSERT_EQUAL(link.mtu, 9000);
	CU_ASSERT(link.ipv6);
	CU_ASSERT(!link.host);
	CU_ASSERT_EQUAL(link.table, 0);
	CU_ASSERT_EQUAL(link.in_table, RT_TABLE_LOCAL);

	start("fifteen-octets7", IFF_LOOPBACK);
	put_ipv6(1, DEVCONF_MAX);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(link.name, "fifteen-octets7");
	CU_ASSERT_EQUAL(link.mtu, 0);
	CU_ASSERT(!link.ipv6);
	CU_ASSERT(link.host);

	/* An old kernel has fewer settings. */
	start("eth7", IFF_UP);
	put_ipv6(0, DEVCONF_DISABLE_IPV6);
	put_kind("dummy", 10);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT(!link.ipv6);
	CU_ASSERT(link.host);
	CU_ASSERT_EQUAL(link.table, 0);
}

static void test_vrf(void)
{
	struct link link;

	start("vrf7", IFF_UP);
	put_kind("vrf", 123456);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(link.table, 123456);
	CU_ASSERT_EQUAL(link.in_table, RT_TABLE_LOCAL);
	start("eth7", IFF_UP);
	put_slave("vrf", 123456);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(link.table, 0);
	CU_ASSERT_EQUAL(link.in_table, 123456);
	/* A bridge's member has other data. */
	start("eth7", IFF_UP);
	put_slave("bridge", 3);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(link.in_table, RT_TABLE_LOCAL);
	/* A device that does not tell its table. */
	start("vrf7", IFF_UP);
	put_kind("vrf", 5);
	((struct rtattr *)((char *)message + message->nlmsg_len - RTA_SPACE(4)))
		->rta_type = 99;
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(link.table, 0);
}

/* What libnl-route alone crashes on. */
static void test_half_devices(void)
{
	static const char *const kinds[] = {
		"vrf", "vlan", "vxlan", "can", "bond", "macvlan", "unheard-of"};
	struct rtattr *information;
	struct link link;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		start("half", IFF_UP);
		information = put(IFLA_LINKINFO, NULL, 0);
		put(IFLA_INFO_KIND, kinds[i], strlen(kinds[i]) + 1);
		end_nest(message, information);
		CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
		CU_ASSERT_EQUAL(link.table, 0);
		start("half", IFF_UP);
		information = put(IFLA_LINKINFO, NULL, 0);
		put(IFLA_INFO_KIND, kinds[i], strlen(kinds[i]) + 1);
		put(IFLA_INFO_XSTATS, "statistics", 10);
		end_nest(message, information);
		CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	}
}

static void test_bad_answers(void)
{
	struct link link;
	struct ifinfomsg *header;

	start("", IFF_UP);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	/* A name that is too long, one that nothing ends, and none. */
	start("sixteen-octets--and more", IFF_UP);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	start("eth7", IFF_UP);
	((char *)message)[message->nlmsg_len - 4] = 'x';
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	start("eth7", IFF_UP);
	message->nlmsg_len = NLMSG_LENGTH(sizeof(*header));
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	/* No index, no such index, and a family's view of it. */
	start("eth7", IFF_UP);
	header = NLMSG_DATA(message);
	header->ifi_index = 0;
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	start("eth7", IFF_UP);
	header = NLMSG_DATA(message);
	header->ifi_index = -7;
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	start("eth7", IFF_UP);
	header = NLMSG_DATA(message);
	header->ifi_family = AF_BRIDGE;
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	/* A number that is too short, at the end. */
	start("eth7", IFF_UP);
	put(IFLA_MTU, "\1", 1);
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_BAD_ANSWER);
	/* A nest that says it is longer than what holds it. */
	start("eth7", IFF_UP);
	put(IFLA_LINKINFO, NULL, 0)->rta_len = 4000;
	CU_ASSERT_EQUAL(ask(&link), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(link.in_table, RT_TABLE_LOCAL);
}

static void test_silence(void)
{
	CU_ASSERT(is_silent(test_bad_answers));
	CU_ASSERT(is_silent(test_half_devices));
}

/* An answer about one interface is about that one. */
static void test_other_interface(void)
{
	struct anycastip_interface found;
	struct anycastip_error error;
	struct interface interface;
	anycastip *handle;

	kernel_reset();
	kernel.other_interface = true;
	CU_ASSERT_EQUAL(retrieve_interface(7, NULL, &interface, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_EQUAL(interface.ifindex, 0);
	/* Another name of "lo". */
	CU_ASSERT_EQUAL(retrieve_interface(0, "loop", &interface, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(interface.ifindex, 1);
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(anycastip_read_interface(handle, 7, &found, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_EQUAL(found.ifindex, 0);
	CU_ASSERT_EQUAL(anycastip_read_interface(handle, 1, &found, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(found.ifindex, 1);
	anycastip_close(handle);
}

/* How many requests it takes to know the VRFs, here by all interfaces. */
static unsigned int ask_for_vrfs(int vrf_errno, const char *release)
{
	struct anycastip_error error;
	struct links links = {0};
	unsigned int requests;
	int ipv6_errno = kernel.ipv6_errno;

	start("unread", 0);
	kernel_reset();
	kernel.vrf_errno = vrf_errno;
	kernel.ipv6_errno = ipv6_errno;
	kernel.release = release;
	CU_ASSERT_EQUAL(links_read_vrfs(&netlink, &links, &error),
			ANYCASTIP_OK);
	requests = kernel.requests;
	CU_ASSERT_EQUAL(links.count, requests ? 3 : 0);
	links_free(&links);
	kernel_reset();
	return requests;
}

static void test_no_vrf(void)
{
	kernel_reset();
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, "5.8"), 0);
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, "5.10.0-9-amd64"), 0);
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, "6.1.0"), 0);
	/* There may be some, or nothing says that there are none. */
	CU_ASSERT_EQUAL(ask_for_vrfs(0, "6.1.0"), 1);
	CU_ASSERT_EQUAL(ask_for_vrfs(EACCES, "6.1.0"), 1);
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, "5.7.19"), 1);
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, "4.20"), 1);
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, "six"), 1);
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, NULL), 1);
	kernel.ipv6_errno = ENOENT;
	CU_ASSERT_EQUAL(ask_for_vrfs(ENOENT, "6.1.0"), 1);
}

/* Entries on the interfaces from 1 on; requests that it took for them. */
static unsigned int complete(uint32_t interfaces, size_t expected)
{
	struct anycastip_error error;
	struct entries entries = {0};
	struct links links = {0};
	struct entry entry = {0};
	unsigned int requests;
	uint32_t i;

	for (i = 0; i < 2 * interfaces; i++) {
		entry.ifindex = i % interfaces + 1;
		*entries_add(&entries) = entry;
	}
	kernel.requests = 0;
	CU_ASSERT_EQUAL(links_complete(&netlink, &entries, &links, &error),
			ANYCASTIP_OK);
	requests = kernel.requests;
	CU_ASSERT_EQUAL(links.count, expected);
	CU_ASSERT(!expected || links_find(&links, 1));
	CU_ASSERT(expected < 3 || links_find(&links, 3));
	/* All are known by now. */
	CU_ASSERT(!expected || expected < interfaces ||
		  !links_complete(&netlink, &entries, &links, &error));
	CU_ASSERT(!expected || expected < interfaces ||
		  kernel.requests == requests);
	links_free(&links);
	entries_free(&entries);
	return requests;
}

static void test_few(void)
{
	start("unread", 0);
	kernel_reset();
	CU_ASSERT_EQUAL(complete(1, 1), 1);
	CU_ASSERT_EQUAL(complete(16, 16), 16);
	/* It has no more than three. */
	CU_ASSERT_EQUAL(complete(17, 3), 1);
	/* They are gone meanwhile. */
	kernel.bad_type = RTM_GETLINK;
	kernel.bad_errno = ENODEV;
	CU_ASSERT_EQUAL(complete(2, 0), 2);
}

static enum anycastip_status complete_seven(struct links *links)
{
	struct entry entry = {.ifindex = 7};
	struct entries entries = {&entry, 1, 1};
	struct anycastip_error error;
	enum anycastip_status status;

	status = links_complete(&netlink, &entries, links, &error);
	if (status)
		links_free(links);
	return status;
}

static void test_bad_names(void)
{
	static const char *const names[] = {"", "sixteen-octets--"};
	struct links links = {0};
	size_t i;

	start("fifteen-octets7", IFF_UP);
	CU_ASSERT_EQUAL(complete_seven(&links), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(links.count, 1);
	CU_ASSERT_STRING_EQUAL(links.at[0].name, "fifteen-octets7");
	CU_ASSERT_EQUAL(links.at[0].arphrd, 1);
	CU_ASSERT_EQUAL(links.at[0].luid, 0x0006000007000000);
	links_free(&links);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		start(names[i], IFF_UP);
		CU_ASSERT_EQUAL(complete_seven(&links), ANYCASTIP_BAD_ANSWER);
	}
	start("eth7", IFF_UP);
	message->nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg));
	CU_ASSERT_EQUAL(complete_seven(&links), ANYCASTIP_BAD_ANSWER);
	start("eth7", IFF_UP);
	((struct ifinfomsg *)NLMSG_DATA(message))->ifi_index = -7;
	CU_ASSERT_EQUAL(complete_seven(&links), ANYCASTIP_BAD_ANSWER);
	start("eth7", IFF_UP);
	((struct ifinfomsg *)NLMSG_DATA(message))->ifi_index = 8;
	CU_ASSERT_EQUAL(complete_seven(&links), ANYCASTIP_BAD_ANSWER);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"what is told of an interface", test_link},
		{"VRFs", test_vrf},
		{"devices that tell half of themselves", test_half_devices},
		{"answers that are wrong", test_bad_answers},
		{"nothing is printed", test_silence},
		{"an answer about another interface", test_other_interface},
		{"whether there can be VRFs", test_no_vrf},
		{"few interfaces of many", test_few},
		{"names that are wrong", test_bad_names},
		CU_TEST_INFO_NULL,
	};
	int status = tap_run(argc, argv, "links", tests);

	netlink_close(&netlink);
	return status;
}
