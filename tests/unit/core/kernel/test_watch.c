/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/watch.h
 */
#include <errno.h>
#include <sys/socket.h>

#include <netlink/errno.h>

#include "anycastip.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* Whatever happens to receiving events: it is a change, or a failure, and the
 * change is told after that. */
static void test_events_failing(void)
{
	static const struct {
		int code;
		int system_error;
		enum anycastip_status status;
		bool changed;
		unsigned int overruns;
	} cases[] = {
		{-NLE_INTR, EINTR, ANYCASTIP_OK, false, 0},
		{-NLE_NOMEM, ENOBUFS, ANYCASTIP_OK, true, 1},
		{-NLE_MSG_TRUNC, 0, ANYCASTIP_OK, true, 1},
		{0, 0, ANYCASTIP_OK, true, 1}, /* of no octets */
		{-NLE_NOMEM, ENOMEM, ANYCASTIP_NO_MEMORY, true, 0},
		{-NLE_PERM, EACCES, ANYCASTIP_ACCESS_DENIED, true, 0},
		{-NLE_FAILURE, EIO, ANYCASTIP_SYSTEM_ERROR, true, 0},
	};
	struct anycastip_snapshot *snapshot;
	struct anycastip_stats stats;
	struct anycastip_error error;
	anycastip *handle;
	bool changed;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kernel_reset();
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, NULL),
			ANYCASTIP_OK);
		anycastip_snapshot_free(snapshot);
		CU_ASSERT_EQUAL(anycastip_changed(handle, &changed, NULL),
				ANYCASTIP_OK);
		receive_code(cases[i].code, cases[i].system_error);
		CU_ASSERT_EQUAL(anycastip_changed(handle, &changed, &error),
				cases[i].status);
		if (cases[i].status) {
			CU_ASSERT(!changed);
			CU_ASSERT_EQUAL(error.status, cases[i].status);
			CU_ASSERT_EQUAL(
				anycastip_changed(handle, &changed, NULL),
				ANYCASTIP_OK);
		}
		CU_ASSERT_EQUAL(changed, cases[i].changed);
		anycastip_get_stats(handle, &stats);
		CU_ASSERT_EQUAL(stats.overruns, cases[i].overruns);
		/* Everything is read anew. */
		kernel.routes_missing = cases[i].changed;
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, NULL),
			ANYCASTIP_OK);
		CU_ASSERT_EQUAL(snapshot->rows[0].state,
				cases[i].changed ? ANYCASTIP_UNDELIVERED
						 : ANYCASTIP_DELIVERED);
		anycastip_snapshot_free(snapshot);
		anycastip_close(handle);
	}
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"errors of receiving events", test_events_failing},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "watch", tests);
}
