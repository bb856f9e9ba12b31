/* SPDX-License-Identifier: BSD-2-Clause */
#include "anycastip.h"
#include "core/export.h"

EXPORT size_t anycastip_character(const char *text)
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
