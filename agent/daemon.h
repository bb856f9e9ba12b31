/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a service manager wants of a daemon: to go into the background, to
 * say when it is ready, and to show signs of life.
 */
#ifndef AGENT_DAEMON_H
#define AGENT_DAEMON_H

#include <stdbool.h>
#include <stdint.h>

/* Go on in a child process.  The parent waits until the child calls
 * daemon_ready(), then exits 0, or until the child ends before that, then
 * exits with its status.  False where no child can be made. */
bool daemon_detach(void);

/* Read the environment that systemd sets (sd_notify(3),
 * sd_watchdog_enabled(3)) and take it away from child processes. */
void daemon_find_manager(void);

/* Ready to serve.  Lets the parent of daemon_detach() go. */
void daemon_ready(void);

/* The configuration is being read anew; daemon_ready() says when it is. */
void daemon_reloading(void);

/* One line for `systemctl status'. */
void daemon_status(const char *text);

void daemon_stopping(void);

/* When daemon_watchdog() wants to be called (clock_now()), or NEVER. */
int64_t daemon_deadline(void);
void daemon_watchdog(void);

#endif
