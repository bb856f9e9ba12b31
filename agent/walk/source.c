/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/walk/source.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "agent/clock.h"
#include "agent/walk/snapshot.h"

/* How old the newest snapshot may be to answer a GET, in 1/100 s. */
#define RECENT 100

struct source {
	anycastip *handle;
	struct snapshot *newest;
	struct source_stats stats;
	struct anycastip_error error; /* of the last read */
	bool signalled;		      /* a change, since the last read */
	uint64_t signal;	      /* when it was, or 0 */
	uint64_t read;	   /* when the newest snapshot was confirmed */
	bool reconfigured; /* since the newest snapshot was made */
};

uint64_t moment_now(void)
{
	/* 0 means never. */
	return (uint64_t)(clock_now() / (10 * NS_PER_MS)) + 1;
}

/* ---- Reading ------------------------------------------------------------- */

/* Whether the rows are those of the newest snapshot. */
static bool is_same(const struct source *source,
		    const struct anycastip_snapshot *table)
{
	return source->newest->table &&
	       anycastip_snapshot_equal(source->newest->table, table);
}

/* When the table, just read, last changed.  What the first read finds is no
 * change. */
static uint64_t change_moment(const struct source *source, bool same)
{
	if (same || !source->newest->table)
		return source->newest->last_change;
	return source->signal ? source->signal : moment_now();
}

/* Make the rows the newest snapshot; they are the source's on success. */
static enum anycastip_status adopt(struct source *source,
				   struct anycastip_snapshot *table,
				   struct anycastip_error *error)
{
	bool same = is_same(source, table);
	struct snapshot_parts parts = {
		.table = table, .before = source->newest, .now = time(NULL)};
	struct snapshot *snapshot;

	if (same && !source->reconfigured) {
		anycastip_snapshot_free(table);
		return ANYCASTIP_OK;
	}
	parts.last_change = change_moment(source, same);
	parts.expected_count = anycastip_get_expected(source->handle,
						      &parts.expected);
	snapshot = snapshot_new(&parts);
	if (!snapshot) {
		error->status = ANYCASTIP_NO_MEMORY;
		error->system_error = 0;
		strcpy(error->text,
		       "no memory for a snapshot of the anycast table");
		return ANYCASTIP_NO_MEMORY;
	}
	snapshot_unref(source->newest);
	source->newest = snapshot;
	source->reconfigured = false;
	return ANYCASTIP_OK;
}

static enum anycastip_status read_rows(struct source *source,
				       struct anycastip_error *error)
{
	struct anycastip_snapshot *table = NULL;
	enum anycastip_status status = anycastip_read(source->handle, AF_UNSPEC,
						      &table, error);

	if (status != ANYCASTIP_OK)
		return status;
	status = adopt(source, table, error);
	if (status != ANYCASTIP_OK)
		anycastip_snapshot_free(table);
	return status;
}

static void count_read(struct source *source, enum anycastip_status status,
		       int64_t us)
{
	struct source_stats *stats = &source->stats;

	stats->attempted = true;
	stats->last_status = status;
	stats->last_duration_us = us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;
	if (status == ANYCASTIP_OK) {
		stats->successes++;
		stats->last_success = time(NULL);
	} else {
		stats->failures++;
	}
}

enum anycastip_status source_refresh(struct source *source,
				     struct anycastip_error *error)
{
	int64_t start = clock_now();
	enum anycastip_status status = read_rows(source, &source->error);

	count_read(source, status, (clock_now() - start) / NS_PER_US);
	if (status == ANYCASTIP_OK) {
		source->signalled = false;
		source->signal = 0;
		source->read = moment_now();
	} else if (error) {
		*error = source->error;
	}
	return status;
}

const struct anycastip_error *source_error(const struct source *source)
{
	if (source->stats.attempted &&
	    source->stats.last_status != ANYCASTIP_OK)
		return &source->error;
	return NULL;
}

struct snapshot *source_newest(struct source *source)
{
	return snapshot_ref(source->newest);
}

/* Whether an event waits.  It is left to source_poll(), so that whoever waits
 * on the descriptor learns of it too. */
static bool event_waits(const struct source *source)
{
	struct pollfd fd = {.fd = anycastip_fd(source->handle),
			    .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

struct snapshot *source_recent(struct source *source)
{
	if (source->signalled || source->reconfigured || source->read == 0 ||
	    source->stats.last_status != ANYCASTIP_OK ||
	    moment_now() - source->read > RECENT || event_waits(source))
		source_refresh(source, NULL);
	return source_newest(source);
}

/* ---- Opening and events ----------------------------------------------- */

struct source *source_open(const char *config_file, unsigned int flags,
			   struct anycastip_error *error)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct source *source = calloc(1, sizeof(*source));
	const struct snapshot_parts nothing = {.table = NULL};

	if (!source)
		goto no_memory;
	options.flags = ANYCASTIP_F_NOWAIT | flags;
	options.config_file = config_file;
	if (!config_file) {
		options.config_file = anycastip_config_path();
		options.flags |= ANYCASTIP_F_CONFIG_OPTIONAL;
	}
	if (anycastip_open(&source->handle, &options, error) != ANYCASTIP_OK) {
		free(source);
		return NULL;
	}
	source->newest = snapshot_new(&nothing);
	if (!source->newest)
		goto no_memory;
	source->stats.discontinuity = moment_now();
	source_refresh(source, NULL);
	return source;

no_memory:
	source_close(source);
	if (error) {
		memset(error, 0, sizeof(*error));
		error->status = ANYCASTIP_NO_MEMORY;
		strcpy(error->text, "no memory to open the anycast table");
	}
	return NULL;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	anycastip_close(source->handle);
	snapshot_unref(source->newest);
	free(source);
}

bool source_lacks_ipv6(struct source *source, struct anycastip_error *error)
{
	struct anycastip_snapshot *table = NULL;
	enum anycastip_status status = anycastip_read(source->handle, AF_INET6,
						      &table, error);

	anycastip_snapshot_free(table);
	return status == ANYCASTIP_NOT_SUPPORTED;
}

int source_fd(const struct source *source)
{
	return anycastip_fd(source->handle);
}

enum anycastip_status source_poll(struct source *source, bool *changed,
				  struct anycastip_error *error)
{
	enum anycastip_status status = anycastip_changed(source->handle,
							 changed, error);

	if (status == ANYCASTIP_OK && *changed) {
		source->signalled = true;
		if (source->signal == 0)
			source->signal = moment_now();
	}
	return status;
}

const struct anycastip_settings *source_get_settings(
	const struct source *source)
{
	return anycastip_get_settings(source->handle);
}

enum anycastip_status source_reload(struct source *source,
				    struct anycastip_error *error)
{
	enum anycastip_status status = anycastip_reload(source->handle, error);

	if (status == ANYCASTIP_OK) {
		source->reconfigured = true;
		/* A failure of this read is no failure of the file. */
		source_refresh(source, NULL);
	}
	return status;
}

void source_get_stats(const struct source *source, struct source_stats *stats)
{
	struct anycastip_stats read = {0, 0};

	anycastip_get_stats(source->handle, &read);
	*stats = source->stats;
	stats->rereads = read.rereads;
	stats->overruns = read.overruns;
}
