/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What one read of the host found, with everything that the MIB says about it,
 * computed once: immutable and shared by reference.
 *
 * Its instances have ordinals from 0 to snapshot_end() - 1 in OID order:
 * scalars, then the columns of anycastIpTable one after the other, and so on.
 */
#ifndef AGENT_WALK_SNAPSHOT_H
#define AGENT_WALK_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anycastip.h"

#include "agent/mib/mib.h"

/* AnycastDateAndTime in UTC, eleven octets, or none. */
#define DATE_LENGTH 11
struct date {
	uint8_t length;
	uint8_t octets[DATE_LENGTH];
};

void date_set(struct date *date, int64_t seconds, long nanoseconds);

/* One row of anycastIpExpectedTable. */
struct expected_row {
	struct anycastip_expected expected;
	uint32_t ifindex;
	uint32_t interfaces;
	uint32_t transitions;
	uint8_t state; /* enum anycastip_state */
	struct date last_change;
};

/* The place of an expectation among `count' structures of that size that begin
 * with one, or `count'; looked for at `guess' first, where it was unless the
 * configuration was read again. */
size_t expected_find(const struct anycastip_expected *wanted, const void *first,
		     size_t size, size_t count, size_t guess);

struct snapshot {
	/* References held; and how many walks are among the holders, which is
	 * walk.c's to keep. */
	unsigned int references;
	unsigned int walks;

	/* NULL before the first read that succeeded. */
	struct anycastip_snapshot *table;
	struct date *created; /* of every row */
	struct expected_row *expected;
	size_t row_count;
	/* 0 before the first read that succeeded: nobody can say yet what has
	 * become of them. */
	size_t expected_count;

	uint32_t ipv4_count;
	uint32_t undelivered_count;
	uint32_t expected_missing;
	uint32_t expected_undelivered;
	uint32_t unexpected_count;
	/* When the table last changed (moment_now()), or 0. */
	uint64_t last_change;

	/* The ordinal of the first instance of each object, and the end. */
	uint32_t first[MIB_OBJECT_COUNT + 1];
};

/* What a snapshot is made of. */
struct snapshot_parts {
	/* What was read, given over to the snapshot on success only; NULL
	 * where nothing was read yet. */
	struct anycastip_snapshot *table;
	const struct anycastip_expected *expected;
	size_t expected_count;
	/* The snapshot before, whose dates and transitions go on, or NULL. */
	const struct snapshot *before;
	/* When the table last changed (moment_now()), or 0. */
	uint64_t last_change;
	/* CLOCK_REALTIME */
	int64_t now;
};

/* NULL where there is no memory. */
struct snapshot *snapshot_new(const struct snapshot_parts *parts);

struct snapshot *snapshot_ref(struct snapshot *snapshot);

/* NULL is ignored. */
void snapshot_unref(struct snapshot *snapshot);

/* ---- Instances --------------------------------------------------------- */

static inline uint32_t snapshot_end(const struct snapshot *snapshot)
{
	return snapshot->first[MIB_OBJECT_COUNT];
}

/* The object that an instance belongs to. */
unsigned int snapshot_object(const struct snapshot *snapshot, uint32_t ordinal);

/* Write the OID of an instance, at most MIB_NAME_MAX; returns its length. */
size_t snapshot_name(const struct snapshot *snapshot, unsigned int object,
		     uint32_t ordinal, unsigned long *name);

/* Whether the instance has the OID that the place is of. */
bool snapshot_is_at(const struct snapshot *snapshot, uint32_t ordinal,
		    const struct mib_place *place);

/* Where an OID lies among the instances. */
struct snapshot_position {
	uint32_t next; /* the first instance at or after it */
	bool exact;    /* it is that instance's */
	uint32_t end;  /* the first instance after it that it is no prefix of;
			  next, where it is no prefix of any */
};

struct snapshot_position snapshot_locate(const struct snapshot *snapshot,
					 const struct mib_place *place);

#endif
