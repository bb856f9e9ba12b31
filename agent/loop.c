/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Waits for everybody, and gives each its turn.
 */
#include "config.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/library/large_fd_set.h>

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agent/clock.h"
#include "agent/mib/handler.h"
#include "agent/log.h"
#include "agent/loop.h"
#include "agent/notify/notify.h"
#include "agent/daemon.h"
#include "agent/walk/source.h"
#include "agent/agentx/library.h"
#include "agent/agentx/request.h"
#include "agent/agentx/master.h"

/* How long requests may keep the loop from all else. */
#define REQUESTS_TIME (50 * NS_PER_MS)
/* How long to look for the next request without sleeping; longer for each
 * variable of the one answered, as the master agent takes time to pass each on
 * and to ask for the next, and the manager to take in a message of so many; but
 * for so many at most. */
#define LINGER_TIME	       (10 * NS_PER_US)
#define LINGER_TIME_A_VARIABLE (40 * NS_PER_US)
#define LINGER_VARIABLES_MAX   10

/* How long to leave the kernel's changes alone after they could not be taken:
 * those that wait would wake us at once, again and again. */
#define CHANGES_AGAIN (1 * NS_PER_S)
/* How many times that it pays are remembered; each time in vain takes two. */
#define LINGER_CREDIT 8
/* Without credit, it is tried at every so many requests. */
#define LINGER_RETRY 16

struct loop {
	struct source *source;
	struct notify *notify;
	struct master *master;
	int signals; /* a descriptor */
	bool ending;
	bool ready;
	int64_t worst_turn;

	/* When walks may have become too old, or NEVER where none is under
	 * way. */
	int64_t expiry;
	/* When to look for changes again, or NEVER where that is at any
	 * time. */
	int64_t changes_due;
	/* The source's last trouble, told once. */
	enum anycastip_status source_status;

	bool lingers;
	unsigned int linger_credit;
	unsigned int lingers_left_out;

	/* What is waited for. */
	netsnmp_large_fd_set reading, writing;
	int count; /* highest descriptor + 1 */
	int64_t library_deadline;
};

static bool has_several_cpus(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	/* More CPUs than fit in a set are several. */
	return sched_getaffinity(0, sizeof(set), &set) != 0 ||
	       CPU_COUNT(&set) > 1;
}

struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	sigset_t wanted;

	if (!loop) {
		log_error("no memory for the loop");
		return NULL;
	}
	loop->expiry = loop->changes_due = NEVER;
	loop->lingers = has_several_cpus();
	loop->linger_credit = LINGER_CREDIT;
	netsnmp_large_fd_set_init(&loop->reading, FD_SETSIZE);
	netsnmp_large_fd_set_init(&loop->writing, FD_SETSIZE);
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGHUP);
	loop->signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	if (loop->signals == -1 ||
	    sigprocmask(SIG_BLOCK, &wanted, NULL) == -1 ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
		log_error("cannot take signals: %s", strerror(errno));
		loop_free(loop);
		return NULL;
	}
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	if (loop->signals != -1)
		close(loop->signals);
	netsnmp_large_fd_set_cleanup(&loop->reading);
	netsnmp_large_fd_set_cleanup(&loop->writing);
	free(loop);
}

/* ---- What may have happened ------------------------------------------- */

/* A file whose settings are wrong is not taken for the rest either. */
static void reload(struct loop *loop)
{
	struct anycastip_error error;

	if (loop->ready)
		daemon_reloading();
	log_reopen();
	if (source_reload(loop->source, &error) == ANYCASTIP_OK) {
		notify_configure(loop->notify,
				 source_get_settings(loop->source));
		log_notice("the configuration is read anew");
	} else {
		log_error("%s; the configuration stays as it was", error.text);
	}
	/* Before that, whoever waits for us waits for more than this. */
	if (loop->ready)
		daemon_ready();
}

static void take_signals(struct loop *loop)
{
	struct signalfd_siginfo info;

	while (read(loop->signals, &info, sizeof(info)) ==
	       (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			reload(loop);
			continue;
		}
		log_info("ending: signal %u", info.ssi_signo);
		loop->ending = true;
	}
}

static void take_changes(struct loop *loop)
{
	struct anycastip_error error;
	enum anycastip_status status;
	bool changed;

	status = source_poll(loop->source, &changed, &error);
	if (status != loop->source_status && status != ANYCASTIP_OK)
		log_error("cannot follow the kernel's changes: %s", error.text);
	loop->source_status = status;
	loop->changes_due = status == ANYCASTIP_OK
				    ? NEVER
				    : clock_now() + CHANGES_AGAIN;
	/* What failed may have been a change, too. */
	if (status != ANYCASTIP_OK || changed)
		notify_changed(loop->notify);
}

static void expire_walks(struct loop *loop)
{
	unsigned int seconds = handler_expire();

	loop->expiry = seconds ? clock_now() + seconds * NS_PER_S : NEVER;
}

/* ---- Waiting ---------------------------------------------------------- */

static void watch(struct loop *loop, netsnmp_large_fd_set *set, int fd)
{
	NETSNMP_LARGE_FD_SET(fd, set);
	if (fd >= loop->count)
		loop->count = fd + 1;
}

/* Whether the kernel's changes are looked for now. */
static bool follows_changes(const struct loop *loop)
{
	return source_fd(loop->source) != -1 && loop->changes_due == NEVER;
}

/* What everybody waits for; the deadline, or NEVER. */
static int64_t loop_prepare(struct loop *loop)
{
	bool reading, writing;
	int64_t deadline;
	int fd;

	NETSNMP_LARGE_FD_ZERO(&loop->reading);
	NETSNMP_LARGE_FD_ZERO(&loop->writing);
	loop->count = 0;
	loop->library_deadline = library_wants(&loop->reading, &loop->count);
	watch(loop, &loop->reading, loop->signals);
	if (follows_changes(loop))
		watch(loop, &loop->reading, source_fd(loop->source));
	fd = master_wants(loop->master, &reading, &writing);
	if (fd != -1 && reading)
		watch(loop, &loop->reading, fd);
	if (fd != -1 && writing)
		watch(loop, &loop->writing, fd);

	deadline = earlier(loop->library_deadline,
			   master_deadline(loop->master));
	deadline = earlier(deadline, daemon_deadline());
	deadline = earlier(deadline, notify_deadline(loop->notify));
	deadline = earlier(deadline, loop->expiry);
	return earlier(deadline, loop->changes_due);
}

static int loop_wait(struct loop *loop, int64_t deadline)
{
	struct timeval left = {0, 0}, *limit = NULL;
	int64_t now, us;

	if (deadline != NEVER) {
		now = clock_now();
		if (deadline > now) {
			/* Round up: waking before the time is a turn in
			 * vain. */
			us = (deadline - now + NS_PER_US - 1) / NS_PER_US;
			left.tv_sec = us / 1000000;
			left.tv_usec = us % 1000000;
		}
		limit = &left;
	}
	return netsnmp_large_fd_set_select(loop->count, &loop->reading,
					   &loop->writing, NULL, limit);
}

static int64_t linger_time(const struct loop *loop)
{
	unsigned int variables = master_requests(loop->master)->variables;

	if (variables > LINGER_VARIABLES_MAX)
		variables = LINGER_VARIABLES_MAX;
	return LINGER_TIME + variables * LINGER_TIME_A_VARIABLE;
}

/* Whether something comes from the master agent within the time that its next
 * request takes: sleeping and being woken would cost more.  With one CPU it
 * would only keep the master agent from running. */
static bool more_comes(const struct loop *loop, int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	int64_t limit = clock_now() + linger_time(loop);

	do {
		if (poll(&poll_fd, 1, 0) != 0)
			return true;
	} while (clock_now() < limit);
	return false;
}

/* Whether to look for the next request at all: where it mostly comes too late
 * (a walk by GETNEXT, or CPUs that have other work), this would take the very
 * time that the master agent lacks.  Then it is tried now and then only. */
static bool worth_lingering(struct loop *loop)
{
	if (loop->linger_credit > 0)
		return true;
	if (++loop->lingers_left_out < LINGER_RETRY)
		return false;
	loop->lingers_left_out = 0;
	return true;
}

static void note_lingering(struct loop *loop, bool came)
{
	if (came)
		loop->linger_credit += loop->linger_credit < LINGER_CREDIT;
	else
		loop->linger_credit -= loop->linger_credit < 2
					       ? loop->linger_credit
					       : 2;
}

/* The next request of a walk is on its way as soon as one is answered. */
static void stay_with_requests(struct loop *loop)
{
	int64_t limit = clock_now() + REQUESTS_TIME;
	unsigned long answered;

	do {
		int fd = library_fd();
		bool came;

		answered = master_requests(loop->master)->count;
		if (fd == -1 || !worth_lingering(loop))
			return;
		came = more_comes(loop, fd);
		note_lingering(loop, came);
		if (!came)
			return;
		NETSNMP_LARGE_FD_ZERO(&loop->reading);
		NETSNMP_LARGE_FD_SET(fd, &loop->reading);
		snmp_read2(&loop->reading);
	} while (master_requests(loop->master)->count != answered &&
		 clock_now() < limit);
	/* What did not go the short way. */
	library_finish_requests(clock_now() + REQUESTS_TIME);
}

static void read_all(struct loop *loop)
{
	unsigned long answered = master_requests(loop->master)->count;

	if (follows_changes(loop) &&
	    NETSNMP_LARGE_FD_ISSET(source_fd(loop->source), &loop->reading))
		take_changes(loop);
	snmp_read2(&loop->reading);
	library_finish_requests(clock_now() + REQUESTS_TIME);
	if (loop->lingers && master_requests(loop->master)->count != answered)
		stay_with_requests(loop);
	/* A request may have begun a walk. */
	if (loop->expiry == NEVER)
		expire_walks(loop);
}

static void loop_serve(struct loop *loop, int found)
{
	if (found > 0) {
		if (NETSNMP_LARGE_FD_ISSET(loop->signals, &loop->reading))
			take_signals(loop);
		if (loop->ending)
			return;
		read_all(loop);
	}
	if (loop->changes_due <= clock_now())
		take_changes(loop);
	if (loop->library_deadline <= clock_now())
		snmp_timeout();
	netsnmp_check_outstanding_agent_requests();
	master_advance(loop->master);
	notify_advance(loop->notify, master_session(loop->master));
	if (loop->expiry <= clock_now())
		expire_walks(loop);
	daemon_watchdog();
}

/* False where there is no use in going on. */
static bool loop_turn(struct loop *loop)
{
	int found = loop_wait(loop, loop_prepare(loop));
	int error = errno;
	int64_t woken = clock_now();

	if (found == -1 && error != EINTR) {
		log_error("cannot wait: %s", strerror(error));
		return false;
	}
	loop_serve(loop, found);
	if (master_refused(loop->master))
		return false;
	if (!loop->ready && master_settled(loop->master)) {
		loop->ready = true;
		daemon_ready();
	}
	if (clock_now() - woken > loop->worst_turn)
		loop->worst_turn = clock_now() - woken;
	return true;
}

bool loop_run(struct loop *loop, struct source *source, struct notify *notify,
	      struct master *master)
{
	bool goes_on = true;

	loop->source = source;
	loop->notify = notify;
	loop->master = master;
	while (goes_on && !loop->ending)
		goes_on = loop_turn(loop);
	log_debug("the longest turn of the loop took %lld us",
		  (long long)(loop->worst_turn / NS_PER_US));
	log_debug("%lu requests went the short way",
		  master_requests(master)->count);
	daemon_stopping();
	return goes_on;
}
