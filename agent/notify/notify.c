/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/notify/notify.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <string.h>

#include "agent/clock.h"
#include "agent/mib/expected.h"
#include "agent/notify/ledger.h"
#include "agent/log.h"
#include "agent/mib/mib.h"
#include "agent/mib/scalars.h"
#include "agent/walk/snapshot.h"
#include "agent/walk/source.h"
#include "agent/agentx/agentx.h"
#include "agent/agentx/library.h"
#include "agent/agentx/master.h"
#include "agent/mib/columns.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A change seldom comes alone: they are read this long after the first, and
 * so no more often than that, however fast they change. */
#define READ_DELAY (100 * NS_PER_MS)
/* After a read that failed. */
#define READ_AGAIN (1 * NS_PER_S)
/* How long the master agent may take for its answer, in microseconds: it is
 * not waited for. */
#define ANSWER_TIME 10000000L
/* After a message that was not accepted. */
#define SEND_AGAIN (5 * NS_PER_S)

/* What a listener may still be told one by one: time, of which one message
 * takes its share of a minute. */
struct credit {
	int64_t left;
	int64_t counted; /* when */
};

#define CREDIT_MAX (60 * NS_PER_S)

static struct source *source;
static struct ledger *ledger;
static struct anycastip_settings settings;
static struct snapshot *seen; /* what the ledger knows, or NULL */
static bool seen_is_stale;    /* it is to be taken in anew */

static int64_t read_due = NEVER;
static enum anycastip_status read_status = ANYCASTIP_OK;

static int64_t act_due = NEVER; /* when a difference is due */
static bool in_flight;
static unsigned int connection; /* which one the message in flight is of */
static int64_t send_not_before;
static int64_t table_change_not_before;
static int64_t log_table_change_not_before;
static bool refusal_told;
static struct credit credits[LEDGER_LISTENERS];

/* ---- Settings --------------------------------------------------------- */

/* Whether anybody is to be told anything. */
static bool is_active(void)
{
	return settings.notify_rows || settings.notify_delivery || !seen ||
	       seen_is_stale || seen->expected_count > 0;
}

void notify_configure(const struct anycastip_settings *wanted)
{
	settings = *wanted;
	ledger_configure(ledger, &settings);
	seen_is_stale = true;
	read_due = clock_now();
}

bool notify_start(struct source *rows, const struct anycastip_settings *wanted)
{
	int i;

	ledger = ledger_new();
	if (!ledger) {
		log_error("no memory for the notifications");
		return false;
	}
	source = rows;
	for (i = 0; i < LEDGER_LISTENERS; i++) {
		credits[i].left = CREDIT_MAX;
		credits[i].counted = clock_now();
	}
	notify_configure(wanted);
	return true;
}

void notify_stop(void)
{
	snapshot_unref(seen);
	seen = NULL;
	ledger_free(ledger);
	ledger = NULL;
}

/* ---- Credit ----------------------------------------------------------- */

static int64_t price(void)
{
	return CREDIT_MAX / settings.rate_limit;
}

static bool can_afford(enum ledger_listener listener, size_t count)
{
	struct credit *credit = &credits[listener];
	int64_t now = clock_now();

	credit->left += now - credit->counted;
	credit->counted = now;
	if (credit->left > CREDIT_MAX)
		credit->left = CREDIT_MAX;
	return (int64_t)count <= credit->left / price();
}

static void pay(enum ledger_listener listener)
{
	credits[listener].left -= price();
}

static int64_t table_change_interval(void)
{
	return settings.hold_time * NS_PER_S + NS_PER_S;
}

/* ---- The log ---------------------------------------------------------- */

static void log_expected(const struct ledger_change *change)
{
	const struct expected_row *row = &change->expected;
	struct anycastip_row address = {.family = row->expected.family};
	char text[ANYCASTIP_TEXT_SIZE];
	const char *on = row->expected.ifname[0] ? " on " : "";

	memcpy(address.address, row->expected.address, sizeof(address.address));
	anycastip_address_text(&address, text);
	if (change->kind == MIB_EXPECTED_RESTORED)
		log_notice("expected address %s (%s%s%s) is delivered again",
			   row->expected.name, text, on, row->expected.ifname);
	else
		log_warning("expected address %s (%s%s%s) is %s",
			    row->expected.name, text, on, row->expected.ifname,
			    anycastip_state_name(row->state));
}

static void log_row(const struct ledger_change *change)
{
	const struct anycastip_row *row = &change->row;
	char text[ANYCASTIP_TEXT_SIZE];

	anycastip_address_text(row, text);
	switch (change->kind) {
	case MIB_APPEARED:
		log_notice("anycast address %s appeared on %s: %s, %s", text,
			   row->ifname, anycastip_origin_name(row->origin),
			   anycastip_state_name(row->state));
		break;
	case MIB_GONE:
		log_notice("anycast address %s on %s is gone", text,
			   row->ifname);
		break;
	case MIB_UNDELIVERED:
		log_warning("anycast address %s on %s is undelivered", text,
			    row->ifname);
		break;
	default:
		log_notice("anycast address %s on %s is delivered again", text,
			   row->ifname);
		break;
	}
}

static void log_change(const struct ledger_change *change)
{
	if (change->kind == MIB_EXPECTED_LOST ||
	    change->kind == MIB_EXPECTED_RESTORED)
		log_expected(change);
	else
		log_row(change);
}

/* When it has something to do next. */
static int64_t tell_log(int64_t now)
{
	struct ledger_count count = ledger_count(ledger, LEDGER_LOG, now);
	struct ledger_change change;

	if (count.due == 0)
		return count.next;
	if (!can_afford(LEDGER_LOG, count.all)) {
		if (now < log_table_change_not_before)
			return log_table_change_not_before;
		log_table_change_not_before = now + table_change_interval();
		log_warning("%zu changes of the anycast table at once; of the "
			    "expected addresses %u are missing, %u "
			    "undelivered",
			    count.all, seen->expected_missing,
			    seen->expected_undelivered);
		ledger_offer_all(ledger, LEDGER_LOG);
		ledger_accept(ledger, LEDGER_LOG);
		return NEVER;
	}
	while (ledger_offer(ledger, LEDGER_LOG, now, &change)) {
		pay(LEDGER_LOG);
		log_change(&change);
		ledger_accept(ledger, LEDGER_LOG);
	}
	return count.next;
}

/* ---- The message ------------------------------------------------------ */

static bool add_trap_oid(netsnmp_pdu *pdu, enum mib_notification kind)
{
	static const oid trap_oid[] = {1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};
	oid value[] = {MIB_NOTIFICATIONS, (oid)kind};

	return snmp_pdu_add_variable(pdu, trap_oid, OID_LENGTH(trap_oid),
				     ASN_OBJECT_ID, value,
				     sizeof(value)) != NULL;
}

static bool add_value(netsnmp_pdu *pdu, const struct snapshot *snapshot,
		      unsigned int object, const struct value *value)
{
	oid name[MIB_NAME_MAX];
	size_t length = snapshot_name(snapshot, object, snapshot->first[object],
				      name);

	return snmp_pdu_add_variable(pdu, name, length, value->type,
				     value->data, value->length) != NULL;
}

/* A snapshot of one row only: the row may be gone from all others. */
static bool add_row(netsnmp_pdu *pdu, const struct ledger_change *change)
{
	static const unsigned int objects[] = {MIB_ADDRESS_TEXT, MIB_IF_NAME,
					       MIB_ORIGIN, MIB_STATE};
	struct anycastip_snapshot table = {1, &change->row};
	struct snapshot snapshot = {.table = &table, .row_count = 1};
	struct value value;
	size_t i;

	for (i = 0; i < COUNT(objects); i++) {
		table_value(&snapshot, objects[i], 0, &value);
		if (!add_value(pdu, &snapshot, objects[i], &value))
			return false;
	}
	return true;
}

static bool add_expected(netsnmp_pdu *pdu, const struct ledger_change *change)
{
	static const unsigned int objects[] = {
		MIB_EXPECTED_ADDRESS_TEXT, MIB_EXPECTED_WANTED_IF_NAME,
		MIB_EXPECTED_STATE,	   MIB_EXPECTED_IF_INDEX,
		MIB_EXPECTED_LAST_CHANGE,  MIB_EXPECTED_TRANSITIONS,
	};
	struct expected_row row = change->expected;
	struct snapshot snapshot = {.expected = &row, .expected_count = 1};
	struct value value;
	size_t i;

	for (i = 0; i < COUNT(objects); i++) {
		expected_value(&snapshot, objects[i], 0, &value);
		if (!add_value(pdu, &snapshot, objects[i], &value))
			return false;
	}
	return true;
}

static bool add_counts(netsnmp_pdu *pdu)
{
	static const unsigned int objects[] = {
		MIB_IPV4_COUNT,		  MIB_IPV6_COUNT,
		MIB_UNDELIVERED_COUNT,	  MIB_EXPECTED_MISSING,
		MIB_EXPECTED_UNDELIVERED,
	};
	struct value value;
	size_t i;

	for (i = 0; i < COUNT(objects); i++) {
		scalar_value(seen, source, objects[i], &value);
		if (!add_value(pdu, seen, objects[i], &value))
			return false;
	}
	return true;
}

static bool add_variables(netsnmp_pdu *pdu, const struct ledger_change *change)
{
	if (!add_trap_oid(pdu, change->kind))
		return false;
	switch (change->kind) {
	case MIB_TABLE_CHANGE:
		return add_counts(pdu);
	case MIB_EXPECTED_LOST:
	case MIB_EXPECTED_RESTORED:
		return add_expected(pdu, change);
	default:
		return add_row(pdu, change);
	}
}

static netsnmp_pdu *make_message(const netsnmp_session *session,
				 const struct ledger_change *change)
{
	netsnmp_pdu *pdu = library_message(session, AGENTX_NOTIFY);

	if (!pdu)
		return NULL;
	pdu->flags |= UCD_MSG_FLAG_EXPECT_RESPONSE;
	if (add_variables(pdu, change))
		return pdu;
	snmp_free_pdu(pdu);
	return NULL;
}

/* ---- Sending ---------------------------------------------------------- */

static void not_accepted(void)
{
	ledger_withdraw(ledger, LEDGER_MANAGERS);
	in_flight = false;
	send_not_before = clock_now() + SEND_AGAIN;
	act_due = 0;
}

static void take_answer(const netsnmp_pdu *answer)
{
	if (answer->errstat != SNMP_ERR_NOERROR) {
		if (!refusal_told)
			log_warning("snmpd refuses a notification with AgentX "
				    "error %ld; it is tried again",
				    answer->errstat);
		refusal_told = true;
		not_accepted();
		return;
	}
	refusal_told = false;
	ledger_accept(ledger, LEDGER_MANAGERS);
	in_flight = false;
	act_due = 0;
}

static int on_answer(int operation, netsnmp_session *session, int reqid,
		     netsnmp_pdu *pdu, void *magic)
{
	(void)session;
	(void)reqid;
	/* What belongs to a connection that is gone was settled with it. */
	if (!in_flight || (uintptr_t)magic != connection)
		return 1;
	if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE)
		take_answer(pdu);
	else if (operation != NETSNMP_CALLBACK_OP_RESEND)
		not_accepted();
	return 1;
}

static void send_message(netsnmp_session *session,
			 const struct ledger_change *change)
{
	netsnmp_pdu *pdu = make_message(session, change);
	long patience = session->timeout;

	in_flight = true;
	if (!pdu) {
		not_accepted();
		return;
	}
	session->timeout = ANSWER_TIME;
	if (!snmp_async_send(session, pdu, on_answer,
			     (void *)(uintptr_t)connection)) {
		snmp_free_pdu(pdu);
		not_accepted();
	}
	session->timeout = patience;
}

/* When it has something to do next. */
static int64_t tell_managers(int64_t now)
{
	netsnmp_session *session = subagent_session();
	struct ledger_change change;
	struct ledger_count count;

	if (in_flight || !session)
		return NEVER;
	count = ledger_count(ledger, LEDGER_MANAGERS, now);
	if (count.due == 0)
		return count.next;
	if (now < send_not_before)
		return send_not_before;
	if (can_afford(LEDGER_MANAGERS, count.all)) {
		if (!ledger_offer(ledger, LEDGER_MANAGERS, now, &change))
			return count.next;
		pay(LEDGER_MANAGERS);
	} else {
		if (now < table_change_not_before)
			return table_change_not_before;
		table_change_not_before = now + table_change_interval();
		memset(&change, 0, sizeof(change));
		change.kind = MIB_TABLE_CHANGE;
		ledger_offer_all(ledger, LEDGER_MANAGERS);
	}
	send_message(session, &change);
	return in_flight ? count.next : send_not_before;
}

void notify_connected(void)
{
	connection++;
	send_not_before = 0;
	act_due = 0;
}

void notify_disconnected(void)
{
	if (in_flight)
		not_accepted();
}

/* ---- Following the rows ----------------------------------------------- */

void notify_changed(void)
{
	if (is_active())
		read_due = earlier(read_due, clock_now() + READ_DELAY);
}

static void read_rows(int64_t now)
{
	struct anycastip_error error;
	enum anycastip_status status = source_refresh(source, &error);

	read_due = status == ANYCASTIP_OK ? NEVER : now + READ_AGAIN;
	if (status != ANYCASTIP_OK && status != read_status)
		log_error("cannot read the anycast table: %s", error.text);
	else if (status == ANYCASTIP_OK && read_status != ANYCASTIP_OK)
		log_notice("the anycast table can be read again");
	read_status = status;
}

/* Requests read too: whatever is newest counts. */
static void take_in_rows(int64_t now)
{
	struct snapshot *newest = source_newest(source);

	if (newest == seen && !seen_is_stale) {
		snapshot_unref(newest);
		return;
	}
	if (!ledger_update(ledger, newest, now)) {
		/* No memory: what was known stands for now. */
		snapshot_unref(newest);
		read_due = earlier(read_due, now + READ_AGAIN);
		return;
	}
	snapshot_unref(seen);
	seen = newest;
	seen_is_stale = false;
	act_due = 0;
}

void notify_advance(void)
{
	int64_t now = clock_now(), log_due, managers_due;

	/* A request that read in vain took the kernel's events with it. */
	if (read_due == NEVER && source_error(source))
		notify_changed();
	if (now >= read_due)
		read_rows(now);
	take_in_rows(now);
	if (now < act_due)
		return;
	log_due = tell_log(now);
	managers_due = tell_managers(now);
	act_due = earlier(log_due, managers_due);
}

int64_t notify_deadline(void)
{
	return earlier(read_due, act_due);
}
