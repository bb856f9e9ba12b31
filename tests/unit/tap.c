/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/TestRun.h>

static unsigned int number;

static void report(const CU_pTest test, const CU_pSuite suite,
		   const CU_pFailureRecord failure)
{
	CU_pFailureRecord f;

	printf("%sok %u - %s: %s\n", failure ? "not " : "", ++number,
	       suite->pName, test->pName);
	for (f = failure; f; f = f->pNext)
		printf("# %s:%u: %s\n", f->strFileName, f->uiLineNumber,
		       f->strCondition);
	fflush(stdout);
}

/* The tests whose name contains the text stay active; how many they are. */
static unsigned int choose(const char *text)
{
	CU_pSuite suite = CU_get_registry()->pSuite;
	unsigned int chosen = 0;
	CU_pTest test;

	for (; suite; suite = suite->pNext) {
		for (test = suite->pTest; test; test = test->pNext) {
			test->fActive = strstr(test->pName, text) != NULL;
			chosen += test->fActive;
		}
	}
	return chosen;
}

int tap_run_suites(int argc, char **argv, CU_SuiteInfo *suites)
{
	unsigned int count;

	if (CU_initialize_registry() || CU_register_suites(suites)) {
		printf("Bail out! %s\n", CU_get_error_msg());
		return EXIT_FAILURE;
	}
	count = choose(argc > 1 ? argv[1] : "");
	if (!count) {
		printf("Bail out! no test of that name\n");
		return EXIT_FAILURE;
	}
	CU_set_test_complete_handler(report);
	CU_set_fail_on_inactive(CU_FALSE);
	printf("1..%u\n", count);
	if (CU_run_all_tests() != CUE_SUCCESS) {
		printf("Bail out! %s\n", CU_get_error_msg());
		return EXIT_FAILURE;
	}
	return CU_get_number_of_tests_failed() ? EXIT_FAILURE : EXIT_SUCCESS;
}

int tap_run(int argc, char **argv, const char *name, CU_TestInfo *tests)
{
	CU_SuiteInfo suites[] = {
		{.pName = name, .pTests = tests},
		CU_SUITE_INFO_NULL,
	};

	return tap_run_suites(argc, argv, suites);
}
