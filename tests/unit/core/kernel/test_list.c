/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/list.h
 */
#include "core/kernel/list.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* An answer about one interface is about that one. */
static void test_other_interface(void)
{
	struct anycastip_error error;
	struct entries list = {0};
	struct reader reader;

	kernel_reset();
	CU_ASSERT_EQUAL(reader_open(&reader, &error), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(read_interface_list(&reader, 2, &list, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(list.count, 2);
	CU_ASSERT_EQUAL(read_interface_list(&reader, 7, &list, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_EQUAL(list.count, 2);
	entries_free(&list);
	reader_close(&reader);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"an answer about another interface", test_other_interface},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "list", tests);
}
