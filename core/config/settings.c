/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The section [anycastipd]: what is told to whom, for the subagent. */
#include "core/config/settings.h"

#include <string.h>

#define HOLD_TIME_MAX  3600
#define RATE_LIMIT_MAX 6000

const struct anycastip_settings settings_default = {
	.notify_expected = true,
	.hold_time = 2,
	.rate_limit = 30,
};

static bool take_kind(struct anycastip_settings *values, const char *kind)
{
	if (strcmp(kind, "expected") == 0)
		values->notify_expected = true;
	else if (strcmp(kind, "rows") == 0)
		values->notify_rows = true;
	else if (strcmp(kind, "delivery") == 0)
		values->notify_delivery = true;
	else
		return false;
	return true;
}

static bool take_notify(struct anycastip_settings *values, struct lines *lines)
{
	static const char separators[] = ", \t";
	char *rest, *kind;

	values->notify_expected = false;
	if (strcmp(lines->value, "none") == 0)
		return true;
	kind = strtok_r(lines->value, separators, &rest);
	do
		if (!kind || !take_kind(values, kind))
			return lines_refuse(lines, kind ? kind : "",
					    "is not a kind of notification; "
					    "write none, or some of expected, "
					    "rows and delivery");
	while ((kind = strtok_r(NULL, separators, &rest)));
	return true;
}

static bool take_limit(unsigned int *limit, struct lines *lines, int min,
		       int max)
{
	int number = lines_number(lines->value, max);

	if (number < min)
		return lines_refuse(lines, lines->value,
				    "is not a %s; write a number from %d to "
				    "%d",
				    lines->name, min, max);
	*limit = (unsigned int)number;
	return true;
}

bool settings_take(struct settings *settings, struct lines *lines)
{
	struct anycastip_settings *values = &settings->values;

	if (strcmp(lines->name, "notify") == 0)
		return lines_once(lines, &settings->notify_line) &&
		       take_notify(values, lines);
	if (strcmp(lines->name, "hold-time") == 0)
		return lines_once(lines, &settings->hold_time_line) &&
		       take_limit(&values->hold_time, lines, 0, HOLD_TIME_MAX);
	if (strcmp(lines->name, "rate-limit") == 0)
		return lines_once(lines, &settings->rate_limit_line) &&
		       take_limit(&values->rate_limit, lines, 1,
				  RATE_LIMIT_MAX);
	return lines_refuse(lines, lines->name,
			    "is not a setting of [anycastipd]; write notify, "
			    "hold-time or rate-limit");
}
