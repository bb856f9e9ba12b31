/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What anycastip(1) documents as its JSON. */
#include "cmd/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "cmd/die.h"
#include "cmd/text.h"

json_t *must_have(json_t *value)
{
	if (!value)
		die_of_memory();
	return value;
}

json_t *json_clean(const char *text)
{
	char clean[CLEAN_SIZE];

	return must_have(json_string(clean_text(clean, text)));
}

json_t *json_address(int family, const uint8_t *address)
{
	char clean[CLEAN_SIZE];

	return must_have(json_pack(
		"{s:s, s:s}", "address", bare_address(clean, family, address),
		"family", family == AF_INET ? "ipv4" : "ipv6"));
}

json_t *json_row(const struct anycastip_row *row)
{
	json_t *object = json_address(row->family, row->address);
	char created[TIME_SIZE];

	created_utc(created, row);
	add_members(object, json_pack("{s:o, s:i, s:i, s:i, s:s, s:s, s:s?}",
				      "interface", json_clean(row->ifname),
				      "ifIndex", (int)row->ifindex,
				      "prefixLength", row->prefix_length,
				      "scopeLevel", row->scope_level, "origin",
				      anycastip_origin_name(row->origin),
				      "state", anycastip_state_name(row->state),
				      "created", created[0] ? created : NULL));
	return object;
}

void add_members(json_t *object, json_t *others)
{
	if (json_object_update(object, must_have(others)) != 0)
		die_of_memory();
	json_decref(others);
}

void add_item(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must_have(value)) != 0)
		die_of_memory();
}

void print_json(json_t *value, bool on_one_line)
{
	/* Whole before any of it is printed: half of it is no JSON. */
	char *text = json_dumps(must_have(value),
				on_one_line ? JSON_COMPACT : JSON_INDENT(2));

	if (!text)
		die_of_memory();
	puts(text);
	free(text);
	json_decref(value);
}
