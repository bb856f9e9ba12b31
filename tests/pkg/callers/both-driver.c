/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One half of a program that uses both faces.
 */
#include <netioapi.h>

int driver_status(void);

int driver_status(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table;

	return GetAnycastIpAddressTable(23, &table);
}
