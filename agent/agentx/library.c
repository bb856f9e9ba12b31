/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is relied on here, and documented nowhere.  All of it was tried with
 * Net-SNMP 5.9.3; tests/unit/agent/agentx/test_library.c tries it again and
 * says which of these a version does in another way.
 *
 *  1. A log handler is called for messages of a priority not below its pri_max
 *     (up to 5.9.4), or not above it (from 5.9.5 on): see listen_to_log().
 *  2. Callbacks of POST_READ_CONFIG run by their priority, so that ours comes
 *     before the one that opens the session.
 *  3. If a session cannot be opened and there is an interval for pings, an
 *     alarm is set, and no other, whose function opens one, registers
 *     everything and adds the sysORTable's entries, before it returns.
 *  4. The session that it opens comes from the transport named in agentXSocket;
 *     that transport's f_setup_session may say how long the answer to Open is
 *     waited for.
 *  5. SNMPD_CALLBACK_INDEX_START comes with the session, after Open and before
 *     Register; from then on session->timeout, as it is after a message was
 *     sent, says how long its answer is waited for.
 *  6. One call of f_send is one whole message; one of f_recv may give any part
 *     of the stream, and nothing with NETSNMP_TRANSPORT_FLAG_EMPTY_PKT.
 *  7. session->callback gets the requests of the master agent, also after the
 *     library had another one there while it waited for an answer.
 *  8. Without an interval for pings no alarm is set in an open session (its
 *     number would be in session->securityModel) nor when one is lost.
 *  9. SNMPD_CALLBACK_INDEX_STOP comes when a session is lost, and f_close; the
 *     next look at what the library waits for ends the session itself, and
 *     the messages in it without an answer, by NETSNMP_CALLBACK_OP_TIMED_OUT.
 * 10. Requests that the library answers go through a pipe to itself, and so do
 *     the answers: each takes further readings.
 * 11. In a request, pdu->command is h.type of AgentX, the low octet of
 *     pdu->flags h.flags; the end of a search range is the variable's value,
 *     0.0 for none, and whether its start is in it, its type.
 * 12. A Response goes out as the answer to the request whose sessid, transid,
 *     reqid and msgid it has.  A Notify's callback gets the Response.
 * 13. snmp_shutdown() does not wait in a session whose transport is broken.
 * 14. A transport's list of prefixes is freed by the library, and nothing else
 *     of it.
 */
#include "agent/agentx/library.h"

#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/agent_callbacks.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agentx/agentx.h"
#include "agent/agentx/transport.h"
#include "agent/clock.h"
#include "agent/log.h"

#define APPLICATION "anycastipd"

/* What to set agentXSocket to, so that the library comes to our transport. */
#define PREFIX	       "anycastip"
#define TRANSPORT_NAME PREFIX ":"

/* How long the library may wait in a session that is open, in microseconds. */
#define ANSWER_TIME 300000L
/* How long the goodbye may take. */
#define GOODBYE_TIME (50 * NS_PER_MS)

static struct {
	struct transport transport;
	netsnmp_session *session;
	SNMPAlarmCallback *open_session; /* the library's own */
	netsnmp_callback answer_itself;	 /* likewise */
	library_answer *answer;		 /* ours, or NULL */
	void *answer_context;
	bool has_transport; /* the library knows it */
	bool is_heard;	    /* its log comes to us */
	bool is_opening;
	char socket[400]; /* longer than any that is right */
} library = {.transport = TRANSPORT_INIT};

/* ---- Its log ------------------------------------------------------------- */

/* What becomes of the session we tell ourselves. */
static int on_log(netsnmp_log_handler *handler, int priority, const char *text)
{
	(void)handler;
	library.is_heard = true;
	if (priority >= LOG_INFO || library.is_opening)
		priority = LOG_DEBUG;
	log_once(priority, text);
	return 1;
}

static void tell_version(void)
{
	snmp_log(LOG_INFO, "Net-SNMP %s\n", netsnmp_get_version());
}

/* Try which way round the library looks at pri_max. */
static void listen_to_log(void)
{
	netsnmp_log_handler *handler;

	snmp_disable_log();
	handler = netsnmp_register_loghandler(NETSNMP_LOGHANDLER_CALLBACK,
					      LOG_DEBUG);
	if (handler) {
		handler->handler = on_log;
		handler->pri_max = LOG_DEBUG;
		tell_version();
		if (!library.is_heard) {
			handler->pri_max = LOG_EMERG;
			tell_version();
		}
	}
	if (!library.is_heard)
		log_warning("what Net-SNMP's library (%s) has to say does not "
			    "come into this log",
			    netsnmp_get_version());
}

/* ---- Its transport ------------------------------------------------------- */

/* zeroDotZero: the library wants a name for each transport that no other
 * has, and shows this one nowhere. */
static const oid domain_name[] = {0, 0};

static int channel_recv(netsnmp_transport *channel, void *buffer, int size,
			void **opaque, int *opaque_length)
{
	ssize_t got = transport_receive(&library.transport, buffer,
					(size_t)size);

	*opaque = NULL;
	*opaque_length = 0;
	if (got == -1 && errno == EAGAIN) {
		channel->flags |= NETSNMP_TRANSPORT_FLAG_EMPTY_PKT;
		return 0;
	}
	return (int)got;
}

static int channel_send(netsnmp_transport *channel, const void *buffer,
			int size, void **opaque, int *opaque_length)
{
	(void)channel;
	(void)opaque;
	(void)opaque_length;
	if (!transport_send(&library.transport, buffer, (size_t)size))
		return -1;
	if (library.is_opening && library.session)
		library.session->timeout = transport_time_left(
			&library.transport);
	return size;
}

/* The session that was lost is given up later, and closed once more then. */
static int channel_close(netsnmp_transport *channel)
{
	if (channel->sock == -1)
		return -1;
	transport_close(&library.transport);
	channel->sock = -1;
	return 0;
}

static char *channel_format(netsnmp_transport *channel, const void *data,
			    int length)
{
	(void)channel;
	(void)data;
	(void)length;
	return strdup("AgentX master");
}

static int channel_setup(netsnmp_transport *channel, netsnmp_session *session)
{
	(void)channel;
	session->timeout = transport_time_left(&library.transport);
	session->retries = 0;
	return SNMPERR_SUCCESS;
}

static netsnmp_transport *channel_create(netsnmp_tdomain_spec *spec)
{
	netsnmp_transport *channel;

	(void)spec;
	if (library.transport.fd == -1)
		return NULL;
	channel = calloc(1, sizeof(*channel));
	if (!channel)
		return NULL;
	channel->domain = domain_name;
	channel->domain_length = OID_LENGTH(domain_name);
	channel->sock = library.transport.fd;
	channel->flags = NETSNMP_TRANSPORT_FLAG_STREAM;
	channel->msgMaxSize = SNMP_MAX_PACKET_LEN;
	channel->f_recv = channel_recv;
	channel->f_send = channel_send;
	channel->f_close = channel_close;
	channel->f_fmtaddr = channel_format;
	channel->f_setup_session = channel_setup;
	return channel;
}

static bool register_transport(void)
{
	static netsnmp_tdomain domain = {
		.name = domain_name,
		.name_length = OID_LENGTH(domain_name),
		.f_create_from_tspec = channel_create,
	};

	domain.prefix = calloc(2, sizeof(*domain.prefix));
	if (!domain.prefix)
		return false;
	domain.prefix[0] = PREFIX;
	return netsnmp_tdomain_register(&domain) == 1;
}

/* ---- Setting it up ------------------------------------------------------- */

static void set_options(void)
{
	/* The MIB modules are of no use to us, and where they are missing the
	 * library complains about each. */
	setenv("MIBS", "", 1);
	setenv("MIBDIRS", "", 1);
	netsnmp_enable_subagent();
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_ALARM_DONT_USE_SIG, 1);
	/* We have nothing to keep; and not DONT_PERSIST_STATE, with which no
	 * configuration file at all is read. */
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DONT_LOAD_HOST_FILES, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID,
			       NETSNMP_DS_AGENT_NO_CONNECTION_WARNINGS, 1);
}

/* The configuration files have been read and nothing has acted on them yet. */
static int on_configured(int major, int minor, void *server, void *client)
{
	const char *socket = netsnmp_ds_get_string(NETSNMP_DS_APPLICATION_ID,
						   NETSNMP_DS_AGENT_X_SOCKET);

	(void)major;
	(void)minor;
	(void)server;
	(void)client;
	if (socket)
		snprintf(library.socket, sizeof(library.socket), "%s", socket);
	/* Even if /etc/snmp/snmp.conf says otherwise, for commands. */
	netsnmp_ds_set_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_RETRIES, 0);
	netsnmp_ds_set_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_TIMEOUT, 1);
	/* So that the library sets an alarm to open the session. */
	netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
			   NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, 1);
	netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID,
			      NETSNMP_DS_AGENT_X_SOCKET, TRANSPORT_NAME);
	library.has_transport = register_transport();
	return 0;
}

static int on_session_start(int major, int minor, void *server, void *client)
{
	(void)major;
	(void)minor;
	(void)client;
	library.session = server;
	return 0;
}

static int on_session_stop(int major, int minor, void *server, void *client)
{
	(void)major;
	(void)minor;
	(void)server;
	(void)client;
	library.session = NULL;
	return 0;
}

static void register_callbacks(void)
{
	netsnmp_register_callback(SNMP_CALLBACK_LIBRARY,
				  SNMP_CALLBACK_POST_READ_CONFIG, on_configured,
				  NULL, NETSNMP_CALLBACK_HIGHEST_PRIORITY);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION,
			       SNMPD_CALLBACK_INDEX_START, on_session_start,
			       NULL);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION,
			       SNMPD_CALLBACK_INDEX_STOP, on_session_stop,
			       NULL);
}

/* With no connection on offer the library failed to open its session and set
 * an alarm to try again.  Its function is what we want; the alarm itself, and
 * all others that the library would set for a session, are not: they would
 * wait for the master agent. */
static bool take_over_opening(void)
{
	struct snmp_alarm *alarm = sa_find_next();

	if (!alarm)
		return false;
	library.open_session = alarm->thecallback;
	snmp_alarm_unregister_all();
	netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
			   NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, 0);
	return true;
}

bool library_start(void)
{
	set_options();
	listen_to_log();
	register_callbacks();
	if (init_agent(APPLICATION) != 0) {
		log_error("Net-SNMP's agent library does not start");
		return false;
	}
	init_snmp(APPLICATION);
	if (!library.has_transport) {
		log_error("Net-SNMP's library takes no transport");
		return false;
	}
	if (!take_over_opening()) {
		log_error("this version of Net-SNMP's library (%s) does not "
			  "try to connect again: use another",
			  netsnmp_get_version());
		return false;
	}
	return true;
}

const char *library_socket(void)
{
	return library.socket;
}

/* ---- Sessions ------------------------------------------------------------ */

void library_answer_by(library_answer *answer, void *context)
{
	library.answer = answer;
	library.answer_context = context;
}

static int on_message(int operation, netsnmp_session *session, int reqid,
		      netsnmp_pdu *pdu, void *magic)
{
	if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE &&
	    library.answer(library.answer_context, session, pdu))
		return 1;
	return library.answer_itself(operation, session, reqid, pdu, magic);
}

long library_open(int fd, int64_t time)
{
	struct transport *transport = &library.transport;

	transport_open(transport, fd, clock_now() + time);
	library.is_opening = true;
	library.open_session(0, NULL);
	library.is_opening = false;
	transport->deadline = NEVER;
	if (!library.session) {
		/* The library may not even have taken the descriptor. */
		transport_close(transport);
		return -1;
	}
	if (transport->registration != 0 || transport->unanswered > 0) {
		/* Whatever is half done ends with the connection. */
		transport_break(transport);
		return transport->registration ? transport->registration : -1;
	}
	library.session->timeout = ANSWER_TIME;
	if (library.answer) {
		library.answer_itself = library.session->callback;
		library.session->callback = on_message;
	}
	return 0;
}

netsnmp_session *library_session(void)
{
	return library.session;
}

int library_fd(void)
{
	return library.transport.fd;
}

bool library_was_stuck(void)
{
	return library.transport.stuck;
}

/* The library's sessions come and go: ask for them anew at every turn. */
int64_t library_wants(netsnmp_large_fd_set *reading, int *count)
{
	struct timeval left = {0, 0};
	int block = 1;

	snmp_sess_select_info2_flags(NULL, count, reading, &left, &block,
				     NETSNMP_SELECT_NOALARMS);
	if (block)
		return NEVER;
	return clock_now() + left.tv_sec * NS_PER_S + left.tv_usec * NS_PER_US;
}

/* Nothing more is read from the master agent meanwhile: a pipe that a flood of
 * requests had filled would block us for good. */
void library_finish_requests(int64_t limit)
{
	netsnmp_large_fd_set reading;
	struct timeval none;
	int count;

	netsnmp_large_fd_set_init(&reading, FD_SETSIZE);
	do {
		NETSNMP_LARGE_FD_ZERO(&reading);
		count = 0;
		if (library_wants(&reading, &count) == NEVER)
			break;
		if (library_fd() != -1)
			NETSNMP_LARGE_FD_CLR(library_fd(), &reading);
		none.tv_sec = none.tv_usec = 0;
		if (netsnmp_large_fd_set_select(count, &reading, NULL, NULL,
						&none) <= 0)
			break;
		snmp_read2(&reading);
	} while (clock_now() < limit);
	netsnmp_large_fd_set_cleanup(&reading);
}

/* ---- AgentX's messages as the library has them --------------------------- */

bool library_has_context(const netsnmp_pdu *request)
{
	return request->flags & AGENTX_CONTEXT;
}

bool library_range(const netsnmp_variable_list *variable, const oid **end,
		   size_t *length)
{
	*end = variable->val.objid;
	*length = variable->val_len / sizeof(oid);
	if (*length == 2 && (*end)[0] == 0 && (*end)[1] == 0)
		*length = 0;
	return variable->type == ASN_PRIV_INCL_RANGE;
}

netsnmp_pdu *library_response(const netsnmp_session *session,
			      netsnmp_pdu *request)
{
	netsnmp_pdu *response = snmp_pdu_create(AGENTX_RESPONSE);

	if (!response)
		return NULL;
	response->version = session->version;
	response->flags = request->flags;
	response->sessid = request->sessid;
	response->transid = request->transid;
	response->reqid = request->reqid;
	response->msgid = request->msgid;
	response->errstat = SNMP_ERR_NOERROR;
	response->errindex = 0;
	response->variables = request->variables;
	request->variables = NULL;
	return response;
}

netsnmp_pdu *library_message(const netsnmp_session *session, int type)
{
	netsnmp_pdu *pdu = snmp_pdu_create(type);

	if (pdu)
		pdu->sessid = session->sessid;
	return pdu;
}

/* ---- Ending -------------------------------------------------------------- */

void library_leave(void)
{
	netsnmp_pdu *pdu;

	if (!library.session)
		return;
	library.transport.deadline = clock_now() + GOODBYE_TIME;
	pdu = library_message(library.session, AGENTX_CLOSE);
	if (pdu) {
		pdu->errstat = AGENTX_SHUTDOWN;
		if (!snmp_send(library.session, pdu))
			snmp_free_pdu(pdu);
	}
	/* The library would wait for answers; now every message of its own
	 * fails at once. */
	transport_break(&library.transport);
}

void library_stop(void)
{
	snmp_shutdown(APPLICATION);
}
