/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip check: as the guidelines for monitoring plugins have it. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

enum { OK, WARNING, CRITICAL, UNKNOWN };

struct counts {
	size_t missing;
	size_t undelivered; /* expected ones */
	size_t others;	    /* rows that are undelivered and not expected */
	size_t unexpected;
};

static bool is_anybodys(const struct anycastip_row *row,
			const struct expectations *expectations)
{
	return anycastip_is_expected(row, expectations->at,
				     expectations->count);
}

static struct counts count_all(const struct anycastip_snapshot *snapshot,
			       const struct expectations *expectations)
{
	struct counts counts = {.missing = 0};
	enum anycastip_state state;
	size_t i;

	for (i = 0; i < expectations->count; i++) {
		state = anycastip_expected_state(&expectations->at[i], snapshot,
						 NULL, NULL);
		counts.missing += state == ANYCASTIP_MISSING;
		counts.undelivered += state == ANYCASTIP_UNDELIVERED;
	}
	for (i = 0; i < snapshot->count; i++) {
		counts.others += snapshot->rows[i].state !=
					 ANYCASTIP_DELIVERED &&
				 !is_anybodys(&snapshot->rows[i], expectations);
		counts.unexpected += is_unexpected(&snapshot->rows[i],
						   expectations);
	}
	return counts;
}

/* An expected address that is not delivered. */
static void print_fault(const struct anycastip_expected *expected,
			enum anycastip_state state)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE];

	print_plugin_text(expected->name);
	printf(" (%s",
	       bare_address(address, expected->family, expected->address));
	if (expected->ifname[0] != '\0') {
		printf(" on ");
		print_plugin_text(clean_text(ifname, expected->ifname));
	}
	printf(") is %s\n", anycastip_state_name(state));
}

/* A row that is not as it should be. */
static void print_surprise(const struct anycastip_row *row, const char *what)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE];

	printf("%s on ", bare_address(address, row->family, row->address));
	print_plugin_text(clean_text(ifname, row->ifname));
	printf(" is %s\n", what);
}

/* The lines after the first: what is wrong, one each. */
static void print_details(const struct anycastip_snapshot *snapshot,
			  const struct expectations *expectations)
{
	const struct anycastip_row *row;
	enum anycastip_state state;
	size_t i;

	for (i = 0; i < expectations->count; i++) {
		state = anycastip_expected_state(&expectations->at[i], snapshot,
						 NULL, NULL);
		if (state != ANYCASTIP_DELIVERED)
			print_fault(&expectations->at[i], state);
	}
	for (i = 0; i < snapshot->count; i++) {
		row = &snapshot->rows[i];
		if (row->state != ANYCASTIP_DELIVERED &&
		    !is_anybodys(row, expectations))
			print_surprise(row, "undelivered");
		if (is_unexpected(row, expectations))
			print_surprise(row, "not expected");
	}
}

static void print_summary(const struct counts *counts, size_t expected)
{
	const char *comma = "";

	if (counts->missing > 0) {
		printf("%zu of %zu expected missing", counts->missing,
		       expected);
		comma = ", ";
	}
	if (counts->undelivered > 0) {
		printf("%s%zu of %zu expected undelivered", comma,
		       counts->undelivered, expected);
		comma = ", ";
	}
	if (counts->others > 0) {
		printf("%s%zu other undelivered", comma, counts->others);
		comma = ", ";
	}
	if (counts->unexpected > 0) {
		printf("%s%zu declared but not expected", comma,
		       counts->unexpected);
		comma = ", ";
	}
	if (comma[0] == '\0')
		printf("all %zu expected delivered", expected);
}

int cmd_check(anycastip *handle, const struct options *options)
{
	static const char *const words[] = {"OK", "WARNING", "CRITICAL"};
	struct expectations expectations = read_expectations(handle, options);
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	struct counts counts;
	int verdict = OK;

	if (expectations.count == 0) {
		printf("ANYCASTIP UNKNOWN - nothing is expected; name the "
		       "addresses in [expected] of ");
		print_plugin_text(options->config_text);
		putchar('\n');
		free(expectations.at);
		return UNKNOWN;
	}
	snapshot = read_rows(handle, options);
	counts = count_all(snapshot, &expectations);
	if (counts.missing > 0 || counts.undelivered > 0)
		verdict = CRITICAL;
	else if (counts.others > 0 || counts.unexpected > 0)
		verdict = WARNING;
	printf("ANYCASTIP %s - ", words[verdict]);
	print_summary(&counts, expectations.count);
	printf(" | expected=%zu;;;0 missing=%zu;;0;0 undelivered=%zu;;0;0 "
	       "other_undelivered=%zu;0;;0 unexpected=%zu;0;;0 "
	       "addresses=%zu;;;0\n",
	       expectations.count, counts.missing, counts.undelivered,
	       counts.others, counts.unexpected, snapshot->count);
	print_details(snapshot, &expectations);
	if (counts.missing > 0 && lacks_ipv6(handle, options, snapshot, &error))
		printf("no IPv6 address can be here: %s\n", error.text);
	free(expectations.at);
	anycastip_snapshot_free(snapshot);
	return verdict;
}
