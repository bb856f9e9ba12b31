/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The one source of rows: owns the library's handle, reads when the kernel
 * signals something and when a request needs it, keeps the newest snapshot and
 * counts how reading fares (the refresh group of the MIB).
 *
 * A change is known, and what looks undelivered is confirmed, within 100 ms of
 * the kernel's last event.  A change seldom comes alone: it is read a little
 * after the first event, and in a storm of events once in a while, however fast
 * they come.  A request that comes before that has it read at once.
 */
#ifndef AGENT_WALK_SOURCE_H
#define AGENT_WALK_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "anycastip.h"

#include "agent/clock.h"

struct snapshot; /* agent/walk/snapshot.h */
struct source;

/* How long a request may wait for what looks undelivered to be confirmed, from
 * when it came. */
#define SOURCE_PATIENCE (30 * NS_PER_MS)

/* How reading fares since the source was opened. */
struct source_stats {
	uint64_t successes;
	uint64_t failures;
	uint64_t rereads;
	uint64_t overruns;
	/* Of the last read; meaningless while attempted is false. */
	enum anycastip_status last_status;
	bool attempted;
	/* Of the last read that succeeded. */
	struct moment last_success;
	/* Of the last read, however it ended. */
	uint32_t last_duration_us;
	/* When the counters started. */
	struct moment discontinuity;
};

/* Takes a line for the log: that something goes wrong, once, and that it goes
 * well again. */
typedef void (*source_log)(bool is_trouble, const char *text);

/* Open the library with the configuration file, NULL for
 * anycastip_config_path(), which need not exist, and with more flags of
 * anycastip_open(), and read, which takes 20 ms where something is in doubt;
 * that this first read fails is no failure of the opening.  `log' may be NULL.
 * NULL on failure. */
struct source *source_open(const char *config_file, unsigned int flags,
			   source_log log, struct anycastip_error *error);

/* NULL is ignored.  Snapshots taken from it live on. */
void source_close(struct source *source);

/* Whether the kernel runs without IPv6, of which a refresh does not tell; the
 * error has the text then. */
bool source_lacks_ipv6(struct source *source, struct anycastip_error *error);

/* Polls readable when source_work() has something to do. */
int source_fd(const struct source *source);

/* Take the events that wait, and read when that is due; never blocks. */
void source_work(struct source *source);

/* When source_work() has something to do even if the kernel signals nothing,
 * or NEVER.  source_fd() tells it, too. */
int64_t source_deadline(const struct source *source);

/* What the file says for the agent, as anycastip_get_settings(). */
const struct anycastip_settings *source_get_settings(
	const struct source *source);

/* Read the configuration file again; on failure the old one stays. */
enum anycastip_status source_reload(struct source *source,
				    struct anycastip_error *error);

/* Read now.  On success the newest snapshot is the result of this read: the
 * one before it where nothing differs.  On failure the newest snapshot stays
 * and the failure is counted. */
enum anycastip_status source_refresh(struct source *source);

/* Read now, unless nothing was signalled since the last time and that is no
 * longer ago than `age'. */
void source_look(struct source *source, int64_t age);

/* Whether the newest snapshot has rows as delivered that look undelivered, and
 * are soon to be confirmed as one or the other. */
bool source_is_in_doubt(const struct source *source);

/* Wait for that, until `end' at most. */
void source_settle(struct source *source, int64_t end);

/* The newest snapshot, never NULL: without rows before the first successful
 * read.  The caller gets a reference of its own, to be given back with
 * snapshot_unref(). */
struct snapshot *source_newest(struct source *source);

void source_get_stats(const struct source *source, struct source_stats *stats);

#endif
