/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Handles.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "anycastip.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* A configuration that expects an address which an interface has, and two that
 * none has. */
static const char *expecting(void)
{
	static const char text[] = "[expected]\n"
				   "there = 2001:db8::63\n"
				   "covered = 192.0.2.7\n"
				   "covered6 = 2001:db8:7::7\n";
	static char path[32];
	int fd;

	if (path[0])
		return path;
	fd = memfd_create("config", 0);
	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_FATAL(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

/* A route takes in what nobody has. */
static void cover(const struct nlmsghdr *request, struct datagram *datagram)
{
	const struct rtmsg *asked = NLMSG_DATA(request);
	const uint8_t *address = RTA_DATA(RTM_RTA(asked));
	struct rtmsg route = {
		.rtm_family = asked->rtm_family,
		.rtm_dst_len = 24,
		.rtm_type = RTN_LOCAL,
		.rtm_protocol = RTPROT_BOOT,
	};
	uint32_t loopback = 1;
	struct nlmsghdr *message;

	if (asked->rtm_family == AF_INET6 && address[5] != 7) {
		put_error(datagram, ENETUNREACH);
		return;
	}
	message = put_message(datagram, RTM_NEWROUTE, 0, &route, sizeof(route));
	put_attribute(datagram, message, RTA_OIF, &loopback, 4);
}

static unsigned int flags;

/* Open, read, and if that fails read again: it goes on as soon as there is
 * memory. */
static enum anycastip_status open_and_read(void)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_snapshot *snapshot = NULL;
	enum anycastip_status status;
	anycastip *handle = NULL;
	bool changed;

	kernel.routes_missing = true;
	options.flags = flags;
	options.netns_fd = 0; /* setns() takes any */
	options.config_file = expecting();
	kernel.look_up = cover;
	kernel.blackhole_before = true;
	status = anycastip_open(&handle, &options, NULL);
	CU_ASSERT((handle != NULL) == !status);
	if (status)
		return status;
	status = anycastip_read(handle, AF_UNSPEC, &snapshot, NULL);
	if (!status)
		status = anycastip_changed(handle, &changed, NULL);
	if (status) {
		CU_ASSERT_PTR_NULL(snapshot);
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_UNSPEC, &snapshot, NULL),
			ANYCASTIP_OK);
	}
	CU_ASSERT(snapshot && snapshot->count == 6);
	anycastip_snapshot_free(snapshot);
	anycastip_close(handle);
	return status;
}

static void test_good_answers(void)
{
	struct anycastip_snapshot *snapshot;
	anycastip *handle;

	kernel_reset();
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(anycastip_read(handle, AF_INET6, &snapshot, NULL),
			      ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(snapshot->count, 3);
	CU_ASSERT_EQUAL(snapshot->rows[0].origin, ANYCASTIP_SUBNET_ROUTER);
	CU_ASSERT_EQUAL(snapshot->rows[1].origin, ANYCASTIP_JOINED);
	CU_ASSERT_EQUAL(snapshot->rows[1].stamp, 105);
	CU_ASSERT_EQUAL(snapshot->rows[2].origin, ANYCASTIP_ROUTE);
	CU_ASSERT_STRING_EQUAL(snapshot->rows[2].ifname, "eth0");
	anycastip_snapshot_free(snapshot);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_INET, &snapshot, NULL),
			ANYCASTIP_OK);
	CU_ASSERT(snapshot && snapshot->count == 0);
	anycastip_snapshot_free(snapshot);
	CU_ASSERT_EQUAL(anycastip_read(handle, 23, &snapshot, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_INET, NULL, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	anycastip_close(handle);
}

/* A route that takes in an expected address that no interface has makes a row,
 * and none of an address that one has. */
static void test_covered(void)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_snapshot *snapshot;
	const struct anycastip_row *row;
	anycastip *handle;

	kernel_reset();
	kernel.look_up = cover;
	options.config_file = expecting();
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(
		anycastip_read(handle, AF_UNSPEC, &snapshot, NULL),
		ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(snapshot->count, 6);
	row = &snapshot->rows[0];
	CU_ASSERT_EQUAL(row->family, AF_INET);
	CU_ASSERT_EQUAL(row->origin, ANYCASTIP_LOCAL_ROUTE);
	CU_ASSERT_EQUAL(row->state, ANYCASTIP_DELIVERED);
	CU_ASSERT_EQUAL(row->prefix_length, 24);
	CU_ASSERT_EQUAL(row->has_stamp, 0);
	CU_ASSERT_STRING_EQUAL(row->ifname, "lo");
	row = &snapshot->rows[4];
	CU_ASSERT_EQUAL(row->origin, ANYCASTIP_DECLARED);
	CU_ASSERT_EQUAL(row->state, ANYCASTIP_UNDELIVERED);
	CU_ASSERT_EQUAL(snapshot->rows[5].origin, ANYCASTIP_LOCAL_ROUTE);
	anycastip_snapshot_free(snapshot);
	/* No event tells of it, and the next reading finds it all the same. */
	kernel.look_up = NULL;
	CU_ASSERT_EQUAL_FATAL(
		anycastip_read(handle, AF_UNSPEC, &snapshot, NULL),
		ANYCASTIP_OK);
	CU_ASSERT_EQUAL(snapshot->count, 4);
	anycastip_snapshot_free(snapshot);
	anycastip_close(handle);
}

static void test_options(void)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	anycastip *handle;

	kernel_reset();
	CU_ASSERT_EQUAL(anycastip_open(NULL, NULL, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	options.flags = 0x80000000;
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_PTR_NULL(handle);
	options.flags = 0;
	options.size = 3;
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	anycastip_close(NULL);
	CU_ASSERT_EQUAL(anycastip_fd(NULL), -1);
}

static void test_without_ipv6(void)
{
	struct anycastip_snapshot *snapshot;
	anycastip *handle;

	kernel_reset();
	kernel.bad_type = RTM_GETANYCAST;
	kernel.bad_errno = EOPNOTSUPP;
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_INET6, &snapshot, NULL),
			ANYCASTIP_NOT_SUPPORTED);
	CU_ASSERT_PTR_NULL(snapshot);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_UNSPEC, &snapshot, NULL),
			ANYCASTIP_OK);
	anycastip_snapshot_free(snapshot);
	anycastip_close(handle);
}

static void test_each_request_failing(void)
{
	static const int types[] = {RTM_GETLINK,  RTM_GETANYCAST,
				    RTM_GETADDR,  RTM_GETNETCONF,
				    RTM_GETROUTE, RTM_GETRULE};
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	anycastip *handle;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		kernel_reset();
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		kernel.bad_type = types[i];
		kernel.bad_errno = ENOBUFS;
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, &error),
			ANYCASTIP_NO_MEMORY);
		CU_ASSERT_PTR_NULL(snapshot);
		kernel.bad_errno = 0;
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, &error),
			ANYCASTIP_BAD_ANSWER);
		kernel.bad_type = 0;
		CU_ASSERT_EQUAL_FATAL(
			anycastip_read(handle, AF_INET6, &snapshot, &error),
			ANYCASTIP_OK);
		CU_ASSERT_EQUAL(snapshot->count, 3);
		anycastip_snapshot_free(snapshot);
		anycastip_close(handle);
	}
}

static void test_each_call_failing(void)
{
	flags = ANYCASTIP_F_NOWAIT;
	kernel_fail_each(open_and_read, 20);
	/* With what it takes to be certain of those that are undelivered. */
	flags = 0;
	kernel_fail_each(open_and_read, 40);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"good answers", test_good_answers},
		{"an address that a route covers", test_covered},
		{"options", test_options},
		{"no IPv6", test_without_ipv6},
		{"each request failing", test_each_request_failing},
		{"each allocation and system call failing",
		 test_each_call_failing},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "handle", tests);
}
