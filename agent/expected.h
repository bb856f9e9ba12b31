/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastIpExpectedTable: what the operator expects, held against what was
 * read.
 */
#ifndef ANYCASTIPD_EXPECTED_H
#define ANYCASTIPD_EXPECTED_H

#include "agent/snapshot.h"
#include "agent/value.h"

/* Fill in the snapshot's expected rows and the counts that follow from them.
 * Its table is set. */
void expected_set(struct snapshot *snapshot,
		  const struct snapshot_parts *parts);

void expected_value(const struct snapshot *snapshot, unsigned int object,
		    size_t row, struct value *value);

#endif
