/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows beside what the configuration says. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct anycastip_snapshot *read_rows(anycastip *handle,
				     const struct options *options)
{
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;

	if (anycastip_read(handle, options->family, &snapshot, &error) !=
	    ANYCASTIP_OK)
		die(&error);
	return snapshot;
}

bool lacks_ipv6(anycastip *handle, const struct options *options,
		const struct anycastip_snapshot *snapshot,
		struct anycastip_error *error)
{
	struct anycastip_snapshot *rows;
	size_t count = snapshot->count;

	if (options->family != AF_UNSPEC ||
	    (count > 0 && snapshot->rows[count - 1].family == AF_INET6))
		return false;
	if (anycastip_read(handle, AF_INET6, &rows, error) ==
	    ANYCASTIP_NOT_SUPPORTED)
		return true;
	anycastip_snapshot_free(rows);
	return false;
}

struct expectations read_expectations(const anycastip *handle,
				      const struct options *options)
{
	const struct anycastip_expected *expected;
	struct expectations result = {.count = 0};
	size_t count = anycastip_get_expected(handle, &expected), i;

	result.at = calloc(count + 1, sizeof(*result.at));
	if (!result.at)
		die_of_memory();
	for (i = 0; i < count; i++)
		if (options->family == AF_UNSPEC ||
		    options->family == expected[i].family)
			result.at[result.count++] = expected[i];
	return result;
}

bool is_unexpected(const struct anycastip_row *row,
		   const struct expectations *expectations)
{
	return row->origin == ANYCASTIP_DECLARED &&
	       !anycastip_is_expected(row, expectations->at,
				      expectations->count);
}

struct candidates read_candidates(anycastip *handle,
				  const struct options *options)
{
	struct candidates candidates = {.count = 0};
	size_t count, i;

	/* They make a hint, which is not worth an error. */
	if (anycastip_read_unicast(handle, &candidates.at, &count, NULL) !=
	    ANYCASTIP_OK)
		return candidates;
	for (i = 0; i < count; i++) {
		const struct anycastip_unicast *unicast = &candidates.at[i];

		if ((unicast->flags &
		     (ANYCASTIP_U_SERVICE | ANYCASTIP_U_DECLARED)) ==
			    ANYCASTIP_U_SERVICE &&
		    (options->family == AF_UNSPEC ||
		     options->family == unicast->family))
			candidates.at[candidates.count++] = *unicast;
	}
	return candidates;
}
