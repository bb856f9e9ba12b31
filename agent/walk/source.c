/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads at events and at requests, and makes snapshots of what it reads.
 */
#include "agent/walk/source.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "agent/walk/snapshot.h"

/* By when after the kernel's last event all is to be known. */
#define READ_WITHIN (100 * NS_PER_MS)
/* How long after the first event of a burst to read, and how long after the
 * reading before; what is in doubt then takes 20 ms more. */
#define READ_DELAY    (40 * NS_PER_MS)
#define READ_INTERVAL (70 * NS_PER_MS)
/* How long to leave the kernel alone after a failure. */
#define AGAIN NS_PER_S

struct source {
	anycastip *handle;
	int poller; /* of the handle's descriptor, unless muted, and the timer
		     */
	int timer;
	source_log log;
	struct snapshot *newest;
	struct source_stats stats;
	bool muted;	      /* events could not be taken: they wake nobody */
	bool signalled;	      /* something, since the last read */
	bool reconfigured;    /* since the newest snapshot was made */
	struct moment signal; /* the first of which not all is known yet */
	int64_t read;	      /* when the last read began */
	int64_t due;	      /* when the next one is, or NEVER */
};

/* ---- Trouble ------------------------------------------------------------- */

static void tell(const struct source *source, bool is_trouble, const char *what,
		 const struct anycastip_error *error)
{
	char text[sizeof(error->text) + 64];

	if (!source->log)
		return;
	snprintf(text, sizeof(text), "%s%s%s", what, error ? ": " : "",
		 error ? error->text : "");
	source->log(is_trouble, text);
}

static void tell_reading(const struct source *source,
			 enum anycastip_status before,
			 const struct anycastip_error *error)
{
	enum anycastip_status status = source->stats.last_status;

	if (status == before)
		return;
	if (status)
		tell(source, true, "cannot read the anycast table", error);
	else
		tell(source, false, "the anycast table can be read again",
		     NULL);
}

/* ---- When to read -------------------------------------------------------- */

static void set_due(struct source *source, int64_t due)
{
	struct itimerspec when = {{0, 0}, {0, 0}};
	int64_t left = due - clock_now();

	if (source->due == due)
		return;
	source->due = due;
	if (due != NEVER) {
		/* Zero would disarm it. */
		if (left < 1)
			left = 1;
		when.it_value.tv_sec = (time_t)(left / NS_PER_S);
		when.it_value.tv_nsec = (long)(left % NS_PER_S);
	}
	timerfd_settime(source->timer, 0, &when, NULL);
}

/* Something may have changed. */
static void signal_change(struct source *source)
{
	int64_t now = clock_now(), due = source->read + READ_INTERVAL;

	if (source->signal.monotonic == 0)
		source->signal = moment_now();
	if (!source->signalled) {
		if (due < now + READ_DELAY)
			due = now + READ_DELAY;
		set_due(source, earlier(source->due, due));
	}
	source->signalled = true;
}

static void watch_events(struct source *source, bool watch)
{
	struct epoll_event event = {.events = watch ? EPOLLIN : 0};

	epoll_ctl(source->poller, EPOLL_CTL_MOD, anycastip_fd(source->handle),
		  &event);
	source->muted = !watch;
}

/* What could not be taken would wake us again and again, so it is left alone
 * for a while.  It may have been a change, too. */
static void take_events(struct source *source)
{
	struct anycastip_error error;
	bool changed;

	if (anycastip_changed(source->handle, &changed, &error)) {
		if (!source->muted)
			tell(source, true, "cannot follow the kernel's changes",
			     &error);
		watch_events(source, false);
		signal_change(source);
		return;
	}
	if (source->muted) {
		tell(source, false, "the kernel's changes are followed again",
		     NULL);
		watch_events(source, true);
	}
	if (changed)
		signal_change(source);
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
static int64_t last_change(const struct source *source, bool same,
			   const struct moment *when)
{
	if (same || !source->newest->table)
		return source->newest->last_change;
	return when->monotonic;
}

/* Make the rows the newest snapshot; they are the source's on success. */
static enum anycastip_status adopt(struct source *source,
				   struct anycastip_snapshot *table,
				   struct anycastip_error *error)
{
	struct snapshot_parts parts = {.table = table,
				       .before = source->newest};
	bool same = is_same(source, table);
	struct moment when = source->signal;
	struct snapshot *snapshot;

	if (same && !source->reconfigured) {
		anycastip_snapshot_free(table);
		return ANYCASTIP_OK;
	}
	if (when.monotonic == 0)
		when = moment_now();
	parts.last_change = last_change(source, same, &when);
	parts.when = when.since_boot;
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

	if (status)
		return status;
	status = adopt(source, table, error);
	if (status)
		anycastip_snapshot_free(table);
	return status;
}

static void count_read(struct source *source, enum anycastip_status status)
{
	struct source_stats *stats = &source->stats;
	int64_t duration = (clock_now() - source->read) / NS_PER_US;

	stats->attempted = true;
	stats->last_status = status;
	stats->last_duration_us = duration < UINT32_MAX ? (uint32_t)duration
							: UINT32_MAX;
	if (status) {
		stats->failures++;
	} else {
		stats->successes++;
		stats->last_success = moment_now();
	}
}

/* When to read again after a read that ended thus. */
static int64_t next_due(const struct source *source,
			enum anycastip_status status)
{
	int doubt;

	if (status == ANYCASTIP_RETRY)
		return source->read + READ_INTERVAL;
	if (status || source->muted)
		return clock_now() + AGAIN;
	doubt = anycastip_doubt(source->handle);
	return doubt < 0 ? NEVER : clock_now() + doubt * NS_PER_MS;
}

/* All that was signalled has been read.  What is in doubt has that moment, too,
 * unless one doubt follows the other. */
static void settle_signal(struct source *source)
{
	source->signalled = false;
	if (!source_is_in_doubt(source) ||
	    clock_now() - source->signal.monotonic > READ_WITHIN)
		source->signal = (struct moment){0, 0};
}

enum anycastip_status source_refresh(struct source *source)
{
	enum anycastip_status status, before = source->stats.last_status;
	struct anycastip_error error;

	source->read = clock_now();
	status = read_rows(source, &error);
	count_read(source, status);
	if (!status)
		settle_signal(source);
	set_due(source, next_due(source, status));
	tell_reading(source, before, &error);
	return status;
}

void source_work(struct source *source)
{
	bool is_due = source->due <= clock_now();

	take_events(source);
	if (is_due || source->due <= clock_now())
		source_refresh(source);
}

/* ---- Requests ------------------------------------------------------------ */

void source_look(struct source *source, int64_t age)
{
	struct pollfd fd = {.fd = anycastip_fd(source->handle),
			    .events = POLLIN};

	if (poll(&fd, 1, 0) > 0)
		take_events(source);
	if (source->signalled || source->reconfigured ||
	    !source->stats.attempted || source->stats.last_status ||
	    clock_now() - source->read > age)
		source_refresh(source);
}

bool source_is_in_doubt(const struct source *source)
{
	return !source->stats.last_status &&
	       anycastip_doubt(source->handle) >= 0;
}

void source_settle(struct source *source, int64_t end)
{
	struct timespec pause = {0, 0};
	int doubt;

	while (source_is_in_doubt(source)) {
		doubt = anycastip_doubt(source->handle);
		pause.tv_nsec = doubt * (long)NS_PER_MS;
		if (clock_now() + pause.tv_nsec > end)
			return;
		nanosleep(&pause, NULL);
		source_refresh(source);
	}
}

struct snapshot *source_newest(struct source *source)
{
	return snapshot_ref(source->newest);
}

/* ---- Opening ------------------------------------------------------------- */

static enum anycastip_status failed(struct anycastip_error *error,
				    const char *what)
{
	error->system_error = errno;
	error->status = ANYCASTIP_SYSTEM_ERROR;
	if (errno == EMFILE || errno == ENFILE)
		error->status = ANYCASTIP_TOO_MANY_FILES;
	if (errno == ENOMEM)
		error->status = ANYCASTIP_NO_MEMORY;
	snprintf(error->text, sizeof(error->text), "%s: %s", what,
		 strerror(errno));
	return error->status;
}

static enum anycastip_status open_handle(struct source *source,
					 const char *config_file,
					 unsigned int flags,
					 struct anycastip_error *error)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;

	options.flags = ANYCASTIP_F_NOWAIT | flags;
	options.config_file = config_file;
	if (!config_file) {
		options.config_file = anycastip_config_path();
		options.flags |= ANYCASTIP_F_CONFIG_OPTIONAL;
	}
	return anycastip_open(&source->handle, &options, error);
}

static enum anycastip_status open_poller(struct source *source,
					 struct anycastip_error *error)
{
	struct epoll_event event = {.events = EPOLLIN};

	source->poller = epoll_create1(EPOLL_CLOEXEC);
	source->timer = timerfd_create(CLOCK_MONOTONIC,
				       TFD_CLOEXEC | TFD_NONBLOCK);
	if (source->poller == -1 || source->timer == -1 ||
	    epoll_ctl(source->poller, EPOLL_CTL_ADD, source->timer, &event) ||
	    epoll_ctl(source->poller, EPOLL_CTL_ADD,
		      anycastip_fd(source->handle), &event))
		return failed(error, "cannot wait for the kernel's changes");
	return ANYCASTIP_OK;
}

static enum anycastip_status open_parts(struct source *source,
					const char *config_file,
					unsigned int flags,
					struct anycastip_error *error)
{
	const struct snapshot_parts nothing = {.table = NULL};
	enum anycastip_status status;

	status = open_handle(source, config_file, flags, error);
	if (!status)
		status = open_poller(source, error);
	if (status)
		return status;
	source->newest = snapshot_new(&nothing);
	if (source->newest)
		return ANYCASTIP_OK;
	errno = ENOMEM;
	return failed(error, "cannot open the anycast table");
}

/* Let what is undelivered from the start be certain when it is first read, so
 * that it does not seem to change. */
static void look_ahead(struct source *source)
{
	struct anycastip_snapshot *table = NULL;
	struct timespec pause = {0, 0};
	int doubt;

	if (anycastip_read(source->handle, AF_UNSPEC, &table, NULL))
		return;
	anycastip_snapshot_free(table);
	doubt = anycastip_doubt(source->handle);
	if (doubt >= 0) {
		pause.tv_nsec = doubt * (long)NS_PER_MS;
		nanosleep(&pause, NULL);
	}
}

struct source *source_open(const char *config_file, unsigned int flags,
			   source_log log, struct anycastip_error *error)
{
	struct source *source = calloc(1, sizeof(*source));

	if (!source) {
		errno = ENOMEM;
		failed(error, "cannot open the anycast table");
		return NULL;
	}
	source->poller = source->timer = -1;
	source->log = log;
	source->due = NEVER;
	if (open_parts(source, config_file, flags, error)) {
		source_close(source);
		return NULL;
	}
	source->stats.discontinuity = moment_now();
	look_ahead(source);
	source_refresh(source);
	return source;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	if (source->poller != -1)
		close(source->poller);
	if (source->timer != -1)
		close(source->timer);
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
	return source->poller;
}

int64_t source_deadline(const struct source *source)
{
	return source->due;
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

	if (status)
		return status;
	source->reconfigured = true;
	/* A failure of this read is no failure of the file. */
	source_refresh(source);
	return ANYCASTIP_OK;
}

void source_get_stats(const struct source *source, struct source_stats *stats)
{
	struct anycastip_stats read = {0, 0};

	anycastip_get_stats(source->handle, &read);
	*stats = source->stats;
	stats->rereads = read.rereads;
	stats->overruns = read.overruns;
}
