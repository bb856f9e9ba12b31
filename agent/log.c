/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One line at a time, to one place at a time.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "anycastip.h"
#include "agent/log.h"

#define IDENTITY "anycastipd"

static enum { TO_STDERR, TO_JOURNAL, TO_SYSLOG, TO_FILE } target;
static bool debug;
static bool echo;
static char *file_name;
static int file = -1;

/* The beginnings of what log_once() was given; the oldest makes room. */
#define REMEMBERED 16
static char remembered[REMEMBERED][200];
static unsigned int remembered_next;

/* systemd names the stream it gave us by device and inode. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat status;

	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &status) == 0 &&
	       status.st_dev == (dev_t)device && status.st_ino == (ino_t)inode;
}

static int open_file(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY,
		    0640);
}

static bool open_log_file(const char *path)
{
	int opened = open_file(path), system_error = errno;
	char *copy = strdup(path);

	if (opened == -1 || !copy) {
		log_error("cannot open the log file %s: %s", path,
			  opened == -1 ? strerror(system_error) : "no memory");
		if (opened != -1)
			close(opened);
		free(copy);
		return false;
	}
	log_close();
	target = TO_FILE;
	file = opened;
	file_name = copy;
	return true;
}

bool log_open(const char *name)
{
	if (strncmp(name, "file:", 5) == 0 && name[5] != '\0')
		return open_log_file(name + 5);
	if (strcmp(name, "syslog") == 0) {
		log_close();
		openlog(IDENTITY, LOG_PID | LOG_NDELAY, LOG_DAEMON);
		target = TO_SYSLOG;
		return true;
	}
	if (strcmp(name, "stderr") == 0) {
		log_close();
		return true;
	}
	log_error("unknown log target `%s': use stderr, syslog or file:PATH",
		  name);
	return false;
}

void log_enable_debug(void)
{
	debug = true;
}

void log_echo(bool on)
{
	echo = on;
}

void log_reopen(void)
{
	int opened;

	if (target != TO_FILE)
		return;
	opened = open_file(file_name);
	if (opened == -1) {
		log_error("cannot open the log file %s again: %s", file_name,
			  strerror(errno));
		return;
	}
	close(file);
	file = opened;
}

/* Back to stderr, which is always there. */
void log_close(void)
{
	if (target == TO_SYSLOG)
		closelog();
	if (file != -1)
		close(file);
	file = -1;
	free(file_name);
	file_name = NULL;
	target = stderr_is_journal() ? TO_JOURNAL : TO_STDERR;
}

/* One write() a line, so that lines of several processes do not mix. */
static void write_line(int fd, const char *head, const char *text)
{
	char line[1200];
	ssize_t written;
	int length;

	length = snprintf(line, sizeof(line), "%s%s\n", head, text);
	if (length < 0)
		return;
	if ((size_t)length >= sizeof(line))
		length = sizeof(line) - 1;
	do
		written = write(fd, line, (size_t)length);
	while (written == -1 && errno == EINTR);
}

static void write_to_file(const char *text)
{
	char head[96], moment[40];
	time_t now = time(NULL);
	struct tm tm;

	if (!localtime_r(&now, &tm) ||
	    !strftime(moment, sizeof(moment), "%Y-%m-%dT%H:%M:%S%z", &tm))
		moment[0] = '\0';
	snprintf(head, sizeof(head), "%s " IDENTITY "[%ld]: ", moment,
		 (long)getpid());
	write_line(file, head, text);
}

void log_message(int priority, const char *format, ...)
{
	char said[1024], clear[1100], head[32];
	va_list arguments;
	int saved = errno;
	char *c;

	if (priority == LOG_DEBUG && !debug)
		return;
	va_start(arguments, format);
	if (vsnprintf(said, sizeof(said), format, arguments) < 0)
		said[0] = '\0';
	va_end(arguments);
	for (c = said + strlen(said); c > said && c[-1] == '\n'; c--)
		c[-1] = '\0';
	/* A name of an interface may hold anything. */
	anycastip_clean(clear, sizeof(clear), said);

	if (echo && priority <= LOG_WARNING &&
	    (target == TO_SYSLOG || target == TO_FILE))
		write_line(STDERR_FILENO, IDENTITY ": ", clear);
	switch (target) {
	case TO_SYSLOG:
		syslog(priority, "%s", clear);
		break;
	case TO_FILE:
		write_to_file(clear);
		break;
	case TO_JOURNAL:
		snprintf(head, sizeof(head), "<%d>", priority & 7);
		write_line(STDERR_FILENO, head, clear);
		break;
	case TO_STDERR:
	default:
		write_line(STDERR_FILENO, IDENTITY ": ", clear);
		break;
	}
	errno = saved;
}

static bool is_news(const char *text)
{
	const size_t size = sizeof(remembered[0]);
	unsigned int i;

	for (i = 0; i < REMEMBERED; i++) {
		if (strncmp(text, remembered[i], size - 1) == 0)
			return false;
	}
	snprintf(remembered[remembered_next], size, "%s", text);
	remembered_next = (remembered_next + 1) % REMEMBERED;
	return true;
}

void log_once(int priority, const char *text)
{
	log_message(is_news(text) ? priority : LOG_DEBUG, "%s", text);
}

void log_news(void)
{
	memset(remembered, 0, sizeof(remembered));
	remembered_next = 0;
}
