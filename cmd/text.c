/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Texts fit for a terminal and for other programs. */
#include "cmd/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#include "cmd/die.h"

const char *clean_text(char clean[CLEAN_SIZE], const char *text)
{
	anycastip_clean(clean, CLEAN_SIZE, text);
	return clean;
}

char *clean_copy(const char *text)
{
	size_t size = anycastip_clean(NULL, 0, text) + 1;
	char *clean = malloc(size);

	if (!clean)
		die_of_memory();
	anycastip_clean(clean, size, text);
	return clean;
}

const char *clean_address(char clean[CLEAN_SIZE],
			  const struct anycastip_row *row)
{
	char text[ANYCASTIP_TEXT_SIZE];

	return clean_text(clean, anycastip_address_text(row, text));
}

const char *bare_address(char clean[CLEAN_SIZE], int family,
			 const uint8_t *address)
{
	struct anycastip_row row = {.family = (uint16_t)family};

	memcpy(row.address, address, sizeof(row.address));
	return clean_address(clean, &row);
}

int columns(const char *text)
{
	const char *end = text + strlen(text);
	wchar_t character;
	mbstate_t state;
	size_t length;
	int count = 0, width;

	memset(&state, 0, sizeof(state));
	for (; text < end; text += length) {
		length = mbrtowc(&character, text, (size_t)(end - text),
				 &state);
		if (length > (size_t)(end - text))
			return count + (int)(end - text);
		width = wcwidth(character);
		/* One that the C library does not know takes a column. */
		count += width < 0 ? 1 : width;
	}
	return count;
}

static const char *utc(char text[TIME_SIZE], time_t seconds)
{
	struct tm parts;

	gmtime_r(&seconds, &parts);
	strftime(text, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
	return text;
}

const char *created_utc(char text[TIME_SIZE], const struct anycastip_row *row)
{
	struct timespec created;

	text[0] = '\0';
	return anycastip_created(row, &created) ? utc(text, created.tv_sec)
						: text;
}

const char *created_local(char text[TIME_SIZE], const struct anycastip_row *row)
{
	struct timespec created;
	struct tm parts;

	memcpy(text, "-", 2);
	if (anycastip_created(row, &created)) {
		localtime_r(&created.tv_sec, &parts);
		strftime(text, TIME_SIZE, "%Y-%m-%d %H:%M:%S", &parts);
	}
	return text;
}

const char *now_utc(char text[TIME_SIZE])
{
	return utc(text, time(NULL));
}

const char *colour_of(bool colour, unsigned int state)
{
	if (!colour)
		return "";
	return state == ANYCASTIP_DELIVERED ? "\033[32m" : "\033[31m";
}

const char *no_colour(bool colour)
{
	return colour ? "\033[m" : "";
}
