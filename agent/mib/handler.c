/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/handler.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/sysORTable.h>
#include <net-snmp/agent/agent_sysORTable.h>

#include "agent/walk/answer.h"
#include "agent/walk/source.h"

_Static_assert(sizeof(oid) == sizeof(unsigned long),
	       "the agent handles sub-identifiers as unsigned long");

/* Net-SNMP keeps one registration for an OID in a process, and so do we.  The
 * answerer belongs to the registration. */
static netsnmp_handler_registration *registration;
static struct answerer *registered;

/* ... and one line of sysORTable. */
static oid mib[] = {MIB_ROOT};

/* ---- A request ----------------------------------------------------------- */

/* Who asks, where this runs inside the agent that managers talk to; behind a
 * master agent that is not known, and 0. */
static uint64_t peer_of(const netsnmp_agent_session *asp)
{
	netsnmp_transport *transport;
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	const char *c;
	char *text;

	if (netsnmp_ds_get_boolean(NETSNMP_DS_APPLICATION_ID,
				   NETSNMP_DS_AGENT_ROLE) ||
	    !asp->session)
		return 0;
	transport = snmp_sess_transport(snmp_sess_pointer(asp->session));
	if (!transport || !transport->f_fmtaddr)
		return 0;
	text = transport->f_fmtaddr(transport, asp->pdu->transport_data,
				    asp->pdu->transport_data_length);
	for (c = text; c && *c; c++) {
		hash = (hash ^ (unsigned char)*c) * 1099511628211u;
		/* Then comes the port, which may change in a walk. */
		if (*c == ']')
			break;
	}
	free(text);
	return hash;
}

static struct mib_place place_of(const netsnmp_request_info *request)
{
	return mib_place_of(request->requestvb->name,
			    request->requestvb->name_length);
}

static void begin(struct answerer *answerer,
		  const netsnmp_agent_request_info *reqinfo,
		  const netsnmp_request_info *requests)
{
	const netsnmp_pdu *pdu = reqinfo->asp->pdu;
	struct mib_place places[WALK_VARIABLES];
	struct walk_request request = {
		.peer = peer_of(reqinfo->asp),
		.transaction = (uint32_t)pdu->transid,
		.search = pdu->command != SNMP_MSG_GET,
		.places = places,
	};

	for (; requests && request.count < WALK_VARIABLES;
	     requests = requests->next)
		places[request.count++] = place_of(requests);
	answer_begin(answerer, &request);
}

/* ---- Its variables ---------------------------------------------------- */

/* Give the variable its answer; where memory is short it is genErr. */
static bool set_answer(netsnmp_agent_request_info *reqinfo,
		       netsnmp_request_info *request, const struct value *value,
		       const oid *name, size_t length)
{
	netsnmp_variable_list *variable = request->requestvb;

	if (snmp_set_var_typed_value(variable, value->type, value->data,
				     value->length) == 0 &&
	    (!name || snmp_set_var_objid(variable, name, length) == 0))
		return true;
	netsnmp_set_request_error(reqinfo, request, SNMP_ERR_GENERR);
	return false;
}

static void get(struct answerer *answerer, netsnmp_agent_request_info *reqinfo,
		netsnmp_request_info *request)
{
	struct mib_place place = place_of(request);
	struct value value;

	answer_get(answerer, &place, &value);
	set_answer(reqinfo, request, &value, NULL, 0);
}

/* What finds no answer stays as it is: the agent library looks on behind the
 * registration. */
static bool get_next(struct answerer *answerer,
		     netsnmp_agent_request_info *reqinfo,
		     netsnmp_request_info *request)
{
	struct answer_range range = {.include = request->inclusive != 0};
	struct mib_place place = place_of(request);
	unsigned long name[MIB_NAME_MAX];
	struct value value;
	size_t length;

	return answer_next(answerer, &place, &range, name, &length, &value) &&
	       set_answer(reqinfo, request, &value, name, length);
}

/* A GETBULK comes with one variable behind the other for the repetitions. */
static void get_bulk(struct answerer *answerer,
		     netsnmp_agent_request_info *reqinfo,
		     netsnmp_request_info *request)
{
	while (get_next(answerer, reqinfo, request) && request->repeat > 0 &&
	       request->requestvb->next_variable) {
		netsnmp_variable_list *variable = request->requestvb;

		request->repeat--;
		request->inclusive = 0;
		request->requestvb = variable->next_variable;
		request->requestvb->type = ASN_PRIV_RETRY;
		if (snmp_set_var_objid(request->requestvb, variable->name,
				       variable->name_length) != 0) {
			netsnmp_set_request_error(reqinfo, request,
						  SNMP_ERR_GENERR);
			return;
		}
	}
}

static int handle(netsnmp_mib_handler *handler,
		  netsnmp_handler_registration *reginfo,
		  netsnmp_agent_request_info *reqinfo,
		  netsnmp_request_info *requests)
{
	struct answerer *answerer = handler->myvoid;
	/* A search that may be answered with the very OID asked for comes as
	 * a GET first, with all other variables of its message. */
	bool inclusive = reqinfo->mode == MODE_GET &&
			 reqinfo->asp->pdu->command != SNMP_MSG_GET;
	netsnmp_request_info *request;

	(void)reginfo;
	begin(answerer, reqinfo, requests);
	for (request = requests; request; request = request->next) {
		if (request->processed)
			continue;
		if (reqinfo->mode == MODE_GETBULK)
			get_bulk(answerer, reqinfo, request);
		else if (reqinfo->mode == MODE_GETNEXT)
			get_next(answerer, reqinfo, request);
		else if (!inclusive)
			get(answerer, reqinfo, request);
		else if (request->inclusive)
			get_next(answerer, reqinfo, request);
	}
	answer_end(answerer);
	return SNMP_ERR_NOERROR;
}

/* ---- Registration ----------------------------------------------------- */

static void free_answerer(void *answerer)
{
	answerer_free(answerer);
}

/* The handler with an answerer of its own. */
static netsnmp_mib_handler *new_handler(struct source *source)
{
	struct answerer *answerer = answerer_new(source);
	netsnmp_mib_handler *handler;

	if (!answerer)
		return NULL;
	handler = netsnmp_create_handler("anycastIp", handle);
	if (!handler) {
		answerer_free(answerer);
		return NULL;
	}
	handler->myvoid = answerer;
	handler->data_free = free_answerer;
	return handler;
}

int handler_register(struct source *source)
{
	static const oid root[] = {MIB_OBJECTS};
	netsnmp_mib_handler *handler = new_handler(source);
	netsnmp_handler_registration *reginfo = NULL;

	/* Without HANDLER_CAN_SET the library refuses a SET as notWritable. */
	if (handler)
		reginfo = netsnmp_handler_registration_create(
			"anycastIp", handler, root, OID_LENGTH(root),
			HANDLER_CAN_RONLY | HANDLER_CAN_GETBULK);
	if (!reginfo) {
		netsnmp_handler_free(handler);
		snmp_log(LOG_ERR, "no memory to register anycastIpObjects\n");
		return -1;
	}
	if (netsnmp_register_handler(reginfo) != MIB_REGISTERED_OK) {
		/* It has freed all of it. */
		snmp_log(LOG_ERR, "cannot register anycastIpObjects: its OID "
				  "is taken in this process\n");
		return -1;
	}
	registration = reginfo;
	registered = handler->myvoid;
	register_sysORTable(mib, OID_LENGTH(mib),
			    "The anycast IP addresses of this host "
			    "(ANYCAST-IP-MIB)");
	return 0;
}

struct answerer *handler_answerer(void)
{
	return registered;
}

void handler_unregister(void)
{
	if (registration) {
		unregister_sysORTable(mib, OID_LENGTH(mib));
		netsnmp_unregister_handler(registration);
	}
	registration = NULL;
	registered = NULL;
}

void handler_flush(void)
{
	if (registration)
		answerer_flush(registered);
}

unsigned int handler_expire(void)
{
	uint64_t next = 0;

	if (registration)
		next = answerer_expire(registered);
	return (unsigned int)((next + 99) / 100);
}
