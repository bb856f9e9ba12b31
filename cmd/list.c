/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip list: the table, and what is expected. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Candidates that the hint names; of more, only how many. */
#define HINT_NAMES 4

/* One line of the table. */
struct line {
	char address[CLEAN_SIZE];
	char ifname[CLEAN_SIZE];
	const char *origin;
	enum anycastip_state state;
	char since[TIME_SIZE];
};

struct lines {
	struct line *at;
	size_t count;
};

static bool is_delivered_subnet_router(const struct anycastip_row *row)
{
	return row->origin == ANYCASTIP_SUBNET_ROUTER &&
	       row->state == ANYCASTIP_DELIVERED;
}

/* How many rows a line for the interface stands for: those that routers have
 * by themselves, which are many and of little interest. */
static size_t count_foldable(const struct anycastip_snapshot *snapshot,
			     uint32_t ifindex)
{
	size_t count = 0, i;

	for (i = 0; i < snapshot->count; i++)
		count += is_delivered_subnet_router(&snapshot->rows[i]) &&
			 snapshot->rows[i].ifindex == ifindex;
	return count;
}

static void add_line(struct lines *lines, const struct anycastip_row *row,
		     size_t folded)
{
	struct line *line = &lines->at[lines->count++];

	if (folded > 1)
		snprintf(line->address, sizeof(line->address),
			 "%zu subnet-router addresses", folded);
	else
		clean_address(line->address, row);
	clean_text(line->ifname, row->ifname);
	line->origin = anycastip_origin_name(row->origin);
	line->state = (enum anycastip_state)row->state;
	if (folded > 1)
		memcpy(line->since, "-", 2);
	else
		created_local(line->since, row);
}

/* Whether a row before this one stood for the interface. */
static bool is_folded_already(const struct anycastip_snapshot *snapshot,
			      size_t position)
{
	size_t i;

	for (i = 0; i < position; i++)
		if (is_delivered_subnet_router(&snapshot->rows[i]) &&
		    snapshot->rows[i].ifindex ==
			    snapshot->rows[position].ifindex)
			return true;
	return false;
}

static struct lines make_lines(const struct anycastip_snapshot *snapshot,
			       bool all)
{
	struct lines lines = {.count = 0};
	const struct anycastip_row *row;
	size_t i;

	lines.at = calloc(snapshot->count + 1, sizeof(*lines.at));
	if (!lines.at)
		die_of_memory();
	for (i = 0; i < snapshot->count; i++)
		if (all || !is_delivered_subnet_router(&snapshot->rows[i]))
			add_line(&lines, &snapshot->rows[i], 0);
	for (i = 0; !all && i < snapshot->count; i++) {
		row = &snapshot->rows[i];
		if (is_delivered_subnet_router(row) &&
		    !is_folded_already(snapshot, i))
			add_line(&lines, row,
				 count_foldable(snapshot, row->ifindex));
	}
	return lines;
}

static int wider(int width, const char *text)
{
	int needed = columns(text);

	return needed > width ? needed : width;
}

/* The text, and blanks up to the next column. */
static void print_cell(const char *text, int width)
{
	printf("%s%*s", text, width - columns(text) + 2, "");
}

static void print_table(const struct lines *lines,
			const struct options *options)
{
	const struct line *line;
	int address = columns("ADDRESS"), ifname = columns("INTERFACE");
	int origin = columns("subnetRouter"), state = columns("undelivered");
	size_t i;

	for (i = 0; i < lines->count; i++) {
		address = wider(address, lines->at[i].address);
		ifname = wider(ifname, lines->at[i].ifname);
	}
	print_cell("ADDRESS", address);
	print_cell("INTERFACE", ifname);
	print_cell("ORIGIN", origin);
	print_cell("STATE", state);
	printf("SINCE\n");
	for (i = 0; i < lines->count; i++) {
		line = &lines->at[i];
		print_cell(line->address, address);
		print_cell(line->ifname, ifname);
		print_cell(line->origin, origin);
		printf("%s", colour_of(options, line->state));
		print_cell(anycastip_state_name(line->state), state);
		printf("%s%s\n", no_colour(options), line->since);
	}
}

static void print_expected(const struct expectations *expectations,
			   const struct anycastip_snapshot *snapshot,
			   const struct options *options)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE];
	int name = columns("EXPECTED"), width = columns("ADDRESS");
	const struct anycastip_expected *expected;
	enum anycastip_state state;
	size_t i;

	if (expectations->count == 0)
		return;
	for (i = 0; i < expectations->count; i++) {
		expected = &expectations->at[i];
		name = wider(name, expected->name);
		width = wider(width, bare_address(address, expected->family,
						  expected->address));
	}
	printf("\n");
	print_cell("EXPECTED", name);
	print_cell("ADDRESS", width);
	printf("STATE\n");
	for (i = 0; i < expectations->count; i++) {
		expected = &expectations->at[i];
		state = anycastip_expected_state(expected, snapshot, NULL,
						 NULL);
		print_cell(expected->name, name);
		print_cell(bare_address(address, expected->family,
					expected->address),
			   width);
		printf("%s%s%s", colour_of(options, state),
		       anycastip_state_name(state), no_colour(options));
		if (expected->ifname[0] != '\0')
			printf(" (on %s)",
			       clean_text(ifname, expected->ifname));
		printf("\n");
	}
}

static void print_hint(const struct candidates *candidates,
		       const struct options *options)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE];
	const struct anycastip_unicast *unicast;
	size_t i;

	if (candidates->count == 0)
		return;
	printf("\nNot declared, but %s: ",
	       candidates->count == 1 ? "looks like a service address"
				      : "look like service addresses");
	for (i = 0; i < candidates->count && i < HINT_NAMES; i++) {
		unicast = &candidates->at[i];
		printf("%s%s on %s", i > 0 ? ", " : "",
		       bare_address(address, unicast->family, unicast->address),
		       clean_text(ifname, unicast->ifname));
	}
	if (i < candidates->count)
		printf(" and %zu more", candidates->count - i);
	printf(".\nIf %s anycast, say so in %s, for example:\n"
	       "[declared]\nauto = yes\n",
	       candidates->count == 1 ? "it is" : "they are",
	       options->config_text);
}

int cmd_list(anycastip *handle, const struct options *options)
{
	struct anycastip_snapshot *snapshot = read_rows(handle, options);
	struct expectations expectations = read_expectations(handle, options);
	struct candidates candidates = read_candidates(handle, options);
	struct anycastip_error error;
	struct lines lines;

	if (options->json) {
		print_json(list_json(snapshot, &expectations, &candidates),
			   false);
	} else {
		lines = make_lines(snapshot, options->all);
		if (lines.count > 0)
			print_table(&lines, options);
		else
			printf("This host has no anycast address.\n");
		print_expected(&expectations, snapshot, options);
		if (lacks_ipv6(handle, options, snapshot, &error))
			printf("\nNo IPv6 address can be here: %s.\n",
			       error.text);
		print_hint(&candidates, options);
		free(lines.at);
	}
	free(candidates.at);
	free(expectations.at);
	anycastip_snapshot_free(snapshot);
	return EXIT_SUCCESS;
}
