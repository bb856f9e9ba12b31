/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "kernel.h"

int kernel_socket(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		bench_die_errno("netlink socket");
	return fd;
}

static void parse_message(struct nlmsghdr *message, struct kernel_row *row)
{
	struct ifaddrmsg *entry = NLMSG_DATA(message);
	struct rtattr *attr = IFA_RTA(entry);
	int left = (int)IFA_PAYLOAD(message);

	row->ifindex = entry->ifa_index;
	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
		if (attr->rta_type == IFA_ANYCAST) {
			memcpy(row->address, RTA_DATA(attr), 16);
		} else if (attr->rta_type == IFA_CACHEINFO) {
			const struct ifa_cacheinfo *info = RTA_DATA(attr);

			row->stamp = info->cstamp;
		}
	}
}

struct rows {
	struct kernel_row *at;
	size_t count, room;
};

static void take_row(struct nlmsghdr *message, struct rows *rows)
{
	if (rows->count == rows->room)
		bench_die("more than %zu anycast addresses", rows->room);
	parse_message(message, &rows->at[rows->count++]);
}

/* Send a dump request and take what it brings: rows, or with NULL only their
 * number, which is returned. */
static size_t dump(int fd, const void *request, size_t size, struct rows *rows)
{
	static char buffer[32768] __attribute__((aligned(NLMSG_ALIGNTO)));
	size_t count = 0;

	if (send(fd, request, size, 0) != (ssize_t)size)
		bench_die_errno("asking the kernel");
	for (;;) {
		struct nlmsghdr *message = (void *)buffer;
		ssize_t length = recv(fd, buffer, sizeof(buffer), 0);

		if (length < 0)
			bench_die_errno("receiving the kernel's answer");
		for (; NLMSG_OK(message, length);
		     message = NLMSG_NEXT(message, length), count++) {
			if (message->nlmsg_type == NLMSG_DONE)
				return count;
			if (message->nlmsg_type == NLMSG_ERROR)
				bench_die("the kernel refused a dump");
			if (rows)
				take_row(message, rows);
		}
	}
}

size_t kernel_dump(int fd, struct kernel_row *rows, size_t room)
{
	struct {
		struct nlmsghdr header;
		struct ifaddrmsg body;
	} request = {
		.header = {.nlmsg_len = sizeof(request),
			   .nlmsg_type = RTM_GETANYCAST,
			   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		.body = {.ifa_family = AF_INET6},
	};
	struct rows taken = {rows, 0, room};

	return dump(fd, &request, sizeof(request), &taken);
}

void kernel_strict(int fd)
{
	int on = 1;

	if (setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on,
		       sizeof(on)) < 0)
		bench_die_errno("NETLINK_GET_STRICT_CHK");
}

size_t kernel_links(int fd)
{
	struct {
		struct nlmsghdr header;
		struct ifinfomsg body;
		struct rtattr mask_header;
		uint32_t mask;
	} request = {
		.header = {.nlmsg_len = sizeof(request),
			   .nlmsg_type = RTM_GETLINK,
			   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		.mask_header = {.rta_len = RTA_LENGTH(4),
				.rta_type = IFLA_EXT_MASK},
		.mask = RTEXT_FILTER_SKIP_STATS,
	};

	return dump(fd, &request, sizeof(request), NULL);
}

size_t kernel_routes(int fd)
{
	struct {
		struct nlmsghdr header;
		struct rtmsg body;
	} request = {
		.header = {.nlmsg_len = sizeof(request),
			   .nlmsg_type = RTM_GETROUTE,
			   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		.body = {.rtm_family = AF_INET6,
			 .rtm_table = RT_TABLE_LOCAL,
			 .rtm_type = RTN_ANYCAST},
	};

	return dump(fd, &request, sizeof(request), NULL);
}

static unsigned hex_digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/* INDEX NAME 32-HEX-DIGITS USERS */
static void parse_line(const char *line, struct kernel_row *row)
{
	size_t i;

	row->ifindex = 0;
	for (; *line >= '0' && *line <= '9'; line++)
		row->ifindex = row->ifindex * 10 + (unsigned)(*line - '0');
	line += strspn(line, " ");
	line += strcspn(line, " ");
	line += strspn(line, " ");
	for (i = 0; i < 16; i++, line += 2)
		row->address[i] = (uint8_t)(hex_digit(line[0]) << 4 |
					    hex_digit(line[1]));
	row->stamp = 0;
}

size_t kernel_file(struct kernel_row *rows, size_t room)
{
	static char buffer[32768 + 1];
	size_t count = 0, kept = 0;
	int fd = open("/proc/thread-self/net/anycast6", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		bench_die_errno("/proc/thread-self/net/anycast6");
	for (;;) {
		ssize_t length = read(fd, buffer + kept,
				      sizeof(buffer) - 1 - kept);
		char *line = buffer, *end;

		if (length < 0)
			bench_die_errno("reading the anycast list's file");
		if (!length)
			break;
		kept += (size_t)length;
		buffer[kept] = '\0';
		while ((end = strchr(line, '\n'))) {
			if (count == room)
				bench_die("more than %zu anycast addresses",
					  room);
			parse_line(line, &rows[count++]);
			line = end + 1;
		}
		kept -= (size_t)(line - buffer);
		memmove(buffer, line, kept);
	}
	close(fd);
	return count;
}
