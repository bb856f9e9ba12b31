/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The values of the columns of both tables.
 */
#ifndef AGENT_MIB_COLUMNS_H
#define AGENT_MIB_COLUMNS_H

#include "agent/mib/value.h"
#include "agent/walk/snapshot.h"

struct source;

/* The value of an object's n-th instance, whose columns are here. */
void instance_value(const struct snapshot *snapshot,
		    const struct source *source, unsigned int object, size_t n,
		    struct value *value);

/* The text of an expected address: without a zone, which is an interface's. */
const char *expected_address_text(const struct anycastip_expected *expected,
				  char text[ANYCASTIP_TEXT_SIZE]);

#endif
