/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/links.h
 */
#include "core/retrieve.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* An answer about one interface is about that one. */
static void test_other_interface(void)
{
	struct anycastip_interface found;
	struct anycastip_error error;
	struct interface interface;
	anycastip *handle;

	kernel_reset();
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
		{"an answer about another interface", test_other_interface},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "links", tests);
}
