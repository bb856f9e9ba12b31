/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows of anycastIpTable for the reference subagents: read once from
 * /proc/net/anycast6 and never again, so that their cost is that of answering
 * alone.
 */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include <stddef.h>
#include <stdint.h>

#define ROWS_FIRST_COLUMN 4
#define ROWS_LAST_COLUMN  11

/* InetAddressType, InetAddress with its length, InterfaceIndex */
#define ROWS_INDEX_LENGTH 19

struct bench_row {
	uint8_t address[16];
	uint32_t ifindex;
	uint32_t
		index[ROWS_INDEX_LENGTH]; /* as the sub-identifiers of an OID */
	uint8_t luid[8];
	char ifname[16];
	char text[64];
};

/* All rows in the order of the MIB; never freed. */
struct bench_row *rows_read(size_t *count);

enum value_kind { VALUE_OCTETS, VALUE_INTEGER, VALUE_UNSIGNED };

struct bench_value {
	enum value_kind kind;
	uint32_t number;
	const void *octets;
	size_t length;
};

/* The value of a row in a column from ROWS_FIRST_COLUMN to ROWS_LAST_COLUMN. */
struct bench_value rows_value(const struct bench_row *row, unsigned column);

#endif
