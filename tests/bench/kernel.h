/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The ways without the library to read the kernel's anycast list, each as short
 * as it can be made: the yardsticks of the library.
 */
#ifndef BENCH_KERNEL_H
#define BENCH_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* What both take out of an entry. */
struct kernel_row {
	uint8_t address[16];
	uint32_t ifindex;
	uint32_t stamp; /* 0 from the file, which has none */
};

/* A bare NETLINK_ROUTE socket; nothing is set but close-on-exec. */
int kernel_socket(void);

/* One plain RTM_GETANYCAST dump, walked and parsed in a receive loop.  Rows
 * are neither sorted nor are duplicates dropped, and a dump during a change
 * may lack rows.  Returns how many; more than `room' is an error. */
size_t kernel_dump(int fd, struct kernel_row *rows, size_t room);

/* What else GetAnycastIpAddressTable has to know, read in the same way: a dump
 * of the links (types, for the LUIDs) and one of the routes of type anycast in
 * the local table.  The socket is to have had kernel_strict().  They return
 * how many messages there were. */
void kernel_strict(int fd);
size_t kernel_links(int fd);
size_t kernel_routes(int fd);

/* Read and parse /proc/net/anycast6. */
size_t kernel_file(struct kernel_row *rows, size_t room);

#endif
