/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The other half.  Each must see its own code for one failure; a linker that
 * took the functions of equal name for one would give a wrong one.
 */
#include <iphlpapi.h>

int driver_status(void);

int main(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table;

	if (GetAnycastIpAddressTable(23, &table) != ERROR_INVALID_PARAMETER)
		return 1;
	return driver_status() == (int)0xC000000D ? 0 : 2;
}
