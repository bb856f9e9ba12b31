/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/sysORTable.h>
#include <net-snmp/agent/agent_sysORTable.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agentx/address.h"
#include "agent/agentx/agentx.h"
#include "agent/clock.h"
#include "agent/agentx/gate.h"
#include "agent/agentx/library.h"
#include "agent/mib/handler.h"
#include "agent/log.h"
#include "agent/mib/mib.h"
#include "agent/notify/notify.h"
#include "agent/daemon.h"
#include "agent/agentx/request.h"
#include "agent/agentx/master.h"

/* All that the library may wait for in one turn: the answers to Open,
 * Register and AddAgentCaps together. */
#define OPENING_TIME (300 * NS_PER_MS)

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

static struct address address;
/* Closed, also where subagent_stop() comes before gate_init(). */
static struct gate gate = GATE_INIT;
static struct requests requests;
static char registration[100]; /* the OID that we register, as text */

static bool up;	     /* connected and registered */
static bool ever_up; /* ... at least once */
static bool settled;
static int openings_failed; /* one after the other */
static long refused;	    /* of the last opening; as of library_open() */
static int64_t next_attempt;
static int64_t up_since;
static int64_t down_since;
static int dropped; /* connections lost at once, one after the other */
static int reported = PROBLEM_NONE;

/* ---- What to say --------------------------------------------------------- */

static void describe_refusal(char *text, size_t size)
{
	if (refused == AGENTX_DUPLICATE_REGISTRATION)
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

static void describe(int problem, char *text, size_t size)
{
	switch (problem) {
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

/* The session is lost. */
static void on_loss(void)
{
	handler_flush();
	notify_disconnected();
	up = false;
	down_since = clock_now();
	next_attempt = down_since;
	/* One who asks and does not take the answers would do so again; and so
	 * would one who lets us register time and again only to hang up. */
	dropped = down_since - up_since < LATER ? dropped + 1 : 0;
	if (library_was_stuck() || dropped > DROPS)
		next_attempt += MUCH_LATER;
	log_news();
	log_warning("lost snmpd at %s: the table is out of SNMP until it is "
		    "back",
		    address.text);
	service_status("snmpd is away");
}

/* ---- Setting up ---------------------------------------------------------- */

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

	char reason[400];

	write_registration();
	if (!library_start())
		return false;
	if (!socket)
		socket = library_socket();
	if (!address_parse(&address, socket, reason, sizeof(reason))) {
		log_error("%s: %s",
			  socket == library_socket() ? "agentXSocket" : "-x",
			  reason);
		return false;
	}
	if (handler_register(source) != 0)
		return false;
	register_sysORTable(root, OID_LENGTH(root),
			    "The anycast IP addresses of this host "
			    "(ANYCAST-IP-MIB)");
	requests.answerer = handler_answerer();
	if (short_way)
		library_answer_by(request_answer, &requests);
	gate_init(&gate, &address);
	next_attempt = down_since = clock_now();
	return true;
}

/* ---- Connecting ---------------------------------------------------------- */

/* The gate is open: let the library take the connection and register. */
static void open_through_gate(void)
{
	int64_t now = clock_now();

	refused = library_open(gate_take(&gate), OPENING_TIME);
	log_debug("opening the session took %lld us",
		  (long long)((clock_now() - now) / NS_PER_US));

	if (refused == 0) {
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
	next_attempt = clock_now() + (refused > 0 || openings_failed > 1
					      ? MUCH_LATER
					      : LATER);
	report(refused > 0 ? PROBLEM_REFUSED : PROBLEM_OPENING);
}

void subagent_advance(void)
{
	int64_t now = clock_now();

	if (library_session())
		return;
	if (up)
		on_loss();
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
		next_attempt = now +
			       (now < down_since + SOON_UNTIL ? SOON : LATER);
	} else if (now >= gate.started + PATIENCE) {
		report(PROBLEM_SILENT);
	}
}

int subagent_wants(bool *reading, bool *writing)
{
	return gate_wants(&gate, reading, writing);
}

int64_t subagent_deadline(void)
{
	if (library_session())
		return NEVER;
	if (gate.state == GATE_CLOSED)
		return next_attempt;
	if (reported != PROBLEM_SILENT)
		return gate.started + PATIENCE;
	return gate_deadline(&gate);
}

bool subagent_settled(void)
{
	return settled;
}

const struct requests *subagent_requests(void)
{
	return &requests;
}

bool subagent_refused(void)
{
	return !ever_up && reported == PROBLEM_REFUSED;
}

netsnmp_session *subagent_session(void)
{
	return up ? library_session() : NULL;
}

/* ---- Ending -------------------------------------------------------------- */

void subagent_stop(void)
{
	up = false;
	gate_close(&gate);
	library_leave();
	handler_unregister();
	library_stop();
}
