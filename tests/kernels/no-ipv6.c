/* SPDX-License-Identifier: BSD-2-Clause
 *
 * no-ipv6 [COMMAND]: the library on a kernel without IPv6, in TAP; COMMAND
 * gives the kernel IPv6 then.  Run by tests/kernels/no-ipv6.sh. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/include/windows/netioapi.h"
#include "core/include/windows/ntstatus.h"
#include "core/include/windows/winerror.h"

#include "anycastip.h"

/* The other face, by the name that it has in the library. */
uint32_t anycastip_win32_GetAnycastIpAddressTable(
	ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table);

static unsigned int number, failures;

static void check(bool good, const char *what)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++number, what);
	failures += !good;
}

static void give_up(const char *what)
{
	printf("Bail out! %s\n", what);
	exit(EXIT_FAILURE);
}

/* Both faces, which leave no table. */
static bool fails(ADDRESS_FAMILY family, NTSTATUS status, uint32_t error)
{
	static MIB_ANYCASTIPADDRESS_TABLE none;
	PMIB_ANYCASTIPADDRESS_TABLE table = &none, other = &none;

	return GetAnycastIpAddressTable(family, &table) == status && !table &&
	       anycastip_win32_GetAnycastIpAddressTable(family, &other) ==
		       error &&
	       !other;
}

static void test_windows(void)
{
	MIB_ANYCASTIPADDRESS_ROW row = {.InterfaceIndex = 1};
	NET_LUID luid;

	check(fails(AF_INET6, STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED),
	      "the table of IPv6 is not supported");
	check(fails(AF_INET, STATUS_NOT_FOUND, ERROR_NOT_FOUND),
	      "there is no row of IPv4");
	check(fails(AF_UNSPEC, STATUS_NOT_FOUND, ERROR_NOT_FOUND),
	      "there is no row of any family");
	row.Address.si_family = AF_INET6;
	row.Address.Ipv6.sin6_addr.s6_addr[0] = 0x20;
	check(GetAnycastIpAddressEntry(&row) == STATUS_NOT_SUPPORTED,
	      "a row of IPv6 is not supported");
	check(CreateAnycastIpAddressEntry(&row) == STATUS_NOT_SUPPORTED,
	      "nor can it be created");
	check(DeleteAnycastIpAddressEntry(&row) == STATUS_NOT_SUPPORTED,
	      "nor deleted");
	check(ConvertInterfaceIndexToLuid(1, &luid) == STATUS_SUCCESS,
	      "interfaces can be converted");
}

static size_t count_rows(anycastip *handle, int family)
{
	struct anycastip_snapshot *rows = NULL;
	struct anycastip_error error;
	size_t count = SIZE_MAX;

	if (anycastip_read(handle, family, &rows, &error) == ANYCASTIP_OK)
		count = rows->count;
	else
		printf("# %s\n", error.text);
	anycastip_snapshot_free(rows);
	return count;
}

static void test_handle(anycastip *handle)
{
	struct anycastip_snapshot *rows = NULL;
	struct anycastip_error error;

	check(anycastip_read(handle, AF_INET6, &rows, &error) ==
			      ANYCASTIP_NOT_SUPPORTED &&
		      !rows,
	      "a handle does not support IPv6");
	printf("# %s\n", error.text);
	check(strstr(error.text, "without IPv6") &&
		      strstr(error.text, "modprobe ipv6") &&
		      strstr(error.text, "ipv6.disable=1"),
	      "it says what to do about it");
	check(count_rows(handle, AF_INET) == 1, "it has the declared address");
	check(count_rows(handle, AF_UNSPEC) == 1,
	      "also where both families are asked for");
}

/* IPv6 comes while the handle is open. */
static void test_coming(anycastip *handle, const char *command)
{
	struct pollfd poller = {.fd = anycastip_fd(handle), .events = POLLIN};
	bool changed = true;

	while (poll(&poller, 1, 0) > 0)
		anycastip_changed(handle, &changed, NULL);
	if (system(command)) /* that of this test's script */
		give_up(command);
	check(poll(&poller, 1, 20000) == 1 &&
		      !anycastip_changed(handle, &changed, NULL) && changed,
	      "a handle is woken when IPv6 comes");
	check(count_rows(handle, AF_INET6) == 0,
	      "and supports it, yet without a row");
	check(fails(AF_INET6, STATUS_NOT_FOUND, ERROR_NOT_FOUND),
	      "as do calls without a handle");
	if (system("ip link add v1 type veth peer name v2 && "
		   "ip link set v1 up && ip link set v2 up && "
		   "ip -6 route add anycast 2001:db8::1 dev v1 table local"))
		give_up("ip");
	check(count_rows(handle, AF_INET6) == 1, "and then has its rows");
}

int main(int argc, char **argv)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	anycastip *handle;

	options.config_file = getenv("CONFIG");
	test_windows();
	if (anycastip_open(&handle, &options, &error))
		give_up(error.text);
	test_handle(handle);
	if (argc > 1)
		test_coming(handle, argv[1]);
	anycastip_close(handle);
	printf("1..%u\n", number);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
