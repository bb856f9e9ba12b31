/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Texts: of addresses, for the numbers of a row, and made safe to show.
 * Implements that part of anycastip.h. */
#include "anycastip.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/export.h"

/* ---- Addresses --------------------------------------------------------- */

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

/* ---- Safe texts -------------------------------------------------------- */

/* The length of the character that a text begins with, or 0 where there is none
 * that is fit to be shown: at the end of the text, at a control character (C0,
 * DEL, C1), and where it is not well-formed UTF-8. */
static size_t character_length(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	uint32_t point;
	size_t length, i;

	if (c[0] < 0x80)
		return c[0] >= 0x20 && c[0] != 0x7f;
	if (c[0] >= 0xc2 && c[0] <= 0xdf)
		length = 2;
	else if ((c[0] & 0xf0) == 0xe0)
		length = 3;
	else if (c[0] >= 0xf0 && c[0] <= 0xf4)
		length = 4;
	else
		return 0;
	point = c[0] & (0x7fu >> length);
	for (i = 1; i < length; i++) {
		/* A NUL ends this too. */
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (c[i] & 0x3fu);
	}
	if (point < 0xa0 || (length == 3 && point < 0x800) ||
	    (length == 4 && point < 0x10000) || point > 0x10ffff ||
	    (point >= 0xd800 && point <= 0xdfff))
		return 0;
	return length;
}

EXPORT size_t anycastip_clean(char *clean, size_t size, const char *text)
{
	size_t total = 0, length;

	for (; *text; text += length > 0 ? length : 1) {
		length = character_length(text);
		total += length > 0 ? length : 4;
		/* The rest does not fit either. */
		if (total >= size)
			continue;
		if (length > 0)
			memcpy(clean, text, length);
		else
			sprintf(clean, "\\x%02x", (unsigned char)*text);
		clean += length > 0 ? length : 4;
	}
	if (size > 0)
		*clean = '\0';
	return total;
}

/* ---- Names ------------------------------------------------------------- */

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
	case ANYCASTIP_MISSING:
		return "missing";
	default:
		return "unknown";
	}
}

EXPORT const char *anycastip_version(void)
{
	return PACKAGE_VERSION;
}
