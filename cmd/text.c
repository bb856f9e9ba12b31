/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Texts fit for a terminal and for other programs. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

const char *clean_into(char *clean, size_t size, const char *text)
{
	size_t at = 0, length;

	while (*text && at + 5 < size) {
		length = anycastip_character(text);
		if (length > 0) {
			memcpy(clean + at, text, length);
			at += length;
			text += length;
		} else {
			at += (size_t)sprintf(clean + at, "\\x%02x",
					      (unsigned char)*text++);
		}
	}
	clean[at] = '\0';
	return clean;
}

const char *clean_text(char clean[CLEAN_SIZE], const char *text)
{
	return clean_into(clean, CLEAN_SIZE, text);
}

char *clean_copy(const char *text)
{
	size_t size = 4 * strlen(text) + 6;
	char *clean = malloc(size);

	if (!clean)
		die_of_memory();
	clean_into(clean, size, text);
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

void print_plugin_text(const char *text)
{
	for (; *text; text++)
		if (*text == '|')
			printf("\\x7c");
		else
			putchar(*text);
}

/* Of one character; 1 where the C library does not know it. */
static int columns_of(const char *text, size_t length)
{
	mbstate_t state;
	wchar_t character;
	int width = -1;

	memset(&state, 0, sizeof(state));
	if (mbrtowc(&character, text, length, &state) == length)
		width = wcwidth(character);
	return width < 0 ? 1 : width;
}

int columns(const char *text)
{
	size_t length;
	int count = 0;

	for (; *text; text += length) {
		length = anycastip_character(text);
		count += columns_of(text, length);
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

const char *colour_of(const struct options *options, enum state state)
{
	if (!options->colour)
		return "";
	return state == DELIVERED ? "\033[32m" : "\033[31m";
}

const char *no_colour(const struct options *options)
{
	return options->colour ? "\033[m" : "";
}
