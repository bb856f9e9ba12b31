/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The gate, with masters that answer, answer wrongly, or do not.
 */
#include "agent/agentx/gate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "agent/clock.h"
#include "tests/unit/tap.h"

#define DEADLINE_MS 20000

static struct address address;
static struct gate gate;
static int listener = -1, peer = -1;
static uint8_t ping[AGENTX_HEADER];

/* ---- What is wrapped ------------------------------------------------------
 */

static time_t later; /* seconds that have passed at once */
static bool no_socket;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int result = __real_clock_gettime(clock, now);

	now->tv_sec += later;
	return result;
}

int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol)
{
	if (no_socket) {
		errno = EMFILE;
		return -1;
	}
	return __real_socket(domain, type, protocol);
}

/* ---- A master -------------------------------------------------------------
 */

/* Listen at an address that the kernel chooses. */
static void start_master(int family, int backlog)
{
	struct sockaddr_in *ip4 = (struct sockaddr_in *)&address.socket;

	memset(&address, 0, sizeof(address));
	address.socket.ss_family = (sa_family_t)family;
	address.length = sizeof(sa_family_t);
	if (family == AF_INET) {
		ip4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		address.length = sizeof(*ip4);
	}
	listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CU_ASSERT_EQUAL_FATAL(bind(listener, (struct sockaddr *)&address.socket,
				   address.length),
			      0);
	address.length = sizeof(address.socket);
	CU_ASSERT_EQUAL_FATAL(getsockname(listener,
					  (struct sockaddr *)&address.socket,
					  &address.length),
			      0);
	CU_ASSERT_EQUAL_FATAL(listen(listener, backlog), 0);
	gate_init(&gate, &address);
}

static void stop_master(void)
{
	gate_close(&gate);
	close(listener);
	if (peer != -1)
		close(peer);
	listener = peer = -1;
	later = 0;
}

/* Go on as soon as what the gate waits for is there. */
static void advance(void)
{
	bool reading, writing;
	struct pollfd fd = {.fd = gate_wants(&gate, &reading, &writing)};

	CU_ASSERT_NOT_EQUAL_FATAL(fd.fd, -1);
	fd.events = (short)((reading ? POLLIN : 0) | (writing ? POLLOUT : 0));
	CU_ASSERT_EQUAL_FATAL(poll(&fd, 1, DEADLINE_MS), 1);
	gate_advance(&gate);
}

/* Take the connection and its Ping. */
static void take_ping(void)
{
	peer = accept(listener, NULL, NULL);
	CU_ASSERT_FATAL(peer != -1);
	CU_ASSERT_EQUAL_FATAL(recv(peer, ping, sizeof(ping), MSG_WAITALL),
			      (ssize_t)sizeof(ping));
}

static void connect_to_master(void)
{
	start_master(AF_UNIX, 4);
	gate_start(&gate);
	CU_ASSERT_EQUAL(gate.state, GATE_WAITING);
	take_ping();
}

/* The answer of a master that has no session 0. */
static const uint8_t right[AGENTX_RESPONSE_SIZE] = {
	[AGENTX_AT_VERSION] = AGENTX_VERSION_IS,
	[AGENTX_AT_TYPE] = AGENTX_RESPONSE,
	[AGENTX_AT_FLAGS] = AGENTX_BIG_ENDIAN,
	[AGENTX_AT_PACKET + 3] = 1,
	[AGENTX_AT_PAYLOAD + 3] = 8,
	[AGENTX_AT_ERROR] = AGENTX_NOT_OPEN >> 8,
	[AGENTX_AT_ERROR + 1] = AGENTX_NOT_OPEN & 0xff,
};

static void answer(const uint8_t *data, size_t size)
{
	CU_ASSERT_EQUAL_FATAL(send(peer, data, size, MSG_NOSIGNAL),
			      (ssize_t)size);
}

/* ---- Tests ----------------------------------------------------------------
 */

static void opens(void)
{
	int fd;

	connect_to_master();
	CU_ASSERT_EQUAL(ping[AGENTX_AT_TYPE], AGENTX_PING);
	CU_ASSERT_EQUAL(agentx_number(ping, AGENTX_AT_PAYLOAD, 4), 0);
	gate_advance(&gate);
	CU_ASSERT_EQUAL(gate.state, GATE_WAITING);
	answer(right, 11);
	advance();
	CU_ASSERT_EQUAL(gate.state, GATE_WAITING);
	answer(right + 11, sizeof(right) - 11);
	advance();
	CU_ASSERT_EQUAL(gate.state, GATE_OPEN);
	CU_ASSERT_EQUAL(gate_deadline(&gate), NEVER);
	fd = gate_take(&gate);
	CU_ASSERT_EQUAL(gate.state, GATE_CLOSED);
	CU_ASSERT_EQUAL(send(fd, "", 1, MSG_NOSIGNAL), 1);
	close(fd);
	stop_master();
}

static void opens_over_tcp(void)
{
	start_master(AF_INET, 4);
	gate_start(&gate);
	if (gate.state == GATE_CONNECTING)
		advance();
	CU_ASSERT_EQUAL(gate.state, GATE_WAITING);
	take_ping();
	answer(right, sizeof(right));
	advance();
	CU_ASSERT_EQUAL(gate.state, GATE_OPEN);
	stop_master();
}

/* Each octet that tells something has another value. */
static void wrong_answers(void)
{
	static const size_t places[] = {AGENTX_AT_VERSION, AGENTX_AT_TYPE,
					AGENTX_AT_PACKET, AGENTX_AT_PAYLOAD,
					AGENTX_AT_ERROR};
	uint8_t wrong[sizeof(right)];
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		connect_to_master();
		memcpy(wrong, right, sizeof(right));
		wrong[places[i]]++;
		answer(wrong, sizeof(wrong));
		advance();
		CU_ASSERT_EQUAL(gate.state, GATE_FAILED);
		CU_ASSERT_EQUAL(gate.problem, GATE_NOT_AGENTX);
		stop_master();
	}
}

static void hangs_up(void)
{
	connect_to_master();
	answer(right, 3);
	close(peer);
	peer = -1;
	advance();
	if (gate.state == GATE_WAITING)
		advance();
	CU_ASSERT_EQUAL(gate.state, GATE_FAILED);
	CU_ASSERT_EQUAL(gate.problem, GATE_HUNG_UP);
	stop_master();
}

static void no_answer(void)
{
	connect_to_master();
	CU_ASSERT(gate_deadline(&gate) > clock_now() + NS_PER_S);
	later = 59;
	gate_advance(&gate);
	CU_ASSERT_EQUAL(gate.state, GATE_WAITING);
	later = 61;
	gate_advance(&gate);
	CU_ASSERT_EQUAL(gate.state, GATE_FAILED);
	CU_ASSERT_EQUAL(gate.problem, GATE_NO_ANSWER);
	stop_master();
}

/* A stopped master's queue is full in the end. */
static void queue_is_full(void)
{
	struct gate first;

	start_master(AF_UNIX, 0);
	gate_init(&first, &address);
	gate_start(&first);
	CU_ASSERT_EQUAL(first.state, GATE_WAITING);
	gate_start(&gate);
	CU_ASSERT_EQUAL(gate.state, GATE_FAILED);
	CU_ASSERT_EQUAL(gate.problem, EAGAIN);
	gate_close(&first);
	stop_master();
}

static void nobody_listens(void)
{
	start_master(AF_INET, 1);
	close(listener);
	gate_start(&gate);
	if (gate.state == GATE_CONNECTING)
		advance();
	CU_ASSERT_EQUAL(gate.state, GATE_FAILED);
	CU_ASSERT_EQUAL(gate.problem, ECONNREFUSED);
	listener = -1;
	stop_master();
}

static void no_descriptor(void)
{
	start_master(AF_UNIX, 1);
	no_socket = true;
	gate_start(&gate);
	no_socket = false;
	CU_ASSERT_EQUAL(gate.state, GATE_FAILED);
	CU_ASSERT_EQUAL(gate.problem, EMFILE);
	/* The next attempt is a new one. */
	gate_start(&gate);
	CU_ASSERT_EQUAL(gate.state, GATE_WAITING);
	stop_master();
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"an answer in two pieces opens it", opens},
		{"over TCP", opens_over_tcp},
		{"wrong answers", wrong_answers},
		{"the master hangs up", hangs_up},
		{"no answer in a minute", no_answer},
		{"a full queue", queue_is_full},
		{"nobody listens", nobody_listens},
		{"no descriptor left", no_descriptor},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "gate", tests);
}
