/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/links.h: what is made of the kernel's answers, among them those
 * of kernels with VRFs, which a test's machine may not have.
 */
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

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"what is told of an interface", test_link},
		{"VRFs", test_vrf},
		{"devices that tell half of themselves", test_half_devices},
		{"answers that are wrong", test_bad_answers},
		{"nothing is printed", test_silence},
		{"an answer about another interface", test_other_interface},
		CU_TEST_INFO_NULL,
	};
	int status = tap_run(argc, argv, "links", tests);

	netlink_close(&netlink);
	return status;
}
