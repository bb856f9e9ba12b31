/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Questions in, answers out: the whole MIB without a word of how a request
 * comes in.  The handler of the agent library and the short way are both thin
 * adapters around this.
 *
 * A request is answered thus: answer_begin(), answer_get() or answer_next()
 * for each of its variables, answer_end().
 */
#ifndef AGENT_WALK_ANSWER_H
#define AGENT_WALK_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/mib/mib.h"
#include "agent/mib/value.h"
#include "agent/walk/walk.h"

struct source;
struct answerer;

/* NULL where there is no memory.  The source must outlive it. */
struct answerer *answerer_new(struct source *source);
void answerer_free(struct answerer *answerer);

/* Begin the answer to a request; its `now' is filled in here. */
void answer_begin(struct answerer *answerer, struct walk_request *request);

/* The instance's value; or one that says that there is no instance, or no
 * object. */
void answer_get(struct answerer *answerer, const struct mib_place *place,
		struct value *value);

/* How far a search goes. */
struct answer_range {
	bool include; /* the OID asked for is an answer too */
	/* Where the answer has to come before; length 0 for no end. */
	const unsigned long *end;
	size_t end_length;
};

/* The value of the next instance in the range, and its OID in `name', which
 * has room for MIB_NAME_MAX.  False where there is none. */
bool answer_next(struct answerer *answerer, const struct mib_place *place,
		 const struct answer_range *range, unsigned long *name,
		 size_t *length, struct value *value);

void answer_end(struct answerer *answerer);

/* As walks_flush() and walks_expire(). */
void answerer_flush(struct answerer *answerer);
uint64_t answerer_expire(struct answerer *answerer);

#endif
