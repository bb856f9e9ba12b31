/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/addresses.h
 */
#include <stdlib.h>
#include <sys/socket.h>

#include "anycastip.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

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
		{"no IPv6", test_addresses_without_ipv6},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "addresses", tests);
}
