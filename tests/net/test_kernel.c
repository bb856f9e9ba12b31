/* SPDX-License-Identifier: BSD-2-Clause
 *
 * test_kernel [SUITE]: the library against the real kernel; the suite "slow"
 * is what a kernel can be asked on which each process takes a while, and "vrf"
 * takes one that has VRFs.  Run in a namespace, by kernel.sh and vrf.sh.
 */
#include "kernel.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "anycastip.h"
#include "core/retrieve.h"

struct nl_sock;
int __real_nl_socket_add_membership(struct nl_sock *sock, int group);
int __wrap_nl_socket_add_membership(struct nl_sock *sock, int group);

/* Older kernels do not know the group of the list. */
static bool without_list_group;
static _Atomic bool has_list_group;

int __wrap_nl_socket_add_membership(struct nl_sock *sock, int group)
{
	int code;

	if (without_list_group && group == 39)
		return -7; /* NLE_INVAL */
	code = __real_nl_socket_add_membership(sock, group);
	if (group == 39)
		has_list_group = code >= 0;
	return code;
}

struct sockaddr_nl;
struct ucred;
int __real_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials);
int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials);

/* What happens between a datagram of so many octets whose messages are of a
 * type and the next one: so often that a dump is torn for certain.  The kernel
 * has made the next one already. */
static struct {
	int type;
	void (*work)(void);
	int times; /* how often it may happen */
} meanwhile;

int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials)
{
	int count = __real_nl_recv(sock, from, buffer, credentials);
	const struct nlmsghdr *message = count > 0 ? (void *)*buffer : NULL;

	if (meanwhile.times && count > 3000 &&
	    message->nlmsg_type == meanwhile.type) {
		meanwhile.times--;
		meanwhile.work();
	}
	return count;
}

static anycastip *open_handle(unsigned int flags, const char *config)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	anycastip *handle;

	options.flags = flags;
	options.config_file = config;
	if (anycastip_open(&handle, &options, &error)) {
		printf("Bail out! %s\n", error.text);
		exit(EXIT_FAILURE);
	}
	return handle;
}

static struct anycastip_snapshot *read_rows(anycastip *handle, int family)
{
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;

	if (anycastip_read(handle, family, &snapshot, &error)) {
		printf("# %s\n", error.text);
		return NULL;
	}
	return snapshot;
}

static size_t count_rows(anycastip *handle)
{
	struct anycastip_snapshot *rows = read_rows(handle, AF_INET6);
	size_t count = rows ? rows->count : SIZE_MAX;

	anycastip_snapshot_free(rows);
	return count;
}

static struct anycastip_row find_row(anycastip *handle, const char *text)
{
	struct anycastip_snapshot *rows = read_rows(handle, AF_UNSPEC);
	struct anycastip_row found = {0};
	char got[ANYCASTIP_TEXT_SIZE];
	size_t i;

	for (i = 0; rows && i < rows->count; i++)
		if (!strcmp(anycastip_address_text(&rows->rows[i], got), text))
			found = rows->rows[i];
	anycastip_snapshot_free(rows);
	return found;
}

/* ---- Rows ---------------------------------------------------------------- */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

#define LINE 64

/* The lines "ifindex address" of /proc/net/anycast6, sorted. */
static char (*kernel_lines(size_t *count))[LINE]
{
	FILE *file = fopen("/proc/net/anycast6", "re");
	char(*lines)[LINE] = NULL;
	char name[32], address[40];
	unsigned int ifindex;

	*count = 0;
	while (file &&
	       fscanf(file, "%u %31s %39s %*u", &ifindex, name, address) == 3) {
		lines = realloc(lines, (*count + 1) * LINE);
		snprintf(lines[(*count)++], LINE, "%u %s", ifindex, address);
	}
	if (file)
		fclose(file);
	if (*count)
		qsort(lines, *count, LINE, compare_lines);
	return lines;
}

static char (*row_lines(const struct anycastip_row *rows, size_t count,
			size_t *listed))[LINE]
{
	char(*lines)[LINE] = calloc(count + 1, LINE);
	size_t i, j, length;

	*listed = 0;
	for (i = 0; i < count; i++) {
		if (rows[i].origin == ANYCASTIP_ROUTE)
			continue;
		length = (size_t)snprintf(lines[*listed], LINE, "%u ",
					  rows[i].ifindex);
		for (j = 0; j < 16; j++)
			length += (size_t)snprintf(lines[*listed] + length,
						   LINE - length, "%02x",
						   rows[i].address[j]);
		(*listed)++;
	}
	qsort(lines, *listed, LINE, compare_lines);
	return lines;
}

static bool equals_kernel(const struct anycastip_row *rows, size_t count)
{
	size_t ours, theirs;
	char(*mine)[LINE] = row_lines(rows, count, &ours);
	char(*kernel)[LINE] = kernel_lines(&theirs);
	bool equal = ours == theirs && (!ours || (mine && kernel));
	size_t i;

	for (i = 0; equal && i < ours; i++)
		equal = !strcmp(mine[i], kernel[i]);
	if (!equal)
		printf("# %zu rows, the kernel has %zu\n", ours, theirs);
	free(mine);
	free(kernel);
	return equal;
}

static bool sorted(const struct anycastip_row *rows, size_t count)
{
	size_t i;
	int order;

	for (i = 1; i < count; i++) {
		order = memcmp(rows[i - 1].address, rows[i].address, 16);
		if (rows[i - 1].family > rows[i].family || order > 0 ||
		    (!order && rows[i - 1].ifindex >= rows[i].ifindex))
			return false;
	}
	return true;
}

/* Both readers give what /proc gives, and the routes by hand. */
static void compare_all(size_t expected, size_t routes)
{
	anycastip *handle = open_handle(0, NULL);
	struct anycastip_snapshot *rows = read_rows(handle, AF_INET6);
	struct anycastip_row *once;
	struct anycastip_error error;
	size_t count;

	CU_ASSERT_FATAL(rows != NULL);
	CU_ASSERT_EQUAL(rows->count, expected + routes);
	CU_ASSERT(sorted(rows->rows, rows->count));
	CU_ASSERT(equals_kernel(rows->rows, rows->count));
	CU_ASSERT_EQUAL(retrieve_rows(&once, &count, &error), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(count, expected + routes);
	CU_ASSERT(sorted(once, count));
	CU_ASSERT(equals_kernel(once, count));
	free(once);
	anycastip_snapshot_free(rows);
	anycastip_close(handle);
}

static void test_none(void)
{
	compare_all(0, 0);
}

static void try_counts(const unsigned int *counts, size_t how_many)
{
	size_t i;

	add_interfaces(2);
	for (i = 0; i < how_many; i++) {
		make_joins(counts[i], 1);
		compare_all(counts[i], 0);
		must("ip -6 route add anycast 2001:db8:9::1 dev v2 table "
		     "local");
		must("ip -6 route add anycast 2001:db8:9::2 dev v1 table "
		     "local proto 77");
		compare_all(counts[i], 2);
		must("ip -6 route del anycast 2001:db8:9::1 dev v2 table "
		     "local");
		must("ip -6 route del anycast 2001:db8:9::2 dev v1 table "
		     "local");
		drop_joins();
	}
	delete_interfaces(2);
}

static void test_counts(void)
{
	static const unsigned int counts[] = {1, 58, 59, 60, 507, 508, 3000};

	try_counts(counts, sizeof(counts) / sizeof(counts[0]));
}

static void test_few_counts(void)
{
	static const unsigned int counts[] = {60, 1100};

	try_counts(counts, sizeof(counts) / sizeof(counts[0]));
}

static void test_hundred_interfaces(void)
{
	add_interfaces(100);
	make_joins(3000, 100);
	compare_all(3000, 0);
	drop_joins();
	delete_interfaces(100);
}

static void test_link_local(void)
{
	anycastip *handle = open_handle(0, NULL);
	struct anycastip_snapshot *rows;
	char text[ANYCASTIP_TEXT_SIZE];
	size_t i, found = 0;

	set_sysctl("ipv6/conf/all/forwarding", "1");
	add_interfaces(4);
	for (i = 0; i < TRIES && count_rows(handle) < 8; i++)
		short_pause();
	rows = read_rows(handle, AF_INET6);
	CU_ASSERT_FATAL(rows != NULL);
	for (i = 0; i < rows->count; i++) {
		CU_ASSERT_EQUAL(rows->rows[i].origin, ANYCASTIP_SUBNET_ROUTER);
		if (!rows->rows[i].zone)
			continue;
		found++;
		CU_ASSERT_EQUAL(rows->rows[i].zone, rows->rows[i].ifindex);
		CU_ASSERT_EQUAL(rows->rows[i].scope_level, 2);
		anycastip_address_text(&rows->rows[i], text);
		CU_ASSERT(!strncmp(text, "fe80::%v", 8));
	}
	CU_ASSERT_EQUAL(found, 4);
	anycastip_snapshot_free(rows);
	set_sysctl("ipv6/conf/all/forwarding", "0");
	CU_ASSERT_EQUAL(count_rows(handle), 0);
	delete_interfaces(4);
	anycastip_close(handle);
}

static void test_origins(void)
{
	anycastip *handle = open_handle(0, NULL);
	int fd = join_socket();
	struct anycastip_row row;

	add_interfaces(2);
	set_sysctl("ipv6/conf/v1/forwarding", "1");
	CU_ASSERT(join(fd, 1, 5));
	must("ip -6 route add anycast 2001:db8:9::1 dev v2 table local");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::").origin,
			ANYCASTIP_SUBNET_ROUTER);
	row = find_row(handle, "2001:db8:1::5");
	CU_ASSERT_EQUAL(row.origin, ANYCASTIP_JOINED);
	CU_ASSERT_EQUAL(row.has_stamp, 1);
	CU_ASSERT_STRING_EQUAL(row.ifname, "v1");
	row = find_row(handle, "2001:db8:9::1");
	CU_ASSERT_EQUAL(row.origin, ANYCASTIP_ROUTE);
	CU_ASSERT_EQUAL(row.has_stamp, 0);
	/* Not an anycast address of the prefix, once it does not forward. */
	set_sysctl("ipv6/conf/v1/forwarding", "0");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::").origin, 0);
	CU_ASSERT(join(fd, 1, 0));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::").origin,
			ANYCASTIP_JOINED);
	close(fd);
	delete_interfaces(2);
	anycastip_close(handle);
}

/* Routes that are none of ours, however anycast. */
/* ---- What changes while it is read ---- */

static size_t count_descriptors(void)
{
	size_t count = 0;
	int fd;

	for (fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

#define STAYING 1200
#define LEAVING 40

static int leaving_socket;
static unsigned int left;

static void leave_one(void)
{
	CU_ASSERT(leave(leaving_socket, 1, 100000 + left++));
}

/* Of both readers, how many rows of 2001:db8:1::/64 stay; each is there once.
 */
static void count_staying(size_t expected)
{
	struct anycastip_snapshot *rows;
	struct anycastip_row *once;
	size_t count, i, staying = 0;
	anycastip *handle;

	CU_ASSERT_EQUAL(retrieve_rows(&once, &count, NULL), ANYCASTIP_OK);
	for (i = 0; i < count; i++)
		staying += once[i].address[13] == 0;
	CU_ASSERT_EQUAL(staying, expected);
	CU_ASSERT(sorted(once, count));
	free(once);
	meanwhile.times = LEAVING / 2;
	handle = open_handle(0, NULL);
	/* What is opened later is not in the handle's namespace. */
	count = count_descriptors();
	rows = read_rows(handle, AF_INET6);
	CU_ASSERT_EQUAL(count_descriptors(), count);
	CU_ASSERT_FATAL(rows != NULL);
	for (staying = i = 0; i < rows->count; i++)
		staying += rows->rows[i].address[13] == 0;
	CU_ASSERT_EQUAL(staying, expected);
	CU_ASSERT(sorted(rows->rows, rows->count));
	anycastip_snapshot_free(rows);
	anycastip_close(handle);
}

/* One leaves behind each datagram of each dump. */
static void test_others_leave(void)
{
	unsigned int i;

	add_interfaces(2);
	make_joins(STAYING, 1);
	leaving_socket = join_socket();
	for (i = 0; i < LEAVING; i++)
		CU_ASSERT(join(leaving_socket, 1, 100000 + i));
	left = 0;
	meanwhile.type = 62; /* RTM_GETANYCAST */
	meanwhile.work = leave_one;
	meanwhile.times = LEAVING / 2;
	count_staying(STAYING);
	CU_ASSERT(left > 4);
	meanwhile.times = 0;
	close(leaving_socket);
	drop_joins();
	delete_interfaces(2);
}

#define BY_HAND 600
#define VICTIMS 100

/* Routes with the least addresses of their table, and how they are removed so
 * that no event tells of it in time: one by one, or by something else. */
struct removal {
	const char *nexthop;
	const char *prepare;
	const char *remove_all;
};

static const struct removal *removal;

static void change_routes(const char *command, unsigned int count,
			  const char *more)
{
	FILE *batch = popen("ip -6 -batch -", "w");
	unsigned int i;

	CU_ASSERT_FATAL(batch != NULL);
	for (i = 1; i <= count; i++)
		fprintf(batch, "%s%x table local %s\n", command, i, more);
	CU_ASSERT_EQUAL(pclose(batch), 0);
}

static void add_victims(void)
{
	if (removal->prepare)
		CU_ASSERT(run("%s", removal->prepare));
	change_routes("route add 2001:db8:0:1::", VICTIMS, removal->nexthop);
	meanwhile.times = 1;
}

/* The kernel goes on by counting only in a table to which something was added.
 */
static void remove_routes(void)
{
	if (removal->remove_all)
		CU_ASSERT(run("%s", removal->remove_all))
	else
		change_routes("route del 2001:db8:0:1::", VICTIMS, "");
	CU_ASSERT(run("ip -6 route add 2001:db8:ffff::1 dev v1 table local"));
}

static void forget_addition(void)
{
	CU_ASSERT(run("ip -6 route del 2001:db8:ffff::1 dev v1 table local"));
}

/* Both readers find every route by hand. */
static void try_removal(const struct removal *how)
{
	struct anycastip_row *once;
	anycastip *handle;
	size_t count;

	removal = how;
	meanwhile.type = RTM_NEWROUTE;
	meanwhile.work = remove_routes;
	add_victims();
	CU_ASSERT_EQUAL(retrieve_rows(&once, &count, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(meanwhile.times, 0);
	CU_ASSERT_EQUAL(count, 300 + BY_HAND);
	CU_ASSERT(sorted(once, count));
	free(once);
	forget_addition();
	add_victims();
	handle = open_handle(0, NULL);
	CU_ASSERT_EQUAL(count_rows(handle), 300 + BY_HAND);
	CU_ASSERT_EQUAL(meanwhile.times, 0);
	anycastip_close(handle);
	forget_addition();
}

static void test_routes_leave(void)
{
	static const struct removal plain = {"dev v1", NULL, NULL};
	/* Told when the table was let go of. */
	static const struct removal multipath = {
		"nexthop via 2001:db8:1::ffff:2 dev v1 "
		"nexthop via 2001:db8:2::ffff:2 dev v2",
		NULL, NULL};
	/* Not told at all. */
	static const struct removal object = {"nhid 7",
					      "ip -6 nexthop add id 7 dev v2",
					      "ip nexthop del id 7"};
	static const struct removal link_down = {"dev v3", "ip link set v3 up",
						 "ip link set v3 down"};

	add_interfaces(4);
	make_joins(300, 1);
	change_routes("route add anycast 2001:db8:1:1::", BY_HAND, "dev v1");
	try_removal(&plain);
	try_removal(&multipath);
	if (try_sysctl("ipv4/nexthop_compat_mode", "0"))
		try_removal(&object);
	else
		printf("# nexthop_compat_mode cannot be set here\n");
	try_sysctl("ipv4/nexthop_compat_mode", "1");
	if (try_sysctl("ipv6/route/skip_notify_on_dev_down", "1"))
		try_removal(&link_down);
	else
		printf("# skip_notify_on_dev_down cannot be set here\n");
	try_sysctl("ipv6/route/skip_notify_on_dev_down", "0");
	drop_joins();
	delete_interfaces(4);
}

static void test_other_routes(void)
{
	anycastip *handle = open_handle(0, NULL);
	anycastip *all = open_handle(ANYCASTIP_F_ALL_TABLES, NULL);

	add_interfaces(2);
	must("ip -6 route add anycast 2001:db8:9::/64 dev v1 table local");
	must("ip -6 route add anycast 2001:db8:9::3 dev lo table local");
	must("ip -6 route add anycast ff05::5 dev v1 table local");
	must("ip -6 route add anycast 2001:db8:8::4 dev v1 table 100");
	must("ip route add anycast 192.0.2.9 dev v1 table local");
	must("ip -6 route add anycast 2001:db8:9::1 dev v1 metric 5 table "
	     "local");
	must("ip -6 route add anycast 2001:db8:9::1 dev v1 metric 6 table "
	     "local");
	CU_ASSERT_EQUAL(count_rows(handle), 1);
	CU_ASSERT_EQUAL(count_rows(all), 2);
	CU_ASSERT_EQUAL(find_row(all, "2001:db8:8::4").state,
			ANYCASTIP_UNDELIVERED);
	must("ip -6 rule add lookup 100");
	CU_ASSERT_EQUAL(find_row(all, "2001:db8:8::4").state,
			ANYCASTIP_DELIVERED);
	must("ip -6 rule del lookup 100");
	CU_ASSERT_EQUAL(find_row(all, "2001:db8:8::4").state,
			ANYCASTIP_UNDELIVERED);
	/* The kernel tells what came, and not what that replaced. */
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").origin,
			ANYCASTIP_ROUTE);
	must("ip -6 route replace unicast 2001:db8:9::1 dev v1 metric 5 table "
	     "local");
	must("ip -6 route replace unicast 2001:db8:9::1 dev v1 metric 6 table "
	     "local");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").origin, 0);
	delete_interfaces(2);
	must("ip -6 route flush table local type anycast");
	anycastip_close(handle);
	anycastip_close(all);
}

/* A route by hand is judged in whatever table it is, and by the rule for every
 * row: one look is no reading. */
static void test_undelivered_by_hand(void)
{
	anycastip *handle = open_handle(0, NULL);
	anycastip *nowait = open_handle(ANYCASTIP_F_NOWAIT, NULL);
	struct pollfd poller = {.fd = anycastip_fd(nowait), .events = POLLIN};
	int i;

	add_interfaces(2);
	must("ip -6 route add anycast 2001:db8:9::1 dev v1 table local");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").state,
			ANYCASTIP_DELIVERED);
	/* Another rule comes before that of table local. */
	must("ip -6 rule add pref 100 to 2001:db8:9::1 prohibit; "
	     "ip -6 rule add pref 200 lookup local; ip -6 rule del pref 0");
	CU_ASSERT_EQUAL(find_row(nowait, "2001:db8:9::1").state,
			ANYCASTIP_DELIVERED);
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").state,
			ANYCASTIP_UNDELIVERED);
	for (i = 0; i < TRIES; i++) {
		if (find_row(nowait, "2001:db8:9::1").state ==
		    ANYCASTIP_UNDELIVERED)
			break;
		CU_ASSERT_EQUAL(poll(&poller, 1, 20000), 1);
	}
	CU_ASSERT(i < TRIES);
	must("ip -6 rule add pref 0 lookup local; ip -6 rule del pref 100; "
	     "ip -6 rule del pref 200");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").state,
			ANYCASTIP_DELIVERED);
	must("ip -6 route del anycast 2001:db8:9::1 dev v1 table local");
	/* The table of a VRF is that of its interfaces only. */
	if (run("ip link add red type vrf table 1234 2>/dev/null")) {
		must("ip link set red up");
		must("ip -6 route add anycast 2001:db8:9::2 dev v1 table 1234");
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::2").state,
				ANYCASTIP_UNDELIVERED);
		must("ip link set v1 master red");
		must("ip -6 route replace anycast 2001:db8:9::2 dev v1 "
		     "table 1234");
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::2").state,
				ANYCASTIP_DELIVERED);
		must("ip link del red");
	} else {
		printf("# no VRF here\n");
	}
	delete_interfaces(2);
	anycastip_close(handle);
	anycastip_close(nowait);
}

static void test_nexthop_object(void)
{
	anycastip *handle = open_handle(0, NULL);

	add_interfaces(2);
	if (run("ip -6 nexthop add id 7 dev v1 2>/dev/null") &&
	    run("ip -6 route add anycast 2001:db8:9::7 nhid 7 table local")) {
		CU_ASSERT_STRING_EQUAL(find_row(handle, "2001:db8:9::7").ifname,
				       "v1");
		if (!try_sysctl("ipv4/nexthop_compat_mode", "0"))
			printf("# nexthop_compat_mode cannot be set here\n");
		must("ip link set v1 alias changed");
		CU_ASSERT_STRING_EQUAL(find_row(handle, "2001:db8:9::7").ifname,
				       "v1");
		/* Now the kernel does not tell of the route that goes. */
		must("ip -6 nexthop del id 7");
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::7").origin, 0);
		try_sysctl("ipv4/nexthop_compat_mode", "1");
	}
	delete_interfaces(2);
	anycastip_close(handle);
}

/* ---- State --------------------------------------------------------------- */

static void lose_routes(void)
{
	must("ip link set v1 down");
	must("ip link set v1 up");
	must("ip addr replace 2001:db8:1::ffff:1/64 dev v1 nodad");
}

static void test_undelivered(void)
{
	anycastip *handle = open_handle(0, NULL);
	int fd = join_socket();
	int i;

	add_interfaces(2);
	CU_ASSERT(join(fd, 1, 5));
	CU_ASSERT(join(fd, 2, 5));
	for (i = 0; i < 2; i++) {
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
				ANYCASTIP_DELIVERED);
		lose_routes();
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
				ANYCASTIP_UNDELIVERED);
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:2::5").state,
				ANYCASTIP_DELIVERED);
		/* Repaired by leave and join, and then by a route. */
		if (i) {
			must("ip -6 route add anycast 2001:db8:1::5 dev v1 "
			     "proto kernel metric 0 table local");
		} else {
			CU_ASSERT(leave(fd, 1, 5));
			CU_ASSERT(join(fd, 1, 5));
		}
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
				ANYCASTIP_DELIVERED);
		CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").origin,
				ANYCASTIP_JOINED);
	}
	close(fd);
	delete_interfaces(2);
	anycastip_close(handle);
}

static void test_undelivered_without_waiting(void)
{
	anycastip *handle = open_handle(ANYCASTIP_F_NOWAIT, NULL);
	struct pollfd poller = {.fd = anycastip_fd(handle), .events = POLLIN};
	int fd = join_socket();
	bool changed;
	int i;

	add_interfaces(2);
	CU_ASSERT(join(fd, 1, 5));
	lose_routes();
	for (i = 0; i < TRIES; i++) {
		if (find_row(handle, "2001:db8:1::5").state ==
		    ANYCASTIP_UNDELIVERED)
			break;
		/* Nothing happens any more but that the reading is due. */
		CU_ASSERT_EQUAL(poll(&poller, 1, 20000), 1);
		CU_ASSERT_EQUAL(anycastip_changed(handle, &changed, NULL),
				ANYCASTIP_OK);
		CU_ASSERT(changed);
	}
	CU_ASSERT(i && i < TRIES);
	CU_ASSERT_EQUAL(anycastip_changed(handle, &changed, NULL),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(poll(&poller, 1, 100), 0);
	close(fd);
	delete_interfaces(2);
	anycastip_close(handle);
}

/* With this setting the kernel does not tell of the routes that go. */
static void test_silent_link_down(void)
{
	anycastip *handle = open_handle(0, NULL);
	int fd = join_socket();

	if (!try_sysctl("ipv6/route/skip_notify_on_dev_down", "1"))
		printf("# skip_notify_on_dev_down cannot be set here\n");
	add_interfaces(2);
	CU_ASSERT(join(fd, 1, 5));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
			ANYCASTIP_DELIVERED);
	lose_routes();
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
			ANYCASTIP_UNDELIVERED);
	try_sysctl("ipv6/route/skip_notify_on_dev_down", "0");
	close(fd);
	delete_interfaces(2);
	anycastip_close(handle);
}

/* ---- Declared addresses ----------------------------------------------- */

static void write_config(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	if (!file || fputs(text, file) < 0 || fclose(file)) {
		printf("Bail out! cannot write %s\n", path);
		exit(EXIT_FAILURE);
	}
}

static void test_declared(void)
{
	struct anycastip_error error;
	char path[] = "/tmp/anycastip-test-XXXXXX";
	int fd = mkstemp(path);
	struct anycastip_snapshot *rows;
	struct anycastip_row row;
	anycastip *handle;

	CU_ASSERT_FATAL(fd >= 0);
	close(fd);
	write_config(path, "[declared]\nprefix = 192.0.2.0/24\n"
			   "prefix = 2001:db8:5::/48\n");
	add_interfaces(2);
	must("ip addr add 192.0.2.53/32 dev lo");
	must("ip addr add 198.51.100.1/32 dev lo");
	must("ip addr add 2001:db8:5::53/128 dev v1 nodad");
	handle = open_handle(ANYCASTIP_F_SETTINGS, path);
	row = find_row(handle, "192.0.2.53");
	CU_ASSERT_EQUAL(row.origin, ANYCASTIP_DECLARED);
	CU_ASSERT_EQUAL(row.state, ANYCASTIP_DELIVERED);
	CU_ASSERT_EQUAL(row.prefix_length, 32);
	CU_ASSERT_EQUAL(find_row(handle, "198.51.100.1").origin, 0);
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:5::53").origin,
			ANYCASTIP_DECLARED);
	rows = read_rows(handle, AF_INET);
	CU_ASSERT(rows && rows->count == 1);
	anycastip_snapshot_free(rows);
	rows = read_rows(handle, AF_INET6);
	CU_ASSERT(rows && rows->count == 1);
	anycastip_snapshot_free(rows);
	/* IPv4 keeps the route of an interface that is switched off. */
	must("ip link set lo down");
	CU_ASSERT_EQUAL(find_row(handle, "192.0.2.53").state,
			ANYCASTIP_DELIVERED);
	must("ip link set lo up");
	must("ip route del local 192.0.2.53 dev lo table local");
	CU_ASSERT_EQUAL(find_row(handle, "192.0.2.53").state,
			ANYCASTIP_UNDELIVERED);
	must("ip route add local 192.0.2.53 dev lo table local");
	CU_ASSERT_EQUAL(find_row(handle, "192.0.2.53").state,
			ANYCASTIP_DELIVERED);
	must("ip -6 route del local 2001:db8:5::53 dev v1 table local");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:5::53").state,
			ANYCASTIP_UNDELIVERED);
	must("ip -6 route add local 2001:db8:5::53 dev v1 table local");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:5::53").state,
			ANYCASTIP_DELIVERED);
	write_config(path, "[declared]\nprefix = 198.51.100.0/24\n");
	CU_ASSERT_EQUAL(anycastip_reload(handle, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(find_row(handle, "192.0.2.53").origin, 0);
	CU_ASSERT_EQUAL(find_row(handle, "198.51.100.1").origin,
			ANYCASTIP_DECLARED);
	/* A file that is refused leaves all as it was, also for settings that
	 * are asked for. */
	write_config(path, "[declared]\nprefix = 192.0.2.0/24\n"
			   "[anycastipd]\nnotify = nobody\n");
	CU_ASSERT_EQUAL(anycastip_reload(handle, &error), ANYCASTIP_BAD_CONFIG);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, ":4: "));
	CU_ASSERT_EQUAL(find_row(handle, "198.51.100.1").origin,
			ANYCASTIP_DECLARED);
	CU_ASSERT_EQUAL(anycastip_get_settings(handle)->hold_time, 2);
	write_config(path, "[declared]\nprefix = 192.0.2.0/24\n"
			   "[anycastipd]\nhold-time = 7\n");
	CU_ASSERT_EQUAL(anycastip_reload(handle, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(find_row(handle, "192.0.2.53").origin,
			ANYCASTIP_DECLARED);
	CU_ASSERT_EQUAL(anycastip_get_settings(handle)->hold_time, 7);
	write_config(path, "[declared]\nprefix = 198.51.100.0/24\n");
	CU_ASSERT_EQUAL(anycastip_reload(handle, NULL), ANYCASTIP_OK);
	write_config(path, "[declared]\nprefix = nonsense\n");
	CU_ASSERT_EQUAL(anycastip_reload(handle, NULL), ANYCASTIP_BAD_CONFIG);
	CU_ASSERT_EQUAL(find_row(handle, "198.51.100.1").origin,
			ANYCASTIP_DECLARED);
	anycastip_close(handle);
	must("ip addr del 192.0.2.53/32 dev lo");
	must("ip addr del 198.51.100.1/32 dev lo");
	must("ip route flush table local proto boot");
	delete_interfaces(2);
	unlink(path);
}

/* ---- Events ----------------------------------------------------------- */

/* Forget what there was until now. */
static void settle(anycastip *handle)
{
	struct pollfd poller = {.fd = anycastip_fd(handle), .events = POLLIN};
	bool changed;

	anycastip_snapshot_free(read_rows(handle, AF_UNSPEC));
	do {
		anycastip_changed(handle, &changed, NULL);
	} while (poll(&poller, 1, 0) > 0);
	anycastip_changed(handle, &changed, NULL);
}

/* Whether the handle is woken, without its rows being read. */
static bool woken(anycastip *handle, int milliseconds)
{
	struct pollfd poller = {.fd = anycastip_fd(handle), .events = POLLIN};
	bool changed = false;

	if (poll(&poller, 1, milliseconds) <= 0)
		return false;
	return !anycastip_changed(handle, &changed, NULL) && changed;
}

#define LONG 20000

static void try_events(void)
{
	anycastip *handle;
	int fd = join_socket(), other = join_socket();

	add_interfaces(2);
	handle = open_handle(ANYCASTIP_F_NOWAIT, NULL);
	settle(handle);
	CU_ASSERT(join(fd, 1, 5));
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(count_rows(handle), 1);
	settle(handle);
	CU_ASSERT(join(other, 1, 5)); /* the second joins silently */
	CU_ASSERT(leave(other, 1, 5));
	CU_ASSERT(!woken(handle, 0));
	CU_ASSERT(leave(fd, 1, 5));
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(count_rows(handle), 0);
	settle(handle);

	CU_ASSERT(join(fd, 1, 6));
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	close(fd);
	CU_ASSERT(woken(handle, LONG));
	settle(handle);

	set_sysctl("ipv6/conf/v1/forwarding", "1");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::").origin,
			ANYCASTIP_SUBNET_ROUTER);
	settle(handle);
	must("ip addr add 2001:db8:aa::1/64 dev v1 nodad");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:aa::").origin,
			ANYCASTIP_SUBNET_ROUTER);
	settle(handle);
	must("ip addr del 2001:db8:aa::1/64 dev v1");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:aa::").origin, 0);
	settle(handle);
	set_sysctl("ipv6/conf/v1/forwarding", "0");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::").origin, 0);
	settle(handle);

	must("ip -6 route add anycast 2001:db8:9::1 dev v1 table local");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").origin,
			ANYCASTIP_ROUTE);
	settle(handle);
	must("ip -6 route del anycast 2001:db8:9::1 dev v1 table local");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").origin, 0);
	settle(handle);

	must("ip route add local 192.0.2.0/24 dev lo table 100");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	must("ip -6 route add local 2001:db8:f::/48 dev lo table 100");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	must("ip route add 192.0.2.53 dev v1 table local");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	must("ip rule add lookup 100");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	must("ip -6 rule add lookup 100");
	CU_ASSERT(woken(handle, LONG));
	must("ip rule del lookup 100; ip -6 rule del lookup 100; "
	     "ip route flush table 100; ip -6 route flush table 100; "
	     "ip route del 192.0.2.53 dev v1 table local");
	settle(handle);

	CU_ASSERT(join(other, 1, 7));
	settle(handle);
	must("ip link set v1 down");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	must("ip link set v1 up");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	set_sysctl("ipv6/conf/v1/disable_ipv6", "1");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	set_sysctl("ipv6/conf/v1/disable_ipv6", "0");
	CU_ASSERT(woken(handle, LONG));
	settle(handle);
	CU_ASSERT_EQUAL(count_rows(handle), 1);
	must("ip link set v1 mtu 1000");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(count_rows(handle), 0);
	must("ip link set v1 mtu 1500");
	must("ip addr add 2001:db8:1::ffff:1/64 dev v1 nodad");
	settle(handle);
	close(other);
	other = join_socket();
	CU_ASSERT(join(other, 1, 7));
	settle(handle);
	must("ip link set v1 down; ip link set v1 name renamed; "
	     "ip link set renamed up");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_STRING_EQUAL(find_row(handle, "2001:db8:1::7").ifname,
			       "renamed");
	settle(handle);
	must("ip link del renamed");
	CU_ASSERT(woken(handle, LONG));
	CU_ASSERT_EQUAL(count_rows(handle), 0);
	close(other);
	anycastip_close(handle);
}

static void test_events(void)
{
	without_list_group = false;
	try_events();
}

static void test_events_of_older_kernels(void)
{
	without_list_group = true;
	try_events();
	without_list_group = false;
}

static void test_no_wakeup_by_unicast_routes(void)
{
	FILE *batch;
	anycastip *handle;
	int i;

	add_interfaces(2);
	handle = open_handle(ANYCASTIP_F_NOWAIT, NULL);
	for (i = 0; i < TRIES; i++) {
		settle(handle);
		if (!woken(handle, 100))
			break;
	}
	batch = popen("ip -batch -", "w");
	CU_ASSERT_FATAL(batch != NULL);
	for (i = 0; i < 2000; i++)
		fprintf(batch,
			"route add 2001:db8:f:%x::/64 dev v1\n"
			"route add 198.18.%d.%d dev v1\n",
			i, i / 256, i % 256);
	CU_ASSERT(!pclose(batch));
	CU_ASSERT(!woken(handle, 0));
	must("ip -6 route flush dev v1 proto boot; "
	     "ip route flush dev v1 proto boot");
	CU_ASSERT(!woken(handle, 0));
	delete_interfaces(2);
	anycastip_close(handle);
}

static void test_overrun(void)
{
	struct anycastip_stats stats;
	anycastip *handle;
	int fd = join_socket();
	unsigned int i;

	add_interfaces(2);
	handle = open_handle(ANYCASTIP_F_NOWAIT, NULL);
	settle(handle);
	for (i = 0; i < 60000; i++) {
		if (!join(fd, 1, 5) || !leave(fd, 1, 5))
			break;
		anycastip_get_stats(handle, &stats);
	}
	CU_ASSERT_EQUAL(i, 60000);
	CU_ASSERT(join(fd, 1, 5));
	CU_ASSERT(woken(handle, LONG));
	anycastip_get_stats(handle, &stats);
	CU_ASSERT(stats.overruns > 0);
	CU_ASSERT_EQUAL(count_rows(handle), 1);
	close(fd);
	delete_interfaces(2);
	anycastip_close(handle);
}

/* ---- Places ----------------------------------------------------------- */

/* What is read by several datagrams, and of what was removed there. */
static void fill_namespace(void)
{
	static const struct removal victims = {"dev v1", NULL, NULL};

	if (unshare(CLONE_NEWNET))
		_exit(1);
	add_interfaces(2);
	make_joins(BY_HAND, 1);
	change_routes("route add anycast 2001:db8:1:1::", BY_HAND, "dev v1");
	removal = &victims;
	add_victims();
}

static long elsewhere;

static void remove_elsewhere(void)
{
	CU_ASSERT(run("nsenter -t %ld -n sh -c 'ip -6 route flush table local "
		      "root 2001:db8:0:1::/64 && "
		      "ip -6 route add 2001:db8:ffff::1 dev v1 table local'",
		      elsewhere));
}

static void test_namespace(void)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	anycastip *handle = NULL;
	int ends[2], own;
	pid_t child;
	char byte, path[64];

	CU_ASSERT_FATAL(!pipe2(ends, O_CLOEXEC));
	child = fork();
	if (!child) {
		fill_namespace();
		byte = (char)write(ends[1], "x", 1);
		pause();
		_exit(0);
	}
	CU_ASSERT_EQUAL(read(ends[0], &byte, 1), 1);
	snprintf(path, sizeof(path), "/proc/%ld/ns/net", (long)child);
	options.netns_fd = open(path, O_RDONLY | O_CLOEXEC);
	CU_ASSERT_FATAL(options.netns_fd >= 0);
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, &error),
			ANYCASTIP_OK);
	close(options.netns_fd);
	if (handle) {
		elsewhere = child;
		meanwhile.type = RTM_NEWROUTE;
		meanwhile.work = remove_elsewhere;
		meanwhile.times = 1;
		CU_ASSERT_EQUAL(count_rows(handle), 2 * BY_HAND);
		CU_ASSERT_EQUAL(meanwhile.times, 0);
		must("nsenter -t %ld -n ip -6 route add anycast "
		     "2001:db8:9::2 dev v1 table local",
		     (long)child);
		CU_ASSERT(woken(handle, LONG));
		CU_ASSERT_EQUAL(count_rows(handle), 2 * BY_HAND + 1);
	}
	/* We did not move. */
	own = open_handle(0, NULL) != NULL;
	CU_ASSERT(own);
	CU_ASSERT(!run("ip link show dev v1 >/dev/null 2>&1"));
	anycastip_close(handle);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	close(ends[1]);
	options.netns_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, &error),
			ANYCASTIP_INVALID_PARAMETER);
	close(options.netns_fd);
}

static void test_fork(void)
{
	anycastip *handle = open_handle(0, NULL);
	struct anycastip_snapshot *rows;
	bool changed;
	pid_t child;
	int status;

	add_interfaces(2);
	make_joins(600, 1);
	CU_ASSERT_EQUAL(count_rows(handle), 600);
	child = fork();
	if (!child) {
		status = anycastip_read(handle, AF_INET6, &rows, NULL) !=
				 ANYCASTIP_FORKED ||
			 rows ||
			 anycastip_changed(handle, &changed, NULL) !=
				 ANYCASTIP_FORKED ||
			 anycastip_reload(handle, NULL) != ANYCASTIP_FORKED;
		anycastip_close(handle);
		handle = open_handle(0, NULL);
		status |= count_rows(handle) != 600;
		anycastip_close(handle);
		_exit(status);
	}
	CU_ASSERT_EQUAL(count_rows(handle), 600);
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	CU_ASSERT_EQUAL(status, 0);
	CU_ASSERT_EQUAL(count_rows(handle), 600);
	drop_joins();
	delete_interfaces(2);
	anycastip_close(handle);
}

/* ---- VRF -------------------------------------------------------------- */

static struct anycastip_interface read_interface(anycastip *handle,
						 const char *name)
{
	struct anycastip_interface interface;
	struct anycastip_error error;

	if (anycastip_read_interface(handle, if_nametoindex(name), &interface,
				     &error))
		printf("# %s\n", error.text);
	return interface;
}

/* An interface that moves loses its addresses. */
static void move(const char *where)
{
	must("ip link set v1 %s", where);
	must("ip addr replace 2001:db8:1::ffff:1/64 dev v1 nodad");
}

static void test_rows_of_vrf(void)
{
	anycastip *handle = open_handle(0, NULL);
	struct anycastip_row row;
	int fd = join_socket();

	add_interfaces(2);
	must("ip link add red type vrf table 77");
	must("ip link set red up");
	CU_ASSERT_EQUAL(read_interface(handle, "v1").table, 255);
	move("master red");
	CU_ASSERT_EQUAL(read_interface(handle, "v1").table, 77);
	CU_ASSERT(join(fd, 1, 5));
	row = find_row(handle, "2001:db8:1::5");
	CU_ASSERT_EQUAL(row.origin, ANYCASTIP_JOINED);
	CU_ASSERT_EQUAL(row.state, ANYCASTIP_DELIVERED);
	compare_all(1, 0);
	/* Made by hand: in the VRF's table, in another one, in the local one.
	 */
	must("ip -6 route add anycast 2001:db8:9::1 dev v1 table 77");
	must("ip -6 route add anycast 2001:db8:9::2 dev v1 table 78");
	must("ip -6 route add anycast 2001:db8:9::3 dev v2 table local");
	compare_all(1, 2);
	row = find_row(handle, "2001:db8:9::1");
	CU_ASSERT_EQUAL(row.origin, ANYCASTIP_ROUTE);
	CU_ASSERT_EQUAL(row.state, ANYCASTIP_DELIVERED);
	CU_ASSERT_STRING_EQUAL(row.ifname, "v1");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::2").origin, 0);
	set_sysctl("ipv6/conf/v1/forwarding", "1");
	row = find_row(handle, "2001:db8:1::");
	CU_ASSERT_EQUAL(row.origin, ANYCASTIP_SUBNET_ROUTER);
	CU_ASSERT_EQUAL(row.state, ANYCASTIP_DELIVERED);
	must("ip -6 route del anycast 2001:db8:9::1 dev v1 table 77");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:9::1").origin, 0);
	close(fd);
	must("ip link del red");
	delete_interfaces(2);
	anycastip_close(handle);
}

/* The kernel takes the route of a joined address away, and does not make it
 * again. */
static void test_move_between_vrfs(void)
{
	anycastip *handle = open_handle(0, NULL);
	int fd = join_socket();

	add_interfaces(2);
	must("ip link add red type vrf table 77");
	must("ip link set red up");
	CU_ASSERT(join(fd, 1, 5));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
			ANYCASTIP_DELIVERED);
	move("master red");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
			ANYCASTIP_UNDELIVERED);
	must("ip -6 route add anycast 2001:db8:1::5 dev v1 table 77");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
			ANYCASTIP_DELIVERED);
	move("nomaster");
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
			ANYCASTIP_UNDELIVERED);
	must("ip link del red");
	CU_ASSERT(leave(fd, 1, 5));
	CU_ASSERT(join(fd, 1, 5));
	CU_ASSERT_EQUAL(find_row(handle, "2001:db8:1::5").state,
			ANYCASTIP_DELIVERED);
	close(fd);
	delete_interfaces(2);
	anycastip_close(handle);
}

/* ---- Threads ---------------------------------------------------------- */

static void *read_in_thread(void *argument)
{
	anycastip *handle = open_handle(0, NULL);
	unsigned int *bad = argument;
	struct anycastip_row *rows;
	size_t count;
	int i;

	for (i = 0; i < 50; i++) {
		if (count_rows(handle) != 700)
			(*bad)++;
		if (retrieve_rows(&rows, &count, NULL) || count != 700)
			(*bad)++;
		free(rows);
	}
	anycastip_close(handle);
	return NULL;
}

/* Another thread that wanders between namespaces. */
static void *wander(void *argument)
{
	int i, home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);

	(void)argument;
	for (i = 0; home >= 0 && i < 20; i++) {
		if (unshare(CLONE_NEWNET))
			break;
		short_pause();
		setns(home, CLONE_NEWNET);
	}
	close(home);
	return NULL;
}

static void test_threads(void)
{
	pthread_t threads[17];
	unsigned int bad[16] = {0}, i;

	add_interfaces(2);
	make_joins(700, 2);
	pthread_create(&threads[16], NULL, wander, NULL);
	for (i = 0; i < 16; i++)
		pthread_create(&threads[i], NULL, read_in_thread, &bad[i]);
	for (i = 0; i < 17; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < 16; i++)
		CU_ASSERT_EQUAL(bad[i], 0);
	drop_joins();
	delete_interfaces(2);
}

/* ---- Leaks ------------------------------------------------------------ */

static void test_descriptors(void)
{
	size_t before = count_descriptors();
	struct anycastip_row *rows;
	anycastip *handle;
	size_t count;
	int i;

	for (i = 0; i < 50; i++) {
		handle = open_handle(0, NULL);
		count_rows(handle);
		anycastip_close(handle);
		CU_ASSERT_EQUAL(retrieve_rows(&rows, &count, NULL),
				ANYCASTIP_OK);
		free(rows);
	}
	CU_ASSERT_EQUAL(count_descriptors(), before);
}

static CU_TestInfo tests[] = {
	{"no row", test_none},
	{"rows equal /proc/net/anycast6 for 1 to 3000 addresses", test_counts},
	{"rows of a hundred interfaces", test_hundred_interfaces},
	{"others leave while it is read", test_others_leave},
	{"routes are removed while it is read", test_routes_leave},
	{"link-local rows", test_link_local},
	{"origins", test_origins},
	{"routes that are no rows", test_other_routes},
	{"a route by hand that does not deliver", test_undelivered_by_hand},
	{"nexthop objects", test_nexthop_object},
	{"undelivered and repaired", test_undelivered},
	{"undelivered, without waiting", test_undelivered_without_waiting},
	{"undelivered after a silent link-down", test_silent_link_down},
	{"declared addresses", test_declared},
	{"events one by one", test_events},
	{"events of older kernels", test_events_of_older_kernels},
	{"no wake-up by unicast routes", test_no_wakeup_by_unicast_routes},
	{"overrun", test_overrun},
	{"another namespace", test_namespace},
	{"fork", test_fork},
	{"threads", test_threads},
	{"no descriptor is left", test_descriptors},
	CU_TEST_INFO_NULL,
};

static CU_TestInfo slow_tests[] = {
	{"no row", test_none},
	{"rows equal /proc/net/anycast6", test_few_counts},
	{"others leave while it is read", test_others_leave},
	{"routes are removed while it is read", test_routes_leave},
	{"link-local rows", test_link_local},
	{"origins", test_origins},
	{"routes that are no rows", test_other_routes},
	{"nexthop objects", test_nexthop_object},
	{"undelivered and repaired", test_undelivered},
	{"undelivered, without waiting", test_undelivered_without_waiting},
	{"undelivered after a silent link-down", test_silent_link_down},
	{"declared addresses", test_declared},
	{"events one by one", test_events},
	{"no wake-up by unicast routes", test_no_wakeup_by_unicast_routes},
	{"another namespace", test_namespace},
	{"fork", test_fork},
	{"no descriptor is left", test_descriptors},
	CU_TEST_INFO_NULL,
};

static CU_TestInfo vrf_tests[] = {
	{"rows of a VRF", test_rows_of_vrf},
	{"a joined address that moves between VRFs", test_move_between_vrfs},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "kernel";
	CU_TestInfo *chosen = tests;
	int status;

	if (!strcmp(name, "slow"))
		chosen = slow_tests;
	else if (!strcmp(name, "vrf"))
		chosen = vrf_tests;
	set_sysctl("ipv6/conf/default/accept_dad", "0");
	status = tap_run(argc - (argc > 1), argv + (argc > 1), name, chosen);
	printf("# this kernel %s of its list's changes\n",
	       has_list_group ? "tells" : "does not tell");
	/* The script that runs it has no other verdict. */
	return status || CU_get_number_of_failures() ? EXIT_FAILURE
						     : EXIT_SUCCESS;
}
