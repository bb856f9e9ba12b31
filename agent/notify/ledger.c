/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Entries in the order of the rows, each with what every listener was told.
 */
#include "agent/notify/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "agent/clock.h"

/* What is or was told, beside the states of AnycastIpState. */
#define ABSENT	    0
#define NOT_OFFERED 0xff

struct entry {
	union {
		struct anycastip_row row;
		struct expected_row expected;
	} last; /* the values it has, or had last */
	bool is_expected;
	uint8_t actual;
	uint8_t told[LEDGER_LISTENERS];
	uint8_t offered[LEDGER_LISTENERS];
	int64_t since; /* when actual became what it is */
};

/* Rows that are gone, last told to be undelivered: so many are remembered. */
#define LOST_MAX 1024

struct entries {
	struct entry *entries;
	size_t count;
};

struct ledger {
	struct anycastip_settings settings;
	int64_t hold;
	struct entries expected; /* in the order of the snapshot */
	struct entries rows;	 /* likewise, with those that are gone */
	bool rows_known;	 /* since rows were wanted */
};

struct ledger *ledger_new(void)
{
	return calloc(1, sizeof(struct ledger));
}

void ledger_free(struct ledger *ledger)
{
	if (!ledger)
		return;
	free(ledger->expected.entries);
	free(ledger->rows.entries);
	free(ledger);
}

static bool wants_rows(const struct anycastip_settings *settings)
{
	return settings->notify_rows || settings->notify_delivery;
}

void ledger_configure(struct ledger *ledger,
		      const struct anycastip_settings *settings)
{
	bool other = settings->notify_rows != ledger->settings.notify_rows ||
		     settings->notify_delivery !=
			     ledger->settings.notify_delivery;

	ledger->settings = *settings;
	ledger->hold = settings->hold_time * NS_PER_S;
	if (other) {
		free(ledger->rows.entries);
		ledger->rows = (struct entries){NULL, 0};
		ledger->rows_known = false;
	}
}

/* ---- Taking in what is ------------------------------------------------ */

static void set_actual(struct entry *entry, uint8_t actual, int64_t now)
{
	if (entry->actual == actual)
		return;
	entry->actual = actual;
	entry->since = now;
}

static void begin_entry(struct entry *entry, uint8_t told, uint8_t actual,
			int64_t now)
{
	int i;

	for (i = 0; i < LEDGER_LISTENERS; i++) {
		entry->told[i] = told;
		entry->offered[i] = NOT_OFFERED;
	}
	entry->actual = actual;
	entry->since = now;
}

static bool is_entry_of(const struct entry *entry,
			const struct anycastip_expected *wanted)
{
	return memcmp(&entry->last.expected.expected, wanted,
		      sizeof(*wanted)) == 0;
}

static const struct entry *find_expected(
	const struct entries *entries, const struct anycastip_expected *wanted,
	size_t place)
{
	size_t i;

	if (place < entries->count &&
	    is_entry_of(&entries->entries[place], wanted))
		return &entries->entries[place];
	for (i = 0; i < entries->count; i++)
		if (is_entry_of(&entries->entries[i], wanted))
			return &entries->entries[i];
	return NULL;
}

/* The entries for a snapshot's expected addresses; what was told of them
 * before is kept. */
static bool make_expected_entries(const struct ledger *ledger,
				  const struct snapshot *snapshot, int64_t now,
				  struct entries *made)
{
	size_t i;

	made->count = snapshot->expected_count;
	made->entries = calloc(made->count ? made->count : 1,
			       sizeof(*made->entries));
	if (!made->entries)
		return false;
	for (i = 0; i < made->count; i++) {
		const struct expected_row *row = &snapshot->expected[i];
		struct entry *entry = &made->entries[i];
		const struct entry *old = find_expected(&ledger->expected,
							&row->expected, i);

		if (old) {
			*entry = *old;
			set_actual(entry, row->state, now);
		} else {
			begin_entry(entry, ANYCASTIP_DELIVERED, row->state,
				    now);
			entry->is_expected = true;
		}
		entry->last.expected = *row;
	}
	return true;
}

static bool is_settled(const struct entry *entry)
{
	int i;

	for (i = 0; i < LEDGER_LISTENERS; i++) {
		if (entry->told[i] != entry->actual ||
		    entry->offered[i] != NOT_OFFERED)
			return false;
	}
	return true;
}

/* Whether somebody was told, or is being told, that the row is undelivered. */
static bool is_told_undelivered(const struct entry *entry)
{
	int i;

	for (i = 0; i < LEDGER_LISTENERS; i++) {
		if (entry->told[i] == ANYCASTIP_UNDELIVERED ||
		    entry->offered[i] == ANYCASTIP_UNDELIVERED)
			return true;
	}
	return false;
}

/* An entry whose row is not there (any more).  Who does not ask for rows is not
 * told that one is gone; but one that was told to be undelivered may come back,
 * and is then told to be delivered.  Of those, so many are remembered. */
static void keep_absent(const struct ledger *ledger, const struct entry *old,
			int64_t now, struct entries *made, size_t *lost)
{
	struct entry entry = *old;

	set_actual(&entry, ABSENT, now);
	if (ledger->settings.notify_rows) {
		if (is_settled(&entry))
			return;
	} else if (!is_told_undelivered(&entry) || ++*lost > LOST_MAX) {
		return;
	}
	made->entries[made->count++] = entry;
}

static void keep_present(const struct entry *old,
			 const struct anycastip_row *row, int64_t now,
			 struct entries *made)
{
	struct entry *entry = &made->entries[made->count++];

	*entry = *old;
	set_actual(entry, row->state, now);
	entry->last.row = *row;
}

static void add_new(const struct ledger *ledger,
		    const struct anycastip_row *row, int64_t now,
		    struct entries *made)
{
	struct entry *entry;
	uint8_t told = ABSENT;

	/* An interface that forwards has them by itself. */
	if (row->origin == ANYCASTIP_SUBNET_ROUTER)
		return;
	if (!ledger->rows_known)
		told = row->state;
	else if (!ledger->settings.notify_rows)
		told = ANYCASTIP_DELIVERED;
	entry = &made->entries[made->count++];
	memset(entry, 0, sizeof(*entry));
	begin_entry(entry, told, row->state, now);
	entry->last.row = *row;
}

/* Both are in the order of rows. */
static bool make_row_entries(const struct ledger *ledger,
			     const struct snapshot *snapshot, int64_t now,
			     struct entries *made)
{
	const struct entries *old = &ledger->rows;
	const struct anycastip_snapshot *table = snapshot->table;
	size_t i = 0, j = 0, lost = 0;
	int order;

	made->count = 0;
	made->entries = calloc(old->count + table->count + 1,
			       sizeof(*made->entries));
	if (!made->entries)
		return false;
	while (i < old->count || j < table->count) {
		if (i == old->count)
			order = 1;
		else if (j == table->count)
			order = -1;
		else
			order = anycastip_row_compare(&old->entries[i].last.row,
						      &table->rows[j]);
		if (order < 0)
			keep_absent(ledger, &old->entries[i++], now, made,
				    &lost);
		else if (order > 0)
			add_new(ledger, &table->rows[j++], now, made);
		else
			keep_present(&old->entries[i++], &table->rows[j++], now,
				     made);
	}
	return true;
}

bool ledger_update(struct ledger *ledger, const struct snapshot *snapshot,
		   int64_t now)
{
	struct entries expected, rows;

	if (!snapshot->table)
		return true;
	if (!make_expected_entries(ledger, snapshot, now, &expected))
		return false;
	if (wants_rows(&ledger->settings)) {
		if (!make_row_entries(ledger, snapshot, now, &rows)) {
			free(expected.entries);
			return false;
		}
		free(ledger->rows.entries);
		ledger->rows = rows;
		ledger->rows_known = true;
	}
	free(ledger->expected.entries);
	ledger->expected = expected;
	return true;
}

/* ---- Telling ---------------------------------------------------------- */

/* What the listener is to know: the actual state as far as it asks for it. */
static uint8_t wanted_state(const struct ledger *ledger,
			    const struct entry *entry,
			    enum ledger_listener listener)
{
	const struct anycastip_settings *settings = &ledger->settings;

	if (entry->is_expected) {
		/* The log is told in any case. */
		if (listener == LEDGER_LOG || settings->notify_expected)
			return entry->actual;
		return entry->told[listener];
	}
	if (entry->actual == ABSENT)
		return settings->notify_rows ? ABSENT : entry->told[listener];
	if (settings->notify_delivery)
		return entry->actual;
	/* Only whether it is there. */
	return entry->told[listener] != ABSENT ? entry->told[listener]
					       : entry->actual;
}

static bool differs(const struct ledger *ledger, const struct entry *entry,
		    enum ledger_listener listener)
{
	return entry->offered[listener] == NOT_OFFERED &&
	       entry->told[listener] != wanted_state(ledger, entry, listener);
}

static void count_entries(const struct ledger *ledger,
			  const struct entries *entries,
			  enum ledger_listener listener, int64_t now,
			  struct ledger_count *count)
{
	size_t i;

	for (i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->entries[i];

		if (!differs(ledger, entry, listener))
			continue;
		count->all++;
		if (entry->since + ledger->hold <= now)
			count->due++;
		else
			count->next = earlier(count->next,
					      entry->since + ledger->hold);
	}
}

struct ledger_count ledger_count(const struct ledger *ledger,
				 enum ledger_listener listener, int64_t now)
{
	struct ledger_count count = {.next = NEVER};

	count_entries(ledger, &ledger->expected, listener, now, &count);
	count_entries(ledger, &ledger->rows, listener, now, &count);
	return count;
}

static struct entry *oldest_due(const struct ledger *ledger,
				const struct entries *entries,
				enum ledger_listener listener, int64_t now,
				struct entry *oldest)
{
	size_t i;

	for (i = 0; i < entries->count; i++) {
		struct entry *entry = &entries->entries[i];

		if (differs(ledger, entry, listener) &&
		    entry->since + ledger->hold <= now &&
		    (!oldest || entry->since < oldest->since))
			oldest = entry;
	}
	return oldest;
}

static enum mib_notification change_kind(const struct entry *entry,
					 uint8_t told, uint8_t state)
{
	if (entry->is_expected)
		return state == ANYCASTIP_DELIVERED ? MIB_EXPECTED_RESTORED
						    : MIB_EXPECTED_LOST;
	if (told == ABSENT)
		return MIB_APPEARED;
	if (state == ABSENT)
		return MIB_GONE;
	return state == ANYCASTIP_DELIVERED ? MIB_DELIVERED : MIB_UNDELIVERED;
}

bool ledger_offer(struct ledger *ledger, enum ledger_listener listener,
		  int64_t now, struct ledger_change *change)
{
	struct entry *entry;

	entry = oldest_due(ledger, &ledger->expected, listener, now, NULL);
	entry = oldest_due(ledger, &ledger->rows, listener, now, entry);
	if (!entry)
		return false;
	entry->offered[listener] = wanted_state(ledger, entry, listener);
	memset(change, 0, sizeof(*change));
	change->kind = change_kind(entry, entry->told[listener],
				   entry->offered[listener]);
	if (entry->is_expected)
		change->expected = entry->last.expected;
	else
		change->row = entry->last.row;
	return true;
}

static void offer_entries(struct ledger *ledger, struct entries *entries,
			  enum ledger_listener listener)
{
	size_t i;

	for (i = 0; i < entries->count; i++) {
		struct entry *entry = &entries->entries[i];

		if (differs(ledger, entry, listener))
			entry->offered[listener] = wanted_state(ledger, entry,
								listener);
	}
}

void ledger_offer_all(struct ledger *ledger, enum ledger_listener listener)
{
	offer_entries(ledger, &ledger->expected, listener);
	offer_entries(ledger, &ledger->rows, listener);
}

static void close_offers(struct entries *entries, enum ledger_listener listener,
			 bool accepted)
{
	size_t i;

	for (i = 0; i < entries->count; i++) {
		struct entry *entry = &entries->entries[i];

		if (entry->offered[listener] == NOT_OFFERED)
			continue;
		if (accepted)
			entry->told[listener] = entry->offered[listener];
		entry->offered[listener] = NOT_OFFERED;
	}
}

void ledger_accept(struct ledger *ledger, enum ledger_listener listener)
{
	close_offers(&ledger->expected, listener, true);
	close_offers(&ledger->rows, listener, true);
}

void ledger_withdraw(struct ledger *ledger, enum ledger_listener listener)
{
	close_offers(&ledger->expected, listener, false);
	close_offers(&ledger->rows, listener, false);
}

size_t ledger_size(const struct ledger *ledger)
{
	return ledger->expected.count + ledger->rows.count;
}
