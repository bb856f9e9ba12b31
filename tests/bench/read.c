/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bench-read: what reading the anycast table costs, as ratios of contenders
 * measured in turn (doc/performance.md has the figures to reach).
 *
 *   bench-read [-r ROUNDS] [-l] [-q ROUTES]	print the ratios
 *   bench-read -i ROWS INTERFACES		read once in every way, for a
 *						profiler that counts per
 *function
 *
 * It makes its own network namespaces, so it is to be run as root, or under
 * unshare -Ur.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "netioapi.h"

#include "anycastip.h"
#include "bench.h"
#include "fixture.h"
#include "kernel.h"

#define MAX_ROUNDS 1000
/* Interfaces of the namespaces with and without many routes. */
#define LINKS 100u
/* Of another program's route changes: how many in one phase, how far apart. */
#define CHANGES	     200u
#define CHANGE_PAUSE 500 /* microseconds */

static unsigned rounds = 31;
static unsigned routes = 220000;

/* ---- Contenders: each reads all rows once ---------------------------------
 *
 * They are external functions, so that a profiler can tell them apart. */

struct place {
	int netns;
	int fd;		   /* kept open for contender_bare_kept() */
	anycastip *handle; /* kept open for contender_handle() */
	struct fixture_joins *joins;
	struct kernel_row *rows;
	size_t count;
};

size_t contender_bare(struct place *place);
size_t contender_bare_kept(struct place *place);
size_t contender_all(struct place *place);
size_t contender_file(struct place *place);
size_t contender_oneshot(struct place *place);
size_t contender_handle(struct place *place);

__attribute__((noinline)) size_t contender_bare(struct place *place)
{
	int fd = kernel_socket();
	size_t count = kernel_dump(fd, place->rows, place->count);

	close(fd);
	return count;
}

__attribute__((noinline)) size_t contender_bare_kept(struct place *place)
{
	return kernel_dump(place->fd, place->rows, place->count);
}

/* All that the kernel has to be asked for the whole table. */
__attribute__((noinline)) size_t contender_all(struct place *place)
{
	int fd = kernel_socket();
	size_t count;

	kernel_strict(fd);
	kernel_links(fd);
	count = kernel_dump(fd, place->rows, place->count);
	kernel_routes(fd);
	close(fd);
	return count;
}

__attribute__((noinline)) size_t contender_file(struct place *place)
{
	return kernel_file(place->rows, place->count);
}

__attribute__((noinline)) size_t contender_oneshot(struct place *place)
{
	PMIB_ANYCASTIPADDRESS_TABLE table;
	NTSTATUS status = GetAnycastIpAddressTable(AF_INET6, &table);
	size_t count;

	(void)place;
	if (status)
		bench_die("GetAnycastIpAddressTable: %s",
			  anycastip_ntstatus_text(status));
	count = table->NumEntries;
	FreeMibTable(table);
	return count;
}

static size_t read_handle(struct place *place)
{
	struct anycastip_snapshot *snapshot;
	struct anycastip_error error;
	size_t count;

	if (anycastip_read(place->handle, AF_INET6, &snapshot, &error))
		bench_die("anycastip_read: %s", error.text);
	count = snapshot->count;
	anycastip_snapshot_free(snapshot);
	return count;
}

__attribute__((noinline)) size_t contender_handle(struct place *place)
{
	return read_handle(place);
}

/* ---- Places
 * ----------------------------------------------------------------*/

static void enter(const struct place *place)
{
	if (setns(place->netns, CLONE_NEWNET) < 0)
		bench_die_errno("entering a namespace of our own");
}

/* Open what is kept open; the namespace is the current one. */
static void place_open(struct place *place, size_t count)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;

	options.flags = ANYCASTIP_F_NOWAIT;
	if (anycastip_open(&place->handle, &options, &error))
		bench_die("anycastip_open: %s", error.text);
	place->fd = kernel_socket();
	place->count = count;
	place->rows = bench_alloc(count * sizeof(*place->rows));
}

static void place_close(struct place *place)
{
	anycastip_close(place->handle);
	close(place->fd);
	free(place->rows);
}

/* A place with so many rows on the first `interfaces' of `links'. */
static struct place place_make(unsigned count, unsigned interfaces,
			       unsigned links)
{
	struct place place = {.netns = fixture_namespace()};

	fixture_interfaces(links);
	place.joins = fixture_join(count, interfaces);
	place_open(&place, count);
	return place;
}

static void place_free(struct place *place)
{
	place_close(place);
	fixture_leave(place->joins);
	close(place->netns);
}

/* ---- Timing
 * ----------------------------------------------------------------*/

typedef size_t contender(struct place *place);

/* CPU microseconds of one call, as the mean of `repeat'. */
static double time_calls(contender *call, struct place *place, unsigned repeat)
{
	uint64_t start = bench_cpu();
	unsigned i;

	for (i = 0; i < repeat; i++) {
		size_t count = call(place);

		if (count != place->count)
			bench_die("%zu rows were read, %zu are there", count,
				  place->count);
	}
	return (double)(bench_cpu() - start) / 1000 / repeat;
}

/* The same of a handle that has to take a change first, each time. */
static double time_changed(struct place *place, unsigned repeat)
{
	uint64_t spent = 0;
	unsigned i;

	for (i = 0; i < repeat; i++) {
		uint64_t start;
		bool changed;

		fixture_touch(place->joins);
		start = bench_cpu();
		if (anycastip_changed(place->handle, &changed, NULL) ||
		    !changed)
			bench_die("the handle did not see a change");
		if (contender_handle(place) != place->count)
			bench_die("a row is missing after a change");
		spent += bench_cpu() - start;
	}
	return (double)spent / 1000 / repeat;
}

/* So many calls that the clock's own cost does not count. */
static unsigned repeats(size_t count)
{
	return count > 20000 ? 1 : (unsigned)(40000 / (count + 200)) + 1;
}

static void print_ratio(const double *above, const double *below)
{
	struct bench_spread spread = bench_ratio(above, below, rounds);

	printf("  %5.2f (%4.1f-%5.1f)", spread.median, spread.min, spread.max);
}

static void print_heading(void)
{
	printf("Reading all rows, in CPU time (the program's and the "
	       "kernel's).\n"
	       "us: a bare socket that is opened, given one dump of the list "
	       "and closed.\n"
	       "Ratios, median (min-max) of %u rounds:\n"
	       "  one-shot  GetAnycastIpAddressTable to that\n"
	       "  to-all    the same to a bare socket that dumps also links "
	       "and "
	       "routes\n"
	       "  handle    anycastip_read to a dump of the list on a bare "
	       "socket kept open\n"
	       "  changed   the same when an address has come and gone "
	       "before\n"
	       "  file      /proc/net/anycast6 to one-shot, and to handle\n\n"
	       "%6s %4s %7s  %-19s  %-19s  %-19s  %-19s  %-19s  %s\n",
	       rounds, "rows", "ifs", "us", "one-shot", "to-all", "handle",
	       "changed", "file/one-shot", "file/handle");
}

static void measure_reading(unsigned count, unsigned interfaces)
{
	static double bare[MAX_ROUNDS], all[MAX_ROUNDS], kept[MAX_ROUNDS],
		file[MAX_ROUNDS], oneshot[MAX_ROUNDS], handle[MAX_ROUNDS],
		changed[MAX_ROUNDS];
	struct place place = place_make(count, interfaces, interfaces);
	unsigned repeat = repeats(count), i;

	read_handle(&place);
	for (i = 0; i < rounds; i++) {
		bare[i] = time_calls(contender_bare, &place, repeat);
		oneshot[i] = time_calls(contender_oneshot, &place, repeat);
		all[i] = time_calls(contender_all, &place, repeat);
		kept[i] = time_calls(contender_bare_kept, &place, repeat);
		handle[i] = time_calls(contender_handle, &place, repeat);
		changed[i] = time_changed(&place, repeat);
		file[i] = time_calls(contender_file, &place, 1);
	}
	printf("%6u %4u %7.0f", count, interfaces,
	       bench_spread(bare, rounds).median);
	print_ratio(oneshot, bare);
	print_ratio(oneshot, all);
	print_ratio(handle, kept);
	print_ratio(changed, kept);
	print_ratio(file, oneshot);
	print_ratio(file, handle);
	putchar('\n');
	fflush(stdout);
	place_free(&place);
}

/* ---- Many unicast routes
 * ---------------------------------------------------*/

static void measure_beside_routes(unsigned count, unsigned interfaces,
				  struct place *full)
{
	static double empty_oneshot[MAX_ROUNDS], empty_handle[MAX_ROUNDS],
		full_oneshot[MAX_ROUNDS], full_handle[MAX_ROUNDS];
	struct place empty = place_make(count, interfaces, LINKS);
	unsigned repeat = repeats(count), i;

	enter(full);
	full->joins = fixture_join(count, interfaces);
	place_open(full, count);
	for (i = 0; i < rounds; i++) {
		enter(&empty);
		empty_oneshot[i] = time_calls(contender_oneshot, &empty,
					      repeat);
		empty_handle[i] = time_calls(contender_handle, &empty, repeat);
		enter(full);
		full_oneshot[i] = time_calls(contender_oneshot, full, repeat);
		full_handle[i] = time_calls(contender_handle, full, repeat);
	}
	printf("%6u %4u", count, interfaces);
	print_ratio(full_oneshot, empty_oneshot);
	print_ratio(full_handle, empty_handle);
	putchar('\n');
	fflush(stdout);
	place_free(&empty);
	place_close(full);
	fixture_leave(full->joins);
}

/* ---- Somebody else's route changes
 * -----------------------------------------*/

static void change_route(int fd, unsigned type, unsigned ifindex)
{
	struct {
		struct nlmsghdr header;
		struct rtmsg body;
		struct rtattr dst_attr;
		uint8_t dst[16];
		struct rtattr oif_attr;
		uint32_t oif;
	} request = {
		.header = {.nlmsg_len = sizeof(request),
			   .nlmsg_type = (uint16_t)type,
			   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
		.body = {.rtm_family = AF_INET6,
			 .rtm_dst_len = 128,
			 .rtm_table = RT_TABLE_MAIN,
			 .rtm_protocol = RTPROT_BOOT,
			 .rtm_scope = RT_SCOPE_UNIVERSE,
			 .rtm_type = RTN_UNICAST},
		.dst_attr = {.rta_len = RTA_LENGTH(16), .rta_type = RTA_DST},
		.dst = {0x20, 0x01, 0x0d, 0xb8, 0, 2, [15] = 1},
		.oif_attr = {.rta_len = RTA_LENGTH(4), .rta_type = RTA_OIF},
		.oif = ifindex,
	};
	struct {
		struct nlmsghdr header;
		struct nlmsgerr body;
		char rest[256];
	} answer;

	if (type == RTM_NEWROUTE)
		request.header.nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
	if (send(fd, &request, sizeof(request), 0) != sizeof(request) ||
	    recv(fd, &answer, sizeof(answer), 0) < 0)
		bench_die_errno("changing a route");
	if (answer.header.nlmsg_type != NLMSG_ERROR || answer.body.error)
		bench_die("a route change was refused: %s",
			  strerror(-answer.body.error));
}

/* The other program: add (timed) and delete a route, some times, and give the
 * mean of the additions in microseconds. */
static double time_changes(void)
{
	unsigned ifindex = if_nametoindex("b0"), i;
	int fd = kernel_socket();
	uint64_t spent = 0;

	for (i = 0; i < CHANGES; i++) {
		uint64_t start = bench_now();

		change_route(fd, RTM_NEWROUTE, ifindex);
		spent += bench_now() - start;
		change_route(fd, RTM_DELROUTE, ifindex);
		usleep(CHANGE_PAUSE);
	}
	close(fd);
	return (double)spent / 1000 / CHANGES;
}

/* The other program's mean while this one reads in a loop (NULL: sleeps). */
static double time_changes_beside(contender *call, struct place *place)
{
	struct pollfd done = {.events = POLLIN};
	double mean;
	int ends[2];
	pid_t pid;

	if (pipe(ends) < 0)
		bench_die_errno("pipe");
	pid = fork();
	if (pid < 0)
		bench_die_errno("fork");
	if (!pid) {
		mean = time_changes();
		_exit(write(ends[1], &mean, sizeof(mean)) != sizeof(mean));
	}
	done.fd = ends[0];
	while (!poll(&done, 1, call ? 0 : -1))
		call(place);
	if (read(ends[0], &mean, sizeof(mean)) != sizeof(mean))
		bench_die("the program that changes routes failed");
	close(ends[0]);
	close(ends[1]);
	waitpid(pid, NULL, 0);
	return mean;
}

static void measure_others(unsigned count, unsigned interfaces,
			   struct place *full)
{
	static double idle[MAX_ROUNDS], oneshot[MAX_ROUNDS], handle[MAX_ROUNDS];
	unsigned i;

	enter(full);
	full->joins = fixture_join(count, interfaces);
	place_open(full, count);
	for (i = 0; i < rounds; i++) {
		idle[i] = time_changes_beside(NULL, full);
		oneshot[i] = time_changes_beside(contender_oneshot, full);
		handle[i] = time_changes_beside(contender_handle, full);
	}
	printf("%6u %4u %8.1f", count, interfaces,
	       bench_spread(idle, rounds).median);
	print_ratio(oneshot, idle);
	print_ratio(handle, idle);
	putchar('\n');
	fflush(stdout);
	place_close(full);
	fixture_leave(full->joins);
}

static void measure_with_routes(void)
{
	struct place full = {.netns = fixture_namespace()};

	fixture_interfaces(LINKS);
	fixture_routes(routes);
	printf("\nThe same with %u unicast IPv6 routes, to none.\n\n"
	       "%6s %4s  %-20s  %-20s\n",
	       routes, "rows", "ifs", "one-shot", "handle");
	measure_beside_routes(14, 1, &full);
	measure_beside_routes(1000, 100, &full);
	measure_beside_routes(10000, 100, &full);
	printf("\nA route added by another program among %u (mean of %u), "
	       "while "
	       "this one reads\nin a loop, to while it sleeps.\n\n"
	       "%6s %4s %8s  %-20s  %-20s\n",
	       routes, CHANGES, "rows", "ifs", "us", "one-shot", "handle");
	measure_others(14, 1, &full);
	measure_others(1000, 100, &full);
	measure_others(10000, 100, &full);
	close(full.netns);
}

/* ---- Command line
 * ----------------------------------------------------------*/

static unsigned number(const char *text, unsigned min, unsigned max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!*text || *end || value < min || value > max)
		bench_die("bench-read: \"%s\" is not a number from %u to %u",
			  text, min, max);
	return (unsigned)value;
}

static void read_once(unsigned count, unsigned interfaces)
{
	static contender *const all[] = {contender_bare,      contender_all,
					 contender_bare_kept, contender_oneshot,
					 contender_handle,    contender_file};
	struct place place = place_make(count, interfaces, interfaces);
	size_t i;

	/* The handle's first read fills its caches; the rest is steady. */
	read_handle(&place);
	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		time_calls(all[i], &place, 1);
	place_free(&place);
}

int main(int argc, char **argv)
{
	bool large = false;
	int option;

	while ((option = getopt(argc, argv, "ilq:r:")) != -1) {
		switch (option) {
		case 'i':
			if (argc - optind != 2)
				bench_die("bench-read -i ROWS INTERFACES");
			read_once(number(argv[optind], 1, 100000),
				  number(argv[optind + 1], 1, 1000));
			return 0;
		case 'l':
			large = true;
			break;
		case 'q':
			routes = number(optarg, 0, 2000000);
			break;
		case 'r':
			rounds = number(optarg, 1, MAX_ROUNDS);
			break;
		default:
			bench_die("usage: bench-read [-r ROUNDS] [-l] "
				  "[-q ROUTES] | -i ROWS INTERFACES");
		}
	}
	print_heading();
	measure_reading(14, 1);
	measure_reading(1000, 1);
	measure_reading(1000, 100);
	measure_reading(10000, 1);
	measure_reading(10000, 100);
	if (large)
		measure_reading(50000, 100);
	if (routes)
		measure_with_routes();
	return 0;
}
