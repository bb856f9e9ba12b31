/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Create and delete against a kernel of our own, which keeps joins for each
 * socket and can be told to refuse.  The sockets are real ones of another
 * family, so that a descriptor that is left open is seen.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <netinet/in.h>

#include "core/luid.h"
#include "core/windows/codes.h"
#include "core/retrieve.h"
#include "tests/lib/entry.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* ---- The kernel --------------------------------------------------------- */

struct membership {
	int fd;
	uint32_t ifindex;
	uint8_t address[16];
};

static struct {
	struct membership list[64];
	size_t count;
	unsigned int room_per_socket;
	uint64_t netns;
	int socket_error;
	int cookie_error;
	int join_error;
	int leave_error;
	enum anycastip_status read_status;
	/* Rows that nobody here joined. */
	struct membership others[4];
	size_t other_count;
	unsigned int sockets_opened;
	int atfork_error;
	bool no_proc;
} kernel;

int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol);
int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t size);
int __wrap_getsockopt(int fd, int level, int option, void *value,
		      socklen_t *size);
int __real_pthread_atfork(void (*prepare)(void), void (*parent)(void),
			  void (*child)(void));
int __wrap_pthread_atfork(void (*prepare)(void), void (*parent)(void),
			  void (*child)(void));
int __real_stat(const char *path, struct stat *status);
int __wrap_stat(const char *path, struct stat *status);
enum anycastip_status __wrap_retrieve_rows(struct anycastip_row **rows,
					   size_t *count,
					   struct anycastip_error *error);
enum anycastip_status __wrap_retrieve_interface(uint32_t ifindex,
						const char *name,
						struct interface *interface,
						struct anycastip_error *error);

int __wrap_socket(int domain, int type, int protocol)
{
	CU_ASSERT_EQUAL(domain, AF_INET6);
	CU_ASSERT(type & SOCK_CLOEXEC);
	(void)protocol;
	if (kernel.socket_error) {
		errno = kernel.socket_error;
		return -1;
	}
	kernel.sockets_opened++;
	return __real_socket(AF_UNIX, type, 0);
}

static unsigned int joins_of(int fd)
{
	unsigned int joins = 0;

	for (size_t i = 0; i < kernel.count; i++)
		joins += kernel.list[i].fd == fd;
	return joins;
}

static int join(int fd, const struct ipv6_mreq *request)
{
	struct membership *new = &kernel.list[kernel.count];

	if (kernel.join_error) {
		errno = kernel.join_error;
		return -1;
	}
	if (joins_of(fd) == kernel.room_per_socket) {
		errno = ENOMEM;
		return -1;
	}
	new->fd = fd;
	new->ifindex = request->ipv6mr_interface;
	memcpy(new->address, &request->ipv6mr_multiaddr, 16);
	kernel.count++;
	return 0;
}

static int leave(int fd, const struct ipv6_mreq *request)
{
	for (size_t i = 0; i < kernel.count; i++) {
		struct membership *entry = &kernel.list[i];

		if (entry->fd == fd &&
		    entry->ifindex == request->ipv6mr_interface &&
		    !memcmp(entry->address, &request->ipv6mr_multiaddr, 16)) {
			*entry = kernel.list[--kernel.count];
			errno = kernel.leave_error;
			return kernel.leave_error ? -1 : 0;
		}
	}
	errno = ENOENT;
	return -1;
}

int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t size)
{
	CU_ASSERT_EQUAL(level, IPPROTO_IPV6);
	CU_ASSERT_EQUAL(size, sizeof(struct ipv6_mreq));
	if (option == IPV6_JOIN_ANYCAST)
		return join(fd, value);
	CU_ASSERT_EQUAL(option, IPV6_LEAVE_ANYCAST);
	return leave(fd, value);
}

int __wrap_getsockopt(int fd, int level, int option, void *value,
		      socklen_t *size)
{
	(void)fd;
	CU_ASSERT_EQUAL(level, SOL_SOCKET);
	CU_ASSERT_EQUAL(option, SO_NETNS_COOKIE);
	CU_ASSERT_EQUAL(*size, sizeof(kernel.netns));
	if (kernel.cookie_error) {
		errno = kernel.cookie_error;
		return -1;
	}
	memcpy(value, &kernel.netns, sizeof(kernel.netns));
	return 0;
}

/* A thread sanitizer that is linked in calls this before it is ready. */
__attribute__((no_sanitize("thread"))) int __wrap_pthread_atfork(
	void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
	if (kernel.atfork_error)
		return kernel.atfork_error;
	return __real_pthread_atfork(prepare, parent, child);
}

int __wrap_stat(const char *path, struct stat *status)
{
	if (kernel.no_proc) {
		errno = ENOENT;
		return -1;
	}
	return __real_stat(path, status);
}

static int compare_rows(const void *a, const void *b)
{
	const struct anycastip_row *x = a;
	const struct anycastip_row *y = b;
	int order = memcmp(x->address, y->address, 16);

	if (order)
		return order;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

enum anycastip_status __wrap_retrieve_rows(struct anycastip_row **ret_rows,
					   size_t *ret_count,
					   struct anycastip_error *error)
{
	size_t count = kernel.count + kernel.other_count;
	struct anycastip_row *rows;

	(void)error;
	*ret_rows = NULL;
	*ret_count = 0;
	if (kernel.read_status != ANYCASTIP_OK || count == 0)
		return kernel.read_status;
	rows = calloc(count, sizeof(*rows));
	if (!rows)
		abort();
	for (size_t i = 0; i < count; i++) {
		const struct membership *from =
			i < kernel.count ? &kernel.list[i]
					 : &kernel.others[i - kernel.count];

		rows[i].family = AF_INET6;
		rows[i].ifindex = from->ifindex;
		memcpy(rows[i].address, from->address, 16);
	}
	qsort(rows, count, sizeof(*rows), compare_rows);
	*ret_rows = rows;
	*ret_count = count;
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
	if (ifindex < 1 || ifindex > 9)
		return ANYCASTIP_NO_INTERFACE;
	interface->ifindex = ifindex;
	interface->arphrd = 1;
	return ANYCASTIP_OK;
}

/* ---- Helpers ------------------------------------------------------------ */

/* Below the limit: valgrind has its own above it, and other ones in a child. */
static unsigned int open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	long limit = sysconf(_SC_OPEN_MAX);
	const struct dirent *entry;
	unsigned int count = 0;

	if (!folder)
		return 0;
	while ((entry = readdir(folder)))
		count += strtol(entry->d_name, NULL, 10) < limit;
	closedir(folder);
	return count;
}

static void clear(void)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.room_per_socket = 64;
	kernel.netns = 1;
}

static void another_holds(const char *address, uint32_t ifindex)
{
	struct membership *other = &kernel.others[kernel.other_count++];

	other->ifindex = ifindex;
	inet_pton(AF_INET6, address, other->address);
}

static NTSTATUS create(const char *address, uint32_t ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of(address, ifindex);

	return CreateAnycastIpAddressEntry(&row);
}

static NTSTATUS drop(const char *address, uint32_t ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of(address, ifindex);

	return DeleteAnycastIpAddressEntry(&row);
}

static DWORD create_win32(const char *address, uint32_t ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of(address, ifindex);

	return anycastip_win32_CreateAnycastIpAddressEntry(&row);
}

static DWORD drop_win32(const char *address, uint32_t ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of(address, ifindex);

	return anycastip_win32_DeleteAnycastIpAddressEntry(&row);
}

/* ---- Tests -------------------------------------------------------------- */

/* Must come first: handlers are registered once in a process. */
static int create_without_handlers(void)
{
	kernel.atfork_error = ENOMEM;
	if (create("2001:db8::1", 2) != STATUS_NO_MEMORY)
		return 1;
	if (drop_win32("2001:db8::1", 2) != ERROR_NOT_ENOUGH_MEMORY)
		return 2;
	return kernel.sockets_opened ? 3 : 0;
}

static void test_no_handlers(void)
{
	clear();
	CU_ASSERT_EQUAL(in_child(create_without_handlers), 0);
}

static void test_life(void)
{
	unsigned int before = open_descriptors();

	clear();
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(create_win32("2001:db8::1", 3), NO_ERROR);
	CU_ASSERT_EQUAL(kernel.count, 2);
	CU_ASSERT_EQUAL(open_descriptors(), before + 1);
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_DUPLICATE_OBJECTID);
	CU_ASSERT_EQUAL(create_win32("2001:db8::1", 2),
			ERROR_OBJECT_ALREADY_EXISTS);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_NOT_FOUND);
	CU_ASSERT_EQUAL(drop_win32("2001:db8::1", 2), ERROR_NOT_FOUND);
	CU_ASSERT_EQUAL(drop_win32("2001:db8::1", 3), NO_ERROR);
	CU_ASSERT_EQUAL(kernel.count, 0);
	CU_ASSERT_EQUAL(open_descriptors(), before);
}

static void test_parameters(void)
{
	static const char *const never[] = {"::", "ff02::1", "::ffff:192.0.2.1",
					    "0.0.0.0", "224.0.0.1"};
	MIB_ANYCASTIPADDRESS_ROW row = row_of("2001:db8::1", 0);

	clear();
	CU_ASSERT_EQUAL(CreateAnycastIpAddressEntry(NULL),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(DeleteAnycastIpAddressEntry(NULL),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_win32_CreateAnycastIpAddressEntry(NULL),
			ERROR_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_win32_DeleteAnycastIpAddressEntry(NULL),
			ERROR_INVALID_PARAMETER);
	/* The kernel would choose an interface by itself. */
	CU_ASSERT_EQUAL(CreateAnycastIpAddressEntry(&row),
			STATUS_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(DeleteAnycastIpAddressEntry(&row),
			STATUS_INVALID_PARAMETER);
	row.InterfaceIndex = 2;
	row.Address.si_family = 23;
	CU_ASSERT_EQUAL(CreateAnycastIpAddressEntry(&row),
			STATUS_INVALID_PARAMETER);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		CU_ASSERT_EQUAL(create(never[i], 2), STATUS_INVALID_PARAMETER);
		CU_ASSERT_EQUAL(create_win32(never[i], 2),
				ERROR_INVALID_PARAMETER);
		CU_ASSERT_EQUAL(drop(never[i], 2), STATUS_INVALID_PARAMETER);
	}
	CU_ASSERT_EQUAL(create("2001:db8::1", 77), STATUS_NOT_FOUND);
	CU_ASSERT_EQUAL(create_win32("2001:db8::1", 77), ERROR_NOT_FOUND);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 77), STATUS_NOT_FOUND);
	CU_ASSERT_EQUAL(drop_win32("2001:db8::1", 77), ERROR_NOT_FOUND);
	CU_ASSERT_EQUAL(create("192.0.2.1", 2), STATUS_NOT_SUPPORTED);
	CU_ASSERT_EQUAL(create_win32("192.0.2.1", 2), ERROR_NOT_SUPPORTED);
	CU_ASSERT_EQUAL(drop("192.0.2.1", 2), STATUS_NOT_SUPPORTED);
	CU_ASSERT_EQUAL(kernel.sockets_opened, 0);
}

static void test_by_luid(void)
{
	MIB_ANYCASTIPADDRESS_ROW row = row_of("2001:db8::1", 5);

	clear();
	row.InterfaceLuid.Value = luid_make(1, 2);
	CU_ASSERT_EQUAL(CreateAnycastIpAddressEntry(&row), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(kernel.list[0].ifindex, 2);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 5), STATUS_NOT_FOUND);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	row.InterfaceLuid.Value = luid_make(772, 2);
	CU_ASSERT_EQUAL(CreateAnycastIpAddressEntry(&row), STATUS_NOT_FOUND);
}

static void test_of_another(void)
{
	clear();
	another_holds("2001:db8::1", 2);
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_DUPLICATE_OBJECTID);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_ACCESS_DENIED);
	CU_ASSERT_EQUAL(drop_win32("2001:db8::1", 2), ERROR_ACCESS_DENIED);
	CU_ASSERT_EQUAL(create("2001:db8::1", 3), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 3), STATUS_SUCCESS);
}

static void test_refusals(void)
{
	static const struct {
		int error;
		NTSTATUS ntstatus;
		DWORD win32;
	} refusals[] = {
		{EPERM, STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED},
		{EADDRNOTAVAIL, STATUS_INVALID_ADDRESS_COMPONENT,
		 WSAEADDRNOTAVAIL},
		{ENODEV, STATUS_NOT_FOUND, ERROR_NOT_FOUND},
		{EINVAL, STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER},
		{ENOMEM, STATUS_NO_MEMORY, ERROR_NOT_ENOUGH_MEMORY},
		{EIO, STATUS_UNSUCCESSFUL, ERROR_GEN_FAILURE},
	};
	unsigned int before = open_descriptors();

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		clear();
		kernel.join_error = refusals[i].error;
		CU_ASSERT_EQUAL(create("2001:db8::1", 2), refusals[i].ntstatus);
		CU_ASSERT_EQUAL(create_win32("2001:db8::1", 2),
				refusals[i].win32);
		CU_ASSERT_EQUAL(open_descriptors(), before);
	}
	clear();
	kernel.socket_error = EMFILE;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_TOO_MANY_OPENED_FILES);
	CU_ASSERT_EQUAL(create_win32("2001:db8::1", 2),
			ERROR_TOO_MANY_OPEN_FILES);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_TOO_MANY_OPENED_FILES);
	kernel.socket_error = EAFNOSUPPORT;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_NOT_SUPPORTED);
	kernel.socket_error = ENFILE;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_TOO_MANY_OPENED_FILES);
}

static void test_read_failures(void)
{
	unsigned int before = open_descriptors();

	clear();
	kernel.read_status = ANYCASTIP_RETRY;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_RETRY);
	CU_ASSERT_EQUAL(create_win32("2001:db8::1", 2), ERROR_RETRY);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_RETRY);
	kernel.read_status = ANYCASTIP_NOT_SUPPORTED;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_NOT_SUPPORTED);
	CU_ASSERT_EQUAL(drop_win32("2001:db8::1", 2), ERROR_NOT_SUPPORTED);
	CU_ASSERT_EQUAL(kernel.count, 0);
	CU_ASSERT_EQUAL(open_descriptors(), before);
}

static void test_no_memory(void)
{
	unsigned int before = open_descriptors();
	unsigned int failing = 0;
	NTSTATUS status;

	do {
		clear();
		fail_allocation(++failing);
		status = create("2001:db8::1", 2);
		if (status != STATUS_SUCCESS) {
			CU_ASSERT_EQUAL(status, STATUS_NO_MEMORY);
			CU_ASSERT_EQUAL(kernel.count, 0);
			CU_ASSERT_EQUAL(open_descriptors(), before);
		}
	} while (status != STATUS_SUCCESS && failing < 10);
	CU_ASSERT_EQUAL(failing, 3);
	fail_allocation(0);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before);
}

/* A socket that is full is followed by another, and filled again when it has
 * room. */
static void test_growth(void)
{
	unsigned int before = open_descriptors();

	clear();
	kernel.room_per_socket = 2;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(create("2001:db8::2", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(create("2001:db8::3", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(create("2001:db8::4", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(create("2001:db8::5", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before + 3);
	CU_ASSERT_EQUAL(drop("2001:db8::2", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(create("2001:db8::6", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(create("2001:db8::7", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before + 3);
	CU_ASSERT_EQUAL(kernel.count, 6);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::3", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::4", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::5", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::6", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::7", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before);
	/* A socket without room for a single one. */
	kernel.room_per_socket = 0;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_NO_MEMORY);
	CU_ASSERT_EQUAL(open_descriptors(), before);
}

static void test_namespaces(void)
{
	unsigned int before = open_descriptors();
	struct membership first;

	clear();
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	first = kernel.list[0];
	/* Another namespace, which does not list it. */
	kernel.netns = 2;
	kernel.count = 0;
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_NOT_FOUND);
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before + 2);
	CU_ASSERT_NOT_EQUAL(kernel.list[0].fd, first.fd);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	kernel.netns = 1;
	kernel.list[0] = first;
	kernel.count = 1;
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before);
}

/* Linux before 5.14 has no cookie; /proc tells the namespaces apart. */
static void test_no_cookie(void)
{
	unsigned int before = open_descriptors();

	clear();
	kernel.cookie_error = ENOPROTOOPT;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	kernel.no_proc = true;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_NOT_FOUND);
	kernel.cookie_error = EACCES;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_ACCESS_DENIED);
	CU_ASSERT_EQUAL(open_descriptors(), before);
}

/* The interface went, and with it the kernel's entry; another has its index
 * now. */
static void test_stale(void)
{
	unsigned int before = open_descriptors();

	clear();
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	kernel.count = 0;
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(kernel.count, 1);
	CU_ASSERT_EQUAL(open_descriptors(), before + 1);
	kernel.count = 0;
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_NOT_FOUND);
	CU_ASSERT_EQUAL(open_descriptors(), before);
	/* It goes at the very moment. */
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	kernel.leave_error = ENODEV;
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_NOT_FOUND);
	CU_ASSERT_EQUAL(open_descriptors(), before);
}

/* ---- Fork --------------------------------------------------------------- */

static unsigned int before_fork;

static int child_has_nothing(void)
{
	if (open_descriptors() != before_fork)
		return 1;
	/* Listed, as the parent holds it, but not the child's. */
	if (drop("2001:db8::1", 2) != STATUS_ACCESS_DENIED)
		return 2;
	if (create("2001:db8::1", 2) != STATUS_DUPLICATE_OBJECTID)
		return 3;
	if (create("2001:db8::2", 2) != STATUS_SUCCESS)
		return 4;
	if (open_descriptors() != before_fork + 1)
		return 5;
	if (drop("2001:db8::2", 2) != STATUS_SUCCESS)
		return 6;
	return open_descriptors() != before_fork ? 7 : 0;
}

static void test_fork(void)
{
	clear();
	before_fork = open_descriptors();
	CU_ASSERT_EQUAL(create("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before_fork + 1);
	CU_ASSERT_EQUAL(in_child(child_has_nothing), 0);
	CU_ASSERT_EQUAL(open_descriptors(), before_fork + 1);
	CU_ASSERT_EQUAL(drop("2001:db8::1", 2), STATUS_SUCCESS);
	CU_ASSERT_EQUAL(open_descriptors(), before_fork);
}

/* The kernel of this test has no lock of its own: the library's is enough. */
static void *create_and_drop(void *number)
{
	uint32_t ifindex = *(const uint32_t *)number;

	for (int i = 0; i < 200; i++) {
		if (create("2001:db8::1", ifindex) != STATUS_SUCCESS)
			return number;
		if (drop("2001:db8::1", ifindex) != STATUS_SUCCESS)
			return number;
	}
	return NULL;
}

static int child_of_threads(void)
{
	NTSTATUS status = drop("2001:db8::1", 2);

	/* As the moment of the fork left it; but never the child's own. */
	if (status != STATUS_NOT_FOUND && status != STATUS_ACCESS_DENIED)
		return 1;
	return open_descriptors() == before_fork ? 0 : 2;
}

/* A child of a program whose threads are busy in the library finds the lock
 * open. */
static void test_fork_with_threads(void)
{
	static uint32_t numbers[4] = {1, 2, 3, 4};
	pthread_t threads[4];
	void *result;

	clear();
	before_fork = open_descriptors();
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, create_and_drop, &numbers[i]);
	for (int i = 0; i < 20; i++)
		CU_ASSERT_EQUAL(in_child(child_of_threads), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &result);
		CU_ASSERT_PTR_NULL(result);
	}
	CU_ASSERT_EQUAL(open_descriptors(), before_fork);
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"no fork handlers to be had", test_no_handlers},
		{"create, again, delete, again", test_life},
		{"parameters", test_parameters},
		{"by LUID", test_by_luid},
		{"another's address", test_of_another},
		{"what the kernel refuses", test_refusals},
		{"the table cannot be read", test_read_failures},
		{"every allocation fails in turn", test_no_memory},
		{"more addresses than a socket takes", test_growth},
		{"two namespaces", test_namespaces},
		{"a kernel without namespace cookies", test_no_cookie},
		{"an interface is gone", test_stale},
		{"fork", test_fork},
		{"fork while threads work", test_fork_with_threads},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "entry", tests);
}
