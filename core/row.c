/* SPDX-License-Identifier: BSD-2-Clause */
#include "anycastip.h"
#include "core/export.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *put_hex(char *out, unsigned int group)
{
	static const char digits[] = "0123456789abcdef";
	int shift = 12;

	while (shift && !(group >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*out++ = digits[(group >> shift) & 15];
	return out;
}

/* The first of the longest runs of zero groups, of two or more (RFC 5952
 * section 4.2); *length is 0 where there is none. */
static int longest_zeros(const unsigned int group[8], int *length)
{
	int best = 0, start, i;

	*length = 0;
	for (i = 0; i < 8; i++) {
		start = i;
		while (i < 8 && !group[i])
			i++;
		if (i - start > 1 && i - start > *length) {
			best = start;
			*length = i - start;
		}
	}
	return best;
}

static char *put_ipv6(char *out, const uint8_t address[16])
{
	static const uint8_t mapped[12] = {
		[10] = 0xff,
		[11] = 0xff,
	};
	unsigned int group[8];
	int start, length, i;

	/* RFC 5952 section 5: a prefix known to embed an IPv4 address. */
	if (!memcmp(address, mapped, sizeof(mapped)))
		return out + sprintf(out, "::ffff:%u.%u.%u.%u", address[12],
				     address[13], address[14], address[15]);
	for (i = 0; i < 8; i++)
		group[i] = (unsigned int)address[2 * i] << 8 |
			   address[2 * i + 1];
	start = longest_zeros(group, &length);
	for (i = 0; i < 8; i++) {
		if (length && i == start) {
			*out++ = ':';
			*out++ = ':';
			i += length - 1;
			continue;
		}
		if (i && !(length && i == start + length))
			*out++ = ':';
		out = put_hex(out, group[i]);
	}
	*out = '\0';
	return out;
}

EXPORT const char *anycastip_address_text(const struct anycastip_row *row,
					  char text[ANYCASTIP_TEXT_SIZE])
{
	const uint8_t *a = row->address;
	char *end;

	if (row->family == AF_INET) {
		sprintf(text, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
		return text;
	}
	end = put_ipv6(text, a);
	if (row->zone && row->ifname[0])
		sprintf(end, "%%%.*s", ANYCASTIP_IFNAME_SIZE - 1, row->ifname);
	else if (row->zone)
		sprintf(end, "%%%u", (unsigned int)row->zone);
	return text;
}

EXPORT enum anycastip_status anycastip_address_parse(const char *text,
						     int *family,
						     uint8_t address[16])
{
	if (address)
		memset(address, 0, 16);
	if (family)
		*family = 0;
	if (!text || !family || !address)
		return ANYCASTIP_INVALID_PARAMETER;
	if (inet_pton(AF_INET, text, address) == 1) {
		*family = AF_INET;
		return ANYCASTIP_OK;
	}
	memset(address, 0, 16);
	if (inet_pton(AF_INET6, text, address) == 1) {
		*family = AF_INET6;
		return ANYCASTIP_OK;
	}
	memset(address, 0, 16);
	return ANYCASTIP_INVALID_PARAMETER;
}

EXPORT const char *anycastip_origin_name(unsigned int origin)
{
	switch (origin) {
	case ANYCASTIP_SUBNET_ROUTER:
		return "subnetRouter";
	case ANYCASTIP_JOINED:
		return "joined";
	case ANYCASTIP_ROUTE:
		return "route";
	case ANYCASTIP_DECLARED:
		return "declared";
	default:
		return "unknown";
	}
}

EXPORT const char *anycastip_state_name(unsigned int state)
{
	switch (state) {
	case ANYCASTIP_DELIVERED:
		return "delivered";
	case ANYCASTIP_UNDELIVERED:
		return "undelivered";
	default:
		return "unknown";
	}
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
	if (!row->has_stamp)
		return false;
	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_MONOTONIC, &uptime);
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

static int compare_row(const struct anycastip_row *row, int family,
		       const uint8_t *address, uint32_t ifindex)
{
	int order;

	if (row->family != family)
		return row->family < family ? -1 : 1;
	order = memcmp(row->address, address, family == AF_INET ? 4 : 16);
	if (order)
		return order;
	return row->ifindex < ifindex ? -1 : row->ifindex > ifindex;
}

EXPORT size_t anycastip_snapshot_find(const struct anycastip_snapshot *snapshot,
				      int family, const uint8_t *address,
				      uint32_t ifindex)
{
	size_t low = 0, high = snapshot->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare_row(&snapshot->rows[middle], family, address,
				ifindex) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

EXPORT const char *anycastip_version(void)
{
	return PACKAGE_VERSION;
}
