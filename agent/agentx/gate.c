/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Connects, sends a Ping and reads its answer, each without waiting.
 */
#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "agent/clock.h"
#include "agent/agentx/gate.h"

/* A stopped master answers when it goes on.  To wait on one connection costs
 * it less than many attempts, each of which takes a place in its queue. */
#define ANSWER_TIME (60 * NS_PER_S)

/* Session 0, transaction 0, packet 1, no payload. */
#define PING_PACKET 1
static const uint8_t ping[AGENTX_HEADER] = {
	[AGENTX_AT_VERSION] = AGENTX_VERSION_IS,
	[AGENTX_AT_TYPE] = AGENTX_PING,
	[AGENTX_AT_FLAGS] = AGENTX_BIG_ENDIAN,
	[AGENTX_AT_PACKET + 3] = PING_PACKET,
};

void gate_init(struct gate *gate, const struct address *address)
{
	*gate = (struct gate){.address = address, .fd = -1};
}

static void fail(struct gate *gate, int problem)
{
	/* The peer accepted and closed; which of the two we see is chance. */
	if (problem == EPIPE || problem == ECONNRESET)
		problem = GATE_HUNG_UP;
	if (gate->fd != -1)
		close(gate->fd);
	gate->fd = -1;
	gate->problem = problem;
	gate->state = GATE_FAILED;
}

void gate_close(struct gate *gate)
{
	fail(gate, 0);
	gate->state = GATE_CLOSED;
}

int gate_take(struct gate *gate)
{
	int fd = gate->fd;

	gate->fd = -1;
	gate->state = GATE_CLOSED;
	return fd;
}

/* Over TCP a master whose host vanished is noticed within a minute. */
static void set_tcp_options(int fd)
{
	const int on = 1, idle = 20, interval = 10, probes = 4;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval,
			 sizeof(interval));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
}

static void send_ping(struct gate *gate)
{
	ssize_t sent;

	do
		sent = send(gate->fd, ping, sizeof(ping), MSG_NOSIGNAL);
	while (sent == -1 && errno == EINTR);
	/* The first octets of a connection fit its buffer. */
	if (sent == -1)
		fail(gate, errno);
	else if (sent != sizeof(ping))
		fail(gate, GATE_HUNG_UP);
	else
		gate->state = GATE_WAITING;
}

void gate_start(struct gate *gate)
{
	const struct address *address = gate->address;
	const struct sockaddr *peer = (const struct sockaddr *)&address->socket;

	gate_close(gate);
	gate->started = clock_now();
	gate->answered = 0;
	gate->fd = socket(peer->sa_family,
			  SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (gate->fd == -1) {
		fail(gate, errno);
		return;
	}
	if (peer->sa_family != AF_UNIX)
		set_tcp_options(gate->fd);
	if (connect(gate->fd, peer, address->length) == 0)
		send_ping(gate);
	else if (errno == EINPROGRESS)
		gate->state = GATE_CONNECTING;
	else
		fail(gate, errno);
}

static void finish_connect(struct gate *gate)
{
	socklen_t length = sizeof(int);
	struct sockaddr_storage peer;
	int error = 0;

	if (getsockopt(gate->fd, SOL_SOCKET, SO_ERROR, &error, &length) == -1)
		error = errno;
	if (error) {
		fail(gate, error);
		return;
	}
	length = sizeof(peer);
	if (getpeername(gate->fd, (struct sockaddr *)&peer, &length) == 0)
		send_ping(gate);
}

/* A master that knows no session 0 says so, and thereby that it lives. */
static bool answer_is_right(const uint8_t *answer)
{
	unsigned int error = agentx_number(answer, AGENTX_AT_ERROR, 2);

	return answer[AGENTX_AT_VERSION] == AGENTX_VERSION_IS &&
	       answer[AGENTX_AT_TYPE] == AGENTX_RESPONSE &&
	       agentx_number(answer, AGENTX_AT_PACKET, 4) == PING_PACKET &&
	       agentx_number(answer, AGENTX_AT_PAYLOAD, 4) ==
		       AGENTX_RESPONSE_SIZE - AGENTX_HEADER &&
	       (error == AGENTX_NOT_OPEN || error == AGENTX_NO_ERROR);
}

static void read_answer(struct gate *gate)
{
	ssize_t got;

	do
		got = recv(gate->fd, gate->answer + gate->answered,
			   sizeof(gate->answer) - gate->answered, 0);
	while (got == -1 && errno == EINTR);
	if (got == -1 && errno == EAGAIN) {
		if (clock_now() >= gate_deadline(gate))
			fail(gate, GATE_NO_ANSWER);
		return;
	}
	if (got == -1) {
		fail(gate, errno);
		return;
	}
	if (got == 0) {
		fail(gate, GATE_HUNG_UP);
		return;
	}
	gate->answered += (size_t)got;
	if (gate->answered < sizeof(gate->answer))
		return;
	if (answer_is_right(gate->answer))
		gate->state = GATE_OPEN;
	else
		fail(gate, GATE_NOT_AGENTX);
}

void gate_advance(struct gate *gate)
{
	if (gate->state == GATE_CONNECTING) {
		finish_connect(gate);
		if (gate->state == GATE_CONNECTING &&
		    clock_now() >= gate_deadline(gate))
			fail(gate, ETIMEDOUT);
	} else if (gate->state == GATE_WAITING) {
		read_answer(gate);
	}
}

int gate_wants(const struct gate *gate, bool *reading, bool *writing)
{
	*reading = gate->state == GATE_WAITING;
	*writing = gate->state == GATE_CONNECTING;
	return *reading || *writing ? gate->fd : -1;
}

int64_t gate_deadline(const struct gate *gate)
{
	if (gate->state != GATE_CONNECTING && gate->state != GATE_WAITING)
		return NEVER;
	return gate->started + ANSWER_TIME;
}
