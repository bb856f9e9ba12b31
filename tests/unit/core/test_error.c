/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Statuses, and the errors that tell of them.
 */
#include <errno.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "core/error.h"
#include "tests/unit/tap.h"

static void test_statuses(void)
{
	int i;

	for (i = 0; i <= ANYCASTIP_SHORT_BUFFER; i++)
		CU_ASSERT_STRING_NOT_EQUAL(
			anycastip_status_text((enum anycastip_status)i),
			"unknown status");
	CU_ASSERT_STRING_EQUAL(
		anycastip_status_text((enum anycastip_status)999),
		"unknown status");
}

static void test_failures(void)
{
	struct anycastip_error error;
	char name[600];

	CU_ASSERT_EQUAL(failure(NULL, ANYCASTIP_RETRY, 0, "x"),
			ANYCASTIP_RETRY);
	CU_ASSERT_EQUAL(system_failure(&error, EMFILE, "cannot %s", "open"),
			ANYCASTIP_TOO_MANY_FILES);
	CU_ASSERT_EQUAL(error.system_error, EMFILE);
	CU_ASSERT_STRING_EQUAL(error.text, "cannot open: Too many open files");
	/* Without a cause it is a failure all the same. */
	CU_ASSERT_EQUAL(system_failure(&error, 0, "x"), ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT_EQUAL(no_memory(&error, "it"), ANYCASTIP_NO_MEMORY);
	CU_ASSERT_STRING_EQUAL(error.text, "no memory for it");
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	system_failure(&error, EIO, "%s", name);
	CU_ASSERT_EQUAL(strlen(error.text), sizeof(error.text) - 1);
}

static CU_TestInfo tests[] = {
	{"texts of statuses", test_statuses},
	{"failures", test_failures},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	return tap_run(argc, argv, "error", tests);
}
