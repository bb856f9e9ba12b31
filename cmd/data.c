/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the commands read: rows, and what the configuration says of them. */
#include "cmd/data.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/socket.h>

#include "cmd/die.h"

/* Between two tries of what changes too fast. */
#define PAUSE_MS 50

/* Open a namespace as ip(8) names them, or by its file. */
static int open_netns(const char *name)
{
	struct anycastip_error error = {.text = ""};
	const char *remedy = "";
	char *path;
	int fd;

	if (asprintf(&path, "%s%s", strchr(name, '/') ? "" : "/run/netns/",
		     name) < 0)
		die_of_memory();
	/* Nobody writes to it, should it be a FIFO. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		if (errno == EACCES || errno == EPERM)
			remedy = "; root may";
		else if (errno == ENOENT && !strchr(name, '/'))
			remedy = "; 'ip netns list' names those that there are";
		snprintf(error.text, sizeof(error.text),
			 "cannot open the network namespace %.200s: %s%s", name,
			 strerror(errno), remedy);
		die(&error);
	}
	free(path);
	return fd;
}

anycastip *data_open(const struct arguments *arguments, bool watching)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	enum anycastip_status status;
	anycastip *handle;

	if (arguments->netns)
		options.netns_fd = open_netns(arguments->netns);
	options.config_file = arguments->config_file;
	/* A file that somebody names is to be there. */
	if (arguments->config_file == anycastip_config_path())
		options.flags |= ANYCASTIP_F_CONFIG_OPTIONAL;
	if (!watching)
		options.flags |= ANYCASTIP_F_NO_EVENTS;
	status = anycastip_open(&handle, &options, &error);
	/* The library knows the descriptor alone. */
	if (status == ANYCASTIP_INVALID_PARAMETER && arguments->netns)
		snprintf(error.text, sizeof(error.text),
			 "%.200s is not a network namespace", arguments->netns);
	if (status)
		die(&error);
	if (options.netns_fd >= 0)
		close(options.netns_fd);
	return handle;
}

/* Whether time is left; if so, some of it has passed then. */
static bool pause_until(const struct timespec *deadline)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec > deadline->tv_sec || (now.tv_sec == deadline->tv_sec &&
					      now.tv_nsec >= deadline->tv_nsec))
		return false;
	nanosleep(&pause, NULL);
	return true;
}

struct anycastip_snapshot *data_rows(anycastip *handle,
				     const struct arguments *arguments)
{
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	enum anycastip_status status;
	struct timespec deadline;

	/* The library tries at once, again and again; what makes a table change
	 * all the time, such as many links that come up, has its pauses. */
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += arguments->timeout;
	do
		status = anycastip_read(handle, arguments->family, &snapshot,
					&error);
	while (status == ANYCASTIP_RETRY && pause_until(&deadline));
	if (status)
		die(&error);
	return snapshot;
}

bool data_lacks_ipv6(anycastip *handle, const struct arguments *arguments,
		     const struct anycastip_snapshot *snapshot,
		     struct anycastip_error *error)
{
	struct anycastip_snapshot *rows;
	size_t count = snapshot->count;

	if (arguments->family != AF_UNSPEC ||
	    (count > 0 && snapshot->rows[count - 1].family == AF_INET6))
		return false;
	if (anycastip_read(handle, AF_INET6, &rows, error) ==
	    ANYCASTIP_NOT_SUPPORTED)
		return true;
	anycastip_snapshot_free(rows);
	return false;
}

static bool is_family_wanted(const struct arguments *arguments, int family)
{
	return arguments->family == AF_UNSPEC || arguments->family == family;
}

struct expectations data_expected(const anycastip *handle,
				  const struct arguments *arguments)
{
	const struct anycastip_expected *expected;
	struct expectations result = {.count = 0};
	size_t count = anycastip_get_expected(handle, &expected), i;

	result.at = calloc(count + 1, sizeof(*result.at));
	if (!result.at)
		die_of_memory();
	for (i = 0; i < count; i++)
		if (is_family_wanted(arguments, expected[i].family))
			result.at[result.count++] = expected[i];
	return result;
}

bool is_expected(const struct anycastip_row *row,
		 const struct expectations *expectations)
{
	return anycastip_is_expected(row, expectations->at,
				     expectations->count);
}

bool is_unexpected(const struct anycastip_row *row,
		   const struct expectations *expectations)
{
	return row->origin == ANYCASTIP_DECLARED &&
	       !is_expected(row, expectations);
}

enum anycastip_state state_of(const struct anycastip_expected *expected,
			      const struct anycastip_snapshot *snapshot)
{
	return anycastip_expected_state(expected, snapshot, NULL, NULL);
}

struct undeclared data_undeclared(anycastip *handle,
				  const struct arguments *arguments)
{
	struct undeclared undeclared = {.count = 0};
	const struct anycastip_unicast *unicast;
	size_t count, i;

	/* They make a hint, which is not worth an error. */
	if (anycastip_read_unicast(handle, &undeclared.at, &count, NULL) !=
	    ANYCASTIP_OK)
		return undeclared;
	for (i = 0; i < count; i++) {
		unicast = &undeclared.at[i];
		if (unicast->flags & ANYCASTIP_U_SERVICE &&
		    !(unicast->flags & ANYCASTIP_U_DECLARED) &&
		    is_family_wanted(arguments, unicast->family))
			undeclared.at[undeclared.count++] = *unicast;
	}
	return undeclared;
}
