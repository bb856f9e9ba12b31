/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is, and what was told of it: for every expected address and, where
 * wanted, every row of anycastIpTable.  A difference that lasts for the hold
 * time is due to be told; one that is undone before that is not.
 *
 * There are two who are told, each in its own time: the log, and the managers
 * by notifications.  What is told to managers is first offered, and counts
 * as told when their master agent has accepted it; so after any loss the
 * difference is still there and goes out again.
 */
#ifndef AGENT_NOTIFY_LEDGER_H
#define AGENT_NOTIFY_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/mib/mib.h"
#include "anycastip.h"
#include "agent/walk/snapshot.h"

enum ledger_listener { LEDGER_LOG, LEDGER_MANAGERS, LEDGER_LISTENERS };

struct ledger;

/* One difference, with the values to tell; for a row that is gone, those that
 * it had last. */
struct ledger_change {
	enum mib_notification kind;
	struct anycastip_row row;     /* of all kinds but the expected ones */
	struct expected_row expected; /* of these */
};

/* NULL where there is no memory. */
struct ledger *ledger_new(void);
void ledger_free(struct ledger *ledger);

/* What is wanted from now on.  Rows that were not wanted before count as told
 * as they are. */
void ledger_configure(struct ledger *ledger,
		      const struct anycastip_settings *settings);

/* Take in what is.  The rows of the first snapshot count as told; expected
 * addresses begin as if told delivered.  False where there is no memory; then
 * nothing has changed. */
bool ledger_update(struct ledger *ledger, const struct snapshot *snapshot,
		   int64_t now);

struct ledger_count {
	size_t all;   /* differences, due or not */
	size_t due;   /* those of them that have lasted for the hold time */
	int64_t next; /* when the next one will have, or NEVER */
};

struct ledger_count ledger_count(const struct ledger *ledger,
				 enum ledger_listener listener, int64_t now);

/* Offer the difference that has been due for longest.  False where none is
 * due. */
bool ledger_offer(struct ledger *ledger, enum ledger_listener listener,
		  int64_t now, struct ledger_change *change);

/* Offer all in one, due or not: whoever is told that much changed looks at how
 * it is now. */
void ledger_offer_all(struct ledger *ledger, enum ledger_listener listener);

/* What was offered has been accepted; or it has not, and is due again. */
void ledger_accept(struct ledger *ledger, enum ledger_listener listener);
void ledger_withdraw(struct ledger *ledger, enum ledger_listener listener);

/* Of all accounts, told or not; for tests. */
size_t ledger_size(const struct ledger *ledger);

#endif
