/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_WATCH_H
#define CORE_KERNEL_WATCH_H

#include "anycastip.h"

struct nl_sock;

/* What an event makes doubtful. */
#define STALE_LIST	 0x01u
#define STALE_LINKS	 0x02u
#define STALE_ADDRESSES	 0x04u
#define STALE_FORWARDING 0x08u
#define STALE_ROUTES	 0x10u
#define STALE_ALL	 0x1fu

/* The kernel's events, and a timer, behind one descriptor. */
struct watch {
	struct nl_sock *sock; /* NULL: not open */
	int timer_fd;
	int epoll_fd;
	uint64_t overruns;
};

/* In the calling thread's network namespace. */
enum anycastip_status watch_open(struct watch *watch,
				 struct anycastip_error *error);

/* One that is not open is ignored. */
void watch_close(struct watch *watch);

/* Take the events that are there; *stale gets the bits of what they make
 * doubtful added.  Nothing is promised of an event that was on its way. */
enum anycastip_status watch_take(struct watch *watch, unsigned int *stale,
				 struct anycastip_error *error);

/* Make the descriptor readable in so many milliseconds; never, with -1. */
enum anycastip_status watch_set_timer(struct watch *watch, int milliseconds,
				      struct anycastip_error *error);

/* Whether the timer has run out; that is then told once. */
bool watch_take_timer(struct watch *watch);

#endif
