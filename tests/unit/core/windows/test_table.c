/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The Windows table against a retrieval of our own: what a caller gets for
 * every outcome, in both faces, to the octet.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/luid.h"
#include "core/windows/codes.h"
#include "core/retrieve.h"
#include "tests/lib/entry.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* ---- The stand-ins ------------------------------------------------------ */

static struct {
	enum anycastip_status status;
	struct anycastip_row rows[8];
	size_t count;
	unsigned int calls;
} fake;

enum anycastip_status __wrap_retrieve_rows(struct anycastip_row **rows,
					   size_t *count,
					   struct anycastip_error *error);
enum anycastip_status __wrap_retrieve_interface(uint32_t ifindex,
						const char *name,
						struct interface *interface,
						struct anycastip_error *error);
enum anycastip_status __wrap_anycastip_read(
	anycastip *handle, int family, struct anycastip_snapshot **snapshot,
	struct anycastip_error *error);
void __wrap_anycastip_snapshot_free(struct anycastip_snapshot *snapshot);

enum anycastip_status __wrap_retrieve_rows(struct anycastip_row **rows,
					   size_t *count,
					   struct anycastip_error *error)
{
	(void)error;
	fake.calls++;
	*rows = NULL;
	*count = 0;
	if (fake.status != ANYCASTIP_OK || fake.count == 0)
		return fake.status;
	/* Of the heap, so that a leak is seen. */
	*rows = malloc(sizeof(fake.rows));
	if (!*rows)
		abort();
	memcpy(*rows, fake.rows, sizeof(fake.rows));
	*count = fake.count;
	return ANYCASTIP_OK;
}

enum anycastip_status __wrap_retrieve_interface(uint32_t ifindex,
						const char *name,
						struct interface *interface,
						struct anycastip_error *error)
{
	(void)name;
	(void)error;
	memset(interface, 0, sizeof(*interface));
	if (ifindex != 7 && ifindex != 16777300)
		return ANYCASTIP_NO_INTERFACE;
	interface->ifindex = ifindex;
	interface->arphrd = 1;
	strcpy(interface->name, "eth7");
	return ANYCASTIP_OK;
}

static struct anycastip_snapshot snapshot;
static unsigned int freed;

enum anycastip_status __wrap_anycastip_read(anycastip *handle, int family,
					    struct anycastip_snapshot **ret,
					    struct anycastip_error *error)
{
	(void)handle;
	(void)family;
	*ret = NULL;
	if (fake.status != ANYCASTIP_OK)
		return failure(error, fake.status, 0, "told so");
	snapshot.count = fake.count;
	snapshot.rows = fake.rows;
	*ret = &snapshot;
	return ANYCASTIP_OK;
}

void __wrap_anycastip_snapshot_free(struct anycastip_snapshot *gone)
{
	if (gone == &snapshot)
		freed++;
}

static void add_row(const char *text, uint32_t ifindex)
{
	struct anycastip_row *row = &fake.rows[fake.count++];
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;

	memset(row, 0, sizeof(*row));
	row->family = (uint16_t)family;
	if (inet_pton(family, text, row->address) != 1)
		abort();
	row->ifindex = ifindex;
	row->luid = luid_make(1, ifindex);
	row->zone = strncmp(text, "fe80:", 5) ? 0 : ifindex;
	row->prefix_length = family == AF_INET ? 32 : 128;
	row->state = ANYCASTIP_DELIVERED;
	strcpy(row->ifname, "eth7");
}

static void clear(void)
{
	memset(&fake, 0, sizeof(fake));
	fail_allocations(false);
	freed = 0;
}

/* ---- The table ---------------------------------------------------------- */

static PMIB_ANYCASTIPADDRESS_TABLE dirty(void)
{
	static MIB_ANYCASTIPADDRESS_TABLE never;

	return &never;
}

/* Both faces, with and without empty-is-success. */
static void expect_failure(ADDRESS_FAMILY family, NTSTATUS ntstatus,
			   DWORD win32, bool also_empty)
{
	PMIB_ANYCASTIPADDRESS_TABLE table = dirty();

	CU_ASSERT_EQUAL(GetAnycastIpAddressTable(family, &table), ntstatus);
	CU_ASSERT_PTR_NULL(table);
	table = dirty();
	CU_ASSERT_EQUAL(
		anycastip_win32_GetAnycastIpAddressTable(family, &table),
		win32);
	CU_ASSERT_PTR_NULL(table);
	if (!also_empty)
		return;
	table = dirty();
	CU_ASSERT_EQUAL(
		anycastip_empty_GetAnycastIpAddressTable(family, &table),
		ntstatus);
	CU_ASSERT_PTR_NULL(table);
	table = dirty();
	CU_ASSERT_EQUAL(
		anycastip_win32_empty_GetAnycastIpAddressTable(family, &table),
		win32);
	CU_ASSERT_PTR_NULL(table);
}

static void test_parameters(void)
{
	static const ADDRESS_FAMILY wrong[] = {1, 3, 9, 11, 23, 99, 65535};

	clear();
	add_row("2001:db8::1", 7);
	CU_ASSERT_EQUAL(GetAnycastIpAddressTable(AF_INET6, NULL),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(
		anycastip_empty_GetAnycastIpAddressTable(AF_INET6, NULL),
		STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(
		anycastip_win32_GetAnycastIpAddressTable(AF_INET6, NULL),
		ERROR_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(
		anycastip_win32_empty_GetAnycastIpAddressTable(AF_INET6, NULL),
		ERROR_INVALID_PARAMETER);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_failure(wrong[i], STATUS_INVALID_PARAMETER,
			       ERROR_INVALID_PARAMETER, true);
	CU_ASSERT_EQUAL(fake.calls, 0);
}

static const struct {
	enum anycastip_status cause;
	NTSTATUS ntstatus;
	DWORD win32;
} outcomes[] = {
	{ANYCASTIP_INVALID_PARAMETER, STATUS_INVALID_PARAMETER,
	 ERROR_INVALID_PARAMETER},
	{ANYCASTIP_NO_MEMORY, STATUS_NOT_ENOUGH_MEMORY,
	 ERROR_NOT_ENOUGH_MEMORY},
	{ANYCASTIP_NOT_FOUND, STATUS_NOT_FOUND, ERROR_NOT_FOUND},
	{ANYCASTIP_NOT_SUPPORTED, STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED},
	{ANYCASTIP_RETRY, STATUS_RETRY, ERROR_RETRY},
	{ANYCASTIP_ACCESS_DENIED, STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED},
	{ANYCASTIP_TOO_MANY_FILES, STATUS_TOO_MANY_OPENED_FILES,
	 ERROR_TOO_MANY_OPEN_FILES},
	{ANYCASTIP_TIMEOUT, STATUS_IO_TIMEOUT, ERROR_TIMEOUT},
	{ANYCASTIP_BAD_ANSWER, STATUS_INVALID_NETWORK_RESPONSE,
	 ERROR_BAD_NET_RESP},
	{ANYCASTIP_SYSTEM_ERROR, STATUS_UNSUCCESSFUL, ERROR_GEN_FAILURE},
	/* Not of this function; still no success and no rubbish. */
	{ANYCASTIP_FORKED, STATUS_UNSUCCESSFUL, ERROR_GEN_FAILURE},
	{ANYCASTIP_BAD_CONFIG, STATUS_UNSUCCESSFUL, ERROR_GEN_FAILURE},
	{(enum anycastip_status)4711, STATUS_UNSUCCESSFUL, ERROR_GEN_FAILURE},
};

static void test_failures(void)
{
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		clear();
		fake.status = outcomes[i].cause;
		expect_failure(AF_INET6, outcomes[i].ntstatus,
			       outcomes[i].win32, true);
		CU_ASSERT(!NT_SUCCESS(outcomes[i].ntstatus));
		if (outcomes[i].cause != ANYCASTIP_NOT_SUPPORTED)
			expect_failure(AF_UNSPEC, outcomes[i].ntstatus,
				       outcomes[i].win32, true);
	}
}

static void expect_empty(ADDRESS_FAMILY family)
{
	PMIB_ANYCASTIPADDRESS_TABLE table = NULL;

	expect_failure(family, STATUS_NOT_FOUND, ERROR_NOT_FOUND, false);
	CU_ASSERT_EQUAL(
		anycastip_empty_GetAnycastIpAddressTable(family, &table),
		STATUS_SUCCESS);
	CU_ASSERT_PTR_NOT_NULL_FATAL(table);
	CU_ASSERT_EQUAL(table->NumEntries, 0);
	/* All of the structure is there, also where no entry is. */
	CU_ASSERT_EQUAL(table->Table[0].InterfaceIndex, 0);
	FreeMibTable(table);
	table = NULL;
	CU_ASSERT_EQUAL(
		anycastip_win32_empty_GetAnycastIpAddressTable(family, &table),
		NO_ERROR);
	CU_ASSERT_PTR_NOT_NULL_FATAL(table);
	CU_ASSERT_EQUAL(table->NumEntries, 0);
	FreeMibTable(table);
}

static void test_no_rows(void)
{
	clear();
	expect_empty(AF_INET6);
	expect_empty(AF_UNSPEC);
}

/* The kernel has no list of IPv4 anycast addresses, whatever else it has. */
static void test_ipv4(void)
{
	clear();
	add_row("2001:db8::1", 7);
	expect_empty(AF_INET);
	fake.status = ANYCASTIP_NOT_SUPPORTED;
	expect_empty(AF_INET);
	CU_ASSERT_EQUAL(fake.calls, 0);
}

static void test_no_ipv6(void)
{
	clear();
	fake.status = ANYCASTIP_NOT_SUPPORTED;
	expect_failure(AF_INET6, STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED,
		       true);
	expect_empty(AF_UNSPEC);
}

/* A row as it must be, put together octet by octet. */
static void golden(uint8_t row[48], const char *address, uint32_t zone,
		   uint64_t luid, uint32_t ifindex)
{
	uint16_t family = strchr(address, ':') ? AF_INET6 : AF_INET;

	memset(row, 0, 48);
	memcpy(row, &family, 2);
	if (inet_pton(family, address, row + (family == AF_INET ? 4 : 8)) != 1)
		abort();
	if (family == AF_INET6)
		memcpy(row + 24, &zone, 4);
	memcpy(row + 32, &luid, 8);
	memcpy(row + 40, &ifindex, 4);
	memcpy(row + 44, &zone, 4);
}

static void check_rows(const MIB_ANYCASTIPADDRESS_TABLE *table)
{
	const uint8_t *octets = (const uint8_t *)table;
	uint8_t row[48];
	uint32_t count = 3;

	CU_ASSERT_EQUAL_FATAL(table->NumEntries, 3);
	CU_ASSERT(!memcmp(octets, &count, 4));
	CU_ASSERT(!memcmp(octets + 4, "\0\0\0\0", 4));
	golden(row, "2001:db8::", 0, 0x0006000007000000, 7);
	CU_ASSERT(!memcmp(octets + 8, row, 48));
	golden(row, "fe80::", 7, 0x0006000007000000, 7);
	CU_ASSERT(!memcmp(octets + 56, row, 48));
	/* 16777300 is 0x1000054: above the 24 bits of NetLuidIndex. */
	golden(row, "fe80::", 16777300, 0x0006000054000001, 16777300);
	CU_ASSERT(!memcmp(octets + 104, row, 48));
}

static void test_rows(void)
{
	static const ADDRESS_FAMILY families[] = {AF_INET6, AF_UNSPEC};
	PMIB_ANYCASTIPADDRESS_TABLE table;

	clear();
	add_row("2001:db8::", 7);
	add_row("fe80::", 7);
	add_row("fe80::", 16777300);
	for (size_t i = 0; i < 2; i++) {
		table = NULL;
		CU_ASSERT_EQUAL(GetAnycastIpAddressTable(families[i], &table),
				STATUS_SUCCESS);
		CU_ASSERT_PTR_NOT_NULL_FATAL(table);
		check_rows(table);
		FreeMibTable(table);
		table = NULL;
		CU_ASSERT_EQUAL(anycastip_win32_GetAnycastIpAddressTable(
					families[i], &table),
				NO_ERROR);
		CU_ASSERT_PTR_NOT_NULL_FATAL(table);
		check_rows(table);
		FreeMibTable(table);
		table = NULL;
		CU_ASSERT_EQUAL(anycastip_win32_empty_GetAnycastIpAddressTable(
					families[i], &table),
				NO_ERROR);
		CU_ASSERT_PTR_NOT_NULL_FATAL(table);
		check_rows(table);
		FreeMibTable(table);
	}
}

static void test_members(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table = NULL;
	const MIB_ANYCASTIPADDRESS_ROW *row;

	clear();
	add_row("fe80::", 16777300);
	CU_ASSERT_EQUAL(GetAnycastIpAddressTable(AF_INET6, &table), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(table);
	row = &table->Table[0];
	CU_ASSERT_EQUAL(row->Address.si_family, AF_INET6);
	CU_ASSERT_EQUAL(row->Address.Ipv6.sin6_scope_id, 16777300);
	CU_ASSERT_EQUAL(row->Address.Ipv6.sin6_port, 0);
	CU_ASSERT_EQUAL(row->InterfaceLuid.Info.IfType,
			IF_TYPE_ETHERNET_CSMACD);
	CU_ASSERT_EQUAL(row->InterfaceLuid.Info.NetLuidIndex, 0x54);
	CU_ASSERT_EQUAL(row->InterfaceLuid.Info.Reserved, 1);
	CU_ASSERT_EQUAL(row->ScopeId.Zone, 16777300);
	CU_ASSERT_EQUAL(row->ScopeId.Level, 0);
	FreeMibTable(table);
}

static void test_no_memory(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table = dirty();

	clear();
	fake.status = ANYCASTIP_NO_MEMORY;
	expect_failure(AF_INET6, STATUS_NOT_ENOUGH_MEMORY,
		       ERROR_NOT_ENOUGH_MEMORY, true);
	/* Rows become a table where they are; an empty one needs memory. */
	clear();
	fail_allocations(true);
	CU_ASSERT_EQUAL(
		anycastip_empty_GetAnycastIpAddressTable(AF_INET6, &table),
		STATUS_NOT_ENOUGH_MEMORY);
	CU_ASSERT_PTR_NULL(table);
	/* The rows themselves are the first allocation. */
	clear();
	fail_allocation(2);
	add_row("2001:db8::1", 7);
	CU_ASSERT_EQUAL(GetAnycastIpAddressTable(AF_INET6, &table),
			STATUS_SUCCESS);
	fail_allocation(0);
	CU_ASSERT_EQUAL(table->NumEntries, 1);
	FreeMibTable(table);
}

static void test_free(void)
{
	FreeMibTable(NULL);
	CU_ASSERT(true);
}

/* ---- Texts --------------------------------------------------------------- */

/* Every code that a function of this library can return, or that a header
 * names for comparison, has a text of its own. */
static void test_texts(void)
{
	static const NTSTATUS ntstatus[] = {
		STATUS_BUFFER_OVERFLOW,	      STATUS_INVALID_NAME,
		STATUS_NOT_IMPLEMENTED,	      STATUS_OBJECT_NAME_NOT_FOUND,
		STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES,
	};
	static const DWORD win32[] = {
		ERROR_FILE_NOT_FOUND,	    ERROR_BUFFER_OVERFLOW,
		ERROR_INVALID_NAME,	    ERROR_OUTOFMEMORY,
		ERROR_CALL_NOT_IMPLEMENTED, ERROR_INSUFFICIENT_BUFFER,
		ERROR_ALREADY_EXISTS,	    ERROR_NO_DATA,
	};

	for (int i = 0; i <= ANYCASTIP_SHORT_BUFFER; i++) {
		enum anycastip_status cause = (enum anycastip_status)i;

		CU_ASSERT_PTR_NULL(strstr(
			anycastip_ntstatus_text(codes_ntstatus(cause, NULL)),
			"unknown"));
		CU_ASSERT_PTR_NULL(
			strstr(anycastip_win32_text(codes_win32(cause, NULL)),
			       "unknown"));
	}
	for (size_t i = 0; i < sizeof(ntstatus) / sizeof(ntstatus[0]); i++)
		CU_ASSERT_PTR_NULL(strstr(anycastip_ntstatus_text(ntstatus[i]),
					  "unknown"));
	for (size_t i = 0; i < sizeof(win32) / sizeof(win32[0]); i++)
		CU_ASSERT_PTR_NULL(
			strstr(anycastip_win32_text(win32[i]), "unknown"));
	CU_ASSERT_STRING_EQUAL(anycastip_win32_text(1168),
			       "ERROR_NOT_FOUND: not found");
	CU_ASSERT_STRING_EQUAL(anycastip_win32_text(99999),
			       "unknown Win32 error code");
	CU_ASSERT_STRING_EQUAL(anycastip_ntstatus_text((int32_t)0xC0000225),
			       "STATUS_NOT_FOUND: not found");
	CU_ASSERT_STRING_EQUAL(anycastip_ntstatus_text(12345),
			       "unknown NTSTATUS value");
	CU_ASSERT_PTR_NOT_NULL(
		strstr(anycastip_ntstatus_text(0x12345), "unknown"));
	CU_ASSERT_PTR_NOT_NULL(strstr(anycastip_win32_text(12345), "unknown"));
}

/* ---- The table of a handle ---------------------------------------------- */

static void test_handle(void)
{
	struct _MIB_ANYCASTIPADDRESS_TABLE *table = NULL;
	struct anycastip_error error;
	uint8_t row[48];

	clear();
	add_row("192.0.2.1", 7);
	add_row("2001:db8::", 7);
	CU_ASSERT_EQUAL(anycastip_table(NULL, AF_UNSPEC, &table, &error),
			ANYCASTIP_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(table);
	CU_ASSERT_EQUAL(table->NumEntries, 2);
	golden(row, "192.0.2.1", 0, 0x0006000007000000, 7);
	CU_ASSERT(!memcmp(&table->Table[0], row, 48));
	golden(row, "2001:db8::", 0, 0x0006000007000000, 7);
	CU_ASSERT(!memcmp(&table->Table[1], row, 48));
	CU_ASSERT_EQUAL(freed, 1);
	FreeMibTable(table);
}

static void test_handle_failures(void)
{
	struct _MIB_ANYCASTIPADDRESS_TABLE *table = dirty();
	struct anycastip_error error;

	clear();
	CU_ASSERT_EQUAL(anycastip_table(NULL, AF_UNSPEC, NULL, &error),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_table(NULL, AF_UNSPEC, &table, &error),
			ANYCASTIP_NOT_FOUND);
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_NOT_FOUND);
	CU_ASSERT_PTR_NULL(table);
	CU_ASSERT_EQUAL(freed, 1);

	table = dirty();
	fake.status = ANYCASTIP_FORKED;
	CU_ASSERT_EQUAL(anycastip_table(NULL, AF_UNSPEC, &table, &error),
			ANYCASTIP_FORKED);
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_FORKED);
	CU_ASSERT_PTR_NULL(table);

	clear();
	add_row("2001:db8::", 7);
	fail_allocations(true);
	table = dirty();
	CU_ASSERT_EQUAL(anycastip_table(NULL, AF_UNSPEC, &table, &error),
			ANYCASTIP_NO_MEMORY);
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_NO_MEMORY);
	CU_ASSERT_PTR_NULL(table);
	CU_ASSERT_EQUAL(freed, 1);
	CU_ASSERT_EQUAL(anycastip_table(NULL, AF_UNSPEC, &table, NULL),
			ANYCASTIP_NO_MEMORY);
	/* More rows than a size can count. */
	fail_allocations(false);
	fake.count = SIZE_MAX / 48;
	CU_ASSERT_EQUAL(anycastip_table(NULL, AF_UNSPEC, &table, &error),
			ANYCASTIP_NO_MEMORY);
	CU_ASSERT_PTR_NULL(table);
}

/* ---- One entry ---------------------------------------------------------- */

static MIB_ANYCASTIPADDRESS_ROW entry(const char *address, uint64_t luid,
				      uint32_t ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row;

	/* What is no key is ignored, and so may be anything. */
	memset(&row, 0xa5, sizeof(row));
	set_address(&row.Address, address);
	row.InterfaceLuid.Value = luid;
	row.InterfaceIndex = ifindex;
	return row;
}

static void expect_entry_failure(MIB_ANYCASTIPADDRESS_ROW row,
				 NTSTATUS ntstatus, DWORD win32)
{
	MIB_ANYCASTIPADDRESS_ROW before;

	memcpy(&before, &row, sizeof(row));
	CU_ASSERT_EQUAL(GetAnycastIpAddressEntry(&row), ntstatus);
	CU_ASSERT(!memcmp(&row, &before, sizeof(row)));
	CU_ASSERT_EQUAL(anycastip_win32_GetAnycastIpAddressEntry(&row), win32);
	CU_ASSERT(!memcmp(&row, &before, sizeof(row)));
}

static void test_entry_parameters(void)
{
	static const char *const never[] = {
		"::",	   "ff02::1",	  "::ffff:192.0.2.1",
		"0.0.0.0", "224.0.0.251", "255.255.255.255",
	};
	MIB_ANYCASTIPADDRESS_ROW row;

	clear();
	add_row("2001:db8::", 7);
	CU_ASSERT_EQUAL(GetAnycastIpAddressEntry(NULL),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_win32_GetAnycastIpAddressEntry(NULL),
			ERROR_INVALID_PARAMETER);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		expect_entry_failure(entry(never[i], 0, 7),
				     STATUS_INVALID_PARAMETER,
				     ERROR_INVALID_PARAMETER);
	row = entry("2001:db8::", 0, 7);
	row.Address.si_family = 23;
	expect_entry_failure(row, STATUS_INVALID_PARAMETER,
			     ERROR_INVALID_PARAMETER);
	row.Address.si_family = AF_UNSPEC;
	expect_entry_failure(row, STATUS_INVALID_PARAMETER,
			     ERROR_INVALID_PARAMETER);
	expect_entry_failure(entry("2001:db8::", 0, 0),
			     STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER);
}

static void test_entry_not_found(void)
{
	clear();
	add_row("2001:db8::", 7);
	add_row("2001:db8::2", 16777300);
	/* No such interface: by index, by LUID, by a LUID of another type. */
	expect_entry_failure(entry("2001:db8::", 0, 8), STATUS_NOT_FOUND,
			     ERROR_FILE_NOT_FOUND);
	expect_entry_failure(entry("2001:db8::", 0, 0x80000000),
			     STATUS_NOT_FOUND, ERROR_FILE_NOT_FOUND);
	expect_entry_failure(entry("2001:db8::", 0x0006000008000000, 7),
			     STATUS_NOT_FOUND, ERROR_FILE_NOT_FOUND);
	expect_entry_failure(entry("2001:db8::", 0x0018000007000000, 7),
			     STATUS_NOT_FOUND, ERROR_FILE_NOT_FOUND);
	/* No such address there. */
	expect_entry_failure(entry("2001:db8::1", 0, 7), STATUS_NOT_FOUND,
			     ERROR_NOT_FOUND);
	expect_entry_failure(entry("2001:db8::2", 0, 7), STATUS_NOT_FOUND,
			     ERROR_NOT_FOUND);
	expect_entry_failure(entry("2001:db8::9", 0, 7), STATUS_NOT_FOUND,
			     ERROR_NOT_FOUND);
	expect_entry_failure(entry("192.0.2.1", 0, 7), STATUS_NOT_FOUND,
			     ERROR_NOT_FOUND);
}

static void test_entry_failures(void)
{
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		clear();
		fake.status = outcomes[i].cause;
		expect_entry_failure(entry("2001:db8::", 0, 7),
				     outcomes[i].ntstatus, outcomes[i].win32);
	}
}

static void expect_entry(MIB_ANYCASTIPADDRESS_ROW row,
			 const MIB_ANYCASTIPADDRESS_ROW *wanted)
{
	MIB_ANYCASTIPADDRESS_ROW again;

	memcpy(&again, &row, sizeof(row));
	CU_ASSERT_EQUAL(GetAnycastIpAddressEntry(&row), STATUS_SUCCESS);
	CU_ASSERT(!memcmp(&row, wanted, sizeof(row)));
	CU_ASSERT_EQUAL(anycastip_win32_GetAnycastIpAddressEntry(&again),
			NO_ERROR);
	CU_ASSERT(!memcmp(&again, wanted, sizeof(row)));
}

static void test_entry(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table = NULL;
	const MIB_ANYCASTIPADDRESS_ROW *rows;

	clear();
	add_row("2001:db8::", 7);
	add_row("fe80::", 7);
	add_row("fe80::", 16777300);
	CU_ASSERT_EQUAL(GetAnycastIpAddressTable(AF_UNSPEC, &table), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(table);
	CU_ASSERT_EQUAL_FATAL(table->NumEntries, 3);
	rows = table->Table;
	/* The LUID counts before the index. */
	expect_entry(entry("fe80::", 0, 7), &rows[1]);
	expect_entry(entry("fe80::", 0x0006000054000001, 7), &rows[2]);
	for (ULONG i = 0; i < table->NumEntries; i++)
		expect_entry(rows[i], &rows[i]);
	FreeMibTable(table);
}

int main(int argc, char **argv)
{
	CU_TestInfo table[] = {
		{"parameters", test_parameters},
		{"every failure of a read", test_failures},
		{"no rows", test_no_rows},
		{"IPv4", test_ipv4},
		{"no IPv6 stack", test_no_ipv6},
		{"rows, octet by octet", test_rows},
		{"rows, member by member", test_members},
		{"allocation failure", test_no_memory},
		{"FreeMibTable(NULL)", test_free},
		{"a text for every code", test_texts},
		CU_TEST_INFO_NULL,
	};
	CU_TestInfo handle[] = {
		{"rows", test_handle},
		{"failures", test_handle_failures},
		CU_TEST_INFO_NULL,
	};
	CU_TestInfo one[] = {
		{"parameters", test_entry_parameters},
		{"not found", test_entry_not_found},
		{"every failure of a read", test_entry_failures},
		{"found", test_entry},
		CU_TEST_INFO_NULL,
	};
	CU_SuiteInfo suites[] = {
		{"table", NULL, NULL, NULL, NULL, table},
		{"handle", NULL, NULL, NULL, NULL, handle},
		{"entry", NULL, NULL, NULL, NULL, one},
		CU_SUITE_INFO_NULL,
	};

	return tap_run_suites(argc, argv, suites);
}
