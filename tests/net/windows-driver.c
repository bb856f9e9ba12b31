/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The NTSTATUS face, in the shape of a driver.
 */
#include <ntddk.h>
#include <netioapi.h>

#include <string.h>

#include "windows.h"

int driver_count(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE Table = NULL;
	NTSTATUS Status;
	int Count;

	PAGED_CODE();
	Status = GetAnycastIpAddressTable(AF_UNSPEC, &Table);
	if (Status == STATUS_NOT_FOUND)
		return 0;
	if (!NT_SUCCESS(Status))
		return -1;
	Count = (int)Table->NumEntries;
	FreeMibTable(Table);
	return Count;
}

int driver_looks_up_every_row(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE Table = NULL;
	MIB_ANYCASTIPADDRESS_ROW Row;
	NTSTATUS Status;

	Status = GetAnycastIpAddressTable(AF_UNSPEC, &Table);
	if (!NT_SUCCESS(Status))
		return Status;
	for (ULONG i = 0; i < Table->NumEntries && NT_SUCCESS(Status); i++) {
		Row = Table->Table[i];
		Status = GetAnycastIpAddressEntry(&Table->Table[i]);
		if (memcmp(&Row, &Table->Table[i], sizeof(Row)))
			Status = STATUS_UNSUCCESSFUL;
	}
	FreeMibTable(Table);
	return Status;
}

int driver_creates(const void *row)
{
	return CreateAnycastIpAddressEntry(row);
}
