/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/retrieve.h
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

#include "core/kernel/list.h"
#include "core/retrieve.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

static enum anycastip_status retrieve(void)
{
	struct anycastip_row *rows = NULL;
	enum anycastip_status status;
	size_t count;

	status = retrieve_rows(&rows, &count, NULL);
	CU_ASSERT_EQUAL(count, status ? 0 : 3);
	CU_ASSERT((rows != NULL) == !status);
	free(rows);
	return status;
}

static size_t retrieve_count(void)
{
	struct anycastip_row *rows = NULL;
	size_t count;

	CU_ASSERT_EQUAL(retrieve_rows(&rows, &count, NULL), ANYCASTIP_OK);
	free(rows);
	return count;
}

static void test_good_answers(void)
{
	kernel_reset();
	CU_ASSERT_EQUAL(retrieve(), ANYCASTIP_OK);
}

static void test_without_ipv6(void)
{
	kernel_reset();
	kernel.bad_type = RTM_GETANYCAST;
	kernel.bad_errno = EOPNOTSUPP;
	CU_ASSERT_EQUAL(retrieve(), ANYCASTIP_NOT_SUPPORTED);
}

static void test_interface(void)
{
	struct interface interface;

	kernel_reset();
	CU_ASSERT_EQUAL(retrieve_interface(1, NULL, &interface, NULL),
			ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(interface.name, "lo");
	CU_ASSERT_EQUAL(
		retrieve_interface(0, "a-name-much-too-long", &interface, NULL),
		ANYCASTIP_NO_INTERFACE);
	kernel.bad_type = RTM_GETLINK;
	kernel.bad_errno = ENODEV;
	CU_ASSERT_EQUAL(retrieve_interface(9, NULL, &interface, NULL),
			ANYCASTIP_NO_INTERFACE);
}

/* Where there can be no VRF, for the interfaces of the rows alone. */
static enum anycastip_status retrieve_few(void)
{
	kernel.vrf_errno = ENOENT;
	return retrieve();
}

static void test_few_interfaces(void)
{
	kernel_reset();
	CU_ASSERT_EQUAL(retrieve_few(), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(kernel.requests, 3);
	/* What is on an interface that is gone is no row. */
	kernel_reset();
	kernel.vrf_errno = ENOENT;
	kernel.bad_type = RTM_GETLINK;
	kernel.bad_errno = ENODEV;
	CU_ASSERT_EQUAL(retrieve_count(), 0);
}

static void test_each_call_failing(void)
{
	kernel_fail_each(retrieve, 5);
	kernel_fail_each(retrieve_few, 5);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"good answers", test_good_answers},
		{"the interfaces of the rows alone", test_few_interfaces},
		{"no IPv6", test_without_ipv6},
		{"an interface", test_interface},
		{"each allocation and system call failing",
		 test_each_call_failing},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "retrieve", tests);
}
