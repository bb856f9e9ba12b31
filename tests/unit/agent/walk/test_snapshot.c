/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Snapshots: their instances, what they share, carry over and cost; and the
 * source that makes them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/walk/snapshot.h"
#include "agent/walk/source.h"
#include "tests/unit/failing.h"
#include "tests/unit/fake_anycastip.h"
#include "tests/unit/tap.h"

static struct source *source;

static const struct anycastip_row *row_of(const struct snapshot *snapshot,
					  size_t i)
{
	return &snapshot->table->rows[i];
}

static void set_up(const struct anycastip_row *rows, size_t count)
{
	fake_rows(rows, count);
	fake_read_fails(ANYCASTIP_OK);
	fake_config_fails(ANYCASTIP_OK);
	fake_stats(0, 0);
	source = source_open(NULL, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
}

static void set_up_two(void)
{
	struct anycastip_row rows[] = {fake_row("192.0.2.1", 1),
				       fake_row("2001:db8::1", 2)};

	set_up(rows, 2);
}

static void tear_down(void)
{
	source_close(source);
	fake_expected(NULL, 0);
}

/* ---- Instances -------------------------------------------------------- */

static struct mib_place place(unsigned long *name, size_t length)
{
	return mib_place_of(name, length);
}

/* Every instance is found at its own OID, and lies behind the one before. */
static void test_ordinals(void)
{
	unsigned long before[MIB_NAME_MAX], name[MIB_NAME_MAX];
	size_t before_length = 0, length;
	struct snapshot *snapshot;
	uint32_t ordinal;

	set_up_two();
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot_end(snapshot), 16 + 2 * 8);
	for (ordinal = 0; ordinal < snapshot_end(snapshot); ordinal++) {
		unsigned int object = snapshot_object(snapshot, ordinal);
		struct snapshot_position position;
		struct mib_place at;

		length = snapshot_name(snapshot, object, ordinal, name);
		at = place(name, length);
		CU_ASSERT_EQUAL(at.object, object);
		CU_ASSERT_TRUE(mib_is_whole(&at));
		CU_ASSERT_TRUE(snapshot_is_at(snapshot, ordinal, &at));
		position = snapshot_locate(snapshot, &at);
		CU_ASSERT_TRUE(position.exact);
		CU_ASSERT_EQUAL(position.next, ordinal);
		CU_ASSERT(mib_compare(before, before_length, name, length) < 0);
		memcpy(before, name, sizeof(name));
		before_length = length;
	}
	snapshot_unref(snapshot);
	tear_down();
}

/* Every beginning of an OID comes before the first instance below it. */
static void test_beginnings(void)
{
	unsigned long name[MIB_NAME_MAX];
	struct snapshot *snapshot;
	size_t length, cut;

	set_up_two();
	snapshot = source_newest(source);
	length = snapshot_name(snapshot, MIB_STATE,
			       snapshot->first[MIB_STATE] + 1, name);
	for (cut = MIB_OBJECTS_LENGTH + 3; cut < length; cut++) {
		struct mib_place at = place(name, cut);
		struct snapshot_position position = snapshot_locate(snapshot,
								    &at);

		CU_ASSERT_FALSE(mib_is_whole(&at));
		CU_ASSERT_FALSE(position.exact);
		/* The column, then the second row's family. */
		CU_ASSERT_EQUAL(position.next,
				snapshot->first[MIB_STATE] +
					(cut > MIB_OBJECTS_LENGTH + 3));
		CU_ASSERT_EQUAL(position.end, snapshot->first[MIB_STATE + 1]);
	}
	snapshot_unref(snapshot);
	tear_down();
}

/* ---- Sharing and carrying over ---------------------------------------- */

static void test_sharing(void)
{
	struct snapshot *a, *b;
	unsigned int reads;

	set_up_two();
	a = source_newest(source);
	reads = fake_reads();
	CU_ASSERT_EQUAL(source_refresh(source, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(fake_reads(), reads + 1);
	b = source_newest(source);
	CU_ASSERT_PTR_EQUAL(a, b);
	snapshot_unref(a);
	snapshot_unref(b);
	tear_down();
}

/* A snapshot outlives the source's interest in it, and the source. */
static void test_outliving(void)
{
	struct anycastip_row row = fake_row("2001:db8::9", 9);
	struct snapshot *a, *b;

	set_up_two();
	a = source_newest(source);
	fake_rows(&row, 1);
	source_refresh(source, NULL);
	b = source_newest(source);
	CU_ASSERT_PTR_NOT_EQUAL(a, b);
	tear_down();
	CU_ASSERT_EQUAL(a->row_count, 2);
	CU_ASSERT_EQUAL(row_of(a, 1)->ifindex, 2);
	CU_ASSERT_EQUAL(b->row_count, 1);
	snapshot_unref(a);
	snapshot_unref(b);
}

/* The date of a row is converted once; of a row that left and came back, or
 * that got another stamp, again. */
static void test_dates(void)
{
	struct anycastip_row rows[] = {
		fake_row("2001:db8::1", 1), fake_row("2001:db8::2", 2),
		fake_row("2001:db8::3", 3), fake_row("2001:db8::4", 4)};
	static const uint8_t expected[] = {0x07, 0xea, 11,  22, 0, 0,
					   1,	 0,    '+', 0,	0};
	struct snapshot *a, *b;
	unsigned int conversions;

	rows[3].has_stamp = 0;
	set_up(rows + 1, 3);
	a = source_newest(source);
	conversions = fake_conversions();
	rows[1].state = ANYCASTIP_UNDELIVERED;
	rows[2].stamp = 100;
	fake_rows(rows, 4);
	source_refresh(source, NULL);
	b = source_newest(source);
	/* The new one, the changed one, and the one without a stamp not. */
	CU_ASSERT_EQUAL(fake_conversions(), conversions + 2);
	CU_ASSERT_EQUAL(
		memcmp(&b->created[1], &a->created[0], sizeof(b->created[1])),
		0);
	CU_ASSERT_EQUAL(b->created[0].length, sizeof(expected));
	CU_ASSERT(memcmp(b->created[2].octets, expected, sizeof(expected)) ==
			  0 ||
		  b->created[2].octets[6] == 2);
	CU_ASSERT_EQUAL(a->created[2].length, 0);
	CU_ASSERT_EQUAL(b->created[3].length, 0);
	snapshot_unref(a);
	snapshot_unref(b);
	tear_down();
}

static void test_date_bounds(void)
{
	static const uint8_t epoch[] = {0x07, 0xb2, 1,	 1, 0, 0,
					0,    9,    '+', 0, 0};
	struct date date;

	date_set(&date, 0, 999999999);
	CU_ASSERT_EQUAL(date.length, 11);
	CU_ASSERT_EQUAL(memcmp(date.octets, epoch, sizeof(epoch)), 0);
	/* Years that two octets, or a time_t, do not hold. */
	date_set(&date, INT64_MAX, 0);
	CU_ASSERT_EQUAL(date.length, 0);
	date_set(&date, INT64_C(1) << 42, 0);
	CU_ASSERT_EQUAL(date.length, 0);
	date_set(&date, -(INT64_C(1) << 40), 0);
	CU_ASSERT_EQUAL(date.length, 0);
}

/* ---- Cost ------------------------------------------------------------- */

static void test_memory(void)
{
	/* Of each row, in each of the snapshots that walks hold. */
	CU_ASSERT(sizeof(struct anycastip_row) + sizeof(struct date) <= 256);
}

/* ---- The source ------------------------------------------------------- */

/* A failed read keeps the rows that were there and counts. */
static void test_failure(void)
{
	struct anycastip_error error;
	struct source_stats stats;
	struct snapshot *a, *b;

	set_up_two();
	fake_stats(5, 6);
	a = source_newest(source);
	CU_ASSERT_PTR_NULL(source_error(source));
	fake_rows(NULL, 0);
	fake_read_fails(ANYCASTIP_TIMEOUT);
	CU_ASSERT_EQUAL(source_refresh(source, &error), ANYCASTIP_TIMEOUT);
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_TIMEOUT);
	CU_ASSERT_PTR_NOT_NULL(source_error(source));
	b = source_newest(source);
	CU_ASSERT_PTR_EQUAL(a, b);
	snapshot_unref(b);
	source_get_stats(source, &stats);
	CU_ASSERT_EQUAL(stats.successes, 1);
	CU_ASSERT_EQUAL(stats.failures, 1);
	CU_ASSERT_EQUAL(stats.rereads, 5);
	CU_ASSERT_EQUAL(stats.overruns, 6);
	CU_ASSERT_EQUAL(stats.last_status, ANYCASTIP_TIMEOUT);
	CU_ASSERT(stats.discontinuity > 0);

	/* Nothing is recent then: the next GET tries again. */
	fake_read_fails(ANYCASTIP_OK);
	b = source_recent(source);
	CU_ASSERT_EQUAL(b->row_count, 0);
	CU_ASSERT_PTR_NULL(source_error(source));
	snapshot_unref(a);
	snapshot_unref(b);
	tear_down();
}

/* A host that cannot be read at the start is no reason not to start. */
static void test_failure_at_start(void)
{
	struct anycastip_error error;
	struct source_stats stats;
	struct snapshot *snapshot;

	fake_config_fails(ANYCASTIP_BAD_CONFIG);
	CU_ASSERT_PTR_NULL(source_open("x", 0, &error));
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_BAD_CONFIG);
	fake_config_fails(ANYCASTIP_OK);
	fake_read_fails(ANYCASTIP_NOT_SUPPORTED);
	source = source_open(NULL, 0, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	source_get_stats(source, &stats);
	CU_ASSERT_EQUAL(stats.failures, 1);
	CU_ASSERT_EQUAL(stats.last_success, 0);
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot->row_count, 0);
	CU_ASSERT_EQUAL(snapshot_end(snapshot), 16);
	snapshot_unref(snapshot);
	tear_down();
}

/* What is recent is not read again, until a change is signalled. */
static void test_recent(void)
{
	unsigned int reads;
	bool changed = true;

	set_up_two();
	reads = fake_reads();
	snapshot_unref(source_recent(source));
	snapshot_unref(source_recent(source));
	CU_ASSERT_EQUAL(fake_reads(), reads);
	CU_ASSERT_EQUAL(source_poll(source, &changed, NULL), ANYCASTIP_OK);
	CU_ASSERT_FALSE(changed);

	/* Signalled, and the event left to whoever waits for it. */
	fake_signal();
	snapshot_unref(source_recent(source));
	CU_ASSERT_EQUAL(fake_reads(), reads + 1);
	CU_ASSERT_EQUAL(source_poll(source, &changed, NULL), ANYCASTIP_OK);
	CU_ASSERT_TRUE(changed);

	/* Signalled, and the event taken. */
	snapshot_unref(source_recent(source));
	CU_ASSERT_EQUAL(fake_reads(), reads + 2);
	snapshot_unref(source_recent(source));
	CU_ASSERT_EQUAL(fake_reads(), reads + 2);
	tear_down();
}

/* The moment of a change: of its signal, or of the read that found it. */
static void test_last_change(void)
{
	struct anycastip_row row = fake_row("2001:db8::1", 1);
	struct snapshot *snapshot;
	uint64_t signalled, last;
	bool changed;

	set_up_two();
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot->last_change, 0);
	snapshot_unref(snapshot);

	fake_signal();
	signalled = moment_now();
	source_poll(source, &changed, NULL);
	CU_ASSERT_TRUE(changed);
	while (moment_now() < signalled + 3)
		;
	fake_rows(&row, 1);
	source_refresh(source, NULL);
	snapshot = source_newest(source);
	last = snapshot->last_change;
	CU_ASSERT(last >= signalled && last < signalled + 3);
	snapshot_unref(snapshot);

	/* A signal of nothing moves nothing. */
	source_poll(source, &changed, NULL);
	fake_signal();
	source_poll(source, &changed, NULL);
	source_refresh(source, NULL);
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot->last_change, last);
	snapshot_unref(snapshot);

	/* Found without a signal. */
	row.state = ANYCASTIP_UNDELIVERED;
	fake_rows(&row, 1);
	source_refresh(source, NULL);
	snapshot = source_newest(source);
	CU_ASSERT(snapshot->last_change > last);
	snapshot_unref(snapshot);
	tear_down();
}

/* ---- Expected addresses ----------------------------------------------- */

static struct anycastip_expected expect(const char *name, const char *address,
					const char *ifname)
{
	struct anycastip_row row = fake_row(address, 0);
	struct anycastip_expected expected;

	memset(&expected, 0, sizeof(expected));
	strcpy(expected.name, name);
	strcpy(expected.ifname, ifname);
	expected.family = row.family;
	memcpy(expected.address, row.address, sizeof(expected.address));
	return expected;
}

static void check_expected(size_t i, unsigned int state, uint32_t ifindex,
			   uint32_t interfaces, uint32_t transitions)
{
	struct snapshot *snapshot = source_newest(source);
	const struct expected_row *row = &snapshot->expected[i];

	CU_ASSERT_EQUAL(row->state, state);
	CU_ASSERT_EQUAL(row->ifindex, ifindex);
	CU_ASSERT_EQUAL(row->interfaces, interfaces);
	CU_ASSERT_EQUAL(row->transitions, transitions);
	snapshot_unref(snapshot);
}

static void test_expected(void)
{
	struct anycastip_expected expected[] = {
		expect("a", "192.0.2.1", ""),
		expect("b", "2001:db8::1", "if3"),
		expect("c", "2001:db8::1", ""),
		expect("dd", "2001:db8::77", ""),
	};
	struct anycastip_row rows[] = {
		fake_row("192.0.2.1", 1),   fake_row("192.0.2.2", 1),
		fake_row("2001:db8::1", 2), fake_row("2001:db8::1", 3),
		fake_row("2001:db8::2", 1),
	};
	struct snapshot *snapshot;
	struct date since;

	fake_expected(expected, 4);
	rows[2].state = ANYCASTIP_UNDELIVERED;
	set_up(rows, 5);
	check_expected(0, ANYCASTIP_DELIVERED, 1, 1, 0);
	check_expected(1, ANYCASTIP_DELIVERED, 3, 1, 0);
	check_expected(2, ANYCASTIP_DELIVERED, 2, 2, 0);
	check_expected(3, ANYCASTIP_MISSING, 0, 0, 0);
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot->expected_missing, 1);
	CU_ASSERT_EQUAL(snapshot->expected_undelivered, 0);
	/* Declared and not expected: 192.0.2.2; others are not declared. */
	CU_ASSERT_EQUAL(snapshot->unexpected_count, 1);
	CU_ASSERT_EQUAL(snapshot->undelivered_count, 1);
	CU_ASSERT_EQUAL(snapshot->ipv4_count, 2);
	CU_ASSERT_EQUAL(snapshot->expected[3].last_change.length, 11);
	since = snapshot->expected[0].last_change;
	snapshot_unref(snapshot);

	/* Undelivered, missing, and back. */
	rows[3].state = ANYCASTIP_UNDELIVERED;
	fake_rows(rows, 5);
	source_refresh(source, NULL);
	check_expected(0, ANYCASTIP_DELIVERED, 1, 1, 0);
	check_expected(1, ANYCASTIP_UNDELIVERED, 3, 1, 1);
	check_expected(2, ANYCASTIP_UNDELIVERED, 2, 2, 1);
	fake_rows(rows, 3);
	source_refresh(source, NULL);
	check_expected(1, ANYCASTIP_MISSING, 0, 0, 2);
	check_expected(2, ANYCASTIP_UNDELIVERED, 2, 1, 1);
	rows[3].state = ANYCASTIP_DELIVERED;
	fake_rows(rows, 5);
	source_refresh(source, NULL);
	check_expected(1, ANYCASTIP_DELIVERED, 3, 1, 3);
	check_expected(2, ANYCASTIP_DELIVERED, 2, 2, 2);
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(memcmp(&snapshot->expected[0].last_change, &since,
			       sizeof(since)),
			0);
	snapshot_unref(snapshot);
	tear_down();
}

/* What has become of an expected address is not known before a first look:
 * then it is no change either. */
static void test_expected_before_the_first_read(void)
{
	struct anycastip_expected expected = expect("a", "2001:db8::1", "");
	struct snapshot *snapshot;

	fake_expected(&expected, 1);
	fake_rows(NULL, 0);
	fake_read_fails(ANYCASTIP_NO_MEMORY);
	source = source_open(NULL, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot->expected_count, 0);
	CU_ASSERT_EQUAL(snapshot->expected_missing, 0);
	snapshot_unref(snapshot);
	fake_read_fails(ANYCASTIP_OK);
	source_refresh(source, NULL);
	check_expected(0, ANYCASTIP_MISSING, 0, 0, 0);
	tear_down();
}

/* Reading the file again keeps the history of what stays, and begins that of
 * what has become another; a wrong file changes nothing. */
static void test_reload(void)
{
	struct anycastip_expected expected[] = {
		expect("a", "2001:db8::1", ""),
		expect("b", "2001:db8::2", ""),
		expect("c", "2001:db8::2", ""),
	};
	struct anycastip_row row = fake_row("2001:db8::1", 1);
	struct anycastip_error error;
	struct snapshot *snapshot;

	fake_expected(expected, 2);
	set_up(&row, 1);
	fake_rows(NULL, 0);
	source_refresh(source, NULL);
	check_expected(0, ANYCASTIP_MISSING, 0, 0, 1);

	fake_config_fails(ANYCASTIP_BAD_CONFIG);
	fake_expected(expected + 1, 2);
	CU_ASSERT_EQUAL(source_reload(source, &error), ANYCASTIP_BAD_CONFIG);
	fake_config_fails(ANYCASTIP_OK);
	check_expected(0, ANYCASTIP_MISSING, 0, 0, 1);

	expected[2] = expected[0];
	memmove(expected[2].name, "c", 2);
	fake_expected(expected, 3);
	CU_ASSERT_EQUAL(source_reload(source, &error), ANYCASTIP_OK);
	check_expected(0, ANYCASTIP_MISSING, 0, 0, 1);
	check_expected(2, ANYCASTIP_MISSING, 0, 0, 0);
	expected[0].address[15] = 9;
	fake_expected(expected, 1);
	CU_ASSERT_EQUAL(source_reload(source, &error), ANYCASTIP_OK);
	check_expected(0, ANYCASTIP_MISSING, 0, 0, 0);
	snapshot = source_newest(source);
	CU_ASSERT_EQUAL(snapshot->expected_count, 1);
	snapshot_unref(snapshot);
	tear_down();
}

/* ---- No memory -------------------------------------------------------- */

/* Every allocation in turn, of opening and of reading. */
static void test_no_memory(void)
{
	struct anycastip_row row = fake_row("2001:db8::9", 9);
	struct anycastip_error error;
	unsigned int i;

	for (i = 1;; i++) {
		fail_allocation(i);
		source = source_open(NULL, 0, &error);
		if (!allocation_failed())
			break;
		/* The first read is not part of it. */
		if (!source)
			CU_ASSERT_EQUAL(error.status, ANYCASTIP_NO_MEMORY);
		source_close(source);
	}
	fail_allocation(0);
	CU_ASSERT(i > 5);
	source_close(source);

	for (i = 1;; i++) {
		enum anycastip_status status;
		struct snapshot *snapshot;

		set_up_two();
		fake_rows(&row, 1);
		fail_allocation(i);
		status = source_refresh(source, &error);
		if (!allocation_failed())
			break;
		CU_ASSERT_EQUAL(status, ANYCASTIP_NO_MEMORY);
		CU_ASSERT_EQUAL(error.status, ANYCASTIP_NO_MEMORY);
		snapshot = source_newest(source);
		CU_ASSERT_EQUAL(snapshot->row_count, 2);
		snapshot_unref(snapshot);
		tear_down();
	}
	fail_allocation(0);
	CU_ASSERT_EQUAL(i, 5);
	tear_down();
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"ordinals", test_ordinals},
		{"beginnings of an index", test_beginnings},
		{"sharing", test_sharing},
		{"outliving", test_outliving},
		{"dates", test_dates},
		{"bounds of dates", test_date_bounds},
		{"memory for each row", test_memory},
		{"failed read", test_failure},
		{"failed read at the start", test_failure_at_start},
		{"recent", test_recent},
		{"last change", test_last_change},
		{"expected addresses", test_expected},
		{"expected addresses before the first read",
		 test_expected_before_the_first_read},
		{"configuration read again", test_reload},
		{"no memory", test_no_memory},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "snapshot", tests);
}
