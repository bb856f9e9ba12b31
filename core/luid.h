/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_LUID_H
#define CORE_LUID_H

#include <stdint.h>

#include "core/retrieve.h"

/* The IANA interface type (ifType) of an ARPHRD type. */
uint16_t luid_if_type(uint16_t arphrd);

/* NET_LUID.Value: IfType in bits 48-63, NetLuidIndex = the low 24 bits of the
 * ifindex in bits 24-47, bits 24-31 of the ifindex in Reserved (bits 0-7). */
uint64_t luid_make(uint16_t arphrd, uint32_t ifindex);
uint32_t luid_ifindex(uint64_t luid);

/* The interface that a row names: by the LUID or, where that is 0, by the
 * index.  ANYCASTIP_INVALID_PARAMETER where both are 0, ANYCASTIP_NO_INTERFACE
 * where there is none, and the failures of retrieve_interface(). */
enum anycastip_status luid_resolve(uint64_t luid, uint32_t ifindex,
				   struct interface *interface);

#endif
