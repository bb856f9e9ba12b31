/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is remembered of a walk.
 */
#ifndef AGENT_WALK_RECORD_H
#define AGENT_WALK_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/walk/snapshot.h"

#define WALK_VARIABLES 24 /* variables of a request that are looked at */

/* Instances next to each other that a message was answered with.  `from' is
 * the one before the first where the walk came from there, else the first. */
struct run {
	uint32_t from;
	uint32_t first;
	uint32_t last;
};

/* What one SNMP message was answered with. */
struct page {
	size_t count;
	struct run runs[WALK_VARIABLES];
};

#define PAGES 2

struct walk {
	struct snapshot *snapshot; /* NULL: this place is free */
	uint64_t peer;
	uint64_t started; /* in the order of requests */
	uint64_t latest;  /* the same of its last one */
	uint64_t time;	  /* of its last request */
	uint64_t gap;	  /* the longest time between two messages, and 1 */
	uint32_t transaction;
	uint32_t scope_end; /* behind the last instance that it started for */
	unsigned int requests; /* of its last message */
	unsigned int usual;    /* the most of a message before that */
	struct walk *rival;    /* with which it may have been mixed up */
	bool left;
	bool handed_on; /* its end of a column was taken by another (rule 4) */
	bool spare;	/* another was made of it, or it of another (rule 3) */
	bool open;	/* pages[newest] is of the message at hand */
	bool answered;	/* the request at hand was */
	unsigned int newest;
	struct page pages[PAGES];
};

static inline struct page *page_of(struct walk *walk, unsigned int age)
{
	return &walk->pages[(walk->newest + age) % PAGES];
}

#endif
