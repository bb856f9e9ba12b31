/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The value of an instance, with room of its own: no allocation on the way to
 * an answer.
 */
#ifndef AGENT_MIB_VALUE_H
#define AGENT_MIB_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Four octets for every octet of a name, and the longest address; and a NUL. */
#define VALUE_MAX 129

struct value {
	unsigned char type; /* ASN_* of Net-SNMP */
	const void *data;   /* as snmp_set_var_typed_value() wants it: a long
			       for every integer */
	size_t length;
	union {
		long integer;
		unsigned char octets[VALUE_MAX];
		char text[VALUE_MAX];
	} room;
};

void value_integer(struct value *value, long integer);
void value_gauge(struct value *value, uint32_t gauge);
void value_counter(struct value *value, uint64_t counter);
void value_ticks(struct value *value, uint64_t ticks);

/* The octets are not copied: they must live until the answer is made. */
void value_octets(struct value *value, const void *octets, size_t length);

/* noSuchInstance of an object, or noSuchObject. */
void value_none(struct value *value, bool is_object);

/* A text as anycastip_clean() makes it, cut off where it does not fit. */
void value_text(struct value *value, const char *text);

#endif
