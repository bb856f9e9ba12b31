/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Looks the name of a master agent's host up without waiting for it: in a
 * process of its own, as getaddrinfo() takes its time, in which it can neither
 * be asked nor be stopped.
 */
#ifndef AGENT_AGENTX_LOOKUP_H
#define AGENT_AGENTX_LOOKUP_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "agent/agentx/address.h"

struct lookup {
	pid_t process; /* or 0 */
	int fd;	       /* readable when the answer is there, or -1 */
};

struct lookup_answer {
	int result; /* 0, or as from getaddrinfo() */
	int system_error;
	socklen_t length;
	struct sockaddr_storage socket;
};

/* Nothing under way. */
#define LOOKUP_INIT   \
	{             \
		0, -1 \
	}

/* Begin.  False with errno. */
bool lookup_start(struct lookup *lookup, const struct address *address);

/* Take the answer; false if it is not there yet. */
bool lookup_take(struct lookup *lookup, struct lookup_answer *answer);

/* Give up what is under way. */
void lookup_stop(struct lookup *lookup);

#endif
