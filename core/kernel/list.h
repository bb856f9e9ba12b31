/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_LIST_H
#define CORE_KERNEL_LIST_H

#include "core/entries.h"
#include "core/kernel/netlink.h"

/* The sockets of a reader.  Those with smaller datagrams cut a list of many
 * datagrams elsewhere; they, and the file of the kernel's counts, are opened
 * when first needed, or by reader_open_all(): in the network namespace of the
 * thread that then runs. */
#define SHIFTED	    2
#define NO_REMOVALS (-2)
struct reader {
	struct netlink main;
	struct netlink shifted[SHIFTED];
	/* Of one dump, and of one interface; kept for their memory. */
	struct entries scratch;
	struct entries alone;
	uint64_t rereads;
	int removals_fd; /* -1: not open yet; NO_REMOVALS */
};

enum anycastip_status reader_open(struct reader *reader,
				  struct anycastip_error *error);
enum anycastip_status reader_open_all(struct reader *reader,
				      struct anycastip_error *error);
void reader_close(struct reader *reader);

/* The socket for the try'th dump of something: the main one for 0. */
enum anycastip_status reader_socket(struct reader *reader, unsigned int number,
				    struct netlink **netlink,
				    struct anycastip_error *error);

/* How many routes the kernel has ever removed from IPv6 tables.  It counts them
 * under the lock of the table, which a dump takes for each datagram: a dump
 * before and after which the number is the same had no route removed within.
 * False where that cannot be known.
 *
 * Events would not tell of all: not of the routes of a link that goes down with
 * skip_notify_on_dev_down, nor of those of a nexthop object with
 * nexthop_compat_mode=0, and of a multipath route too late. */
bool reader_removals(struct reader *reader, uint32_t *count);

/* Append the kernel's anycast list, in no order and possibly with duplicates,
 * such that every row present throughout is there.
 *
 * The kernel resumes a dump at (interface, number of rows given), and says
 * nothing when a row before that place has left meanwhile: as many rows that
 * stayed are lost after the cut.  So each interface at which a datagram ended
 * is read once more, alone: up to NETLINK_SIZE that is one datagram, for which
 * the kernel does not let go of the list.  A longer list is read with cuts at
 * other places until that brings nothing that was there before. */
enum anycastip_status read_list(struct reader *reader, struct entries *entries,
				struct anycastip_error *error);

/* Append the list of one interface by the same rule; nothing where the
 * interface does not exist (any more). */
enum anycastip_status read_interface_list(struct reader *reader,
					  uint32_t ifindex,
					  struct entries *entries,
					  struct anycastip_error *error);

#endif
