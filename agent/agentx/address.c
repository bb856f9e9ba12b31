/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <net-snmp/net-snmp-config.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "agent/agentx/address.h"
#include "agent/agentx/agentx.h"

/* The value of a string that begins with one of the library's names of a
 * transport, or NULL. */
static const char *after_prefix(const char *text, const char *const *prefixes)
{
	size_t length;

	for (; *prefixes; prefixes++) {
		length = strlen(*prefixes);
		if (strncasecmp(text, *prefixes, length) == 0 &&
		    text[length] == ':')
			return text + length + 1;
	}
	return NULL;
}

static bool parse_unix(struct address *address, const char *path, char *reason,
		       size_t size)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&address->socket;
	size_t length = strlen(path);

	if (length == 0) {
		path = NETSNMP_AGENTX_SOCKET;
		length = strlen(path);
	}
	if (length >= sizeof(un->sun_path)) {
		snprintf(reason, size,
			 "the path %.40s... is too long for a socket: use one "
			 "of at most %zu characters",
			 path, sizeof(un->sun_path) - 1);
		return false;
	}
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, length + 1);
	address->length = (socklen_t)sizeof(*un);
	snprintf(address->text, sizeof(address->text), "unix:%s", path);
	return true;
}

/* Split HOST:PORT, [HOST]:PORT, HOST or PORT in place. */
static bool split_host(char *text, const char **host, const char **port)
{
	char *colon;

	*host = "localhost";
	*port = AGENTX_TCP_PORT;
	if (text[0] == '[') {
		char *end = strchr(text, ']');

		if (!end || (end[1] != ':' && end[1] != '\0'))
			return false;
		*host = text + 1;
		if (end[1] == ':')
			*port = end + 2;
		*end = '\0';
		return **host != '\0' && **port != '\0';
	}
	if (text[strspn(text, "0123456789")] == '\0') {
		if (text[0] != '\0')
			*port = text;
		return true;
	}
	colon = strrchr(text, ':');
	if (colon) {
		*colon = '\0';
		*port = colon + 1;
	}
	if (text[0] != '\0')
		*host = text;
	return **port != '\0' && !strchr(*host, ':');
}

/* Port numbers are 1 to 65535; getaddrinfo() would take larger ones, and leave
 * out what does not fit. */
static bool take_port(struct address *address, const char *port, char *reason,
		      size_t size)
{
	const struct servent *service;
	unsigned long number = 0;

	if (port[strspn(port, "0123456789")] == '\0') {
		if (strlen(port) < sizeof("100000"))
			number = strtoul(port, NULL, 10);
		if (number < 1 || number > UINT16_MAX) {
			snprintf(reason, size,
				 "the port %.40s is out of range: use one from "
				 "1 to 65535, as snmpd's agentXSocket has",
				 port);
			return false;
		}
	} else {
		service = getservbyname(port, "tcp");
		if (!service) {
			snprintf(
				reason, size,
				"there is no port with the name `%.40s': write "
				"it as a number",
				port);
			return false;
		}
		number = ntohs((uint16_t)service->s_port);
	}
	snprintf(address->port, sizeof(address->port), "%lu", number);
	return true;
}

/* What will never be found is told from what is not found for now: a name has
 * letters, and an interface may still appear. */
static bool can_be_found_later(const char *host)
{
	char copy[INET6_ADDRSTRLEN];
	struct in6_addr ignored;
	size_t length;

	if (!strchr(host, ':'))
		return host[strspn(host, ".0123456789")] != '\0' &&
		       host[strcspn(host, "/%[] \t")] == '\0';
	length = strcspn(host, "%");
	if (host[length] == '\0' || length >= sizeof(copy))
		return false;
	memcpy(copy, host, length);
	copy[length] = '\0';
	return inet_pton(AF_INET6, copy, &ignored) == 1;
}

/* getaddrinfo() for the address, with further flags. */
static int find(const struct address *address, int flags,
		struct sockaddr_storage *socket, socklen_t *length)
{
	struct addrinfo hints = {.ai_flags = flags | AI_NUMERICSERV,
				 .ai_family = address->family,
				 .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	const char *host;
	int result;

	/* "tcp" is IPv4 to snmpd, and localhost may be ::1 first.  No host is
	 * the loopback address, and so is this name (RFC 6761, 6.3), also
	 * where no file has it. */
	host = strcmp(address->host, "localhost") == 0 ? NULL : address->host;
	if (address->family == AF_UNSPEC)
		hints.ai_family = AF_INET;
	result = getaddrinfo(host, address->port, &hints, &found);
	if (result != 0 && address->family == AF_UNSPEC) {
		hints.ai_family = AF_UNSPEC;
		result = getaddrinfo(host, address->port, &hints, &found);
	}
	if (result != 0)
		return result;
	memcpy(socket, found->ai_addr, found->ai_addrlen);
	*length = found->ai_addrlen;
	freeaddrinfo(found);
	return 0;
}

static bool parse_tcp(struct address *address, const char *target, int family,
		      char *reason, size_t size)
{
	const size_t length = strlen(target);
	const char *host, *port;
	char copy[300];

	if (length >= sizeof(copy)) {
		snprintf(reason, size, "the address %.40s... is too long",
			 target);
		return false;
	}
	memcpy(copy, target, length + 1);
	if (!split_host(copy, &host, &port) ||
	    strlen(host) >= sizeof(address->host)) {
		snprintf(reason, size,
			 "`%s' is no TCP address: write HOST:PORT, or "
			 "[HOST]:PORT for an IPv6 address",
			 target);
		return false;
	}
	if (!take_port(address, port, reason, size))
		return false;
	address->family = family;
	memcpy(address->host, host, strlen(host) + 1);
	if (find(address, AI_NUMERICHOST, &address->socket, &address->length) !=
	    0) {
		address->length = 0;
		if (!can_be_found_later(host)) {
			snprintf(reason, size,
				 "`%s' is no %shost: write its name or its "
				 "address",
				 host, family == AF_INET6 ? "IPv6 " : "");
			return false;
		}
	}
	snprintf(address->text, sizeof(address->text),
		 strchr(host, ':') ? "tcp:[%.100s]:%s" : "tcp:%.100s:%s", host,
		 address->port);
	return true;
}

int address_find(const struct address *address, struct sockaddr_storage *socket,
		 socklen_t *length)
{
	return find(address, 0, socket, length);
}

bool address_parse(struct address *address, const char *text, char *reason,
		   size_t size)
{
	static const char *const unix_names[] = {"unix", NULL};
	static const char *const tcp_names[] = {"tcp", NULL};
	static const char *const tcp6_names[] = {"tcp6", "tcpv6", "tcpipv6",
						 NULL};
	static const char *const other_names[] = {
		"udp",	  "udp6",    "udpv6", "udpipv6",
		"tlstcp", "dtlsudp", "ssh",   NULL};
	const char *target;
	struct stat status;

	memset(address, 0, sizeof(*address));
	if (!text)
		text = "";
	if (strchr(text, ',')) {
		snprintf(reason, size,
			 "`%s' is a list of addresses: snmpd listens on all of "
			 "them, so name one",
			 text);
		return false;
	}
	if (after_prefix(text, other_names)) {
		snprintf(reason, size,
			 "`%s' is no address for AgentX: use unix:PATH or "
			 "tcp:HOST:PORT",
			 text);
		return false;
	}
	target = after_prefix(text, unix_names);
	if (target)
		return parse_unix(address, target, reason, size);
	target = after_prefix(text, tcp_names);
	if (target)
		return parse_tcp(address, target, AF_UNSPEC, reason, size);
	target = after_prefix(text, tcp6_names);
	if (target)
		return parse_tcp(address, target, AF_INET6, reason, size);
	/* Without a prefix the library takes what looks like a path for one,
	 * then tries a path, then TCP. */
	if (strchr(text, '/') || text[0] == '\0' || stat(text, &status) == 0)
		return parse_unix(address, text, reason, size);
	return parse_tcp(address, text, AF_UNSPEC, reason, size);
}
