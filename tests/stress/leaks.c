/* SPDX-License-Identifier: BSD-2-Clause
 *
 * leaks CALLS CONFIG: do each thing that the library can do CALLS times, in a
 * namespace of its own (leaks.sh), and see that it leaves neither memory nor
 * descriptors behind.  The first tenth of the calls is not counted: what is
 * kept for the next call is no leak. */
#include "tests/net/kernel.h"

#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/include/windows/netioapi.h"

#include "anycastip.h"

/* Less than one small allocation in a hundred calls. */
#define SLACK(calls) ((calls) / 6)

static const char *config;
static anycastip *handle;
static MIB_ANYCASTIPADDRESS_ROW made;
static int toggling;

static bool one_shot(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table;
	bool good;

	if (GetAnycastIpAddressTable(AF_UNSPEC, &table))
		return false;
	good = table->NumEntries > 0;
	FreeMibTable(table);
	return good;
}

static bool one_shot_failing(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table;

	return GetAnycastIpAddressTable(AF_INET, &table) == STATUS_NOT_FOUND &&
	       !table;
}

static bool entry(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table;
	bool good;

	if (GetAnycastIpAddressTable(AF_INET6, &table))
		return false;
	good = !GetAnycastIpAddressEntry(&table->Table[0]);
	FreeMibTable(table);
	return good;
}

static bool create_and_delete(void)
{
	MIB_ANYCASTIPADDRESS_ROW row = made;

	return !CreateAnycastIpAddressEntry(&row) &&
	       !DeleteAnycastIpAddressEntry(&row);
}

static bool read_unchanged(void)
{
	struct anycastip_snapshot *snapshot;
	bool good;

	if (anycastip_read(handle, AF_UNSPEC, &snapshot, NULL))
		return false;
	good = snapshot->count > 0;
	anycastip_snapshot_free(snapshot);
	return good;
}

static bool read_changed(void)
{
	bool changed;

	return join(toggling, 2, 9999) && read_unchanged() &&
	       leave(toggling, 2, 9999) && read_unchanged() &&
	       !anycastip_changed(handle, &changed, NULL);
}

static bool open_and_close(void)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	anycastip *another;

	options.config_file = config;
	if (anycastip_open(&another, &options, NULL))
		return false;
	anycastip_close(another);
	return true;
}

static bool open_read_and_close(void)
{
	struct anycastip_snapshot *snapshot = NULL;
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	anycastip *another;
	bool good;

	options.config_file = config;
	if (anycastip_open(&another, &options, NULL))
		return false;
	good = !anycastip_read(another, AF_UNSPEC, &snapshot, NULL);
	anycastip_snapshot_free(snapshot);
	anycastip_close(another);
	return good;
}

static bool reload(void)
{
	return !anycastip_reload(handle, NULL);
}

static size_t descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static bool repeat(bool (*call)(void), unsigned int calls)
{
	unsigned int i;

	for (i = 0; i < calls; i++)
		if (!call())
			return false;
	return true;
}

/* True if the calls succeed and leave nothing. */
static bool check(const char *name, bool (*call)(void), unsigned int calls)
{
	size_t memory, open;
	long more;
	int extra;

	if (!repeat(call, calls / 10 + 1))
		goto failed;
	open = descriptors();
	memory = mallinfo2().uordblks;
	if (!repeat(call, calls))
		goto failed;
	more = (long)mallinfo2().uordblks - (long)memory;
	extra = (int)descriptors() - (int)open;
	printf("%-22s %7u calls: %ld octets more, %d descriptors more\n", name,
	       calls, more, extra);
	fflush(stdout);
	return more <= SLACK((long)calls) && extra == 0;
failed:
	printf("%-22s failed\n", name);
	return false;
}

static bool check_all(unsigned int calls)
{
	bool good;

	good = check("one-shot", one_shot, calls);
	good &= check("one-shot, failing", one_shot_failing, calls);
	good &= check("entry", entry, calls);
	good &= check("create and delete", create_and_delete, calls / 4);
	good &= check("read", read_unchanged, calls);
	good &= check("read after a change", read_changed, calls / 4);
	good &= check("open and close", open_and_close, calls);
	good &= check("open, read and close", open_read_and_close, calls / 4);
	good &= check("reload", reload, calls / 4);
	return good;
}

int main(int argc, char **argv)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	PMIB_ANYCASTIPADDRESS_TABLE table;
	unsigned int calls;
	bool good;

	if (argc != 3 || atoi(argv[1]) < 100) {
		fprintf(stderr, "usage: leaks CALLS CONFIG\n");
		return 2;
	}
	calls = (unsigned int)atoi(argv[1]);
	config = options.config_file = argv[2];
	add_interfaces(2);
	make_joins(4, 2);
	must("ip -6 route add anycast 2001:db8:1::77 dev v1 table local");
	toggling = join_socket();
	if (anycastip_open(&handle, &options, NULL) ||
	    GetAnycastIpAddressTable(AF_INET6, &table)) {
		printf("cannot read the table\n");
		return EXIT_FAILURE;
	}
	made = table->Table[0];
	made.Address.Ipv6.sin6_addr.s6_addr[13] ^= 0x55;
	FreeMibTable(table);
	good = check_all(calls);
	/* Now tables of many datagrams: with cuts, and read again for them. */
	make_joins(1200, 2);
	good &= check_all(calls / 100 + 40);
	anycastip_close(handle);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
