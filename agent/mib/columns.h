/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastIpTable: the values of its columns.
 */
#ifndef AGENT_MIB_COLUMNS_H
#define AGENT_MIB_COLUMNS_H

#include "agent/walk/snapshot.h"
#include "agent/mib/value.h"

void table_value(const struct snapshot *snapshot, unsigned int object,
		 size_t row, struct value *value);

#endif
