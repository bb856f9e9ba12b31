/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines of a configuration file, one by one, taken apart.
 *
 * What people and parsers could read in different ways is refused: an indented
 * line, which some join to the one before; a colon before the equals sign,
 * which some take for one (an IPv6 address is full of them); what follows a
 * closing bracket; a comment behind something else; a line that is too long.
 */
#ifndef CORE_CONFIG_LINES_H
#define CORE_CONFIG_LINES_H

#include "anycastip.h"

/* Octets of a line without its line end. */
#define LINE_MAX_OCTETS 190

struct lines {
	const char *file;
	int fd;		     /* -1 for an optional file that does not exist */
	unsigned int number; /* of the last line; the first is 1 */
	enum anycastip_status status;  /* of the first failure */
	struct anycastip_error *error; /* may be NULL */
	size_t total;		       /* octets read */
	size_t settings;	       /* and lines NAME = VALUE */
	size_t at, filled;	       /* in buffer[] */
	/* The setting of the last line; name and value are in text[]. */
	const char *section;
	char *name, *value;
	char text[LINE_MAX_OCTETS + 1];
	char buffer[4096];
};

/* Open a file.  ANYCASTIP_OK, too, where it does not exist and is optional. */
enum anycastip_status lines_open(struct lines *lines, const char *file,
				 bool optional, struct anycastip_error *error);
void lines_close(struct lines *lines);

/* Go to the next setting; false at the end of the file and after a failure. */
bool lines_next(struct lines *lines);

/* Refuse the line of lines->number, unless something failed before: file, line,
 * the given text in quotes, unless it is NULL, and this, which names the
 * remedy.  Returns false, so that a refusal is one statement. */
bool lines_refuse(struct lines *lines, const char *text, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

/* The same for want of memory. */
bool lines_no_memory(struct lines *lines);

/* Refuse a setting that stands on line *before already, unless that is 0; and
 * remember the line there. */
bool lines_once(struct lines *lines, unsigned int *before);

/* A decimal number without sign or superfluous zeros, at most `max'; or -1. */
int lines_number(const char *text, int max);

#endif
