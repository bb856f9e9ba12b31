/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "rows.h"

static int compare_rows(const void *a, const void *b)
{
	const struct bench_row *left = a, *right = b;
	int order = memcmp(left->address, right->address, 16);

	if (order)
		return order;
	return (left->ifindex > right->ifindex) -
	       (left->ifindex < right->ifindex);
}

static void fill_row(struct bench_row *row, const char *hex)
{
	size_t i;

	row->index[0] = 2; /* ipv6 */
	row->index[1] = 16;
	for (i = 0; i < 16; i++) {
		unsigned octet;

		if (sscanf(hex + 2 * i, "%2x", &octet) != 1)
			bench_die("\"%s\" in the anycast list's file", hex);
		row->address[i] = (uint8_t)octet;
		row->index[2 + i] = octet;
	}
	row->index[18] = row->ifindex;
	row->luid[1] = 6; /* ethernetCsmacd */
	row->luid[5] = (uint8_t)(row->ifindex >> 16);
	row->luid[6] = (uint8_t)(row->ifindex >> 8);
	row->luid[7] = (uint8_t)row->ifindex;
	inet_ntop(AF_INET6, row->address, row->text, sizeof(row->text));
}

struct bench_row *rows_read(size_t *count)
{
	FILE *file = fopen("/proc/self/net/anycast6", "r");
	struct bench_row *rows = NULL;
	size_t used = 0, room = 0;
	char hex[33];

	if (!file)
		bench_die_errno("/proc/self/net/anycast6");
	for (;; used++) {
		if (used == room) {
			room = room ? 2 * room : 64;
			rows = realloc(rows, room * sizeof(*rows));
			if (!rows)
				bench_die("no memory for %zu rows", room);
		}
		memset(&rows[used], 0, sizeof(*rows));
		if (fscanf(file, "%u %15s %32s %*d", &rows[used].ifindex,
			   rows[used].ifname, hex) != 3)
			break;
		fill_row(&rows[used], hex);
	}
	fclose(file);
	qsort(rows, used, sizeof(*rows), compare_rows);
	*count = used;
	return rows;
}

static struct bench_value octets(const void *start, size_t length)
{
	return (struct bench_value){VALUE_OCTETS, 0, start, length};
}

static struct bench_value integer(uint32_t number)
{
	return (struct bench_value){VALUE_INTEGER, number, NULL, 0};
}

struct bench_value rows_value(const struct bench_row *row, unsigned column)
{
	/* 2026-01-02,03:04:05.6 in UTC */
	static const uint8_t created[] = {0x07, 0xea, 1,   2, 3, 4,
					  5,	6,    '+', 0, 0};

	switch (column) {
	case 4:
		return octets(row->luid, sizeof(row->luid));
	case 5:
		return (struct bench_value){VALUE_UNSIGNED, 0, NULL, 0};
	case 6:
		return integer(14);
	case 7:
		return octets(row->text, strlen(row->text));
	case 8:
		return octets(row->ifname, strlen(row->ifname));
	case 9:
		return integer(2);
	case 10:
		return integer(1);
	default:
		return octets(created, sizeof(created));
	}
}
