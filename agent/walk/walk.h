/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which snapshot a request is answered from, so that a walk sees one moment
 * from its first row to its last.  Nothing here knows of SNMP's messages, and
 * neither AgentX nor this file can tell who asks: a walk is known by the place
 * where it goes on.
 *
 * The rules, in the order in which they are tried:
 *
 *  1. A request of the same SNMP message (the same transaction) as one before
 *     is answered from the same snapshot.
 *  2. A request for given instances (a GET) takes the newest snapshot if that
 *     is not older than a second and no change was signalled since, and a
 *     fresh one else.  It belongs to no walk.
 *  3. A request that goes on from instances among those that a walk's last
 *     message was answered with belongs to that walk.  All its variables
 *     together decide.  Where several walks fit, one whose last message ended
 *     just there comes before one where it is in between (a master agent trims
 *     what does not fit into a message); of these one under way comes before
 *     one that seems to be over, and then rivals.h says which it is.
 *     Then comes the message before the last, since the last may be asked
 *     again when its answer is lost.
 *  4. A request that starts at a column, with no row or with the beginning of
 *     an index, takes the snapshot of the walk that last started for the same
 *     rows in the column before and came to their end: a manager that reads
 *     column by column.  Each walk hands on its snapshot once.
 *  5. Everything else, also a request that goes on from an instance that is no
 *     more, is a new walk and begins with a fresh snapshot.
 *  6. A walk ends when it leaves the objects, or after a minute without a
 *     request.  When all places are taken, walks that seem to be over give
 *     theirs: they came to the end of what they started for, or they are idle
 *     for far longer than their pace so far.  When there is none, the new walk
 *     joins the newest.  No walk under way loses its snapshot.
 *
 * Fresh means read now; where nothing changed that is the snapshot before.
 */
#ifndef AGENT_WALK_WALK_H
#define AGENT_WALK_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/mib/mib.h"
#include "agent/walk/record.h"
#include "agent/walk/snapshot.h"

#define WALK_MAX 64 /* walks remembered */
#define WALK_SNAPSHOTS                                                  \
	16		    /* snapshots alive for their sake, with the \
			       newest one and that of the last GET */
#define WALK_IDLE      6000 /* in 1/100 s, as all times here */
#define WALK_LEFT_IDLE 500  /* the same for a walk that left */

/* Where snapshots come from.  Both give a reference that the walks give back,
 * and never NULL. */
struct walk_feed {
	/* Read now; the last one where reading fails. */
	struct snapshot *(*fresh)(void *context);
	/* The newest one if it is good for a GET, else as fresh(). */
	struct snapshot *(*recent)(void *context);
	void *context;
};

/* One request: what the walks have to know of it. */
struct walk_request {
	uint64_t peer;	      /* who asks, as far as that is known, or 0 */
	uint32_t transaction; /* of the SNMP message that it belongs to */
	bool search;	      /* for the next instances, not the given ones */
	size_t count;	      /* of places */
	const struct mib_place *places;
	uint64_t now;
};

struct walks;

/* NULL where there is no memory. */
struct walks *walks_new(const struct walk_feed *feed);
void walks_free(struct walks *walks);

/* The walk that a request belongs to, until the next call of a function that
 * takes `walks'. */
struct walk *walk_begin(struct walks *walks,
			const struct walk_request *request);

const struct snapshot *walk_snapshot(const struct walk *walk);

/* The instance with that OID, or snapshot_end(). */
uint32_t walk_at(struct walk *walk, const struct mib_place *place);

/* The instance after that OID, or at it with `include'; snapshot_end() where
 * there is none.  *entered tells that the OID is an instance's. */
uint32_t walk_after(struct walk *walk, const struct mib_place *place,
		    bool include, bool *entered);

/* The request was answered with that instance. */
void walk_answered(struct walk *walk, uint32_t ordinal, bool entered);

/* All of the request's variables have been answered, or cannot be. */
void walk_end(struct walk *walk);

/* Forget all walks. */
void walks_flush(struct walks *walks);

/* Give up idle walks.  Returns when to call again (in 1/100 s from now), or 0
 * where nothing is remembered. */
uint64_t walks_expire(struct walks *walks, uint64_t now);

/* How many walks, and how many snapshots for their sake. */
size_t walks_count(const struct walks *walks);
size_t walks_snapshots(const struct walks *walks);

#endif
