/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Says when to try, when to give up for a while, and what is wrong.
 */
#include "agent/agentx/master.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agentx/address.h"
#include "agent/agentx/agentx.h"
#include "agent/agentx/gate.h"
#include "agent/agentx/library.h"
#include "agent/agentx/request.h"
#include "agent/clock.h"
#include "agent/log.h"

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

struct master {
	const struct master_options *options;
	struct address address;
	struct gate gate;
	struct requests requests; /* that go the short way */
	bool up;		  /* connected and registered */
	bool ever_up;		  /* ... at least once */
	bool settled;
	int openings_failed; /* one after the other */
	long refused;	     /* of the last opening; as of library_open() */
	int dropped;	     /* connections lost at once, one after the other */
	int reported;
	int64_t next_attempt;
	int64_t up_since;
	int64_t down_since;
};

/* ---- What to say --------------------------------------------------------- */

static void describe_refusal(const struct master *master, char *text,
			     size_t size)
{
	if (master->refused == AGENTX_DUPLICATE_REGISTRATION)
		snprintf(
			text, size,
			"snmpd at %s refuses the registration of OID %s: it is "
			"registered already (AgentX error %ld); is another "
			"anycastipd running, or has snmpd loaded "
			"anycastip.so? Stop one of the two",
			master->address.text, master->options->registration,
			master->refused);
	else
		snprintf(text, size,
			 "snmpd at %s refuses the registration of OID %s with "
			 "AgentX error %ld (RFC 2741, section 6.2.16); snmpd's "
			 "own log tells why",
			 master->address.text, master->options->registration,
			 master->refused);
}

static const char *remedy_of(int system_error)
{
	switch (system_error) {
	case ENOENT:
		return "start snmpd with `master agentx' in snmpd.conf, or say "
		       "with -x where its socket is";
	case ECONNREFUSED:
		return "start snmpd with `master agentx' in snmpd.conf";
	case EACCES:
		return "let snmpd open its socket to our group with "
		       "`agentXPerms 0660 0755 Debian-snmp agentx' in "
		       "snmpd.conf, and its directory with chmod 0755";
	case EPERM:
		return "a sandbox or a firewall forbids it";
	case EAGAIN:
		return "its queue of connections is full: is snmpd stopped or "
		       "stuck?";
	case EMFILE:
	case ENFILE:
		return "raise the limit of open files (LimitNOFILE)";
	default:
		return "see whether snmpd listens there";
	}
}

static void describe_problem(const struct master *master, int problem,
			     char *text, size_t size)
{
	const char *address = master->address.text, *who = "snmpd", *what;

	switch (problem) {
	case PROBLEM_REFUSED:
		describe_refusal(master, text, size);
		return;
	case PROBLEM_SILENT:
	case GATE_NO_ANSWER:
		what = "does not answer: is it stopped or stuck?";
		break;
	case PROBLEM_OPENING:
		what = "does not complete the registration: is it overloaded, "
		       "or does something else listen there?";
		break;
	case GATE_NOT_AGENTX:
		who = "what listens";
		what = "does not speak AgentX: say with -x where snmpd's "
		       "AgentX socket is";
		break;
	case GATE_HUNG_UP:
		who = "what listens";
		what = "closes the connection: does it speak AgentX?";
		break;
	default:
		snprintf(text, size, "cannot connect to snmpd at %s: %s; %s",
			 address, strerror(problem), remedy_of(problem));
		return;
	}
	snprintf(text, size, "%s at %s %s", who, address, what);
}

/* Once for a change of state. */
static void report(struct master *master, int problem)
{
	char text[600];

	/* How a hanging master ends its silence is the same state. */
	if (problem == GATE_NO_ANSWER)
		problem = PROBLEM_SILENT;
	master->settled = true;
	if (problem == master->reported)
		return;
	if (master->ever_up && clock_now() < master->down_since + PATIENCE)
		return;
	master->reported = problem;
	describe_problem(master, problem, text, sizeof(text));
	if (problem == PROBLEM_REFUSED && !master->ever_up)
		log_error("%s", text);
	else
		log_warning("%s; trying again until it works", text);
	master->options->status(text);
}

/* The session is lost. */
static void on_loss(struct master *master)
{
	master->options->lost();
	master->up = false;
	master->down_since = clock_now();
	master->next_attempt = master->down_since;
	/* One who asks and does not take the answers would do so again; and so
	 * would one who lets us register time and again only to hang up. */
	master->dropped = master->down_since - master->up_since < LATER
				  ? master->dropped + 1
				  : 0;
	if (library_was_stuck() || master->dropped > DROPS)
		master->next_attempt += MUCH_LATER;
	log_news();
	log_warning("lost snmpd at %s: the table is out of SNMP until it is "
		    "back",
		    master->address.text);
	master->options->status("snmpd is away");
}

/* ---- Setting up ---------------------------------------------------------- */

static bool find_address(struct master *master)
{
	const char *socket = master->options->socket, *named_by = "-x";
	char reason[400];

	if (!socket) {
		socket = library_socket();
		named_by = "agentXSocket";
	}
	if (address_parse(&master->address, socket, reason, sizeof(reason)))
		return true;
	log_error("%s: %s", named_by, reason);
	return false;
}

struct master *master_new(const struct master_options *options)
{
	struct master *master = calloc(1, sizeof(*master));

	if (!master) {
		log_error("no memory for the connection to snmpd");
		return NULL;
	}
	master->options = options;
	if (!find_address(master)) {
		free(master);
		return NULL;
	}
	gate_init(&master->gate, &master->address);
	master->requests.answerer = options->short_way;
	if (options->short_way)
		library_answer_by(request_answer, &master->requests);
	master->next_attempt = master->down_since = clock_now();
	return master;
}

/* ---- Connecting ---------------------------------------------------------- */

/* The gate is open: let the library take the connection and register. */
static void open_through_gate(struct master *master)
{
	int64_t now = clock_now();

	master->refused = library_open(gate_take(&master->gate), OPENING_TIME);
	log_debug("opening the session took %lld us",
		  (long long)((clock_now() - now) / NS_PER_US));

	if (master->refused == 0) {
		master->up = master->ever_up = master->settled = true;
		master->up_since = clock_now();
		master->openings_failed = 0;
		master->reported = PROBLEM_NONE;
		log_news();
		log_notice("connected to snmpd at %s, OID %s is registered",
			   master->address.text, master->options->registration);
		master->options->status("registered with snmpd");
		return;
	}
	master->openings_failed++;
	master->next_attempt =
		clock_now() +
		(master->refused > 0 || master->openings_failed > 1 ? MUCH_LATER
								    : LATER);
	report(master, master->refused > 0 ? PROBLEM_REFUSED : PROBLEM_OPENING);
}

void master_advance(struct master *master)
{
	int64_t now = clock_now();

	if (library_session())
		return;
	if (master->up)
		on_loss(master);
	if (master->gate.state == GATE_CLOSED) {
		if (now < master->next_attempt)
			return;
		gate_start(&master->gate);
	} else {
		gate_advance(&master->gate);
	}

	if (master->gate.state == GATE_OPEN) {
		open_through_gate(master);
	} else if (master->gate.state == GATE_FAILED) {
		report(master, master->gate.problem);
		gate_close(&master->gate);
		master->dropped = 0;
		master->next_attempt =
			now +
			(now < master->down_since + SOON_UNTIL ? SOON : LATER);
	} else if (now >= master->gate.started + PATIENCE) {
		report(master, PROBLEM_SILENT);
	}
}

int master_wants(const struct master *master, bool *reading, bool *writing)
{
	return gate_wants(&master->gate, reading, writing);
}

int64_t master_deadline(const struct master *master)
{
	if (library_session())
		return NEVER;
	if (master->gate.state == GATE_CLOSED)
		return master->next_attempt;
	if (master->reported != PROBLEM_SILENT)
		return master->gate.started + PATIENCE;
	return gate_deadline(&master->gate);
}

bool master_settled(const struct master *master)
{
	return master->settled;
}

const struct requests *master_requests(const struct master *master)
{
	return &master->requests;
}

bool master_refused(const struct master *master)
{
	return !master->ever_up && master->reported == PROBLEM_REFUSED;
}

netsnmp_session *master_session(const struct master *master)
{
	return master->up ? library_session() : NULL;
}

/* ---- Ending -------------------------------------------------------------- */

void master_free(struct master *master)
{
	if (!master)
		return;
	gate_close(&master->gate);
	library_leave();
	free(master);
}
