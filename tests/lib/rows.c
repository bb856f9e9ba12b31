/* SPDX-License-Identifier: BSD-2-Clause
 *
 * rows [-t] [-c FILE]: what the library says, for comparison with what SNMP
 * says.  By default every instance of anycastIpTable but those of
 * anycastIpCreated, and the counts of rows, as "snmpbulkwalk -Onq" without a
 * MIB module prints them; with -t a line "address|interface|origin|state" for
 * each row.  This is a second writing of the OID and column numbers, on
 * purpose: it shares nothing with the subagent but the library.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "anycastip.h"

#define OBJECTS ".1.3.6.1.4.1.8072.9999.9999.4291.1"

enum column {
	IF_LUID = 4,
	SCOPE_ZONE,
	SCOPE_LEVEL,
	ADDRESS_TEXT,
	IF_NAME,
	ORIGIN,
	STATE
};

static void print_index(const struct anycastip_row *row)
{
	unsigned int length = row->family == AF_INET ? 4 : 16;
	unsigned int i;

	printf(".%d.%u", row->family == AF_INET ? 1 : 2, length);
	for (i = 0; i < length; i++)
		printf(".%u", row->address[i]);
	printf(".%" PRIu32, row->ifindex);
}

static void print_luid(uint64_t luid)
{
	int shift;

	putchar('"');
	for (shift = 56; shift >= 0; shift -= 8)
		printf("%02X ", (unsigned int)(luid >> shift & 0xff));
	putchar('"');
}

static void print_value(const struct anycastip_row *row, enum column column)
{
	char text[ANYCASTIP_TEXT_SIZE];

	switch (column) {
	case IF_LUID:
		print_luid(row->luid);
		break;
	case SCOPE_ZONE:
		printf("%" PRIu32, row->zone);
		break;
	case SCOPE_LEVEL:
		printf("%u", row->scope_level);
		break;
	case ADDRESS_TEXT:
		printf("\"%s\"", anycastip_address_text(row, text));
		break;
	case IF_NAME:
		printf("\"%s\"", row->ifname);
		break;
	case ORIGIN:
		printf("%u", row->origin);
		break;
	case STATE:
		printf("%u", row->state);
		break;
	}
}

static void print_instances(const struct anycastip_snapshot *snapshot)
{
	const struct anycastip_row *row;
	unsigned int column;
	size_t i;

	for (column = IF_LUID; column <= STATE; column++) {
		for (i = 0; i < snapshot->count; i++) {
			row = &snapshot->rows[i];
			printf(OBJECTS ".3.1.%u", column);
			print_index(row);
			putchar(' ');
			print_value(row, column);
			putchar('\n');
		}
	}
}

static void print_counts(const struct anycastip_snapshot *snapshot)
{
	size_t ipv4 = 0, undelivered = 0, i;

	for (i = 0; i < snapshot->count; i++) {
		ipv4 += snapshot->rows[i].family == AF_INET;
		undelivered += snapshot->rows[i].state == ANYCASTIP_UNDELIVERED;
	}
	printf(OBJECTS ".1.1.0 %zu\n", ipv4);
	printf(OBJECTS ".1.2.0 %zu\n", snapshot->count - ipv4);
	printf(OBJECTS ".1.3.0 %zu\n", undelivered);
}

static void print_text(const struct anycastip_snapshot *snapshot)
{
	const struct anycastip_row *row;
	char text[ANYCASTIP_TEXT_SIZE];
	size_t i;

	for (i = 0; i < snapshot->count; i++) {
		row = &snapshot->rows[i];
		printf("%s|%s|%s|%s\n", anycastip_address_text(row, text),
		       row->ifname, anycastip_origin_name(row->origin),
		       anycastip_state_name(row->state));
	}
}

int main(int argc, char **argv)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	anycastip *handle;
	int as_text = 0, option;

	while ((option = getopt(argc, argv, "tc:")) != -1) {
		if (option == 't') {
			as_text = 1;
		} else if (option == 'c') {
			options.config_file = optarg;
		} else {
			fprintf(stderr, "usage: %s [-t] [-c FILE]\n", argv[0]);
			return EXIT_FAILURE;
		}
	}
	if (anycastip_open(&handle, &options, &error)) {
		fprintf(stderr, "rows: %s\n", error.text);
		return EXIT_FAILURE;
	}
	if (anycastip_read(handle, AF_UNSPEC, &snapshot, &error)) {
		fprintf(stderr, "rows: %s\n", error.text);
		anycastip_close(handle);
		return EXIT_FAILURE;
	}
	if (as_text) {
		print_text(snapshot);
	} else {
		print_counts(snapshot);
		print_instances(snapshot);
	}
	anycastip_snapshot_free(snapshot);
	anycastip_close(handle);
	return EXIT_SUCCESS;
}
