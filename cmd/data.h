/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the commands read, of the family that is asked for.  A failure ends the
 * program. */
#ifndef CMD_DATA_H
#define CMD_DATA_H

#include "anycastip.h"
#include "cmd/arguments.h"

/* A handle, for one read or to watch. */
anycastip *data_open(const struct arguments *arguments, bool watching);

/* The rows. */
struct anycastip_snapshot *data_rows(anycastip *handle,
				     const struct arguments *arguments);

/* Whether the kernel runs without IPv6, of which the rows of both families do
 * not tell; the error has the text then. */
bool data_lacks_ipv6(anycastip *handle, const struct arguments *arguments,
		     const struct anycastip_snapshot *snapshot,
		     struct anycastip_error *error);

/* The lines of [expected]. */
struct expectations {
	struct anycastip_expected *at; /* to be freed with free() */
	size_t count;
};
struct expectations data_expected(const anycastip *handle,
				  const struct arguments *arguments);

/* Whether the row is one of them. */
bool is_expected(const struct anycastip_row *row,
		 const struct expectations *expectations);

/* Whether it is declared and nobody expects it. */
bool is_unexpected(const struct anycastip_row *row,
		   const struct expectations *expectations);

/* What has become of an expected address. */
enum anycastip_state state_of(const struct anycastip_expected *expected,
			      const struct anycastip_snapshot *snapshot);

/* Unicast addresses that look like those of a service and are not declared;
 * none where they cannot be read. */
struct undeclared {
	struct anycastip_unicast *at; /* to be freed with free() */
	size_t count;
};
struct undeclared data_undeclared(anycastip *handle,
				  const struct arguments *arguments);

#endif
