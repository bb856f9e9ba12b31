/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/fake_clock.h"

#include <time.h>

#include "agent/clock.h"

int64_t fake_now = 1000 * NS_PER_S;
int64_t fake_date = 1795305600 * NS_PER_S;

/* Calls in shared libraries come here, too. */
#pragma GCC visibility push(default)
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
#pragma GCC visibility pop

int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
	int64_t now = fake_now + (clock == CLOCK_REALTIME ? fake_date : 0);

	time->tv_sec = (time_t)(now / NS_PER_S);
	time->tv_nsec = (long)(now % NS_PER_S);
	return 0;
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)left;
	fake_now += time->tv_sec * NS_PER_S + time->tv_nsec;
	return 0;
}
