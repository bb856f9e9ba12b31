/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <net-snmp/net-snmp-config.h>

#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "agent/address.h"

#define AGENTX_TCP_PORT "705"

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

static bool parse_tcp(struct address *address, const char *target, int family,
		      char *reason, size_t size)
{
	struct addrinfo hints = {.ai_family = family,
				 .ai_socktype = SOCK_STREAM};
	const char *host, *port, *known_host;
	struct addrinfo *found;
	const size_t length = strlen(target);
	char copy[300];
	int result;

	if (length >= sizeof(copy)) {
		snprintf(reason, size, "the address %.40s... is too long",
			 target);
		return false;
	}
	memcpy(copy, target, length + 1);
	if (!split_host(copy, &host, &port)) {
		snprintf(reason, size,
			 "`%s' is no TCP address: write HOST:PORT, or "
			 "[HOST]:PORT for an IPv6 address",
			 target);
		return false;
	}
	/* "tcp" is IPv4 to snmpd, and localhost may be ::1 first.  No host is
	 * the loopback address, and so is this name (RFC 6761, 6.3), also
	 * where no file has it. */
	known_host = strcmp(host, "localhost") == 0 ? NULL : host;
	if (family == AF_UNSPEC)
		hints.ai_family = AF_INET;
	result = getaddrinfo(known_host, port, &hints, &found);
	if (result != 0 && family == AF_UNSPEC) {
		hints.ai_family = AF_UNSPEC;
		result = getaddrinfo(known_host, port, &hints, &found);
	}
	if (result != 0) {
		snprintf(reason, size,
			 "cannot find the address of host `%s' port `%s': %s; "
			 "write it as a number",
			 host, port, gai_strerror(result));
		return false;
	}
	memcpy(&address->socket, found->ai_addr, found->ai_addrlen);
	address->length = found->ai_addrlen;
	freeaddrinfo(found);
	snprintf(address->text, sizeof(address->text),
		 strchr(host, ':') ? "tcp:[%.100s]:%.20s" : "tcp:%.100s:%.20s",
		 host, port);
	return true;
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
