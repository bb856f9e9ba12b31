/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/agent_callbacks.h>
#include <net-snmp/agent/sysORTable.h>
#include <net-snmp/agent/agent_sysORTable.h>

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agentx/address.h"
#include "agent/clock.h"
#include "agent/agentx/gate.h"
#include "agent/mib/handler.h"
#include "agent/log.h"
#include "agent/mib/mib.h"
#include "agent/notify/notify.h"
#include "agent/daemon.h"
#include "agent/agentx/request.h"
#include "agent/agentx/master.h"
#include "agent/agentx/transport.h"

#define APPLICATION "anycastipd"

/* All that the library may wait for in one turn: the answers to Open,
 * Register and AddAgentCaps together. */
#define OPENING_TIME (300 * NS_PER_MS)
#define ANSWER_TIME  300000L /* microseconds */

/* How often to look for a master: while it may just be restarting, later, and
 * after it refused us or did not complete a registration twice. */
#define SOON	   (100 * NS_PER_MS)
#define SOON_UNTIL (10 * NS_PER_S)
#define LATER	   (1 * NS_PER_S)
#define MUCH_LATER (5 * NS_PER_S)

/* How often a master may do so that then still takes connections.  One that is
 * restarted takes none for a moment. */
#define DROPS 2

/* A restart of the master is one change of state; why it is away is only
 * told if it stays away. */
#define PATIENCE (2 * NS_PER_S)

/* Reasons of our own beside errno values and those of the gate. */
#define PROBLEM_NONE	0
#define PROBLEM_SILENT	-10 /* connected, and no answer yet */
#define PROBLEM_OPENING -11 /* it answers the Ping, but not what follows */
#define PROBLEM_REFUSED -12 /* see `refused' */

/* RFC 2741, in no header that Net-SNMP installs. */
#define AGENTX_MSG_CLOSE      2
#define AGENTX_CLOSE_SHUTDOWN 5
#define AGENTX_ERR_DUPLICATE  263
#define REFUSAL_MESSAGE	      "registering pdu failed: "

static struct address address;
/* Closed, also where subagent_stop() comes before gate_init(). */
static struct gate gate = GATE_INIT;
static const char *wanted_socket;
static bool takes_short_way;
static char config_problem[400];
static char registration[100]; /* the OID that we register, as text */

/* The library's own function that opens the session. */
static SNMPAlarmCallback *open_session;
static netsnmp_session *session;
static bool up;	     /* connected and registered */
static bool ever_up; /* ... at least once */
static bool settled;
static bool register_failed; /* of the opening under way */
static int openings_failed;  /* one after the other */
static long refused;	     /* AgentX error of the last registration, or 0 */
static int64_t next_attempt;
static int64_t up_since;
static int64_t down_since;
static int dropped; /* connections lost at once, one after the other */
static int reported = PROBLEM_NONE;

/* ---- What to say --------------------------------------------------------- */

static void describe_refusal(char *text, size_t size)
{
	if (refused == AGENTX_ERR_DUPLICATE)
		snprintf(
			text, size,
			"snmpd at %s refuses the registration of OID %s: it is "
			"registered already (AgentX error %ld); is another "
			"anycastipd running, or has snmpd loaded "
			"anycastip.so? Stop one of the two",
			address.text, registration, refused);
	else
		snprintf(text, size,
			 "snmpd at %s refuses the registration of OID %s with "
			 "AgentX error %ld (RFC 2741, section 6.2.16); snmpd's "
			 "own log tells why",
			 address.text, registration, refused);
}

static void describe_errno(int problem, char *text, size_t size)
{
	const char *remedy;

	switch (problem) {
	case ENOENT:
		remedy = "start snmpd with `master agentx' in snmpd.conf, or "
			 "say with -x where its socket is";
		break;
	case ECONNREFUSED:
		remedy = "start snmpd with `master agentx' in snmpd.conf";
		break;
	case EACCES:
		remedy = "let snmpd open its socket to our group with "
			 "`agentXPerms 0660 0755 Debian-snmp agentx' in "
			 "snmpd.conf, and its directory with chmod 0755";
		break;
	case EPERM:
		remedy = "a sandbox or a firewall forbids it";
		break;
	case EAGAIN:
		remedy =
			"its queue of connections is full: is snmpd stopped or "
			"stuck?";
		break;
	case EMFILE:
	case ENFILE:
		remedy = "raise the limit of open files (LimitNOFILE)";
		break;
	default:
		remedy = "see whether snmpd listens there";
		break;
	}
	snprintf(text, size, "cannot connect to snmpd at %s: %s; %s",
		 address.text, strerror(problem), remedy);
}

/* Within the time that is left to it, a resolver mostly has said nothing. */
static void describe_lookup(char *text, size_t size)
{
	const char *reason = "no answer from the name server";

	if (gate.lookup_result == EAI_SYSTEM)
		reason = strerror(gate.lookup_error);
	else if (gate.lookup_result != 0)
		reason = gai_strerror(gate.lookup_result);
	snprintf(text, size,
		 "cannot find the address of host `%s' to connect to snmpd: "
		 "%s; write it as a number, or see to /etc/hosts or the name "
		 "server",
		 address.host, reason);
}

static void describe(int problem, char *text, size_t size)
{
	switch (problem) {
	case GATE_NO_ADDRESS:
		describe_lookup(text, size);
		break;
	case PROBLEM_REFUSED:
		describe_refusal(text, size);
		break;
	case PROBLEM_SILENT:
	case GATE_NO_ANSWER:
		snprintf(text, size,
			 "snmpd at %s does not answer: is it stopped or "
			 "stuck?",
			 address.text);
		break;
	case PROBLEM_OPENING:
		snprintf(text, size,
			 "snmpd at %s does not complete the registration: is "
			 "it overloaded, or does something else listen there?",
			 address.text);
		break;
	case GATE_NOT_AGENTX:
		snprintf(
			text, size,
			"what listens at %s does not speak AgentX: say with -x "
			"where snmpd's AgentX socket is",
			address.text);
		break;
	case GATE_HUNG_UP:
		snprintf(text, size,
			 "what listens at %s closes the connection: does it "
			 "speak AgentX?",
			 address.text);
		break;
	default:
		describe_errno(problem, text, size);
		break;
	}
}

/* Once for a change of state. */
static void report(int problem)
{
	char text[600];

	/* How a hanging master ends its silence is the same state. */
	if (problem == GATE_NO_ANSWER)
		problem = PROBLEM_SILENT;
	settled = true;
	if (problem == reported)
		return;
	if (ever_up && clock_now() < down_since + PATIENCE)
		return;
	reported = problem;
	describe(problem, text, sizeof(text));
	if (problem == PROBLEM_REFUSED && !ever_up)
		log_error("%s", text);
	else
		log_warning("%s; trying again until it works", text);
	service_status(text);
}

/* ---- Callbacks of the library -------------------------------------------- */

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* What the library says. */
static int on_log(int major, int minor, void *server, void *client)
{
	const struct snmp_log_message *message = server;
	const char *text = message->msg;

	(void)major;
	(void)minor;
	(void)client;
	if (begins(text, REFUSAL_MESSAGE)) {
		refused = strtol(text + strlen(REFUSAL_MESSAGE), NULL, 10);
		return 0;
	}
	/* We tell these things ourselves. */
	if (begins(text, "NET-SNMP version ") ||
	    begins(text, "AgentX master disconnected us")) {
		log_debug("%s", text);
		return 0;
	}
	log_once(message->priority, text);
	return 0;
}

/* A session is open; the registrations follow. */
static int on_index_start(int major, int minor, void *server, void *client)
{
	(void)major;
	(void)minor;
	(void)client;
	session = server;
	session->timeout = transport_time_left();
	if (takes_short_way)
		shortway_take(session, handler_answerer());
	return 0;
}

/* Runs after the library's own function for it has registered. */
static int on_register(int major, int minor, void *server, void *client)
{
	(void)major;
	(void)minor;
	(void)server;
	(void)client;
	if (!session)
		return 0;
	if (session->s_snmp_errno != SNMPERR_SUCCESS || refused)
		register_failed = true;
	session->timeout = transport_time_left();
	return 0;
}

/* The session is lost. */
static int on_index_stop(int major, int minor, void *server, void *client)
{
	(void)major;
	(void)minor;
	(void)server;
	(void)client;
	session = NULL;
	handler_flush();
	notify_disconnected();
	if (!up)
		return 0;
	up = false;
	down_since = clock_now();
	next_attempt = down_since;
	/* One who asks and does not take the answers would do so again; and so
	 * would one who lets us register time and again only to hang up. */
	dropped = down_since - up_since < LATER ? dropped + 1 : 0;
	if (transport_was_stuck() || dropped > DROPS)
		next_attempt += MUCH_LATER;
	log_news();
	log_warning("lost snmpd at %s: the table is out of SNMP until it is "
		    "back",
		    address.text);
	service_status("snmpd is away");
	return 0;
}

/* Here the configuration files have been read and nothing has acted on them
 * yet. */
static int on_configured(int major, int minor, void *server, void *client)
{
	const char *from_file = netsnmp_ds_get_string(
		NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET);
	char reason[300];

	(void)major;
	(void)minor;
	(void)server;
	(void)client;
	if (!address_parse(&address, wanted_socket ? wanted_socket : from_file,
			   reason, sizeof(reason)))
		snprintf(config_problem, sizeof(config_problem), "%s: %s",
			 wanted_socket ? "-x" : "agentXSocket", reason);
	/* Even if /etc/snmp/snmp.conf says otherwise, for commands. */
	netsnmp_ds_set_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_RETRIES, 0);
	netsnmp_ds_set_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_TIMEOUT, 1);
	/* So that the library sets an alarm to open the session. */
	netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
			   NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, 1);
	netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID,
			      NETSNMP_DS_AGENT_X_SOCKET, TRANSPORT_NAME);
	if (!transport_register())
		snprintf(config_problem, sizeof(config_problem),
			 "Net-SNMP's library takes no transport");
	return 0;
}

/* ---- Setting up ---------------------------------------------------------- */

static void set_library_options(void)
{
	/* The MIB modules are of no use to us, and where they are missing the
	 * library complains about each. */
	setenv("MIBS", "", 1);
	setenv("MIBDIRS", "", 1);
	snmp_disable_log();
	snmp_enable_calllog();
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

static void register_callbacks(void)
{
	snmp_register_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING,
			       on_log, NULL);
	netsnmp_register_callback(SNMP_CALLBACK_LIBRARY,
				  SNMP_CALLBACK_POST_READ_CONFIG, on_configured,
				  NULL, NETSNMP_CALLBACK_HIGHEST_PRIORITY);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION,
			       SNMPD_CALLBACK_INDEX_START, on_index_start,
			       NULL);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION,
			       SNMPD_CALLBACK_INDEX_STOP, on_index_stop, NULL);
	netsnmp_register_callback(SNMP_CALLBACK_APPLICATION,
				  SNMPD_CALLBACK_REGISTER_OID, on_register,
				  NULL, NETSNMP_CALLBACK_LOWEST_PRIORITY);
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
	open_session = alarm->thecallback;
	snmp_alarm_unregister_all();
	netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
			   NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, 0);
	return true;
}

static void write_registration(void)
{
	static const oid objects[] = {MIB_OBJECTS};
	size_t length = 0, i;

	for (i = 0; i < OID_LENGTH(objects); i++)
		length += (size_t)snprintf(registration + length,
					   sizeof(registration) - length,
					   i ? ".%lu" : "%lu", objects[i]);
}

bool subagent_start(struct source *source, const char *socket, bool short_way)
{
	static oid root[] = {MIB_ROOT};

	wanted_socket = socket;
	takes_short_way = short_way;
	write_registration();
	set_library_options();
	register_callbacks();
	if (init_agent(APPLICATION) != 0) {
		log_error("Net-SNMP's agent library does not start");
		return false;
	}
	if (handler_register(source) != 0)
		return false;
	register_sysORTable(root, OID_LENGTH(root),
			    "The anycast IP addresses of this host "
			    "(ANYCAST-IP-MIB)");
	init_snmp(APPLICATION);
	if (config_problem[0]) {
		log_error("%s", config_problem);
		return false;
	}
	if (!take_over_opening()) {
		log_error("this version of Net-SNMP's library (%s) does not "
			  "try to connect again: use another",
			  netsnmp_get_version());
		return false;
	}
	gate_init(&gate, &address);
	next_attempt = down_since = clock_now();
	return true;
}

/* ---- Connecting ---------------------------------------------------------- */

/* The gate is open: let the library take the connection and register. */
static void open_through_gate(void)
{
	int64_t now = clock_now();

	refused = 0;
	register_failed = false;
	transport_set_deadline(now + OPENING_TIME);
	transport_offer(gate_take(&gate));
	open_session(0, NULL);
	transport_offer(-1);
	transport_set_deadline(NEVER);
	log_debug("opening the session took %lld us",
		  (long long)((clock_now() - now) / NS_PER_US));

	if (session && !register_failed &&
	    session->s_snmp_errno == SNMPERR_SUCCESS) {
		session->timeout = ANSWER_TIME;
		up = ever_up = settled = true;
		up_since = clock_now();
		openings_failed = 0;
		reported = PROBLEM_NONE;
		log_news();
		log_notice("connected to snmpd at %s, OID %s is registered",
			   address.text, registration);
		service_status("registered with snmpd");
		notify_connected();
		return;
	}
	openings_failed++;
	next_attempt = clock_now() +
		       (refused || openings_failed > 1 ? MUCH_LATER : LATER);
	report(refused ? PROBLEM_REFUSED : PROBLEM_OPENING);
	/* Whatever is half done ends with the connection. */
	transport_break();
}

/* What it is when an attempt comes to no end. */
static int silence(void)
{
	return gate.state == GATE_LOOKING_UP ? GATE_NO_ADDRESS : PROBLEM_SILENT;
}

/* To ask for a name costs others, too. */
static int64_t pause_after_failure(int64_t now)
{
	return address.length != 0 && now < down_since + SOON_UNTIL ? SOON
								    : LATER;
}

void subagent_advance(void)
{
	int64_t now = clock_now();

	if (session)
		return;
	if (gate.state == GATE_CLOSED) {
		if (now < next_attempt)
			return;
		gate_start(&gate);
	} else {
		gate_advance(&gate);
	}

	if (gate.state == GATE_OPEN) {
		open_through_gate();
	} else if (gate.state == GATE_FAILED) {
		report(gate.problem);
		gate_close(&gate);
		dropped = 0;
		next_attempt = now + pause_after_failure(now);
	} else if (now >= gate.started + PATIENCE) {
		report(silence());
	}
}

int subagent_wants(bool *reading, bool *writing)
{
	return gate_wants(&gate, reading, writing);
}

int64_t subagent_deadline(void)
{
	if (session)
		return NEVER;
	if (gate.state == GATE_CLOSED)
		return next_attempt;
	if (reported != silence())
		return gate.started + PATIENCE;
	return gate_deadline(&gate);
}

bool subagent_settled(void)
{
	return settled;
}

bool subagent_refused(void)
{
	return !ever_up && reported == PROBLEM_REFUSED;
}

netsnmp_session *subagent_session(void)
{
	return up ? session : NULL;
}

/* ---- Ending -------------------------------------------------------------- */

/* Tell the master agent that we go, and do not wait for its answer. */
static void say_goodbye(void)
{
	netsnmp_pdu *pdu = snmp_pdu_create(AGENTX_MSG_CLOSE);

	if (!pdu)
		return;
	pdu->sessid = session->sessid;
	pdu->errstat = AGENTX_CLOSE_SHUTDOWN;
	if (!snmp_send(session, pdu))
		snmp_free_pdu(pdu);
}

void subagent_stop(void)
{
	up = false;
	gate_close(&gate);
	if (session) {
		transport_set_deadline(clock_now() + 50 * NS_PER_MS);
		say_goodbye();
		/* The library would wait for answers; now every message of its
		 * own fails at once. */
		transport_break();
	}
	handler_unregister();
	snmp_shutdown(APPLICATION);
}
