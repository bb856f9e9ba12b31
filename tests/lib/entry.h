/* SPDX-License-Identifier: BSD-2-Clause
 *
 * For tests of the Windows interface, in either face: include its headers
 * first.
 */
#ifndef TESTS_LIB_ENTRY_H
#define TESTS_LIB_ENTRY_H

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static inline void set_address(SOCKADDR_INET *address, const char *text)
{
	address->si_family = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (address->si_family == AF_INET6)
		inet_pton(AF_INET6, text, &address->Ipv6.sin6_addr);
	else
		inet_pton(AF_INET, text, &address->Ipv4.sin_addr);
}

static inline MIB_ANYCASTIPADDRESS_ROW row_of(const char *address,
					      NET_IFINDEX ifindex)
{
	MIB_ANYCASTIPADDRESS_ROW row;

	memset(&row, 0, sizeof(row));
	set_address(&row.Address, address);
	row.InterfaceIndex = ifindex;
	return row;
}

/* Run `work' in a child; its result is the child's exit status. */
static inline int in_child(int (*work)(void))
{
	int status = -1;
	pid_t child;

	/* The thread sanitizer's _exit() writes out what is buffered. */
	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(work());
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
