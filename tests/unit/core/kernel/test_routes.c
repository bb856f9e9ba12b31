/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/routes.h
 */
#include <errno.h>
#include <sys/socket.h>

#include <netlink/errno.h>

#include "anycastip.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

static enum anycastip_status read_state(anycastip *handle,
					enum anycastip_state *state)
{
	struct anycastip_snapshot *snapshot;
	enum anycastip_status status;

	*state = 0;
	status = anycastip_read(handle, AF_INET6, &snapshot, NULL);
	if (!status && snapshot->count == 3)
		*state = snapshot->rows[1].state;
	anycastip_snapshot_free(snapshot);
	return status;
}

/* Only what the kernel says in answer makes a row undelivered, and only if it
 * says that there is no route. */
static void test_lookup_failing(void)
{
	static const int no_route[] = {ENETUNREACH, EHOSTUNREACH, EACCES,
				       EINVAL,	    EAGAIN,	  ENODEV};
	static const int failures[] = {EIO,    EBUSY, EPERM,  ENOBUFS,
				       ENOMEM, EINTR, ENOENT, EOPNOTSUPP};
	enum anycastip_state state;
	anycastip *handle;
	size_t i;

	for (i = 0; i < sizeof(no_route) / sizeof(no_route[0]); i++) {
		kernel_reset();
		kernel.routes_missing = true;
		kernel.lookup_errno = no_route[i];
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		CU_ASSERT_EQUAL(read_state(handle, &state), ANYCASTIP_OK);
		CU_ASSERT_EQUAL(state, ANYCASTIP_UNDELIVERED);
		anycastip_close(handle);
	}
	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		kernel_reset();
		kernel.routes_missing = true;
		kernel.lookup_errno = failures[i];
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		CU_ASSERT_NOT_EQUAL(read_state(handle, &state), ANYCASTIP_OK);
		anycastip_close(handle);
	}
	/* The same errno value, but not the kernel's answer. */
	kernel_reset();
	kernel.routes_missing = true;
	kernel.lookup_code = -NLE_FAILURE;
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(read_state(handle, &state), ANYCASTIP_SYSTEM_ERROR);
	anycastip_close(handle);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"a lookup that fails is no answer", test_lookup_failing},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "routes", tests);
}
