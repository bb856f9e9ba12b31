/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip list: the table, and what is expected. */
#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/data.h"
#include "cmd/die.h"
#include "cmd/json.h"
#include "cmd/text.h"

/* Addresses that the hint names; of more, only how many. */
#define HINT_NAMES 4

/* One line of the listing. */
struct listed {
	char address[CLEAN_SIZE];
	char ifname[CLEAN_SIZE];
	const char *origin;
	unsigned int state;
	char since[TIME_SIZE];
};

struct listing {
	struct listed *at;
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

static void add_line(struct listing *listing, const struct anycastip_row *row,
		     size_t folded)
{
	struct listed *line = &listing->at[listing->count++];

	if (folded > 1)
		snprintf(line->address, sizeof(line->address),
			 "%zu subnet-router addresses", folded);
	else
		clean_address(line->address, row);
	clean_text(line->ifname, row->ifname);
	line->origin = anycastip_origin_name(row->origin);
	line->state = row->state;
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

static struct listing make_listing(const struct anycastip_snapshot *snapshot,
				   bool all)
{
	struct listing listing = {.count = 0};
	const struct anycastip_row *row;
	size_t i;

	listing.at = calloc(snapshot->count + 1, sizeof(*listing.at));
	if (!listing.at)
		die_of_memory();
	for (i = 0; i < snapshot->count; i++)
		if (all || !is_delivered_subnet_router(&snapshot->rows[i]))
			add_line(&listing, &snapshot->rows[i], 0);
	for (i = 0; !all && i < snapshot->count; i++) {
		row = &snapshot->rows[i];
		if (is_delivered_subnet_router(row) &&
		    !is_folded_already(snapshot, i))
			add_line(&listing, row,
				 count_foldable(snapshot, row->ifindex));
	}
	return listing;
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

static void print_table(const struct listing *listing,
			const struct arguments *arguments)
{
	const struct listed *line;
	int address = columns("ADDRESS"), ifname = columns("INTERFACE");
	int origin = columns("subnetRouter"), state = columns("undelivered");
	size_t i;

	for (i = 0; i < listing->count; i++) {
		address = wider(address, listing->at[i].address);
		ifname = wider(ifname, listing->at[i].ifname);
	}
	print_cell("ADDRESS", address);
	print_cell("INTERFACE", ifname);
	print_cell("ORIGIN", origin);
	print_cell("STATE", state);
	printf("SINCE\n");
	for (i = 0; i < listing->count; i++) {
		line = &listing->at[i];
		print_cell(line->address, address);
		print_cell(line->ifname, ifname);
		print_cell(line->origin, origin);
		printf("%s", colour_of(arguments->colour, line->state));
		print_cell(anycastip_state_name(line->state), state);
		printf("%s%s\n", no_colour(arguments->colour), line->since);
	}
}

static void print_expected(const struct expectations *expectations,
			   const struct anycastip_snapshot *snapshot,
			   const struct arguments *arguments)
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
		state = state_of(expected, snapshot);
		print_cell(expected->name, name);
		print_cell(bare_address(address, expected->family,
					expected->address),
			   width);
		printf("%s%s%s", colour_of(arguments->colour, state),
		       anycastip_state_name(state),
		       no_colour(arguments->colour));
		if (expected->ifname[0] != '\0')
			printf(" (on %s)",
			       clean_text(ifname, expected->ifname));
		printf("\n");
	}
}

static void print_hint(const struct undeclared *undeclared,
		       const struct arguments *arguments)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE];
	const struct anycastip_unicast *unicast;
	size_t i;

	if (undeclared->count == 0)
		return;
	printf("\nNot declared, but %s: ",
	       undeclared->count == 1 ? "looks like a service address"
				      : "look like service addresses");
	for (i = 0; i < undeclared->count && i < HINT_NAMES; i++) {
		unicast = &undeclared->at[i];
		printf("%s%s on %s", i > 0 ? ", " : "",
		       bare_address(address, unicast->family, unicast->address),
		       clean_text(ifname, unicast->ifname));
	}
	if (i < undeclared->count)
		printf(" and %zu more", undeclared->count - i);
	printf(".\nIf %s anycast, say so in %s, for example:\n"
	       "[declared]\nauto = yes\n",
	       undeclared->count == 1 ? "it is" : "they are",
	       arguments->config_text);
}

/* ---- JSON ------------------------------------------------------------- */

static json_t *expected_json(const struct anycastip_expected *expected,
			     const struct anycastip_snapshot *snapshot)
{
	json_t *object = json_pack("{s:o}", "name", json_clean(expected->name));
	json_t *found = must_have(json_array());
	size_t i;

	for (i = 0; i < snapshot->count; i++)
		if (anycastip_is_expected(&snapshot->rows[i], expected, 1))
			add_item(found, json_clean(snapshot->rows[i].ifname));
	add_members(must_have(object),
		    json_address(expected->family, expected->address));
	add_members(
		object,
		json_pack("{s:o?, s:s, s:o}", "interface",
			  expected->ifname[0] ? json_clean(expected->ifname)
					      : NULL,
			  "state",
			  anycastip_state_name(state_of(expected, snapshot)),
			  "foundOn", found));
	return object;
}

static json_t *undeclared_json(const struct anycastip_unicast *unicast)
{
	json_t *object = json_address(unicast->family, unicast->address);

	add_members(object, json_pack("{s:o, s:i, s:i}", "interface",
				      json_clean(unicast->ifname), "ifIndex",
				      (int)unicast->ifindex, "prefixLength",
				      unicast->prefix_length));
	return object;
}

static void print_list_json(const struct anycastip_snapshot *snapshot,
			    const struct expectations *expectations,
			    const struct undeclared *undeclared)
{
	json_t *rows = must_have(json_array());
	json_t *expected = must_have(json_array());
	json_t *candidates = must_have(json_array());
	char now[TIME_SIZE];
	size_t i;

	for (i = 0; i < snapshot->count; i++)
		add_item(rows, json_row(&snapshot->rows[i]));
	for (i = 0; i < expectations->count; i++)
		add_item(expected,
			 expected_json(&expectations->at[i], snapshot));
	for (i = 0; i < undeclared->count; i++)
		add_item(candidates, undeclared_json(&undeclared->at[i]));
	print_json(json_pack("{s:i, s:s, s:o, s:o, s:o}", "schema", 1, "time",
			     now_utc(now), "addresses", rows, "expected",
			     expected, "candidates", candidates),
		   false);
}

/* ---- Both ------------------------------------------------------------- */

static void print_list(anycastip *handle, const struct arguments *arguments,
		       const struct anycastip_snapshot *snapshot,
		       const struct expectations *expectations,
		       const struct undeclared *undeclared)
{
	struct listing listing = make_listing(snapshot, arguments->all);
	struct anycastip_error error;

	if (listing.count > 0)
		print_table(&listing, arguments);
	else
		printf("This host has no anycast address.\n");
	print_expected(expectations, snapshot, arguments);
	if (data_lacks_ipv6(handle, arguments, snapshot, &error))
		printf("\nNo IPv6 address can be here: %s.\n", error.text);
	print_hint(undeclared, arguments);
	free(listing.at);
}

int cmd_list(anycastip *handle, const struct arguments *arguments)
{
	struct anycastip_snapshot *snapshot = data_rows(handle, arguments);
	struct expectations expectations = data_expected(handle, arguments);
	struct undeclared undeclared = data_undeclared(handle, arguments);

	if (arguments->json)
		print_list_json(snapshot, &expectations, &undeclared);
	else
		print_list(handle, arguments, snapshot, &expectations,
			   &undeclared);
	free(undeclared.at);
	free(expectations.at);
	anycastip_snapshot_free(snapshot);
	return EXIT_SUCCESS;
}
