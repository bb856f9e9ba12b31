/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The connection to the master agent: set up, kept, and made anew when lost,
 * without ever holding the loop up.
 */
#ifndef AGENT_AGENTX_MASTER_H
#define AGENT_AGENTX_MASTER_H

#include <stdbool.h>
#include <stdint.h>

struct master;
struct requests;
struct source;
struct snmp_session;

/* Set Net-SNMP's libraries up and register the MIB with them.  `socket' is as
 * for address_parse(), NULL for what the library's configuration says;
 * `short_way' is for agent/agentx/request.h.  NULL if that cannot be; the
 * reason is logged. */
struct master *master_new(struct source *source, const char *socket,
			  bool short_way);

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
