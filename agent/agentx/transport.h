/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A transport for Net-SNMP's library that takes a connected descriptor
 * instead of an address, and never blocks for longer than it is told.
 */
#ifndef AGENT_AGENTX_TRANSPORT_H
#define AGENT_AGENTX_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

/* What to set NETSNMP_DS_AGENT_X_SOCKET to, so that the library comes here
 * for its connection. */
#define TRANSPORT_NAME "anycastip:"

/* Make the transport known to the library, after it has set its own up. */
bool transport_register(void);

/* Give the descriptor to the next session that the library opens; it is
 * closed by then or with the session.  -1 takes it back: every opening fails
 * until there is a new one. */
void transport_offer(int fd);

/* From now on every answer that the library waits for must be there by
 * `deadline' (clock_now()), or the connection counts as lost; NEVER ends
 * that. */
void transport_set_deadline(int64_t deadline);

/* What the library may wait for an answer, in microseconds, so that it gives
 * up at the deadline. */
long transport_time_left(void);

/* The descriptor of the session, or -1. */
int transport_fd(void);

/* Whether the last session was given up because its peer took no more
 * data. */
bool transport_was_stuck(void);

/* End the connection, so that the library finds it lost when it next reads. */
void transport_break(void);

#endif
