/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The monotonic clock as one number, for deadlines; and moments to tell of.
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

/* When something happened, by the clock that sysUpTime goes by, which stands
 * still while the host is suspended, and by the one that the date goes by.
 * All zero for never. */
struct moment {
	int64_t monotonic;
	int64_t since_boot;
};

static inline struct moment moment_now(void)
{
	struct timespec boot;
	struct moment moment = {.monotonic = clock_now()};

	clock_gettime(CLOCK_BOOTTIME, &boot);
	moment.since_boot = boot.tv_sec * NS_PER_S + boot.tv_nsec;
	return moment;
}

static inline int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

#endif
