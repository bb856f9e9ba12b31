/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The monotonic clock as one number, for deadlines.
 */
#ifndef AGENT_CLOCK_H
#define AGENT_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_US 1000LL
#define NS_PER_MS 1000000LL
#define NS_PER_S  1000000000LL

/* A deadline that never comes. */
#define NEVER INT64_MAX

static inline int64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static inline int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

#endif
