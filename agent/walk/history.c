/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/walk/history.h"

#include <stdbool.h>
#include <string.h>

static bool is_row_of(const struct expected_row *row,
		      const struct anycastip_expected *expected)
{
	return memcmp(&row->expected, expected, sizeof(*expected)) == 0;
}

/* The row of the same expectation: at the same place, unless the configuration
 * was read again in between. */
static const struct expected_row *find(
	const struct expected_rows *rows,
	const struct anycastip_expected *expected, size_t place)
{
	size_t i;

	if (place < rows->count && is_row_of(&rows->rows[place], expected))
		return &rows->rows[place];
	for (i = 0; i < rows->count; i++)
		if (is_row_of(&rows->rows[i], expected))
			return &rows->rows[i];
	return NULL;
}

static void remember(struct expected_row *row, const struct expected_row *old,
		     int64_t moment)
{
	row->transitions = 0;
	row->last_change = moment;
	if (!old)
		return;
	row->transitions = old->transitions;
	if (old->state == row->state)
		row->last_change = old->last_change;
	else
		row->transitions++;
}

void history_go_on(struct expected_rows *now,
		   const struct expected_rows *before,
		   const struct anycastip_expected *expected,
		   const struct anycastip_snapshot *table, int64_t moment)
{
	size_t i;

	for (i = 0; i < now->count; i++) {
		struct expected_row *row = &now->rows[i];

		row->expected = expected[i];
		row->state = anycastip_expected_state(
			&row->expected, table, &row->ifindex, &row->interfaces);
		remember(row, find(before, &row->expected, i), moment);
	}
}
