/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Notifications without a master agent: what is sent, when, and what becomes of
 * it when the answer, the connection or memory is missing.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/clock.h"
#include "agent/log.h"
#include "agent/mib/mib.h"
#include "agent/notify/notify.h"
#include "agent/walk/source.h"
#include "tests/unit/failing.h"
#include "tests/unit/fake_anycastip.h"
#include "tests/unit/tap.h"

/* ---- The world around it ------------------------------------------------- */

static struct source *source;
static netsnmp_session session; /* with the master agent */
static bool connected;
static struct notify *notify;
static int64_t now = 1000 * NS_PER_S;

/* The message in flight, and how many there were. */
static netsnmp_pdu *message;
static snmp_callback answer_to;
static void *magic;
static unsigned int sent;
static bool send_fails;
static unsigned int lines; /* of the log, without those of LOG_DEBUG */

/* The library's own calls of what is wrapped come here, too. */
#pragma GCC visibility push(default)

int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
	(void)clock;
	time->tv_sec = now / NS_PER_S;
	time->tv_nsec = now % NS_PER_S;
	return 0;
}

netsnmp_pdu *__real_snmp_pdu_create(int command);
netsnmp_pdu *__wrap_snmp_pdu_create(int command);
netsnmp_pdu *__wrap_snmp_pdu_create(int command)
{
	return allocation_fails() ? NULL : __real_snmp_pdu_create(command);
}

netsnmp_variable_list *__real_snmp_pdu_add_variable(netsnmp_pdu *pdu,
						    const oid *name,
						    size_t length, u_char type,
						    const void *value,
						    size_t size);
netsnmp_variable_list *__wrap_snmp_pdu_add_variable(netsnmp_pdu *pdu,
						    const oid *name,
						    size_t length, u_char type,
						    const void *value,
						    size_t size);
netsnmp_variable_list *__wrap_snmp_pdu_add_variable(netsnmp_pdu *pdu,
						    const oid *name,
						    size_t length, u_char type,
						    const void *value,
						    size_t size)
{
	if (allocation_fails())
		return NULL;
	return __real_snmp_pdu_add_variable(pdu, name, length, type, value,
					    size);
}

int __wrap_snmp_async_send(netsnmp_session *with, netsnmp_pdu *pdu,
			   snmp_callback callback, void *context);
int __wrap_snmp_async_send(netsnmp_session *with, netsnmp_pdu *pdu,
			   snmp_callback callback, void *context)
{
	CU_ASSERT_PTR_EQUAL(with, &session);
	/* One in flight. */
	CU_ASSERT_PTR_NULL(message);
	sent++;
	if (send_fails)
		return 0;
	message = pdu;
	answer_to = callback;
	magic = context;
	return 1;
}

#pragma GCC visibility pop

void __wrap_log_message(int priority, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void __wrap_log_message(int priority, const char *format, ...)
{
	(void)format;
	lines += priority != LOG_DEBUG;
}

/* ---- What happens -------------------------------------------------------- */

static void go_on(void)
{
	notify_advance(notify, connected ? &session : NULL);
}

/* Let everything happen that is due within the time. */
static void pass(int64_t time)
{
	int64_t end = now + time;

	go_on();
	while (notify_deadline(notify) <= end) {
		if (notify_deadline(notify) > now)
			now = notify_deadline(notify);
		go_on();
	}
	now = end;
}

static void end_message(void)
{
	snmp_free_pdu(message);
	message = NULL;
}

/* The master agent's answer, or another end. */
static void answer(int operation, long error)
{
	netsnmp_pdu response = {.errstat = error};

	CU_ASSERT_PTR_NOT_NULL_FATAL(message);
	end_message();
	answer_to(operation, &session, 1, &response, magic);
}

static void accept_it(void)
{
	answer(NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE, SNMP_ERR_NOERROR);
}

/* The kind of the message in flight, or 0. */
static unsigned long kind(void)
{
	const netsnmp_variable_list *variable;

	if (!message)
		return 0;
	variable = message->variables;
	return variable->val.objid[variable->val_len / sizeof(oid) - 1];
}

static struct anycastip_row rows[100];

/* The host has so many rows now. */
static void have_rows(size_t count)
{
	fake_rows(rows, count);
	notify_changed(notify);
}

static bool start(void)
{
	const struct anycastip_settings settings = {
		.notify_expected = true,
		.notify_rows = true,
		.rate_limit = 60,
	};

	notify = notify_new(source, &settings);
	return notify != NULL;
}

static void set_up(void)
{
	struct anycastip_expected expected = {.name = "dns", .family = AF_INET};
	char text[20];
	size_t i;

	inet_pton(AF_INET, "192.0.2.0", expected.address);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "192.0.2.%zu", i);
		rows[i] = fake_row(text, 1);
	}
	/* Whatever was to be waited for is over. */
	now += 10000 * NS_PER_S;
	sent = lines = 0;
	fail_allocation(0);
	connected = true;
	send_fails = false;
	fake_expected(&expected, 1);
	fake_rows(rows, 1);
	fake_read_fails(ANYCASTIP_OK);
	source = source_open(NULL, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	CU_ASSERT_TRUE_FATAL(start());
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(sent, 0);
}

static void tear_down(void)
{
	end_message();
	notify_free(notify);
	source_close(source);
}

/* ---- Tests --------------------------------------------------------------- */

static void one_in_flight(void)
{
	set_up();
	have_rows(3);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
	CU_ASSERT_EQUAL(sent, 1);
	pass(100 * NS_PER_S);
	CU_ASSERT_EQUAL(sent, 1);
	accept_it();
	pass(0);
	CU_ASSERT_EQUAL(sent, 2);
	CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
	accept_it();
	/* The expected address goes with its row. */
	have_rows(0);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(kind(), MIB_EXPECTED_LOST);
	accept_it();
	pass(0);
	CU_ASSERT_EQUAL(kind(), MIB_GONE);
	tear_down();
}

/* However a message fails, it goes out again, and not at once. */
static void failed_messages(void)
{
	static const int ends[] = {
		NETSNMP_CALLBACK_OP_TIMED_OUT,
		NETSNMP_CALLBACK_OP_SEND_FAILED,
		NETSNMP_CALLBACK_OP_DISCONNECT,
		NETSNMP_CALLBACK_OP_SEC_ERROR,
	};
	size_t i;

	set_up();
	have_rows(2);
	pass(NS_PER_S);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
		answer(ends[i], 0);
		pass(4 * NS_PER_S);
		CU_ASSERT_PTR_NULL(message);
		pass(2 * NS_PER_S);
		CU_ASSERT_EQUAL(sent, i + 2);
	}
	/* That it was sent once more is no end. */
	answer_to(NETSNMP_CALLBACK_OP_RESEND, &session, 1, NULL, magic);
	pass(10 * NS_PER_S);
	CU_ASSERT_EQUAL(sent, i + 1);
	accept_it();
	pass(10 * NS_PER_S);
	CU_ASSERT_EQUAL(sent, i + 1);
	tear_down();
}

static void refused_messages(void)
{
	unsigned int before;
	int i;

	set_up();
	have_rows(2);
	pass(NS_PER_S);
	before = lines;
	for (i = 0; i < 3; i++) {
		answer(NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE, 268);
		pass(6 * NS_PER_S);
	}
	CU_ASSERT_EQUAL(sent, 4);
	CU_ASSERT_EQUAL(lines, before + 1);
	accept_it();
	have_rows(1);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(kind(), MIB_GONE);
	before = lines;
	answer(NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE, 268);
	CU_ASSERT_EQUAL(lines, before + 1);
	tear_down();
}

static void unsendable_messages(void)
{
	set_up();
	send_fails = true;
	have_rows(2);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(sent, 1);
	send_fails = false;
	pass(4 * NS_PER_S);
	CU_ASSERT_EQUAL(sent, 1);
	pass(2 * NS_PER_S);
	CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
	tear_down();
}

/* What was under way when the connection went is sent on the next one, at
 * once; the end that the library gives it later means nothing. */
static void lost_connection(void)
{
	snmp_callback old_answer;
	void *old_magic;

	set_up();
	have_rows(2);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
	old_answer = answer_to;
	old_magic = magic;
	connected = false;
	go_on();
	end_message();
	old_answer(NETSNMP_CALLBACK_OP_TIMED_OUT, &session, 1, NULL, old_magic);
	/* Less than is waited for after a failure. */
	pass(2 * NS_PER_S);
	CU_ASSERT_EQUAL(sent, 1);
	/* Meanwhile it is gone: nothing to tell, but of another. */
	have_rows(1);
	pass(NS_PER_S);
	have_rows(3);
	pass(NS_PER_S);
	connected = true;
	pass(0);
	CU_ASSERT_EQUAL(sent, 2);
	accept_it();
	pass(0);
	CU_ASSERT_EQUAL(sent, 3);
	accept_it();
	pass(100 * NS_PER_S);
	CU_ASSERT_EQUAL(sent, 3);
	tear_down();
}

static void storm(void)
{
	set_up();
	have_rows(100);
	pass(NS_PER_S / 5);
	CU_ASSERT_EQUAL(kind(), MIB_TABLE_CHANGE);
	accept_it();
	/* The next one not within a second. */
	have_rows(1);
	pass(NS_PER_S / 2);
	CU_ASSERT_EQUAL(sent, 1);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(sent, 2);
	CU_ASSERT_EQUAL(kind(), MIB_TABLE_CHANGE);
	accept_it();
	pass(200 * NS_PER_S);
	CU_ASSERT_EQUAL(sent, 2);
	have_rows(2);
	pass(NS_PER_S);
	CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
	tear_down();
}

static void unreadable_rows(void)
{
	unsigned int reads, before;

	set_up();
	fake_read_fails(ANYCASTIP_TIMEOUT);
	before = lines;
	reads = fake_reads();
	have_rows(2);
	pass(5 * NS_PER_S + NS_PER_S / 2);
	CU_ASSERT_EQUAL(fake_reads(), reads + 6);
	CU_ASSERT_EQUAL(lines, before + 1);
	CU_ASSERT_EQUAL(sent, 0);
	fake_read_fails(ANYCASTIP_OK);
	pass(NS_PER_S);
	/* That, and what changed. */
	CU_ASSERT_EQUAL(lines, before + 3);
	CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
	tear_down();
}

/* A request that reads takes the kernel's events, also where it fails: nothing
 * else tells that there was a change. */
static void request_reads_in_vain(void)
{
	set_up();
	fake_rows(rows, 2);
	fake_read_fails(ANYCASTIP_TIMEOUT);
	CU_ASSERT_EQUAL(source_refresh(source, NULL), ANYCASTIP_TIMEOUT);
	fake_read_fails(ANYCASTIP_OK);
	pass(2 * NS_PER_S);
	CU_ASSERT_EQUAL(kind(), MIB_APPEARED);
	tear_down();
}

static void no_memory_at_the_start(void)
{
	set_up();
	tear_down();
	source = NULL;
	fail_allocation(1);
	CU_ASSERT_FALSE(start());
	fail_allocation(2);
	CU_ASSERT_FALSE(start());
	fail_allocation(0);
}

/* Whichever allocation fails, of reading, comparing and telling: in the end
 * everything is told, and once. */
static void no_memory(void)
{
	unsigned int most = 0, n, told;

	for (n = 0; n <= most; n++) {
		set_up();
		fail_allocation(n);
		have_rows(2);
		pass(20 * NS_PER_S);
		/* Of one kind and then of another. */
		told = kind() == MIB_APPEARED;
		CU_ASSERT_EQUAL(told, 1);
		accept_it();
		have_rows(0);
		for (pass(20 * NS_PER_S); message; pass(20 * NS_PER_S)) {
			told++;
			accept_it();
		}
		/* Two rows that are gone, and the expected address. */
		CU_ASSERT_EQUAL(told, 4);
		if (n == 0)
			most = allocations();
		fail_allocation(0);
		tear_down();
	}
	CU_ASSERT(most > 20);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"one in flight", one_in_flight},
		{"messages that fail", failed_messages},
		{"messages that are refused", refused_messages},
		{"messages that cannot be sent", unsendable_messages},
		{"a lost connection", lost_connection},
		{"a storm", storm},
		{"rows that cannot be read", unreadable_rows},
		{"a request that reads in vain", request_reads_in_vain},
		{"no memory at the start", no_memory_at_the_start},
		{"no memory", no_memory},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "notify", tests);
}
