/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip watch: a line for each change. */
#include "cmd/commands.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/data.h"
#include "cmd/die.h"
#include "cmd/json.h"
#include "cmd/text.h"

/* When to try again after a read that failed but may succeed yet. */
#define AGAIN_MS 1000

static void print_event(const char *event, const struct anycastip_row *row,
			const struct arguments *arguments)
{
	char address[CLEAN_SIZE], ifname[CLEAN_SIZE], now[TIME_SIZE];
	json_t *object;

	now_utc(now);
	if (arguments->json) {
		object = must_have(
			json_pack("{s:s, s:s}", "time", now, "event", event));
		add_members(object, json_row(row));
		print_json(object, true);
		return;
	}
	printf("%s %s %s dev %s %s %s%s%s\n", now, event,
	       clean_address(address, row), clean_text(ifname, row->ifname),
	       anycastip_origin_name(row->origin),
	       colour_of(arguments->colour, row->state),
	       anycastip_state_name(row->state), no_colour(arguments->colour));
}

static void print_difference(const struct anycastip_row *before,
			     const struct anycastip_row *after,
			     const struct arguments *arguments)
{
	const struct anycastip_snapshot one = {.count = 1, .rows = before};
	const struct anycastip_snapshot other = {.count = 1, .rows = after};

	if (anycastip_snapshot_equal(&one, &other))
		return;
	if (before->state != after->state)
		print_event(anycastip_state_name(after->state), after,
			    arguments);
	else
		print_event("changed", after, arguments);
}

static void print_changes(const struct anycastip_snapshot *before,
			  const struct anycastip_snapshot *after,
			  const struct arguments *arguments)
{
	size_t i = 0, j = 0;
	int order;

	while (i < before->count || j < after->count) {
		if (i == before->count)
			order = 1;
		else if (j == after->count)
			order = -1;
		else
			order = anycastip_row_compare(&before->rows[i],
						      &after->rows[j]);
		if (order < 0)
			print_event("gone", &before->rows[i++], arguments);
		else if (order > 0)
			print_event("appeared", &after->rows[j++], arguments);
		else
			print_difference(&before->rows[i++], &after->rows[j++],
					 arguments);
	}
}

/* Wait until the rows may have changed; true if they may. */
static bool wait_for_change(anycastip *handle, int timeout)
{
	struct pollfd descriptors[] = {
		{.fd = anycastip_fd(handle), .events = POLLIN},
		/* poll() tells unasked that nobody reads any more. */
		{.fd = STDOUT_FILENO},
	};
	struct anycastip_error error;
	bool changed;

	if (poll(descriptors, 2, timeout) < 0 && errno != EINTR) {
		fprintf(stderr, "anycastip: cannot wait: %s\n",
			strerror(errno));
		exit(EXIT_TROUBLE);
	}
	if (descriptors[1].revents) {
		/* What the next write would do, but that may be far off. */
		kill(getpid(), SIGPIPE);
		fprintf(stderr, "anycastip: cannot write: %s\n",
			strerror(EPIPE));
		exit(EXIT_TROUBLE);
	}
	if (anycastip_changed(handle, &changed, &error) != ANYCASTIP_OK)
		die(&error);
	return changed || timeout >= 0;
}

int cmd_watch(anycastip *handle, const struct arguments *arguments)
{
	struct anycastip_snapshot *before = data_rows(handle, arguments),
				  *after;
	struct anycastip_error error;
	int timeout = -1;

	/* Now a change is seen; scripts may wait for this line. */
	if (!arguments->json) {
		printf("# watching %zu addresses\n", before->count);
		if (data_lacks_ipv6(handle, arguments, before, &error))
			printf("# no IPv6 address can be here: %s\n",
			       error.text);
	}
	while (fflush(stdout) == 0) {
		if (!wait_for_change(handle, timeout))
			continue;
		timeout = -1;
		switch (anycastip_read(handle, arguments->family, &after,
				       &error)) {
		case ANYCASTIP_OK:
			print_changes(before, after, arguments);
			anycastip_snapshot_free(before);
			before = after;
			break;
		case ANYCASTIP_RETRY:
		case ANYCASTIP_TIMEOUT:
		case ANYCASTIP_NO_MEMORY:
			fprintf(stderr, "anycastip: %s\n", error.text);
			timeout = AGAIN_MS;
			break;
		default:
			die(&error);
		}
	}
	anycastip_snapshot_free(before);
	return EXIT_TROUBLE;
}
