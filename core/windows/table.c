/* SPDX-License-Identifier: BSD-2-Clause
 *
 * GetAnycastIpAddressTable() and GetAnycastIpAddressEntry(), in either face. */
#include "core/windows/table.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/export.h"
#include "core/retrieve.h"
#include "core/windows/codes.h"
#include "core/windows/convert.h"

/* What Windows has, here too: on 64 and on 32 bits (netioapi.h asserts the
 * rest). */
_Static_assert(_Alignof(MIB_ANYCASTIPADDRESS_ROW) == 8, "alignment");
_Static_assert(offsetof(SOCKADDR_IN, sin_addr) == 4, "sockaddr_in");
_Static_assert(offsetof(SOCKADDR_IN6, sin6_addr) == 8, "sockaddr_in6");
_Static_assert(offsetof(SOCKADDR_IN6, sin6_scope_id) == 24, "sockaddr_in6");
_Static_assert(sizeof(ADDRESS_FAMILY) == sizeof(sa_family_t), "family");

/* ---- Tables ------------------------------------------------------------- */

/* `to' is zero on call, so padding and unused octets stay so. */
static void fill_row(MIB_ANYCASTIPADDRESS_ROW *to,
		     const struct anycastip_row *from)
{
	if (from->family == AF_INET) {
		to->Address.Ipv4.sin_family = AF_INET;
		memcpy(&to->Address.Ipv4.sin_addr, from->address, 4);
	} else {
		to->Address.Ipv6.sin6_family = AF_INET6;
		memcpy(&to->Address.Ipv6.sin6_addr, from->address, 16);
		to->Address.Ipv6.sin6_scope_id = from->zone;
	}
	to->InterfaceLuid.Value = from->luid;
	to->InterfaceIndex = from->ifindex;
	to->ScopeId.Value = from->zone;
}

static enum anycastip_status make_table(const struct anycastip_row *rows,
					size_t count,
					PMIB_ANYCASTIPADDRESS_TABLE *table,
					struct anycastip_error *error)
{
	size_t head = offsetof(MIB_ANYCASTIPADDRESS_TABLE, Table);
	size_t size = sizeof(MIB_ANYCASTIPADDRESS_TABLE);
	PMIB_ANYCASTIPADDRESS_TABLE made = NULL;
	size_t i;

	if (count > 1)
		size = head + count * sizeof(made->Table[0]);
	if (count <= UINT32_MAX &&
	    count <= (SIZE_MAX - head) / sizeof(made->Table[0]))
		made = calloc(1, size);
	if (!made)
		return no_memory(error, "the table");
	made->NumEntries = (ULONG)count;
	for (i = 0; i < count; i++)
		fill_row(&made->Table[i], &rows[i]);
	*table = made;
	return ANYCASTIP_OK;
}

/* Make the table in the memory of the rows: fresh memory would cost more than
 * all the rest of this. */
static PMIB_ANYCASTIPADDRESS_TABLE turn_into_table(struct anycastip_row *rows,
						   size_t count)
{
	size_t head = offsetof(MIB_ANYCASTIPADDRESS_TABLE, Table), i;
	PMIB_ANYCASTIPADDRESS_TABLE table = (void *)rows, smaller;
	struct anycastip_row row;

	/* What is written for a row ends before the next one. */
	_Static_assert(sizeof(row) >=
			       offsetof(MIB_ANYCASTIPADDRESS_TABLE, Table) +
				       sizeof(table->Table[0]),
		       "a table is made from the first row on");
	for (i = 0; i < count; i++) {
		row = rows[i];
		memset(&table->Table[i], 0, sizeof(table->Table[i]));
		fill_row(&table->Table[i], &row);
	}
	memset(table, 0, head);
	table->NumEntries = (ULONG)count;
	smaller = realloc(table, head + count * sizeof(table->Table[0]));
	return smaller ? smaller : table;
}

static enum anycastip_status get_table(ADDRESS_FAMILY family, bool empty_is_ok,
				       PMIB_ANYCASTIPADDRESS_TABLE *table)
{
	struct anycastip_row *rows = NULL;
	size_t count = 0;
	enum anycastip_status status = ANYCASTIP_OK;

	if (!table)
		return ANYCASTIP_INVALID_PARAMETER;
	*table = NULL;
	if (family != AF_INET && family != AF_INET6 && family != AF_UNSPEC)
		return ANYCASTIP_INVALID_PARAMETER;
	/* The kernel has no list of IPv4 anycast addresses to ask for. */
	if (family != AF_INET)
		status = retrieve_rows(&rows, &count, NULL);
	/* Without IPv6 "both" means IPv4. */
	if (status == ANYCASTIP_NOT_SUPPORTED && family == AF_UNSPEC)
		status = ANYCASTIP_OK;
	if (!status && count == 0 && !empty_is_ok)
		status = ANYCASTIP_NOT_FOUND;
	if (status)
		return status;
	if (count == 0)
		return make_table(NULL, 0, table, NULL);
	*table = turn_into_table(rows, count);
	return ANYCASTIP_OK;
}

EXPORT enum anycastip_status anycastip_table(
	anycastip *handle, int family,
	struct _MIB_ANYCASTIPADDRESS_TABLE **table,
	struct anycastip_error *error)
{
	struct anycastip_snapshot *snapshot = NULL;
	enum anycastip_status status;

	if (!table)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "anycastip_table: `table' is NULL; pass the "
			       "address of a pointer");
	*table = NULL;
	status = anycastip_read(handle, family, &snapshot, error);
	if (status)
		return status;
	if (snapshot->count == 0)
		status = failure(error, ANYCASTIP_NOT_FOUND, 0,
				 "no anycast address of that family");
	else
		status = make_table(snapshot->rows, snapshot->count, table,
				    error);
	anycastip_snapshot_free(snapshot);
	return status;
}

EXPORT VOID FreeMibTable(PVOID memory)
{
	free(memory);
}

/* ---- One row ------------------------------------------------------------ */

enum anycastip_status table_key(const SOCKADDR_INET *address, uint16_t *family,
				uint8_t octets[16])
{
	const struct in6_addr *ipv6 = &address->Ipv6.sin6_addr;
	in_addr_t ipv4;

	memset(octets, 0, 16);
	*family = address->si_family;
	switch (address->si_family) {
	case AF_INET:
		ipv4 = ntohl(address->Ipv4.sin_addr.s_addr);
		if (ipv4 == INADDR_ANY || ipv4 == INADDR_BROADCAST ||
		    IN_MULTICAST(ipv4))
			return ANYCASTIP_INVALID_PARAMETER;
		memcpy(octets, &address->Ipv4.sin_addr, 4);
		return ANYCASTIP_OK;
	case AF_INET6:
		if (IN6_IS_ADDR_UNSPECIFIED(ipv6) ||
		    IN6_IS_ADDR_MULTICAST(ipv6) || IN6_IS_ADDR_V4MAPPED(ipv6))
			return ANYCASTIP_INVALID_PARAMETER;
		memcpy(octets, ipv6, 16);
		return ANYCASTIP_OK;
	default:
		return ANYCASTIP_INVALID_PARAMETER;
	}
}

const struct anycastip_row *table_find(const struct anycastip_row *rows,
				       size_t count, uint16_t family,
				       const uint8_t octets[16],
				       uint32_t ifindex)
{
	const struct anycastip_snapshot all = {count, rows};
	size_t i = anycastip_snapshot_find(&all, family, octets, ifindex);

	if (i == count || rows[i].family != family ||
	    rows[i].ifindex != ifindex || memcmp(rows[i].address, octets, 16))
		return NULL;
	return &rows[i];
}

static enum anycastip_status get_entry(PMIB_ANYCASTIPADDRESS_ROW row)
{
	const struct anycastip_row *found;
	struct anycastip_row *rows = NULL;
	struct interface interface;
	enum anycastip_status status;
	uint8_t octets[16];
	uint16_t family;
	size_t count = 0;

	if (!row)
		return ANYCASTIP_INVALID_PARAMETER;
	status = table_key(&row->Address, &family, octets);
	if (status)
		return status;
	status = convert_resolve(row->InterfaceLuid.Value, row->InterfaceIndex,
				 &interface);
	if (status)
		return status;
	if (family == AF_INET)
		return ANYCASTIP_NOT_FOUND;
	status = retrieve_rows(&rows, &count, NULL);
	if (status)
		return status;
	found = table_find(rows, count, family, octets, interface.ifindex);
	if (found) {
		memset(row, 0, sizeof(*row));
		fill_row(row, found);
	}
	free(rows);
	return found ? ANYCASTIP_OK : ANYCASTIP_NOT_FOUND;
}

/* ---- The two faces ------------------------------------------------------ */

static const struct codes codes_of_entry[] = {
	{ANYCASTIP_NO_INTERFACE, STATUS_NOT_FOUND, ERROR_FILE_NOT_FOUND},
	CODES_END};

EXPORT NTSTATUS GetAnycastIpAddressTable(ADDRESS_FAMILY family,
					 PMIB_ANYCASTIPADDRESS_TABLE *table)
{
	return codes_ntstatus(get_table(family, false, table), NULL);
}

EXPORT NTSTATUS anycastip_empty_GetAnycastIpAddressTable(
	ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table)
{
	return codes_ntstatus(get_table(family, true, table), NULL);
}

EXPORT DWORD anycastip_win32_GetAnycastIpAddressTable(
	ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table)
{
	return codes_win32(get_table(family, false, table), NULL);
}

EXPORT DWORD anycastip_win32_empty_GetAnycastIpAddressTable(
	ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table)
{
	return codes_win32(get_table(family, true, table), NULL);
}

EXPORT NTSTATUS GetAnycastIpAddressEntry(PMIB_ANYCASTIPADDRESS_ROW row)
{
	return codes_ntstatus(get_entry(row), codes_of_entry);
}

EXPORT DWORD
anycastip_win32_GetAnycastIpAddressEntry(PMIB_ANYCASTIPADDRESS_ROW row)
{
	return codes_win32(get_entry(row), codes_of_entry);
}
