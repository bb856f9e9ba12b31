/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/netlink.h: requests, and answers that no kernel gives.
 */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "core/kernel/netlink.h"
#include "core/kernel/list.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

static size_t visited;

static enum anycastip_status count_visit(void *context,
					 const struct nlmsghdr *message,
					 struct anycastip_error *error)
{
	(void)context;
	(void)message;
	(void)error;
	visited++;
	return ANYCASTIP_OK;
}

static const struct netlink_request list_request = {
	.what = "the list",
	.type = RTM_GETANYCAST,
	.flags = NLM_F_DUMP,
	.reply = RTM_GETANYCAST,
	.reply_size = sizeof(struct ifaddrmsg),
	.visit = count_visit,
};

static enum anycastip_status walk(const struct datagram *datagram, bool *done,
				  struct anycastip_error *error)
{
	/* Of its exact length, so that a look beyond is seen. */
	void *copy = malloc(datagram->length ? datagram->length : 1);
	enum anycastip_status status;
	bool interrupted = false;

	memcpy(copy, datagram->octets, datagram->length);
	visited = 0;
	*done = false;
	status = netlink_walk(&list_request, copy, datagram->length,
			      kernel.sequence, KERNEL_PORT, done, &interrupted,
			      error);
	free(copy);
	return status;
}

static void test_walk(void)
{
	struct anycastip_error error;
	struct datagram *datagram;
	struct nlmsghdr *header;
	size_t length;
	bool done;

	kernel_reset();
	datagram = next_datagram();
	put_entry(datagram, 2, 1);
	put_entry(datagram, 2, 2);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(visited, 2);
	CU_ASSERT(!done);
	put_done(datagram, 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT(done);
	/* Every shorter one is malformed, or ends between two messages. */
	for (length = datagram->length - 1; length; length--) {
		struct datagram shorter = *datagram;

		shorter.length = length;
		CU_ASSERT_EQUAL(walk(&shorter, &done, &error),
				length % 64 ? ANYCASTIP_BAD_ANSWER
					    : ANYCASTIP_OK);
		CU_ASSERT(!done);
	}
	/* A wrong length, sequence number, port, type or flag. */
	header = (void *)datagram->octets;
	header->nlmsg_len = 15;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_len = UINT32_MAX;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_len = 20;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_len = 64;
	header->nlmsg_seq++;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_seq--;
	header->nlmsg_pid++;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_pid--;
	header->nlmsg_type = 60;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_type = RTM_GETANYCAST;
	header->nlmsg_flags = 0;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_flags = NLM_F_MULTI;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "the list"));
}

static void test_errors_in_answers(void)
{
	static const struct {
		int system_error;
		enum anycastip_status status;
	} cases[] = {
		{EOPNOTSUPP, ANYCASTIP_NOT_SUPPORTED},
		{ENODEV, ANYCASTIP_NO_INTERFACE},
		{ENOENT, ANYCASTIP_NOT_FOUND},
		{EINVAL, ANYCASTIP_SYSTEM_ERROR},
		{EPERM, ANYCASTIP_ACCESS_DENIED},
		{EACCES, ANYCASTIP_ACCESS_DENIED},
		{ENOMEM, ANYCASTIP_NO_MEMORY},
		{ENOBUFS, ANYCASTIP_NO_MEMORY},
		{EMFILE, ANYCASTIP_TOO_MANY_FILES},
		{EBUSY, ANYCASTIP_SYSTEM_ERROR},
	};
	struct anycastip_error error;
	struct datagram *datagram;
	size_t i;
	bool done;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kernel_reset();
		datagram = next_datagram();
		put_entry(datagram, 2, 1);
		put_done(datagram, -cases[i].system_error);
		CU_ASSERT_EQUAL(walk(datagram, &done, &error), cases[i].status);
		CU_ASSERT(done);
		CU_ASSERT_EQUAL(error.system_error, cases[i].system_error);
		kernel_reset();
		datagram = next_datagram();
		put_error(datagram, cases[i].system_error);
		CU_ASSERT_EQUAL(walk(datagram, &done, &error), cases[i].status);
		CU_ASSERT(done);
	}
	kernel_reset();
	datagram = next_datagram();
	put_done(datagram, -100000);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	kernel_reset();
	datagram = next_datagram();
	put_error(datagram, 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	kernel_reset();
	datagram = next_datagram();
	put_message(datagram, NLMSG_ERROR, 0, "", 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	kernel_reset();
	datagram = next_datagram();
	put_message(datagram, NLMSG_DONE, NLM_F_MULTI, "", 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT(done);
}

static enum anycastip_status ask(struct anycastip_error *error)
{
	struct netlink netlink = {0};
	enum anycastip_status status;

	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, error),
			ANYCASTIP_OK);
	kernel_script(netlink.sock);
	status = netlink_ask(&netlink, &list_request, NULL, error);
	netlink_close(&netlink);
	return status;
}

static void test_receive_errors(void)
{
	static const struct {
		int code;
		int system_error;
		enum anycastip_status status;
	} cases[] = {
		{-NLE_NOMEM, ENOBUFS, ANYCASTIP_NO_MEMORY},
		{-NLE_NOMEM, ENOMEM, ANYCASTIP_NO_MEMORY},
		{-NLE_NOMEM, 0, ANYCASTIP_NO_MEMORY},
		{-NLE_MSG_TRUNC, 0, ANYCASTIP_BAD_ANSWER},
		{-NLE_NOADDR, 0, ANYCASTIP_BAD_ANSWER},
		{-NLE_PERM, EPERM, ANYCASTIP_ACCESS_DENIED},
		{-NLE_FAILURE, EIO, ANYCASTIP_SYSTEM_ERROR},
		{-NLE_FAILURE, 0, ANYCASTIP_SYSTEM_ERROR},
		/* Never an answer. */
		{-NLE_AGAIN, EAGAIN, ANYCASTIP_TIMEOUT},
		{-NLE_INTR, EINTR, ANYCASTIP_TIMEOUT},
	};
	struct anycastip_error error;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kernel_reset();
		receive_code(cases[i].code, cases[i].system_error);
		CU_ASSERT_EQUAL(ask(&error), cases[i].status);
		CU_ASSERT_EQUAL(error.status, cases[i].status);
	}
	kernel_reset();
	next_datagram(); /* of no octets */
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_BAD_ANSWER);
	/* Waiting for an answer fails, or is interrupted. */
	kernel_reset();
	kernel.wait_errno = ENOMEM;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_NO_MEMORY);
	CU_ASSERT_EQUAL(error.system_error, ENOMEM);
	kernel_reset();
	kernel.wait_errno = EINTR;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_TIMEOUT);
	CU_ASSERT(kernel.waits > 1);
}

/* An answer without end has one. */
static void test_endless_dump(void)
{
	struct anycastip_error error;

	kernel_reset();
	kernel.endless = true;
	visited = 0;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_TIMEOUT);
	CU_ASSERT(visited > 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "the list"));
	CU_ASSERT_EQUAL(allocations_left(), 0);
}

static void test_send_errors(void)
{
	struct anycastip_error error;

	kernel_reset();
	kernel.send_code = -NLE_NOMEM;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_NO_MEMORY);
	kernel_reset();
	kernel.send_code = -NLE_FAILURE;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_SYSTEM_ERROR);
	kernel_reset();
	kernel.send_code = -NLE_AGAIN;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_TIMEOUT);
}

/* Datagrams of others are not the kernel's; a signal is no end. */
static void test_patience(void)
{
	struct anycastip_error error;
	struct datagram *datagram;
	struct netlink netlink = {0};

	kernel_reset();
	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			ANYCASTIP_OK);
	kernel_script(netlink.sock);
	datagram = next_datagram();
	put_done(datagram, -EIO);
	datagram->sender = 77;
	receive_code(-NLE_INTR, EINTR);
	receive_code(-NLE_AGAIN, EAGAIN);
	datagram = next_datagram();
	put_entry(datagram, 2, 1);
	datagram = next_datagram();
	put_done(datagram, 0);
	visited = 0;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(visited, 1);
	CU_ASSERT(!netlink.stale);
	/* What is left of an answer is thrown away before the next one. */
	kernel.head = kernel.tail = 0;
	kernel_script(netlink.sock);
	next_datagram()->length = 5;
	put_entry(next_datagram(), 2, 1);
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT(netlink.stale);
	kernel.scripted = false;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	CU_ASSERT(!netlink.stale);
	netlink_close(&netlink);
}

/* What was left of an answer is gone whatever happens to receiving it; until
 * then there is no other answer. */
static void test_remains(void)
{
	static const struct {
		int code;
		int system_error;
	} failures[] = {
		{-NLE_INTR, EINTR},
		{-NLE_NOMEM, ENOBUFS},
		{-NLE_NOMEM, ENOMEM},
		{-NLE_MSG_TRUNC, 0},
	};
	struct anycastip_error error;
	struct netlink netlink = {0};
	size_t i;
	int tries;

	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		kernel_reset();
		CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, &error),
				ANYCASTIP_OK);
		netlink.stale = true;
		put_entry(next_datagram(), 2, 1);
		receive_code(failures[i].code, failures[i].system_error);
		put_entry(next_datagram(), 2, 2);
		receive_code(failures[i].code, failures[i].system_error);
		put_done(next_datagram(), 0);
		kernel.keep = true;
		CU_ASSERT_EQUAL(
			netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
		CU_ASSERT(!netlink.stale);
		netlink_close(&netlink);
	}
	/* One that does not go away. */
	kernel_reset();
	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			ANYCASTIP_OK);
	netlink.stale = true;
	kernel.receive_code = -NLE_FAILURE;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT(netlink.stale);
	kernel.receive_code = 0;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	/* A dump of which the kernel says that it is not over. */
	kernel.bad_type = RTM_GETANYCAST;
	kernel.bad_errno = EBUSY;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT(netlink.stale);
	kernel.bad_type = 0;
	for (tries = 0; tries < 2; tries++)
		CU_ASSERT_EQUAL(
			netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	netlink_close(&netlink);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"messages walked", test_walk},
		{"errors inside answers", test_errors_in_answers},
		{"errors of receiving", test_receive_errors},
		{"errors of sending", test_send_errors},
		{"a dump without end", test_endless_dump},
		{"patience", test_patience},
		{"what is left of an answer", test_remains},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "netlink", tests);
}
