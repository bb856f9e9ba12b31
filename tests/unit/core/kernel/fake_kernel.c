/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/core/kernel/fake_kernel.h"

#include <dirent.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "tests/unit/failing.h"
#include "tests/unit/tap.h"

struct fake_kernel kernel;

struct datagram *next_datagram(void)
{
	struct datagram *datagram = &kernel.queue[kernel.tail++];

	memset(datagram, 0, sizeof(*datagram));
	return datagram;
}

struct nlmsghdr *put_message(struct datagram *datagram, int type, int flags,
			     const void *payload, size_t length)
{
	struct nlmsghdr *header = (void *)(datagram->octets + datagram->length);

	memset(header, 0, NLMSG_SPACE(length));
	header->nlmsg_len = (uint32_t)NLMSG_LENGTH(length);
	header->nlmsg_type = (uint16_t)type;
	header->nlmsg_flags = (uint16_t)flags;
	header->nlmsg_seq = kernel.sequence;
	header->nlmsg_pid = KERNEL_PORT;
	memcpy(NLMSG_DATA(header), payload, length);
	datagram->length += NLMSG_SPACE(length);
	return header;
}

struct rtattr *put_attribute(struct datagram *datagram, struct nlmsghdr *header,
			     int type, const void *data, size_t length)
{
	struct rtattr *attribute = (void *)((char *)header +
					    NLMSG_ALIGN(header->nlmsg_len));

	memset(attribute, 0, RTA_SPACE(length));
	attribute->rta_type = (uint16_t)type;
	attribute->rta_len = (uint16_t)RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(attribute), data, length);
	header->nlmsg_len = (uint32_t)(NLMSG_ALIGN(header->nlmsg_len) +
				       RTA_SPACE(length));
	datagram->length += RTA_SPACE(length);
	return attribute;
}

void end_nest(struct nlmsghdr *header, struct rtattr *attribute)
{
	attribute->rta_len = (uint16_t)((char *)header + header->nlmsg_len -
					(char *)attribute);
}

void put_done(struct datagram *datagram, int code)
{
	put_message(datagram, NLMSG_DONE, NLM_F_MULTI, &code, sizeof(code));
}

void put_entry(struct datagram *datagram, uint32_t ifindex, uint8_t number)
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

struct nlmsghdr *put_link(struct datagram *datagram, int ifindex,
			  const char *name, int flags)
{
	struct ifinfomsg payload = {.ifi_index = ifindex, .ifi_type = 1};
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWLINK, flags, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, IFLA_IFNAME, name, strlen(name) + 1);
	return header;
}

/* A VRF device whose table is 10, or something that is in that VRF. */
static void put_vrf(struct datagram *datagram, int ifindex, const char *name,
		    bool inside)
{
	struct nlmsghdr *header;
	struct rtattr *information, *data;
	uint32_t table = 10;

	header = put_link(datagram, ifindex, name, NLM_F_MULTI);
	put_attribute(datagram, header, IFLA_ADDRESS, "\2ether", 6);
	put_attribute(datagram, header, IFLA_IFALIAS, "alias", 6);
	information = put_attribute(datagram, header, IFLA_LINKINFO, NULL, 0);
	put_attribute(datagram, header,
		      inside ? IFLA_INFO_SLAVE_KIND : IFLA_INFO_KIND, "vrf", 4);
	data = put_attribute(datagram, header,
			     inside ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA,
			     NULL, 0);
	put_attribute(datagram, header,
		      inside ? (int)IFLA_VRF_PORT_TABLE : (int)IFLA_VRF_TABLE,
		      &table, sizeof(table));
	end_nest(header, data);
	end_nest(header, information);
}

void put_route(struct datagram *datagram, uint32_t ifindex, uint8_t number,
	       uint8_t protocol, int flags)
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

void put_address(struct datagram *datagram)
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

void put_ipv4_address(struct datagram *datagram)
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

void put_netconf(struct datagram *datagram)
{
	struct netconfmsg payload = {.ncm_family = AF_INET6};
	int32_t ifindex = 2, forwards = 1;
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWNETCONF, NLM_F_MULTI, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, NETCONFA_IFINDEX, &ifindex, 4);
	put_attribute(datagram, header, NETCONFA_FORWARDING, &forwards, 4);
}

struct nlmsghdr *put_rule(struct datagram *datagram, int action)
{
	struct fib_rule_hdr payload = {
		.table = action == FR_ACT_TO_TBL ? RT_TABLE_LOCAL : 0,
		.action = (uint8_t)action,
	};
	uint32_t table = payload.table, none = UINT32_MAX, priority = 0;
	struct nlmsghdr *header;

	header = put_message(datagram, RTM_NEWRULE, NLM_F_MULTI, &payload,
			     sizeof(payload));
	put_attribute(datagram, header, FRA_TABLE, &table, 4);
	put_attribute(datagram, header, FRA_SUPPRESS_PREFIXLEN, &none, 4);
	put_attribute(datagram, header, FRA_PRIORITY, &priority, 4);
	return header;
}

void put_error(struct datagram *datagram, int system_error)
{
	struct nlmsgerr payload = {.error = -system_error};

	put_message(datagram, NLMSG_ERROR, 0, &payload, sizeof(payload));
}

/* The listed rows' routes, and one by hand; or that one alone. */
static void put_routes(struct datagram **datagram, const struct rtmsg *asked)
{
	unsigned int i;

	if (!kernel.routes_missing && !asked->rtm_protocol) {
		put_route(*datagram, 2, 0, RTPROT_KERNEL, NLM_F_MULTI);
		put_route(*datagram, 2, 5, RTPROT_KERNEL, NLM_F_MULTI);
	}
	for (i = 0; kernel.routes_torn && i < 160; i++) {
		if ((*datagram)->length > 8100)
			*datagram = next_datagram();
		put_route(*datagram, 2, 5, RTPROT_KERNEL, NLM_F_MULTI);
	}
	if (!kernel.routes_torn || asked->rtm_protocol == RTPROT_BOOT)
		put_route(*datagram, 2, 9, RTPROT_BOOT, NLM_F_MULTI);
}

/* The answers of a host with 2 rows, of which 2001:db8:: is its prefix', and
 * one route by hand, in a VRF.  It knows no dump of VRFs alone. */
static void answer(int type, bool dump, const void *asked)
{
	struct datagram *datagram = next_datagram();
	const struct ifinfomsg *link = asked;
	bool other;

	kernel.requests++;
	if (type == kernel.bad_type) {
		if (kernel.bad_errno)
			put_error(datagram, kernel.bad_errno);
		else
			datagram->length = 21;
		return;
	}
	switch (type) {
	case RTM_GETLINK:
		if (!dump) {
			other = link->ifi_index && !kernel.other_interface;
			put_link(datagram, other ? link->ifi_index : 1,
				 other && link->ifi_index != 1 ? "eth0" : "lo",
				 0);
			break;
		}
		put_link(datagram, 1, "lo", NLM_F_MULTI);
		put_vrf(datagram, 2, "eth0", true);
		put_vrf(datagram, 3, "vrf0", false);
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
	case RTM_GETRULE:
		if (kernel.blackhole_before)
			put_rule(datagram, FR_ACT_BLACKHOLE);
		put_rule(datagram, FR_ACT_TO_TBL);
		break;
	case RTM_GETROUTE:
		put_routes(&datagram, asked);
		break;
	default:
		break;
	}
	if (dump)
		put_done(datagram, 0);
}

static void answer_lookup(const struct nlmsghdr *request)
{
	struct datagram *datagram = next_datagram();
	int refusal = kernel.lookup_errno ? kernel.lookup_errno : ENETUNREACH;

	kernel.sequence = request->nlmsg_seq;
	if (kernel.look_up) {
		kernel.look_up(request, datagram);
		return;
	}
	put_error(datagram, refusal);
	datagram->code = kernel.lookup_code;
	datagram->system_error = ENETUNREACH;
}

/* ---- What is wrapped -------------------------------------------------- */

/* libnl-route calls it, too, so that the linker does not let it be hidden. */
__attribute__((visibility("default"))) int __wrap_nl_send_simple(
	struct nl_sock *sock, int type, int flags, void *payload,
	size_t length);
int __wrap_nl_sendto(struct nl_sock *sock, void *buffer, size_t size);
int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials);
uint32_t __wrap_nl_socket_get_local_port(const struct nl_sock *sock);
int __wrap_poll(struct pollfd *fds, unsigned long count, int timeout);

int __wrap_nl_send_simple(struct nl_sock *sock, int type, int flags,
			  void *payload, size_t length)
{
	int code = kernel.send_code;

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
		answer(type, flags & NLM_F_DUMP, payload);
	}
	return 0;
}

/* Lookups, many at once. */
int __wrap_nl_sendto(struct nl_sock *sock, void *buffer, size_t size)
{
	const struct nlmsghdr *request = buffer;
	int code = kernel.send_code, left = (int)size;

	(void)sock;
	if (code) {
		kernel.send_code = code == -NLE_INTR ? 0 : code;
		errno = code == -NLE_NOMEM ? ENOBUFS : EIO;
		return code;
	}
	CU_ASSERT_EQUAL(kernel.head, kernel.tail);
	kernel.head = kernel.tail = 0;
	kernel.batches++;
	for (; NLMSG_OK(request, (unsigned int)left);
	     request = NLMSG_NEXT(request, left)) {
		CU_ASSERT_EQUAL(request->nlmsg_type, RTM_GETROUTE);
		CU_ASSERT_EQUAL(request->nlmsg_flags, NLM_F_REQUEST);
		answer_lookup(request);
	}
	CU_ASSERT_EQUAL(left, 0);
	return (int)size;
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
		kernel.waits++;
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
	*buffer = malloc(datagram->length);
	if (!*buffer)
		return -NLE_NOMEM;
	memcpy(*buffer, datagram->octets, datagram->length);
	return (int)datagram->length;
}

uint32_t __wrap_nl_socket_get_local_port(const struct nl_sock *sock)
{
	(void)sock;
	return KERNEL_PORT;
}

/* The kernel's answer is there at once, or never: time passes quickly. */
int __wrap_poll(struct pollfd *fds, unsigned long count, int timeout)
{
	(void)fds;
	(void)count;
	(void)timeout;
	kernel.waits++;
	if (!kernel.wait_errno)
		return 0;
	errno = kernel.wait_errno;
	kernel.wait_errno = 0;
	return -1;
}

int __wrap_nanosleep(const struct timespec *pause, struct timespec *left);

int __wrap_nanosleep(const struct timespec *pause, struct timespec *left)
{
	(void)pause;
	(void)left;
	kernel.waits++;
	return 0;
}

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int code = __real_clock_gettime(clock, now);

	/* Each look at the clock after a wait is a second later. */
	now->tv_sec += kernel.waits;
	return code;
}

#define WRAP_SYSTEM(name, parameters, arguments)     \
	int __real_##name parameters;                \
	int __wrap_##name parameters;                \
	int __wrap_##name parameters                 \
	{                                            \
		if (allocation_fails()) {            \
			errno = kernel.system_errno; \
			return -1;                   \
		}                                    \
		return __real_##name arguments;      \
	}

WRAP_SYSTEM(socket, (int domain, int type, int protocol),
	    (domain, type, protocol))
WRAP_SYSTEM(bind, (int fd, const struct sockaddr *address, socklen_t length),
	    (fd, address, length))
WRAP_SYSTEM(timerfd_create, (int clock, int flags), (clock, flags))
WRAP_SYSTEM(epoll_create1, (int flags), (flags))
WRAP_SYSTEM(epoll_ctl, (int fd, int what, int other, struct epoll_event *event),
	    (fd, what, other, event))
WRAP_SYSTEM(timerfd_settime,
	    (int fd, int flags, const struct itimerspec *value,
	     struct itimerspec *old),
	    (fd, flags, value, old))

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
	if (!allocation_fails())
		return __real_setsockopt(fd, level, name, value, length);
	kernel.tolerated = level == SOL_SOCKET &&
			   (name == SO_RCVBUFFORCE || name == SO_RCVBUF);
	errno = kernel.system_errno;
	return -1;
}

/* It takes a privilege that the test need not have. */
int __wrap_setns(int fd, int type)
{
	(void)fd;
	(void)type;
	if (!allocation_fails())
		return 0;
	errno = kernel.system_errno;
	return -1;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *argument)
{
	if (allocation_fails())
		return kernel.system_errno;
	return __real_pthread_create(thread, attributes, start, argument);
}

/* Groups of later kernels only. */
int __wrap_nl_socket_add_membership(struct nl_sock *sock, int group)
{
	if (!allocation_fails())
		return __real_nl_socket_add_membership(sock, group);
	kernel.tolerated = group == 39 || group == RTNLGRP_NEXTHOP;
	errno = kernel.system_errno;
	return -NLE_FAILURE;
}

/* A timer that cannot be asked has not run out. */
ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	if (!allocation_fails())
		return __real_read(fd, buffer, size);
	kernel.tolerated = true;
	errno = kernel.system_errno;
	return -1;
}

int __wrap_access(const char *path, int mode);
int __wrap_uname(struct utsname *system);
ssize_t __wrap_pread(int fd, void *buffer, size_t size, off_t offset);

int __wrap_access(const char *path, int mode)
{
	(void)mode;
	errno = strstr(path, "vrf") ? kernel.vrf_errno : kernel.ipv6_errno;
	return errno ? -1 : 0;
}

int __wrap_uname(struct utsname *system)
{
	if (!kernel.release)
		return -1;
	memset(system, 0, sizeof(*system));
	strncpy(system->release, kernel.release, sizeof(system->release) - 1);
	return 0;
}

ssize_t __wrap_pread(int fd, void *buffer, size_t size, off_t offset)
{
	const char *text = kernel.counts[kernel.counted++ % 2];
	size_t length = text ? strlen(text) : 0;

	(void)fd;
	if (!text || offset || length > size)
		return -1;
	memcpy(buffer, text, length);
	return (ssize_t)length;
}

/* ---- For the tests ---------------------------------------------------- */

void kernel_reset(void)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.system_errno = EMFILE;
	kernel.release = "6.1.0";
	fail_allocation(0);
}

void kernel_script(struct nl_sock *sock)
{
	kernel.scripted = true;
	kernel.sequence = nl_socket_use_seq(sock) + 2;
}

void receive_code(int code, int system_error)
{
	struct datagram *datagram = next_datagram();

	datagram->code = code;
	datagram->system_error = system_error;
}

bool is_silent(void (*work)(void))
{
	int out = dup(1), err = dup(2), file = memfd_create("out", MFD_CLOEXEC);
	off_t size;

	fflush(stdout);
	dup2(file, 1);
	dup2(file, 2);
	work();
	fflush(stdout);
	dup2(out, 1);
	dup2(err, 2);
	size = lseek(file, 0, SEEK_END);
	close(out);
	close(err);
	close(file);
	return !size;
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

void kernel_fail_each(kernel_work *work, unsigned int least)
{
	static const struct {
		int system_error;
		enum anycastip_status status;
	} causes[] = {
		{EMFILE, ANYCASTIP_TOO_MANY_FILES},
		{EACCES, ANYCASTIP_ACCESS_DENIED},
		{ENOMEM, ANYCASTIP_NO_MEMORY},
	};
	unsigned int files = open_files(), turn;
	enum anycastip_status status;
	size_t cause;
	bool failed;

	CU_ASSERT(fail_in_library("libnl-3"));
	CU_ASSERT(fail_in_library("libnl-route-3"));
	for (cause = 0; cause < sizeof(causes) / sizeof(causes[0]); cause++) {
		for (turn = 1, failed = true; failed && turn < 1000; turn++) {
			kernel_reset();
			kernel.system_errno = causes[cause].system_error;
			fail_allocation(turn);
			status = work();
			failed = allocation_failed();
			CU_ASSERT_EQUAL(allocations_left(), 0);
			CU_ASSERT_EQUAL(open_files(), files);
			CU_ASSERT(
				failed ? status == ANYCASTIP_NO_MEMORY ||
						 status ==
							 causes[cause].status ||
						 (!status && kernel.tolerated)
				       : !status);
		}
		CU_ASSERT(!failed && turn > least);
	}
}
