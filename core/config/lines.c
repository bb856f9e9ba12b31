/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines of a configuration file: what form they have. */
#include "core/config/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

#include "core/error.h"

/* A file: an endless one is to end, and its memory is to have a bound. */
#define FILE_OCTETS_MAX	  (16u << 20)
#define FILE_SETTINGS_MAX 65536u

/* How much of a file's name a message shows; a longer one, its end. */
#define FILE_SHOWN_MAX 160

/* Room for a text of the file as a message shows it. */
#define SHOWN_SIZE 80

static const char blanks[] = " \t";

/* ---- Refusals --------------------------------------------------------- */

/* The text in quotes, a long one cut short.  Returns `shown'. */
static const char *show(char shown[SHOWN_SIZE], const char *text)
{
	/* Behind the text there is room for `..."'. */
	const size_t room = SHOWN_SIZE - 5;
	bool whole = anycastip_clean(shown + 1, room, text) < room;

	shown[0] = '"';
	memcpy(shown + strlen(shown), whole ? "\"" : "...\"", whole ? 2 : 5);
	return shown;
}

bool lines_refuse(struct lines *lines, const char *text, const char *format,
		  ...)
{
	char shown[SHOWN_SIZE] = "", reason[sizeof(lines->error->text)];
	size_t length = strlen(lines->file);
	va_list arguments;

	if (lines->status)
		return false;
	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	lines->status = failure(
		lines->error, ANYCASTIP_BAD_CONFIG, 0, "%s%s:%u: %s%s%s",
		length > FILE_SHOWN_MAX ? "..." : "",
		length > FILE_SHOWN_MAX ? lines->file + length - FILE_SHOWN_MAX
					: lines->file,
		lines->number, text ? show(shown, text) : "", text ? " " : "",
		reason);
	return false;
}

bool lines_no_memory(struct lines *lines)
{
	if (!lines->status)
		lines->status = no_memory(lines->error, "the configuration");
	return false;
}

bool lines_once(struct lines *lines, unsigned int *before)
{
	if (*before)
		return lines_refuse(lines, lines->name,
				    "is there twice, on line %u too; remove "
				    "one of the two",
				    *before);
	*before = lines->number;
	return true;
}

int lines_number(const char *text, int max)
{
	int number = 0;

	if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		number = number * 10 + (*text - '0');
		if (number > max)
			return -1;
	}
	return number;
}

/* ---- Octets ----------------------------------------------------------- */

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
		"cannot %s the configuration file %.*s", what,
		FILE_SHOWN_MAX * 2, lines->file);
	if (status == ANYCASTIP_ACCESS_DENIED && lines->error) {
		length = strlen(lines->error->text);
		snprintf(lines->error->text + length,
			 sizeof(lines->error->text) - length,
			 "; chmod a+r makes it readable");
	}
	return status;
}

static bool is_fifo(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

enum anycastip_status lines_open(struct lines *lines, const char *file,
				 bool optional, struct anycastip_error *error)
{
	memset(lines, 0, sizeof(*lines));
	lines->file = file;
	lines->error = error;
	/* Opening a FIFO to which nobody writes is not to wait. */
	do
		lines->fd = open(file,
				 O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	while (lines->fd < 0 && errno == EINTR);
	if (lines->fd < 0 && !(errno == ENOENT && optional))
		lines->status = file_failure(lines, "open");
	else if (lines->fd >= 0 && is_fifo(lines->fd))
		lines->status = failure(
			error, ANYCASTIP_BAD_CONFIG, 0,
			"the configuration file %.*s is a FIFO, which "
			"can be read once; name a file",
			FILE_SHOWN_MAX * 2, file);
	if (lines->status)
		lines_close(lines);
	return lines->status;
}

void lines_close(struct lines *lines)
{
	if (lines->fd >= 0)
		close(lines->fd);
}

/* Have an unread octet in the buffer; false at the end and after a failure. */
static bool fill_buffer(struct lines *lines)
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
	if (lines->total > FILE_OCTETS_MAX)
		return lines_refuse(lines, NULL,
				    "the file has more than %u octets; is it "
				    "the configuration file?",
				    FILE_OCTETS_MAX);
	lines->at = 0;
	lines->filled = (size_t)length;
	return length > 0;
}

/* Refuse an octet that no line has. */
static bool octet_is_good(struct lines *lines, unsigned char octet)
{
	if (octet == '\r')
		return lines_refuse(lines, NULL,
				    "the line ends as on Windows, with a "
				    "carriage return; remove them: "
				    "sed -i 's/\\r$//' FILE");
	if (octet == '\0')
		return lines_refuse(lines, NULL,
				    "the line has a NUL octet; save the file "
				    "as plain text in UTF-8");
	if ((octet < 0x20 && octet != '\t') || octet == 0x7f)
		return lines_refuse(lines, NULL,
				    "the line has a control character "
				    "(0x%02x); remove it",
				    octet);
	return true;
}

/* The next line into text[]. */
static bool read_line(struct lines *lines)
{
	unsigned char octet;
	size_t length = 0;

	if (lines->status || !fill_buffer(lines))
		return false;
	lines->number++;
	while (fill_buffer(lines)) {
		octet = (unsigned char)lines->buffer[lines->at++];
		if (octet == '\n')
			break;
		if (!octet_is_good(lines, octet))
			return false;
		if (length == LINE_MAX_OCTETS)
			return lines_refuse(lines, NULL,
					    "the line has more than %d "
					    "octets; make it shorter, or two "
					    "lines of a comment",
					    LINE_MAX_OCTETS);
		lines->text[length++] = (char)octet;
	}
	lines->text[length] = '\0';
	return !lines->status;
}

/* ---- Lines ------------------------------------------------------------ */

/* Refuse a line that could be read in two ways, whatever it is. */
static bool line_is_good(struct lines *lines)
{
	const char *c;

	if (lines->number == 1 && strncmp(lines->text, "\xef\xbb\xbf", 3) == 0)
		return lines_refuse(lines, NULL,
				    "the file starts with a byte order mark; "
				    "save it as UTF-8 without one");
	if (strspn(lines->text, blanks) > 0)
		return lines_refuse(lines, NULL,
				    "the line starts with a blank; start it "
				    "in the first column");
	if (lines->text[0] == '#' || lines->text[0] == ';')
		return true;
	for (c = lines->text; *c; c++)
		if (strchr(blanks, c[0]) && (c[1] == '#' || c[1] == ';'))
			return lines_refuse(lines, NULL,
					    "a comment follows on the same "
					    "line; put it on a line of its "
					    "own, above");
	return true;
}

static bool take_section(struct lines *lines)
{
	static const char *const sections[] = {"declared", "expected",
					       "anycastipd"};
	char *name = lines->text + 1, *end = strchr(name, ']');
	size_t i;

	if (!end)
		return lines_refuse(lines, NULL,
				    "the section has no closing bracket; "
				    "write [NAME]");
	if (end[1 + strspn(end + 1, blanks)] != '\0')
		return lines_refuse(lines, NULL,
				    "something follows the section; put it on "
				    "the next line");
	*end = '\0';
	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		lines->section = sections[i];
		if (strcmp(sections[i], name) == 0)
			return true;
	}
	return lines_refuse(lines, name,
			    "is not a section; write [declared], [expected] "
			    "or [anycastipd]");
}

/* The text without the blanks around it. */
static char *trim(char *text)
{
	size_t length;

	text += strspn(text, blanks);
	length = strlen(text);
	while (length > 0 && strchr(blanks, text[length - 1]))
		length--;
	text[length] = '\0';
	return text;
}

static bool take_setting(struct lines *lines)
{
	char *separator = lines->text + strcspn(lines->text, "=:");

	if (*separator == ':')
		return lines_refuse(lines, NULL,
				    "a colon stands before the equals sign; "
				    "write NAME = VALUE, with no colon in "
				    "NAME");
	if (*separator == '\0')
		return lines_refuse(lines, NULL,
				    "the line has no equals sign; write NAME "
				    "= VALUE");
	if (!lines->section)
		return lines_refuse(lines, NULL,
				    "a setting stands before the first "
				    "section; write [declared] or [expected] "
				    "above it");
	if (++lines->settings > FILE_SETTINGS_MAX)
		return lines_refuse(lines, NULL,
				    "the file has more than %u settings; "
				    "declare a prefix instead of its "
				    "addresses",
				    FILE_SETTINGS_MAX);
	*separator = '\0';
	lines->name = trim(lines->text);
	lines->value = trim(separator + 1);
	return true;
}

bool lines_next(struct lines *lines)
{
	while (read_line(lines)) {
		if (lines->text[strspn(lines->text, blanks)] == '\0')
			continue;
		if (!line_is_good(lines))
			return false;
		if (lines->text[0] == '#' || lines->text[0] == ';')
			continue;
		if (lines->text[0] != '[')
			return take_setting(lines);
		if (!take_section(lines))
			return false;
	}
	return false;
}
