/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bench-hold ROWS INTERFACES: make so many interfaces and anycast addresses in
 * the network namespace it is started in, say "ready", and keep them until
 * it is ended by a signal.  Interfaces that are there already are used.
 */
#include <net/if.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "fixture.h"

int main(int argc, char **argv)
{
	unsigned rows, interfaces;

	if (argc != 3)
		bench_die("usage: bench-hold ROWS INTERFACES");
	rows = (unsigned)strtoul(argv[1], NULL, 10);
	interfaces = (unsigned)strtoul(argv[2], NULL, 10);
	if (!rows || !interfaces)
		bench_die("bench-hold: neither number may be zero");
	if (!if_nametoindex("b0"))
		fixture_interfaces(interfaces);
	fixture_join(rows, interfaces);
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
