/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The forms of an AgentX address that are taken, and those that are refused.
 */
#include "agent/agentx/address.h"

#include <net-snmp/net-snmp-config.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "tests/unit/tap.h"

static struct address address;
static char reason[400];

static bool parse(const char *text)
{
	reason[0] = '\0';
	return address_parse(&address, text, reason, sizeof(reason));
}

static bool is_unix(const char *text, const char *path)
{
	const struct sockaddr_un *un = (struct sockaddr_un *)&address.socket;

	return parse(text) && un->sun_family == AF_UNIX &&
	       address.length == sizeof(*un) && strcmp(un->sun_path, path) == 0;
}

static void paths(void)
{
	char longest[256] = "unix:/", expected[256];

	CU_ASSERT_TRUE(is_unix(NULL, NETSNMP_AGENTX_SOCKET));
	CU_ASSERT_TRUE(is_unix("", NETSNMP_AGENTX_SOCKET));
	CU_ASSERT_TRUE(is_unix("unix:", NETSNMP_AGENTX_SOCKET));
	CU_ASSERT_TRUE(is_unix("/run/master", "/run/master"));
	CU_ASSERT_TRUE(is_unix("run/master", "run/master"));
	CU_ASSERT_TRUE(is_unix("UNIX:master", "master"));
	CU_ASSERT_STRING_EQUAL(address.text, "unix:master");
	/* A file that is there needs no slash. */
	CU_ASSERT_TRUE(is_unix(".", "."));
	memset(longest + 6, 'x', 106);
	snprintf(expected, sizeof(expected), "%s", longest + 5);
	CU_ASSERT_TRUE(is_unix(longest, expected));
	longest[112] = 'x';
	CU_ASSERT_FALSE(parse(longest));
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "at most 107 characters"));
}

/* Whether the text is taken for that socket, and shown so. */
static bool is_tcp(const char *text, const char *host, unsigned int port,
		   const char *shown)
{
	const struct sockaddr_in *ip4 = (struct sockaddr_in *)&address.socket;
	const struct sockaddr_in6 *ip6 = (struct sockaddr_in6 *)&address.socket;
	char found[INET6_ADDRSTRLEN] = "";
	unsigned int number;

	if (!parse(text) || strcmp(address.text, shown) != 0)
		return false;
	if (ip4->sin_family == AF_INET)
		inet_ntop(AF_INET, &ip4->sin_addr, found, sizeof(found));
	else
		inet_ntop(AF_INET6, &ip6->sin6_addr, found, sizeof(found));
	number = ntohs(ip4->sin_family == AF_INET ? ip4->sin_port
						  : ip6->sin6_port);
	return strcmp(found, host) == 0 && number == port;
}

static void tcp(void)
{
	static const struct {
		const char *text, *host;
		unsigned int port;
		const char *shown;
	} forms[] = {
		{"7050", "127.0.0.1", 7050, "tcp:localhost:7050"},
		{"tcp:", "127.0.0.1", 705, "tcp:localhost:705"},
		{"tcp:192.0.2.1", "192.0.2.1", 705, "tcp:192.0.2.1:705"},
		{"192.0.2.1:1", "192.0.2.1", 1, "tcp:192.0.2.1:1"},
		{"LocalHost:65535", "127.0.0.1", 65535, "tcp:LocalHost:65535"},
		{"tcp6:localhost:1", "::1", 1, "tcp:localhost:1"},
		{"tcpv6:7050", "::1", 7050, "tcp:localhost:7050"},
		{"tcp:[2001:db8::1]:2", "2001:db8::1", 2,
		 "tcp:[2001:db8::1]:2"},
		{"[2001:db8::1]", "2001:db8::1", 705, "tcp:[2001:db8::1]:705"},
	};
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!is_tcp(forms[i].text, forms[i].host, forms[i].port,
			    forms[i].shown))
			CU_FAIL(forms[i].text);
	}
}

static void refused(void)
{
	static const char *const forms[][2] = {
		{"/run/a,/run/b", "is a list of addresses"},
		{"udp:192.0.2.1:705", "is not an address for AgentX"},
		{"tcp:[::1:705", "is not a TCP address"},
		{"tcp:[::1]705", "is not a TCP address"},
		{"tcp:[]:705", "is not a TCP address"},
		{"tcp:2001:db8::1:705", "is not a TCP address"},
		{"tcp:192.0.2.1:", "is not a TCP address"},
		{"192.0.2.1:0", "out of range"},
		{"192.0.2.1:65536", "out of range"},
		{"18446744073709552321", "out of range"},
		{"192.0.2.1:no-such-port", "no port with the name"},
		{"host.invalid:705", "names of hosts are not looked up"},
		{"tcp6:192.0.2.1:705", "is not an IPv6 address"},
	};
	char longest[400];
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (parse(forms[i][0]) || !strstr(reason, forms[i][1]))
			CU_FAIL(forms[i][0]);
	}
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CU_ASSERT_FALSE(parse(longest));
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "is too long"));
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"paths", paths},
		{"TCP", tcp},
		{"refused", refused},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "address", tests);
}
