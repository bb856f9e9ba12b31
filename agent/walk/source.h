/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The one source of rows: owns the library's handle, reads, keeps the newest
 * snapshot and counts how reading fares (the refresh group of the MIB).
 */
#ifndef AGENT_WALK_SOURCE_H
#define AGENT_WALK_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "anycastip.h"

struct snapshot; /* agent/walk/snapshot.h */
struct source;

/* How reading fares since the source was opened.  Moments are seconds/100 of
 * the monotonic clock (moment_now()). */
struct source_stats {
	uint64_t successes;
	uint64_t failures;
	uint64_t rereads;
	uint64_t overruns;
	/* Of the last read; meaningless while attempted is false. */
	enum anycastip_status last_status;
	bool attempted;
	/* CLOCK_REALTIME second of the last read that succeeded, or 0. */
	int64_t last_success;
	/* Of the last read, however it ended. */
	uint32_t last_duration_us;
	/* When the counters started. */
	uint64_t discontinuity;
};

/* Open the library with the configuration file, NULL for
 * anycastip_config_path(), which need not exist, and with more flags of
 * anycastip_open(), and read once; that this first read fails is no failure of
 * the opening.  NULL on failure. */
struct source *source_open(const char *config_file, unsigned int flags,
			   struct anycastip_error *error);

/* NULL is ignored.  Snapshots taken from it live on. */
void source_close(struct source *source);

/* Whether the kernel runs without IPv6, of which a refresh does not tell; the
 * error has the text then. */
bool source_lacks_ipv6(struct source *source, struct anycastip_error *error);

/* Polls readable when the rows may have changed; call source_poll() then. */
int source_fd(const struct source *source);

/* Take the events that wait on the descriptor, without blocking.  *changed
 * tells whether the rows may have changed since the last call; the next
 * request reads afresh then.  Does not read the rows itself. */
enum anycastip_status source_poll(struct source *source, bool *changed,
				  struct anycastip_error *error);

/* What the file says for the agent, as anycastip_get_settings(). */
const struct anycastip_settings *source_get_settings(
	const struct source *source);

/* Read the configuration file again; on failure the old one stays. */
enum anycastip_status source_reload(struct source *source,
				    struct anycastip_error *error);

/* Read now.  On success the newest snapshot is the result of this read: the
 * one before it where nothing differs.  On failure the newest snapshot stays
 * and the failure is counted. */
enum anycastip_status source_refresh(struct source *source,
				     struct anycastip_error *error);

/* Why the last read failed, or NULL where it did not: to be logged when that
 * changes. */
const struct anycastip_error *source_error(const struct source *source);

/* The newest snapshot where it is not older than a second and nothing has been
 * signalled since, else a fresh one as after source_refresh(). */
struct snapshot *source_recent(struct source *source);

/* The newest snapshot, never NULL: without rows before the first successful
 * read.  The caller gets a reference of its own, to be given back with
 * snapshot_unref(). */
struct snapshot *source_newest(struct source *source);

void source_get_stats(const struct source *source, struct source_stats *stats);

/* The monotonic clock in seconds/100, never 0. */
uint64_t moment_now(void);

#endif
