/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The gate before the agent library: it connects to the master agent without
 * ever blocking, and opens when a live one has answered an AgentX-Ping.
 *
 * The library would block instead: in connect() while a stopped master's
 * queue is full, then in waiting for the answer to its AgentX-Open.
 */
#ifndef AGENT_AGENTX_GATE_H
#define AGENT_AGENTX_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/agentx/address.h"
#include "agent/agentx/agentx.h"

struct gate {
	const struct address *address;
	enum gate_state {
		GATE_CLOSED,	 /* nothing under way */
		GATE_CONNECTING, /* connect() is under way */
		GATE_WAITING,	 /* the Ping is sent */
		GATE_OPEN,	 /* answered: take fd */
		GATE_FAILED	 /* see problem */
	} state;
	int fd;
	int64_t started;
	uint8_t answer[AGENTX_RESPONSE_SIZE];
	size_t answered; /* octets of it */
	/* errno value, or one of the following. */
	int problem;
};

/* Connected, but the peer sent what no AgentX master sends. */
#define GATE_NOT_AGENTX -1
/* Connected, but the peer closed before it answered. */
#define GATE_HUNG_UP -2
/* No answer for a long time; worth a new attempt. */
#define GATE_NO_ANSWER -3

void gate_init(struct gate *gate, const struct address *address);

/* Begin an attempt; the state is not GATE_CLOSED afterwards. */
void gate_start(struct gate *gate);

/* Go on: call it when the descriptor is readable or writable as gate_wants()
 * says, or the deadline has come. */
void gate_advance(struct gate *gate);

/* What to wait for: sets *reading and *writing, and returns the descriptor,
 * or -1. */
int gate_wants(const struct gate *gate, bool *reading, bool *writing);

/* When gate_advance() wants to be called at the latest, or NEVER. */
int64_t gate_deadline(const struct gate *gate);

/* Take the connected descriptor out of an open gate, and close the gate. */
int gate_take(struct gate *gate);

/* Give up what is under way. */
void gate_close(struct gate *gate);

#endif
