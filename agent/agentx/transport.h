/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The connection to a master agent as a stream of octets: it never blocks for
 * longer than it is told, and sees in AgentX's own messages what becomes of
 * what is asked while a session is being opened.
 */
#ifndef AGENT_AGENTX_TRANSPORT_H
#define AGENT_AGENTX_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/agentx/agentx.h"

struct transport {
	int fd;		  /* or -1 */
	int64_t deadline; /* of the opening, or NEVER where that is over */
	bool stuck;	  /* ended since the peer took no more data */
	/* Of the opening: how many requests have no answer so far; the type
	 * (or 0) and the number of the last one; the AgentX error in the answer
	 * to Register, -1 where there was none. */
	unsigned int unanswered;
	uint8_t request;
	uint32_t packet;
	long registration;
	/* The message that is being received. */
	uint8_t head[AGENTX_RESPONSE_SIZE];
	uint64_t received; /* octets of it */
};

/* Closed. */
#define TRANSPORT_INIT   \
	{                \
		.fd = -1 \
	}

/* Begin an opening on a connected descriptor, which is closed with the
 * transport; all of it must be done by the deadline. */
void transport_open(struct transport *transport, int fd, int64_t deadline);
void transport_close(struct transport *transport);

/* What is left until the deadline, in microseconds; never 0. */
long transport_time_left(const struct transport *transport);

/* As recv(2), never waiting: -1 with EAGAIN where nothing is there. */
ssize_t transport_receive(struct transport *transport, void *buffer,
			  size_t size);

/* Send a whole message.  False where that fails; the connection is ended
 * then, as a part may be on its way. */
bool transport_send(struct transport *transport, const void *message,
		    size_t size);

/* End the connection: the next transport_receive() finds it so. */
void transport_break(struct transport *transport);

#endif
