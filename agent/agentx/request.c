/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Turns the variables of a request into those of its Response.
 */
#include "agent/agentx/request.h"

#include "agent/agentx/agentx.h"
#include "agent/walk/answer.h"

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
	    library_has_context(pdu) || !pdu->variables)
		return false;
	for (variable = pdu->variables; variable;
	     variable = variable->next_variable) {
		if (!is_ours(variable))
			return false;
	}
	return true;
}

/* ---- Variables -------------------------------------------------------- */

static struct mib_place request_place(const netsnmp_variable_list *variable)
{
	return mib_place_of(variable->name, variable->name_length);
}

/* Let the walks see the first variables; their places are kept. */
static size_t request_begin(struct answerer *answerer,
			    const netsnmp_pdu *response, bool search,
			    struct mib_place places[WALK_VARIABLES])
{
	const netsnmp_variable_list *variable = response->variables;
	struct walk_request request = {
		.transaction = (uint32_t)response->transid,
		.search = search,
		.places = places,
	};

	for (; variable && request.count < WALK_VARIABLES;
	     variable = variable->next_variable)
		places[request.count++] = request_place(variable);
	answer_begin(answerer, &request);
	return request.count;
}

/* Give a variable the value that its instance has; false where memory is
 * short. */
static bool request_get(struct answerer *answerer,
			const struct mib_place *place,
			netsnmp_variable_list *variable)
{
	struct value value;

	answer_get(answerer, place, &value);
	return snmp_set_var_typed_value(variable, value.type, value.data,
					value.length) == 0;
}

/* Give a variable the name and the value of the next instance in its range;
 * false where memory is short. */
static bool request_get_next(struct answerer *answerer,
			     const struct mib_place *place,
			     netsnmp_variable_list *variable)
{
	struct answer_range range;
	unsigned long name[MIB_NAME_MAX];
	struct value value;
	size_t length;

	range.include = library_range(variable, &range.end, &range.end_length);
	if (!answer_next(answerer, place, &range, name, &length, &value))
		return snmp_set_var_typed_value(variable, SNMP_ENDOFMIBVIEW,
						NULL, 0) == 0;
	return snmp_set_var_typed_value(variable, value.type, value.data,
					value.length) == 0 &&
	       snmp_set_var_objid(variable, name, length) == 0;
}

/* ---- Messages ------------------------------------------------------------ */

/* Turn the request's variables into the answer's. */
static void fill_in(struct requests *requests, netsnmp_pdu *response,
		    bool search)
{
	struct mib_place places[WALK_VARIABLES], place;
	netsnmp_variable_list *variable = response->variables;
	size_t n = 0, known = request_begin(requests->answerer, response,
					    search, places);

	for (; variable; variable = variable->next_variable, n++) {
		place = n < known ? places[n] : request_place(variable);
		if (search ? request_get_next(requests->answerer, &place,
					      variable)
			   : request_get(requests->answerer, &place, variable))
			continue;
		if (response->errstat == SNMP_ERR_NOERROR) {
			response->errstat = SNMP_ERR_GENERR;
			response->errindex = (long)n + 1;
		}
		/* What is half done goes out as nothing. */
		variable->type = ASN_NULL;
		variable->val_len = 0;
	}
	answer_end(requests->answerer);
	requests->variables = (unsigned int)n;
}

bool request_answer(void *context, netsnmp_session *session,
		    netsnmp_pdu *request)
{
	struct requests *requests = context;
	netsnmp_pdu *response;

	if (!can_answer(request))
		return false;
	response = library_response(session, request);
	if (!response)
		return false;
	fill_in(requests, response, request->command == AGENTX_GETNEXT);
	requests->count++;
	/* That the master agent went meanwhile is seen when it is next read
	 * from. */
	if (!snmp_send(session, response))
		snmp_free_pdu(response);
	return true;
}
