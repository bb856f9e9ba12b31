/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as requests of a master agent, with changes of the table in
 * between: every answer of the short way is one that was asked for.
 */
#include <string.h>
#include <unistd.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>

#include "agent/agentx/agentx.h"
#include "agent/agentx/request.h"
#include "agent/walk/answer.h"
#include "agent/walk/snapshot.h"
#include "agent/walk/source.h"
#include "fuzz.h"
#include "tests/unit/fake_anycastip.h"

#define VARIABLES 40

struct input {
	const uint8_t *data;
	size_t size;
};

struct question {
	oid name[MAX_OID_LEN];
	size_t length;
	oid end[MAX_OID_LEN];
	size_t end_length;
	bool include;
};

static struct source *source;
static struct question questions[VARIABLES];
static size_t asked;
static int command;
static unsigned int sent;

static unsigned int take(struct input *input)
{
	if (input->size == 0)
		return 0;
	input->size--;
	return *input->data++;
}

/* ---- What comes out --------------------------------------------------- */

static void check(const struct question *question,
		  const netsnmp_variable_list *variable)
{
	int order = snmp_oid_compare(variable->name, variable->name_length,
				     question->name, question->length);

	if (command == AGENTX_GET || variable->type == SNMP_ENDOFMIBVIEW) {
		MUST(order == 0);
		return;
	}
	MUST(variable->type != SNMP_NOSUCHOBJECT &&
	     variable->type != SNMP_NOSUCHINSTANCE);
	MUST(order > 0 || (order == 0 && question->include));
	MUST(question->end_length == 0 ||
	     snmp_oid_compare(variable->name, variable->name_length,
			      question->end, question->end_length) < 0);
}

/* The linker wants to see it from the shared libraries too. */
int __wrap_snmp_send(netsnmp_session *session, netsnmp_pdu *pdu)
	__attribute__((visibility("default")));
int __wrap_snmp_send(netsnmp_session *session, netsnmp_pdu *pdu)
{
	const netsnmp_variable_list *variable = pdu->variables;
	size_t i;

	(void)session;
	MUST(pdu->errstat == SNMP_ERR_NOERROR);
	for (i = 0; i < asked; i++, variable = variable->next_variable) {
		MUST(variable != NULL);
		check(&questions[i], variable);
	}
	MUST(variable == NULL);
	sent++;
	/* The master agent may be gone. */
	if (pdu->transid % 7 == 0)
		return 0;
	snmp_free_pdu(pdu);
	return 1;
}

/* ---- What goes in ----------------------------------------------------- */

static void change_table(unsigned int kind)
{
	static struct anycastip_row rows[3];

	rows[0] = fake_row("192.0.2.1", 1 + kind % 2);
	rows[1] = fake_row("2001:db8::1", 1 + kind % 3);
	rows[2] = fake_row("2001:db8::2", 1 + kind % 5);
	fake_rows(rows + kind % 2, kind % 3);
}

/* An instance's OID, cut off and continued. */
static size_t take_name(struct input *input, oid *name)
{
	struct snapshot *snapshot = source_newest(source);
	uint32_t ordinal = take(input) % snapshot_end(snapshot);
	size_t length = snapshot_name(
		snapshot, snapshot_object(snapshot, ordinal), ordinal, name);
	unsigned int more = take(input);

	snapshot_unref(snapshot);
	if (more & 0x80)
		length -= take(input) % length;
	for (more &= 0x7f; more > 0 && length < MAX_OID_LEN; more--)
		name[length++] = take(input) << 8 | take(input);
	return length;
}

static void take_question(struct input *input, struct question *question)
{
	unsigned int how = take(input);

	question->length = take_name(input, question->name);
	question->include = how & 1;
	question->end_length = how & 2 ? take_name(input, question->end) : 0;
}

static void add_variable(netsnmp_pdu *pdu, const struct question *question)
{
	static const oid none[] = {0, 0};
	bool has_end = question->end_length > 0;

	MUST(snmp_pdu_add_variable(
		pdu, question->name, question->length,
		question->include ? ASN_PRIV_INCL_RANGE : ASN_PRIV_EXCL_RANGE,
		has_end ? question->end : none,
		sizeof(oid) * (has_end ? question->end_length : 2)));
}

static void ask(struct requests *requests, struct input *input)
{
	netsnmp_session session = {.version = SNMP_VERSION_2c};
	unsigned int before = sent;
	netsnmp_pdu *pdu;
	bool answered;

	command = take(input) % 3 ? AGENTX_GETNEXT : AGENTX_GET;
	pdu = snmp_pdu_create(command);
	MUST(pdu != NULL);
	pdu->transid = (long)take(input);
	asked = 1 + take(input) % VARIABLES;
	for (size_t i = 0; i < asked; i++) {
		take_question(input, &questions[i]);
		add_variable(pdu, &questions[i]);
	}
	answered = request_answer(requests, &session, pdu);
	MUST(sent == before + answered);
	snmp_free_pdu(pdu);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	struct requests requests = {NULL, 0, 0};
	struct anycastip_expected expected = {.name = "a", .family = 10};

	fake_expected(&expected, 1);
	change_table(1);
	source = source_open(NULL, 0, NULL);
	MUST(source != NULL);
	requests.answerer = answerer_new(source);
	MUST(requests.answerer != NULL);
	while (input.size > 0) {
		unsigned int kind = take(&input);

		if (kind % 4 == 0)
			change_table(kind / 4);
		else
			ask(&requests, &input);
		if (kind == 255)
			answerer_flush(requests.answerer);
	}
	answerer_free(requests.answerer);
	source_close(source);
	return 0;
}
