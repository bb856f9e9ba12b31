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

EXPORT const char *anycastip_address_text(const struct anycastip_row *row,
					  char text[ANYCASTIP_TEXT_SIZE])
{
	static const uint8_t zeros[12];
	const uint8_t *a = row->address;
	char *end;

	/* The C library would write ::a.b.c.d, and RFC 5952 (section 5) does
	 * so only for a prefix that is known to embed an IPv4 address. */
	if (row->family != AF_INET && (a[12] || a[13]) &&
	    !memcmp(a, zeros, sizeof(zeros)))
		sprintf(text, "::%x:%x", a[12] << 8 | a[13],
			a[14] << 8 | a[15]);
	else
		inet_ntop(row->family == AF_INET ? AF_INET : AF_INET6, a, text,
			  ANYCASTIP_TEXT_SIZE);
	end = text + strlen(text);
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

static const char *name_of(const char *const *names, size_t count,
			   unsigned int number)
{
	return number < count && names[number] ? names[number] : "unknown";
}

EXPORT const char *anycastip_origin_name(unsigned int origin)
{
	static const char *const names[] = {
		[ANYCASTIP_SUBNET_ROUTER] = "subnetRouter",
		[ANYCASTIP_JOINED] = "joined",
		[ANYCASTIP_ROUTE] = "route",
		[ANYCASTIP_DECLARED] = "declared",
		[ANYCASTIP_LOCAL_ROUTE] = "localRoute",
	};

	return name_of(names, sizeof(names) / sizeof(names[0]), origin);
}

EXPORT const char *anycastip_state_name(unsigned int state)
{
	static const char *const names[] = {
		[ANYCASTIP_DELIVERED] = "delivered",
		[ANYCASTIP_UNDELIVERED] = "undelivered",
		[ANYCASTIP_MISSING] = "missing",
	};

	return name_of(names, sizeof(names) / sizeof(names[0]), state);
}

EXPORT const char *anycastip_version(void)
{
	return PACKAGE_VERSION;
}
