/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The reader against a kernel of our own: answers that no kernel should give,
 * and every allocation and system call failing in turn.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "core/kernel/list.h"
#include "core/kernel/netlink.h"
#include "core/retrieve.h"
#include "tests/unit/tap.h"

#define PORT 4711

/* ---- The kernel ------------------------------------------------------- */

/* One thing that a receive gives: octets, or a libnl error and its errno. */
struct datagram {
	unsigned char octets[8192];
	size_t length;
	int code;
	int system_error;
	uint32_t sender;
};

static struct {
	struct datagram queue[16];
	size_t head;
	size_t tail;
	uint32_t sequence;
	/* For netlink_ask(): the answer is made by the test. */
	bool scripted;
	/* Otherwise what goes wrong with the request of that type. */
	int bad_type;
	int bad_errno; /* the kernel's answer; 0: garbage */
	int send_code; /* libnl's of the next send */
	bool routes_missing;
	bool ipv4_only; /* whatever family's addresses are asked for */
	/* The answer about one route, and what receiving it gives. */
	int lookup_errno; /* 0: ENETUNREACH */
	int lookup_code;
	int receive_code; /* libnl's of every receive, if not 0 */
	bool endless;	  /* the same rows again and again, a second each */
	bool keep;	  /* what was queued before a request */
} kernel;

static struct datagram *next_datagram(void)
{
	struct datagram *datagram = &kernel.queue[kernel.tail++];

	memset(datagram, 0, sizeof(*datagram));
	return datagram;
}

static struct nlmsghdr *put_message(struct datagram *datagram, int type,
				    int flags, const void *payload,
				    size_t length)
{
	struct nlmsghdr *header = (void *)(datagram->octets + datagram->length);

	memset(header, 0, NLMSG_SPACE(length));
	header->nlmsg_len = (uint32_t)NLMSG_LENGTH(length);
	header->nlmsg_type = (uint16_t)type;
	header->nlmsg_flags = (uint16_t)flags;
	header->nlmsg_seq = kernel.sequence;
	header->nlmsg_pid = PORT;
	memcpy(NLMSG_DATA(header), payload, length);
	datagram->length += NLMSG_SPACE(length);
	return header;
}

static void put_attribute(struct datagram *datagram, struct nlmsghdr *header,
			  int type, const void *data, size_t length)
{
	struct rtattr *attribute = (void *)((char *)header +
					    NLMSG_ALIGN(header->nlmsg_len));

	memset(attribute, 0, RTA_SPACE(length));
	attribute->rta_type = (uint16_t)type;
	attribute->rta_len = (uint16_t)RTA_LENGTH(length);
	memcpy(RTA_DATA(attribute), data, length);
	header->nlmsg_len = (uint32_t)(NLMSG_ALIGN(header->nlmsg_len) +
				       RTA_SPACE(length));
	datagram->length += RTA_SPACE(length);
}

static void put_done(struct datagram *datagram, int code)
{
	put_message(datagram, NLMSG_DONE, NLM_F_MULTI, &code, sizeof(code));
}

static void put_entry(struct datagram *datagram, uint32_t ifindex,
		      uint8_t number)
{
	struct ifaddrmsg payload = {
		.ifa_family = AF_INET6,
		.ifa_prefixlen = 128,
		.ifa_index = ifindex,
	};
	struct ifa_cacheinfo times = {.cstamp = 100u + number};
	uint8_t address[16] = {0x20, 1, 0xd, 0xb8, [15] = number};
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_GETANYCAST, NLM_F_MULTI, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, IFA_ANYCAST, address, 16);
	put_attribute(datagram, header, IFA_CACHEINFO, &times, sizeof(times));
}

static void put_link(struct datagram *datagram, int ifindex, const char *name,
		     int flags)
{
	struct ifinfomsg payload = {.ifi_index = ifindex, .ifi_type = 1};
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWLINK, flags, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, IFLA_IFNAME, name, strlen(name) + 1);
}

static void put_route(struct datagram *datagram, uint32_t ifindex,
		      uint8_t number, uint8_t protocol, int flags)
{
	struct rtmsg payload = {
		.rtm_family = AF_INET6,
		.rtm_dst_len = 128,
		.rtm_type = RTN_ANYCAST,
		.rtm_protocol = protocol,
		.rtm_table = RT_TABLE_LOCAL,
	};
	uint8_t address[16] = {0x20, 1, 0xd, 0xb8, [15] = number};
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWROUTE, flags, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, RTA_DST, address, 16);
	put_attribute(datagram, header, RTA_OIF, &ifindex, sizeof(ifindex));
}

static void put_address(struct datagram *datagram)
{
	struct ifaddrmsg payload = {
		.ifa_family = AF_INET6,
		.ifa_prefixlen = 64,
		.ifa_index = 2,
	};
	uint8_t address[16] = {0x20, 1, 0xd, 0xb8, [15] = 99};
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWADDR, NLM_F_MULTI, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, IFA_ADDRESS, address, 16);
}

static void put_ipv4_address(struct datagram *datagram)
{
	struct ifaddrmsg payload = {
		.ifa_family = AF_INET,
		.ifa_prefixlen = 32,
		.ifa_index = 2,
	};
	uint8_t address[4] = {192, 0, 2, 1};
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWADDR, NLM_F_MULTI, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, IFA_LOCAL, address, 4);
}

static void put_netconf(struct datagram *datagram)
{
	struct netconfmsg payload = {.ncm_family = AF_INET6};
	int32_t ifindex = 2, forwards = 1;
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWNETCONF, NLM_F_MULTI, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, NETCONFA_IFINDEX, &ifindex, 4);
	put_attribute(datagram, header, NETCONFA_FORWARDING, &forwards, 4);
}

static void put_error(struct datagram *datagram, int system_error)
{
	struct nlmsgerr payload = {.error = -system_error};

	put_message(datagram, NLMSG_ERROR, 0, &payload, sizeof(payload));
}

/* The answers of a host with 2 rows, of which 2001:db8:: is its prefix', and
 * one route by hand. */
static void answer(int type, bool dump)
{
	struct datagram *datagram = next_datagram();

	if (type == kernel.bad_type) {
		if (kernel.bad_errno)
			put_error(datagram, kernel.bad_errno);
		else
			datagram->length = 21;
		return;
	}
	switch (type) {
	case RTM_GETLINK:
		put_link(datagram, 1, "lo", dump ? NLM_F_MULTI : 0);
		if (dump)
			put_link(datagram, 2, "eth0", NLM_F_MULTI);
		break;
	case RTM_GETANYCAST:
		/* Whichever interface is asked for. */
		put_entry(datagram, 2, 5);
		put_entry(datagram, 2, 0);
		break;
	case RTM_GETADDR:
		if (kernel.ipv4_only)
			put_ipv4_address(datagram);
		else
			put_address(datagram);
		break;
	case RTM_GETNETCONF:
		put_netconf(datagram);
		break;
	case RTM_GETROUTE:
		if (!dump) {
			put_error(datagram, kernel.lookup_errno
						    ? kernel.lookup_errno
						    : ENETUNREACH);
			datagram->code = kernel.lookup_code;
			datagram->system_error = ENETUNREACH;
			break;
		}
		if (!kernel.routes_missing) {
			put_route(datagram, 2, 0, RTPROT_KERNEL, NLM_F_MULTI);
			put_route(datagram, 2, 5, RTPROT_KERNEL, NLM_F_MULTI);
		}
		put_route(datagram, 2, 9, RTPROT_BOOT, NLM_F_MULTI);
		break;
	default:
		break;
	}
	if (dump)
		put_done(datagram, 0);
}

/* ---- What is wrapped -------------------------------------------------- */

static int fail_call = -1; /* this allocation or system call fails; -1: none */
static int calls;
static int live; /* pieces of memory that were not freed again */

static int polls;
static int poll_errno; /* of the next one */

static bool fails(void)
{
	return calls++ == fail_call;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __real_free(void *memory);
void __wrap_free(void *memory);
int __wrap_nl_send_simple(struct nl_sock *sock, int type, int flags,
			  void *payload, size_t length);
int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials);
uint32_t __wrap_nl_socket_get_local_port(const struct nl_sock *sock);
int __wrap_poll(struct pollfd *fds, unsigned long count, int timeout);

void *__wrap_malloc(size_t size)
{
	if (fails())
		return NULL;
	live++;
	return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	if (fails())
		return NULL;
	live++;
	return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	if (fails())
		return NULL;
	live += !memory;
	return __real_realloc(memory, size);
}

void __wrap_free(void *memory)
{
	live -= memory != NULL;
	__real_free(memory);
}

int __wrap_nl_send_simple(struct nl_sock *sock, int type, int flags,
			  void *payload, size_t length)
{
	int code = kernel.send_code;

	(void)payload;
	(void)length;
	kernel.sequence = nl_socket_use_seq(sock);
	/* What is left is still there; that nothing was acknowledged is seen
	 * by no one. */
	if (type == NLMSG_NOOP)
		return 0;
	if (code) {
		kernel.send_code = code == -NLE_INTR ? 0 : code;
		errno = code == -NLE_NOMEM ? ENOBUFS : EIO;
		return code;
	}
	if (!kernel.scripted) {
		CU_ASSERT(!kernel.keep || kernel.head == kernel.tail);
		kernel.head = kernel.tail = 0;
		answer(type, flags & NLM_F_DUMP);
	}
	return 0;
}

int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials)
{
	struct datagram *datagram = &kernel.queue[kernel.head];

	(void)sock;
	(void)credentials;
	if (kernel.receive_code) {
		errno = EIO;
		return kernel.receive_code;
	}
	if (kernel.endless) {
		kernel.head = kernel.tail = 0;
		datagram = next_datagram();
		put_entry(datagram, 2, 1);
		polls++;
	}
	if (kernel.head == kernel.tail) {
		errno = EAGAIN;
		return -NLE_AGAIN;
	}
	kernel.head++;
	memset(from, 0, sizeof(*from));
	from->nl_pid = datagram->sender;
	if (datagram->code) {
		errno = datagram->system_error;
		return datagram->code;
	}
	if (!datagram->length)
		return 0;
	*buffer = __real_malloc(datagram->length);
	live++;
	memcpy(*buffer, datagram->octets, datagram->length);
	return (int)datagram->length;
}

uint32_t __wrap_nl_socket_get_local_port(const struct nl_sock *sock)
{
	(void)sock;
	return PORT;
}

/* The kernel's answer is there at once, or never: time passes quickly. */
int __wrap_poll(struct pollfd *fds, unsigned long count, int timeout)
{
	(void)fds;
	(void)count;
	(void)timeout;
	polls++;
	if (!poll_errno)
		return 0;
	errno = poll_errno;
	poll_errno = 0;
	return -1;
}

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int code = __real_clock_gettime(clock, now);

	/* Each look at the clock after a wait is a second later. */
	now->tv_sec += polls;
	return code;
}

#define WRAP_SYSTEM(name, parameters, arguments, code) \
	int __real_##name parameters;                  \
	int __wrap_##name parameters;                  \
	int __wrap_##name parameters                   \
	{                                              \
		if (fails()) {                         \
			errno = code;                  \
			return -1;                     \
		}                                      \
		return __real_##name arguments;        \
	}

static int system_errno = EMFILE;
static bool tolerated; /* the failure is not to be seen */

WRAP_SYSTEM(socket, (int domain, int type, int protocol),
	    (domain, type, protocol), system_errno)
WRAP_SYSTEM(bind, (int fd, const struct sockaddr *address, socklen_t length),
	    (fd, address, length), system_errno)
WRAP_SYSTEM(timerfd_create, (int clock, int flags), (clock, flags),
	    system_errno)
WRAP_SYSTEM(epoll_create1, (int flags), (flags), system_errno)
WRAP_SYSTEM(epoll_ctl, (int fd, int what, int other, struct epoll_event *event),
	    (fd, what, other, event), system_errno)
WRAP_SYSTEM(timerfd_settime,
	    (int fd, int flags, const struct itimerspec *value,
	     struct itimerspec *old),
	    (fd, flags, value, old), system_errno)

int __real_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t length);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t length);
int __wrap_setns(int fd, int type);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *argument);
int __real_nl_socket_add_membership(struct nl_sock *sock, int group);
int __wrap_nl_socket_add_membership(struct nl_sock *sock, int group);
ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __wrap_read(int fd, void *buffer, size_t size);

/* Without a large buffer there are overruns, and no more. */
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t length)
{
	if (!fails())
		return __real_setsockopt(fd, level, name, value, length);
	tolerated = level == SOL_SOCKET &&
		    (name == SO_RCVBUFFORCE || name == SO_RCVBUF);
	errno = system_errno;
	return -1;
}

/* It takes a privilege that the test need not have. */
int __wrap_setns(int fd, int type)
{
	(void)fd;
	(void)type;
	if (!fails())
		return 0;
	errno = system_errno;
	return -1;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *argument)
{
	if (fails())
		return system_errno;
	return __real_pthread_create(thread, attributes, start, argument);
}

/* Groups of later kernels only. */
int __wrap_nl_socket_add_membership(struct nl_sock *sock, int group)
{
	if (!fails())
		return __real_nl_socket_add_membership(sock, group);
	tolerated = group == 39 || group == RTNLGRP_NEXTHOP;
	errno = system_errno;
	return -NLE_FAILURE;
}

/* A timer that cannot be asked has not run out. */
ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	if (!fails())
		return __real_read(fd, buffer, size);
	tolerated = true;
	errno = system_errno;
	return -1;
}

static void reset(void)
{
	memset(&kernel, 0, sizeof(kernel));
	fail_call = -1;
	calls = polls = live = poll_errno = 0;
	system_errno = EMFILE;
	tolerated = false;
}

/* ---- The walk --------------------------------------------------------- */

static size_t visited;

static enum anycastip_status count_visit(void *context,
					 const struct nlmsghdr *message,
					 struct anycastip_error *error)
{
	(void)context;
	(void)message;
	(void)error;
	visited++;
	return ANYCASTIP_OK;
}

static const struct netlink_request list_request = {
	.what = "the list",
	.type = RTM_GETANYCAST,
	.flags = NLM_F_DUMP,
	.reply = RTM_GETANYCAST,
	.reply_size = sizeof(struct ifaddrmsg),
	.visit = count_visit,
};

static enum anycastip_status walk(const struct datagram *datagram, bool *done,
				  struct anycastip_error *error)
{
	/* Of its exact length, so that a look beyond is seen. */
	void *copy = __real_malloc(datagram->length ? datagram->length : 1);
	enum anycastip_status status;
	bool interrupted = false;

	memcpy(copy, datagram->octets, datagram->length);
	visited = 0;
	*done = false;
	status = netlink_walk(&list_request, copy, datagram->length,
			      kernel.sequence, PORT, done, &interrupted, error);
	free(copy);
	return status;
}

static void test_walk(void)
{
	struct anycastip_error error;
	struct datagram *datagram;
	struct nlmsghdr *header;
	size_t length;
	bool done;

	reset();
	datagram = next_datagram();
	put_entry(datagram, 2, 1);
	put_entry(datagram, 2, 2);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(visited, 2);
	CU_ASSERT(!done);
	put_done(datagram, 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT(done);
	/* Every shorter one is malformed, or ends between two messages. */
	for (length = datagram->length - 1; length; length--) {
		struct datagram shorter = *datagram;

		shorter.length = length;
		CU_ASSERT_EQUAL(walk(&shorter, &done, &error),
				length % 64 ? ANYCASTIP_BAD_ANSWER
					    : ANYCASTIP_OK);
		CU_ASSERT(!done);
	}
	/* A wrong length, sequence number, port, type or flag. */
	header = (void *)datagram->octets;
	header->nlmsg_len = 15;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_len = UINT32_MAX;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_len = 20;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_len = 64;
	header->nlmsg_seq++;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_seq--;
	header->nlmsg_pid++;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_pid--;
	header->nlmsg_type = 60;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_type = RTM_GETANYCAST;
	header->nlmsg_flags = 0;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	header->nlmsg_flags = NLM_F_MULTI;
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(error.status, ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "the list"));
}

static void test_errors_in_answers(void)
{
	static const struct {
		int system_error;
		enum anycastip_status status;
	} cases[] = {
		{EOPNOTSUPP, ANYCASTIP_NOT_SUPPORTED},
		{ENODEV, ANYCASTIP_NO_INTERFACE},
		{ENOENT, ANYCASTIP_NOT_FOUND},
		{EINVAL, ANYCASTIP_SYSTEM_ERROR},
		{EPERM, ANYCASTIP_ACCESS_DENIED},
		{EACCES, ANYCASTIP_ACCESS_DENIED},
		{ENOMEM, ANYCASTIP_NO_MEMORY},
		{ENOBUFS, ANYCASTIP_NO_MEMORY},
		{EMFILE, ANYCASTIP_TOO_MANY_FILES},
		{EBUSY, ANYCASTIP_SYSTEM_ERROR},
	};
	struct anycastip_error error;
	struct datagram *datagram;
	size_t i;
	bool done;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		reset();
		datagram = next_datagram();
		put_entry(datagram, 2, 1);
		put_done(datagram, -cases[i].system_error);
		CU_ASSERT_EQUAL(walk(datagram, &done, &error), cases[i].status);
		CU_ASSERT(done);
		CU_ASSERT_EQUAL(error.system_error, cases[i].system_error);
		reset();
		datagram = next_datagram();
		put_error(datagram, cases[i].system_error);
		CU_ASSERT_EQUAL(walk(datagram, &done, &error), cases[i].status);
		CU_ASSERT(done);
	}
	reset();
	datagram = next_datagram();
	put_done(datagram, -100000);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	reset();
	datagram = next_datagram();
	put_error(datagram, 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	reset();
	datagram = next_datagram();
	put_message(datagram, NLMSG_ERROR, 0, "", 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_BAD_ANSWER);
	reset();
	datagram = next_datagram();
	put_message(datagram, NLMSG_DONE, NLM_F_MULTI, "", 0);
	CU_ASSERT_EQUAL(walk(datagram, &done, &error), ANYCASTIP_OK);
	CU_ASSERT(done);
}

/* ---- Asking ----------------------------------------------------------- */

static enum anycastip_status ask(struct anycastip_error *error)
{
	struct netlink netlink = {0};
	enum anycastip_status status;

	kernel.scripted = true;
	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, error),
			ANYCASTIP_OK);
	/* The number of the first request on a socket is known beforehand. */
	kernel.sequence = nl_socket_use_seq(netlink.sock) + 2;
	status = netlink_ask(&netlink, &list_request, NULL, error);
	netlink_close(&netlink);
	return status;
}

static void receive_code(int code, int system_error)
{
	struct datagram *datagram = next_datagram();

	datagram->code = code;
	datagram->system_error = system_error;
}

static void test_receive_errors(void)
{
	static const struct {
		int code;
		int system_error;
		enum anycastip_status status;
	} cases[] = {
		{-NLE_NOMEM, ENOBUFS, ANYCASTIP_NO_MEMORY},
		{-NLE_NOMEM, ENOMEM, ANYCASTIP_NO_MEMORY},
		{-NLE_NOMEM, 0, ANYCASTIP_NO_MEMORY},
		{-NLE_MSG_TRUNC, 0, ANYCASTIP_BAD_ANSWER},
		{-NLE_NOADDR, 0, ANYCASTIP_BAD_ANSWER},
		{-NLE_PERM, EPERM, ANYCASTIP_ACCESS_DENIED},
		{-NLE_FAILURE, EIO, ANYCASTIP_SYSTEM_ERROR},
		{-NLE_FAILURE, 0, ANYCASTIP_SYSTEM_ERROR},
		/* Never an answer. */
		{-NLE_AGAIN, EAGAIN, ANYCASTIP_TIMEOUT},
		{-NLE_INTR, EINTR, ANYCASTIP_TIMEOUT},
	};
	struct anycastip_error error;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		reset();
		receive_code(cases[i].code, cases[i].system_error);
		CU_ASSERT_EQUAL(ask(&error), cases[i].status);
		CU_ASSERT_EQUAL(error.status, cases[i].status);
	}
	reset();
	next_datagram(); /* of no octets */
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_BAD_ANSWER);
	/* Waiting for an answer fails, or is interrupted. */
	reset();
	poll_errno = ENOMEM;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_NO_MEMORY);
	CU_ASSERT_EQUAL(error.system_error, ENOMEM);
	reset();
	poll_errno = EINTR;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_TIMEOUT);
	CU_ASSERT(polls > 1);
}

/* An answer without end has one. */
static void test_endless_dump(void)
{
	struct anycastip_error error;

	reset();
	kernel.endless = true;
	visited = 0;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_TIMEOUT);
	CU_ASSERT(visited > 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "the list"));
	CU_ASSERT_EQUAL(live, 0);
}

static void test_send_errors(void)
{
	struct anycastip_error error;

	reset();
	kernel.send_code = -NLE_NOMEM;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_NO_MEMORY);
	reset();
	kernel.send_code = -NLE_FAILURE;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_SYSTEM_ERROR);
	reset();
	kernel.send_code = -NLE_AGAIN;
	CU_ASSERT_EQUAL(ask(&error), ANYCASTIP_TIMEOUT);
}

/* Datagrams of others are not the kernel's; a signal is no end. */
static void test_patience(void)
{
	struct anycastip_error error;
	struct datagram *datagram;
	struct netlink netlink = {0};

	reset();
	kernel.scripted = true;
	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			ANYCASTIP_OK);
	kernel.sequence = nl_socket_use_seq(netlink.sock) + 2;
	datagram = next_datagram();
	put_done(datagram, -EIO);
	datagram->sender = 77;
	receive_code(-NLE_INTR, EINTR);
	receive_code(-NLE_AGAIN, EAGAIN);
	datagram = next_datagram();
	put_entry(datagram, 2, 1);
	datagram = next_datagram();
	put_done(datagram, 0);
	visited = 0;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(visited, 1);
	CU_ASSERT(!netlink.stale);
	/* What is left of an answer is thrown away before the next one. */
	kernel.head = kernel.tail = 0;
	kernel.sequence = nl_socket_use_seq(netlink.sock) + 2;
	next_datagram()->length = 5;
	put_entry(next_datagram(), 2, 1);
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT(netlink.stale);
	kernel.scripted = false;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	CU_ASSERT(!netlink.stale);
	netlink_close(&netlink);
}

/* What was left of an answer is gone whatever happens to receiving it; until
 * then there is no other answer. */
static void test_remains(void)
{
	static const struct {
		int code;
		int system_error;
	} failures[] = {
		{-NLE_INTR, EINTR},
		{-NLE_NOMEM, ENOBUFS},
		{-NLE_NOMEM, ENOMEM},
		{-NLE_MSG_TRUNC, 0},
	};
	struct anycastip_error error;
	struct netlink netlink = {0};
	size_t i;
	int tries;

	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		reset();
		CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, &error),
				ANYCASTIP_OK);
		netlink.stale = true;
		put_entry(next_datagram(), 2, 1);
		receive_code(failures[i].code, failures[i].system_error);
		put_entry(next_datagram(), 2, 2);
		receive_code(failures[i].code, failures[i].system_error);
		put_done(next_datagram(), 0);
		kernel.keep = true;
		CU_ASSERT_EQUAL(
			netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
		CU_ASSERT(!netlink.stale);
		netlink_close(&netlink);
	}
	/* One that does not go away. */
	reset();
	CU_ASSERT_EQUAL(netlink_open(&netlink, NETLINK_SIZE, &error),
			ANYCASTIP_OK);
	netlink.stale = true;
	kernel.receive_code = -NLE_FAILURE;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT(netlink.stale);
	kernel.receive_code = 0;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	/* A dump of which the kernel says that it is not over. */
	kernel.bad_type = RTM_GETANYCAST;
	kernel.bad_errno = EBUSY;
	CU_ASSERT_EQUAL(netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT(netlink.stale);
	kernel.bad_type = 0;
	for (tries = 0; tries < 2; tries++)
		CU_ASSERT_EQUAL(
			netlink_ask(&netlink, &list_request, NULL, &error),
			ANYCASTIP_OK);
	netlink_close(&netlink);
}

/* ---- The whole -------------------------------------------------------- */

static enum anycastip_status once(size_t *count)
{
	struct anycastip_row *rows = NULL;
	enum anycastip_status status;

	status = retrieve_rows(&rows, count, NULL);
	CU_ASSERT((rows != NULL) == (*count > 0));
	CU_ASSERT(!status || !rows);
	free(rows);
	return status;
}

static enum anycastip_status twice(size_t *count, unsigned int flags,
				   int netns_fd)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_snapshot *snapshot = NULL;
	enum anycastip_status status;
	anycastip *handle = NULL;
	bool changed;

	*count = 0;
	options.flags = flags;
	options.netns_fd = netns_fd;
	status = anycastip_open(&handle, &options, NULL);
	CU_ASSERT((handle != NULL) == !status);
	if (!status)
		status = anycastip_read(handle, AF_UNSPEC, &snapshot, NULL);
	if (!status)
		status = anycastip_changed(handle, &changed, NULL);
	CU_ASSERT(!status || !snapshot);
	if (snapshot)
		*count = snapshot->count;
	anycastip_snapshot_free(snapshot);
	if (handle && status) {
		/* It goes on as soon as there is memory again. */
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_UNSPEC, &snapshot, NULL),
			ANYCASTIP_OK);
		CU_ASSERT(snapshot && snapshot->count == 3);
		anycastip_snapshot_free(snapshot);
	}
	anycastip_close(handle);
	return status;
}

static void test_good_answers(void)
{
	struct anycastip_snapshot *snapshot;
	struct interface interface;
	anycastip *handle;
	size_t count;

	reset();
	CU_ASSERT_EQUAL(once(&count), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(count, 3);
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(anycastip_read(handle, AF_INET6, &snapshot, NULL),
			      ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(snapshot->count, 3);
	CU_ASSERT_EQUAL(snapshot->rows[0].origin, ANYCASTIP_SUBNET_ROUTER);
	CU_ASSERT_EQUAL(snapshot->rows[1].origin, ANYCASTIP_JOINED);
	CU_ASSERT_EQUAL(snapshot->rows[1].stamp, 105);
	CU_ASSERT_EQUAL(snapshot->rows[2].origin, ANYCASTIP_ROUTE);
	CU_ASSERT_STRING_EQUAL(snapshot->rows[2].ifname, "eth0");
	anycastip_snapshot_free(snapshot);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_INET, &snapshot, NULL),
			ANYCASTIP_OK);
	CU_ASSERT(snapshot && snapshot->count == 0);
	anycastip_snapshot_free(snapshot);
	CU_ASSERT_EQUAL(anycastip_read(handle, 23, &snapshot, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_INET, NULL, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	anycastip_close(handle);
	CU_ASSERT_EQUAL(retrieve_interface(1, NULL, &interface, NULL),
			ANYCASTIP_OK);
	CU_ASSERT_STRING_EQUAL(interface.name, "lo");
	CU_ASSERT_EQUAL(
		retrieve_interface(0, "a-name-much-too-long", &interface, NULL),
		ANYCASTIP_NO_INTERFACE);
	kernel.bad_type = RTM_GETLINK;
	kernel.bad_errno = ENODEV;
	CU_ASSERT_EQUAL(retrieve_interface(9, NULL, &interface, NULL),
			ANYCASTIP_NO_INTERFACE);
}

static void test_options(void)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	anycastip *handle;

	reset();
	CU_ASSERT_EQUAL(anycastip_open(NULL, NULL, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	options.flags = 0x80000000;
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	CU_ASSERT_PTR_NULL(handle);
	options.flags = 0;
	options.size = 3;
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, NULL),
			ANYCASTIP_INVALID_PARAMETER);
	anycastip_close(NULL);
	CU_ASSERT_EQUAL(anycastip_fd(NULL), -1);
}

static void test_without_ipv6(void)
{
	struct anycastip_snapshot *snapshot;
	anycastip *handle;
	size_t count;

	reset();
	kernel.bad_type = RTM_GETANYCAST;
	kernel.bad_errno = EOPNOTSUPP;
	CU_ASSERT_EQUAL(once(&count), ANYCASTIP_NOT_SUPPORTED);
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_INET6, &snapshot, NULL),
			ANYCASTIP_NOT_SUPPORTED);
	CU_ASSERT_PTR_NULL(snapshot);
	CU_ASSERT_EQUAL(anycastip_read(handle, AF_UNSPEC, &snapshot, NULL),
			ANYCASTIP_OK);
	anycastip_snapshot_free(snapshot);
	anycastip_close(handle);
}

/* Such a kernel takes a question about IPv6 addresses for one about all. */
static void test_addresses_without_ipv6(void)
{
	struct anycastip_unicast *unicast;
	anycastip *handle;
	size_t count;

	reset();
	kernel.ipv4_only = true;
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(
		anycastip_read_unicast(handle, &unicast, &count, NULL),
		ANYCASTIP_OK);
	CU_ASSERT_EQUAL_FATAL(count, 1);
	CU_ASSERT_EQUAL(unicast[0].family, AF_INET);
	free(unicast);
	anycastip_close(handle);
}

static void test_each_request_failing(void)
{
	static const int types[] = {RTM_GETLINK, RTM_GETANYCAST, RTM_GETADDR,
				    RTM_GETNETCONF, RTM_GETROUTE};
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	anycastip *handle;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		reset();
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		kernel.bad_type = types[i];
		kernel.bad_errno = ENOBUFS;
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, &error),
			ANYCASTIP_NO_MEMORY);
		CU_ASSERT_PTR_NULL(snapshot);
		kernel.bad_errno = 0;
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, &error),
			ANYCASTIP_BAD_ANSWER);
		kernel.bad_type = 0;
		CU_ASSERT_EQUAL_FATAL(
			anycastip_read(handle, AF_INET6, &snapshot, &error),
			ANYCASTIP_OK);
		CU_ASSERT_EQUAL(snapshot->count, 3);
		anycastip_snapshot_free(snapshot);
		anycastip_close(handle);
	}
}

static enum anycastip_status read_state(anycastip *handle,
					enum anycastip_state *state)
{
	struct anycastip_snapshot *snapshot;
	enum anycastip_status status;

	*state = 0;
	status = anycastip_read(handle, AF_INET6, &snapshot, NULL);
	if (!status && snapshot->count == 3)
		*state = snapshot->rows[1].state;
	anycastip_snapshot_free(snapshot);
	return status;
}

/* Only what the kernel says in answer makes a row undelivered, and only if it
 * says that there is no route. */
static void test_lookup_failing(void)
{
	static const int no_route[] = {ENETUNREACH, EHOSTUNREACH, EACCES,
				       EINVAL,	    EAGAIN,	  ENODEV};
	static const int failures[] = {EIO,    EBUSY, EPERM,  ENOBUFS,
				       ENOMEM, EINTR, ENOENT, EOPNOTSUPP};
	enum anycastip_state state;
	anycastip *handle;
	size_t i;

	for (i = 0; i < sizeof(no_route) / sizeof(no_route[0]); i++) {
		reset();
		kernel.routes_missing = true;
		kernel.lookup_errno = no_route[i];
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		CU_ASSERT_EQUAL(read_state(handle, &state), ANYCASTIP_OK);
		CU_ASSERT_EQUAL(state, ANYCASTIP_UNDELIVERED);
		anycastip_close(handle);
	}
	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		reset();
		kernel.routes_missing = true;
		kernel.lookup_errno = failures[i];
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		CU_ASSERT_NOT_EQUAL(read_state(handle, &state), ANYCASTIP_OK);
		anycastip_close(handle);
	}
	/* The same errno value, but not the kernel's answer. */
	reset();
	kernel.routes_missing = true;
	kernel.lookup_code = -NLE_FAILURE;
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(read_state(handle, &state), ANYCASTIP_SYSTEM_ERROR);
	anycastip_close(handle);
}

/* An answer about one interface is about that one. */
static void test_other_interface(void)
{
	struct anycastip_interface found;
	struct anycastip_error error;
	struct interface interface;
	struct entries list = {0};
	struct reader reader;
	anycastip *handle;

	reset();
	CU_ASSERT_EQUAL(retrieve_interface(7, NULL, &interface, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_EQUAL(interface.ifindex, 0);
	/* Another name of "lo". */
	CU_ASSERT_EQUAL(retrieve_interface(0, "loop", &interface, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(interface.ifindex, 1);
	CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(anycastip_read_interface(handle, 7, &found, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_EQUAL(found.ifindex, 0);
	CU_ASSERT_EQUAL(anycastip_read_interface(handle, 1, &found, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(found.ifindex, 1);
	anycastip_close(handle);
	CU_ASSERT_EQUAL(reader_open(&reader, &error), ANYCASTIP_OK);
	CU_ASSERT_EQUAL(read_interface_list(&reader, 2, &list, &error),
			ANYCASTIP_OK);
	CU_ASSERT_EQUAL(list.count, 2);
	CU_ASSERT_EQUAL(read_interface_list(&reader, 7, &list, &error),
			ANYCASTIP_BAD_ANSWER);
	CU_ASSERT_EQUAL(list.count, 2);
	entries_free(&list);
	reader_close(&reader);
}

/* Whatever happens to receiving events: it is a change, or a failure, and the
 * change is told after that. */
static void test_events_failing(void)
{
	static const struct {
		int code;
		int system_error;
		enum anycastip_status status;
		bool changed;
		unsigned int overruns;
	} cases[] = {
		{-NLE_INTR, EINTR, ANYCASTIP_OK, false, 0},
		{-NLE_NOMEM, ENOBUFS, ANYCASTIP_OK, true, 1},
		{-NLE_MSG_TRUNC, 0, ANYCASTIP_OK, true, 1},
		{0, 0, ANYCASTIP_OK, true, 1}, /* of no octets */
		{-NLE_NOMEM, ENOMEM, ANYCASTIP_NO_MEMORY, true, 0},
		{-NLE_PERM, EACCES, ANYCASTIP_ACCESS_DENIED, true, 0},
		{-NLE_FAILURE, EIO, ANYCASTIP_SYSTEM_ERROR, true, 0},
	};
	struct anycastip_snapshot *snapshot;
	struct anycastip_stats stats;
	struct anycastip_error error;
	anycastip *handle;
	bool changed;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		reset();
		CU_ASSERT_EQUAL(anycastip_open(&handle, NULL, NULL),
				ANYCASTIP_OK);
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, NULL),
			ANYCASTIP_OK);
		anycastip_snapshot_free(snapshot);
		CU_ASSERT_EQUAL(anycastip_changed(handle, &changed, NULL),
				ANYCASTIP_OK);
		receive_code(cases[i].code, cases[i].system_error);
		CU_ASSERT_EQUAL(anycastip_changed(handle, &changed, &error),
				cases[i].status);
		if (cases[i].status) {
			CU_ASSERT(!changed);
			CU_ASSERT_EQUAL(error.status, cases[i].status);
			CU_ASSERT_EQUAL(
				anycastip_changed(handle, &changed, NULL),
				ANYCASTIP_OK);
		}
		CU_ASSERT_EQUAL(changed, cases[i].changed);
		anycastip_get_stats(handle, &stats);
		CU_ASSERT_EQUAL(stats.overruns, cases[i].overruns);
		/* Everything is read anew. */
		kernel.routes_missing = cases[i].changed;
		CU_ASSERT_EQUAL(
			anycastip_read(handle, AF_INET6, &snapshot, NULL),
			ANYCASTIP_OK);
		CU_ASSERT_EQUAL(snapshot->rows[0].state,
				cases[i].changed ? ANYCASTIP_UNDELIVERED
						 : ANYCASTIP_DELIVERED);
		anycastip_snapshot_free(snapshot);
		anycastip_close(handle);
	}
}

static void test_namespace_failing(void)
{
	static const struct {
		int system_error;
		enum anycastip_status status;
	} cases[] = {
		{EPERM, ANYCASTIP_ACCESS_DENIED},
		{EBADF, ANYCASTIP_INVALID_PARAMETER},
		{EINVAL, ANYCASTIP_INVALID_PARAMETER},
		{ENOMEM, ANYCASTIP_NO_MEMORY},
	};
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	anycastip *handle;
	size_t i;

	options.netns_fd = 0;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		reset();
		/* The handle, the thread, the namespace. */
		fail_call = 2;
		system_errno = cases[i].system_error;
		CU_ASSERT_EQUAL(anycastip_open(&handle, &options, &error),
				cases[i].status);
		CU_ASSERT_EQUAL(error.system_error, cases[i].system_error);
		CU_ASSERT_PTR_NULL(handle);
		CU_ASSERT_EQUAL(live, 0);
	}
	reset();
	fail_call = 1;
	system_errno = EAGAIN;
	CU_ASSERT_EQUAL(anycastip_open(&handle, &options, &error),
			ANYCASTIP_SYSTEM_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "thread"));
	CU_ASSERT_EQUAL(live, 0);
}

static unsigned int open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	unsigned int count = 0;

	if (!folder)
		return 0;
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* What one of the calls that fail in turn comes to: whether that was the
 * last. */
static bool had_all_turns(int turn, enum anycastip_status status,
			  enum anycastip_status expected, unsigned int files)
{
	CU_ASSERT_EQUAL(live, 0);
	CU_ASSERT_EQUAL(open_files(), files);
	if (calls <= turn) {
		CU_ASSERT_EQUAL(status, ANYCASTIP_OK);
		return true;
	}
	CU_ASSERT(status == ANYCASTIP_NO_MEMORY || status == expected ||
		  (!status && tolerated));
	return false;
}

/* Let the first, second, ... allocation or system call fail, until all have
 * had their turn. */
static void test_each_call_failing(void)
{
	static const struct {
		int system_error;
		enum anycastip_status status;
	} causes[] = {
		{EMFILE, ANYCASTIP_TOO_MANY_FILES},
		{EACCES, ANYCASTIP_ACCESS_DENIED},
		{ENOMEM, ANYCASTIP_NO_MEMORY},
	};
	unsigned int files = open_files();
	enum anycastip_status status;
	size_t count, cause;
	int i;

	for (cause = 0; cause < sizeof(causes) / sizeof(causes[0]); cause++) {
		for (i = 0; i < 1000; i++) {
			reset();
			system_errno = causes[cause].system_error;
			fail_call = i;
			status = once(&count);
			if (had_all_turns(i, status, causes[cause].status,
					  files))
				break;
		}
		CU_ASSERT(i > 5 && i < 1000);
		CU_ASSERT_EQUAL(count, 3);
		for (i = 0; i < 1000; i++) {
			reset();
			kernel.routes_missing = true;
			system_errno = causes[cause].system_error;
			fail_call = i;
			/* setns() takes any. */
			status = twice(&count, ANYCASTIP_F_NOWAIT, 0);
			if (had_all_turns(i, status, causes[cause].status,
					  files))
				break;
		}
		CU_ASSERT(i > 20 && i < 1000);
		CU_ASSERT_EQUAL(count, 3);
	}
}

static CU_TestInfo tests[] = {
	{"messages walked", test_walk},
	{"errors inside answers", test_errors_in_answers},
	{"errors of receiving", test_receive_errors},
	{"errors of sending", test_send_errors},
	{"a dump without end", test_endless_dump},
	{"patience", test_patience},
	{"what is left of an answer", test_remains},
	{"good answers", test_good_answers},
	{"options", test_options},
	{"no IPv6", test_without_ipv6},
	{"no IPv6, and its addresses", test_addresses_without_ipv6},
	{"each request failing", test_each_request_failing},
	{"an answer about another interface", test_other_interface},
	{"errors of receiving events", test_events_failing},
	{"errors of entering a namespace", test_namespace_failing},
	{"a lookup that fails is no answer", test_lookup_failing},
	{"each allocation and system call failing", test_each_call_failing},
	CU_TEST_INFO_NULL,
};

int main(int argc, char **argv)
{
	return tap_run(argc, argv, "reader", tests);
}
