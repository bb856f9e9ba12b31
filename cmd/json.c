/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What anycastip(1) documents as its JSON. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

json_t *must_json(json_t *value)
{
	if (!value)
		die_of_memory();
	return value;
}

void set_value(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must_json(value)) != 0)
		die_of_memory();
}

void set_text(json_t *object, const char *key, const char *text)
{
	char clean[CLEAN_SIZE];

	set_value(object, key, json_string(clean_text(clean, text)));
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must_json(value)) != 0)
		die_of_memory();
}

static void set_address(json_t *object, int family, const uint8_t *address)
{
	char clean[CLEAN_SIZE];

	set_text(object, "address", bare_address(clean, family, address));
	set_text(object, "family", family == AF_INET ? "ipv4" : "ipv6");
}

json_t *row_json(const struct anycastip_row *row)
{
	json_t *object = must_json(json_object());
	char created[TIME_SIZE];

	set_address(object, row->family, row->address);
	set_text(object, "interface", row->ifname);
	set_value(object, "ifIndex", json_integer(row->ifindex));
	set_value(object, "prefixLength", json_integer(row->prefix_length));
	set_value(object, "scopeLevel", json_integer(row->scope_level));
	set_text(object, "origin", anycastip_origin_name(row->origin));
	set_text(object, "state", anycastip_state_name(row->state));
	if (created_utc(created, row)[0] != '\0')
		set_text(object, "created", created);
	else
		set_value(object, "created", json_null());
	return object;
}

static json_t *expected_json(const struct anycastip_expected *expected,
			     const struct anycastip_snapshot *snapshot)
{
	json_t *object = must_json(json_object());
	json_t *found = must_json(json_array());
	char clean[CLEAN_SIZE];
	size_t i;

	set_text(object, "name", expected->name);
	set_address(object, expected->family, expected->address);
	if (expected->ifname[0] != '\0')
		set_text(object, "interface", expected->ifname);
	else
		set_value(object, "interface", json_null());
	set_text(object, "state",
		 anycastip_state_name(anycastip_expected_state(
			 expected, snapshot, NULL, NULL)));
	for (i = 0; i < snapshot->count; i++)
		if (anycastip_is_expected(&snapshot->rows[i], expected, 1))
			append(found,
			       json_string(clean_text(
				       clean, snapshot->rows[i].ifname)));
	set_value(object, "foundOn", found);
	return object;
}

static json_t *candidate_json(const struct anycastip_unicast *unicast)
{
	json_t *object = must_json(json_object());

	set_address(object, unicast->family, unicast->address);
	set_text(object, "interface", unicast->ifname);
	set_value(object, "ifIndex", json_integer(unicast->ifindex));
	set_value(object, "prefixLength", json_integer(unicast->prefix_length));
	return object;
}

json_t *list_json(const struct anycastip_snapshot *snapshot,
		  const struct expectations *expectations,
		  const struct candidates *candidates)
{
	json_t *object = must_json(json_object());
	json_t *array;
	char now[TIME_SIZE];
	size_t i;

	set_value(object, "schema", json_integer(1));
	set_text(object, "time", now_utc(now));
	array = must_json(json_array());
	for (i = 0; i < snapshot->count; i++)
		append(array, row_json(&snapshot->rows[i]));
	set_value(object, "addresses", array);
	array = must_json(json_array());
	for (i = 0; i < expectations->count; i++)
		append(array, expected_json(&expectations->at[i], snapshot));
	set_value(object, "expected", array);
	array = must_json(json_array());
	for (i = 0; i < candidates->count; i++)
		append(array, candidate_json(&candidates->at[i]));
	set_value(object, "candidates", array);
	return object;
}

void print_json(json_t *value, bool on_one_line)
{
	/* Whole before any of it is printed: half of it is no JSON. */
	char *text = json_dumps(value,
				on_one_line ? JSON_COMPACT : JSON_INDENT(2));

	if (!text)
		die_of_memory();
	puts(text);
	free(text);
	json_decref(value);
}
