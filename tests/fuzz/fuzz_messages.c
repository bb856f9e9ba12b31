/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as the kernel's answers to everything that the library asks:
 * refused in a clear way, or rows that hold what anycastip.h promises. */
#include <string.h>
#include <sys/socket.h>

#include "answers.h"
#include "anycastip.h"
#include "core/retrieve.h"
#include "fuzz.h"

static void check_row(const struct anycastip_row *row)
{
	char text[ANYCASTIP_TEXT_SIZE];

	MUST(row->family == AF_INET6);
	MUST(row->ifindex != 0);
	MUST(row->zone == 0 || row->zone == row->ifindex);
	MUST(row->origin >= ANYCASTIP_SUBNET_ROUTER &&
	     row->origin <= ANYCASTIP_ROUTE);
	MUST(row->state == ANYCASTIP_DELIVERED ||
	     row->state == ANYCASTIP_UNDELIVERED);
	MUST(row->reserved == 0);
	MUST(row->ifname[0] != '\0');
	MUST(memchr(row->ifname, '\0', sizeof(row->ifname)) != NULL);
	anycastip_address_text(row, text);
	MUST(memchr(text, '\0', sizeof(text)) != NULL);
}

static void check_rows(const struct anycastip_row *rows, size_t count)
{
	size_t i;
	int order;

	for (i = 0; i < count; i++) {
		check_row(&rows[i]);
		if (!i)
			continue;
		order = memcmp(rows[i - 1].address, rows[i].address, 16);
		MUST(order < 0 ||
		     (!order && rows[i - 1].ifindex < rows[i].ifindex));
	}
}

static void check_error(enum anycastip_status status,
			const struct anycastip_error *error)
{
	MUST(error->status == status);
	MUST(error->text[0] != '\0');
	MUST(memchr(error->text, '\0', sizeof(error->text)) != NULL);
}

static void read_once(const uint8_t *data, size_t size)
{
	struct anycastip_error error;
	enum anycastip_status status;
	struct anycastip_row *rows;
	size_t count;

	answers_set(data, size);
	status = retrieve_rows(&rows, &count, &error);
	if (status) {
		MUST(!rows && !count);
		check_error(status, &error);
	}
	check_rows(rows, count);
	free(rows);
}

static void read_handle(anycastip *handle)
{
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	enum anycastip_status status;

	status = anycastip_read(handle, AF_INET6, &snapshot, &error);
	if (status) {
		MUST(!snapshot);
		check_error(status, &error);
		return;
	}
	check_rows(snapshot->rows, snapshot->count);
	anycastip_snapshot_free(snapshot);
}

static void read_around(anycastip *handle)
{
	struct anycastip_interface interface;
	struct anycastip_unicast *unicast;
	size_t count, i;

	if (!anycastip_read_unicast(handle, &unicast, &count, NULL))
		for (i = 0; i < count; i++)
			MUST(memchr(unicast[i].label, '\0',
				    sizeof(unicast[i].label)) &&
			     unicast[i].ifname[0] != '\0');
	free(unicast);
	if (!anycastip_read_interface(handle, 1, &interface, NULL))
		MUST(memchr(interface.ifname, '\0', sizeof(interface.ifname)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	anycastip *handle;

	read_once(data, size);
	options.flags = ANYCASTIP_F_NO_EVENTS | ANYCASTIP_F_NOWAIT |
			ANYCASTIP_F_ALL_TABLES;
	MUST(!anycastip_open(&handle, &options, NULL));
	answers_set(data, size);
	read_handle(handle);
	/* After a failure a handle goes on; with what is left over. */
	read_handle(handle);
	answers_set(data, size);
	read_around(handle);
	anycastip_close(handle);
	return 0;
}
