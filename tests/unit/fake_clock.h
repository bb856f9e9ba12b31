/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Clocks that stand still unless the test, or what it tests, lets time pass.
 */
#ifndef TESTS_UNIT_FAKE_CLOCK_H
#define TESTS_UNIT_FAKE_CLOCK_H

#include <stdint.h>

/* Nanoseconds of the clocks that go on by themselves, and how far the date is
 * ahead of them. */
extern int64_t fake_now;
extern int64_t fake_date;

#endif
