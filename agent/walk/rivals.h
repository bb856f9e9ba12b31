/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whose a request is, where the walks of several managers came to the same
 * place: neither AgentX nor an OID tells, so this is a guess.
 *
 * A walk whose message had as many requests as the one before it comes before
 * one that is still in it, since the requests of several managers' messages
 * alternate; then the one that is due by its pace; and then the one that has
 * waited longest.  Where that was wrong it is set right as soon as one of two
 * rivals gets a message larger than any before, if the other is known for such.
 */
#ifndef AGENT_WALK_RIVALS_H
#define AGENT_WALK_RIVALS_H

#include <stdint.h>

#include "agent/walk/record.h"

/* Which walk a request is taken for. */
struct choice {
	struct walk *walk;  /* NULL: none so far */
	struct walk *rival; /* which is as likely, or NULL */
	int odds;	    /* against both */
};

/* Another one that fits; a walk with a lower rank is likelier. */
void choice_offer(struct choice *choice, struct walk *walk, int rank,
		  uint64_t now);

/* The walk, which remembers its rival; NULL where none was offered. */
struct walk *choice_made(const struct choice *choice);

/* Another message of the walk begins. */
void rivals_next_message(struct walk *walk);

/* A message of the walk goes on.  If it gets more requests than ever, and its
 * rival is known for so many, the two were mixed up, and change places. */
void rivals_tell_apart(struct walk *walk);

#endif
