/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "fixture.h"

/* One socket takes only as many joins as net.core.optmem_max pays for. */
struct fixture_joins {
	int *sockets;
	size_t used;
	struct ipv6_mreq last;
};

int fixture_namespace(void)
{
	FILE *batch;
	int fd;

	if (unshare(CLONE_NEWNET) < 0)
		bench_die_errno("a new network namespace (run as root, or "
				"under unshare -Ur)");
	fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		bench_die_errno("/proc/thread-self/ns/net");
	batch = fixture_ip_open();
	fputs("link set lo up\n", batch);
	fixture_ip_close(batch);
	return fd;
}

FILE *fixture_ip_open(void)
{
	FILE *batch = popen("exec ip -6 -batch - >/dev/null", "w");

	if (!batch)
		bench_die_errno("ip -6 -batch (install iproute2)");
	return batch;
}

void fixture_ip_close(FILE *batch)
{
	if (pclose(batch) != 0)
		bench_die("ip -6 -batch failed; its message is above");
}

void fixture_interfaces(unsigned count)
{
	FILE *batch = fixture_ip_open();
	unsigned i;

	for (i = 0; i < count; i += 2)
		fprintf(batch, "link add b%u type veth peer name b%u\n", i,
			i + 1);
	for (i = 0; i < count + count % 2; i++)
		/* Without a link-local address: its traffic is noise. */
		fprintf(batch, "link set b%u addrgenmode none up\n", i);
	for (i = 0; i < count; i++)
		fprintf(batch, "addr add 2001:db8:0:%x::1/64 dev b%u nodad\n",
			i, i);
	fixture_ip_close(batch);
}

void fixture_routes(unsigned count)
{
	FILE *batch = fixture_ip_open();
	unsigned i;

	for (i = 0; i < count; i++)
		fprintf(batch, "route add 2001:db8:1:%x:%x::/128 dev b0\n",
			i >> 16, i & 0xffff);
	fixture_ip_close(batch);
}

static bool try_join(int fd, const struct ipv6_mreq *request)
{
	if (!setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_ANYCAST, request,
			sizeof(*request)))
		return true;
	if (errno != ENOMEM)
		bench_die_errno("joining an address on interface %u",
				request->ipv6mr_interface);
	return false;
}

static void add_socket(struct fixture_joins *joins)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		bench_die_errno("socket");
	joins->sockets = realloc(joins->sockets,
				 (joins->used + 1) * sizeof(int));
	if (!joins->sockets)
		bench_die("no memory");
	joins->sockets[joins->used++] = fd;
}

/* Join joins->last, on a new socket where the last one has no room.  Even that
 * may fail for a moment: after very many routes the kernel has to find memory
 * for each CPU first. */
static void join_somewhere(struct fixture_joins *joins)
{
	unsigned tries;

	if (try_join(joins->sockets[joins->used - 1], &joins->last))
		return;
	add_socket(joins);
	for (tries = 0; tries < 1000; tries++) {
		if (try_join(joins->sockets[joins->used - 1], &joins->last))
			return;
		usleep(10000);
	}
	bench_die("the kernel has no memory for a join; try fewer routes, or "
		  "raise net.core.optmem_max");
}

struct fixture_joins *fixture_join(unsigned count, unsigned interfaces)
{
	struct fixture_joins *joins = bench_alloc(sizeof(*joins));
	struct ipv6_mreq *request = &joins->last;
	unsigned *ifindex = bench_alloc(interfaces * sizeof(*ifindex));
	unsigned i;

	for (i = 0; i < interfaces; i++) {
		char name[IF_NAMESIZE];

		snprintf(name, sizeof(name), "b%u", i);
		ifindex[i] = if_nametoindex(name);
		if (!ifindex[i])
			bench_die_errno("interface %s", name);
	}
	add_socket(joins);
	for (i = 0; i < count; i++) {
		char text[64];

		snprintf(text, sizeof(text), "2001:db8:0:%x:a::%x:%x",
			 i % interfaces, (i >> 16) + 1, i & 0xffff);
		inet_pton(AF_INET6, text, &request->ipv6mr_multiaddr);
		request->ipv6mr_interface = ifindex[i % interfaces];
		join_somewhere(joins);
	}
	free(ifindex);
	return joins;
}

void fixture_leave(struct fixture_joins *joins)
{
	size_t i;

	for (i = 0; i < joins->used; i++)
		close(joins->sockets[i]);
	free(joins->sockets);
	free(joins);
}

void fixture_touch(struct fixture_joins *joins)
{
	int fd = joins->sockets[joins->used - 1];

	if (setsockopt(fd, IPPROTO_IPV6, IPV6_LEAVE_ANYCAST, &joins->last,
		       sizeof(joins->last)) < 0)
		bench_die_errno("leaving an address");
	if (!try_join(fd, &joins->last))
		bench_die("joining again what was left: no option memory");
}
