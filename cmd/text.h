/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Texts fit for a terminal and for other programs. */
#ifndef CMD_TEXT_H
#define CMD_TEXT_H

#include "anycastip.h"

/* Room for any text made of a row, escaped. */
#define CLEAN_SIZE 256

/* The text as anycastip_clean() makes it: interfaces can have any name.
 * Returns `clean'. */
const char *clean_text(char clean[CLEAN_SIZE], const char *text);

/* The same for a text of any length; to be freed with free(). */
char *clean_copy(const char *text);

/* The same for the address of a row, with and without the zone. */
const char *clean_address(char clean[CLEAN_SIZE],
			  const struct anycastip_row *row);
const char *bare_address(char clean[CLEAN_SIZE], int family,
			 const uint8_t *address);

/* How many columns a clean text takes. */
int columns(const char *text);

#define TIME_SIZE 32
/* As 2026-11-22T11:00:00Z; "" where the row has no time. */
const char *created_utc(char text[TIME_SIZE], const struct anycastip_row *row);
/* As 2026-11-22 11:00:00, for people; "-" where the row has no time. */
const char *created_local(char text[TIME_SIZE],
			  const struct anycastip_row *row);
const char *now_utc(char text[TIME_SIZE]);

/* What to print before and after a state, for its colour, if wanted. */
const char *colour_of(bool colour, unsigned int state);
const char *no_colour(bool colour);

#endif
