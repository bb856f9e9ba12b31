/* SPDX-License-Identifier: BSD-2-Clause
 *
 * core/kernel/routes.h
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "anycastip.h"
#include "core/kernel/routes.h"
#include "tests/unit/core/kernel/fake_kernel.h"
#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

/* The routes by hand that are read beside a list of so many rows, while the
 * counts are these before and after. */
static size_t read_torn(size_t rows, const char *const counts[2])
{
	struct entries list = {0}, routes = {0};
	struct anycastip_error error;
	struct links links = {0};
	struct entry entry = {0};
	struct reader reader;

	kernel_reset();
	kernel.routes_torn = true;
	memcpy(kernel.counts, counts, sizeof(kernel.counts));
	CU_ASSERT_EQUAL(reader_open(&reader, &error), ANYCASTIP_OK);
	reader.removals_fd = dup(0);
	entry.ifindex = 2;
	entry_set_address(&entry, "\x20\1\r\xb8\0\0\0\0\0\0\0\0\0\0\0");
	for (; list.count < rows; entry.low++)
		if (entry.low != 9)
			*entries_add(&list) = entry;
	CU_ASSERT_EQUAL(read_routes(&reader, &links, false, &list, NULL,
				    &routes, &error),
			ANYCASTIP_OK);
	rows = routes.count;
	entries_free(&list);
	entries_free(&routes);
	reader_close(&reader);
	return rows;
}

/* A dump of several datagrams is believed only if it is known that no route was
 * removed meanwhile. */
static void test_torn(void)
{
	static const char *const same[] = {"0 1 ff\n", "1 2 ff\n"};
	static const char *const other[] = {"0 1 ff\n", "0 1 100\n"};
	static const char *const unknown[] = {NULL, "0 1 ff\n"};
	static const char *const lost[] = {"0 1 ff\n", NULL};

	CU_ASSERT_EQUAL(read_torn(300, same), 0);
	CU_ASSERT_EQUAL(kernel.requests, 1);
	CU_ASSERT_EQUAL(read_torn(300, other), 1);
	CU_ASSERT_EQUAL(read_torn(300, unknown), 1);
	CU_ASSERT_EQUAL(read_torn(300, lost), 1);
	/* Of a short list nothing is counted before. */
	CU_ASSERT_EQUAL(read_torn(10, same), 1);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"routes removed meanwhile", test_torn},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "routes", tests);
}
