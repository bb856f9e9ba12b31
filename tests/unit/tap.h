/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H
/* Run every registered CUnit test, reporting in TAP; the exit status. */
int tap_run(void);
#endif
