/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/date.h"

#include <stdlib.h>
#include <time.h>

#include "anycastip.h"

#include "agent/clock.h"
#include "agent/mib/value.h"

/* The clock is taken to be set if it moved by more than this: the two are not
 * read in one moment, and a date must not flicker. */
#define SET_CLOCK (100 * NS_PER_MS)

/* How far the date is ahead of the clock since boot. */
static int64_t distance(void)
{
	static int64_t taken;
	struct timespec date;
	int64_t now;

	clock_gettime(CLOCK_REALTIME, &date);
	now = date.tv_sec * NS_PER_S + date.tv_nsec - moment_now().since_boot;
	if (taken == 0 || llabs(now - taken) > SET_CLOCK)
		taken = now;
	return taken;
}

void date_value(struct value *value, int64_t since_boot)
{
	unsigned char *octets = value->room.octets;
	int64_t date = since_boot + distance();
	int64_t part = (date % NS_PER_S + NS_PER_S) % NS_PER_S;
	time_t seconds = (time_t)((date - part) / NS_PER_S);
	unsigned int year;
	struct tm tm;

	value_octets(value, octets, 0);
	if (since_boot == 0 || !gmtime_r(&seconds, &tm))
		return;
	year = (unsigned int)tm.tm_year + 1900;
	octets[0] = (unsigned char)(year >> 8);
	octets[1] = (unsigned char)year;
	octets[2] = (unsigned char)(tm.tm_mon + 1);
	octets[3] = (unsigned char)tm.tm_mday;
	octets[4] = (unsigned char)tm.tm_hour;
	octets[5] = (unsigned char)tm.tm_min;
	octets[6] = (unsigned char)tm.tm_sec;
	octets[7] = (unsigned char)(part / (100 * NS_PER_MS));
	octets[8] = '+';
	octets[9] = octets[10] = 0;
	value_octets(value, octets, 11);
}

int64_t date_created(const struct anycastip_row *row)
{
	struct timespec created;

	if (!anycastip_created(row, &created))
		return 0;
	return created.tv_sec * NS_PER_S + created.tv_nsec - distance();
}
