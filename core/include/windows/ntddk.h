/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a driver that uses the anycast interface takes from <ntddk.h>: the
 * basic types (windef.h), the status values (ntstatus.h), and the two checks
 * below.  Nothing else of the Windows kernel is here; on Linux such code runs
 * as an ordinary program.
 */
#ifndef ANYCASTIP_NTDDK_H
#define ANYCASTIP_NTDDK_H

#include <assert.h>

#include "windef.h"
#include "ntstatus.h"

/* There are no interrupt levels, so any thread may call anything. */
#ifndef PAGED_CODE
#define PAGED_CODE() ((void)0)
#endif

/* As assert(): off with NDEBUG. */
#ifndef ASSERT
#define ASSERT(condition) assert(condition)
#endif
#ifndef NT_ASSERT
#define NT_ASSERT(condition) assert(condition)
#endif

#endif
