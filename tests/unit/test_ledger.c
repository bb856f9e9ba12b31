/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is due to be told, and what was told.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <CUnit/CUnit.h>

#include "agent/clock.h"
#include "agent/ledger.h"
#include "tap.h"

#define T(seconds) ((seconds)*NS_PER_S)

/* A snapshot on the stack: rows by address octet, expected ones by state. */
struct scene {
	struct snapshot snapshot;
	struct anycastip_snapshot table;
	struct anycastip_row rows[300];
	struct expected_row expected[4];
};

static void scene_begin(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->table.rows = scene->rows;
	scene->snapshot.table = &scene->table;
	scene->snapshot.expected = scene->expected;
}

/* In ascending order of `octet'. */
static void add_row(struct scene *scene, uint8_t octet, uint8_t state)
{
	struct anycastip_row *row = &scene->rows[scene->table.count++];

	scene->snapshot.row_count = scene->table.count;
	row->family = AF_INET;
	row->address[0] = 192;
	row->address[3] = octet;
	row->ifindex = 7;
	row->origin = ANYCASTIP_DECLARED;
	row->state = state;
}

static void add_expected(struct scene *scene, const char *name, uint8_t state)
{
	struct expected_row *row =
		&scene->expected[scene->snapshot.expected_count++];

	snprintf(row->expected.name, sizeof(row->expected.name), "%s", name);
	row->expected.family = AF_INET;
	row->state = state;
}

static struct ledger *new_ledger(bool expected, bool rows, bool delivery,
				 unsigned int hold)
{
	const struct settings settings = {expected, rows, delivery, hold, 10};
	struct ledger *ledger = ledger_new();

	CU_ASSERT_PTR_NOT_NULL_FATAL(ledger);
	ledger_configure(ledger, &settings);
	return ledger;
}

static void update(struct ledger *ledger, const struct scene *scene,
		   int64_t now)
{
	CU_ASSERT_TRUE(ledger_update(ledger, &scene->snapshot, now));
}

static size_t due(const struct ledger *ledger, int64_t now)
{
	return ledger_count(ledger, LEDGER_MANAGERS, now).due;
}

/* Offer one, which is of that kind, and have it accepted. */
static struct ledger_change tell(struct ledger *ledger, int64_t now,
				 enum mib_notification kind)
{
	struct ledger_change change;

	memset(&change, 0, sizeof(change));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, now, &change));
	CU_ASSERT_EQUAL(change.kind, kind);
	ledger_accept(ledger, LEDGER_MANAGERS);
	return change;
}

static void one_expected(struct scene *scene, uint8_t state)
{
	scene_begin(scene);
	add_expected(scene, "dns", state);
}

static void expected_begins_as_delivered(void)
{
	struct ledger *ledger = new_ledger(true, false, false, 2);
	struct ledger_count count;
	struct scene scene;

	one_expected(&scene, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(1));
	count = ledger_count(ledger, LEDGER_MANAGERS, T(9));
	CU_ASSERT_EQUAL(count.due, 0);
	CU_ASSERT_EQUAL(count.next, NEVER);
	ledger_free(ledger);

	ledger = new_ledger(true, false, false, 2);
	one_expected(&scene, MIB_STATE_MISSING);
	update(ledger, &scene, T(1));
	count = ledger_count(ledger, LEDGER_MANAGERS, T(2));
	CU_ASSERT_EQUAL(count.all, 1);
	CU_ASSERT_EQUAL(count.due, 0);
	CU_ASSERT_EQUAL(count.next, T(3));
	CU_ASSERT_EQUAL(due(ledger, T(3)), 1);
	tell(ledger, T(3), MIB_EXPECTED_LOST);
	CU_ASSERT_EQUAL(due(ledger, T(9)), 0);
	ledger_free(ledger);
}

static void expected_states(void)
{
	static const struct {
		uint8_t state;
		enum mib_notification kind;
	} steps[] = {
		{ANYCASTIP_UNDELIVERED, MIB_EXPECTED_LOST},
		{MIB_STATE_MISSING, MIB_EXPECTED_LOST},
		{ANYCASTIP_UNDELIVERED, MIB_EXPECTED_LOST},
		{ANYCASTIP_DELIVERED, MIB_EXPECTED_RESTORED},
		{MIB_STATE_MISSING, MIB_EXPECTED_LOST},
		{ANYCASTIP_DELIVERED, MIB_EXPECTED_RESTORED},
	};
	struct ledger *ledger = new_ledger(true, false, false, 0);
	struct ledger_change change;
	struct scene scene;
	size_t i;

	one_expected(&scene, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(1));
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		one_expected(&scene, steps[i].state);
		update(ledger, &scene, T(2));
		change = tell(ledger, T(2), steps[i].kind);
		CU_ASSERT_STRING_EQUAL(change.expected.expected.name, "dns");
		CU_ASSERT_EQUAL(change.expected.state, steps[i].state);
	}
	ledger_free(ledger);
}

static void undone_within_the_hold_time(void)
{
	struct ledger *ledger = new_ledger(true, false, false, 5);
	struct scene scene;

	one_expected(&scene, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(1));
	one_expected(&scene, MIB_STATE_MISSING);
	update(ledger, &scene, T(2));
	one_expected(&scene, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(6));
	CU_ASSERT_EQUAL(due(ledger, T(99)), 0);
	/* Each change of state begins the time anew. */
	one_expected(&scene, MIB_STATE_MISSING);
	update(ledger, &scene, T(10));
	one_expected(&scene, ANYCASTIP_UNDELIVERED);
	update(ledger, &scene, T(14));
	CU_ASSERT_EQUAL(due(ledger, T(18)), 0);
	CU_ASSERT_EQUAL(due(ledger, T(19)), 1);
	ledger_free(ledger);
}

static void lost_message_goes_out_again(void)
{
	struct ledger *ledger = new_ledger(true, false, false, 0);
	struct ledger_change change;
	struct scene scene;

	one_expected(&scene, MIB_STATE_MISSING);
	update(ledger, &scene, T(1));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, T(1), &change));
	/* It is on its way. */
	CU_ASSERT_EQUAL(due(ledger, T(2)), 0);
	ledger_withdraw(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(ledger, T(2)), 1);

	/* What was accepted is what was offered, not what is since then. */
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, T(2), &change));
	one_expected(&scene, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(3));
	ledger_accept(ledger, LEDGER_MANAGERS);
	tell(ledger, T(3), MIB_EXPECTED_RESTORED);
	CU_ASSERT_EQUAL(due(ledger, T(9)), 0);

	/* Lost, and meanwhile the reason for it is gone: nothing to tell. */
	one_expected(&scene, MIB_STATE_MISSING);
	update(ledger, &scene, T(10));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_MANAGERS, T(10), &change));
	one_expected(&scene, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(11));
	ledger_withdraw(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(ledger, T(99)), 0);
	ledger_free(ledger);
}

static void expected_unwanted(void)
{
	struct ledger *ledger = new_ledger(false, false, false, 0);
	struct scene scene;

	one_expected(&scene, MIB_STATE_MISSING);
	update(ledger, &scene, T(1));
	CU_ASSERT_EQUAL(due(ledger, T(1)), 0);
	/* The log has it all the same. */
	CU_ASSERT_EQUAL(ledger_count(ledger, LEDGER_LOG, T(1)).due, 1);
	ledger_free(ledger);
}

static void listeners_are_apart(void)
{
	struct ledger *ledger = new_ledger(true, false, false, 0);
	struct ledger_change change;
	struct scene scene;

	one_expected(&scene, MIB_STATE_MISSING);
	update(ledger, &scene, T(1));
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_LOG, T(1), &change));
	ledger_accept(ledger, LEDGER_LOG);
	CU_ASSERT_EQUAL(ledger_count(ledger, LEDGER_LOG, T(1)).due, 0);
	CU_ASSERT_EQUAL(due(ledger, T(1)), 1);
	ledger_free(ledger);
}

static void expectations_come_and_go(void)
{
	struct ledger *ledger = new_ledger(true, false, false, 0);
	struct ledger_change change;
	struct scene scene;

	scene_begin(&scene);
	add_expected(&scene, "a", MIB_STATE_MISSING);
	add_expected(&scene, "b", ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(1));
	tell(ledger, T(1), MIB_EXPECTED_LOST);

	/* "a" moves to another place and stays told; "c" is new. */
	scene_begin(&scene);
	add_expected(&scene, "b", ANYCASTIP_DELIVERED);
	add_expected(&scene, "a", MIB_STATE_MISSING);
	add_expected(&scene, "c", MIB_STATE_MISSING);
	update(ledger, &scene, T(2));
	change = tell(ledger, T(2), MIB_EXPECTED_LOST);
	CU_ASSERT_STRING_EQUAL(change.expected.expected.name, "c");
	CU_ASSERT_EQUAL(due(ledger, T(2)), 0);

	/* Another address by the same name is another expectation. */
	scene.expected[1].expected.address[0] = 1;
	update(ledger, &scene, T(3));
	change = tell(ledger, T(3), MIB_EXPECTED_LOST);
	CU_ASSERT_STRING_EQUAL(change.expected.expected.name, "a");

	scene_begin(&scene);
	update(ledger, &scene, T(4));
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
	ledger_free(ledger);
}

static void rows_appear_and_go(void)
{
	struct ledger *ledger = new_ledger(true, true, true, 0);
	struct ledger_change change;
	struct scene scene;

	scene_begin(&scene);
	add_row(&scene, 5, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(1));
	/* It was there before us. */
	CU_ASSERT_EQUAL(due(ledger, T(1)), 0);

	scene_begin(&scene);
	add_row(&scene, 3, ANYCASTIP_UNDELIVERED);
	add_row(&scene, 5, ANYCASTIP_DELIVERED);
	add_row(&scene, 8, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(2));
	change = tell(ledger, T(2), MIB_APPEARED);
	CU_ASSERT_EQUAL(change.row.address[3], 3);
	CU_ASSERT_EQUAL(change.row.state, ANYCASTIP_UNDELIVERED);
	change = tell(ledger, T(2), MIB_APPEARED);
	CU_ASSERT_EQUAL(change.row.address[3], 8);

	scene_begin(&scene);
	add_row(&scene, 3, ANYCASTIP_DELIVERED);
	add_row(&scene, 8, ANYCASTIP_UNDELIVERED);
	update(ledger, &scene, T(3));
	tell(ledger, T(3), MIB_DELIVERED);
	change = tell(ledger, T(3), MIB_GONE);
	CU_ASSERT_EQUAL(change.row.address[3], 5);
	tell(ledger, T(3), MIB_UNDELIVERED);
	CU_ASSERT_EQUAL(due(ledger, T(3)), 0);
	ledger_free(ledger);
}

static void absent_rows_are_forgotten(void)
{
	struct ledger *ledger = new_ledger(true, true, false, 0);
	struct ledger_change change;
	struct scene scene;

	scene_begin(&scene);
	update(ledger, &scene, T(1));
	add_row(&scene, 1, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(2));
	tell(ledger, T(2), MIB_APPEARED);
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_LOG, T(2), &change));
	ledger_accept(ledger, LEDGER_LOG);
	scene_begin(&scene);
	update(ledger, &scene, T(3));
	CU_ASSERT_EQUAL(ledger_size(ledger), 1);
	tell(ledger, T(3), MIB_GONE);
	update(ledger, &scene, T(4));
	/* The log has not been told. */
	CU_ASSERT_EQUAL(ledger_size(ledger), 1);
	CU_ASSERT_TRUE(ledger_offer(ledger, LEDGER_LOG, T(4), &change));
	ledger_accept(ledger, LEDGER_LOG);
	update(ledger, &scene, T(5));
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
	ledger_free(ledger);
}

static void rows_without_delivery(void)
{
	struct ledger *ledger = new_ledger(true, true, false, 0);
	struct scene scene;

	scene_begin(&scene);
	update(ledger, &scene, T(1));
	add_row(&scene, 1, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(2));
	tell(ledger, T(2), MIB_APPEARED);
	scene.rows[0].state = ANYCASTIP_UNDELIVERED;
	update(ledger, &scene, T(3));
	CU_ASSERT_EQUAL(due(ledger, T(3)), 0);
	scene_begin(&scene);
	update(ledger, &scene, T(4));
	tell(ledger, T(4), MIB_GONE);
	ledger_free(ledger);
}

static void delivery_without_rows(void)
{
	struct ledger *ledger = new_ledger(true, false, true, 0);
	struct scene scene;

	scene_begin(&scene);
	update(ledger, &scene, T(1));
	add_row(&scene, 1, ANYCASTIP_DELIVERED);
	add_row(&scene, 2, ANYCASTIP_UNDELIVERED);
	update(ledger, &scene, T(2));
	CU_ASSERT_EQUAL(due(ledger, T(2)), 1);
	tell(ledger, T(2), MIB_UNDELIVERED);
	/* That it is gone is not "delivered". */
	scene_begin(&scene);
	update(ledger, &scene, T(3));
	CU_ASSERT_EQUAL(due(ledger, T(3)), 0);
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
	ledger_free(ledger);
}

static void subnet_router_rows(void)
{
	struct ledger *ledger = new_ledger(true, true, true, 0);
	struct scene scene;

	scene_begin(&scene);
	update(ledger, &scene, T(1));
	add_row(&scene, 1, ANYCASTIP_DELIVERED);
	scene.rows[0].origin = ANYCASTIP_SUBNET_ROUTER;
	update(ledger, &scene, T(2));
	CU_ASSERT_EQUAL(due(ledger, T(2)), 0);
	scene_begin(&scene);
	update(ledger, &scene, T(3));
	CU_ASSERT_EQUAL(due(ledger, T(3)), 0);
	ledger_free(ledger);
}

static void all_in_one(void)
{
	struct ledger *ledger = new_ledger(true, true, false, 1);
	struct ledger_count count;
	struct scene scene;
	int i;

	scene_begin(&scene);
	update(ledger, &scene, T(1));
	for (i = 0; i < 250; i++)
		add_row(&scene, (uint8_t)i, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(2));
	add_row(&scene, 250, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(3));
	count = ledger_count(ledger, LEDGER_MANAGERS, T(3));
	CU_ASSERT_EQUAL(count.all, 251);
	CU_ASSERT_EQUAL(count.due, 250);
	CU_ASSERT_EQUAL(count.next, T(4));
	ledger_offer_all(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(ledger, T(9)), 0);
	ledger_withdraw(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(ledger, T(9)), 251);
	ledger_offer_all(ledger, LEDGER_MANAGERS);
	/* One of them goes while that is on its way: it is told by itself. */
	scene_begin(&scene);
	for (i = 1; i < 251; i++)
		add_row(&scene, (uint8_t)i, ANYCASTIP_DELIVERED);
	update(ledger, &scene, T(4));
	ledger_accept(ledger, LEDGER_MANAGERS);
	CU_ASSERT_EQUAL(due(ledger, T(9)), 1);
	tell(ledger, T(9), MIB_GONE);
	ledger_free(ledger);
}

static void other_settings(void)
{
	const struct settings both = {true, true, true, 0, 10};
	struct ledger *ledger = new_ledger(true, false, false, 0);
	struct scene scene;

	scene_begin(&scene);
	add_row(&scene, 1, ANYCASTIP_UNDELIVERED);
	update(ledger, &scene, T(1));
	ledger_configure(ledger, &both);
	update(ledger, &scene, T(2));
	CU_ASSERT_EQUAL(due(ledger, T(2)), 0);
	scene.rows[0].state = ANYCASTIP_DELIVERED;
	update(ledger, &scene, T(3));
	tell(ledger, T(3), MIB_DELIVERED);
	/* The same settings again change nothing. */
	ledger_configure(ledger, &both);
	scene.rows[0].state = ANYCASTIP_UNDELIVERED;
	update(ledger, &scene, T(4));
	tell(ledger, T(4), MIB_UNDELIVERED);
	ledger_free(ledger);
}

static void nothing_read_yet(void)
{
	struct ledger *ledger = new_ledger(true, true, true, 0);
	struct scene scene;

	one_expected(&scene, MIB_STATE_MISSING);
	scene.snapshot.table = NULL;
	update(ledger, &scene, T(1));
	CU_ASSERT_EQUAL(ledger_size(ledger), 0);
	ledger_free(ledger);
}

/* Random histories: whatever happens to the messages, when all is quiet the
 * last that was told of each row is how it is. */
static void random_histories(void)
{
	uint8_t told[20], actual[20];
	struct ledger_change change;
	struct ledger *ledger;
	struct scene scene;
	int run, step, i;
	int64_t now;

	srand(1);
	for (run = 0; run < 300; run++) {
		ledger = new_ledger(true, true, true, 2);
		scene_begin(&scene);
		now = T(1);
		update(ledger, &scene, now);
		memset(told, 0, sizeof(told));
		memset(actual, 0, sizeof(actual));
		for (step = 0; step < 200; step++) {
			now += rand() % 3 * NS_PER_S;
			if (step < 100)
				actual[rand() % 20] = (uint8_t)(rand() % 3);
			scene_begin(&scene);
			for (i = 0; i < 20; i++) {
				if (actual[i])
					add_row(&scene, (uint8_t)i, actual[i]);
			}
			update(ledger, &scene, now);
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
		ledger_free(ledger);
	}
}

int main(void)
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
		{"no subnet-router rows", subnet_router_rows},
		{"all in one", all_in_one},
		{"other settings", other_settings},
		{"nothing read yet", nothing_read_yet},
		{"random histories", random_histories},
		CU_TEST_INFO_NULL,
	};
	static CU_SuiteInfo suites[] = {
		{"ledger", NULL, NULL, NULL, NULL, tests},
		CU_SUITE_INFO_NULL,
	};

	if (CU_initialize_registry() != CUE_SUCCESS ||
	    CU_register_suites(suites) != CUE_SUCCESS)
		return 1;
	return tap_run();
}
