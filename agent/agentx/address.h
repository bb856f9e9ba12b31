/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the master agent listens.
 */
#ifndef AGENT_AGENTX_ADDRESS_H
#define AGENT_AGENTX_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct address {
	struct sockaddr_storage socket;
	socklen_t length;
	char text[160]; /* "unix:/var/agentx/master" */
};

/* Read what agentXSocket of snmpd.conf(5) takes: PATH, unix:PATH,
 * tcp:ADDRESS:PORT, tcp6:[ADDRESS]:PORT, ADDRESS:PORT or PORT; NULL or "" is
 * the library's default path.  The name of a host is not looked up, which takes
 * its time; localhost is the loopback address.  False with the reason and the
 * remedy in `reason'. */
bool address_parse(struct address *address, const char *text, char *reason,
		   size_t size);

#endif
