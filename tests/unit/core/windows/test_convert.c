/* SPDX-License-Identifier: BSD-2-Clause
 *
 * LUIDs, and the Convert functions in both faces.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/if_arp.h>

#include "core/luid.h"
#include "core/windows/codes.h"
#include "core/windows/convert.h"
#include "core/retrieve.h"
#include "tests/unit/tap.h"

/* ---- The stand-in ------------------------------------------------------- */

static const struct interface interfaces[] = {
	{1, ARPHRD_LOOPBACK, "lo"},
	{2, ARPHRD_ETHER, "eth0"},
	{0x1000054, ARPHRD_NONE, "wg-with15octets"},
	{INT32_MAX, ARPHRD_ETHER, "last"},
};
static enum anycastip_status outcome;
static unsigned int calls;

enum anycastip_status __wrap_retrieve_interface(uint32_t ifindex,
						const char *name,
						struct interface *interface,
						struct anycastip_error *error);

enum anycastip_status __wrap_retrieve_interface(uint32_t ifindex,
						const char *name,
						struct interface *interface,
						struct anycastip_error *error)
{
	(void)error;
	calls++;
	memset(interface, 0, sizeof(*interface));
	if (outcome != ANYCASTIP_OK)
		return outcome;
	for (size_t i = 0; i < sizeof(interfaces) / sizeof(interfaces[0]);
	     i++) {
		if (name ? !strcmp(interfaces[i].name, name)
			 : interfaces[i].ifindex == ifindex) {
			*interface = interfaces[i];
			return ANYCASTIP_OK;
		}
	}
	return ANYCASTIP_NO_INTERFACE;
}

/* ---- LUIDs -------------------------------------------------------------- */

static void test_types(void)
{
	static const struct {
		uint16_t arphrd;
		uint16_t type;
	} types[] = {
		{1, 6},	    {2, 6},	{6, 9},	     {800, 9},	 {774, 15},
		{512, 23},  {772, 24},	{256, 28},   {257, 28},	 {258, 28},
		{259, 28},  {19, 37},	{65534, 53}, {519, 53},	 {801, 71},
		{802, 71},  {803, 71},	{768, 131},  {769, 131}, {776, 131},
		{778, 131}, {823, 131}, {24, 144},   {32, 199},	 {0, 1},
		{280, 1},   {824, 1},	{65535, 1},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		CU_ASSERT_EQUAL(luid_if_type(types[i].arphrd), types[i].type);
}

static void test_bits(void)
{
	NET_LUID luid;

	CU_ASSERT_EQUAL(luid_make(ARPHRD_ETHER, 2), 0x0006000002000000);
	CU_ASSERT_EQUAL(luid_make(ARPHRD_LOOPBACK, 1), 0x0018000001000000);
	CU_ASSERT_EQUAL(luid_make(ARPHRD_ETHER, 0xffffff), 0x0006ffffff000000);
	CU_ASSERT_EQUAL(luid_make(ARPHRD_ETHER, 0x1000000), 0x0006000000000001);
	CU_ASSERT_EQUAL(luid_make(ARPHRD_ETHER, INT32_MAX), 0x0006ffffff00007f);
	luid.Value = luid_make(ARPHRD_NONE, 0x1000054);
	CU_ASSERT_EQUAL(luid.Info.IfType, IF_TYPE_PROP_VIRTUAL);
	CU_ASSERT_EQUAL(luid.Info.NetLuidIndex, 0x54);
	CU_ASSERT_EQUAL(luid.Info.Reserved, 1);
}

static void test_round_trip(void)
{
	uint32_t ifindex = 1;

	for (int i = 0; i < 100000; i++) {
		CU_ASSERT_EQUAL(luid_ifindex(luid_make((uint16_t)i, ifindex)),
				ifindex);
		ifindex = ifindex * 1664525 + 1013904223;
	}
}

/* ---- Resolving ---------------------------------------------------------- */

static void test_resolve(void)
{
	struct interface interface;

	outcome = ANYCASTIP_OK;
	calls = 0;
	CU_ASSERT_EQUAL(convert_resolve(0, 0, &interface),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(calls, 0);
	CU_ASSERT_EQUAL(convert_resolve(0, 2, &interface), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(interface.ifindex, 2);
	/* The LUID comes first, right or wrong. */
	CU_ASSERT_EQUAL(convert_resolve(0x0018000001000000, 2, &interface),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(interface.ifindex, 1);
	CU_ASSERT_EQUAL(convert_resolve(0x0018000009000000, 2, &interface),
			ANYCASTIP_NO_INTERFACE);
	CU_ASSERT_EQUAL(convert_resolve(0x0006000001000000, 2, &interface),
			ANYCASTIP_NO_INTERFACE);
	CU_ASSERT_EQUAL(convert_resolve(0x0018000001000100, 2, &interface),
			ANYCASTIP_NO_INTERFACE);
	CU_ASSERT_EQUAL(convert_resolve(1, 2, &interface),
			ANYCASTIP_NO_INTERFACE);
}

/* ---- Convert... --------------------------------------------------------- */

static void expect_index(NET_IFINDEX ifindex, NTSTATUS ntstatus, DWORD win32,
			 uint64_t value)
{
	NET_LUID luid;

	luid.Value = 0xdead;
	CU_ASSERT_EQUAL(ConvertInterfaceIndexToLuid(ifindex, &luid), ntstatus);
	CU_ASSERT_EQUAL(luid.Value, value);
	luid.Value = 0xdead;
	CU_ASSERT_EQUAL(
		anycastip_win32_ConvertInterfaceIndexToLuid(ifindex, &luid),
		win32);
	CU_ASSERT_EQUAL(luid.Value, value);
}

static void test_index_to_luid(void)
{
	outcome = ANYCASTIP_OK;
	expect_index(1, 0, 0, 0x0018000001000000);
	expect_index(2, 0, 0, 0x0006000002000000);
	expect_index(0x1000054, 0, 0, 0x0035000054000001);
	expect_index(INT32_MAX, 0, 0, 0x0006ffffff00007f);
	expect_index(3, STATUS_INVALID_PARAMETER, ERROR_FILE_NOT_FOUND, 0);
	calls = 0;
	expect_index(0, STATUS_INVALID_PARAMETER, ERROR_FILE_NOT_FOUND, 0);
	expect_index(0x80000002, STATUS_INVALID_PARAMETER, ERROR_FILE_NOT_FOUND,
		     0);
	CU_ASSERT_EQUAL(ConvertInterfaceIndexToLuid(1, NULL),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_win32_ConvertInterfaceIndexToLuid(1, NULL),
			ERROR_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(calls, 0);
	outcome = ANYCASTIP_NO_MEMORY;
	expect_index(1, STATUS_NO_MEMORY, ERROR_NOT_ENOUGH_MEMORY, 0);
	outcome = ANYCASTIP_TOO_MANY_FILES;
	expect_index(1, STATUS_TOO_MANY_OPENED_FILES, ERROR_TOO_MANY_OPEN_FILES,
		     0);
}

static void expect_luid(uint64_t value, NTSTATUS ntstatus, DWORD win32,
			NET_IFINDEX wanted)
{
	NET_LUID luid;
	NET_IFINDEX ifindex = 4711;

	luid.Value = value;
	CU_ASSERT_EQUAL(ConvertInterfaceLuidToIndex(&luid, &ifindex), ntstatus);
	CU_ASSERT_EQUAL(ifindex, wanted);
	ifindex = 4711;
	CU_ASSERT_EQUAL(
		anycastip_win32_ConvertInterfaceLuidToIndex(&luid, &ifindex),
		win32);
	CU_ASSERT_EQUAL(ifindex, wanted);
	CU_ASSERT_EQUAL(luid.Value, value);
}

static void test_luid_to_index(void)
{
	NET_LUID luid = {0x0018000001000000};
	NET_IFINDEX ifindex = 4711;

	outcome = ANYCASTIP_OK;
	expect_luid(0x0018000001000000, 0, 0, 1);
	expect_luid(0x0035000054000001, 0, 0, 0x1000054);
	expect_luid(0, STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER, 0);
	expect_luid(0x0018000003000000, STATUS_INVALID_PARAMETER,
		    ERROR_INVALID_PARAMETER, 0);
	expect_luid(0x0006000001000000, STATUS_INVALID_PARAMETER,
		    ERROR_INVALID_PARAMETER, 0);
	expect_luid(UINT64_MAX, STATUS_INVALID_PARAMETER,
		    ERROR_INVALID_PARAMETER, 0);
	outcome = ANYCASTIP_TIMEOUT;
	expect_luid(0x0018000001000000, STATUS_IO_TIMEOUT, ERROR_TIMEOUT, 0);

	CU_ASSERT_EQUAL(ConvertInterfaceLuidToIndex(NULL, &ifindex),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(ifindex, 0);
	ifindex = 4711;
	CU_ASSERT_EQUAL(
		anycastip_win32_ConvertInterfaceLuidToIndex(NULL, &ifindex),
		ERROR_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(ifindex, 0);
	CU_ASSERT_EQUAL(ConvertInterfaceLuidToIndex(&luid, NULL),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(
		anycastip_win32_ConvertInterfaceLuidToIndex(&luid, NULL),
		ERROR_INVALID_PARAMETER);
}

/* The buffer is followed by a mark that must stay. */
static void expect_name(uint64_t value, size_t length, NTSTATUS ntstatus,
			DWORD win32, const char *wanted)
{
	char buffer[64];
	NET_LUID luid;

	luid.Value = value;
	memset(buffer, '#', sizeof(buffer));
	CU_ASSERT_EQUAL(ConvertInterfaceLuidToNameA(&luid, buffer, length),
			ntstatus);
	CU_ASSERT_EQUAL(buffer[length], '#');
	if (length > 0)
		CU_ASSERT_STRING_EQUAL(buffer, wanted);
	memset(buffer, '#', sizeof(buffer));
	CU_ASSERT_EQUAL(anycastip_win32_ConvertInterfaceLuidToNameA(
				&luid, buffer, length),
			win32);
	CU_ASSERT_EQUAL(buffer[length], '#');
	if (length > 0)
		CU_ASSERT_STRING_EQUAL(buffer, wanted);
}

static void test_luid_to_name(void)
{
	NET_LUID luid = {0x0018000001000000};
	char buffer[8] = "#";

	outcome = ANYCASTIP_OK;
	expect_name(0x0018000001000000, 63, 0, 0, "lo");
	expect_name(0x0018000001000000, 3, 0, 0, "lo");
	expect_name(0x0018000001000000, 2, STATUS_NOT_ENOUGH_MEMORY,
		    ERROR_NOT_ENOUGH_MEMORY, "");
	expect_name(0x0018000001000000, 0, STATUS_NOT_ENOUGH_MEMORY,
		    ERROR_NOT_ENOUGH_MEMORY, "");
	expect_name(0x0035000054000001, 16, 0, 0, "wg-with15octets");
	expect_name(0x0035000054000001, 15, STATUS_NOT_ENOUGH_MEMORY,
		    ERROR_NOT_ENOUGH_MEMORY, "");
	expect_name(0x0035000054000000, 16, STATUS_INVALID_PARAMETER,
		    ERROR_INVALID_PARAMETER, "");
	outcome = ANYCASTIP_BAD_ANSWER;
	expect_name(0x0018000001000000, 63, STATUS_INVALID_NETWORK_RESPONSE,
		    ERROR_BAD_NET_RESP, "");

	CU_ASSERT_EQUAL(ConvertInterfaceLuidToNameA(&luid, NULL, 63),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(
		anycastip_win32_ConvertInterfaceLuidToNameA(&luid, NULL, 63),
		ERROR_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(ConvertInterfaceLuidToNameA(NULL, buffer, 8),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_STRING_EQUAL(buffer, "");
	CU_ASSERT_EQUAL(
		anycastip_win32_ConvertInterfaceLuidToNameA(NULL, buffer, 8),
		ERROR_INVALID_PARAMETER);
}

static void expect_luid_of(const char *name, NTSTATUS ntstatus, DWORD win32,
			   uint64_t value)
{
	NET_LUID luid;

	luid.Value = 0xdead;
	CU_ASSERT_EQUAL(ConvertInterfaceNameToLuidA(name, &luid), ntstatus);
	CU_ASSERT_EQUAL(luid.Value, value);
	luid.Value = 0xdead;
	CU_ASSERT_EQUAL(
		anycastip_win32_ConvertInterfaceNameToLuidA(name, &luid),
		win32);
	CU_ASSERT_EQUAL(luid.Value, value);
}

static void test_name_to_luid(void)
{
	char name[300];

	outcome = ANYCASTIP_OK;
	expect_luid_of("lo", 0, 0, 0x0018000001000000);
	expect_luid_of("wg-with15octets", 0, 0, 0x0035000054000001);
	expect_luid_of("eth1", STATUS_INVALID_NAME, ERROR_INVALID_NAME, 0);
	calls = 0;
	expect_luid_of("", STATUS_INVALID_NAME, ERROR_INVALID_NAME, 0);
	expect_luid_of(NULL, STATUS_INVALID_NAME, ERROR_INVALID_NAME, 0);
	memset(name, 'x', sizeof(name));
	name[16] = '\0';
	expect_luid_of(name, STATUS_INVALID_NAME, ERROR_INVALID_NAME, 0);
	name[16] = 'x';
	name[256] = '\0';
	expect_luid_of(name, STATUS_INVALID_NAME, ERROR_INVALID_NAME, 0);
	name[256] = 'x';
	name[257] = '\0';
	expect_luid_of(name, STATUS_BUFFER_OVERFLOW, ERROR_BUFFER_OVERFLOW, 0);
	CU_ASSERT_EQUAL(ConvertInterfaceNameToLuidA("lo", NULL),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_win32_ConvertInterfaceNameToLuidA("lo", NULL),
			ERROR_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(ConvertInterfaceNameToLuidA(NULL, NULL),
			STATUS_INVALID_NAME);
	CU_ASSERT_EQUAL(calls, 0);
	outcome = ANYCASTIP_ACCESS_DENIED;
	expect_luid_of("lo", STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED, 0);
}

int main(int argc, char **argv)
{
	CU_TestInfo luid[] = {
		{"types of links", test_types},
		{"bits", test_bits},
		{"there and back", test_round_trip},
		{"LUID before index", test_resolve},
		CU_TEST_INFO_NULL,
	};
	CU_TestInfo convert[] = {
		{"IndexToLuid", test_index_to_luid},
		{"LuidToIndex", test_luid_to_index},
		{"LuidToNameA", test_luid_to_name},
		{"NameToLuidA", test_name_to_luid},
		CU_TEST_INFO_NULL,
	};
	CU_SuiteInfo suites[] = {
		{"luid", NULL, NULL, NULL, NULL, luid},
		{"convert", NULL, NULL, NULL, NULL, convert},
		CU_SUITE_INFO_NULL,
	};

	return tap_run_suites(argc, argv, suites);
}
