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

#include "agent/agentx/library.h"

struct requests {
	struct answerer *answerer;
	unsigned long count;	/* answered so far */
	unsigned int variables; /* of the last one */
};

/* The context is a struct requests. */
library_answer request_answer;

#endif
