/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The source: when it reads, how it fares, and when it says that something
 * happened, by clocks that only the test moves.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "agent/walk/snapshot.h"
#include "agent/walk/source.h"
#include "tests/unit/failing.h"
#include "tests/unit/fake_anycastip.h"
#include "tests/unit/fake_clock.h"
#include "tests/unit/tap.h"

/* ---- What fails when it is wanted --------------------------------------- */

static unsigned int calls, failing_call;
static int failing_error;

static bool call_fails(void)
{
	errno = failing_error;
	return ++calls == failing_call;
}

int __real_epoll_create1(int flags);
int __wrap_epoll_create1(int flags);
int __wrap_epoll_create1(int flags)
{
	return call_fails() ? -1 : __real_epoll_create1(flags);
}

int __real_timerfd_create(clockid_t clock, int flags);
int __wrap_timerfd_create(clockid_t clock, int flags);
int __wrap_timerfd_create(clockid_t clock, int flags)
{
	return call_fails() ? -1 : __real_timerfd_create(clock, flags);
}

int __real_epoll_ctl(int poller, int how, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int poller, int how, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int poller, int how, int fd, struct epoll_event *event)
{
	return call_fails() ? -1 : __real_epoll_ctl(poller, how, fd, event);
}

/* ---- The scene ---------------------------------------------------------- */

static struct anycastip_row rows[2];
static struct source *source;
static unsigned int lines;
static char last_line[600];
static bool is_trouble;

static void log_line(bool trouble, const char *text)
{
	lines++;
	is_trouble = trouble;
	snprintf(last_line, sizeof(last_line), "%s", text);
}

static struct source *open_source(struct anycastip_error *error)
{
	fake_rows(rows, 2);
	fake_read_fails(ANYCASTIP_OK);
	fake_events_fail(ANYCASTIP_OK);
	fake_config_fails(ANYCASTIP_OK);
	lines = 0;
	return source_open(NULL, 0, log_line, error);
}

static void set_up(void)
{
	struct anycastip_error error;

	rows[0] = fake_row("2001:db8::1", 1);
	rows[1] = fake_row("2001:db8::2", 2);
	source = open_source(&error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	fake_now += NS_PER_S;
}

static void tear_down(void)
{
	source_close(source);
	source = NULL;
}

static bool has_work(void)
{
	struct pollfd fd = {.fd = source_fd(source), .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

/* Let everything happen that is due within the time, as a loop does. */
static void pass(int64_t time)
{
	int64_t end = fake_now + time;

	for (;;) {
		if (has_work())
			source_work(source);
		if (source_deadline(source) > end)
			break;
		if (source_deadline(source) > fake_now)
			fake_now = source_deadline(source);
		source_work(source);
	}
	fake_now = end;
}

static size_t row_count(void)
{
	struct snapshot *snapshot = source_newest(source);
	size_t count = snapshot->row_count;

	snapshot_unref(snapshot);
	return count;
}

static size_t undelivered_count(void)
{
	struct snapshot *snapshot = source_newest(source);
	size_t count = snapshot->undelivered_count;

	snapshot_unref(snapshot);
	return count;
}

static int64_t last_change(void)
{
	struct snapshot *snapshot = source_newest(source);
	int64_t change = snapshot->last_change;

	snapshot_unref(snapshot);
	return change;
}

/* The second row turns out to be undelivered. */
static void lose_second(void)
{
	struct anycastip_row lost[] = {rows[0], rows[1]};

	lost[1].state = ANYCASTIP_UNDELIVERED;
	fake_confirmed(lost, 2);
}

/* ---- When it reads ------------------------------------------------------ */

/* Nobody asks, and it is read all the same; nothing happens, and nothing is. */
static void test_at_once(void)
{
	unsigned int reads;

	set_up();
	reads = fake_reads();
	pass(3600 * NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads);
	CU_ASSERT_EQUAL(source_deadline(source), NEVER);
	fake_rows(rows, 1);
	fake_signal();
	CU_ASSERT_TRUE(has_work());
	pass(80 * NS_PER_MS);
	CU_ASSERT_EQUAL(row_count(), 1);
	CU_ASSERT_EQUAL(fake_reads(), reads + 1);
	pass(3600 * NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads + 1);
	tear_down();
}

/* What looks undelivered is confirmed within 100 ms of the last of a storm of
 * events, whenever that comes; and the storm has it read once in a while. */
static void test_storm(void)
{
	int64_t last;

	for (last = 0; last < 300; last++) {
		unsigned int reads;
		int64_t ms;

		set_up();
		reads = fake_reads();
		for (ms = 0; ms < last; ms++) {
			fake_signal();
			pass(NS_PER_MS);
		}
		CU_ASSERT(fake_reads() - reads <= 1 + last / 70);
		lose_second();
		fake_signal();
		pass(100 * NS_PER_MS);
		CU_ASSERT_EQUAL(undelivered_count(), 1);
		CU_ASSERT(fake_reads() - reads <= 3 + last / 70);
		tear_down();
	}
}

/* A walk looks whether anything is new; so does a GET, of what is older. */
static void test_look(void)
{
	unsigned int reads;

	set_up();
	source_refresh(source);
	reads = fake_reads();
	source_look(source, NS_PER_S);
	fake_now += NS_PER_S;
	source_look(source, NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads);
	fake_now++;
	source_look(source, NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads + 1);

	/* Signalled, and not taken yet; or taken, and not read yet. */
	fake_signal();
	source_look(source, NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads + 2);
	CU_ASSERT_FALSE(has_work());
	fake_signal();
	source_work(source);
	source_look(source, NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads + 3);
	source_look(source, NS_PER_S);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads + 3);
	tear_down();
}

/* A request waits for what is in doubt, and no longer than it may. */
static void test_settle(void)
{
	int64_t start;

	set_up();
	lose_second();
	fake_signal();
	start = fake_now;
	source_look(source, NS_PER_S);
	CU_ASSERT_TRUE(source_is_in_doubt(source));
	CU_ASSERT_EQUAL(undelivered_count(), 0);
	source_settle(source, start + 10 * NS_PER_MS);
	CU_ASSERT_EQUAL(fake_now, start);
	source_settle(source, start + SOURCE_PATIENCE);
	CU_ASSERT_FALSE(source_is_in_doubt(source));
	CU_ASSERT_EQUAL(undelivered_count(), 1);
	CU_ASSERT(fake_now - start <= SOURCE_PATIENCE);
	tear_down();
}

/* What is undelivered when the agent starts is so in its first answer. */
static void test_doubt_at_start(void)
{
	struct anycastip_error error;

	set_up();
	tear_down();
	lose_second();
	source = open_source(&error);
	CU_ASSERT_EQUAL(undelivered_count(), 1);
	CU_ASSERT_EQUAL(last_change(), 0);
	tear_down();
}

/* ---- When it happened --------------------------------------------------- */

static void test_last_change(void)
{
	int64_t signalled, last;

	set_up();
	CU_ASSERT_EQUAL(last_change(), 0);

	/* Of nothing, long before; and of the change. */
	fake_signal();
	pass(5 * NS_PER_S);
	signalled = fake_now;
	fake_rows(rows, 1);
	fake_signal();
	pass(5 * NS_PER_S);
	last = last_change();
	CU_ASSERT_EQUAL(last, signalled);

	/* A signal of nothing moves nothing. */
	fake_signal();
	pass(5 * NS_PER_S);
	source_look(source, 0);
	CU_ASSERT_EQUAL(last_change(), last);

	/* What was in doubt became so when that was signalled. */
	fake_rows(rows, 2);
	source_refresh(source);
	lose_second();
	signalled = fake_now;
	fake_signal();
	pass(5 * NS_PER_S);
	CU_ASSERT_EQUAL(undelivered_count(), 1);
	CU_ASSERT_EQUAL(last_change(), signalled);

	/* Found without a signal. */
	fake_rows(rows, 1);
	source_look(source, 0);
	CU_ASSERT_EQUAL(last_change(), fake_now);
	tear_down();
}

/* Where one doubt follows the other, the first moment is not that of all. */
static void test_lasting_doubt(void)
{
	int i;

	set_up();
	for (i = 0; i < 50; i++) {
		lose_second();
		fake_signal();
		pass(50 * NS_PER_MS);
		fake_rows(rows, 2);
	}
	lose_second();
	fake_signal();
	pass(100 * NS_PER_MS);
	CU_ASSERT_EQUAL(undelivered_count(), 1);
	CU_ASSERT(fake_now - last_change() <= 200 * NS_PER_MS);
	tear_down();
}

/* ---- Failures ----------------------------------------------------------- */

/* A failed read keeps the rows that were there, counts, is told once and made
 * up for. */
static void test_failed_read(void)
{
	struct source_stats stats;
	unsigned int reads;

	set_up();
	fake_stats(5, 6);
	reads = fake_reads();
	fake_rows(NULL, 0);
	fake_read_fails(ANYCASTIP_TIMEOUT);
	CU_ASSERT_EQUAL(source_refresh(source), ANYCASTIP_TIMEOUT);
	CU_ASSERT_EQUAL(row_count(), 2);
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_TRUE(is_trouble);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line, "cannot read"));
	pass(5 * NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads + 6);
	CU_ASSERT_EQUAL(lines, 1);
	source_get_stats(source, &stats);
	CU_ASSERT_EQUAL(stats.successes, 1);
	CU_ASSERT_EQUAL(stats.failures, 6);
	CU_ASSERT_EQUAL(stats.rereads, 5);
	CU_ASSERT_EQUAL(stats.overruns, 6);
	CU_ASSERT_EQUAL(stats.last_status, ANYCASTIP_TIMEOUT);
	CU_ASSERT(stats.discontinuity.monotonic > 0);

	/* A request does not wait for that. */
	fake_read_fails(ANYCASTIP_OK);
	source_look(source, NS_PER_S);
	CU_ASSERT_EQUAL(row_count(), 0);
	CU_ASSERT_EQUAL(lines, 2);
	CU_ASSERT_FALSE(is_trouble);
	pass(5 * NS_PER_S);
	CU_ASSERT_EQUAL(fake_reads(), reads + 7);
	tear_down();
}

/* Rows that change too fast to be read are read again sooner. */
static void test_retry(void)
{
	set_up();
	fake_rows(rows, 1);
	fake_signal();
	fake_read_fails(ANYCASTIP_RETRY);
	pass(50 * NS_PER_MS);
	fake_read_fails(ANYCASTIP_OK);
	pass(100 * NS_PER_MS);
	CU_ASSERT_EQUAL(row_count(), 1);
	tear_down();
}

/* Events that cannot be taken wake nobody again and again, and may have been
 * changes. */
static void test_failed_events(void)
{
	unsigned int reads;

	set_up();
	fake_rows(rows, 1);
	fake_events_fail(ANYCASTIP_NO_MEMORY);
	fake_signal();
	CU_ASSERT_TRUE(has_work());
	pass(80 * NS_PER_MS);
	CU_ASSERT_EQUAL(row_count(), 1);
	CU_ASSERT_FALSE(has_work());
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_TRUE(is_trouble);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line, "cannot follow"));
	reads = fake_reads();
	fake_rows(rows, 2);
	pass(5 * NS_PER_S);
	CU_ASSERT_EQUAL(row_count(), 2);
	CU_ASSERT(fake_reads() - reads <= 5);
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT(fake_now - last_change() > 3 * NS_PER_S);
	fake_events_fail(ANYCASTIP_OK);
	pass(2 * NS_PER_S);
	CU_ASSERT_EQUAL(lines, 2);
	CU_ASSERT_FALSE(is_trouble);
	CU_ASSERT_EQUAL(source_deadline(source), NEVER);
	fake_signal();
	CU_ASSERT_TRUE(has_work());
	tear_down();
}

/* A host that cannot be read at the start is no reason not to start. */
static void test_failure_at_start(void)
{
	struct anycastip_error error;
	struct source_stats stats;
	struct snapshot *snapshot;

	fake_config_fails(ANYCASTIP_BAD_CONFIG);
	CU_ASSERT_PTR_NULL(source_open("x", 0, log_line, &error));
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_BAD_CONFIG);
	fake_config_fails(ANYCASTIP_OK);
	lines = 0;
	fake_read_fails(ANYCASTIP_NOT_SUPPORTED);
	source = source_open(NULL, 0, log_line, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	CU_ASSERT_EQUAL(lines, 1);
	source_get_stats(source, &stats);
	CU_ASSERT_EQUAL(stats.failures, 1);
	CU_ASSERT_EQUAL(stats.last_success.monotonic, 0);
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot->row_count, 0);
	CU_ASSERT_EQUAL(snapshot_end(snapshot), 16);
	snapshot_unref(snapshot);
	fake_read_fails(ANYCASTIP_OK);
	tear_down();
}

/* Every call and every allocation of opening, in turn. */
static void test_failed_opening(void)
{
	static const struct {
		int error;
		enum anycastip_status status;
	} errors[] = {{EMFILE, ANYCASTIP_TOO_MANY_FILES},
		      {ENFILE, ANYCASTIP_TOO_MANY_FILES},
		      {ENOMEM, ANYCASTIP_NO_MEMORY},
		      {ENOSPC, ANYCASTIP_SYSTEM_ERROR}};
	struct anycastip_error error;
	unsigned int i, most;

	calls = failing_call = 0;
	source = open_source(&error);
	most = calls;
	tear_down();
	CU_ASSERT_EQUAL(most, 4);
	for (i = 0; i < most * 4; i++) {
		calls = 0;
		failing_call = 1 + i / 4;
		failing_error = errors[i % 4].error;
		CU_ASSERT_PTR_NULL(open_source(&error));
		CU_ASSERT_EQUAL(error.status, errors[i % 4].status);
		CU_ASSERT_EQUAL(error.system_error, failing_error);
	}
	failing_call = 0;
	for (i = 1;; i++) {
		fail_allocation(i);
		source = open_source(&error);
		if (!allocation_failed())
			break;
		/* The first read is not part of it. */
		CU_ASSERT(source ? lines == 1 || row_count() == 2
				 : error.status == ANYCASTIP_NO_MEMORY);
		source_close(source);
	}
	fail_allocation(0);
	CU_ASSERT(i > 5);
	tear_down();
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"reads at once", test_at_once},
		{"storm", test_storm},
		{"look", test_look},
		{"settle", test_settle},
		{"doubt at the start", test_doubt_at_start},
		{"last change", test_last_change},
		{"lasting doubt", test_lasting_doubt},
		{"failed read", test_failed_read},
		{"rows that change too fast", test_retry},
		{"failed events", test_failed_events},
		{"failed read at the start", test_failure_at_start},
		{"failed opening", test_failed_opening},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "source", tests);
}
