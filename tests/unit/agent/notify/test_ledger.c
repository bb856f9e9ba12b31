/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is due to be told, and what was told.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/clock.h"
#include "agent/notify/ledger.h"
#include "tests/unit/tap.h"

#define T(seconds) ((seconds)*NS_PER_S)

/* A snapshot on the stack: rows by address octet, expected ones by state. */
struct scene {
	struct snapshot snapshot;
	struct anycastip_snapshot table;
	struct anycastip_row rows[300];
	struct expected_row expected[4];
};

static struct scene scene;
static struct ledger *ledger;

static void scene_begin(void)
{
	memset(&scene, 0, sizeof(scene));
	scene.table.rows = scene.rows;
	scene.snapshot.table = &scene.table;
	scene.snapshot.expected = scene.expected;
}

/* In ascending order of `octet'. */
static void add_row(uint8_t octet, uint8_t state)
{
	struct anycastip_row *row = &scene.rows[scene.table.count++];

	scene.snapshot.row_count = scene.table.count;
	row->family = AF_INET;
	row->address[0] = 192;
	row->address[3] = octet;
	row->ifindex = 7;
	row->origin = ANYCASTIP_DECLARED;
	row->state = state;
}

static void add_expected(const char *name, uint8_t state)
{
	struct expected_row *row =
		&scene.expected[scene.snapshot.expected_count++];

	snprintf(row->expected.name, sizeof(row->expected.name), "%s", name);
	row->expected.family = AF_INET;
	row->state = state;
}

static void end(void)
{
	ledger_free(ledger);
	ledger = NULL;
}

/* An empty ledger, and a host without anything. */
static void begin(bool expected, bool rows, bool delivery, unsigned int hold)
{
	const struct anycastip_settings settings = {expected, rows, delivery,
						    hold, 10};

	end();
	ledger = ledger_new();
	CU_ASSERT_PTR_NOT_NULL_FATAL(ledger);
	ledger_configure(ledger, &settings);
	scene_begin();
}

static void update(int64_t now)
{
	CU_ASSERT_TRUE(ledger_update(ledger, &scene.snapshot, now));
}

static size_t due(int64_t now)
{
	return ledger_count(ledger, LEDGER_MANAGERS, now).due;
}

/* Offer one, which is of that kind, and have it accepted. */
static struct ledger_change tell(int64_t now, enum mib_notification kind)
{
	struct ledger_change change;

	memset(&change, 0, sizeof(change));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, now, &change));
	CU_ASSERT_EQUAL(change.kind, kind);
	ledger_accept(ledger, LEDGER_MANAGERS);
	return change;
}

/* All that is expected is in that state. */
static void expected_is(uint8_t state, int64_t now)
{
	scene_begin();
	add_expected("dns", state);
	update(now);
}

static void expected_begins_as_delivered(void)
{
	struct ledger_count count;

	begin(true, false, false, 2);
	expected_is(ANYCASTIP_DELIVERED, T(1));
	count = ledger_count(ledger, LEDGER_MANAGERS, T(9));
	CU_ASSERT_EQUAL(count.due, 0);
	CU_ASSERT_EQUAL(count.next, NEVER);

	begin(true, false, false, 2);
	expected_is(ANYCASTIP_MISSING, T(1));
	count = ledger_count(ledger, LEDGER_MANAGERS, T(2));
	CU_ASSERT_EQUAL(count.all, 1);
	CU_ASSERT_EQUAL(count.due, 0);
	CU_ASSERT_EQUAL(count.next, T(3));
	CU_ASSERT_EQUAL(due(T(3)), 1);
	tell(T(3), MIB_EXPECTED_LOST);
	CU_ASSERT_EQUAL(due(T(9)), 0);
}

static void expected_states(void)
{
	static const struct {
		uint8_t state;
		enum mib_notification kind;
	} steps[] = {
		{ANYCASTIP_UNDELIVERED, MIB_EXPECTED_LOST},
		{ANYCASTIP_MISSING, MIB_EXPECTED_LOST},
		{ANYCASTIP_UNDELIVERED, MIB_EXPECTED_LOST},
		{ANYCASTIP_DELIVERED, MIB_EXPECTED_RESTORED},
		{ANYCASTIP_MISSING, MIB_EXPECTED_LOST},
		{ANYCASTIP_DELIVERED, MIB_EXPECTED_RESTORED},
	};
	struct ledger_change change;
	size_t i;

	begin(true, false, false, 0);
	expected_is(ANYCASTIP_DELIVERED, T(1));
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		expected_is(steps[i].state, T(2));
		change = tell(T(2), steps[i].kind);
		CU_ASSERT_STRING_EQUAL(change.expected.expected.name, "dns");
		CU_ASSERT_EQUAL(change.expected.state, steps[i].state);
	}
}

static void undone_within_the_hold_time(void)
{
	begin(true, false, false, 5);
	expected_is(ANYCASTIP_DELIVERED, T(1));
	expected_is(ANYCASTIP_MISSING, T(2));
	expected_is(ANYCASTIP_DELIVERED, T(6));
	CU_ASSERT_EQUAL(due(T(99)), 0);
	/* Each change of state begins the time anew. */
	expected_is(ANYCASTIP_MISSING, T(10));
	expected_is(ANYCASTIP_UNDELIVERED, T(14));
	CU_ASSERT_EQUAL(due(T(18)), 0);
	CU_ASSERT_EQUAL(due(T(19)), 1);
}

static void lost_message_goes_out_again(void)
{
	struct ledger_change change;

	begin(true, false, false, 0);
	expected_is(ANYCASTIP_MISSING, T(1));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, T(1), &change));
	/* It is on its way. */
	CU_ASSERT_EQUAL(due(T(2)), 0);
	ledger_withdraw(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(T(2)), 1);

	/* What was accepted is what was offered, not what is since then. */
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, T(2), &change));
	expected_is(ANYCASTIP_DELIVERED, T(3));
	ledger_accept(ledger, LEDGER_MANAGERS);
	tell(T(3), MIB_EXPECTED_RESTORED);
	CU_ASSERT_EQUAL(due(T(9)), 0);

	/* Lost, and meanwhile the reason for it is gone: nothing to tell. */
	expected_is(ANYCASTIP_MISSING, T(10));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, T(10), &change));
	expected_is(ANYCASTIP_DELIVERED, T(11));
	ledger_withdraw(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(T(99)), 0);
}

static void expected_unwanted(void)
{
	begin(false, false, false, 0);
	expected_is(ANYCASTIP_MISSING, T(1));
	CU_ASSERT_EQUAL(due(T(1)), 0);
	/* The log has it all the same. */
	CU_ASSERT_EQUAL(ledger_count(ledger, LEDGER_LOG, T(1)).due, 1);
}

static void listeners_are_apart(void)
{
	struct ledger_change change;

	begin(true, false, false, 0);
	expected_is(ANYCASTIP_MISSING, T(1));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_LOG, T(1), &change));
	ledger_accept(ledger, LEDGER_LOG);
	CU_ASSERT_EQUAL(ledger_count(ledger, LEDGER_LOG, T(1)).due, 0);
	CU_ASSERT_EQUAL(due(T(1)), 1);
}

static void expectations_come_and_go(void)
{
	struct ledger_change change;

	begin(true, false, false, 0);
	add_expected("a", ANYCASTIP_MISSING);
	add_expected("b", ANYCASTIP_DELIVERED);
	update(T(1));
	tell(T(1), MIB_EXPECTED_LOST);

	/* "a" moves to another place and stays told; "c" is new. */
	scene_begin();
	add_expected("b", ANYCASTIP_DELIVERED);
	add_expected("a", ANYCASTIP_MISSING);
	add_expected("c", ANYCASTIP_MISSING);
	update(T(2));
	change = tell(T(2), MIB_EXPECTED_LOST);
	CU_ASSERT_STRING_EQUAL(change.expected.expected.name, "c");
	CU_ASSERT_EQUAL(due(T(2)), 0);

	/* Another address by the same name is another expectation. */
	scene.expected[1].expected.address[0] = 1;
	update(T(3));
	change = tell(T(3), MIB_EXPECTED_LOST);
	CU_ASSERT_STRING_EQUAL(change.expected.expected.name, "a");

	scene_begin();
	update(T(4));
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
}

static void rows_appear_and_go(void)
{
	struct ledger_change change;

	begin(true, true, true, 0);
	add_row(5, ANYCASTIP_DELIVERED);
	update(T(1));
	/* It was there before us. */
	CU_ASSERT_EQUAL(due(T(1)), 0);

	scene_begin();
	add_row(3, ANYCASTIP_UNDELIVERED);
	add_row(5, ANYCASTIP_DELIVERED);
	add_row(8, ANYCASTIP_DELIVERED);
	update(T(2));
	change = tell(T(2), MIB_APPEARED);
	CU_ASSERT_EQUAL(change.row.address[3], 3);
	CU_ASSERT_EQUAL(change.row.state, ANYCASTIP_UNDELIVERED);
	change = tell(T(2), MIB_APPEARED);
	CU_ASSERT_EQUAL(change.row.address[3], 8);

	scene_begin();
	add_row(3, ANYCASTIP_DELIVERED);
	add_row(8, ANYCASTIP_UNDELIVERED);
	update(T(3));
	tell(T(3), MIB_DELIVERED);
	change = tell(T(3), MIB_GONE);
	CU_ASSERT_EQUAL(change.row.address[3], 5);
	tell(T(3), MIB_UNDELIVERED);
	CU_ASSERT_EQUAL(due(T(3)), 0);
}

static void absent_rows_are_forgotten(void)
{
	struct ledger_change change;

	begin(true, true, false, 0);
	update(T(1));
	add_row(1, ANYCASTIP_DELIVERED);
	update(T(2));
	tell(T(2), MIB_APPEARED);
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_LOG, T(2), &change));
	ledger_accept(ledger, LEDGER_LOG);
	scene_begin();
	update(T(3));
	CU_ASSERT_EQUAL(ledger_size(ledger), 1);
	tell(T(3), MIB_GONE);
	update(T(4));
	/* The log has not been told. */
	CU_ASSERT_EQUAL(ledger_size(ledger), 1);
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_LOG, T(4), &change));
	ledger_accept(ledger, LEDGER_LOG);
	update(T(5));
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
}

static void rows_without_delivery(void)
{
	begin(true, true, false, 0);
	update(T(1));
	add_row(1, ANYCASTIP_DELIVERED);
	update(T(2));
	tell(T(2), MIB_APPEARED);
	scene.rows[0].state = ANYCASTIP_UNDELIVERED;
	update(T(3));
	CU_ASSERT_EQUAL(due(T(3)), 0);
	scene_begin();
	update(T(4));
	tell(T(4), MIB_GONE);
}

static void delivery_without_rows(void)
{
	begin(true, false, true, 0);
	update(T(1));
	add_row(1, ANYCASTIP_DELIVERED);
	add_row(2, ANYCASTIP_UNDELIVERED);
	update(T(2));
	CU_ASSERT_EQUAL(due(T(2)), 1);
	tell(T(2), MIB_UNDELIVERED);
	/* That it is gone is not "delivered". */
	scene_begin();
	update(T(3));
	CU_ASSERT_EQUAL(due(T(3)), 0);
	/* But when it is back, who has it as undelivered is told. */
	add_row(2, ANYCASTIP_DELIVERED);
	update(T(4));
	CU_ASSERT_EQUAL(due(T(4)), 1);
	tell(T(4), MIB_DELIVERED);
	scene_begin();
	update(T(5));
	CU_ASSERT_EQUAL(due(T(5)), 0);
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
}

/* Rows that come undelivered and go, on and on, do not fill the memory. */
static void rows_lost_for_good(void)
{
	unsigned int i;

	begin(true, false, true, 0);
	update(T(1));
	for (i = 0; i < 3000; i++) {
		scene_begin();
		add_row(1, ANYCASTIP_UNDELIVERED);
		scene.rows[0].ifindex = i + 1;
		update(T(2 * i + 2));
		tell(T(2 * i + 2), MIB_UNDELIVERED);
	}
	scene_begin();
	update(T(2 * i + 2));
	CU_ASSERT_EQUAL(due(T(2 * i + 2)), 0);
	CU_ASSERT_EQUAL(ledger_size(ledger), 1024);
}

static void subnet_router_rows(void)
{
	begin(true, true, true, 0);
	update(T(1));
	add_row(1, ANYCASTIP_DELIVERED);
	scene.rows[0].origin = ANYCASTIP_SUBNET_ROUTER;
	update(T(2));
	CU_ASSERT_EQUAL(due(T(2)), 0);
	scene_begin();
	update(T(3));
	CU_ASSERT_EQUAL(due(T(3)), 0);
}

static void all_in_one(void)
{
	struct ledger_count count;
	int i;

	begin(true, true, false, 1);
	update(T(1));
	for (i = 0; i < 250; i++)
		add_row((uint8_t)i, ANYCASTIP_DELIVERED);
	update(T(2));
	add_row(250, ANYCASTIP_DELIVERED);
	update(T(3));
	count = ledger_count(ledger, LEDGER_MANAGERS, T(3));
	CU_ASSERT_EQUAL(count.all, 251);
	CU_ASSERT_EQUAL(count.due, 250);
	CU_ASSERT_EQUAL(count.next, T(4));
	ledger_offer_all(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(T(9)), 0);
	ledger_withdraw(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(T(9)), 251);
	ledger_offer_all(ledger, LEDGER_MANAGERS);
	/* One of them goes while that is on its way: it is told by itself. */
	scene_begin();
	for (i = 1; i < 251; i++)
		add_row((uint8_t)i, ANYCASTIP_DELIVERED);
	update(T(4));
	ledger_accept(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(T(9)), 1);
	tell(T(9), MIB_GONE);
}

static void other_settings(void)
{
	const struct anycastip_settings both = {true, true, true, 0, 10};

	begin(true, false, false, 0);
	add_row(1, ANYCASTIP_UNDELIVERED);
	update(T(1));
	ledger_configure(ledger, &both);
	update(T(2));
	CU_ASSERT_EQUAL(due(T(2)), 0);
	scene.rows[0].state = ANYCASTIP_DELIVERED;
	update(T(3));
	tell(T(3), MIB_DELIVERED);
	/* The same settings again change nothing. */
	ledger_configure(ledger, &both);
	scene.rows[0].state = ANYCASTIP_UNDELIVERED;
	update(T(4));
	tell(T(4), MIB_UNDELIVERED);
}

static void nothing_read_yet(void)
{
	begin(true, true, true, 0);
	add_expected("dns", ANYCASTIP_MISSING);
	scene.snapshot.table = NULL;
	update(T(1));
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
}

/* Random histories: whatever happens to the messages, when all is quiet the
 * last that was told of each row is how it is. */
static void random_histories(void)
{
	uint8_t told[20], actual[20];
	struct ledger_change change;
	int run, step, i;
	int64_t now;

	srand(1);
	for (run = 0; run < 300; run++) {
		begin(true, true, true, 2);
		now = T(1);
		update(now);
		memset(told, 0, sizeof(told));
		memset(actual, 0, sizeof(actual));
		for (step = 0; step < 200; step++) {
			now += rand() % 3 * NS_PER_S;
			if (step < 100)
				actual[rand() % 20] = (uint8_t)(rand() % 3);
			scene_begin();
			for (i = 0; i < 20; i++) {
				if (actual[i])
					add_row((uint8_t)i, actual[i]);
			}
			update(now);
			if (!ledger_offer(ledger, LEDGER_MANAGERS, now,
					  &change))
				continue;
			/* Half of them are lost. */
			if (rand() % 2) {
				ledger_withdraw(ledger, LEDGER_MANAGERS);
				continue;
			}
			ledger_accept(ledger, LEDGER_MANAGERS);
			told[change.row.address[3]] =
				change.kind == MIB_GONE ? 0 : change.row.state;
		}
		CU_ASSERT_EQUAL(memcmp(told, actual, sizeof(told)), 0);
	}
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"expected addresses begin as delivered",
		 expected_begins_as_delivered},
		{"every change of an expected address", expected_states},
		{"undone within the hold time", undone_within_the_hold_time},
		{"a lost message goes out again", lost_message_goes_out_again},
		{"expected addresses not wanted", expected_unwanted},
		{"log and managers are told apart", listeners_are_apart},
		{"expectations come and go", expectations_come_and_go},
		{"rows appear and go", rows_appear_and_go},
		{"rows that are gone are forgotten", absent_rows_are_forgotten},
		{"rows without delivery", rows_without_delivery},
		{"delivery without rows", delivery_without_rows},
		{"rows lost for good", rows_lost_for_good},
		{"no subnet-router rows", subnet_router_rows},
		{"all in one", all_in_one},
		{"other settings", other_settings},
		{"nothing read yet", nothing_read_yet},
		{"random histories", random_histories},
		CU_TEST_INFO_NULL,
	};
	static CU_SuiteInfo suites[] = {
		{"ledger", NULL, NULL, NULL, end, tests},
		CU_SUITE_INFO_NULL,
	};

	return tap_run_suites(argc, argv, suites);
}
