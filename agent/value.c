/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/value.h"

#include <stdbool.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

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

static bool is_continuation(unsigned char octet)
{
	return (octet & 0xc0) == 0x80;
}

/* The length of the well-formed character (RFC 3629) that the text begins
 * with, or 0 where it is none or has to be escaped. */
static size_t plain_character(const unsigned char *text)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length, i;

	if (text[0] >= 0x20 && text[0] < 0x7f && text[0] != '\\')
		return 1;
	if (text[0] >= 0xc2 && text[0] <= 0xdf)
		length = 2;
	else if (text[0] >= 0xe0 && text[0] <= 0xef)
		length = 3;
	else if (text[0] >= 0xf0 && text[0] <= 0xf4)
		length = 4;
	else
		return 0;

	/* No C1 control, overlong form, surrogate or number too large. */
	if (text[0] == 0xc2)
		low = 0xa0;
	else if (text[0] == 0xe0)
		low = 0xa0;
	else if (text[0] == 0xed)
		high = 0x9f;
	else if (text[0] == 0xf0)
		low = 0x90;
	else if (text[0] == 0xf4)
		high = 0x8f;
	if (text[1] < low || text[1] > high)
		return 0;
	for (i = 2; i < length; i++) {
		if (!is_continuation(text[i]))
			return 0;
	}
	return length;
}

void value_text(struct value *value, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char *from = (const unsigned char *)text;
	unsigned char *to = value->room.octets;
	unsigned char *end = to + sizeof(value->room.octets);

	while (*from) {
		size_t length = plain_character(from);
		size_t needed = length ? length : 4;

		if ((size_t)(end - to) < needed)
			break;
		if (length) {
			memcpy(to, from, length);
			from += length;
		} else {
			to[0] = '\\';
			to[1] = 'x';
			to[2] = (unsigned char)digits[*from >> 4];
			to[3] = (unsigned char)digits[*from & 15];
			from++;
		}
		to += needed;
	}
	value_octets(value, value->room.octets,
		     (size_t)(to - value->room.octets));
}
