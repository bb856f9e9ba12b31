/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_NET_KERNEL_H
#define TESTS_NET_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What tests of the real kernel share.  They run in a network namespace of
 * their own; whatever goes wrong in preparing it ends the program. */

/* Run a command of the shell, made as by printf(); true if it succeeds. */
bool run(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same; not to succeed ends the program. */
void must(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Write to /proc/sys/net/NAME; a user's namespace may not have some. */
bool try_sysctl(const char *name, const char *value);
void set_sysctl(const char *name, const char *value);

/* Interfaces v1 ... vCOUNT (even), up, with 2001:db8:I::ffff:1/64 on vI in use.
 * An interface that begins to forward before that joins the subnet-router
 * address a second time when its address comes into use, and leaves it once. */
void add_interfaces(unsigned int count);
void delete_interfaces(unsigned int count);

/* Join or leave 2001:db8:I::NUMBER on vI through a socket. */
bool join(int fd, unsigned int interface, unsigned int number);
bool leave(int fd, unsigned int interface, unsigned int number);
int join_socket(void);

/* Join `count' addresses spread over interfaces, with as many sockets as it
 * takes; they are numbered from 1 on each.  drop_joins() closes all. */
void make_joins(unsigned int count, unsigned int interfaces);
void drop_joins(void);

/* How often a thing may be tried before a test gives up: 20 s of 10 ms. */
#define TRIES 2000
void short_pause(void);

#endif
