/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "anycastip.h"

#include <jansson.h>
#include <stdio.h>

/* How the command ends; `check' ends as monitoring plugins do. */
#define EXIT_NO	     1 /* explain: the address is not delivered as anycast */
#define EXIT_TROUBLE 2

struct options {
	int family; /* AF_UNSPEC for both */
	bool all;
	bool json;
	bool colour;
	const char *config_file;
	char *config_text;	/* its name as it can be shown */
	const char *netns;	/* NULL for that of the process */
	const char *prometheus; /* file */
	const char *address;	/* to be explained */
};

/* ---- main.c -------------------------------------------------------------- */

/* Print the error and end the program. */
void die(const struct anycastip_error *error) __attribute__((noreturn));
void die_of_memory(void) __attribute__((noreturn));

/* ---- What the commands do: the program's exit status --------------------- */

int cmd_list(anycastip *handle, const struct options *options);
int cmd_prometheus(anycastip *handle, const struct options *options);
int cmd_watch(anycastip *handle, const struct options *options);
int cmd_check(anycastip *handle, const struct options *options);
int cmd_explain(anycastip *handle, const struct options *options);

/* ---- data.c -------------------------------------------------------------- */

/* The lines of [expected] of the family that the options ask for. */
struct expectations {
	struct anycastip_expected *at; /* to be freed with free() */
	size_t count;
};
struct expectations read_expectations(const anycastip *handle,
				      const struct options *options);

/* A declared row that nobody expects. */
bool is_unexpected(const struct anycastip_row *row,
		   const struct expectations *expectations);

/* Unicast addresses that look like those of a service and are not declared;
 * none where they cannot be read. */
struct candidates {
	struct anycastip_unicast *at;
	size_t count;
};
struct candidates read_candidates(anycastip *handle,
				  const struct options *options);

/* Read the rows, or end the program. */
struct anycastip_snapshot *read_rows(anycastip *handle,
				     const struct options *options);

/* Whether the kernel runs without IPv6, of which the rows of both families do
 * not tell; the error has the text then. */
bool lacks_ipv6(anycastip *handle, const struct options *options,
		const struct anycastip_snapshot *snapshot,
		struct anycastip_error *error);

/* ---- text.c -------------------------------------------------------------- */

/* Room for any text made of a row, escaped. */
#define CLEAN_SIZE 256

/* The text with control characters and what is not UTF-8 as \xHH: interfaces
 * can have any name.  Returns `clean'. */
const char *clean_text(char clean[CLEAN_SIZE], const char *text);

/* The same for a text of any length; to be freed with free(). */
char *clean_copy(const char *text);

/* The same for the address of a row, with and without the zone. */
const char *clean_address(char clean[CLEAN_SIZE],
			  const struct anycastip_row *row);
const char *bare_address(char clean[CLEAN_SIZE], int family,
			 const uint8_t *address);

/* Print a clean text where a "|" would start the performance data of a
 * plugin. */
void print_plugin_text(const char *text);

/* How many columns a clean text takes. */
int columns(const char *text);

#define TIME_SIZE 32
/* As 2026-11-22T11:00:00Z; "" where the row has no time. */
const char *created_utc(char text[TIME_SIZE], const struct anycastip_row *row);
/* As 2026-11-22 11:00:00, for people; "-" where the row has no time. */
const char *created_local(char text[TIME_SIZE],
			  const struct anycastip_row *row);
const char *now_utc(char text[TIME_SIZE]);

/* What to print before and after a state, for its colour. */
const char *colour_of(const struct options *options,
		      enum anycastip_state state);
const char *no_colour(const struct options *options);

/* ---- quote.c ------------------------------------------------------------- */

/* Room for a word of so many octets, quoted in any way. */
#define QUOTED_SIZE(length) (5 * (length) + 32)

/* The word as a shell takes it, and as it can be shown.  Returns `quoted'. */
const char *quote(char *quoted, size_t size, const char *word);

/* ---- json.c -------------------------------------------------------------- */

/* The value, or the end of the program without memory. */
json_t *must_json(json_t *value);
void set_text(json_t *object, const char *key, const char *text);
void set_value(json_t *object, const char *key, json_t *value);
json_t *row_json(const struct anycastip_row *row);
json_t *list_json(const struct anycastip_snapshot *snapshot,
		  const struct expectations *expectations,
		  const struct candidates *candidates);
void print_json(json_t *value, bool on_one_line);

#endif
