/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/clock.h"
#include "agent/agentx/transport.h"

/* A master that does not take our answers is as good as gone. */
#define SEND_TIME (250 * NS_PER_MS)

/* Take no more requests at a time than can be answered in one turn. */
#define RECEIVE_SIZE 8192

/* The descriptor that waits for a session, and that of the session. */
static int offered = -1;
static int current = -1;
static int64_t deadline = NEVER;
static bool stuck;

/* zeroDotZero: the library wants a name for each transport that no other
 * has, and shows this one nowhere. */
static const oid domain_name[] = {0, 0};

static int channel_recv(netsnmp_transport *transport, void *buffer, int size,
			void **opaque, int *opaque_length)
{
	ssize_t got;

	*opaque = NULL;
	*opaque_length = 0;
	/* A master that sends without end must not keep the library from
	 * noticing that the answer does not come. */
	if (clock_now() >= deadline)
		return -1;
	if (size > RECEIVE_SIZE)
		size = RECEIVE_SIZE;
	do
		got = recv(transport->sock, buffer, (size_t)size, MSG_DONTWAIT);
	while (got == -1 && errno == EINTR);
	if (got == -1 && errno == EAGAIN) {
		transport->flags |= NETSNMP_TRANSPORT_FLAG_EMPTY_PKT;
		return 0;
	}
	return (int)got;
}

static bool wait_writable(int fd, int64_t until)
{
	struct pollfd wanted = {.fd = fd, .events = POLLOUT};
	int64_t left = until - clock_now();
	int ready;

	if (left <= 0)
		return false;
	ready = poll(&wanted, 1, (int)(left / NS_PER_MS) + 1);
	return ready == 1 || (ready == -1 && errno == EINTR);
}

static int channel_send(netsnmp_transport *transport, const void *buffer,
			int size, void **opaque, int *opaque_length)
{
	int64_t until = earlier(clock_now() + SEND_TIME, deadline);
	const char *data = buffer;
	size_t done = 0;
	ssize_t sent;

	(void)opaque;
	(void)opaque_length;
	while (done < (size_t)size) {
		sent = send(transport->sock, data + done, (size_t)size - done,
			    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent >= 0) {
			done += (size_t)sent;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			goto fail;
		if (!wait_writable(transport->sock, until)) {
			stuck = true;
			goto fail;
		}
	}
	return size;
fail:
	/* The stream may have lost a part of a message. */
	shutdown(transport->sock, SHUT_RDWR);
	return -1;
}

static int channel_close(netsnmp_transport *transport)
{
	if (transport->sock == -1)
		return -1;
	if (transport->sock == current)
		current = -1;
	close(transport->sock);
	transport->sock = -1;
	return 0;
}

static char *channel_format(netsnmp_transport *transport, const void *data,
			    int length)
{
	(void)transport;
	(void)data;
	(void)length;
	return strdup("AgentX master");
}

/* The library's own time to wait for the answer to its AgentX-Open is a
 * second. */
static int channel_setup(netsnmp_transport *transport,
			 struct snmp_session *session)
{
	(void)transport;
	session->timeout = transport_time_left();
	session->retries = 0;
	return SNMPERR_SUCCESS;
}

static netsnmp_transport *channel_create(netsnmp_tdomain_spec *spec)
{
	netsnmp_transport *transport;

	(void)spec;
	if (offered == -1)
		return NULL;
	transport = calloc(1, sizeof(*transport));
	if (!transport)
		return NULL;
	transport->domain = domain_name;
	transport->domain_length = OID_LENGTH(domain_name);
	transport->sock = offered;
	transport->flags = NETSNMP_TRANSPORT_FLAG_STREAM;
	transport->msgMaxSize = SNMP_MAX_PACKET_LEN;
	transport->f_recv = channel_recv;
	transport->f_send = channel_send;
	transport->f_close = channel_close;
	transport->f_fmtaddr = channel_format;
	transport->f_setup_session = channel_setup;
	current = offered;
	offered = -1;
	stuck = false;
	return transport;
}

bool transport_register(void)
{
	static netsnmp_tdomain domain = {
		.name = domain_name,
		.name_length = OID_LENGTH(domain_name),
		.f_create_from_tspec = channel_create,
	};

	/* The library frees this list at the end, and nothing else. */
	domain.prefix = calloc(2, sizeof(*domain.prefix));
	if (!domain.prefix)
		return false;
	domain.prefix[0] = "anycastip";
	return netsnmp_tdomain_register(&domain) == 1;
}

void transport_offer(int fd)
{
	if (offered != -1)
		close(offered);
	offered = fd;
}

void transport_set_deadline(int64_t when)
{
	deadline = when;
}

long transport_time_left(void)
{
	int64_t left = deadline - clock_now();

	return left > NS_PER_MS ? (long)(left / NS_PER_US)
				: (long)(NS_PER_MS / NS_PER_US);
}

int transport_fd(void)
{
	return current;
}

bool transport_was_stuck(void)
{
	return stuck;
}

void transport_break(void)
{
	if (current != -1)
		shutdown(current, SHUT_RDWR);
}
