/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads when something changed, holds it against the ledger, and tells the
 * differences.
 */
#include "agent/notify/notify.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <stdlib.h>
#include <string.h>

#include "agent/clock.h"
#include "agent/notify/ledger.h"
#include "agent/log.h"
#include "agent/mib/mib.h"
#include "agent/walk/snapshot.h"
#include "agent/walk/source.h"
#include "agent/agentx/agentx.h"
#include "agent/agentx/library.h"
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

struct notify {
	struct source *source;
	struct ledger *ledger;
	struct anycastip_settings settings;
	struct snapshot *seen; /* what the ledger knows, or NULL */
	bool seen_is_stale;    /* it is to be taken in anew */

	int64_t read_due;
	enum anycastip_status read_status;

	int64_t act_due;	  /* when a difference is due */
	netsnmp_session *session; /* with the master agent, or NULL */
	bool in_flight;
	int64_t send_not_before;
	bool refusal_told;
	/* Of each listener. */
	int64_t summary_not_before[LEDGER_LISTENERS];
	struct credit credits[LEDGER_LISTENERS];
};

/* ---- Settings --------------------------------------------------------- */

/* Whether anybody is to be told anything. */
static bool is_active(const struct notify *notify)
{
	return notify->settings.notify_rows ||
	       notify->settings.notify_delivery || !notify->seen ||
	       notify->seen_is_stale || notify->seen->expected_count > 0;
}

void notify_configure(struct notify *notify,
		      const struct anycastip_settings *wanted)
{
	notify->settings = *wanted;
	ledger_configure(notify->ledger, &notify->settings);
	notify->seen_is_stale = true;
	notify->read_due = clock_now();
}

struct notify *notify_new(struct source *source,
			  const struct anycastip_settings *wanted)
{
	struct notify *notify = calloc(1, sizeof(*notify));
	int i;

	if (notify)
		notify->ledger = ledger_new();
	if (!notify || !notify->ledger) {
		free(notify);
		log_error("no memory for the notifications");
		return NULL;
	}
	notify->source = source;
	notify->act_due = NEVER;
	for (i = 0; i < LEDGER_LISTENERS; i++) {
		notify->credits[i].left = CREDIT_MAX;
		notify->credits[i].counted = clock_now();
	}
	notify_configure(notify, wanted);
	return notify;
}

void notify_free(struct notify *notify)
{
	if (!notify)
		return;
	snapshot_unref(notify->seen);
	ledger_free(notify->ledger);
	free(notify);
}

/* ---- Credit ----------------------------------------------------------- */

static int64_t price(const struct notify *notify)
{
	return CREDIT_MAX / notify->settings.rate_limit;
}

static bool can_afford(struct notify *notify, enum ledger_listener listener,
		       size_t count)
{
	struct credit *credit = &notify->credits[listener];
	int64_t now = clock_now();

	credit->left += now - credit->counted;
	credit->counted = now;
	if (credit->left > CREDIT_MAX)
		credit->left = CREDIT_MAX;
	return (int64_t)count <= credit->left / price(notify);
}

static void pay(struct notify *notify, enum ledger_listener listener)
{
	notify->credits[listener].left -= price(notify);
}

/* Too much changed to be told one by one: whether that may be told now. */
static bool may_sum_up(struct notify *notify, enum ledger_listener listener,
		       int64_t now)
{
	if (now < notify->summary_not_before[listener])
		return false;
	notify->summary_not_before[listener] =
		now + notify->settings.hold_time * NS_PER_S + NS_PER_S;
	ledger_offer_all(notify->ledger, listener);
	return true;
}

/* ---- The log ---------------------------------------------------------- */

static void log_expected(const struct ledger_change *change)
{
	const struct expected_row *row = &change->expected;
	char text[ANYCASTIP_TEXT_SIZE];
	const char *on = row->expected.ifname[0] ? " on " : "";

	expected_address_text(&row->expected, text);
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
static int64_t tell_log(struct notify *notify, int64_t now)
{
	struct ledger_count count = ledger_count(notify->ledger, LEDGER_LOG,
						 now);
	struct ledger_change change;

	if (count.due == 0)
		return count.next;
	if (!can_afford(notify, LEDGER_LOG, count.all)) {
		if (!may_sum_up(notify, LEDGER_LOG, now))
			return notify->summary_not_before[LEDGER_LOG];
		log_warning("%zu changes of the anycast table at once; of the "
			    "expected addresses %u are missing, %u "
			    "undelivered",
			    count.all, notify->seen->expected_missing,
			    notify->seen->expected_undelivered);
		ledger_accept(notify->ledger, LEDGER_LOG);
		return NEVER;
	}
	while (ledger_offer(notify->ledger, LEDGER_LOG, now, &change)) {
		pay(notify, LEDGER_LOG);
		log_change(&change);
		ledger_accept(notify->ledger, LEDGER_LOG);
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

/* The first instances of these objects. */
static bool add_values(netsnmp_pdu *pdu, const struct notify *notify,
		       const struct snapshot *snapshot,
		       const unsigned int *objects, size_t count)
{
	oid name[MIB_NAME_MAX];
	struct value value;
	size_t length;

	for (; count > 0; count--, objects++) {
		instance_value(snapshot, notify->source, *objects, 0, &value);
		length = snapshot_name(snapshot, *objects,
				       snapshot->first[*objects], name);
		if (!snmp_pdu_add_variable(pdu, name, length, value.type,
					   value.data, value.length))
			return false;
	}
	return true;
}

/* In a snapshot of its own, as a row may be gone from all others. */
static bool add_variables(netsnmp_pdu *pdu, const struct notify *notify,
			  struct ledger_change *change)
{
	static const unsigned int of_row[] = {MIB_ADDRESS_TEXT, MIB_IF_NAME,
					      MIB_ORIGIN, MIB_STATE};
	static const unsigned int of_expected[] = {
		MIB_EXPECTED_ADDRESS_TEXT, MIB_EXPECTED_WANTED_IF_NAME,
		MIB_EXPECTED_STATE,	   MIB_EXPECTED_IF_INDEX,
		MIB_EXPECTED_LAST_CHANGE,  MIB_EXPECTED_TRANSITIONS,
	};
	static const unsigned int counts[] = {
		MIB_IPV4_COUNT,		  MIB_IPV6_COUNT,
		MIB_UNDELIVERED_COUNT,	  MIB_EXPECTED_MISSING,
		MIB_EXPECTED_UNDELIVERED,
	};
	struct anycastip_snapshot table = {1, &change->row};
	struct snapshot one = {.table = &table,
			       .expected = &change->expected,
			       .row_count = 1,
			       .expected_count = 1};

	if (!add_trap_oid(pdu, change->kind))
		return false;
	switch (change->kind) {
	case MIB_TABLE_CHANGE:
		return add_values(pdu, notify, notify->seen, counts,
				  COUNT(counts));
	case MIB_EXPECTED_LOST:
	case MIB_EXPECTED_RESTORED:
		return add_values(pdu, notify, &one, of_expected,
				  COUNT(of_expected));
	default:
		return add_values(pdu, notify, &one, of_row, COUNT(of_row));
	}
}

static netsnmp_pdu *make_message(const struct notify *notify,
				 struct ledger_change *change)
{
	netsnmp_pdu *pdu = library_message(notify->session, AGENTX_NOTIFY);

	if (!pdu)
		return NULL;
	pdu->flags |= UCD_MSG_FLAG_EXPECT_RESPONSE;
	if (add_variables(pdu, notify, change))
		return pdu;
	snmp_free_pdu(pdu);
	return NULL;
}

/* ---- Sending ---------------------------------------------------------- */

static void not_accepted(struct notify *notify)
{
	ledger_withdraw(notify->ledger, LEDGER_MANAGERS);
	notify->in_flight = false;
	notify->send_not_before = clock_now() + SEND_AGAIN;
	notify->act_due = 0;
}

static void take_answer(struct notify *notify, const netsnmp_pdu *answer)
{
	if (answer->errstat != SNMP_ERR_NOERROR) {
		if (!notify->refusal_told)
			log_warning("snmpd refuses a notification with AgentX "
				    "error %ld; it is tried again",
				    answer->errstat);
		notify->refusal_told = true;
		not_accepted(notify);
		return;
	}
	notify->refusal_told = false;
	ledger_accept(notify->ledger, LEDGER_MANAGERS);
	notify->in_flight = false;
	notify->act_due = 0;
}

static int on_answer(int operation, netsnmp_session *session, int reqid,
		     netsnmp_pdu *pdu, void *context)
{
	struct notify *notify = context;

	(void)session;
	(void)reqid;
	/* What belongs to a connection that is gone was settled with it. */
	if (!notify->in_flight)
		return 1;
	if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE)
		take_answer(notify, pdu);
	else if (operation != NETSNMP_CALLBACK_OP_RESEND)
		not_accepted(notify);
	return 1;
}

static void send_message(struct notify *notify, struct ledger_change *change)
{
	netsnmp_pdu *pdu = make_message(notify, change);
	long patience = notify->session->timeout;

	notify->in_flight = true;
	if (!pdu) {
		not_accepted(notify);
		return;
	}
	notify->session->timeout = ANSWER_TIME;
	if (!snmp_async_send(notify->session, pdu, on_answer, notify)) {
		snmp_free_pdu(pdu);
		not_accepted(notify);
	}
	notify->session->timeout = patience;
}

/* When it has something to do next. */
static int64_t tell_managers(struct notify *notify, int64_t now)
{
	struct ledger_change change;
	struct ledger_count count;

	if (notify->in_flight || !notify->session)
		return NEVER;
	count = ledger_count(notify->ledger, LEDGER_MANAGERS, now);
	if (count.due == 0)
		return count.next;
	if (now < notify->send_not_before)
		return notify->send_not_before;
	if (can_afford(notify, LEDGER_MANAGERS, count.all)) {
		if (!ledger_offer(notify->ledger, LEDGER_MANAGERS, now,
				  &change))
			return count.next;
		pay(notify, LEDGER_MANAGERS);
	} else {
		if (!may_sum_up(notify, LEDGER_MANAGERS, now))
			return notify->summary_not_before[LEDGER_MANAGERS];
		memset(&change, 0, sizeof(change));
		change.kind = MIB_TABLE_CHANGE;
	}
	send_message(notify, &change);
	return notify->in_flight ? count.next : notify->send_not_before;
}

/* With a new connection everything goes out again at once.  (The library ends
 * what was in flight on one that is lost, but not before its next reading.) */
static void follow_session(struct notify *notify, netsnmp_session *session)
{
	if (session == notify->session)
		return;
	if (notify->in_flight)
		not_accepted(notify);
	notify->session = session;
	notify->send_not_before = 0;
	notify->act_due = 0;
}

/* ---- Following the rows ----------------------------------------------- */

void notify_changed(struct notify *notify)
{
	if (is_active(notify))
		notify->read_due = earlier(notify->read_due,
					   clock_now() + READ_DELAY);
}

static void notify_read(struct notify *notify, int64_t now)
{
	struct anycastip_error error;
	enum anycastip_status status = source_refresh(notify->source, &error);

	notify->read_due = status == ANYCASTIP_OK ? NEVER : now + READ_AGAIN;
	if (status != ANYCASTIP_OK && status != notify->read_status)
		log_error("cannot read the anycast table: %s", error.text);
	else if (status == ANYCASTIP_OK && notify->read_status != ANYCASTIP_OK)
		log_notice("the anycast table can be read again");
	notify->read_status = status;
}

/* Requests read too: whatever is newest counts. */
static void take_in_rows(struct notify *notify, int64_t now)
{
	struct snapshot *newest = source_newest(notify->source);

	if (newest == notify->seen && !notify->seen_is_stale) {
		snapshot_unref(newest);
		return;
	}
	if (!ledger_update(notify->ledger, newest, now)) {
		/* No memory: what was known stands for now. */
		snapshot_unref(newest);
		notify->read_due = earlier(notify->read_due, now + READ_AGAIN);
		return;
	}
	snapshot_unref(notify->seen);
	notify->seen = newest;
	notify->seen_is_stale = false;
	notify->act_due = 0;
}

void notify_advance(struct notify *notify, netsnmp_session *session)
{
	int64_t now = clock_now(), log_due, managers_due;

	follow_session(notify, session);
	/* A request that read in vain took the kernel's events with it. */
	if (notify->read_due == NEVER && source_error(notify->source))
		notify_changed(notify);
	if (now >= notify->read_due)
		notify_read(notify, now);
	take_in_rows(notify, now);
	if (now < notify->act_due)
		return;
	log_due = tell_log(notify, now);
	managers_due = tell_managers(notify, now);
	notify->act_due = earlier(log_due, managers_due);
}

int64_t notify_deadline(const struct notify *notify)
{
	return earlier(notify->read_due, notify->act_due);
}
