/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOLD_TIME_MAX  3600
#define RATE_LIMIT_MAX 6000

static const struct settings defaults = {
	.notify_expected = true,
	.hold_time = 2,
	.rate_limit = 30,
};

/* Where a line of the section is, to say what is wrong with it. */
struct place {
	const char *file;
	const struct anycastip_setting *setting;
};

static enum anycastip_status refuse(const struct place *place,
				    const char *reason,
				    struct anycastip_error *error)
{
	error->status = ANYCASTIP_BAD_CONFIG;
	error->system_error = 0;
	snprintf(error->text, sizeof(error->text), "%.200s:%u: %s = %.60s: %s",
		 place->file, place->setting->line, place->setting->name,
		 place->setting->value, reason);
	return ANYCASTIP_BAD_CONFIG;
}

static enum anycastip_status take_kind(const char *kind,
				       struct settings *settings)
{
	if (strcmp(kind, "expected") == 0)
		settings->notify_expected = true;
	else if (strcmp(kind, "rows") == 0)
		settings->notify_rows = true;
	else if (strcmp(kind, "delivery") == 0)
		settings->notify_delivery = true;
	else
		return ANYCASTIP_BAD_CONFIG;
	return ANYCASTIP_OK;
}

static enum anycastip_status take_notify(const struct place *place,
					 struct settings *settings,
					 struct anycastip_error *error)
{
	char copy[ANYCASTIP_VALUE_SIZE], *kind, *rest;

	settings->notify_expected = false;
	settings->notify_rows = false;
	settings->notify_delivery = false;
	if (strcmp(place->setting->value, "none") == 0)
		return ANYCASTIP_OK;
	snprintf(copy, sizeof(copy), "%s", place->setting->value);
	kind = strtok_r(copy, ", \t", &rest);
	if (!kind)
		return refuse(place,
			      "write none, or some of expected, rows "
			      "and delivery",
			      error);
	for (; kind; kind = strtok_r(NULL, ", \t", &rest)) {
		if (take_kind(kind, settings) != ANYCASTIP_OK)
			return refuse(place,
				      "write none, or some of expected, "
				      "rows and delivery",
				      error);
	}
	return ANYCASTIP_OK;
}

static enum anycastip_status take_number(const struct place *place,
					 unsigned int least, unsigned int most,
					 unsigned int *number,
					 struct anycastip_error *error)
{
	const char *text = place->setting->value;
	char reason[80];
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || value < least ||
	    value > most) {
		snprintf(reason, sizeof(reason), "write a number from %u to %u",
			 least, most);
		return refuse(place, reason, error);
	}
	*number = (unsigned int)value;
	return ANYCASTIP_OK;
}

static enum anycastip_status take(const struct place *place,
				  struct settings *settings,
				  struct anycastip_error *error)
{
	const char *name = place->setting->name;

	if (strcmp(name, "notify") == 0)
		return take_notify(place, settings, error);
	if (strcmp(name, "hold-time") == 0)
		return take_number(place, 0, HOLD_TIME_MAX,
				   &settings->hold_time, error);
	if (strcmp(name, "rate-limit") == 0)
		return take_number(place, 1, RATE_LIMIT_MAX,
				   &settings->rate_limit, error);
	return refuse(place,
		      "there is no such setting in [anycastipd]; those are "
		      "notify, hold-time and rate-limit",
		      error);
}

enum anycastip_status settings_take(const struct anycastip_setting *lines,
				    size_t count, void *context,
				    struct anycastip_error *error)
{
	struct settings_reading *reading = context;
	struct settings taken = defaults;
	enum anycastip_status status;
	size_t i, j;

	for (i = 0; i < count; i++) {
		struct place place = {reading->file ? reading->file
						    : anycastip_config_path(),
				      &lines[i]};

		for (j = 0; j < i; j++) {
			if (strcmp(lines[j].name, lines[i].name) == 0)
				return refuse(&place,
					      "it is there twice; remove one "
					      "of them",
					      error);
		}
		status = take(&place, &taken, error);
		if (status != ANYCASTIP_OK)
			return status;
	}
	reading->settings = taken;
	return ANYCASTIP_OK;
}

enum anycastip_status settings_check(const char *file,
				     struct anycastip_error *error)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct settings_reading reading = {.file = file};
	const struct anycastip_setting *lines;
	enum anycastip_status status;
	anycastip *handle;
	size_t count;

	options.flags = ANYCASTIP_F_NO_EVENTS;
	options.config_file = file;
	if (!file) {
		options.config_file = anycastip_config_path();
		options.flags |= ANYCASTIP_F_CONFIG_OPTIONAL;
	}
	status = anycastip_open(&handle, &options, error);
	if (status != ANYCASTIP_OK)
		return status;
	count = anycastip_get_settings(handle, &lines);
	status = settings_take(lines, count, &reading, error);
	anycastip_close(handle);
	return status;
}
