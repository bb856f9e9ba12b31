/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/namespace.h
 */
#include <errno.h>
#include <string.h>

#include "anycastip.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

static void test_namespace_failing(void)
{
	static const struct {
		int system_error;
		enum anycastip_status status;
	} cases[] = {
		{EPERM, ANYCASTIP_ACCESS_DENIED},
		{EBADF, ANYCASTIP_INVALID_PARAMETER},
		{EINVAL, ANYCASTIP_INVALID_PARAMETER},
		{ENOMEM, ANYCASTIP_NO_MEMORY},
	};
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	anycastip *handle;
	size_t i;

	options.netns_fd = 0;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kernel_reset();
		/* The handle, the thread, the namespace. */
		fail_allocation(3);
		kernel.system_errno = cases[i].system_error;
		CU_ASSERT_EQUAL(anycastip_open(&handle, &options, &error),
				cases[i].status);
		CU_ASSERT_EQUAL(error.system_error, cases[i].system_error);
		CU_ASSERT_PTR_NULL(handle);
		CU_ASSERT_EQUAL(allocations_left(), 0);
	}
	kernel_reset();
	fail_allocation(2);
	kernel.system_errno = EAGAIN;
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, &error),
			ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "thread"));
	CU_ASSERT_EQUAL(allocations_left(), 0);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"errors of entering a namespace", test_namespace_failing},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "namespace", tests);
}
