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

static bool count_removals(int fd, const char *text, uint32_t *count)
{
	struct reader reader = {.removals_fd = fd};

	kernel.counts[0] = kernel.counts[1] = text;
	return reader_removals(&reader, count);
}

static void test_removals(void)
{
	static const char *const bad[] = {NULL,	 "",	 "\n",	 "12\n",
					  "1 2", "1 \n", "1 x\n"};
	uint32_t count;
	size_t i;

	kernel_reset();
	CU_ASSERT(count_removals(0, "0009 0006 ffff 0007 0000 0000 12Ab\n",
				 &count));
	CU_ASSERT_EQUAL(count, 0x12ab);
	CU_ASSERT(count_removals(0, "0 fffffffe\n", &count));
	CU_ASSERT_EQUAL(count, 0xfffffffe);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT(!count_removals(0, bad[i], &count));
	CU_ASSERT(!count_removals(NO_REMOVALS, "0 1\n", &count));
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"an answer about another interface", test_other_interface},
		{"how many routes were removed", test_removals},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "list", tests);
}
