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
	socklen_t length; /* 0 where `host' is a name, for address_find() */
	int family;
	char host[256];
	char port[6];
	char text[160]; /* "unix:/var/agentx/master" */
};

/* Read what agentXSocket of snmpd.conf(5) takes: PATH, unix:PATH,
 * tcp:HOST:PORT, tcp6:[HOST]:PORT, HOST:PORT or PORT; NULL or "" is the
 * library's default path.  Looks no name of a host up.  False with the reason
 * and the remedy in `reason'. */
bool address_parse(struct address *address, const char *text, char *reason,
		   size_t size);

/* Look the host up, for as long as that takes.  0, or an error of
 * getaddrinfo(3). */
int address_find(const struct address *address, struct sockaddr_storage *socket,
		 socklen_t *length);

#endif
