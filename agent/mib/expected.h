/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastIpExpectedTable: what the operator expects, held against what was
 * read.
 */
#ifndef AGENT_MIB_EXPECTED_H
#define AGENT_MIB_EXPECTED_H

#include "agent/walk/snapshot.h"
#include "agent/mib/value.h"

/* Fill in the snapshot's expected rows and the counts that follow from them.
 * Its table is set. */
void expected_set(struct snapshot *snapshot,
		  const struct snapshot_parts *parts);

void expected_value(const struct snapshot *snapshot, unsigned int object,
		    size_t row, struct value *value);

#endif
