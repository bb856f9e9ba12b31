/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the daemon's words go: its own and those of Net-SNMP's libraries.
 */
#ifndef AGENT_LOG_H
#define AGENT_LOG_H

#include <stdbool.h>
#include <syslog.h>

/* Send what is logged from now on to `target': "stderr", "syslog" or
 * "file:PATH".  On failure the old place stays and the reason is logged
 * there.  Until the first call everything goes to stderr. */
bool log_open(const char *target);

/* Also pass messages of LOG_DEBUG on, which are dropped otherwise. */
void log_enable_debug(void);

/* Whether warnings and worse go to stderr as well, wherever the log is: as long
 * as somebody waits there for the start to succeed. */
void log_echo(bool on);

/* Open a log file anew, so that it can be rotated.  Does nothing for the
 * other targets. */
void log_reopen(void);

void log_close(void);

/* Write one line with a priority of syslog(3), as anycastip_clean() makes it.
 * A newline at the end is not needed. */
void log_message(int priority, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for what somebody else says, perhaps again and again: a text that
 * is among the last few different ones since log_news() goes to LOG_DEBUG. */
void log_once(int priority, const char *text);

/* The state changed: from now on everything is worth telling once more. */
void log_news(void);

#define log_error(...)	 log_message(LOG_ERR, __VA_ARGS__)
#define log_warning(...) log_message(LOG_WARNING, __VA_ARGS__)
#define log_notice(...)	 log_message(LOG_NOTICE, __VA_ARGS__)
#define log_info(...)	 log_message(LOG_INFO, __VA_ARGS__)
#define log_debug(...)	 log_message(LOG_DEBUG, __VA_ARGS__)

#endif
