/* SPDX-License-Identifier: BSD-2-Clause */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

#include <CUnit/CUnit.h>
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

int tap_run(void)
{
	CU_set_test_complete_handler(report);
	printf("1..%u\n", CU_get_registry()->uiNumberOfTests);
	if (CU_run_all_tests() != CUE_SUCCESS) {
		printf("Bail out! %s\n", CU_get_error_msg());
		return EXIT_FAILURE;
	}
	/* TAP carries the verdict. */
	return EXIT_SUCCESS;
}
