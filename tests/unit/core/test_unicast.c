/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/unicast.h: what is made of addresses and interfaces. */
#include <errno.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/kernel/addresses.h"
#include "core/error.h"
#include "core/unicast.h"
#include "core/kernel/links.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* ---- A kernel --------------------------------------------------------- */

enum anycastip_status __wrap_link_read(struct netlink *netlink,
				       uint32_t ifindex, const char *name,
				       struct link *link,
				       struct anycastip_error *error);
enum anycastip_status __wrap_addresses_read(struct netlink *netlink, bool ipv4,
					    struct addresses *addresses,
					    struct anycastip_error *error);
enum anycastip_status __wrap_links_read(struct netlink *netlink,
					struct links *links,
					struct anycastip_error *error);
const struct link *__wrap_links_find(const struct links *links,
				     uint32_t ifindex);

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

enum anycastip_status __wrap_link_read(struct netlink *netlink,
				       uint32_t ifindex, const char *name,
				       struct link *link,
				       struct anycastip_error *error)
{
	static const struct link seven = {
		.ifindex = 7,
		.flags = IFF_UP,
		.in_table = 10,
		.mtu = 9000,
		.ipv6 = true,
		.name = "eth7",
	};

	(void)netlink;
	(void)name;
	if (ifindex != 7)
		return failure(error, ANYCASTIP_NO_INTERFACE, ENODEV, "none");
	*link = seven;
	return ANYCASTIP_OK;
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

/* ---- Tests ------------------------------------------------------------ */

static void test_interface(void)
{
	struct anycastip_interface interface = {.ifindex = 0};
	struct anycastip_error error;

	CU_ASSERT(explain_interface(NULL, 7, NULL, &interface, &error) ==
		  ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(interface.ifname, "eth7");
	CU_ASSERT_EQUAL(interface.ifindex, 7);
	CU_ASSERT_EQUAL(interface.table, 10);
	CU_ASSERT_EQUAL(interface.mtu, 9000);
	CU_ASSERT(interface.up);
	CU_ASSERT(interface.ipv6);
	CU_ASSERT(explain_interface(NULL, 99, NULL, &interface, &error) ==
		  ANYCASTIP_NO_INTERFACE);
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
		{"unicast addresses", test_unicast},
		{"unicast addresses that cannot be read",
		 test_unicast_failures},
		{"parameters", test_parameters},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "unicast", tests);
}
