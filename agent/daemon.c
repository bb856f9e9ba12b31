/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Talks to the parent process and to systemd.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/clock.h"
#include "agent/log.h"
#include "agent/daemon.h"

/* The descriptor that lets the parent go, or -1. */
static int parent = -1;

static struct sockaddr_un manager;
static socklen_t manager_length; /* 0 without a manager */
/* Kept open: signs of life must go out when no descriptor is left, too. */
static int manager_socket = -1;
static int64_t watchdog_interval;
static int64_t watchdog_due = NEVER;

static _Noreturn void wait_for_child(pid_t child, int ready)
{
	char byte;
	ssize_t got;
	int status;

	do
		got = read(ready, &byte, 1);
	while (got == -1 && errno == EINTR);
	if (got == 1)
		_exit(EXIT_SUCCESS);
	while (waitpid(child, &status, 0) == -1) {
		if (errno != EINTR)
			_exit(EXIT_FAILURE);
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

bool daemon_detach(void)
{
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) == -1) {
		log_error("cannot go into the background: no pipe: %s",
			  strerror(errno));
		return false;
	}
	child = fork();
	if (child == -1) {
		log_error("cannot go into the background: no process: %s",
			  strerror(errno));
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	if (child > 0) {
		close(ends[1]);
		wait_for_child(child, ends[0]);
	}
	close(ends[0]);
	parent = ends[1];
	setsid();
	return true;
}

/* A terminal or a pipe of the caller must not stay open for our sake. */
static void let_go_of_stdio(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null == -1)
		return;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
}

static void release_parent(void)
{
	ssize_t written;

	if (parent == -1)
		return;
	log_echo(false);
	let_go_of_stdio();
	do
		written = write(parent, "", 1);
	while (written == -1 && errno == EINTR);
	close(parent);
	parent = -1;
}

static void find_manager(const char *address)
{
	size_t length = strlen(address);

	/* Other kinds of address do not concern a program in no virtual
	 * machine of its own. */
	if ((address[0] != '/' && address[0] != '@') || length < 2 ||
	    length >= sizeof(manager.sun_path))
		return;
	manager.sun_family = AF_UNIX;
	memcpy(manager.sun_path, address, length);
	if (address[0] == '@')
		manager.sun_path[0] = '\0';
	manager_length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				     length);
}

static void find_watchdog(const char *interval, const char *process)
{
	long long us;
	char *end;

	if (process && strtoll(process, NULL, 10) != getpid())
		return;
	errno = 0;
	us = strtoll(interval, &end, 10);
	if (errno || end == interval || *end || us <= 0 ||
	    us > INT64_MAX / NS_PER_US)
		return;
	/* Half of it, as sd_watchdog_enabled(3) recommends. */
	watchdog_interval = us * NS_PER_US / 2;
	watchdog_due = clock_now();
}

void daemon_find_manager(void)
{
	const char *address = getenv("NOTIFY_SOCKET");
	const char *interval = getenv("WATCHDOG_USEC");

	if (address)
		find_manager(address);
	if (manager_length) {
		manager_socket = socket(
			AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (manager_socket == -1)
			log_warning("cannot talk to the service manager: %s",
				    strerror(errno));
	}
	if (manager_length && interval)
		find_watchdog(interval, getenv("WATCHDOG_PID"));
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

/* A manager that does not listen must not stop us. */
static void notify(const char *text)
{
	if (manager_socket == -1)
		return;
	if (sendto(manager_socket, text, strlen(text), MSG_NOSIGNAL,
		   (const struct sockaddr *)&manager, manager_length) == -1)
		log_debug("the service manager does not take `%s': %s", text,
			  strerror(errno));
}

void daemon_ready(void)
{
	notify("READY=1");
	release_parent();
}

void daemon_reloading(void)
{
	char text[80];

	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld",
		 (long long)(clock_now() / NS_PER_US));
	notify(text);
}

void daemon_status(const char *status)
{
	char text[600];

	snprintf(text, sizeof(text), "STATUS=%s", status);
	notify(text);
}

void daemon_stopping(void)
{
	notify("STOPPING=1");
}

int64_t daemon_deadline(void)
{
	return watchdog_due;
}

void daemon_watchdog(void)
{
	if (clock_now() < watchdog_due)
		return;
	notify("WATCHDOG=1");
	watchdog_due = clock_now() + watchdog_interval;
}
