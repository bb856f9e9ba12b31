/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/watch.h"
#include "core/error.h"
#include "core/kernel/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

/* Linux 6.14; the numbers are those of its linux/rtnetlink.h. */
#define GROUP_IPV6_ACADDR 39
#define NEW_ANYCAST	  60
#define DEL_ANYCAST	  61

/* Forwarding switched on or off on a host with thousands of prefixes makes as
 * many events at once. */
#define RECEIVE_BUFFER (8 * 1024 * 1024)

/* Datagrams taken in one go; in a storm everything is stale anyway. */
#define MOST_DATAGRAMS 4096

/* Of route messages pass those of type anycast or local, and all of the table
 * local: unicast routes come and go by the hundred thousand on a router.  A
 * route of another type that took the place of one passes, too, as the kernel
 * does not tell of the one that went; of length 128, as that of a row is. */
static bool add_filter(int fd)
{
	enum {
		type = offsetof(struct nlmsghdr, nlmsg_type),
		flags = offsetof(struct nlmsghdr, nlmsg_flags),
		route_type = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_type),
		table = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_table),
		length = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_dst_len),
	};
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, type),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 9),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, route_type),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RTN_ANYCAST, 7, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RTN_LOCAL, 6, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, table),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RT_TABLE_LOCAL, 4, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, flags),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, htons(NLM_F_REPLACE), 0,
			 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, length),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 128, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	return !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			   sizeof(program));
}

static enum anycastip_status join_groups(struct nl_sock *sock,
					 struct anycastip_error *error)
{
	static const int groups[] = {
		RTNLGRP_LINK,	    RTNLGRP_IPV4_IFADDR,  RTNLGRP_IPV6_IFADDR,
		RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,	  RTNLGRP_IPV4_RULE,
		RTNLGRP_IPV6_RULE,  RTNLGRP_IPV6_NETCONF,
	};
	size_t i;
	int code;

	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		errno = 0;
		code = nl_socket_add_membership(sock, groups[i]);
		if (code < 0)
			return system_failure(error, errno ? errno : EIO,
					      "cannot subscribe to the "
					      "kernel's events (rtnetlink "
					      "group %d)",
					      groups[i]);
	}
	/* Older kernels do not know the list's own group.  Every change that
	 * it tells is one of a route of type anycast there, too. */
	nl_socket_add_membership(sock, GROUP_IPV6_ACADDR);
	/* Nor these objects. */
	nl_socket_add_membership(sock, RTNLGRP_NEXTHOP);
	return ANYCASTIP_OK;
}

static enum anycastip_status open_socket(struct watch *watch,
					 struct anycastip_error *error)
{
	struct netlink netlink;
	enum anycastip_status status;
	int fd, size = RECEIVE_BUFFER;

	status = netlink_open(&netlink, NETLINK_SIZE, error);
	if (status)
		return status;
	watch->sock = netlink.sock;
	fd = nl_socket_get_fd(watch->sock);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (!add_filter(fd))
		return system_failure(error, errno,
				      "cannot filter the kernel's events");
	return join_groups(watch->sock, error);
}

static enum anycastip_status open_poller(struct watch *watch,
					 struct anycastip_error *error)
{
	struct epoll_event event = {.events = EPOLLIN};

	watch->timer_fd = timerfd_create(CLOCK_MONOTONIC,
					 TFD_CLOEXEC | TFD_NONBLOCK);
	if (watch->timer_fd < 0)
		return system_failure(error, errno, "cannot make a timer");
	watch->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (watch->epoll_fd < 0 ||
	    epoll_ctl(watch->epoll_fd, EPOLL_CTL_ADD,
		      nl_socket_get_fd(watch->sock), &event) < 0 ||
	    epoll_ctl(watch->epoll_fd, EPOLL_CTL_ADD, watch->timer_fd, &event) <
		    0)
		return system_failure(error, errno,
				      "cannot poll the kernel's events");
	return ANYCASTIP_OK;
}

enum anycastip_status watch_open(struct watch *watch,
				 struct anycastip_error *error)
{
	enum anycastip_status status;

	watch->sock = NULL;
	watch->timer_fd = watch->epoll_fd = -1;
	watch->overruns = 0;
	status = open_socket(watch, error);
	if (!status)
		status = open_poller(watch, error);
	if (status)
		watch_close(watch);
	return status;
}

void watch_close(struct watch *watch)
{
	if (watch->epoll_fd >= 0)
		close(watch->epoll_fd);
	if (watch->timer_fd >= 0)
		close(watch->timer_fd);
	if (watch->sock)
		nl_socket_free(watch->sock);
	watch->sock = NULL;
	watch->timer_fd = watch->epoll_fd = -1;
}

/* An event of a link makes routes doubtful: with skip_notify_on_dev_down the
 * kernel does not tell of routes that go with it. */
static unsigned int stale_by(const struct nlmsghdr *message)
{
	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		return STALE_LINKS | STALE_ROUTES | STALE_FORWARDING;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		return STALE_ADDRESSES;
	case RTM_NEWNETCONF:
	case RTM_DELNETCONF:
		return STALE_FORWARDING;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
	case RTM_NEWRULE:
	case RTM_DELRULE:
	/* With net.ipv4.nexthop_compat_mode=0 the kernel does not tell of the
	 * routes that go, or move, with their object. */
	case RTM_NEWNEXTHOP:
	case RTM_DELNEXTHOP:
		return STALE_ROUTES;
	case NEW_ANYCAST:
	case DEL_ANYCAST:
		return STALE_LIST;
	default:
		return 0;
	}
}

static unsigned int stale_by_all(const void *buffer, int length)
{
	const struct nlmsghdr *message = buffer;
	unsigned int stale = 0;

	for (; length > 0 && NLMSG_OK(message, (unsigned int)length);
	     message = NLMSG_NEXT(message, length))
		stale |= stale_by(message);
	return stale;
}

enum anycastip_status watch_take(struct watch *watch, unsigned int *stale,
				 struct anycastip_error *error)
{
	struct sockaddr_nl from = {0};
	int i, count, system_error;
	unsigned char *buffer;

	for (i = 0; i < MOST_DATAGRAMS; i++) {
		buffer = NULL;
		errno = 0;
		count = nl_recv(watch->sock, &from, &buffer, NULL);
		system_error = errno;
		if (count > 0) {
			if (!from.nl_pid)
				*stale |= stale_by_all(buffer, count);
			free(buffer);
			continue;
		}
		if (count == -NLE_AGAIN)
			return ANYCASTIP_OK;
		if (count == -NLE_INTR)
			continue;
		/* libnl has no code of its own for ENOBUFS.  An event that is
		 * too long, or empty, is lost as well. */
		if (!count || count == -NLE_MSG_TRUNC ||
		    (count == -NLE_NOMEM && system_error == ENOBUFS)) {
			watch->overruns++;
			*stale |= STALE_ALL;
			continue;
		}
		*stale |= STALE_ALL;
		if (count == -NLE_NOMEM)
			return failure(error, ANYCASTIP_NO_MEMORY, 0,
				       "no memory for the kernel's events");
		return system_failure(error, system_error ? system_error : EIO,
				      "cannot read the kernel's events");
	}
	*stale |= STALE_ALL;
	return ANYCASTIP_OK;
}

enum anycastip_status watch_set_timer(struct watch *watch, int milliseconds,
				      struct anycastip_error *error)
{
	struct itimerspec when = {0};

	if (milliseconds >= 0) {
		when.it_value.tv_sec = milliseconds / 1000;
		/* Zero would disarm it. */
		when.it_value.tv_nsec = milliseconds % 1000 * 1000000L + 1;
	}
	if (timerfd_settime(watch->timer_fd, 0, &when, NULL) < 0)
		return system_failure(error, errno, "cannot set a timer");
	return ANYCASTIP_OK;
}

bool watch_take_timer(struct watch *watch)
{
	uint64_t times;

	return read(watch->timer_fd, &times, sizeof(times)) ==
	       (ssize_t)sizeof(times);
}
