/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The main function of a CUnit program that reports in TAP.
 */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <CUnit/CUnit.h>

/* Run the tests, which end with CU_TEST_INFO_NULL, as a suite of that name, or
 * only those whose name contains argv[1]; the exit status. */
int tap_run(int argc, char **argv, const char *name, CU_TestInfo *tests);

/* Run suites, which end with CU_SUITE_INFO_NULL, in the same way. */
int tap_run_suites(int argc, char **argv, CU_SuiteInfo *suites);

#endif
