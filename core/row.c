/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What rows and addresses are to each other: their order, what of them is
 * expected, and how old they are.  Implements that part of anycastip.h. */
#include "core/row.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "core/export.h"

/* ---- Addresses -------------------------------------------------------- */

int address_compare(int family_a, const uint8_t a[16], int family_b,
		    const uint8_t b[16])
{
	if (family_a != family_b)
		return family_a < family_b ? -1 : 1;
	return memcmp(a, b, 16);
}

EXPORT void anycastip_address_mask(uint8_t address[16], unsigned int length)
{
	unsigned int i;

	for (i = length / 8; i < 16; i++) {
		address[i] &= (uint8_t)(0xff00u >> length % 8);
		/* All of the octets that follow. */
		length = 0;
	}
}

/* ---- Rows ------------------------------------------------------------- */

EXPORT int anycastip_row_compare(const struct anycastip_row *a,
				 const struct anycastip_row *b)
{
	int order = address_compare(a->family, a->address, b->family,
				    b->address);

	if (order != 0)
		return order;
	return (a->ifindex > b->ifindex) - (a->ifindex < b->ifindex);
}

/* A stamp that lies ahead of our clock by less than this is one made now: the
 * kernel's clock of stamps and CLOCK_MONOTONIC drift apart. */
#define STAMP_AHEAD (60U * 60 * 100)

EXPORT bool anycastip_created(const struct anycastip_row *row,
			      struct timespec *created)
{
	struct timespec now, uptime;
	uint32_t age;

	memset(created, 0, sizeof(*created));
	/* After January 2038 a time_t of 32 bits holds no date. */
	if (!row->has_stamp || clock_gettime(CLOCK_REALTIME, &now) != 0 ||
	    clock_gettime(CLOCK_MONOTONIC, &uptime) != 0)
		return false;
	age = (uint32_t)((uint64_t)uptime.tv_sec * 100 +
			 (uint64_t)uptime.tv_nsec / 10000000) -
	      row->stamp;
	if (age > UINT32_MAX - STAMP_AHEAD)
		age = 0;
	created->tv_sec = now.tv_sec - (time_t)(age / 100);
	created->tv_nsec = now.tv_nsec - (long)(age % 100) * 10000000;
	if (created->tv_nsec < 0) {
		created->tv_nsec += 1000000000;
		created->tv_sec--;
	}
	return true;
}

EXPORT void anycastip_snapshot_free(struct anycastip_snapshot *snapshot)
{
	free(snapshot);
}

EXPORT bool anycastip_snapshot_equal(const struct anycastip_snapshot *a,
				     const struct anycastip_snapshot *b)
{
	return a->count == b->count &&
	       (!a->count ||
		!memcmp(a->rows, b->rows, a->count * sizeof(a->rows[0])));
}

EXPORT size_t anycastip_snapshot_find(const struct anycastip_snapshot *snapshot,
				      int family, const uint8_t *address,
				      uint32_t ifindex)
{
	struct anycastip_row key = {.ifindex = ifindex};
	size_t low = 0, high = snapshot->count, middle;

	key.family = (uint16_t)family;
	memcpy(key.address, address, family == AF_INET ? 4 : 16);
	while (low < high) {
		middle = low + (high - low) / 2;
		if (anycastip_row_compare(&snapshot->rows[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- Expected addresses ----------------------------------------------- */

static bool is_at(const struct anycastip_row *row,
		  const struct anycastip_expected *expected)
{
	return address_compare(row->family, row->address, expected->family,
			       expected->address) == 0;
}

static bool is_wanted(const struct anycastip_row *row,
		      const struct anycastip_expected *expected)
{
	return is_at(row, expected) && (expected->ifname[0] == '\0' ||
					strncmp(row->ifname, expected->ifname,
						sizeof(row->ifname)) == 0);
}

EXPORT bool anycastip_is_expected(const struct anycastip_row *row,
				  const struct anycastip_expected *expected,
				  size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (is_wanted(row, &expected[i]))
			return true;
	return false;
}

EXPORT enum anycastip_state anycastip_expected_state(
	const struct anycastip_expected *expected,
	const struct anycastip_snapshot *snapshot, uint32_t *ifindex,
	uint32_t *interfaces)
{
	enum anycastip_state state = ANYCASTIP_MISSING;
	size_t i = anycastip_snapshot_find(snapshot, expected->family,
					   expected->address, 0);
	uint32_t first = 0, count = 0;
	const struct anycastip_row *row;

	for (; i < snapshot->count; i++) {
		row = &snapshot->rows[i];
		if (!is_at(row, expected))
			break;
		if (!is_wanted(row, expected))
			continue;
		if (count++ == 0)
			first = row->ifindex;
		if (state != ANYCASTIP_DELIVERED)
			state = row->state;
	}
	if (ifindex)
		*ifindex = first;
	if (interfaces)
		*interfaces = count;
	return state;
}
