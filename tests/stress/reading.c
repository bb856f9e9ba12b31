/* SPDX-License-Identifier: BSD-2-Clause
 *
 * reading READS INTERFACES CHURNERS PAUSE: read a table of which a part comes
 * and goes, in a namespace of its own (reading.sh).
 *
 * 1000 addresses stay, and 300 routes by hand.  Each of CHURNERS processes
 * joins and leaves 2000/CHURNERS more, PAUSE microseconds after each (0: at
 * full speed).  Of READS snapshots by a plain dump, by the one-shot retrieval
 * and by a handle it prints how many lack one that stays or have one twice, how
 * many were refused, and how many rows were called undelivered, which none is.
 * Fails if one of the library's does, or if more than one of a hundred is
 * refused.
 */
#include "tests/net/kernel.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "anycastip.h"
#include "core/retrieve.h"

#define STAYING	 1000u
#define BY_HAND	 300u
#define CHURNING 2000u
#ifndef RTM_GETANYCAST
#define RTM_GETANYCAST 62
#endif

static unsigned int reads, interfaces, churners, pause_us;

static void breathe(void)
{
	struct timespec pause = {.tv_nsec = pause_us * 1000L};

	if (pause_us)
		nanosleep(&pause, NULL);
}

/* 2001:db8:1:8000::NUMBER, behind most of what comes and goes. */
static bool add_routes(void)
{
	FILE *batch = popen("ip -6 -batch -", "w");
	unsigned int i;

	for (i = 1; batch && i <= BY_HAND; i++)
		fprintf(batch,
			"route add anycast 2001:db8:1:8000::%x dev v1 "
			"table local\n",
			i);
	return batch && !pclose(batch);
}

/* Numbers above those of the addresses that stay, each churner its own. */
static void churn(unsigned int number)
{
	unsigned int count = CHURNING / churners, i, each;
	unsigned int first = 0x10000 * (number + 1);
	int fds[64];

	for (i = 0; i <= count / 500; i++)
		fds[i] = join_socket();
	while (getppid() != 1) {
		for (i = 0; i < count; i++, breathe()) {
			each = i / interfaces + first;
			join(fds[i / 500], i % interfaces + 1, each);
		}
		for (i = 0; i < count; i++, breathe()) {
			each = i / interfaces + first;
			leave(fds[i / 500], i % interfaces + 1, each);
		}
	}
	_exit(0);
}

/* ---- Judging ---------------------------------------------------------- */

struct tally {
	unsigned int good, bad, refused, undelivered;
};

static unsigned char *seen;

static void begin(void)
{
	memset(seen, 0, STAYING + BY_HAND);
}

/* 2001:db8:I::NUMBER */
static void note(const uint8_t address[16])
{
	unsigned int interface = (unsigned int)address[4] << 8 | address[5];
	uint32_t number;

	memcpy(&number, address + 12, sizeof(number));
	number = ntohl(number);
	if (address[6] == 0x80 && number && number <= BY_HAND)
		seen[STAYING + number - 1]++;
	if (address[6] || !number || !interface || interface > interfaces ||
	    number > STAYING / interfaces)
		return;
	seen[(interface - 1) * (STAYING / interfaces) + number - 1]++;
}

static void end(struct tally *tally, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count && seen[i] == 1; i++)
		;
	if (i == count)
		tally->good++;
	else
		tally->bad++;
}

/* ---- Reading ---------------------------------------------------------- */

static void read_plainly(int fd, struct tally *tally)
{
	struct {
		struct nlmsghdr header;
		struct ifaddrmsg payload;
	} request = {
		.header =
			{
				.nlmsg_len = sizeof(request),
				.nlmsg_type = RTM_GETANYCAST,
				.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
			},
		.payload = {.ifa_family = AF_INET6},
	};
	static char buffer[32768] __attribute__((aligned(8)));
	struct nlmsghdr *message;
	struct rtattr *attribute;
	bool done = false;
	int length, left;

	begin();
	send(fd, &request, sizeof(request), 0);
	while (!done) {
		length = (int)recv(fd, buffer, sizeof(buffer), 0);
		if (length <= 0)
			break;
		for (message = (void *)buffer;
		     length > 0 && NLMSG_OK(message, (unsigned int)length);
		     message = NLMSG_NEXT(message, length)) {
			if (message->nlmsg_type != RTM_GETANYCAST) {
				done = true;
				break;
			}
			attribute = IFA_RTA(NLMSG_DATA(message));
			left = (int)IFA_PAYLOAD(message);
			for (; RTA_OK(attribute, left);
			     attribute = RTA_NEXT(attribute, left))
				if (attribute->rta_type == IFA_ANYCAST)
					note(RTA_DATA(attribute));
		}
	}
	end(tally, STAYING);
}

static void judge(enum anycastip_status status,
		  const struct anycastip_row *rows, size_t count,
		  const struct anycastip_error *error, struct tally *tally)
{
	size_t i;

	if (status == ANYCASTIP_RETRY) {
		tally->refused++;
		return;
	}
	if (status) {
		printf("# %s\n", error->text);
		tally->bad++;
		return;
	}
	begin();
	for (i = 0; i < count; i++) {
		note(rows[i].address);
		tally->undelivered += rows[i].state != ANYCASTIP_DELIVERED;
	}
	end(tally, STAYING + BY_HAND);
}

static void read_once(struct tally *tally)
{
	struct anycastip_error error;
	struct anycastip_row *rows;
	enum anycastip_status status;
	size_t count;

	status = retrieve_rows(&rows, &count, &error);
	judge(status, rows, count, &error, tally);
	free(rows);
}

static void read_handle(anycastip *handle, struct tally *tally)
{
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	enum anycastip_status status;

	status = anycastip_read(handle, AF_INET6, &snapshot, &error);
	judge(status, snapshot ? snapshot->rows : NULL,
	      snapshot ? snapshot->count : 0, &error, tally);
	anycastip_snapshot_free(snapshot);
}

static void print(const char *who, const struct tally *tally)
{
	printf("%-9s %6u good %6u bad %6u refused %6u falsely undelivered\n",
	       who, tally->good, tally->bad, tally->refused,
	       tally->undelivered);
}

static bool fine(const struct tally *tally)
{
	return !tally->bad && !tally->undelivered &&
	       tally->refused * 100 <= reads;
}

int main(int argc, char **argv)
{
	struct tally plain = {0}, once = {0}, handled = {0};
	anycastip *handle;
	pid_t children[16];
	unsigned int i;
	int fd;

	if (argc != 5) {
		fprintf(stderr,
			"usage: reading READS INTERFACES CHURNERS PAUSE\n");
		return 2;
	}
	reads = (unsigned int)atoi(argv[1]);
	interfaces = (unsigned int)atoi(argv[2]);
	churners = (unsigned int)atoi(argv[3]);
	pause_us = (unsigned int)atoi(argv[4]);
	if (!reads || !interfaces || !churners || churners > 16)
		return 2;
	seen = calloc(STAYING + BY_HAND, 1);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (!seen || fd < 0)
		return 2;
	set_sysctl("ipv6/conf/default/accept_dad", "0");
	add_interfaces(interfaces + interfaces % 2);
	make_joins(STAYING, interfaces);
	if (!add_routes() || anycastip_open(&handle, NULL, NULL))
		return 2;
	for (i = 0; i < churners; i++) {
		children[i] = fork();
		if (!children[i])
			churn(i);
	}
	for (i = 0; i < reads; i++) {
		read_plainly(fd, &plain);
		read_once(&once);
		read_handle(handle, &handled);
	}
	for (i = 0; i < churners; i++) {
		kill(children[i], SIGKILL);
		waitpid(children[i], NULL, 0);
	}
	printf("%u interfaces, %u churners, %u us\n", interfaces, churners,
	       pause_us);
	print("plain", &plain);
	print("one-shot", &once);
	print("handle", &handled);
	anycastip_close(handle);
	return fine(&once) && fine(&handled) ? EXIT_SUCCESS : EXIT_FAILURE;
}
