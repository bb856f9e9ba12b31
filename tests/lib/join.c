/* SPDX-License-Identifier: BSD-2-Clause
 *
 * join [-c] IFNAME ADDRESS...: join anycast addresses with IPV6_JOIN_ANYCAST,
 * say "joined", and hold them; with -c leave and join them in turn for ever, as
 * fast as the kernel lets it.  Lines on standard input take or drop more:
 * "join IFNAME ADDRESS" and "leave IFNAME ADDRESS", each answered by a line
 * "ok" or the system's error text.  Ends at end of input, unless that comes at
 * once (a program started with </dev/null): then it holds until a signal.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A socket's options have limited memory; one takes some 600 joins even on
 * older kernels.  All joins of a run share this many sockets. */
#define JOINS_PER_SOCKET 500

static int last_socket = -1;
static unsigned int joins_in_last;

static int fresh_socket(void)
{
	last_socket = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	joins_in_last = 0;
	return last_socket;
}

static int parse(const char *ifname, const char *address,
		 struct ipv6_mreq *request)
{
	memset(request, 0, sizeof(*request));
	request->ipv6mr_interface = if_nametoindex(ifname);
	if (!request->ipv6mr_interface)
		return -1;
	if (inet_pton(AF_INET6, address, &request->ipv6mr_multiaddr) != 1) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

static int join(const char *ifname, const char *address)
{
	struct ipv6_mreq request;

	if (parse(ifname, address, &request))
		return -1;
	if (last_socket < 0 || joins_in_last == JOINS_PER_SOCKET)
		if (fresh_socket() < 0)
			return -1;
	if (setsockopt(last_socket, IPPROTO_IPV6, IPV6_JOIN_ANYCAST, &request,
		       sizeof(request)))
		return -1;
	joins_in_last++;
	return 0;
}

/* Which socket joined it is not kept: ask each. */
static int leave(const char *ifname, const char *address)
{
	struct ipv6_mreq request;
	int fd;

	if (parse(ifname, address, &request))
		return -1;
	for (fd = last_socket; fd > STDERR_FILENO; fd--)
		if (!setsockopt(fd, IPPROTO_IPV6, IPV6_LEAVE_ANYCAST, &request,
				sizeof(request)))
			return 0;
	return -1;
}

static void answer(int failed)
{
	printf("%s\n", failed ? strerror(errno) : "ok");
	fflush(stdout);
}

static int obey(char *line)
{
	char verb[8], ifname[IF_NAMESIZE], address[INET6_ADDRSTRLEN];

	if (sscanf(line, "%7s %15s %45s", verb, ifname, address) != 3) {
		errno = EINVAL;
		return -1;
	}
	if (!strcmp(verb, "join"))
		return join(ifname, address);
	if (!strcmp(verb, "leave"))
		return leave(ifname, address);
	errno = EINVAL;
	return -1;
}

static int churn(const char *ifname, char **addresses)
{
	char **address;

	for (;;)
		for (address = addresses; *address; address++)
			if (leave(ifname, *address) || join(ifname, *address))
				return -1;
}

int main(int argc, char **argv)
{
	int told = 0, forever = 0, i;
	char line[128];

	if (argc > 1 && !strcmp(argv[1], "-c")) {
		forever = 1;
		argv++;
		argc--;
	}
	if (argc < 2) {
		fprintf(stderr, "usage: join [-c] IFNAME ADDRESS...\n");
		return EXIT_FAILURE;
	}
	for (i = 2; i < argc; i++) {
		if (join(argv[1], argv[i])) {
			fprintf(stderr, "join: %s on %s: %s\n", argv[i],
				argv[1], strerror(errno));
			return EXIT_FAILURE;
		}
	}
	printf("joined\n");
	fflush(stdout);
	if (forever && churn(argv[1], argv + 2)) {
		perror("join");
		return EXIT_FAILURE;
	}
	while (fgets(line, sizeof(line), stdin)) {
		told = 1;
		answer(obey(line));
	}
	if (!told)
		pause();
	return EXIT_SUCCESS;
}
