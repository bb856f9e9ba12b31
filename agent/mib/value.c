/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/value.h"

#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "anycastip.h"

static void set_integer(struct value *value, unsigned char type, long integer)
{
	value->type = type;
	value->room.integer = integer;
	value->data = &value->room.integer;
	value->length = sizeof(value->room.integer);
}

void value_integer(struct value *value, long integer)
{
	set_integer(value, ASN_INTEGER, integer);
}

void value_gauge(struct value *value, uint32_t gauge)
{
	set_integer(value, ASN_GAUGE, (long)gauge);
}

void value_counter(struct value *value, uint64_t counter)
{
	set_integer(value, ASN_COUNTER, (long)(uint32_t)counter);
}

void value_ticks(struct value *value, uint64_t ticks)
{
	set_integer(value, ASN_TIMETICKS, (long)(uint32_t)ticks);
}

void value_octets(struct value *value, const void *octets, size_t length)
{
	value->type = ASN_OCTET_STR;
	value->data = octets;
	value->length = length;
}

void value_none(struct value *value, bool is_object)
{
	value->type = is_object ? SNMP_NOSUCHINSTANCE : SNMP_NOSUCHOBJECT;
	value->data = NULL;
	value->length = 0;
}

void value_text(struct value *value, const char *text)
{
	anycastip_clean(value->room.text, sizeof(value->room.text), text);
	value_octets(value, value->room.text, strlen(value->room.text));
}
