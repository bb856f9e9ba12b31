/* SPDX-License-Identifier: BSD-2-Clause
 *
 * windows-user ROUTER HOST: the Windows interface against the kernel, mostly
 * in the DWORD face, in TAP.  ROUTER is an interface that forwards, with
 * prefixes; HOST is one that does not.  tests/net/windows.sh makes them.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ntstatus.h"
#include "tests/lib/entry.h"
#include "windows.h"

static unsigned int number;
static unsigned int failures;
static NET_IFINDEX router;
static NET_IFINDEX host;

static void check(bool good, const char *what)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++number, what);
	failures += !good;
}

static void check_code(DWORD got, DWORD wanted, const char *what)
{
	check(got == wanted, what);
	if (got != wanted)
		printf("# got %u, wanted %u\n", got, wanted);
}

static DWORD create(const char *address, NET_IFINDEX ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of(address, ifindex);

	return CreateAnycastIpAddressEntry(&row);
}

static DWORD drop(const char *address, NET_IFINDEX ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of(address, ifindex);

	return DeleteAnycastIpAddressEntry(&row);
}

/* Whether the table lists the address, exactly once. */
static bool listed(const char *address, NET_IFINDEX ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of(address, ifindex);
	PMIB_ANYCASTIPADDRESS_TABLE table = NULL;
	unsigned int found = 0;

	if (GetAnycastIpAddressTable(AF_INET6, &table) != NO_ERROR)
		return false;
	for (ULONG i = 0; i < table->NumEntries; i++) {
		const MIB_ANYCASTIPADDRESS_ROW *entry = &table->Table[i];

		found += entry->InterfaceIndex == ifindex &&
			 !memcmp(&entry->Address.Ipv6.sin6_addr,
				 &row.Address.Ipv6.sin6_addr, 16);
	}
	FreeMibTable(table);
	return found == 1;
}

/* ---- The table ---------------------------------------------------------- */

/* As OpenJDK goes through it: for every interface the rows with its LUID. */
static void test_by_interface(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table = NULL;
	struct if_nameindex *interfaces = if_nameindex();
	SOCKADDR_INET address;
	bool scopes = true;
	ULONG seen = 0;
	NET_LUID luid;

	check_code(GetAnycastIpAddressTable(AF_UNSPEC, &table), NO_ERROR,
		   "the table can be read");
	if (!table || !interfaces)
		exit(EXIT_FAILURE);
	for (int i = 0; interfaces[i].if_index; i++) {
		ConvertInterfaceIndexToLuid(interfaces[i].if_index, &luid);
		for (ULONG k = 0; k < table->NumEntries; k++) {
			const MIB_ANYCASTIPADDRESS_ROW *row = &table->Table[k];
			bool local;

			if (row->InterfaceLuid.Value != luid.Value)
				continue;
			seen++;
			address = row->Address;
			local = IN6_IS_ADDR_LINKLOCAL(&address.Ipv6.sin6_addr);
			scopes = scopes &&
				 address.Ipv6.sin6_scope_id ==
					 (local ? row->InterfaceIndex : 0);
		}
	}
	check(seen == table->NumEntries && seen > 0,
	      "every row has the LUID of an interface");
	check(scopes, "link-local rows have their zone, others none");
	check(driver_count() == (int)seen, "both faces list as many rows");
	FreeMibTable(table);
	if_freenameindex(interfaces);
}

static void test_order(void)
{
	PMIB_ANYCASTIPADDRESS_TABLE table = NULL;
	bool ordered = true;

	GetAnycastIpAddressTable(AF_INET6, &table);
	for (ULONG i = 1; table && i < table->NumEntries; i++) {
		const MIB_ANYCASTIPADDRESS_ROW *a = &table->Table[i - 1];
		const MIB_ANYCASTIPADDRESS_ROW *b = &table->Table[i];
		int order = memcmp(&a->Address.Ipv6.sin6_addr,
				   &b->Address.Ipv6.sin6_addr, 16);

		if (order > 0 ||
		    (order == 0 && a->InterfaceIndex >= b->InterfaceIndex))
			ordered = false;
	}
	check(table && ordered, "rows are ordered and none is twice there");
	FreeMibTable(table);
	table = NULL;
	check_code(GetAnycastIpAddressTable(AF_INET, &table), ERROR_NOT_FOUND,
		   "IPv4 has no rows");
	check(!table, "and no table");
}

static void test_entry(void)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of("2001:db8:1::", router);
	NET_LUID luid;

	check(driver_looks_up_every_row() == STATUS_SUCCESS,
	      "every row of the table can be looked up as it stands");
	check_code(GetAnycastIpAddressEntry(&row), NO_ERROR,
		   "a row is found by address and index");
	ConvertInterfaceIndexToLuid(router, &luid);
	check(row.InterfaceLuid.Value == luid.Value &&
		      row.InterfaceIndex == router,
	      "and has LUID and index");
	row.InterfaceIndex = 0;
	check_code(GetAnycastIpAddressEntry(&row), NO_ERROR,
		   "a row is found by LUID");
	check(row.InterfaceIndex == router, "and has its index");
	row = row_of("2001:db8:1::77", router);
	check_code(GetAnycastIpAddressEntry(&row), ERROR_NOT_FOUND,
		   "an address that is not there");
	row = row_of("2001:db8:1::", host);
	check_code(GetAnycastIpAddressEntry(&row), ERROR_NOT_FOUND,
		   "an address on another interface");
	row = row_of("2001:db8:1::", 999999);
	check_code(GetAnycastIpAddressEntry(&row), ERROR_FILE_NOT_FOUND,
		   "an interface that is not there");
}

static void test_names(const char *name)
{
	char buffer[NDIS_IF_MAX_STRING_SIZE + 1];
	NET_IFINDEX ifindex = 0;
	NET_LUID luid;

	check_code(ConvertInterfaceNameToLuidA(name, &luid), NO_ERROR,
		   "a name has a LUID");
	check(luid.Info.IfType == IF_TYPE_ETHERNET_CSMACD &&
		      luid.Info.NetLuidIndex == router,
	      "which is that of an Ethernet");
	check_code(ConvertInterfaceLuidToIndex(&luid, &ifindex), NO_ERROR,
		   "the LUID has an index");
	check(ifindex == router, "which is the interface's");
	check_code(ConvertInterfaceLuidToNameA(&luid, buffer, sizeof(buffer)),
		   NO_ERROR, "the LUID has a name");
	check(!strcmp(buffer, name), "which is the interface's");
	check_code(ConvertInterfaceNameToLuidA("nothing", &luid),
		   ERROR_INVALID_NAME, "a name that no interface has");
	check_code(ConvertInterfaceIndexToLuid(999999, &luid),
		   ERROR_FILE_NOT_FOUND, "an index that no interface has");
	luid.Value = 0x0018000001000000;
	ConvertInterfaceLuidToIndex(&luid, &ifindex);
	check(ifindex == 1, "lo is a software loopback");
}

/* ---- Create and delete -------------------------------------------------- */

static void test_life(void)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of("2001:db8:1::a", router);

	check_code(create("2001:db8:1::a", router), NO_ERROR, "create");
	check(listed("2001:db8:1::a", router), "it is listed");
	check_code(create("2001:db8:1::a", router), ERROR_OBJECT_ALREADY_EXISTS,
		   "create again");
	check(driver_creates(&row) == STATUS_DUPLICATE_OBJECTID,
	      "create again, in the driver's face");
	check_code(drop("2001:db8:1::a", router), NO_ERROR, "delete");
	check(!listed("2001:db8:1::a", router), "it is not listed");
	check_code(drop("2001:db8:1::a", router), ERROR_NOT_FOUND,
		   "delete again");
	check(driver_creates(&row) == STATUS_SUCCESS,
	      "create in the driver's face");
	check_code(drop("2001:db8:1::a", router), NO_ERROR,
		   "delete in the other: both share what was created");
}

static void test_refusals(void)
{
	check_code(create("2001:db8:1::1", router), ERROR_INVALID_PARAMETER,
		   "create a unicast address of this host");
	check_code(create("2001:db8:ffff::1", host), WSAEADDRNOTAVAIL,
		   "create where no prefix covers it");
	check_code(create("2001:db8:1::a", 999999), ERROR_NOT_FOUND,
		   "create on an interface that is not there");
	check_code(create("192.0.2.1", router), ERROR_NOT_SUPPORTED,
		   "create an IPv4 address");
	check_code(create("ff02::77", router), ERROR_INVALID_PARAMETER,
		   "create a multicast address");
	check_code(create("2001:db8:1::a", 0), ERROR_INVALID_PARAMETER,
		   "create without an interface");
	check_code(create("2001:db8:1::", router), ERROR_OBJECT_ALREADY_EXISTS,
		   "create a Subnet-Router anycast address");
	check_code(drop("2001:db8:1::", router), ERROR_ACCESS_DENIED,
		   "delete a Subnet-Router anycast address");
}

static int create_without_privilege(void)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3,
						  0};
	struct __user_cap_data_struct none[2];

	memset(none, 0, sizeof(none));
	if (syscall(SYS_capset, &header, none))
		return 1;
	if (create("2001:db8:1::b", router) != ERROR_ACCESS_DENIED)
		return 2;
	/* Reading takes none. */
	return listed("2001:db8:1::", router) ? 0 : 3;
}

static int create_without_descriptors(void)
{
	struct rlimit limit = {0, 0};

	if (setrlimit(RLIMIT_NOFILE, &limit))
		return 1;
	return create("2001:db8:1::b", router) == ERROR_TOO_MANY_OPEN_FILES ? 0
									    : 2;
}

/* A sandbox without AF_NETLINK is no host without addresses. */
static int read_in_sandbox(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]),
				     filter};
	PMIB_ANYCASTIPADDRESS_TABLE table;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
		printf("# no sandbox: %s\n", strerror(errno));
		fflush(stdout);
		return 0;
	}
	if (GetAnycastIpAddressTable(AF_INET6, &table) != ERROR_ACCESS_DENIED)
		return 1;
	if (GetAnycastIpAddressTable(AF_UNSPEC, &table) != ERROR_ACCESS_DENIED)
		return 2;
	return 0;
}

/* More than a socket takes. */
static void test_many(void)
{
	unsigned int wanted = 700;
	unsigned int good = 0;
	char address[64];

	for (unsigned int i = 0; i < wanted; i++) {
		snprintf(address, sizeof(address), "2001:db8:1::1:%x", i);
		good += create(address, router) == NO_ERROR;
	}
	check(good == wanted, "many addresses");
	for (unsigned int i = 0; i < wanted; i++) {
		snprintf(address, sizeof(address), "2001:db8:1::1:%x", i);
		good -= drop(address, router) == NO_ERROR;
	}
	check(good == 0, "and all deleted again");
}

/* ---- Fork --------------------------------------------------------------- */

static int delete_of_parent(void)
{
	return drop("2001:db8:1::c", router) == ERROR_ACCESS_DENIED ? 0 : 1;
}

static int pipe_to_grandchild[2];

/* Create, leave a child behind, and go. */
static int create_and_go(void)
{
	char octet;

	if (create("2001:db8:1::d", router) != NO_ERROR)
		return 1;
	switch (fork()) {
	case -1:
		return 2;
	case 0:
		close(pipe_to_grandchild[1]);
		(void)!read(pipe_to_grandchild[0], &octet, 1);
		_exit(0);
	default:
		return listed("2001:db8:1::d", router) ? 0 : 3;
	}
}

/* The child lets go of the address when it first runs, which may be after its
 * parent's end. */
static bool goes(const char *address, NET_IFINDEX ifindex)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	int i;

	for (i = 0; i < 1000 && listed(address, ifindex); i++)
		nanosleep(&pause, NULL);
	return !listed(address, ifindex);
}

static void test_fork(void)
{
	check_code(create("2001:db8:1::c", router), NO_ERROR,
		   "the parent creates an address");
	check(in_child(delete_of_parent) == 0,
	      "its child is denied to delete it");
	check(listed("2001:db8:1::c", router),
	      "and its end does not take it away");
	check_code(drop("2001:db8:1::c", router), NO_ERROR,
		   "the parent can delete it");
	if (pipe(pipe_to_grandchild)) {
		check(false, "pipe");
		return;
	}
	check(in_child(create_and_go) == 0, "a process creates and ends");
	check(goes("2001:db8:1::d", router),
	      "its child, which lives on, does not hold the address");
	close(pipe_to_grandchild[0]);
	close(pipe_to_grandchild[1]);
}

/* ---- Another namespace -------------------------------------------------- */

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 &&
		    write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

static bool raise_loopback(void)
{
	struct ifreq request;
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool good;

	memset(&request, 0, sizeof(request));
	memcpy(request.ifr_name, "lo", sizeof("lo"));
	request.ifr_flags = IFF_UP;
	good = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

static void *elsewhere(void *ret_trouble)
{
	const char **trouble = ret_trouble;

	*trouble = "no namespace";
	if (unshare(CLONE_NEWNET) || !raise_loopback() ||
	    !write_file("/proc/sys/net/ipv6/conf/lo/forwarding", "1"))
		return NULL;
	*trouble = "its create or delete";
	/* The same interface and address as the other thread's. */
	if (drop("2001:db8::e", 1) != ERROR_NOT_FOUND)
		return NULL;
	if (create("2001:db8::e", 1) != NO_ERROR || !listed("2001:db8::e", 1))
		return NULL;
	if (drop("2001:db8::e", 1) != NO_ERROR || listed("2001:db8::e", 1))
		return NULL;
	*trouble = NULL;
	return NULL;
}

static void test_namespace(void)
{
	pthread_t thread;
	const char *trouble = "no thread";

	check_code(create("2001:db8::e", 1), NO_ERROR, "create on lo");
	if (pthread_create(&thread, NULL, elsewhere, &trouble) == 0)
		pthread_join(thread, NULL);
	check(!trouble, "a thread in another namespace has its own addresses");
	if (trouble)
		printf("# %s\n", trouble);
	check(listed("2001:db8::e", 1), "the first is still there");
	check_code(drop("2001:db8::e", 1), NO_ERROR, "and can be deleted");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: windows-user ROUTER HOST\n");
		return EXIT_FAILURE;
	}
	router = if_nametoindex(argv[1]);
	host = if_nametoindex(argv[2]);
	test_by_interface();
	test_order();
	test_entry();
	test_names(argv[1]);
	test_life();
	test_refusals();
	check(in_child(create_without_privilege) == 0,
	      "without privilege: read, but not create");
	check(in_child(create_without_descriptors) == 0,
	      "no descriptor is left");
	check(in_child(read_in_sandbox) == 0,
	      "a sandbox forbids what reading takes");
	test_many();
	test_fork();
	test_namespace();
	printf("1..%u\n", number);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
