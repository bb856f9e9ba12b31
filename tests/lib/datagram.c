/* SPDX-License-Identifier: BSD-2-Clause
 *
 * datagram NAMESPACE LINK ADDRESS: whether a UDP datagram for ADDRESS that is
 * sent out of LINK of another network namespace (a file, /proc/PID/ns/net)
 * comes to a socket of this one: prints "arrives" or "lost".  The other
 * namespace has to know the way: a route, and a permanent neighbour.
 *
 * That nothing comes is known without waiting for it: a frame of no protocol of
 * IP is sent after the datagram, out of the same link and by the same
 * processor.  When it is there, so was the datagram, or it never comes.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_TYPE  0x88b5 /* for experiments, says IEEE 802 */
#define DEADLINE_MS 20000
#define RETRY_MS    20
#define CANNOT_TELL 2

static void die(const char *what)
{
	fprintf(stderr, "datagram: %s: %s\n", what, strerror(errno));
	exit(CANNOT_TELL);
}

/* A socket address of either family. */
union address {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

static socklen_t size_of(const union address *address)
{
	return address->any.sa_family == AF_INET ? sizeof(address->ipv4)
						 : sizeof(address->ipv6);
}

static union address parse(const char *text)
{
	union address address;

	memset(&address, 0, sizeof(address));
	if (inet_pton(AF_INET, text, &address.ipv4.sin_addr) == 1) {
		address.any.sa_family = AF_INET;
	} else if (inet_pton(AF_INET6, text, &address.ipv6.sin6_addr) == 1) {
		address.any.sa_family = AF_INET6;
	} else {
		errno = EINVAL;
		die(text);
	}
	return address;
}

static int open_socket(int family, int protocol)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		die("a socket");
	return fd;
}

/* A socket that takes datagrams for any address of the host, and is not yet
 * told by whom; its port goes to *address. */
static int open_host(union address *address)
{
	int fd = open_socket(address->any.sa_family, 0);
	union address wildcard;
	socklen_t size = sizeof(wildcard);

	memset(&wildcard, 0, sizeof(wildcard));
	wildcard.any.sa_family = address->any.sa_family;
	if (bind(fd, &wildcard.any, size_of(&wildcard)) ||
	    getsockname(fd, &wildcard.any, &size))
		die("a port");
	/* The port is at the same place in both. */
	address->ipv4.sin_port = wildcard.ipv4.sin_port;
	return fd;
}

static int open_peer(union address *address, const char *link)
{
	int fd = open_socket(address->any.sa_family, 0);

	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, link,
		       (socklen_t)strlen(link)))
		die(link);
	if (address->any.sa_family == AF_INET6 &&
	    IN6_IS_ADDR_LINKLOCAL(&address->ipv6.sin6_addr))
		address->ipv6.sin6_scope_id = if_nametoindex(link);
	return fd;
}

static void enter(const char *namespace)
{
	int fd = open(namespace, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(namespace);
	close(fd);
}

/* What one processor sends stays in order. */
static void stay_here(void)
{
	cpu_set_t one;
	int cpu = sched_getcpu();

	CPU_ZERO(&one);
	CPU_SET((size_t)(cpu < 0 ? 0 : cpu), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		die("a processor");
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Both ends of the frames. */
struct frames {
	int host;
	int peer;
	struct sockaddr_ll to;
};

static struct frames open_frames_host(void)
{
	struct frames frames = {
		.host = open_socket(AF_PACKET, htons(FRAME_TYPE)),
	};

	return frames;
}

static void open_frames_peer(struct frames *frames, const char *link)
{
	frames->peer = open_socket(AF_PACKET, 0);
	frames->to = (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_protocol = htons(FRAME_TYPE),
		.sll_ifindex = (int)if_nametoindex(link),
		.sll_halen = 6,
		.sll_addr = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	};
}

static bool send_frame(const struct frames *frames, uint32_t number)
{
	/* A link that has no carrier yet refuses. */
	return sendto(frames->peer, &number, sizeof(number), 0,
		      (const struct sockaddr *)&frames->to,
		      sizeof(frames->to)) == sizeof(number);
}

/* Whether that frame comes within the time. */
static bool comes(const struct frames *frames, uint32_t number, int64_t ms)
{
	struct pollfd wait = {.fd = frames->host, .events = POLLIN};
	int64_t until = now_ms() + ms, left;
	unsigned char frame[64];
	uint32_t other;

	while ((left = until - now_ms()) >= 0) {
		if (poll(&wait, 1, (int)left) <= 0)
			continue;
		if (recv(frames->host, frame, sizeof(frame), MSG_DONTWAIT) <
		    (ssize_t)sizeof(other))
			continue;
		memcpy(&other, frame, sizeof(other));
		if (other == number)
			return true;
	}
	return false;
}

/* A link may take a moment to carry anything, after it was switched on. */
static void wait_for_link(const struct frames *frames)
{
	int64_t until = now_ms() + DEADLINE_MS;
	uint32_t number = 0;

	do {
		send_frame(frames, ++number);
		if (comes(frames, number, RETRY_MS))
			return;
	} while (now_ms() < until);
	errno = ETIMEDOUT;
	die("the link");
}

int main(int argc, char **argv)
{
	uint32_t number = UINT32_MAX, got = 0;
	union address address;
	struct frames frames;
	int host, peer;

	if (argc != 4) {
		fprintf(stderr, "usage: datagram NAMESPACE LINK ADDRESS\n");
		return CANNOT_TELL;
	}
	address = parse(argv[3]);
	host = open_host(&address);
	frames = open_frames_host();
	enter(argv[1]);
	peer = open_peer(&address, argv[2]);
	open_frames_peer(&frames, argv[2]);
	stay_here();
	wait_for_link(&frames);
	if (sendto(peer, &number, sizeof(number), 0, &address.any,
		   size_of(&address)) < 0)
		die(argv[3]);
	if (!send_frame(&frames, number) ||
	    !comes(&frames, number, DEADLINE_MS)) {
		errno = ETIMEDOUT;
		die("the frame after the datagram");
	}
	if (recv(host, &got, sizeof(got), MSG_DONTWAIT) < 0 && errno != EAGAIN)
		die("the datagram");
	printf("%s\n", got == number ? "arrives" : "lost");
	return EXIT_SUCCESS;
}
