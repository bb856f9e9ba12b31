/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The rule set of agent/walk/walk.h against simulated managers: no SNMP, no
 * kernel, and a table that changes at every read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/walk/walk.h"
#include "tests/unit/tap.h"
#include "tests/unit/fake_anycastip.h"

/* ---- The host: a table of which each generation differs --------------- */

#define ADDRESSES 200

static struct {
	bool present[ADDRESSES];
	bool changing;
	unsigned int generation;
	unsigned int reads;
	struct snapshot *newest;
	struct walks *walks;
	uint64_t now;
	uint32_t transactions;
} host;

static struct anycastip_snapshot *make_table(void)
{
	struct anycastip_snapshot *table;
	struct anycastip_row *rows;
	size_t count = 0, i;

	table = calloc(1, sizeof(*table) + ADDRESSES * sizeof(*rows));
	rows = (struct anycastip_row *)(table + 1);
	for (i = 0; i < ADDRESSES; i++) {
		char text[32];

		if (!host.present[i])
			continue;
		if (i < 10)
			snprintf(text, sizeof(text), "192.0.2.%zu", i);
		else
			snprintf(text, sizeof(text), "2001:db8::%zx", i);
		rows[count] = fake_row(text, 1 + (unsigned int)i % 3);
		rows[count++].stamp = host.generation;
	}
	table->rows = rows;
	table->count = count;
	return table;
}

static void new_generation(void)
{
	struct snapshot_parts parts = {.before = host.newest};
	struct snapshot *snapshot;

	host.generation++;
	parts.table = make_table();
	parts.last_change = host.generation;
	snapshot = snapshot_new(&parts);
	snapshot_unref(host.newest);
	host.newest = snapshot;
}

/* One address comes or goes: at the beginning, in the middle, at the end. */
static void change(void)
{
	static const size_t places[] = {0,   9,	  10,  11,  50,
					100, 101, 150, 198, 199};
	size_t place =
		places[host.generation % (sizeof(places) / sizeof(places[0]))];

	host.present[place] = !host.present[place];
	new_generation();
}

static struct snapshot *fresh(void *context)
{
	(void)context;
	host.reads++;
	if (host.changing)
		change();
	return snapshot_ref(host.newest);
}

static struct snapshot *recent(void *context)
{
	(void)context;
	return snapshot_ref(host.newest);
}

/* `step': every step-th address is there. */
static void set_up_every(size_t step)
{
	struct walk_feed feed = {fresh, recent, NULL};
	size_t i;

	memset(&host, 0, sizeof(host));
	for (i = 0; i < ADDRESSES; i++)
		host.present[i] = i % step == 0;
	new_generation();
	host.changing = true;
	host.now = 100000;
	host.walks = walks_new(&feed);
}

static void set_up(void)
{
	set_up_every(2);
}

static void tear_down(void)
{
	walks_free(host.walks);
	snapshot_unref(host.newest);
}

/* ---- Managers --------------------------------------------------------- */

#define COLUMNS 8

struct cursor {
	unsigned long start[MIB_NAME_MAX];
	size_t start_length;
	unsigned long name[MIB_NAME_MAX];
	size_t length;
	size_t rows;
	bool done;
};

struct manager {
	struct cursor cursors[COLUMNS];
	size_t count;
	unsigned int generation; /* of the first answer */
	unsigned int torn;	 /* answers of another one */
	unsigned int disorder;
	size_t rows_then; /* rows of the snapshot of the first answer */
	size_t answers;
};

static void add_cursor(struct manager *manager, const unsigned long *name,
		       size_t length)
{
	struct cursor *cursor = &manager->cursors[manager->count++];

	memset(cursor, 0, sizeof(*cursor));
	memcpy(cursor->start, name, length * sizeof(*name));
	memcpy(cursor->name, name, length * sizeof(*name));
	cursor->start_length = cursor->length = length;
}

static void start_at_column(struct manager *manager, unsigned int object)
{
	unsigned long name[MIB_NAME_MAX];

	add_cursor(manager, name, mib_object_name(object, name));
}

/* anycastIpObjects with some arcs more. */
static void start_below(struct manager *manager, size_t count, unsigned long a,
			unsigned long b)
{
	unsigned long name[] = {MIB_OBJECTS, a, b};

	add_cursor(manager, name, MIB_OBJECTS_LENGTH + count);
}

static void start_all(struct manager *manager)
{
	memset(manager, 0, sizeof(*manager));
	start_below(manager, 0, 0, 0);
}

static void start_columns(struct manager *manager)
{
	unsigned int object;

	memset(manager, 0, sizeof(*manager));
	for (object = MIB_IF_LUID; object <= MIB_CREATED; object++)
		start_at_column(manager, object);
}

static void take_answer(struct manager *manager, struct cursor *cursor,
			const struct snapshot *snapshot, uint32_t ordinal)
{
	unsigned int object = snapshot_object(snapshot, ordinal);
	unsigned int generation = (unsigned int)snapshot->last_change;
	unsigned long name[MIB_NAME_MAX];
	size_t length = snapshot_name(snapshot, object, ordinal, name);

	if (manager->answers++ == 0) {
		manager->generation = generation;
		manager->rows_then = snapshot->row_count;
	}
	if (mib_compare(cursor->name, cursor->length, name, length) >= 0)
		manager->disorder++;
	memcpy(cursor->name, name, sizeof(name));
	cursor->length = length;
	if (length < cursor->start_length ||
	    memcmp(name, cursor->start, cursor->start_length * sizeof(*name)) !=
		    0) {
		cursor->done = true;
		return;
	}
	if (generation != manager->generation)
		manager->torn++;
	cursor->rows++;
}

static bool is_done(const struct manager *manager)
{
	size_t i;

	for (i = 0; i < manager->count; i++) {
		if (!manager->cursors[i].done)
			return false;
	}
	return true;
}

/* One repetition of a message: one AgentX PDU. */
static void ask(struct manager *manager, uint32_t transaction)
{
	struct mib_place places[COLUMNS];
	struct walk_request request = {.transaction = transaction,
				       .search = true,
				       .places = places,
				       .now = host.now};
	struct walk *walk;
	size_t i;

	for (i = 0; i < manager->count; i++) {
		const struct cursor *cursor = &manager->cursors[i];

		places[request.count++] = mib_place_of(cursor->name,
						       cursor->length);
	}
	walk = walk_begin(host.walks, &request);
	for (i = 0; i < manager->count; i++) {
		struct cursor *cursor = &manager->cursors[i];
		const struct snapshot *snapshot = walk_snapshot(walk);
		bool entered;
		uint32_t ordinal = walk_after(walk, &places[i], false,
					      &entered);

		if (ordinal == snapshot_end(snapshot)) {
			cursor->done = true;
			continue;
		}
		walk_answered(walk, ordinal, entered);
		take_answer(manager, cursor, snapshot, ordinal);
	}
	walk_end(walk);
}

/* A message of so many repetitions, of which the manager gets the first `kept'
 * (a master agent trims). */
static void send_trimmed(struct manager *manager, int repetitions, int kept)
{
	uint32_t transaction = ++host.transactions;
	struct manager trimmed;
	int i;

	for (i = 0; i < kept; i++)
		ask(manager, transaction);
	trimmed = *manager;
	for (; i < repetitions; i++)
		ask(&trimmed, transaction);
	host.now++;
}

static void send(struct manager *manager, int repetitions)
{
	send_trimmed(manager, repetitions, repetitions);
}

/* A message whose answer is lost: the manager is where it was. */
static void send_in_vain(const struct manager *manager, int repetitions)
{
	struct manager copy = *manager;

	send(&copy, repetitions);
}

static void finish(struct manager *manager, int repetitions)
{
	int messages = 0;

	while (!is_done(manager) && messages++ < 10000)
		send(manager, repetitions);
}

/* One moment, in order, to the end, with every row in every column. */
static void check(const struct manager *manager)
{
	size_t i;

	CU_ASSERT_TRUE(is_done(manager));
	CU_ASSERT_EQUAL(manager->torn, 0);
	CU_ASSERT_EQUAL(manager->disorder, 0);
	for (i = 0; i < manager->count; i++) {
		const struct cursor *cursor = &manager->cursors[i];

		if (cursor->start_length == MIB_OBJECTS_LENGTH + 3)
			CU_ASSERT_EQUAL(cursor->rows, manager->rows_then);
		if (cursor->start_length == MIB_OBJECTS_LENGTH)
			CU_ASSERT_EQUAL(cursor->rows,
					8 * manager->rows_then + 16);
	}
}

/* ---- One manager ------------------------------------------------------ */

static const int sizes[] = {1, 2, 3, 7, 10, 25, 50, 100};
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

static void test_whole(void)
{
	size_t i;

	for (i = 0; i < SIZES; i++) {
		struct manager manager;

		set_up();
		start_all(&manager);
		finish(&manager, sizes[i]);
		check(&manager);
		CU_ASSERT_EQUAL(host.reads, 1);
		tear_down();
	}
}

static void test_whole_empty(void)
{
	struct manager manager;

	set_up_every(1);
	memset(host.present, 0, sizeof(host.present));
	new_generation();
	host.changing = false;
	start_all(&manager);
	finish(&manager, 10);
	check(&manager);
	CU_ASSERT_EQUAL(manager.answers, 16);
	tear_down();
}

static void test_all_columns(void)
{
	size_t i;

	for (i = 0; i < SIZES; i++) {
		struct manager manager;

		set_up();
		start_columns(&manager);
		finish(&manager, sizes[i]);
		check(&manager);
		tear_down();
	}
}

/* Each walk begins with a fresh read: the second sees what changed. */
static void test_each_walk_is_fresh(void)
{
	struct manager a, b;

	set_up();
	start_all(&a);
	finish(&a, 10);
	start_all(&b);
	finish(&b, 10);
	check(&a);
	check(&b);
	CU_ASSERT_NOT_EQUAL(a.generation, b.generation);
	tear_down();
}

/* Rule 1: an unchanged table is one snapshot, however many walk. */
static void test_unchanged_is_shared(void)
{
	struct manager managers[20];
	size_t i;

	set_up();
	host.changing = false;
	for (i = 0; i < 20; i++) {
		start_all(&managers[i]);
		send(&managers[i], 3);
	}
	CU_ASSERT_EQUAL(walks_snapshots(host.walks), 1);
	CU_ASSERT_EQUAL(host.reads, 20);
	tear_down();
}

/* A walk that starts at a row that is there, or at one that is gone. */
static void test_start_at_row(void)
{
	struct manager manager, gone;
	unsigned long name[MIB_NAME_MAX];
	size_t length;

	set_up();
	length = snapshot_name(host.newest, MIB_SCOPE_ZONE,
			       host.newest->first[MIB_SCOPE_ZONE] + 60, name);
	memset(&manager, 0, sizeof(manager));
	add_cursor(&manager, name, length);
	manager.cursors[0].start_length = MIB_OBJECTS_LENGTH;
	finish(&manager, 7);
	CU_ASSERT_TRUE(is_done(&manager));
	CU_ASSERT_EQUAL(manager.torn, 0);

	host.present[120] = false;
	new_generation();
	memset(&gone, 0, sizeof(gone));
	add_cursor(&gone, name, length);
	gone.cursors[0].start_length = MIB_OBJECTS_LENGTH;
	finish(&gone, 7);
	CU_ASSERT_TRUE(is_done(&gone));
	CU_ASSERT_EQUAL(gone.torn, 0);
	CU_ASSERT_NOT_EQUAL(gone.generation, manager.generation);
	tear_down();
}

/* A walk of one column or of one family in it. */
static void test_start_in_column(void)
{
	struct manager manager;
	unsigned long name[MIB_NAME_MAX];
	size_t length = mib_object_name(MIB_ORIGIN, name);
	size_t ipv4 = 0, i;

	set_up();
	memset(&manager, 0, sizeof(manager));
	start_at_column(&manager, MIB_ORIGIN);
	finish(&manager, 10);
	check(&manager);

	name[length++] = MIB_IPV4;
	memset(&manager, 0, sizeof(manager));
	add_cursor(&manager, name, length);
	finish(&manager, 3);
	CU_ASSERT_TRUE(is_done(&manager));
	CU_ASSERT_EQUAL(manager.torn, 0);
	for (i = 0; i < 10; i++)
		ipv4 += host.present[i];
	CU_ASSERT_EQUAL(manager.cursors[0].rows, ipv4);
	tear_down();
}

/* The same column again and again is a new walk each time, never an old
 * snapshot, whatever the table's size and the messages'. */
static void test_one_column_polled(void)
{
	static const size_t steps[] = {2, 20, 100};
	size_t i, j, k;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < SIZES; j++) {
			unsigned int last = 0;

			set_up_every(steps[i]);
			for (k = 0; k < 20; k++) {
				struct manager manager;

				memset(&manager, 0, sizeof(manager));
				start_at_column(&manager, MIB_SCOPE_LEVEL);
				finish(&manager, sizes[j]);
				check(&manager);
				CU_ASSERT(manager.generation > last);
				last = manager.generation;
			}
			tear_down();
		}
	}
}

/* So is a poll of the same few rows with GETNEXT, again and again; the rows of
 * one poll are of one moment. */
static void test_rows_polled(void)
{
	struct manager manager, copy;
	unsigned int last = 0;
	int i;

	set_up();
	start_all(&manager);
	send(&manager, 20);
	walks_flush(host.walks);
	for (i = 0; i < 200; i++) {
		copy = manager;
		copy.answers = 0;
		send(&copy, 1);
		CU_ASSERT(copy.generation > last);
		last = copy.generation;
		send(&copy, 1);
		send(&copy, 1);
		CU_ASSERT_EQUAL(copy.torn, 0);
		host.now += 200;
	}
	tear_down();
}

/* Rule 4: column by column, with another manager that walks in between. */
static void test_column_by_column(void)
{
	size_t i;

	for (i = 0; i < SIZES; i++) {
		unsigned int object, generation = 0;
		struct manager other;

		set_up();
		start_all(&other);
		for (object = MIB_IF_LUID; object <= MIB_CREATED; object++) {
			struct manager manager;

			memset(&manager, 0, sizeof(manager));
			start_at_column(&manager, object);
			while (!is_done(&manager)) {
				send(&manager, sizes[i]);
				send(&other, 11);
			}
			check(&manager);
			if (object == MIB_IF_LUID)
				generation = manager.generation;
			CU_ASSERT_EQUAL(manager.generation, generation);
		}
		finish(&other, 11);
		CU_ASSERT_EQUAL(other.torn, 0);
		tear_down();
	}
}

/* The same for the rows of one family only. */
static void test_family_by_column(void)
{
	unsigned long family;

	for (family = MIB_IPV4; family <= MIB_IPV6; family++) {
		unsigned int object, generation = 0;

		set_up();
		for (object = MIB_IF_LUID; object <= MIB_CREATED; object++) {
			unsigned long name[MIB_NAME_MAX];
			size_t length = mib_object_name(object, name);
			struct manager manager;

			name[length++] = family;
			memset(&manager, 0, sizeof(manager));
			add_cursor(&manager, name, length);
			finish(&manager, 10);
			CU_ASSERT_EQUAL(manager.torn, 0);
			if (object == MIB_IF_LUID)
				generation = manager.generation;
			CU_ASSERT_EQUAL(manager.generation, generation);
		}
		tear_down();
	}
}

/* ---- Lost, repeated and trimmed messages ------------------------------ */

static void test_asked_twice(void)
{
	size_t i;
	int times;

	for (i = 0; i < SIZES; i++) {
		for (times = 1; times <= 5; times++) {
			struct manager manager;
			int j;

			set_up();
			start_all(&manager);
			send(&manager, sizes[i]);
			while (!is_done(&manager)) {
				for (j = 0; j < times; j++)
					send_in_vain(&manager, sizes[i]);
				send(&manager, sizes[i]);
			}
			check(&manager);
			tear_down();
		}
	}
}

/* The first answer counts, and the second comes late. */
static void test_answered_twice(void)
{
	struct manager manager;

	set_up();
	start_all(&manager);
	send(&manager, 10);
	while (!is_done(&manager)) {
		struct manager before = manager;

		send(&manager, 10);
		send_in_vain(&before, 10);
	}
	check(&manager);
	tear_down();
}

/* A slow walk stays behind. */
static void test_trimmed(void)
{
	int kept;

	for (kept = 1; kept < 20; kept++) {
		struct manager manager, columns, slow;

		set_up();
		start_all(&manager);
		start_columns(&columns);
		start_all(&slow);
		while (!is_done(&manager) || !is_done(&columns)) {
			if (!is_done(&manager))
				send_trimmed(&manager, 20, kept);
			if (!is_done(&columns))
				send_trimmed(&columns, 20, kept);
			if (manager.answers % 3 == 0)
				send(&slow, 1);
		}
		check(&manager);
		check(&columns);
		finish(&slow, 1);
		check(&slow);
		tear_down();
	}
}

/* ---- Several managers ------------------------------------------------- */

/* The fast one passes the slow one; their messages are of different sizes. */
static void test_overtaking(void)
{
	size_t i, j;

	for (i = 0; i < SIZES; i++) {
		for (j = 0; j < SIZES; j++) {
			struct manager slow, fast;

			if (sizes[j] <= sizes[i] || sizes[j] % sizes[i] == 0)
				continue;
			set_up();
			start_all(&slow);
			send(&slow, sizes[i]);
			send(&slow, sizes[i]);
			start_all(&fast);
			while (!is_done(&slow)) {
				send(&slow, sizes[i]);
				if (!is_done(&fast))
					send(&fast, sizes[j]);
			}
			finish(&fast, sizes[j]);
			check(&slow);
			check(&fast);
			tear_down();
		}
	}
}

/* Managers of the same kind, none passing the other: in step, or in turn. */
static void test_side_by_side(void)
{
	size_t i, j;

	for (i = 0; i < SIZES; i++) {
		struct manager managers[10];
		size_t left = 10;

		set_up();
		for (j = 0; j < 10; j++) {
			start_all(&managers[j]);
			send(&managers[j], sizes[i]);
		}
		while (left > 0) {
			for (j = 0, left = 0; j < 10; j++) {
				if (is_done(&managers[j]))
					continue;
				send(&managers[j], sizes[i]);
				left++;
			}
		}
		for (j = 0; j < 10; j++)
			check(&managers[j]);
		tear_down();
	}
}

/* Managers with messages of any size that go on in any order, of which none
 * comes to the place of another: a column each, the last one started first. */
static void test_in_any_order(void)
{
	unsigned int seed;

	for (seed = 1; seed <= 50; seed++) {
		struct manager managers[8];
		size_t left = 8, j;

		srand(seed);
		set_up();
		for (j = 0; j < 8; j++) {
			memset(&managers[j], 0, sizeof(managers[j]));
			start_at_column(&managers[j],
					MIB_IF_LUID + (unsigned int)(7 - j));
			send(&managers[j], 1 + rand() % 10);
		}
		while (left > 0) {
			j = (size_t)rand() % 8;
			if (is_done(&managers[j]))
				continue;
			send(&managers[j], 1 + rand() % 10);
			left -= is_done(&managers[j]);
		}
		for (j = 0; j < 8; j++)
			check(&managers[j]);
		tear_down();
	}
}

/* All the repetitions of a message belong together, also between those of
 * another one. */
static void test_interleaved_repetitions(void)
{
	struct manager a, b;

	set_up();
	start_all(&a);
	start_all(&b);
	while (!is_done(&a)) {
		uint32_t of_a = ++host.transactions, of_b = ++host.transactions;
		int i;

		for (i = 0; i < 10; i++) {
			ask(&a, of_a);
			ask(&b, of_b);
		}
	}
	check(&a);
	check(&b);
	tear_down();
}

/* Two managers come to the same place, and the one that came last goes on
 * first.  It is answered as the other, until the sizes of their messages tell
 * them apart. */
static void test_mixed_up(void)
{
	static const int small[] = {1, 1, 2}, large[] = {4, 6, 6};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct manager a, b;
		int more;

		for (more = 1; more * small[i] < large[i]; more++) {
			int j;

			set_up();
			start_all(&b);
			send(&b, large[i]);
			send(&b, large[i]);
			start_all(&a);
			while (a.answers < b.answers)
				send(&a, small[i]);
			for (j = 0; j < more; j++)
				send(&a, small[i]);
			finish(&b, large[i]);
			finish(&a, small[i]);
			CU_ASSERT(a.torn > 0);
			CU_ASSERT(a.torn <= (unsigned int)(more * small[i]));
			CU_ASSERT(b.torn <= (unsigned int)small[i]);
			tear_down();
		}
	}
}

/* A manager goes on from where another one's message has come to, too, which
 * is not at its end. */
static void test_in_passing(void)
{
	struct manager a, b;
	uint32_t of_b;
	int i;

	set_up();
	start_all(&b);
	send(&b, 5);
	start_all(&a);
	for (i = 0; i < 7; i++)
		send(&a, 1);
	of_b = ++host.transactions;
	for (i = 0; i < 3; i++)
		ask(&b, of_b);
	send(&a, 1);
	send(&a, 1);
	for (; i < 5; i++)
		ask(&b, of_b);
	finish(&b, 5);
	finish(&a, 1);
	check(&a);
	check(&b);
	tear_down();
}

/* A slow walk, with thirty seconds between its messages, among fast ones. */
static void test_slow(void)
{
	struct manager slow, fast;

	set_up();
	start_all(&slow);
	while (!is_done(&slow)) {
		send(&slow, 7);
		start_all(&fast);
		finish(&fast, 10);
		check(&fast);
		host.now += 3000;
	}
	check(&slow);
	tear_down();
}

/* A manager knows its peers: walks of different peers never mix, even with
 * the same message sizes and passing each other. */
static void test_peers(void)
{
	unsigned long name[] = {MIB_OBJECTS};
	struct mib_place place = mib_place_of(name, MIB_OBJECTS_LENGTH);
	struct walk_request request = {.peer = 1,
				       .transaction = 1,
				       .search = true,
				       .count = 1,
				       .places = &place,
				       .now = host.now};
	struct walk *a, *b;

	set_up();
	a = walk_begin(host.walks, &request);
	request.peer = 2;
	b = walk_begin(host.walks, &request);
	CU_ASSERT_PTR_NOT_EQUAL(a, b);
	CU_ASSERT_PTR_NOT_EQUAL(walk_snapshot(a), walk_snapshot(b));
	tear_down();
}

/* ---- GET
 * ----------------------------------------------------------------------------------
 */

static void test_get(void)
{
	unsigned long name[MIB_NAME_MAX];
	struct mib_place place;
	struct walk_request request = {
		.transaction = 77, .count = 1, .places = &place};
	const struct snapshot *first;
	struct manager manager;
	struct walk *walk;

	set_up();
	host.transactions = 100;
	start_all(&manager);
	send(&manager, 30);
	place = mib_place_of(name, snapshot_name(host.newest, MIB_ORIGIN,
						 host.newest->first[MIB_ORIGIN],
						 name));
	request.now = host.now;
	walk = walk_begin(host.walks, &request);
	first = walk_snapshot(walk);
	CU_ASSERT_EQUAL(walk_at(walk, &place), host.newest->first[MIB_ORIGIN]);
	name[5] = 99;
	place = mib_place_of(name, 20);
	CU_ASSERT_EQUAL(walk_at(walk, &place), snapshot_end(first));

	/* The same message, although the host has changed. */
	change();
	CU_ASSERT_PTR_EQUAL(walk_snapshot(walk_begin(host.walks, &request)),
			    first);
	request.transaction++;
	CU_ASSERT_PTR_EQUAL(walk_snapshot(walk_begin(host.walks, &request)),
			    host.newest);

	/* It belongs to no walk and disturbs none. */
	CU_ASSERT_EQUAL(walks_count(host.walks), 1);
	finish(&manager, 30);
	check(&manager);
	tear_down();
}

/* ---- Ends and bounds -------------------------------------------------- */

static void test_idle(void)
{
	struct manager manager;
	unsigned int generation;

	set_up();
	start_all(&manager);
	send(&manager, 20);
	CU_ASSERT_EQUAL(walks_count(host.walks), 1);
	host.now--;
	CU_ASSERT_EQUAL(walks_expire(host.walks, host.now), WALK_IDLE);
	host.now += WALK_IDLE - 1;
	CU_ASSERT_EQUAL(walks_expire(host.walks, host.now), 1);
	CU_ASSERT_EQUAL(walks_count(host.walks), 1);
	host.now++;
	CU_ASSERT_EQUAL(walks_expire(host.walks, host.now), 0);
	CU_ASSERT_EQUAL(walks_count(host.walks), 0);
	CU_ASSERT_EQUAL(walks_snapshots(host.walks), 0);

	/* Where it goes on nevertheless it is a new walk. */
	generation = manager.generation;
	manager.answers = 0;
	send(&manager, 1);
	CU_ASSERT(manager.generation > generation);
	tear_down();
}

static void test_left(void)
{
	struct manager manager;

	set_up();
	start_all(&manager);
	finish(&manager, 50);
	CU_ASSERT_EQUAL(walks_count(host.walks), 1);
	host.now += WALK_LEFT_IDLE;
	walks_expire(host.walks, host.now);
	CU_ASSERT_EQUAL(walks_count(host.walks), 0);
	tear_down();
}

static void test_flush(void)
{
	struct manager manager;
	struct walk_request get = {.transaction = 500, .now = host.now};

	set_up();
	start_all(&manager);
	send(&manager, 20);
	walk_begin(host.walks, &get);
	CU_ASSERT_EQUAL(host.newest->references, 3);
	walks_flush(host.walks);
	CU_ASSERT_EQUAL(walks_count(host.walks), 0);
	CU_ASSERT_EQUAL(walks_snapshots(host.walks), 0);
	CU_ASSERT_EQUAL(host.newest->references, 1);
	tear_down();
}

/* Fifty at once, over a table that changes at each start: memory is bounded,
 * and those that started before the bound keep theirs. */
static void test_fifty(void)
{
	struct manager managers[50];
	size_t j;

	set_up();
	for (j = 0; j < 50; j++) {
		start_all(&managers[j]);
		send(&managers[j], 50);
		CU_ASSERT(walks_snapshots(host.walks) <= WALK_SNAPSHOTS - 2);
	}
	while (!is_done(&managers[49])) {
		for (j = 0; j < 50; j++) {
			if (!is_done(&managers[j]))
				send(&managers[j], 50);
		}
	}
	for (j = 0; j < 50; j++)
		check(&managers[j]);
	CU_ASSERT(managers[49].generation < 50);
	tear_down();
}

/* Managers that begin and never come back take no place from one under way,
 * and when they are forgotten every walk is fresh again. */
static void test_abandoned(void)
{
	struct manager slow, manager;
	unsigned int generation;
	uint64_t now;
	int i;

	set_up();
	start_all(&slow);
	send(&slow, 20);
	now = host.now;
	for (i = 0; i < 1000; i++) {
		start_all(&manager);
		send(&manager, 1 + i % 19);
		host.now = now;
		CU_ASSERT(walks_count(host.walks) <= WALK_MAX);
		CU_ASSERT(walks_snapshots(host.walks) <= WALK_SNAPSHOTS - 2);
	}
	finish(&slow, 20);
	check(&slow);
	host.now += WALK_IDLE;
	generation = host.generation;
	start_all(&manager);
	send(&manager, 1);
	CU_ASSERT_EQUAL(manager.generation, generation + 1);
	CU_ASSERT_EQUAL(walks_count(host.walks), 1);
	tear_down();
}

/* Nor does one that passes where they stopped go on as one of them. */
static void test_past_abandoned(void)
{
	struct manager manager;
	int i;

	set_up();
	for (i = 0; i < 100; i++) {
		memset(&manager, 0, sizeof(manager));
		start_below(&manager, 1, MIB_TABLE, 0);
		send(&manager, 1 + i % 20);
		host.now += 6;
	}
	/* Now and then it takes a little longer. */
	start_all(&manager);
	for (i = 0; !is_done(&manager); i++) {
		send(&manager, 1);
		host.now += i % 7 == 0 ? 2 : (uint64_t)-1;
	}
	check(&manager);

	/* Walks of a column each, and one over all of them in messages of the
	 * same size. */
	for (i = 0; i < 8; i++) {
		memset(&manager, 0, sizeof(manager));
		start_at_column(&manager, MIB_IF_LUID + (unsigned int)i);
		finish(&manager, 10);
		memset(&manager, 0, sizeof(manager));
		start_below(&manager, 2, MIB_TABLE, 1);
		finish(&manager, 10);
		CU_ASSERT_EQUAL(manager.torn, 0);
	}
	tear_down();
}

/* Walks that came to their end make room: a thousand complete ones, each of
 * them fresh, beside one under way. */
static void test_complete(void)
{
	struct manager slow, manager;
	unsigned int last = 0;
	uint64_t now;
	int i;

	set_up();
	start_all(&slow);
	send(&slow, 20);
	now = host.now;
	for (i = 0; i < 1000; i++) {
		memset(&manager, 0, sizeof(manager));
		if (i % 2)
			start_below(&manager, 1, MIB_TABLE, 0);
		else
			start_columns(&manager);
		finish(&manager, 30);
		host.now = now;
		CU_ASSERT_EQUAL(manager.torn, 0);
		CU_ASSERT(manager.generation > last);
		last = manager.generation;
	}
	finish(&slow, 20);
	check(&slow);
	tear_down();
}

/* More walks than there are places: the newest is joined, and goes on. */
static void test_more_than_places(void)
{
	struct manager managers[WALK_MAX], late;
	size_t j;

	set_up();
	for (j = 0; j < WALK_MAX; j++) {
		start_all(&managers[j]);
		send(&managers[j], 1 + (int)j);
	}
	CU_ASSERT_EQUAL(walks_count(host.walks), WALK_MAX);
	start_all(&late);
	send(&late, 2 * WALK_MAX);
	CU_ASSERT_EQUAL(walks_count(host.walks), WALK_MAX);
	CU_ASSERT_EQUAL(late.generation, managers[WALK_MAX - 1].generation);
	send(&managers[WALK_MAX - 1], WALK_MAX);
	send(&late, 2 * WALK_MAX);
	CU_ASSERT_EQUAL(late.torn, 0);
	CU_ASSERT_EQUAL(managers[WALK_MAX - 1].torn, 0);
	tear_down();
}

/* More variables than are looked at are answered all the same. */
static void test_many_variables(void)
{
	unsigned long name[MIB_NAME_MAX];
	struct mib_place places[100];
	struct walk_request request = {.transaction = 1,
				       .search = true,
				       .count = 100,
				       .places = places};
	struct walk *walk;
	size_t i;

	set_up();
	for (i = 0; i < 100; i++)
		places[i] = mib_place_of(name,
					 mib_object_name(MIB_IF_LUID, name));
	walk = walk_begin(host.walks, &request);
	for (i = 0; i < 100; i++) {
		bool entered;
		uint32_t ordinal = walk_after(walk, &places[i], false,
					      &entered);

		CU_ASSERT_EQUAL(ordinal,
				walk_snapshot(walk)->first[MIB_IF_LUID]);
		walk_answered(walk, ordinal, entered);
	}
	walk_end(walk);
	tear_down();
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"whole table", test_whole},
		{"empty table", test_whole_empty},
		{"all columns at once", test_all_columns},
		{"each walk is fresh", test_each_walk_is_fresh},
		{"unchanged is shared", test_unchanged_is_shared},
		{"start at a row", test_start_at_row},
		{"start in a column", test_start_in_column},
		{"one column polled", test_one_column_polled},
		{"rows polled", test_rows_polled},
		{"column by column", test_column_by_column},
		{"family by column", test_family_by_column},
		{"asked twice", test_asked_twice},
		{"answered twice", test_answered_twice},
		{"trimmed", test_trimmed},
		{"overtaking", test_overtaking},
		{"side by side", test_side_by_side},
		{"in any order", test_in_any_order},
		{"interleaved repetitions", test_interleaved_repetitions},
		{"mixed up", test_mixed_up},
		{"in passing", test_in_passing},
		{"slow", test_slow},
		{"peers", test_peers},
		{"get", test_get},
		{"idle", test_idle},
		{"left", test_left},
		{"flush", test_flush},
		{"fifty", test_fifty},
		{"abandoned", test_abandoned},
		{"past abandoned ones", test_past_abandoned},
		{"complete", test_complete},
		{"more than places", test_more_than_places},
		{"many variables", test_many_variables},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "walk", tests);
}
