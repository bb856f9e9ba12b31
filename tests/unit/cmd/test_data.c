/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How the commands read a table that changes too fast, by a clock of its own.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <time.h>
#include <sys/socket.h>

#include <CUnit/CUnit.h>

#include "cmd/data.h"
#include "cmd/die.h"
#include "tests/unit/tap.h"

static struct {
	enum anycastip_status status; /* of the last reading */
	unsigned int retries;	      /* those before it */
	unsigned int readings;
	struct timespec now;
	jmp_buf death;
	enum anycastip_status died_of;
} world;

int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
enum anycastip_status __wrap_anycastip_read(
	anycastip *handle, int family, struct anycastip_snapshot **snapshot,
	struct anycastip_error *error);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	CU_ASSERT_EQUAL(clock, CLOCK_MONOTONIC);
	*now = world.now;
	return 0;
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)left;
	world.now.tv_nsec += time->tv_nsec;
	world.now.tv_sec += time->tv_sec + world.now.tv_nsec / 1000000000;
	world.now.tv_nsec %= 1000000000;
	return 0;
}

enum anycastip_status __wrap_anycastip_read(
	anycastip *handle, int family, struct anycastip_snapshot **snapshot,
	struct anycastip_error *error)
{
	static struct anycastip_snapshot rows;

	(void)handle;
	CU_ASSERT_EQUAL(family, AF_INET6);
	error->status = world.readings++ < world.retries ? ANYCASTIP_RETRY
							 : world.status;
	*snapshot = error->status ? NULL : &rows;
	return error->status;
}

/* In place of those of cmd/die.c. */
void die(const struct anycastip_error *error)
{
	world.died_of = error->status;
	longjmp(world.death, 1);
}

void die_of_memory(void)
{
	abort();
}

/* What is read, or NULL where the command ends. */
static const struct anycastip_snapshot *read_rows(unsigned int timeout,
						  unsigned int retries,
						  enum anycastip_status status)
{
	const struct arguments arguments = {.family = AF_INET6,
					    .timeout = timeout};

	world.status = status;
	world.retries = retries;
	world.readings = 0;
	world.now = (struct timespec){.tv_sec = 1000, .tv_nsec = 990000000};
	world.died_of = ANYCASTIP_OK;
	if (setjmp(world.death))
		return NULL;
	return data_rows(NULL, &arguments);
}

static void test_patience(void)
{
	CU_ASSERT_PTR_NOT_NULL(read_rows(3, 0, ANYCASTIP_OK));
	CU_ASSERT_EQUAL(world.readings, 1);
	CU_ASSERT_EQUAL(world.now.tv_sec, 1000);
	/* As long as there is time, and with pauses. */
	CU_ASSERT_PTR_NOT_NULL(read_rows(3, 20, ANYCASTIP_OK));
	CU_ASSERT_EQUAL(world.readings, 21);
	CU_ASSERT(world.now.tv_sec > 1000);
	CU_ASSERT_PTR_NULL(read_rows(3, 100000, ANYCASTIP_OK));
	CU_ASSERT_EQUAL(world.died_of, ANYCASTIP_RETRY);
	CU_ASSERT_EQUAL(world.now.tv_sec, 1003);
	CU_ASSERT(world.readings > 20);
}

static void test_no_patience(void)
{
	CU_ASSERT_PTR_NULL(read_rows(0, 1, ANYCASTIP_OK));
	CU_ASSERT_EQUAL(world.died_of, ANYCASTIP_RETRY);
	CU_ASSERT_EQUAL(world.readings, 1);
	/* All else is no better later. */
	CU_ASSERT_PTR_NULL(read_rows(3, 2, ANYCASTIP_TIMEOUT));
	CU_ASSERT_EQUAL(world.died_of, ANYCASTIP_TIMEOUT);
	CU_ASSERT_EQUAL(world.readings, 3);
}

static CU_TestInfo tests[] = {
	{"a table that changes", test_patience},
	{"what is not tried again", test_no_patience},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	return tap_run(argc, argv, "data", tests);
}
