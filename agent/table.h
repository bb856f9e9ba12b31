/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastIpTable: the values of its columns.
 */
#ifndef ANYCASTIPD_TABLE_H
#define ANYCASTIPD_TABLE_H

#include "agent/snapshot.h"
#include "agent/value.h"

void table_value(const struct snapshot *snapshot, unsigned int object,
		 size_t row, struct value *value);

#endif
