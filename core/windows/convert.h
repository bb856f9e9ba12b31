/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The interface that a LUID, an index or a name of Windows' functions means. */
#ifndef CORE_WINDOWS_CONVERT_H
#define CORE_WINDOWS_CONVERT_H

#include "core/retrieve.h"

/* The interface that a row names: by the LUID or, where that is 0, by the
 * index.  ANYCASTIP_INVALID_PARAMETER where both are 0, ANYCASTIP_NO_INTERFACE
 * where there is none, and the failures of retrieve_interface(). */
enum anycastip_status convert_resolve(uint64_t luid, uint32_t ifindex,
				      struct interface *interface);

#endif
