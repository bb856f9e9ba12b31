/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/namespace.h"
#include "core/error.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

struct visit {
	int netns_fd;
	namespace_work *work;
	void *context;
	struct anycastip_error *error;
	enum anycastip_status status;
};

static void *enter(void *argument)
{
	struct visit *visit = argument;

	if (!setns(visit->netns_fd, CLONE_NEWNET))
		visit->status = visit->work(visit->context, visit->error);
	else if (errno == EINVAL || errno == EBADF)
		visit->status = failure(visit->error,
					ANYCASTIP_INVALID_PARAMETER, errno,
					"descriptor %d is not a network "
					"namespace",
					visit->netns_fd);
	else
		visit->status = system_failure(visit->error, errno,
					       "cannot enter the network "
					       "namespace (CAP_SYS_ADMIN is "
					       "needed)");
	return NULL;
}

enum anycastip_status in_namespace(int netns_fd, namespace_work *work,
				   void *context, struct anycastip_error *error)
{
	struct visit visit = {
		.netns_fd = netns_fd,
		.work = work,
		.context = context,
		.error = error,
	};
	sigset_t all, before;
	pthread_t thread;
	int code;

	if (netns_fd < 0)
		return work(context, error);
	/* The program's signals are for its own threads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&thread, NULL, enter, &visit);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (code)
		return system_failure(error, code,
				      "cannot start a thread to enter the "
				      "network namespace");
	pthread_join(thread, NULL);
	return visit.status;
}
