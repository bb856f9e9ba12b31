/* SPDX-License-Identifier: BSD-2-Clause */
#include "kernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define JOINS_PER_SOCKET 500

static bool run_list(const char *format, va_list arguments)
	__attribute__((format(printf, 1, 0)));

static bool run_list(const char *format, va_list arguments)
{
	char command[1024];

	vsnprintf(command, sizeof(command), format, arguments);
	return !system(command);
}

bool run(const char *format, ...)
{
	va_list arguments;
	bool done;

	va_start(arguments, format);
	done = run_list(format, arguments);
	va_end(arguments);
	return done;
}

static void give_up(const char *what)
{
	printf("Bail out! cannot prepare the test: %s\n", what);
	exit(EXIT_FAILURE);
}

void must(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (!run_list(format, arguments))
		give_up(format);
	va_end(arguments);
}

bool try_sysctl(const char *name, const char *value)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/sys/net/%s", name);
	file = fopen(path, "we");
	return file && fputs(value, file) >= 0 && !fclose(file);
}

void set_sysctl(const char *name, const char *value)
{
	if (!try_sysctl(name, value))
		give_up(name);
}

/* How many of the addresses below the kernel has taken into use: the last that
 * it does for one is its route. */
static unsigned int count_used(void)
{
	FILE *file = fopen("/proc/net/ipv6_route", "re");
	unsigned int count = 0;
	char line[256];

	if (!file)
		give_up("/proc/net/ipv6_route");
	while (fgets(line, sizeof(line), file))
		count += strstr(line, "ffff0001 80 ") != NULL;
	fclose(file);
	return count;
}

void add_interfaces(unsigned int count)
{
	FILE *batch = popen("ip -batch -", "w");
	unsigned int i;

	if (!batch)
		give_up("ip -batch");
	for (i = 1; i <= count; i += 2)
		fprintf(batch,
			"link add v%u type veth peer name v%u\n"
			"link set v%u up\nlink set v%u up\n",
			i, i + 1, i, i + 1);
	for (i = 1; i <= count; i++)
		fprintf(batch,
			"addr add 2001:db8:%x::ffff:1/64 dev v%u nodad\n", i,
			i);
	if (pclose(batch))
		give_up("ip -batch");
	for (i = 0; i < TRIES && count_used() < count; i++)
		short_pause();
	if (i == TRIES)
		give_up("addresses stay unused");
}

void delete_interfaces(unsigned int count)
{
	FILE *batch = popen("ip -batch -", "w");
	unsigned int i;

	if (!batch)
		give_up("ip -batch");
	for (i = 1; i <= count; i += 2)
		fprintf(batch, "link del v%u\n", i);
	if (pclose(batch))
		give_up("ip -batch");
}

int join_socket(void)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		give_up("socket");
	return fd;
}

static bool change(int fd, int option, unsigned int interface,
		   unsigned int number)
{
	struct ipv6_mreq request = {0};
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "v%u", interface);
	request.ipv6mr_interface = if_nametoindex(name);
	request.ipv6mr_multiaddr.s6_addr32[0] = htonl(0x20010db8);
	request.ipv6mr_multiaddr.s6_addr16[2] = htons((uint16_t)interface);
	request.ipv6mr_multiaddr.s6_addr32[3] = htonl(number);
	return !setsockopt(fd, IPPROTO_IPV6, option, &request, sizeof(request));
}

bool join(int fd, unsigned int interface, unsigned int number)
{
	return change(fd, IPV6_JOIN_ANYCAST, interface, number);
}

bool leave(int fd, unsigned int interface, unsigned int number)
{
	return change(fd, IPV6_LEAVE_ANYCAST, interface, number);
}

static int joins[256];
static size_t join_count;

void make_joins(unsigned int count, unsigned int interfaces)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!(i % JOINS_PER_SOCKET))
			joins[join_count++] = join_socket();
		if (!join(joins[join_count - 1], i % interfaces + 1,
			  i / interfaces + 1))
			give_up("IPV6_JOIN_ANYCAST");
	}
}

void drop_joins(void)
{
	while (join_count)
		close(joins[--join_count]);
}

void short_pause(void)
{
	struct timespec pause = {.tv_nsec = 10000000};

	nanosleep(&pause, NULL);
}
