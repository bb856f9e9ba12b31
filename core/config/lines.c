/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines of a configuration file, made safe for inih. */
#include "core/config/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"

/* Octets of a line without its line end: the 200 of inih's usual buffer less
 * the line end and the NUL, and a little for a build with less. */
#define LINE_OCTETS 190

/* Octets of a file: an endless one is to end. */
#define FILE_OCTETS (16u << 20)

/* How much of a file's name a message shows; a longer one, its end. */
#define FILE_SHOWN 160

const char *lines_show(char shown[SHOWN_SIZE], const char *text)
{
	/* Behind the text there is room for `..."'. */
	const size_t room = SHOWN_SIZE - 5;
	bool whole = anycastip_clean(shown + 1, room, text) < room;

	shown[0] = '"';
	strcat(shown, whole ? "\"" : "...\"");
	return shown;
}

int lines_refuse(struct lines *lines, const char *format, ...)
{
	char text[sizeof(lines->error->text)];
	size_t length = strlen(lines->file);
	va_list arguments;

	if (lines->status != ANYCASTIP_OK)
		return 0;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	lines->status = failure(lines->error, ANYCASTIP_BAD_CONFIG, 0,
				"%s%s:%u: %s", length > FILE_SHOWN ? "..." : "",
				length > FILE_SHOWN
					? lines->file + length - FILE_SHOWN
					: lines->file,
				lines->number, text);
	return 0;
}

/* Of a file only these causes say more than the text does. */
static enum anycastip_status file_failure(struct lines *lines, const char *what)
{
	int system_error = errno;
	enum anycastip_status status = status_of_errno(system_error);
	size_t length;

	if (status != ANYCASTIP_NO_MEMORY &&
	    status != ANYCASTIP_ACCESS_DENIED &&
	    status != ANYCASTIP_TOO_MANY_FILES)
		status = ANYCASTIP_SYSTEM_ERROR;
	failure(lines->error, status, system_error,
		"cannot %s the configuration file %.*s", what, FILE_SHOWN * 2,
		lines->file);
	if (status == ANYCASTIP_ACCESS_DENIED && lines->error) {
		length = strlen(lines->error->text);
		snprintf(lines->error->text + length,
			 sizeof(lines->error->text) - length,
			 "; chmod a+r makes it readable");
	}
	return status;
}

enum anycastip_status lines_open(struct lines *lines, const char *file,
				 bool optional, struct anycastip_error *error)
{
	memset(lines, 0, sizeof(*lines));
	lines->file = file;
	lines->error = error;
	do
		lines->fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (lines->fd < 0 && errno == EINTR);
	if (lines->fd < 0 && !(errno == ENOENT && optional))
		lines->status = file_failure(lines, "open");
	return lines->status;
}

void lines_close(struct lines *lines)
{
	if (lines->fd >= 0)
		close(lines->fd);
}

/* Have an unread octet in the buffer; false at the end and after a failure. */
static bool fill(struct lines *lines)
{
	ssize_t length;

	if (lines->at < lines->filled)
		return true;
	if (lines->fd < 0)
		return false;
	do
		length = read(lines->fd, lines->buffer, sizeof(lines->buffer));
	while (length < 0 && errno == EINTR);
	if (length < 0) {
		lines->status = file_failure(lines, "read");
		return false;
	}
	lines->total += (size_t)length;
	if (lines->total > FILE_OCTETS) {
		lines_refuse(lines,
			     "the file has more than %u octets; is it the "
			     "configuration file?",
			     FILE_OCTETS);
		return false;
	}
	lines->at = 0;
	lines->filled = (size_t)length;
	return length > 0;
}

/* Refuse an octet that no line has. */
static bool octet_is_good(struct lines *lines, unsigned char octet)
{
	if (octet == '\r')
		lines_refuse(lines, "the line ends as on Windows, with a "
				    "carriage return; remove them: "
				    "sed -i 's/\\r$//' FILE");
	else if (octet == '\0')
		lines_refuse(lines, "the line has a NUL octet; save the file "
				    "as plain text in UTF-8");
	else if ((octet < 0x20 && octet != '\t') || octet == 0x7f)
		lines_refuse(lines,
			     "the line has a control character (0x%02x); "
			     "remove it",
			     octet);
	else
		return true;
	return false;
}

static const char *const sections[] = {"declared", "expected", "anycastipd"};

/* inih does not tell of a section without settings, so look here. */
static bool section_is_good(struct lines *lines, char *line)
{
	char shown[SHOWN_SIZE];
	size_t end = strcspn(line, "]"), i;
	bool known = false;

	if (line[end] == '\0')
		return lines_refuse(lines, "the section has no closing "
					   "bracket; write [NAME]");
	if (line[end + 1 + strspn(line + end + 1, " \t")] != '\0')
		return lines_refuse(lines, "something follows the section; "
					   "put it on the next line");
	line[end] = '\0';
	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		known = known || strcmp(sections[i], line + 1) == 0;
	if (!known)
		return lines_refuse(lines,
				    "%s is no section; write [declared], "
				    "[expected] or [anycastipd]",
				    lines_show(shown, line + 1));
	line[end] = ']';
	return true;
}

/* Refuse a line that inih and a human could read differently. */
static bool line_is_good(struct lines *lines, char *line)
{
	size_t blanks = strspn(line, " \t"), i;

	if (line[blanks] == '\0')
		return true;
	if (lines->number == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0)
		return lines_refuse(lines, "the file starts with a byte order "
					   "mark; save it as UTF-8 without "
					   "one");
	if (blanks > 0)
		return lines_refuse(lines, "the line starts with a blank; "
					   "start it in the first column");
	if (line[0] == '#' || line[0] == ';')
		return true;
	for (i = 1; line[i]; i++)
		if ((line[i] == '#' || line[i] == ';') &&
		    (line[i - 1] == ' ' || line[i - 1] == '\t'))
			return lines_refuse(lines,
					    "a comment follows on the same "
					    "line; put it on a line of its "
					    "own, above");
	if (line[0] == '[')
		return section_is_good(lines, line);
	i = strcspn(line, "=:");
	if (line[i] == ':')
		return lines_refuse(lines, "a colon stands before the equals "
					   "sign; write NAME = VALUE, with no "
					   "colon in NAME");
	if (line[i] == '\0')
		return lines_refuse(lines, "the line has no equals sign; write "
					   "NAME = VALUE");
	return true;
}

char *lines_next(char *line, int size, void *stream)
{
	struct lines *lines = stream;
	size_t room = LINE_OCTETS, length = 0;
	unsigned char octet = 0;

	if (size < 3 || lines->status != ANYCASTIP_OK || !fill(lines))
		return NULL;
	/* The line end and the NUL. */
	if (room > (size_t)size - 2)
		room = (size_t)size - 2;
	lines->number++;
	while (fill(lines)) {
		octet = (unsigned char)lines->buffer[lines->at++];
		if (octet == '\n')
			break;
		if (!octet_is_good(lines, octet))
			return NULL;
		if (length == room) {
			lines_refuse(lines,
				     "the line has more than %zu octets; "
				     "make it shorter, or two lines of a "
				     "comment",
				     room);
			return NULL;
		}
		line[length++] = (char)octet;
	}
	line[length] = '\0';
	if (lines->status != ANYCASTIP_OK || !line_is_good(lines, line))
		return NULL;
	line[length++] = '\n';
	line[length] = '\0';
	return line;
}
