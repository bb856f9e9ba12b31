/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Net-SNMP's agent library as a subagent whose connection we make: all that
 * leans on how the library works inside, which no document promises.
 *
 * There is one in a process, since the library is one for the process.
 */
#ifndef AGENT_AGENTX_LIBRARY_H
#define AGENT_AGENTX_LIBRARY_H

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>

#include <stdbool.h>
#include <stdint.h>

/* Set the library up; what it has to say comes into our log.  False where the
 * reason is logged. */
bool library_start(void);

/* agentXSocket of its configuration files; "" where they have none. */
const char *library_socket(void);

/* Answer a request, so that the library need not.  False where it has to, and
 * nothing is done. */
typedef bool library_answer(void *context, netsnmp_session *session,
			    netsnmp_pdu *request);

/* Who answers the requests of the sessions that are opened from now on. */
void library_answer_by(library_answer *answer, void *context);

/* Open a session on a connected descriptor and register all that is
 * registered with the library, within that time.  0; or the AgentX error with
 * which the master agent refuses the registration; or -1 where the opening does
 * not come to its end.  A session that fails is lost at the next reading. */
long library_open(int fd, int64_t time);

/* The session, or NULL where there is none, or it is lost. */
netsnmp_session *library_session(void);

/* The descriptor of the session, or -1. */
int library_fd(void);

/* Whether the last session was given up since the master agent took no more
 * data. */
bool library_was_stuck(void);

/* What the library waits for: adds to the set and to *count, the highest
 * descriptor and one; the deadline, or NEVER. */
int64_t library_wants(netsnmp_large_fd_set *reading, int *count);

/* Let the requests that were read come to their end, or go on until then. */
void library_finish_requests(int64_t limit);

/* ---- AgentX's messages as the library has them --------------------------- */

/* Whether a request is for another context than the default one. */
bool library_has_context(const netsnmp_pdu *request);

/* Where the search range of a variable of GetNext ends, length 0 for nowhere;
 * whether its start is in it. */
bool library_range(const netsnmp_variable_list *variable, const oid **end,
		   size_t *length);

/* A Response to the request, which loses its variables to it; NULL where there
 * is no memory. */
netsnmp_pdu *library_response(const netsnmp_session *session,
			      netsnmp_pdu *request);

/* Another message in a session; NULL where there is no memory. */
netsnmp_pdu *library_message(const netsnmp_session *session, int type);

/* ---- Ending -------------------------------------------------------------- */

/* Tell the master agent that we go, and end the connection; never waits. */
void library_leave(void);

/* Shut the library down, in the end. */
void library_stop(void);

#endif
