/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_ROWS_H
#define CORE_ROWS_H

#include "core/suspects.h"

/* Make the rows of IPv4, and after them those of IPv6; *ipv4_count tells how
 * many are of IPv4.  *rows is to be freed with free(), or NULL if *count is 0.
 * A row whose interface is not among the links is left out. */
enum anycastip_status make_rows(const struct sources *sources,
				const struct suspects *suspects,
				struct anycastip_row **rows, size_t *count,
				size_t *ipv4_count,
				struct anycastip_error *error);

/* The same of entries that have no more to tell, in the memory of `list',
 * which is empty afterwards: the kernel's list and the routes made by hand,
 * none in both, each sorted. */
enum anycastip_status make_plain_rows(const struct links *links,
				      struct entries *list,
				      struct entries *routes,
				      struct anycastip_row **rows,
				      size_t *count,
				      struct anycastip_error *error);

#endif
