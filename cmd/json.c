/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What anycastip(1) documents as its JSON. */
#include "cmd/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "cmd/die.h"
#include "cmd/text.h"

/* The value, or the end of the program without memory. */
static json_t *must_have(json_t *value)
{
	if (!value)
		die_of_memory();
	return value;
}

json_t *new_object(void)
{
	return must_have(json_object());
}

json_t *new_array(void)
{
	return must_have(json_array());
}

void add_member(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must_have(value)) != 0)
		die_of_memory();
}

void add_item(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must_have(value)) != 0)
		die_of_memory();
}

void add_text(json_t *object, const char *key, const char *text)
{
	char clean[CLEAN_SIZE];

	add_member(object, key, json_string(clean_text(clean, text)));
}

void add_address(json_t *object, int family, const uint8_t *address)
{
	char clean[CLEAN_SIZE];

	add_text(object, "address", bare_address(clean, family, address));
	add_text(object, "family", family == AF_INET ? "ipv4" : "ipv6");
}

void add_row_members(json_t *object, const struct anycastip_row *row)
{
	char created[TIME_SIZE];

	add_address(object, row->family, row->address);
	add_text(object, "interface", row->ifname);
	add_member(object, "ifIndex", json_integer(row->ifindex));
	add_member(object, "prefixLength", json_integer(row->prefix_length));
	add_member(object, "scopeLevel", json_integer(row->scope_level));
	add_text(object, "origin", anycastip_origin_name(row->origin));
	add_text(object, "state", anycastip_state_name(row->state));
	if (created_utc(created, row)[0] != '\0')
		add_text(object, "created", created);
	else
		add_member(object, "created", json_null());
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
