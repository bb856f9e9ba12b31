/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/columns.h"

#include <string.h>
#include <sys/socket.h>

#include "agent/mib/scalars.h"

/* ---- anycastIpTable ---------------------------------------------------- */

/* Network byte order, whatever the host's. */
static void luid_value(uint64_t luid, struct value *value)
{
	int i;

	for (i = 7; i >= 0; i--) {
		value->room.octets[i] = (unsigned char)luid;
		luid >>= 8;
	}
	value_octets(value, value->room.octets, 8);
}

static void table_value(const struct snapshot *snapshot, unsigned int object,
			size_t n, struct value *value)
{
	const struct anycastip_row *row = &snapshot->table->rows[n];
	char text[ANYCASTIP_TEXT_SIZE];

	switch (object) {
	case MIB_IF_LUID:
		luid_value(row->luid, value);
		break;
	case MIB_SCOPE_ZONE:
		value_gauge(value, row->zone);
		break;
	case MIB_SCOPE_LEVEL:
		value_integer(value, row->scope_level);
		break;
	case MIB_ADDRESS_TEXT:
		value_text(value, anycastip_address_text(row, text));
		break;
	case MIB_IF_NAME:
		value_text(value, row->ifname);
		break;
	case MIB_ORIGIN:
		value_integer(value, row->origin);
		break;
	case MIB_STATE:
		value_integer(value, row->state);
		break;
	case MIB_CREATED:
		value_octets(value, snapshot->created[n].octets,
			     snapshot->created[n].length);
		break;
	}
}

/* ---- anycastIpExpectedTable -------------------------------------------- */

const char *expected_address_text(const struct anycastip_expected *expected,
				  char text[ANYCASTIP_TEXT_SIZE])
{
	struct anycastip_row row = {.family = expected->family};

	memcpy(row.address, expected->address, sizeof(row.address));
	return anycastip_address_text(&row, text);
}

static void expected_value(const struct snapshot *snapshot, unsigned int object,
			   size_t n, struct value *value)
{
	const struct expected_row *row = &snapshot->expected[n];
	const struct anycastip_expected *expected = &row->expected;
	char text[ANYCASTIP_TEXT_SIZE];

	switch (object) {
	case MIB_EXPECTED_ADDRESS_TYPE:
		value_integer(value, expected->family == AF_INET ? MIB_IPV4
								 : MIB_IPV6);
		break;
	case MIB_EXPECTED_ADDRESS:
		value_octets(value, expected->address,
			     expected->family == AF_INET ? 4 : 16);
		break;
	case MIB_EXPECTED_ADDRESS_TEXT:
		value_text(value, expected_address_text(expected, text));
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

/* ---- Both, and scalars ------------------------------------------------- */

void instance_value(const struct snapshot *snapshot,
		    const struct source *source, unsigned int object, size_t n,
		    struct value *value)
{
	switch (mib_arcs[object].group) {
	case MIB_TABLE:
		table_value(snapshot, object, n, value);
		break;
	case MIB_EXPECTED_TABLE:
		expected_value(snapshot, object, n, value);
		break;
	default:
		scalar_value(snapshot, source, object, value);
		break;
	}
}
