/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the measuring programs share: a clock, medians, a way to give up.
 *
 * Contenders are always measured in turn within one run ("rounds"), and what
 * is printed is the ratio of two contenders of the same round: a busy machine
 * then slows both.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

/* Print the reason and exit with 2. */
void bench_die(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* The same with the text of errno. */
void bench_die_errno(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* malloc() that never fails. */
void *bench_alloc(size_t size);

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t bench_now(void);

/* CLOCK_THREAD_CPUTIME_ID in nanoseconds: what the calling thread has used, in
 * the kernel too.  Where nothing but the kernel is waited for, it is what the
 * wall clock would show on an idle machine. */
uint64_t bench_cpu(void);

struct bench_spread {
	double median;
	double min;
	double max;
};

struct bench_spread bench_spread(const double *values, size_t count);

/* The spread of above[i] / below[i]. */
struct bench_spread bench_ratio(const double *above, const double *below,
				size_t count);

#endif
