/* SPDX-License-Identifier: BSD-2-Clause
 *
 * fake_master SOCKET MODE: an AgentX master agent on a Unix socket that
 * misbehaves as MODE says, for tests of subagents.  It prints "ready" when it
 * listens, and then a line for each AgentX message that it gets.
 *
 *	good		answers every message without error
 *	backlog		never accepts, and its queue is full
 *	silent		accepts and reads, and answers nothing
 *	hangup		accepts and closes
 *	garbage		answers with what is no AgentX
 *	error-N		answers with the AgentX error N to Register
 *	until-N		answers the first N messages of a connection only
 *	bytewise	answers correctly, one octet every millisecond
 *	flood		answers Ping, then sends Responses nobody asked for
 *			without end
 *	deaf		answers until it got AddAgentCaps, then asks without
 *			end and never reads
 *	greedy		the same, but reads the answers
 *	huge		answers Ping, then announces a message of 4 GiB
 *	drop		as good, but hangs up after AddAgentCaps
 *	drop-notify	as good, but answers no Notify
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CONNECTIONS 64

/* RFC 2741 section 6.1 */
enum {
	OPEN = 1,
	REGISTER = 3,
	GETNEXT = 6,
	NOTIFY = 12,
	PING = 13,
	ADD_AGENT_CAPS = 16,
	RESPONSE = 18
};
#define HEADER		   20
#define NETWORK_BYTE_ORDER 0x10
#define NOT_OPEN	   257

static const char *mode;
static int answers = -1; /* of until-N */
static int error;	 /* of error-N */

struct connection {
	int fd;
	int count; /* messages so far */
	uint8_t buffer[65536];
	size_t length;
};

static struct connection connections[CONNECTIONS];

static bool is(const char *name)
{
	return strcmp(mode, name) == 0;
}

static void put(uint8_t *at, uint32_t value, int octets)
{
	while (octets-- > 0) {
		at[octets] = (uint8_t)value;
		value >>= 8;
	}
}

static uint32_t get(const uint8_t *at, int octets, bool network)
{
	uint32_t value = 0;
	int i;

	for (i = 0; i < octets; i++)
		value = value << 8 | at[network ? i : octets - 1 - i];
	return value;
}

static void send_slowly(int fd, const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (send(fd, data + i, 1, MSG_NOSIGNAL) != 1)
			return;
		poll(NULL, 0, 1);
	}
}

static void send_all(int fd, const uint8_t *data, size_t size)
{
	if (is("bytewise"))
		send_slowly(fd, data, size);
	else if (send(fd, data, size, MSG_NOSIGNAL) == -1)
		printf("send: %s\n", strerror(errno));
}

static void respond(int fd, const uint8_t *request, int status)
{
	bool network = request[2] & NETWORK_BYTE_ORDER;
	uint8_t response[HEADER + 8] = {1, RESPONSE, NETWORK_BYTE_ORDER};

	put(response + 4, request[1] == OPEN ? 7 : get(request + 4, 4, network),
	    4);
	put(response + 8, get(request + 8, 4, network), 4);
	put(response + 12, get(request + 12, 4, network), 4);
	put(response + 16, 8, 4);
	put(response + HEADER + 4, (uint32_t)status, 2);
	send_all(fd, response, sizeof(response));
}

/* GetNext of 1.3.6.1, without an end. */
static const uint8_t getnext[HEADER + 24] = {
	1, GETNEXT, NETWORK_BYTE_ORDER, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 9,
	0, 0, 0, 24,
	/* 1.3.6.1 */
	4, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 6, 0, 0, 0, 1,
	/* no end */
	0, 0, 0, 0};

static void ask_without_end(int fd)
{
	while (send(fd, getnext, sizeof(getnext), MSG_NOSIGNAL) > 0)
		;
	printf("the peer has gone\n");
}

/* As fast as both directions go. */
static void ask_and_read(int fd)
{
	struct pollfd wanted = {.fd = fd, .events = POLLIN | POLLOUT};
	static uint8_t requests[100 * sizeof(getnext)], replies[65536];
	size_t i, sent = 0;
	ssize_t done;

	for (i = 0; i < sizeof(requests); i += sizeof(getnext))
		memcpy(requests + i, getnext, sizeof(getnext));
	while (poll(&wanted, 1, -1) == 1) {
		if (wanted.revents & POLLIN &&
		    recv(fd, replies, sizeof(replies), MSG_DONTWAIT) == 0)
			break;
		if (!(wanted.revents & POLLOUT))
			continue;
		done = send(fd, requests + sent, sizeof(requests) - sent,
			    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (done == -1 && errno != EAGAIN)
			break;
		if (done > 0)
			sent = (sent + (size_t)done) % sizeof(requests);
	}
	printf("the peer has gone\n");
}

static void flood(int fd)
{
	static const uint8_t response[HEADER + 8] = {
		1, RESPONSE, NETWORK_BYTE_ORDER,
		0, 0,	     0,
		0, 9,	     0,
		0, 0,	     9,
		0, 0,	     0,
		9, 0,	     0,
		0, 8};

	while (send(fd, response, sizeof(response), MSG_NOSIGNAL) > 0)
		;
	printf("the peer has gone\n");
}

static void announce_too_much(int fd)
{
	static const uint8_t header[HEADER] = {
		1,    RESPONSE, NETWORK_BYTE_ORDER,
		0,    0,	0,
		0,    7,	0,
		0,    0,	1,
		0,    0,	0,
		1,    0xff,	0xff,
		0xff, 0xfc};

	send_all(fd, header, sizeof(header));
}

static void handle(struct connection *connection, const uint8_t *message)
{
	int fd = connection->fd, type = message[1];

	printf("message %d\n", type);
	connection->count++;
	if (type == RESPONSE || is("silent"))
		return;
	if (answers >= 0 && connection->count > answers)
		return;
	if (is("garbage")) {
		static const uint8_t text[] =
			"HTTP/1.1 400 Bad Request\r\n\r\nThis is no "
			"AgentX.\r\n";

		send_all(fd, text, sizeof(text));
		return;
	}
	if (type != PING && is("flood")) {
		flood(fd);
		return;
	}
	if (type != PING && is("huge")) {
		announce_too_much(fd);
		return;
	}
	if (type == NOTIFY && is("drop-notify"))
		return;
	respond(fd, message,
		type == PING	   ? NOT_OPEN
		: type == REGISTER ? error
				   : 0);
	if (type == ADD_AGENT_CAPS && is("drop"))
		shutdown(fd, SHUT_RDWR);
	if (type == ADD_AGENT_CAPS && is("deaf"))
		ask_without_end(fd);
	if (type == ADD_AGENT_CAPS && is("greedy"))
		ask_and_read(fd);
}

/* Take the whole messages out of what was read. */
static void handle_all(struct connection *connection)
{
	uint8_t *buffer = connection->buffer;
	size_t size;

	while (connection->length >= HEADER) {
		size = HEADER +
		       get(buffer + 16, 4, buffer[2] & NETWORK_BYTE_ORDER);
		if (size > sizeof(connection->buffer)) {
			printf("too long a message\n");
			exit(1);
		}
		if (connection->length < size)
			return;
		handle(connection, buffer);
		connection->length -= size;
		memmove(buffer, buffer + size, connection->length);
	}
}

static void serve(struct connection *connection)
{
	ssize_t got = recv(connection->fd,
			   connection->buffer + connection->length,
			   sizeof(connection->buffer) - connection->length, 0);

	if (got <= 0) {
		printf("closed\n");
		close(connection->fd);
		connection->fd = -1;
		return;
	}
	connection->length += (size_t)got;
	handle_all(connection);
}

static void accept_one(int listener)
{
	int fd = accept(listener, NULL, NULL), i;

	if (fd == -1)
		return;
	printf("connection\n");
	if (is("hangup")) {
		close(fd);
		return;
	}
	for (i = 0; i < CONNECTIONS; i++) {
		if (connections[i].fd == -1) {
			connections[i].fd = fd;
			connections[i].count = 0;
			connections[i].length = 0;
			return;
		}
	}
	printf("too many connections\n");
	close(fd);
}

static void fill_queue(const struct sockaddr_un *address)
{
	int fd;

	do {
		fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	} while (connect(fd, (const struct sockaddr *)address,
			 sizeof(*address)) == 0);
}

static void run(int listener)
{
	struct pollfd wanted[CONNECTIONS + 1];
	int i;

	for (;;) {
		wanted[0] = (struct pollfd){.fd = listener, .events = POLLIN};
		for (i = 0; i < CONNECTIONS; i++)
			wanted[i + 1] = (struct pollfd){.fd = connections[i].fd,
							.events = POLLIN};
		if (poll(wanted, CONNECTIONS + 1, -1) == -1)
			return;
		for (i = 0; i < CONNECTIONS; i++) {
			if (wanted[i + 1].revents)
				serve(&connections[i]);
		}
		if (wanted[0].revents)
			accept_one(listener);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener, i;

	if (argc != 3 || strlen(argv[1]) >= sizeof(address.sun_path)) {
		fprintf(stderr, "Usage: fake_master SOCKET MODE\n");
		return 2;
	}
	mode = argv[2];
	sscanf(mode, "until-%d", &answers);
	sscanf(mode, "error-%d", &error);
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < CONNECTIONS; i++)
		connections[i].fd = -1;

	strcpy(address.sun_path, argv[1]);
	unlink(argv[1]);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener == -1 ||
	    bind(listener, (const struct sockaddr *)&address,
		 sizeof(address)) == -1 ||
	    listen(listener, is("backlog") ? 0 : 16) == -1) {
		perror(argv[1]);
		return 1;
	}
	if (is("backlog"))
		fill_queue(&address);
	printf("ready\n");
	if (is("backlog"))
		pause();
	run(listener);
	return 1;
}
