/* SPDX-License-Identifier: BSD-2-Clause
 *
 * In the shape of a driver: NTSTATUS, GetAnycastIpAddressEntry() on every row,
 * old and new spellings of the headers.
 */
#include <ntddk.h>
#include <Netioapi.h>

NTSTATUS EnumerateAnycast(VOID);

_Success_(return == STATUS_SUCCESS) _IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
	EnumerateAnycast(VOID)
{
	PMIB_ANYCASTIPADDRESS_TABLE Table = NULL;
	NETIO_STATUS Status;
	ULONG i;

	PAGED_CODE();
	Status = GetAnycastIpAddressTable(AF_UNSPEC, &Table);
	if (!NETIO_SUCCESS(Status)) {
		ASSERT(Table == NULL);
		return Status;
	}
	for (i = 0; i < Table->NumEntries; i++) {
		Status = GetAnycastIpAddressEntry(&Table->Table[i]);
		if (!NT_SUCCESS(Status))
			break;
		switch (Table->Table[i].Address.si_family) {
		case AF_INET:
			NT_ASSERT(Table->Table[i].ScopeId.Value == 0);
			break;
		case AF_INET6:
			break;
		default:
			Status = STATUS_UNSUCCESSFUL;
			break;
		}
	}
	FreeMibTable(Table);
	return Status;
}

int main(void)
{
	NTSTATUS Status = EnumerateAnycast();

	switch (Status) {
	case STATUS_SUCCESS:
	case STATUS_NOT_FOUND:
		return 0;
	default:
		return 1;
	}
}
