/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The scalars: of a snapshot, and of how reading fares.
 */
#ifndef AGENT_MIB_SCALARS_H
#define AGENT_MIB_SCALARS_H

#include "agent/walk/snapshot.h"
#include "agent/walk/source.h"
#include "agent/mib/value.h"

void scalar_value(const struct snapshot *snapshot, const struct source *source,
		  unsigned int object, struct value *value);

/* A moment as TimeStamp: sysUpTime then, 0 where that is before the master
 * agent's start or never was. */
uint64_t sysuptime_at(uint64_t moment);

#endif
