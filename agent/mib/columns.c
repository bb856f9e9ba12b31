/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/columns.h"

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

void table_value(const struct snapshot *snapshot, unsigned int object, size_t n,
		 struct value *value)
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
