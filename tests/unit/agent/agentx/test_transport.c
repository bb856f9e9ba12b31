/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The stream of octets, in pieces of any size, and what it tells of an opening.
 */
#include "agent/agentx/transport.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "agent/clock.h"
#include "tests/unit/tap.h"

static struct transport transport = TRANSPORT_INIT;
static int peer;

/* ---- What is wrapped ------------------------------------------------------
 */

static int64_t later; /* nanoseconds that have passed at once */

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int result = __real_clock_gettime(clock, now);

	now->tv_sec += later / NS_PER_S;
	return result;
}

static bool in_pieces; /* send() takes three octets, every third time */
static unsigned int sends;

ssize_t __real_send(int fd, const void *data, size_t size, int flags);
ssize_t __wrap_send(int fd, const void *data, size_t size, int flags);
ssize_t __wrap_send(int fd, const void *data, size_t size, int flags)
{
	if (!in_pieces || fd != transport.fd)
		return __real_send(fd, data, size, flags);
	sends++;
	if (sends % 3 != 0) {
		errno = sends % 3 == 1 ? EINTR : EAGAIN;
		return -1;
	}
	return __real_send(fd, data, size < 3 ? size : 3, flags);
}

/* ---- A master -------------------------------------------------------------
 */

static void open_transport(void)
{
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	transport_open(&transport, ends[0], clock_now() + 30 * NS_PER_S);
	peer = ends[1];
}

static void close_transport(void)
{
	transport_close(&transport);
	CU_ASSERT_EQUAL(transport.fd, -1);
	close(peer);
	later = 0;
}

static void put(uint8_t *message, size_t at, size_t octets, uint32_t number)
{
	bool big = message[AGENTX_AT_FLAGS] & AGENTX_BIG_ENDIAN;
	size_t i;

	for (i = 0; i < octets; i++, number >>= 8)
		message[at + (big ? octets - 1 - i : i)] = (uint8_t)number;
}

/* Ask for something; true where it went out whole. */
static bool ask(uint8_t type, uint32_t packet)
{
	uint8_t message[AGENTX_HEADER] = {AGENTX_VERSION_IS, type};
	uint8_t got[sizeof(message)];

	put(message, AGENTX_AT_PACKET, 4, packet);
	return transport_send(&transport, message, sizeof(message)) &&
	       recv(peer, got, sizeof(got), MSG_WAITALL) == sizeof(got) &&
	       memcmp(got, message, sizeof(got)) == 0;
}

/* Have the master say that of a packet, and receive it octet by octet. */
static void answer(uint8_t flags, uint8_t type, uint32_t packet, uint32_t error)
{
	uint8_t message[AGENTX_RESPONSE_SIZE] = {AGENTX_VERSION_IS, type,
						 flags};
	uint8_t octet;
	size_t i;

	put(message, AGENTX_AT_PACKET, 4, packet);
	put(message, AGENTX_AT_PAYLOAD, 4, 8);
	put(message, AGENTX_AT_ERROR, 2, error);
	CU_ASSERT_EQUAL_FATAL(send(peer, message, sizeof(message), 0),
			      (ssize_t)sizeof(message));
	for (i = 0; i < sizeof(message); i++) {
		CU_ASSERT_EQUAL(transport_receive(&transport, &octet, 1), 1);
		CU_ASSERT_EQUAL(octet, message[i]);
	}
}

/* ---- Tests ----------------------------------------------------------------
 */

static void receives(void)
{
	char buffer[16];

	open_transport();
	CU_ASSERT_EQUAL(transport_receive(&transport, buffer, 16), -1);
	CU_ASSERT_EQUAL(errno, EAGAIN);
	CU_ASSERT_EQUAL(send(peer, "octets", 6, 0), 6);
	/* Also what waits is not received when the time is over. */
	later = 31 * NS_PER_S;
	CU_ASSERT_EQUAL(transport_time_left(&transport), 1000);
	CU_ASSERT_EQUAL(transport_receive(&transport, buffer, 16), -1);
	CU_ASSERT_EQUAL(errno, ETIMEDOUT);
	transport.deadline = NEVER;
	CU_ASSERT_EQUAL(transport_receive(&transport, buffer, 16), 6);
	CU_ASSERT_NSTRING_EQUAL(buffer, "octets", 6);
	transport_break(&transport);
	CU_ASSERT_EQUAL(transport_receive(&transport, buffer, 16), 0);
	close_transport();
}

static void accepted(void)
{
	open_transport();
	CU_ASSERT_TRUE(ask(1, 6));
	answer(0, AGENTX_RESPONSE, 6, 0);
	CU_ASSERT_EQUAL(transport.registration, -1);
	CU_ASSERT_TRUE(ask(AGENTX_REGISTER, 7));
	CU_ASSERT_EQUAL(transport.unanswered, 1);
	/* What else the master says is no answer. */
	answer(0, AGENTX_GET, 7, AGENTX_DUPLICATE_REGISTRATION);
	answer(0, AGENTX_RESPONSE, 8, AGENTX_DUPLICATE_REGISTRATION);
	CU_ASSERT_EQUAL(transport.unanswered, 1);
	answer(0, AGENTX_RESPONSE, 7, AGENTX_NO_ERROR);
	CU_ASSERT_EQUAL(transport.registration, 0);
	CU_ASSERT_EQUAL(transport.unanswered, 0);
	/* Answers of ours wait for none. */
	CU_ASSERT_TRUE(ask(AGENTX_RESPONSE, 9));
	CU_ASSERT_EQUAL(transport.unanswered, 0);
	close_transport();
}

/* One refusal counts, whatever comes after it. */
static void refused(void)
{
	open_transport();
	CU_ASSERT_TRUE(ask(AGENTX_REGISTER, 7));
	answer(AGENTX_BIG_ENDIAN, AGENTX_RESPONSE, 7,
	       AGENTX_DUPLICATE_REGISTRATION);
	CU_ASSERT_EQUAL(transport.registration, AGENTX_DUPLICATE_REGISTRATION);
	CU_ASSERT_TRUE(ask(AGENTX_REGISTER, 8));
	answer(AGENTX_BIG_ENDIAN, AGENTX_RESPONSE, 8, AGENTX_NO_ERROR);
	CU_ASSERT_EQUAL(transport.registration, AGENTX_DUPLICATE_REGISTRATION);
	close_transport();
}

static void sends_in_pieces(void)
{
	open_transport();
	in_pieces = true;
	sends = 0;
	CU_ASSERT_TRUE(ask(AGENTX_REGISTER, 7));
	in_pieces = false;
	CU_ASSERT(sends >= 3 * AGENTX_HEADER / 3);
	close_transport();
}

/* A master that takes nothing is given up. */
static void stuck(void)
{
	static uint8_t large[1 << 20];
	char octet;

	open_transport();
	CU_ASSERT_FALSE(transport_send(&transport, large, sizeof(large)));
	CU_ASSERT_TRUE(transport.stuck);
	CU_ASSERT_EQUAL(transport_receive(&transport, &octet, 1), 0);
	close_transport();
}

static void gone(void)
{
	open_transport();
	close(peer);
	CU_ASSERT_FALSE(transport_send(&transport, "", 1));
	CU_ASSERT_FALSE(transport.stuck);
	peer = -1;
	close_transport();
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"receives", receives},
		{"a registration that is accepted", accepted},
		{"a registration that is refused", refused},
		{"sends in pieces", sends_in_pieces},
		{"a master that takes nothing", stuck},
		{"a master that is gone", gone},
		CU_TEST_INFO_NULL,
	};

	return tap_run(argc, argv, "transport", tests);
}
