/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/agentx/lookup.h"

/* It ends with us, however we end. */
static _Noreturn void answer(const struct address *address, pid_t parent,
			     int fd)
{
	struct lookup_answer found;
	ssize_t written;

	memset(&found, 0, sizeof(found));
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent) {
		found.result = address_find(address, &found.socket,
					    &found.length);
		found.system_error = errno;
		/* So little goes into a pipe in one piece. */
		do
			written = write(fd, &found, sizeof(found));
		while (written == -1 && errno == EINTR);
	}
	_exit(0);
}

bool lookup_start(struct lookup *lookup, const struct address *address)
{
	pid_t parent = getpid();
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1)
		return false;
	lookup->process = fork();
	if (lookup->process == 0)
		answer(address, parent, ends[1]);
	error = errno;
	close(ends[1]);
	if (lookup->process == -1) {
		close(ends[0]);
		lookup->process = 0;
		errno = error;
		return false;
	}
	lookup->fd = ends[0];
	return true;
}

bool lookup_take(struct lookup *lookup, struct lookup_answer *answer)
{
	ssize_t got;

	do
		got = read(lookup->fd, answer, sizeof(*answer));
	while (got == -1 && errno == EINTR);
	if (got == -1 && errno == EAGAIN)
		return false;
	/* Somebody killed it. */
	if (got != sizeof(*answer)) {
		memset(answer, 0, sizeof(*answer));
		answer->result = EAI_FAIL;
	}
	lookup_stop(lookup);
	return true;
}

void lookup_stop(struct lookup *lookup)
{
	if (lookup->process > 0) {
		kill(lookup->process, SIGKILL);
		while (waitpid(lookup->process, NULL, 0) == -1 &&
		       errno == EINTR)
			;
	}
	if (lookup->fd != -1)
		close(lookup->fd);
	lookup->process = 0;
	lookup->fd = -1;
}
