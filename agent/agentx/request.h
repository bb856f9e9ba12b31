/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The short way from a request to its answer.
 *
 * Net-SNMP's library copies every AgentX request and sends it to itself
 * through a pipe, and the answer back: ten system calls where two are needed.
 * Here a GET or GETNEXT of which all variables lie among our objects is
 * answered where it comes in; whatever else comes goes the library's way.
 * Both ways give the same answers.
 */
#ifndef AGENT_AGENTX_REQUEST_H
#define AGENT_AGENTX_REQUEST_H

#include <stdbool.h>

struct answerer;
struct snmp_session;

/* Answer the requests of a session with a master agent from now on: call it
 * when the session is open. */
void shortway_take(struct snmp_session *session, struct answerer *answerer);

/* How many requests were answered so far. */
unsigned long shortway_count(void);

/* How many variables the last of them had. */
unsigned int shortway_variables(void);

#endif
