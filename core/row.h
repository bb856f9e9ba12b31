/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The order of addresses, for what is sorted beside rows. */
#ifndef CORE_ROW_H
#define CORE_ROW_H

#include "anycastip.h"

/* As memcmp(), by family and octets: the order of rows without their
 * interfaces. */
int address_compare(int family_a, const uint8_t a[16], int family_b,
		    const uint8_t b[16]);

#endif
