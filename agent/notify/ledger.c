/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Accounts in the order of the rows, each with what every listener was told.
 */
#include "agent/notify/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "agent/clock.h"

/* What is or was told, beside the states of AnycastIpState. */
#define ABSENT	    0
#define NOT_OFFERED 0xff

struct account {
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

struct accounts {
	struct account *at;
	size_t count;
};

struct ledger {
	struct anycastip_settings settings;
	int64_t hold;
	struct accounts expected; /* in the order of the snapshot */
	struct accounts rows;	  /* likewise, with those that are gone */
	bool rows_known;	  /* since rows were wanted */
};

struct ledger *ledger_new(void)
{
	return calloc(1, sizeof(struct ledger));
}

void ledger_free(struct ledger *ledger)
{
	if (!ledger)
		return;
	free(ledger->expected.at);
	free(ledger->rows.at);
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
		free(ledger->rows.at);
		ledger->rows = (struct accounts){NULL, 0};
		ledger->rows_known = false;
	}
}

/* ---- Taking in what is ------------------------------------------------ */

static void set_actual(struct account *account, uint8_t actual, int64_t now)
{
	if (account->actual == actual)
		return;
	account->actual = actual;
	account->since = now;
}

static void begin_account(struct account *account, uint8_t told, uint8_t actual,
			  int64_t now)
{
	int i;

	for (i = 0; i < LEDGER_LISTENERS; i++) {
		account->told[i] = told;
		account->offered[i] = NOT_OFFERED;
	}
	account->actual = actual;
	account->since = now;
}

/* The accounts for a snapshot's expected addresses; what was told of them
 * before is kept. */
static bool make_expected_accounts(const struct ledger *ledger,
				   const struct snapshot *snapshot, int64_t now,
				   struct accounts *made)
{
	size_t i;

	made->count = snapshot->expected_count;
	made->at = calloc(made->count ? made->count : 1, sizeof(*made->at));
	if (!made->at)
		return false;
	for (i = 0; i < made->count; i++) {
		const struct expected_row *row = &snapshot->expected[i];
		struct account *account = &made->at[i];
		size_t old = expected_find(&row->expected, ledger->expected.at,
					   sizeof(*account),
					   ledger->expected.count, i);

		if (old < ledger->expected.count) {
			*account = ledger->expected.at[old];
			set_actual(account, row->state, now);
		} else {
			begin_account(account, ANYCASTIP_DELIVERED, row->state,
				      now);
			account->is_expected = true;
		}
		account->last.expected = *row;
	}
	return true;
}

static bool is_settled(const struct account *account)
{
	int i;

	for (i = 0; i < LEDGER_LISTENERS; i++) {
		if (account->told[i] != account->actual ||
		    account->offered[i] != NOT_OFFERED)
			return false;
	}
	return true;
}

/* Whether somebody was told, or is being told, that the row is undelivered. */
static bool is_told_undelivered(const struct account *account)
{
	int i;

	for (i = 0; i < LEDGER_LISTENERS; i++) {
		if (account->told[i] == ANYCASTIP_UNDELIVERED ||
		    account->offered[i] == ANYCASTIP_UNDELIVERED)
			return true;
	}
	return false;
}

/* An account whose row is not there (any more).  Who does not ask for rows is
 * not told that one is gone; but one that was told to be undelivered may come
 * back, and is then told to be delivered.  Of those, so many are remembered. */
static void keep_absent(const struct ledger *ledger, const struct account *old,
			int64_t now, struct accounts *made, size_t *lost)
{
	struct account account = *old;

	set_actual(&account, ABSENT, now);
	if (ledger->settings.notify_rows) {
		if (is_settled(&account))
			return;
	} else if (!is_told_undelivered(&account) || ++*lost > LOST_MAX) {
		return;
	}
	made->at[made->count++] = account;
}

static void keep_present(const struct account *old,
			 const struct anycastip_row *row, int64_t now,
			 struct accounts *made)
{
	struct account *account = &made->at[made->count++];

	*account = *old;
	set_actual(account, row->state, now);
	account->last.row = *row;
}

static void add_new(const struct ledger *ledger,
		    const struct anycastip_row *row, int64_t now,
		    struct accounts *made)
{
	struct account *account;
	uint8_t told = ABSENT;

	/* An interface that forwards has them by itself. */
	if (row->origin == ANYCASTIP_SUBNET_ROUTER)
		return;
	if (!ledger->rows_known)
		told = row->state;
	else if (!ledger->settings.notify_rows)
		told = ANYCASTIP_DELIVERED;
	account = &made->at[made->count++];
	memset(account, 0, sizeof(*account));
	begin_account(account, told, row->state, now);
	account->last.row = *row;
}

/* Both are in the order of rows. */
static bool make_row_accounts(const struct ledger *ledger,
			      const struct snapshot *snapshot, int64_t now,
			      struct accounts *made)
{
	const struct accounts *old = &ledger->rows;
	const struct anycastip_snapshot *table = snapshot->table;
	size_t i = 0, j = 0, lost = 0;
	int order;

	made->count = 0;
	made->at = calloc(old->count + table->count + 1, sizeof(*made->at));
	if (!made->at)
		return false;
	while (i < old->count || j < table->count) {
		if (i == old->count)
			order = 1;
		else if (j == table->count)
			order = -1;
		else
			order = anycastip_row_compare(&old->at[i].last.row,
						      &table->rows[j]);
		if (order < 0)
			keep_absent(ledger, &old->at[i++], now, made, &lost);
		else if (order > 0)
			add_new(ledger, &table->rows[j++], now, made);
		else
			keep_present(&old->at[i++], &table->rows[j++], now,
				     made);
	}
	return true;
}

bool ledger_update(struct ledger *ledger, const struct snapshot *snapshot,
		   int64_t now)
{
	struct accounts expected, rows;

	if (!snapshot->table)
		return true;
	if (!make_expected_accounts(ledger, snapshot, now, &expected))
		return false;
	if (wants_rows(&ledger->settings)) {
		if (!make_row_accounts(ledger, snapshot, now, &rows)) {
			free(expected.at);
			return false;
		}
		free(ledger->rows.at);
		ledger->rows = rows;
		ledger->rows_known = true;
	}
	free(ledger->expected.at);
	ledger->expected = expected;
	return true;
}

/* ---- Telling ---------------------------------------------------------- */

/* All accounts one after the other; NULL behind the last. */
static struct account *account_at(const struct ledger *ledger, size_t i)
{
	if (i < ledger->expected.count)
		return &ledger->expected.at[i];
	i -= ledger->expected.count;
	return i < ledger->rows.count ? &ledger->rows.at[i] : NULL;
}

/* What the listener is to know: the actual state as far as it asks for it. */
static uint8_t wanted_state(const struct ledger *ledger,
			    const struct account *account,
			    enum ledger_listener listener)
{
	const struct anycastip_settings *settings = &ledger->settings;

	if (account->is_expected) {
		/* The log is told in any case. */
		if (listener == LEDGER_LOG || settings->notify_expected)
			return account->actual;
		return account->told[listener];
	}
	if (account->actual == ABSENT)
		return settings->notify_rows ? ABSENT : account->told[listener];
	if (settings->notify_delivery)
		return account->actual;
	/* Only whether it is there. */
	return account->told[listener] != ABSENT ? account->told[listener]
						 : account->actual;
}

static bool differs(const struct ledger *ledger, const struct account *account,
		    enum ledger_listener listener)
{
	return account->offered[listener] == NOT_OFFERED &&
	       account->told[listener] !=
		       wanted_state(ledger, account, listener);
}

struct ledger_count ledger_count(const struct ledger *ledger,
				 enum ledger_listener listener, int64_t now)
{
	struct ledger_count count = {.next = NEVER};
	const struct account *account;
	size_t i;

	for (i = 0; (account = account_at(ledger, i)); i++) {
		if (!differs(ledger, account, listener))
			continue;
		count.all++;
		if (account->since + ledger->hold <= now)
			count.due++;
		else
			count.next = earlier(count.next,
					     account->since + ledger->hold);
	}
	return count;
}

static struct account *oldest_due(const struct ledger *ledger,
				  enum ledger_listener listener, int64_t now)
{
	struct account *account, *oldest = NULL;
	size_t i;

	for (i = 0; (account = account_at(ledger, i)); i++) {
		if (differs(ledger, account, listener) &&
		    account->since + ledger->hold <= now &&
		    (!oldest || account->since < oldest->since))
			oldest = account;
	}
	return oldest;
}

static enum mib_notification change_kind(const struct account *account,
					 uint8_t told, uint8_t state)
{
	if (account->is_expected)
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
	struct account *account = oldest_due(ledger, listener, now);

	if (!account)
		return false;
	account->offered[listener] = wanted_state(ledger, account, listener);
	memset(change, 0, sizeof(*change));
	change->kind = change_kind(account, account->told[listener],
				   account->offered[listener]);
	if (account->is_expected)
		change->expected = account->last.expected;
	else
		change->row = account->last.row;
	return true;
}

void ledger_offer_all(struct ledger *ledger, enum ledger_listener listener)
{
	struct account *account;
	size_t i;

	for (i = 0; (account = account_at(ledger, i)); i++) {
		if (differs(ledger, account, listener))
			account->offered[listener] = wanted_state(
				ledger, account, listener);
	}
}

static void close_offers(struct ledger *ledger, enum ledger_listener listener,
			 bool accepted)
{
	struct account *account;
	size_t i;

	for (i = 0; (account = account_at(ledger, i)); i++) {
		if (account->offered[listener] == NOT_OFFERED)
			continue;
		if (accepted)
			account->told[listener] = account->offered[listener];
		account->offered[listener] = NOT_OFFERED;
	}
}

void ledger_accept(struct ledger *ledger, enum ledger_listener listener)
{
	close_offers(ledger, listener, true);
}

void ledger_withdraw(struct ledger *ledger, enum ledger_listener listener)
{
	close_offers(ledger, listener, false);
}

size_t ledger_size(const struct ledger *ledger)
{
	return ledger->expected.count + ledger->rows.count;
}
