/* SPDX-License-Identifier: BSD-2-Clause */
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
#define LINGER_VARIABLES_MOST  10

/* How long to leave the kernel's changes alone after they could not be taken:
 * those that wait would wake us at once, again and again. */
#define CHANGES_AGAIN (1 * NS_PER_S)
/* How many times that it pays are remembered; each time in vain takes two. */
#define LINGER_CREDIT 8
/* Without credit, it is tried at every so many requests. */
#define LINGER_RETRY 16

static int signals = -1;
static bool ending;
static bool lingers;
static unsigned int linger_credit = LINGER_CREDIT;
static unsigned int lingers_left_out;
static bool ready;
static int64_t worst_turn;
/* When walks may have become too old, or NEVER where none is under way. */
static int64_t expiry = NEVER;
/* The source's last trouble, told once. */
static enum anycastip_status source_status = ANYCASTIP_OK;
/* When to look for changes again, or NEVER where that is at any time. */
static int64_t changes_due = NEVER;

static bool has_several_cpus(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	/* More CPUs than fit in a set are several. */
	return sched_getaffinity(0, sizeof(set), &set) != 0 ||
	       CPU_COUNT(&set) > 1;
}

bool loop_start(void)
{
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &wanted, NULL) == -1 ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
		log_error("cannot set up the signals: %s", strerror(errno));
		return false;
	}
	lingers = has_several_cpus();
	signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals == -1) {
		log_error("cannot take signals: %s", strerror(errno));
		return false;
	}
	return true;
}

void loop_stop(void)
{
	if (signals != -1)
		close(signals);
	signals = -1;
}

/* ---- What may have happened ------------------------------------------- */

/* A file whose settings are wrong is not taken for the rest either. */
static void reload(struct source *source)
{
	struct anycastip_error error;

	if (ready)
		service_reloading();
	log_reopen();
	if (source_reload(source, &error) == ANYCASTIP_OK) {
		notify_configure(source_get_settings(source));
		log_notice("the configuration is read anew");
	} else {
		log_error("%s; the configuration stays as it was", error.text);
	}
	/* Before that, whoever waits for us waits for more than this. */
	if (ready)
		service_ready();
}

static void take_signals(struct source *source)
{
	struct signalfd_siginfo info;

	while (read(signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			reload(source);
			continue;
		}
		log_info("ending: signal %u", info.ssi_signo);
		ending = true;
	}
}

static void take_changes(struct source *source)
{
	struct anycastip_error error;
	enum anycastip_status status;
	bool changed;

	status = source_poll(source, &changed, &error);
	if (status != source_status && status != ANYCASTIP_OK)
		log_error("cannot follow the kernel's changes: %s", error.text);
	source_status = status;
	changes_due = status == ANYCASTIP_OK ? NEVER
					     : clock_now() + CHANGES_AGAIN;
	/* What failed may have been a change, too. */
	if (status != ANYCASTIP_OK || changed)
		notify_changed();
}

static void expire_walks(void)
{
	unsigned int seconds = handler_expire();

	expiry = seconds ? clock_now() + seconds * NS_PER_S : NEVER;
}

/* ---- Waiting ---------------------------------------------------------- */

struct wait {
	netsnmp_large_fd_set reading, writing;
	int count; /* highest descriptor + 1 */
	int64_t library_deadline;
	int64_t deadline;
};

static void watch(struct wait *wait, netsnmp_large_fd_set *set, int fd)
{
	NETSNMP_LARGE_FD_SET(fd, set);
	if (fd >= wait->count)
		wait->count = fd + 1;
}

static void prepare(struct wait *wait, struct source *source)
{
	bool reading, writing;
	int fd;

	NETSNMP_LARGE_FD_ZERO(&wait->reading);
	NETSNMP_LARGE_FD_ZERO(&wait->writing);
	wait->count = 0;
	wait->library_deadline = library_wants(&wait->reading, &wait->count);
	watch(wait, &wait->reading, signals);
	if (source_fd(source) != -1 && changes_due == NEVER)
		watch(wait, &wait->reading, source_fd(source));
	fd = subagent_wants(&reading, &writing);
	if (fd != -1 && reading)
		watch(wait, &wait->reading, fd);
	if (fd != -1 && writing)
		watch(wait, &wait->writing, fd);

	wait->deadline = earlier(wait->library_deadline, subagent_deadline());
	wait->deadline = earlier(wait->deadline, service_deadline());
	wait->deadline = earlier(wait->deadline, notify_deadline());
	wait->deadline = earlier(wait->deadline, expiry);
	wait->deadline = earlier(wait->deadline, changes_due);
}

static int wait_for_something(struct wait *wait)
{
	struct timeval left = {0, 0}, *limit = NULL;
	int64_t now;

	if (wait->deadline != NEVER) {
		now = clock_now();
		if (wait->deadline > now) {
			/* Round up: waking before the time is a turn in
			 * vain. */
			int64_t us = (wait->deadline - now + NS_PER_US - 1) /
				     NS_PER_US;

			left.tv_sec = us / 1000000;
			left.tv_usec = us % 1000000;
		}
		limit = &left;
	}
	return netsnmp_large_fd_set_select(wait->count, &wait->reading,
					   &wait->writing, NULL, limit);
}

static int64_t linger_time(void)
{
	unsigned int variables = subagent_requests()->variables;

	if (variables > LINGER_VARIABLES_MOST)
		variables = LINGER_VARIABLES_MOST;
	return LINGER_TIME + variables * LINGER_TIME_A_VARIABLE;
}

/* Whether something comes from the master agent within the time that its next
 * request takes: sleeping and being woken would cost more.  With one CPU it
 * would only keep the master agent from running. */
static bool more_comes(int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	int64_t limit = clock_now() + linger_time();

	do {
		if (poll(&poll_fd, 1, 0) != 0)
			return true;
	} while (clock_now() < limit);
	return false;
}

/* Whether to look for the next request at all: where it mostly comes too late
 * (a walk by GETNEXT, or CPUs that have other work), this would take the very
 * time that the master agent lacks.  Then it is tried now and then only. */
static bool worth_lingering(void)
{
	if (linger_credit > 0)
		return true;
	if (++lingers_left_out < LINGER_RETRY)
		return false;
	lingers_left_out = 0;
	return true;
}

static void note_lingering(bool came)
{
	if (came)
		linger_credit += linger_credit < LINGER_CREDIT;
	else
		linger_credit -= linger_credit < 2 ? linger_credit : 2;
}

/* The next request of a walk is on its way as soon as one is answered. */
static void stay_with_requests(struct wait *wait)
{
	int64_t limit = clock_now() + REQUESTS_TIME;
	unsigned long answered;

	do {
		int fd = library_fd();
		bool came;

		answered = subagent_requests()->count;
		if (fd == -1 || !worth_lingering())
			return;
		came = more_comes(fd);
		note_lingering(came);
		if (!came)
			return;
		NETSNMP_LARGE_FD_ZERO(&wait->reading);
		NETSNMP_LARGE_FD_SET(fd, &wait->reading);
		snmp_read2(&wait->reading);
	} while (subagent_requests()->count != answered && clock_now() < limit);
	/* What did not go the short way. */
	library_finish_requests(clock_now() + REQUESTS_TIME);
}

static void serve(struct wait *wait, struct source *source, int found)
{
	unsigned long answered = subagent_requests()->count;

	if (found > 0) {
		if (NETSNMP_LARGE_FD_ISSET(signals, &wait->reading))
			take_signals(source);
		if (ending)
			return;
		if (source_fd(source) != -1 && changes_due == NEVER &&
		    NETSNMP_LARGE_FD_ISSET(source_fd(source), &wait->reading))
			take_changes(source);
		snmp_read2(&wait->reading);
		library_finish_requests(clock_now() + REQUESTS_TIME);
		if (lingers && subagent_requests()->count != answered)
			stay_with_requests(wait);
		/* A request may have begun a walk. */
		if (expiry == NEVER)
			expire_walks();
	}
	if (changes_due <= clock_now())
		take_changes(source);
	if (wait->library_deadline <= clock_now())
		snmp_timeout();
	netsnmp_check_outstanding_agent_requests();
	subagent_advance();
	notify_advance();
	if (expiry <= clock_now())
		expire_walks();
	service_watchdog();
}

int loop_run(struct source *source)
{
	struct wait wait = {.count = 0};
	int status = EXIT_SUCCESS;
	int64_t woken;
	int found;

	netsnmp_large_fd_set_init(&wait.reading, FD_SETSIZE);
	netsnmp_large_fd_set_init(&wait.writing, FD_SETSIZE);
	while (!ending) {
		prepare(&wait, source);
		found = wait_for_something(&wait);
		if (found == -1 && errno != EINTR) {
			log_error("cannot wait: %s", strerror(errno));
			status = EXIT_FAILURE;
			break;
		}
		woken = clock_now();
		serve(&wait, source, found);
		if (subagent_refused()) {
			status = EXIT_FAILURE;
			break;
		}
		if (!ready && subagent_settled()) {
			ready = true;
			service_ready();
		}
		if (clock_now() - woken > worst_turn)
			worst_turn = clock_now() - woken;
	}
	log_debug("the longest turn of the loop took %lld us",
		  (long long)(worst_turn / NS_PER_US));
	log_debug("%lu requests went the short way",
		  subagent_requests()->count);
	service_stopping();
	netsnmp_large_fd_set_cleanup(&wait.reading);
	netsnmp_large_fd_set_cleanup(&wait.writing);
	return status;
}
