/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Allocations that fail when a test wants it: the C library's, in every file
 * that is linked with a test that includes this header, and what else the test
 * wraps and asks allocation_fails() for.
 */
#ifndef TESTS_UNIT_FAILING_H
#define TESTS_UNIT_FAILING_H

#include <stdbool.h>

/* Let the COUNTth allocation from now on fail, and no other; 0: none. */
void fail_allocation(unsigned int count);

/* Let every allocation fail, or none. */
void fail_allocations(bool all);

/* Let those of a shared library count and fail, too, whose file has this in its
 * name.  False where there are none. */
bool fail_in_library(const char *name);

/* Count an allocation; whether it is to fail. */
bool allocation_fails(void);

/* How many allocations there were since the last fail_allocation(). */
unsigned int allocations(void);

/* How many pieces of memory were allocated since then, and not freed. */
int allocations_left(void);

/* Whether the allocation of fail_allocation() was made, and so failed. */
bool allocation_failed(void);

#endif
