/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/scalars.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>

uint64_t sysuptime_at(uint64_t moment)
{
	uint64_t uptime = (uint64_t)netsnmp_get_agent_uptime();
	uint64_t age = moment_now() - moment;

	return moment != 0 && uptime > age ? uptime - age : 0;
}

/* anycastIpRefreshLastStatus */
static int refresh_status(const struct source_stats *stats)
{
	static const uint8_t statuses[] = {
		[ANYCASTIP_OK] = MIB_SUCCESS,
		[ANYCASTIP_NOT_SUPPORTED] = MIB_NOT_SUPPORTED,
		[ANYCASTIP_RETRY] = MIB_RETRY,
		[ANYCASTIP_NO_MEMORY] = MIB_NO_MEMORY,
		[ANYCASTIP_TOO_MANY_FILES] = MIB_TOO_MANY_FILES,
		[ANYCASTIP_ACCESS_DENIED] = MIB_ACCESS_DENIED,
		[ANYCASTIP_TIMEOUT] = MIB_TIMEOUT,
		[ANYCASTIP_BAD_ANSWER] = MIB_BAD_ANSWER,
	};
	size_t status = stats->last_status;

	if (!stats->attempted)
		return MIB_NEVER;
	return status < sizeof(statuses) && statuses[status]
		       ? statuses[status]
		       : MIB_OTHER_FAILURE;
}

static void last_success_value(const struct source_stats *stats,
			       struct value *value)
{
	struct date date = {0};

	if (stats->last_success != 0)
		date_set(&date, stats->last_success, 0);
	memcpy(value->room.octets, date.octets, date.length);
	value_octets(value, value->room.octets, date.length);
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
		last_success_value(&stats, value);
		break;
	case MIB_REFRESH_LAST_DURATION:
		value_gauge(value, stats.last_duration_us);
		break;
	case MIB_DISCONTINUITY_TIME:
		value_ticks(value, sysuptime_at(stats.discontinuity));
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
