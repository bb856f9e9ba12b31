/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/agentx/request.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>

#include "agent/walk/answer.h"

/* RFC 2741 sections 6.1 and 6.1.1, in no header that Net-SNMP installs. */
#define AGENTX_GET		   5
#define AGENTX_GETNEXT		   6
#define AGENTX_RESPONSE		   18
#define AGENTX_NON_DEFAULT_CONTEXT 0x08

static struct answerer *answers;
static netsnmp_callback library_way;
static unsigned long count;
static unsigned int variables_answered;

static bool is_ours(const netsnmp_variable_list *variable)
{
	static const oid root[] = {MIB_OBJECTS};

	return variable->name_length >= OID_LENGTH(root) &&
	       memcmp(variable->name, root, sizeof(root)) == 0;
}

static bool can_answer(const netsnmp_pdu *pdu)
{
	const netsnmp_variable_list *variable;

	if ((pdu->command != AGENTX_GET && pdu->command != AGENTX_GETNEXT) ||
	    (pdu->flags & AGENTX_NON_DEFAULT_CONTEXT) || !pdu->variables)
		return false;
	for (variable = pdu->variables; variable;
	     variable = variable->next_variable) {
		if (!is_ours(variable))
			return false;
	}
	return true;
}

/* ---- Variables -------------------------------------------------------- */

static void begin(const netsnmp_pdu *pdu)
{
	const netsnmp_variable_list *variable = pdu->variables;
	struct mib_place places[WALK_VARIABLES];
	struct walk_request request = {
		.transaction = (uint32_t)pdu->transid,
		.search = pdu->command == AGENTX_GETNEXT,
		.places = places,
	};

	for (; variable && request.count < WALK_VARIABLES;
	     variable = variable->next_variable)
		places[request.count++] = mib_place_of(variable->name,
						       variable->name_length);
	answer_begin(answers, &request);
}

/* The search range of a variable: whether its start is in it comes as the
 * type, its end as the value; the null OID, 0.0, is no end. */
static struct answer_range range_of(const netsnmp_variable_list *variable)
{
	struct answer_range range = {
		.include = variable->type == ASN_PRIV_INCL_RANGE,
		.end = variable->val.objid,
		.end_length = variable->val_len / sizeof(oid),
	};

	if (range.end_length == 2 && range.end[0] == 0 && range.end[1] == 0)
		range.end_length = 0;
	return range;
}

/* False where memory is short. */
static bool get(netsnmp_variable_list *variable)
{
	struct mib_place place = mib_place_of(variable->name,
					      variable->name_length);
	struct value value;
	u_char type = SNMP_NOSUCHOBJECT;

	switch (answer_get(answers, &place, &value)) {
	case ANSWER_VALUE:
		return snmp_set_var_typed_value(variable, value.type,
						value.data, value.length) == 0;
	case ANSWER_NO_INSTANCE:
		type = SNMP_NOSUCHINSTANCE;
		break;
	case ANSWER_NO_OBJECT:
		break;
	}
	return snmp_set_var_typed_value(variable, type, NULL, 0) == 0;
}

/* The same. */
static bool get_next(netsnmp_variable_list *variable)
{
	struct mib_place place = mib_place_of(variable->name,
					      variable->name_length);
	struct answer_range range = range_of(variable);
	unsigned long name[MIB_NAME_MAX];
	struct value value;
	size_t length;

	if (!answer_next(answers, &place, &range, name, &length, &value))
		return snmp_set_var_typed_value(variable, SNMP_ENDOFMIBVIEW,
						NULL, 0) == 0;
	return snmp_set_var_typed_value(variable, value.type, value.data,
					value.length) == 0 &&
	       snmp_set_var_objid(variable, name, length) == 0;
}

/* ---- Messages --------------------------------------------------------- */

/* Turn the request's variables into the answer's. */
static void fill_in(netsnmp_pdu *response, int command)
{
	netsnmp_variable_list *variable = response->variables;
	long index = 1;

	for (; variable; variable = variable->next_variable, index++) {
		if (command == AGENTX_GET ? get(variable) : get_next(variable))
			continue;
		if (response->errstat == SNMP_ERR_NOERROR) {
			response->errstat = SNMP_ERR_GENERR;
			response->errindex = index;
		}
		/* What is half done goes out as nothing. */
		variable->type = ASN_NULL;
		variable->val_len = 0;
	}
	variables_answered = (unsigned int)index - 1;
}

/* False where memory is short, and nothing is done. */
static bool answer(netsnmp_session *session, netsnmp_pdu *pdu)
{
	netsnmp_pdu *response = snmp_pdu_create(AGENTX_RESPONSE);

	if (!response)
		return false;
	begin(pdu);
	response->version = session->version;
	response->flags = pdu->flags;
	response->sessid = pdu->sessid;
	response->transid = pdu->transid;
	response->reqid = pdu->reqid;
	response->msgid = pdu->msgid;
	response->errstat = SNMP_ERR_NOERROR;
	response->errindex = 0;
	response->variables = pdu->variables;
	pdu->variables = NULL;
	fill_in(response, pdu->command);
	answer_end(answers);
	count++;
	/* That the master agent went meanwhile is seen when it is next read
	 * from. */
	if (!snmp_send(session, response))
		snmp_free_pdu(response);
	return true;
}

static int on_message(int operation, netsnmp_session *session, int reqid,
		      netsnmp_pdu *pdu, void *magic)
{
	if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE &&
	    can_answer(pdu) && answer(session, pdu))
		return 1;
	return library_way(operation, session, reqid, pdu, magic);
}

void shortway_take(netsnmp_session *session, struct answerer *answerer)
{
	answers = answerer;
	if (session->callback == on_message)
		return;
	library_way = session->callback;
	session->callback = on_message;
}

unsigned long shortway_count(void)
{
	return count;
}

unsigned int shortway_variables(void)
{
	return variables_answered;
}
