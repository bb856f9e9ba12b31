/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Rows by the keys of Windows' structures. */
#ifndef CORE_WINDOWS_TABLE_H
#define CORE_WINDOWS_TABLE_H

#include "anycastip.h"
#include "windows/netioapi.h"

/* The key of a row, from what a caller handed in: family and address, in
 * network byte order as in struct anycastip_row.
 * ANYCASTIP_INVALID_PARAMETER where the family is another, or where the
 * address can never be anycast. */
enum anycastip_status table_key(const SOCKADDR_INET *address, uint16_t *family,
				uint8_t octets[16]);

/* The row of that key among ordered rows, or NULL. */
const struct anycastip_row *table_find(const struct anycastip_row *rows,
				       size_t count, uint16_t family,
				       const uint8_t octets[16],
				       uint32_t ifindex);

#endif
