/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

void bench_die(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

void bench_die_errno(const char *format, ...)
{
	int saved = errno;
	va_list args;

	fflush(stdout);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(saved));
	exit(2);
}

void *bench_alloc(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		bench_die("no memory for %zu octets", size);
	return memory;
}

static uint64_t clock_value(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t bench_now(void)
{
	return clock_value(CLOCK_MONOTONIC);
}

uint64_t bench_cpu(void)
{
	return clock_value(CLOCK_THREAD_CPUTIME_ID);
}

static int compare_double(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

struct bench_spread bench_spread(const double *values, size_t count)
{
	double *sorted = bench_alloc(count * sizeof(*sorted));
	struct bench_spread spread;

	memcpy(sorted, values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_double);
	spread.min = sorted[0];
	spread.median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
	spread.max = sorted[count - 1];
	free(sorted);
	return spread;
}

struct bench_spread bench_ratio(const double *above, const double *below,
				size_t count)
{
	double *values = bench_alloc(count * sizeof(*values));
	struct bench_spread spread;
	size_t i;

	for (i = 0; i < count; i++)
		values[i] = above[i] / below[i];
	spread = bench_spread(values, count);
	free(values);
	return spread;
}
