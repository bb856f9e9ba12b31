/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sends, receives and watches what both sides say.
 */
#include "agent/agentx/transport.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/clock.h"

/* A master that does not take our answers is as good as gone. */
#define SEND_TIME (250 * NS_PER_MS)

/* Take no more requests at a time than can be answered in one turn. */
#define RECEIVE_SIZE 8192

void transport_open(struct transport *transport, int fd, int64_t deadline)
{
	*transport = (struct transport){
		.fd = fd, .deadline = deadline, .registration = -1};
}

void transport_close(struct transport *transport)
{
	if (transport->fd != -1)
		close(transport->fd);
	transport->fd = -1;
}

long transport_time_left(const struct transport *transport)
{
	int64_t left = transport->deadline - clock_now();

	return (long)((left > NS_PER_MS ? left : NS_PER_MS) / NS_PER_US);
}

/* ---- What is asked while a session is being opened ---------------------- */

static bool is_opening(const struct transport *transport)
{
	return transport->deadline != NEVER;
}

static void note_request(struct transport *transport, const uint8_t *message)
{
	if (message[AGENTX_AT_TYPE] == AGENTX_RESPONSE)
		return;
	transport->request = message[AGENTX_AT_TYPE];
	transport->packet = agentx_number(message, AGENTX_AT_PACKET, 4);
	transport->unanswered++;
}

static void note_answer(struct transport *transport)
{
	const uint8_t *head = transport->head;

	if (!transport->request || head[AGENTX_AT_TYPE] != AGENTX_RESPONSE ||
	    transport->received < AGENTX_RESPONSE_SIZE ||
	    agentx_number(head, AGENTX_AT_PACKET, 4) != transport->packet)
		return;
	/* Of several registrations one that is refused counts. */
	if (transport->request == AGENTX_REGISTER &&
	    transport->registration <= 0)
		transport->registration = (long)agentx_number(
			head, AGENTX_AT_ERROR, 2);
	transport->request = 0;
	transport->unanswered--;
}

/* Messages come in pieces of any size. */
static void note_octets(struct transport *transport, const uint8_t *data,
			size_t size)
{
	for (; size > 0; size--, data++) {
		if (transport->received < sizeof(transport->head))
			transport->head[transport->received] = *data;
		transport->received++;
		if (transport->received < AGENTX_HEADER ||
		    transport->received - AGENTX_HEADER <
			    agentx_number(transport->head, AGENTX_AT_PAYLOAD,
					  4))
			continue;
		note_answer(transport);
		transport->received = 0;
	}
}

/* ---- Octets ------------------------------------------------------------- */

ssize_t transport_receive(struct transport *transport, void *buffer,
			  size_t size)
{
	ssize_t got;

	/* A master that sends without end must not keep the library from
	 * noticing that the answer does not come. */
	if (clock_now() >= transport->deadline) {
		errno = ETIMEDOUT;
		return -1;
	}
	if (size > RECEIVE_SIZE)
		size = RECEIVE_SIZE;
	do
		got = recv(transport->fd, buffer, size, MSG_DONTWAIT);
	while (got == -1 && errno == EINTR);
	if (got > 0 && is_opening(transport))
		note_octets(transport, buffer, (size_t)got);
	return got;
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

bool transport_send(struct transport *transport, const void *message,
		    size_t size)
{
	int64_t until = earlier(clock_now() + SEND_TIME, transport->deadline);
	const uint8_t *data = message;
	size_t done = 0;
	ssize_t sent;

	if (is_opening(transport) && size >= AGENTX_HEADER)
		note_request(transport, data);
	while (done < size) {
		sent = send(transport->fd, data + done, size - done,
			    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent >= 0) {
			done += (size_t)sent;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			goto fail;
		if (!wait_writable(transport->fd, until)) {
			transport->stuck = true;
			goto fail;
		}
	}
	return true;
fail:
	transport_break(transport);
	return false;
}

void transport_break(struct transport *transport)
{
	if (transport->fd != -1)
		shutdown(transport->fd, SHUT_RDWR);
}
