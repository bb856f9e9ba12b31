/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/expected.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* ---- Held against the table ------------------------------------------- */

static size_t address_length(int family)
{
	return family == AF_INET ? 4 : 16;
}

static bool is_row_of(const struct expected_row *row,
		      const struct anycastip_expected *expected)
{
	return memcmp(&row->expected, expected, sizeof(*expected)) == 0;
}

/* The row of the same expectation in the snapshot before: at the same place,
 * unless the configuration was read again in between. */
static const struct expected_row *row_before(
	const struct snapshot *before,
	const struct anycastip_expected *expected, size_t place)
{
	size_t i;

	if (!before)
		return NULL;
	if (place < before->expected_count &&
	    is_row_of(&before->expected[place], expected))
		return &before->expected[place];
	for (i = 0; i < before->expected_count; i++)
		if (is_row_of(&before->expected[i], expected))
			return &before->expected[i];
	return NULL;
}

static void remember(struct expected_row *row, const struct expected_row *old,
		     const struct snapshot_parts *parts)
{
	if (old) {
		row->transitions = old->transitions;
		row->last_change = old->last_change;
		if (old->state == row->state)
			return;
		row->transitions++;
	}
	date_set(&row->last_change, parts->now, 0);
}

/* Declared addresses that nobody expects. */
static uint32_t count_unexpected(const struct snapshot *snapshot,
				 const struct snapshot_parts *parts)
{
	const struct anycastip_row *row;
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < snapshot->row_count; i++) {
		row = &snapshot->table->rows[i];
		count += row->origin == ANYCASTIP_DECLARED &&
			 !anycastip_is_expected(row, parts->expected,
						snapshot->expected_count);
	}
	return count;
}

void expected_set(struct snapshot *snapshot, const struct snapshot_parts *parts)
{
	size_t i;

	for (i = 0; i < snapshot->expected_count; i++) {
		struct expected_row *row = &snapshot->expected[i];

		row->expected = parts->expected[i];
		row->state = anycastip_expected_state(
			&row->expected, snapshot->table, &row->ifindex,
			&row->interfaces);
		remember(row, row_before(parts->before, &row->expected, i),
			 parts);
		if (row->state == ANYCASTIP_MISSING)
			snapshot->expected_missing++;
		else if (row->state == ANYCASTIP_UNDELIVERED)
			snapshot->expected_undelivered++;
	}
	snapshot->unexpected_count = count_unexpected(snapshot, parts);
}

/* ---- Values ----------------------------------------------------------- */

static void address_text(const struct anycastip_expected *expected,
			 struct value *value)
{
	struct anycastip_row row = {.family = expected->family};
	char text[ANYCASTIP_TEXT_SIZE];

	/* Without a zone, which is an interface's. */
	memcpy(row.address, expected->address, sizeof(row.address));
	value_text(value, anycastip_address_text(&row, text));
}

void expected_value(const struct snapshot *snapshot, unsigned int object,
		    size_t n, struct value *value)
{
	const struct expected_row *row = &snapshot->expected[n];
	const struct anycastip_expected *expected = &row->expected;

	switch (object) {
	case MIB_EXPECTED_ADDRESS_TYPE:
		value_integer(value, expected->family == AF_INET ? MIB_IPV4
								 : MIB_IPV6);
		break;
	case MIB_EXPECTED_ADDRESS:
		value_octets(value, expected->address,
			     address_length(expected->family));
		break;
	case MIB_EXPECTED_ADDRESS_TEXT:
		address_text(expected, value);
		break;
	case MIB_EXPECTED_WANTED_IF_NAME:
		value_text(value, expected->ifname);
		break;
	case MIB_EXPECTED_STATE:
		value_integer(value, row->state);
		break;
	case MIB_EXPECTED_IF_INDEX:
		value_integer(value, (long)row->ifindex);
		break;
	case MIB_EXPECTED_INTERFACE_COUNT:
		value_gauge(value, row->interfaces);
		break;
	case MIB_EXPECTED_LAST_CHANGE:
		value_octets(value, row->last_change.octets,
			     row->last_change.length);
		break;
	case MIB_EXPECTED_TRANSITIONS:
		value_counter(value, row->transitions);
		break;
	}
}
