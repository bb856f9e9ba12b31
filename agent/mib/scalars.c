/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/scalars.h"

#include <stdlib.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>

#include "agent/clock.h"
#include "agent/mib/date.h"

#define TICK (10 * NS_PER_MS)

/* Another start of the master agent is taken to be one if it is this far from
 * the last: sysUpTime comes in whole ticks, and each answer of the master agent
 * brings it anew, with a delay of its own. */
#define RESTART (500 * NS_PER_MS)

/* When sysUpTime was zero, by the monotonic clock. */
static int64_t master_start(void)
{
	static int64_t taken;
	int64_t start = clock_now() -
			(int64_t)netsnmp_get_agent_uptime() * TICK;

	if (taken == 0 || llabs(start - taken) > RESTART)
		taken = start;
	return taken;
}

uint64_t sysuptime_at(int64_t monotonic)
{
	int64_t start = master_start();

	if (monotonic == 0 || monotonic < start)
		return 0;
	return (uint64_t)((monotonic - start) / TICK);
}

/* anycastIpRefreshLastStatus */
static int refresh_status(const struct source_stats *stats)
{
	if (!stats->attempted)
		return MIB_NEVER;
	switch (stats->last_status) {
	case ANYCASTIP_OK:
		return MIB_SUCCESS;
	case ANYCASTIP_NOT_SUPPORTED:
		return MIB_NOT_SUPPORTED;
	case ANYCASTIP_RETRY:
		return MIB_RETRY;
	case ANYCASTIP_NO_MEMORY:
		return MIB_NO_MEMORY;
	case ANYCASTIP_TOO_MANY_FILES:
		return MIB_TOO_MANY_FILES;
	case ANYCASTIP_ACCESS_DENIED:
		return MIB_ACCESS_DENIED;
	case ANYCASTIP_TIMEOUT:
		return MIB_TIMEOUT;
	case ANYCASTIP_BAD_ANSWER:
		return MIB_BAD_ANSWER;
	default:
		return MIB_OTHER_FAILURE;
	}
}

static void refresh_value(const struct source *source, unsigned int object,
			  struct value *value)
{
	struct source_stats stats;

	source_get_stats(source, &stats);
	switch (object) {
	case MIB_REFRESH_SUCCESSES:
		value_counter(value, stats.successes);
		break;
	case MIB_REFRESH_FAILURES:
		value_counter(value, stats.failures);
		break;
	case MIB_REFRESH_REREADS:
		value_counter(value, stats.rereads);
		break;
	case MIB_REFRESH_OVERRUNS:
		value_counter(value, stats.overruns);
		break;
	case MIB_REFRESH_LAST_STATUS:
		value_integer(value, refresh_status(&stats));
		break;
	case MIB_REFRESH_LAST_SUCCESS:
		date_value(value, stats.last_success.since_boot);
		break;
	case MIB_REFRESH_LAST_DURATION:
		value_gauge(value, stats.last_duration_us);
		break;
	case MIB_DISCONTINUITY_TIME:
		value_ticks(value, sysuptime_at(stats.discontinuity.monotonic));
		break;
	}
}

void scalar_value(const struct snapshot *snapshot, const struct source *source,
		  unsigned int object, struct value *value)
{
	switch (object) {
	case MIB_IPV4_COUNT:
		value_gauge(value, snapshot->ipv4_count);
		break;
	case MIB_IPV6_COUNT:
		value_gauge(value, (uint32_t)snapshot->row_count -
					   snapshot->ipv4_count);
		break;
	case MIB_UNDELIVERED_COUNT:
		value_gauge(value, snapshot->undelivered_count);
		break;
	case MIB_TABLE_LAST_CHANGE:
		value_ticks(value, sysuptime_at(snapshot->last_change));
		break;
	case MIB_EXPECTED_COUNT:
		value_gauge(value, (uint32_t)snapshot->expected_count);
		break;
	case MIB_EXPECTED_MISSING:
		value_gauge(value, snapshot->expected_missing);
		break;
	case MIB_EXPECTED_UNDELIVERED:
		value_gauge(value, snapshot->expected_undelivered);
		break;
	case MIB_UNEXPECTED_COUNT:
		value_gauge(value, snapshot->unexpected_count);
		break;
	default:
		refresh_value(source, object, value);
		break;
	}
}
