/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What has become of the expected addresses since the snapshot before: the rows
 * of anycastIpExpectedTable.
 */
#ifndef AGENT_WALK_HISTORY_H
#define AGENT_WALK_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "anycastip.h"

struct expected_row {
	struct anycastip_expected expected;
	uint32_t ifindex;
	uint32_t interfaces;
	uint32_t transitions;
	uint8_t state;	     /* enum anycastip_state */
	int64_t last_change; /* by the clock since boot */
};

/* Rows and how many. */
struct expected_rows {
	struct expected_row *rows;
	size_t count;
};

/* Fill in `now', of which there are as many as of `expected', from the table
 * that was read.  A state other than `before' became so at that moment, by the
 * clock since boot. */
void history_go_on(struct expected_rows *now,
		   const struct expected_rows *before,
		   const struct anycastip_expected *expected,
		   const struct anycastip_snapshot *table, int64_t moment);

#endif
