/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/fake_anycastip.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct anycastip {
	int fd;
	struct anycastip_expected expected[64];
	size_t expected_count;
};

static struct {
	struct anycastip_row rows[16384];
	size_t count;
	enum anycastip_status read_status;
	enum anycastip_status config_status;
	struct anycastip_expected expected[64];
	size_t expected_count;
	struct anycastip_stats stats;
	anycastip *handle;
	unsigned int reads;
	unsigned int conversions;
} fake;

/* ---- For the test ----------------------------------------------------- */

void fake_rows(const struct anycastip_row *rows, size_t count)
{
	if (count > 0)
		memcpy(fake.rows, rows, count * sizeof(*rows));
	fake.count = count;
}

void fake_read_fails(enum anycastip_status status)
{
	fake.read_status = status;
}

void fake_config_fails(enum anycastip_status status)
{
	fake.config_status = status;
}

void fake_expected(const struct anycastip_expected *expected, size_t count)
{
	if (count > 0)
		memcpy(fake.expected, expected, count * sizeof(*expected));
	fake.expected_count = count;
}

void fake_signal(void)
{
	eventfd_write(fake.handle->fd, 1);
}

void fake_stats(uint64_t rereads, uint64_t overruns)
{
	fake.stats.rereads = rereads;
	fake.stats.overruns = overruns;
}

unsigned int fake_reads(void)
{
	return fake.reads;
}

unsigned int fake_conversions(void)
{
	return fake.conversions;
}

struct anycastip_row fake_row(const char *address, uint32_t ifindex)
{
	struct anycastip_row row;

	memset(&row, 0, sizeof(row));
	if (inet_pton(AF_INET, address, row.address) == 1) {
		row.family = AF_INET;
		row.prefix_length = 32;
		row.origin = ANYCASTIP_DECLARED;
	} else if (inet_pton(AF_INET6, address, row.address) == 1) {
		row.family = AF_INET6;
		row.prefix_length = 128;
		row.scope_level = 14;
		row.origin = ANYCASTIP_JOINED;
	} else {
		abort();
	}
	if (row.family == AF_INET6 && row.address[0] == 0xfe) {
		row.scope_level = 2;
		row.zone = ifindex;
	}
	row.luid = (uint64_t)6 << 48 | (uint64_t)ifindex << 24;
	row.ifindex = ifindex;
	row.stamp = 100 * ifindex;
	row.has_stamp = 1;
	row.state = ANYCASTIP_DELIVERED;
	snprintf(row.ifname, sizeof(row.ifname), "if%u", ifindex);
	return row;
}

/* ---- The library ------------------------------------------------------ */

static enum anycastip_status fail(struct anycastip_error *error,
				  enum anycastip_status status)
{
	if (error && status != ANYCASTIP_OK) {
		memset(error, 0, sizeof(*error));
		error->status = status;
		snprintf(error->text, sizeof(error->text), "fake failure %d",
			 (int)status);
	}
	return status;
}

static void take_config(anycastip *handle)
{
	memcpy(handle->expected, fake.expected, sizeof(fake.expected));
	handle->expected_count = fake.expected_count;
}

enum anycastip_status anycastip_open(anycastip **handle,
				     const struct anycastip_options *options,
				     struct anycastip_error *error)
{
	(void)options;
	*handle = NULL;
	if (fake.config_status != ANYCASTIP_OK)
		return fail(error, fake.config_status);
	fake.handle = calloc(1, sizeof(*fake.handle));
	if (!fake.handle)
		return fail(error, ANYCASTIP_NO_MEMORY);
	fake.handle->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	take_config(fake.handle);
	*handle = fake.handle;
	return ANYCASTIP_OK;
}

void anycastip_close(anycastip *handle)
{
	if (!handle)
		return;
	close(handle->fd);
	free(handle);
}

enum anycastip_status anycastip_reload(anycastip *handle,
				       struct anycastip_error *error)
{
	if (fake.config_status != ANYCASTIP_OK)
		return fail(error, fake.config_status);
	take_config(handle);
	return ANYCASTIP_OK;
}

/* The fake configuration has no settings. */
const struct anycastip_settings *anycastip_get_settings(const anycastip *handle)
{
	static const struct anycastip_settings none;

	(void)handle;
	return &none;
}

const char *anycastip_config_path(void)
{
	return "/nonexistent/anycastip.conf";
}

enum anycastip_status anycastip_read(anycastip *handle, int family,
				     struct anycastip_snapshot **snapshot,
				     struct anycastip_error *error)
{
	struct anycastip_snapshot *made;
	struct anycastip_row *rows;

	(void)handle;
	(void)family;
	fake.reads++;
	*snapshot = NULL;
	if (fake.read_status != ANYCASTIP_OK)
		return fail(error, fake.read_status);
	made = calloc(1, sizeof(*made) + fake.count * sizeof(*rows));
	if (!made)
		return fail(error, ANYCASTIP_NO_MEMORY);
	rows = (struct anycastip_row *)(made + 1);
	memcpy(rows, fake.rows, fake.count * sizeof(*rows));
	made->rows = rows;
	made->count = fake.count;
	*snapshot = made;
	return ANYCASTIP_OK;
}

bool __wrap_anycastip_created(const struct anycastip_row *row,
			      struct timespec *created);

bool __wrap_anycastip_created(const struct anycastip_row *row,
			      struct timespec *created)
{
	fake.conversions++;
	created->tv_sec = 0;
	created->tv_nsec = 0;
	if (!row->has_stamp)
		return false;
	/* 2026-11-22 00:00:00 UTC, and drifting as the kernel's clock does. */
	created->tv_sec = 1795305600 + row->stamp / 100 +
			  (time_t)(fake.conversions % 2);
	created->tv_nsec = (long)(row->stamp % 100) * 10000000;
	return true;
}

int anycastip_fd(const anycastip *handle)
{
	return handle->fd;
}

enum anycastip_status anycastip_changed(anycastip *handle, bool *changed,
					struct anycastip_error *error)
{
	eventfd_t events = 0;

	(void)error;
	*changed = eventfd_read(handle->fd, &events) == 0;
	return ANYCASTIP_OK;
}

void anycastip_get_stats(const anycastip *handle, struct anycastip_stats *stats)
{
	(void)handle;
	*stats = fake.stats;
}

size_t anycastip_get_expected(const anycastip *handle,
			      const struct anycastip_expected **expected)
{
	*expected = handle->expected;
	return handle->expected_count;
}
