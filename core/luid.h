/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The arithmetic of LUIDs. */
#ifndef CORE_LUID_H
#define CORE_LUID_H

#include <stdint.h>

/* The IANA interface type (ifType) of an ARPHRD type. */
uint16_t luid_if_type(uint16_t arphrd);

/* NET_LUID.Value: IfType in bits 48-63, NetLuidIndex = the low 24 bits of the
 * ifindex in bits 24-47, bits 24-31 of the ifindex in Reserved (bits 0-7). */
uint64_t luid_make(uint16_t arphrd, uint32_t ifindex);
uint32_t luid_ifindex(uint64_t luid);

#endif
