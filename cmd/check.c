/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip check: as the guidelines for monitoring plugins have it. */
#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/data.h"
#include "cmd/die.h"
#include "cmd/text.h"

enum { OK, WARNING, CRITICAL, UNKNOWN };

struct counts {
	size_t expected;
	size_t missing;
	size_t undelivered; /* expected ones */
	size_t others;	    /* rows that are undelivered and not expected */
	size_t unexpected;
};

/* An expected address that is not delivered. */
static void put_fault(FILE *file, const struct anycastip_expected *expected,
		      unsigned int state)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE];

	put_plugin_text(file, expected->name);
	fprintf(file, " (%s",
		bare_address(address, expected->family, expected->address));
	if (expected->ifname[0] != '\0') {
		fputs(" on ", file);
		put_plugin_text(file, clean_text(ifname, expected->ifname));
	}
	fprintf(file, ") is %s\n", anycastip_state_name(state));
}

/* A row that is not as it should be. */
static void put_surprise(FILE *file, const struct anycastip_row *row,
			 const char *what)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE];

	fprintf(file, "%s on ",
		bare_address(address, row->family, row->address));
	put_plugin_text(file, clean_text(ifname, row->ifname));
	fprintf(file, " is %s\n", what);
}

/* Count what is wrong, and write a line for each. */
static struct counts look(FILE *file, const struct anycastip_snapshot *snapshot,
			  const struct expectations *expectations)
{
	struct counts counts = {.expected = expectations->count};
	const struct anycastip_row *row;
	enum anycastip_state state;
	size_t i;

	for (i = 0; i < expectations->count; i++) {
		state = state_of(&expectations->at[i], snapshot);
		counts.missing += state == ANYCASTIP_MISSING;
		counts.undelivered += state == ANYCASTIP_UNDELIVERED;
		if (state != ANYCASTIP_DELIVERED)
			put_fault(file, &expectations->at[i], state);
	}
	for (i = 0; i < snapshot->count; i++) {
		row = &snapshot->rows[i];
		if (is_expected(row, expectations))
			continue;
		if (row->state != ANYCASTIP_DELIVERED) {
			counts.others++;
			put_surprise(file, row, "undelivered");
		}
		if (is_unexpected(row, expectations)) {
			counts.unexpected++;
			put_surprise(file, row, "not expected");
		}
	}
	return counts;
}

static void print_summary(const struct counts *counts)
{
	const struct {
		size_t count;
		bool of_expected;
		const char *what;
	} parts[] = {
		{counts->missing, true, "expected missing"},
		{counts->undelivered, true, "expected undelivered"},
		{counts->others, false, "other undelivered"},
		{counts->unexpected, false, "declared but not expected"},
	};
	const char *comma = "";
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].count == 0)
			continue;
		printf("%s%zu ", comma, parts[i].count);
		if (parts[i].of_expected)
			printf("of %zu ", counts->expected);
		printf("%s", parts[i].what);
		comma = ", ";
	}
	if (comma[0] == '\0')
		printf("all %zu expected delivered", counts->expected);
}

static int judge(const struct counts *counts)
{
	if (counts->missing > 0 || counts->undelivered > 0)
		return CRITICAL;
	return counts->others > 0 || counts->unexpected > 0 ? WARNING : OK;
}

static int nothing_expected(const struct arguments *arguments)
{
	printf("ANYCASTIP UNKNOWN - nothing is expected; name the addresses in "
	       "[expected] of ");
	put_plugin_text(stdout, arguments->config_text);
	putchar('\n');
	return UNKNOWN;
}

static int check(anycastip *handle, const struct arguments *arguments,
		 const struct expectations *expectations)
{
	static const char *const words[] = {"OK", "WARNING", "CRITICAL"};
	struct anycastip_snapshot *snapshot = data_rows(handle, arguments);
	struct anycastip_error error;
	struct counts counts;
	char *details;
	size_t size;
	FILE *file = open_memstream(&details, &size);

	if (!file)
		die_of_memory();
	counts = look(file, snapshot, expectations);
	if (fclose(file) != 0)
		die_of_memory();
	printf("ANYCASTIP %s - ", words[judge(&counts)]);
	print_summary(&counts);
	printf(" | expected=%zu;;;0 missing=%zu;;0;0 undelivered=%zu;;0;0 "
	       "other_undelivered=%zu;0;;0 unexpected=%zu;0;;0 "
	       "addresses=%zu;;;0\n%s",
	       counts.expected, counts.missing, counts.undelivered,
	       counts.others, counts.unexpected, snapshot->count, details);
	if (counts.missing > 0 &&
	    data_lacks_ipv6(handle, arguments, snapshot, &error))
		printf("no IPv6 address can be here: %s\n", error.text);
	free(details);
	anycastip_snapshot_free(snapshot);
	return judge(&counts);
}

int cmd_check(anycastip *handle, const struct arguments *arguments)
{
	struct expectations expectations = data_expected(handle, arguments);
	int status = expectations.count > 0
			     ? check(handle, arguments, &expectations)
			     : nothing_expected(arguments);

	free(expectations.at);
	return status;
}
