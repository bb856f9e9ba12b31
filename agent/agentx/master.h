/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The connection to the master agent: set up, kept, and made anew when lost,
 * without ever holding the loop up.
 */
#ifndef AGENT_AGENTX_MASTER_H
#define AGENT_AGENTX_MASTER_H

#include <stdbool.h>
#include <stdint.h>

struct answerer;
struct master;
struct requests;
struct snmp_session;

struct master_options {
	const char *socket;	    /* as for address_parse(), or NULL for what
				       the library's configuration says */
	const char *registration;   /* the OID that is registered, as text */
	struct answerer *short_way; /* for agent/agentx/request.h, or NULL */
	/* Who is told what became of the connection: a line for people; and
	 * that it is lost, so that other requests follow from anew. */
	void (*status)(const char *text);
	void (*lost)(void);
};

/* Connect for the library, which has been started and has what it is to
 * register.  The options must outlive it.  NULL if that cannot be; the reason
 * is logged. */
struct master *master_new(const struct master_options *options);

/* Tell the master agent and let go of it; never waits. */
void master_free(struct master *master);

/* Go on with connecting: call it when the descriptor of master_wants() is
 * ready, the deadline has come, or anything was read. */
void master_advance(struct master *master);

/* What connecting waits for; as gate_wants(). */
int master_wants(const struct master *master, bool *reading, bool *writing);
int64_t master_deadline(const struct master *master);

/* Whether the first attempt to connect has ended, either way. */
bool master_settled(const struct master *master);

/* Whether the master agent refused us before it ever accepted us: then there
 * is no use in waiting. */
bool master_refused(const struct master *master);

/* What went the short way. */
const struct requests *master_requests(const struct master *master);

/* The session with the master agent while we are registered, or NULL. */
struct snmp_session *master_session(const struct master *master);

#endif
