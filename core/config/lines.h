/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_CONFIG_LINES_H
#define CORE_CONFIG_LINES_H

#include "anycastip.h"

/* The lines of a configuration file, one by one, for ini_parse_stream().
 *
 * inih takes more than anycastip.conf(5) wants to: it cuts a line that is too
 * long in two (the rest of a long comment becomes a setting), joins an
 * indented line to the value before it, takes a colon for an equals sign (an
 * IPv6 address is full of them), drops what follows a closing bracket, and
 * strips one kind of trailing comment but not the other.  So every line is
 * looked at before inih sees it; one that inih and a human could read
 * differently is refused. */
struct lines {
	const char *file;
	int fd;		     /* -1 for an optional file that does not exist */
	unsigned int number; /* of the last line given; the first is 1 */
	enum anycastip_status status;  /* of the first failure */
	struct anycastip_error *error; /* may be NULL */
	size_t total;		       /* octets read */
	size_t at, filled;	       /* in buffer[] */
	char buffer[4096];
};

/* Room for a text of the file as a message shows it. */
#define SHOWN_SIZE 80

/* The text in quotes, fit for a message of one line: control characters and
 * what is not UTF-8 as \xHH, a long text cut short.  Returns `shown'. */
const char *lines_show(char shown[SHOWN_SIZE], const char *text);

/* Open a file.  ANYCASTIP_NOT_FOUND, without a
 * text, where it does not exist and is optional. */
enum anycastip_status lines_open(struct lines *lines, const char *file,
				 bool optional, struct anycastip_error *error);
void lines_close(struct lines *lines);

/* The reader for ini_parse_stream(): a line with its line end into `line', or
 * NULL at the end of the file and after a failure. */
char *lines_next(char *line, int size, void *stream);

/* Refuse the line of lines->number, unless something failed before: file, line
 * and this text, which names the remedy.  Returns 0, as an inih handler does.
 */
int lines_refuse(struct lines *lines, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
