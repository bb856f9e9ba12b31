/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The connection to the master agent: set up, kept, and made anew when lost,
 * without ever holding the loop up.
 */
#ifndef AGENT_AGENTX_MASTER_H
#define AGENT_AGENTX_MASTER_H

#include <stdbool.h>
#include <stdint.h>

struct requests;
struct source;
struct snmp_session;

/* Set Net-SNMP's libraries up and register the MIB with them.  `socket' is as
 * for address_parse(), NULL for what the library's configuration says;
 * `short_way' is for agent/agentx/request.h.  False if that cannot be; the
 * reason is logged. */
bool subagent_start(struct source *source, const char *socket, bool short_way);

/* Tell the master agent and let go of it; never waits. */
void subagent_stop(void);

/* Go on with connecting: call it when the descriptor of subagent_wants() is
 * ready, or the deadline has come. */
void subagent_advance(void);

/* What connecting waits for; as gate_wants(). */
int subagent_wants(bool *reading, bool *writing);
int64_t subagent_deadline(void);

/* Whether the first attempt to connect has ended, either way. */
bool subagent_settled(void);

/* Whether the master agent refused us before it ever accepted us: then there
 * is no use in waiting. */
bool subagent_refused(void);

/* What went the short way. */
const struct requests *subagent_requests(void);

/* The session with the master agent while we are registered, or NULL. */
struct snmp_session *subagent_session(void);

#endif
