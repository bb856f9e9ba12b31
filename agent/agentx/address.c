/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads the forms of an address one after the other, as snmpd does.
 */
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

enum kind { BY_FORM, UNIX, TCP, TCP6, OTHER };

/* Which of the library's names of a transport a text begins with; what comes
 * behind it. */
static enum kind kind_of(const char *text, const char **target)
{
	static const struct {
		const char *name;
		enum kind kind;
	} names[] = {
		{"unix", UNIX},	   {"tcp", TCP},       {"tcp6", TCP6},
		{"tcpv6", TCP6},   {"tcpipv6", TCP6},  {"udp", OTHER},
		{"udp6", OTHER},   {"udpv6", OTHER},   {"udpipv6", OTHER},
		{"tlstcp", OTHER}, {"dtlsudp", OTHER}, {"ssh", OTHER},
	};
	size_t length = strcspn(text, ":"), i;

	*target = text;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (text[length] == ':' && strlen(names[i].name) == length &&
		    strncasecmp(text, names[i].name, length) == 0) {
			*target = text + length + 1;
			return names[i].kind;
		}
	}
	return BY_FORM;
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
 * out what does not fit.  0 with the reason. */
static unsigned long parse_port(const char *port, char *reason, size_t size)
{
	const struct servent *service;
	unsigned long number = 0;

	if (port[strspn(port, "0123456789")] != '\0') {
		service = getservbyname(port, "tcp");
		if (service)
			return ntohs((uint16_t)service->s_port);
		snprintf(
			reason, size,
			"there is no port with the name `%.40s': write it as a "
			"number",
			port);
		return 0;
	}
	if (strlen(port) < sizeof("100000"))
		number = strtoul(port, NULL, 10);
	if (number >= 1 && number <= UINT16_MAX)
		return number;
	snprintf(reason, size,
		 "the port %.40s is out of range: use one from 1 to 65535, as "
		 "snmpd's agentXSocket has",
		 port);
	return 0;
}

/* "tcp" is IPv4 to snmpd, and localhost may be ::1 first.  0, or an error of
 * getaddrinfo(3). */
static int parse_ip(struct address *address, const char *host, const char *port,
		    int family)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
				 .ai_family = family,
				 .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	int result;

	/* No host is the loopback address, and so is this name (RFC 6761,
	 * section 6.3), also where no file has it. */
	if (strcasecmp(host, "localhost") == 0)
		host = NULL;
	result = getaddrinfo(host, port, &hints, &found);
	if (result != 0)
		return result;
	memcpy(&address->socket, found->ai_addr, found->ai_addrlen);
	address->length = found->ai_addrlen;
	freeaddrinfo(found);
	return 0;
}

static bool parse_tcp(struct address *address, const char *target,
		      bool only_ipv6, char *reason, size_t size)
{
	const size_t length = strlen(target);
	const char *host, *port;
	char copy[300], number[6];
	unsigned long value;
	int result = EAI_NONAME;

	if (length >= sizeof(copy)) {
		snprintf(reason, size, "the address %.40s... is too long",
			 target);
		return false;
	}
	memcpy(copy, target, length + 1);
	if (!split_host(copy, &host, &port)) {
		snprintf(reason, size,
			 "`%s' is not a TCP address: write ADDRESS:PORT, or "
			 "[ADDRESS]:PORT for an IPv6 address",
			 target);
		return false;
	}
	value = parse_port(port, reason, size);
	if (value == 0)
		return false;
	snprintf(number, sizeof(number), "%lu", value);
	if (!only_ipv6)
		result = parse_ip(address, host, number, AF_INET);
	if (result != 0)
		result = parse_ip(address, host, number, AF_INET6);
	if (result != 0) {
		snprintf(reason, size,
			 "`%.100s' is not an %s address (%s): write an address "
			 "or localhost, since names of hosts are not looked up",
			 host, only_ipv6 ? "IPv6" : "IP", gai_strerror(result));
		return false;
	}
	snprintf(address->text, sizeof(address->text),
		 strchr(host, ':') ? "tcp:[%.100s]:%s" : "tcp:%.100s:%s", host,
		 number);
	return true;
}

bool address_parse(struct address *address, const char *text, char *reason,
		   size_t size)
{
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
	switch (kind_of(text, &target)) {
	case UNIX:
		return parse_unix(address, target, reason, size);
	case TCP:
		return parse_tcp(address, target, false, reason, size);
	case TCP6:
		return parse_tcp(address, target, true, reason, size);
	case OTHER:
		snprintf(reason, size,
			 "`%s' is not an address for AgentX: use unix:PATH or "
			 "tcp:ADDRESS:PORT",
			 text);
		return false;
	case BY_FORM:
		break;
	}
	/* The library takes what looks like a path for one, then tries a path,
	 * then TCP. */
	if (strchr(text, '/') || text[0] == '\0' || stat(text, &status) == 0)
		return parse_unix(address, text, reason, size);
	return parse_tcp(address, text, false, reason, size);
}
