/* SPDX-License-Identifier: BSD-2-Clause
 *
 * two_ways SOCKET1 SOCKET2 COUNT SEED: be the AgentX master agent of two
 * subagents, ask both the same COUNT random requests, and compare what they
 * answer, octet for octet; only values that tell of time and of reading are
 * left out.  Prints "ready" when it listens, and at the end how many requests
 * were answered alike, or the first that was not.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* RFC 2741 section 6.1, and section 5.4 for the types of values. */
enum {
	OPEN = 1,
	GET = 5,
	GETNEXT = 6,
	GETBULK = 7,
	TEST_SET = 8,
	CLEANUP_SET = 11,
	PING = 13,
	ADD_AGENT_CAPS = 16,
	RESPONSE = 18
};
#define HEADER		   20
#define CONTEXT		   0x08
#define NETWORK_BYTE_ORDER 0x10
#define NOT_OPEN	   257
#define SESSION		   7

#define OBJECTS	       1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 4291, 1
#define OBJECTS_LENGTH 11

struct message {
	uint8_t data[65536];
	size_t length;
};

struct oid {
	uint32_t ids[255];
	unsigned int length;
};

static int subagents[2];
static uint32_t packet;
static struct oid instances[2000];
static size_t instance_count;

static void fail(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

static void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	exit(1);
}

/* ---- Messages ----------------------------------------------------------- */

static void put(struct message *message, uint32_t value, int octets)
{
	while (octets-- > 0)
		message->data[message->length++] = (uint8_t)(value >>
							     (8 * octets));
}

static uint32_t get(const uint8_t *at, int octets, bool network)
{
	uint32_t value = 0;
	int i;

	for (i = 0; i < octets; i++)
		value = value << 8 | at[network ? i : octets - 1 - i];
	return value;
}

static void put_oid(struct message *message, const struct oid *oid,
		    bool include)
{
	unsigned int i;

	put(message, oid->length, 1);
	put(message, 0, 1);
	put(message, include, 1);
	put(message, 0, 1);
	for (i = 0; i < oid->length; i++)
		put(message, oid->ids[i], 4);
}

static void begin(struct message *message, int type, int flags,
		  uint32_t transaction)
{
	message->length = 0;
	put(message, 1, 1);
	put(message, (uint32_t)type, 1);
	put(message, (uint32_t)(flags | NETWORK_BYTE_ORDER), 1);
	put(message, 0, 1);
	put(message, SESSION, 4);
	put(message, transaction, 4);
	put(message, ++packet, 4);
	put(message, 0, 4);
	if (flags & CONTEXT) {
		put(message, 4, 4);
		put(message, 0x61626364, 4);
	}
}

static void finish(struct message *message)
{
	size_t length = message->length;

	message->length = 16;
	put(message, (uint32_t)(length - HEADER), 4);
	message->length = length;
}

static void send_to(int subagent, const struct message *message)
{
	if (send(subagents[subagent], message->data, message->length,
		 MSG_NOSIGNAL) != (ssize_t)message->length)
		fail("subagent %d: send: %s", subagent, strerror(errno));
}

static void receive_all(int subagent, uint8_t *data, size_t length)
{
	while (length > 0) {
		ssize_t got = recv(subagents[subagent], data, length, 0);

		if (got <= 0)
			fail("subagent %d: %s", subagent,
			     got == 0 ? "closed" : strerror(errno));
		data += got;
		length -= (size_t)got;
	}
}

static void receive(int subagent, struct message *message)
{
	uint32_t length;

	receive_all(subagent, message->data, HEADER);
	length = get(message->data + 16, 4,
		     message->data[2] & NETWORK_BYTE_ORDER);
	if (length > sizeof(message->data) - HEADER)
		fail("subagent %d: a message of %u octets", subagent, length);
	receive_all(subagent, message->data + HEADER, length);
	message->length = HEADER + length;
}

/* ---- The connection --------------------------------------------------- */

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unlink(path);
	if (fd == -1 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == -1 ||
	    listen(fd, 16) == -1)
		fail("%s: %s", path, strerror(errno));
	return fd;
}

/* Answer what a subagent says when it comes, to its capabilities. */
static void greet(int subagent, int listener)
{
	struct timeval limit = {.tv_sec = 20};
	struct message in, out;

	subagents[subagent] = accept(listener, NULL, NULL);
	setsockopt(subagents[subagent], SOL_SOCKET, SO_RCVTIMEO, &limit,
		   sizeof(limit));
	do {
		bool network;

		receive(subagent, &in);
		network = in.data[2] & NETWORK_BYTE_ORDER;
		begin(&out, RESPONSE, 0, get(in.data + 8, 4, network));
		out.length = 12;
		put(&out, get(in.data + 12, 4, network), 4);
		put(&out, 0, 4);
		put(&out, 0, 4);
		put(&out, in.data[1] == PING ? NOT_OPEN : 0, 2);
		put(&out, 0, 2);
		finish(&out);
		send_to(subagent, &out);
	} while (in.data[1] != ADD_AGENT_CAPS);
}

/* ---- Comparing -------------------------------------------------------- */

static size_t take_oid(const uint8_t *at, bool network, struct oid *oid)
{
	unsigned int prefix = at[1], i = 0, j;

	oid->length = at[0] + (prefix ? 5u : 0u);
	if (oid->length > 255)
		fail("too long an OID");
	if (prefix) {
		static const uint32_t internet[] = {1, 3, 6, 1};

		memcpy(oid->ids, internet, sizeof(internet));
		oid->ids[4] = prefix;
		i = 5;
	}
	for (j = 0; j < at[0]; j++)
		oid->ids[i + j] = get(at + 4 + 4 * j, 4, network);
	return 4 + 4u * at[0];
}

static size_t value_length(unsigned int type, const uint8_t *at, bool network)
{
	switch (type) {
	case 2:
	case 65:
	case 66:
	case 67:
		return 4;
	case 4:
	case 64:
	case 68:
		return 4 + (get(at, 4, network) + 3) / 4 * 4;
	case 6:
		return 4 + 4u * at[0];
	case 70:
		return 8;
	default:
		return 0;
	}
}

/* Whether it lies below anycastIpObjects.a.b.c; 0 for any. */
static bool is_below(const struct oid *oid, uint32_t a, uint32_t b, uint32_t c)
{
	static const uint32_t objects[] = {OBJECTS};
	const uint32_t *rest = oid->ids + OBJECTS_LENGTH;

	return oid->length > OBJECTS_LENGTH + 2 &&
	       memcmp(oid->ids, objects, sizeof(objects)) == 0 &&
	       rest[0] == a && (b == 0 || rest[1] == b) &&
	       (c == 0 || rest[2] == c);
}

/* Blank the values that tell of time and of reading. */
static void blank(struct message *message)
{
	bool network = message->data[2] & NETWORK_BYTE_ORDER;
	size_t at = HEADER + 8;

	while (message->data[1] == RESPONSE && at + 8 <= message->length) {
		unsigned int type = get(message->data + at, 2, network);
		struct oid name;
		size_t length;

		at += 4;
		at += take_oid(message->data + at, network, &name);
		length = value_length(type, message->data + at, network);
		if (is_below(&name, 2, 0, 0) || is_below(&name, 1, 4, 0) ||
		    is_below(&name, 3, 1, 11) || is_below(&name, 4, 1, 9))
			memset(message->data + at, 0, length);
		at += length;
	}
}

static void show(const char *what, const struct message *message)
{
	size_t i;

	printf("%s:", what);
	for (i = 0; i < message->length; i++)
		printf("%s%02x", i % 4 ? "" : " ", message->data[i]);
	printf("\n");
}

static uint32_t packet_of(const struct message *message)
{
	return get(message->data + 12, 4,
		   message->data[2] & NETWORK_BYTE_ORDER);
}

/* Take what the subagent answers until it has answered the request, and the
 * one sent after it; where the first stays without an answer for half a second
 * after the other, it has none.  (A SET may be answered later than what came
 * after it.) */
static bool take_answer(int subagent, uint32_t wanted, struct message *answer)
{
	static struct message in;
	struct pollfd fd = {.fd = subagents[subagent], .events = POLLIN};
	bool answered = false, over = false;

	while (!answered || !over) {
		if (over && poll(&fd, 1, 500) == 0)
			return false;
		receive(subagent, &in);
		if (packet_of(&in) == packet) {
			over = true;
		} else if (packet_of(&in) == wanted) {
			*answer = in;
			answered = true;
		}
	}
	return true;
}

/* Ask both, and something else after it, which goes the library's way. */
static bool ask(const struct message *request, struct message *answer)
{
	static const uint32_t sysdescr[] = {1, 3, 6, 1, 2, 1, 1, 1, 0};
	static struct message in[2], sentinel;
	struct oid name = {.length = 9}, none = {.length = 0};
	bool answered[2];
	int i;

	memcpy(name.ids, sysdescr, sizeof(sysdescr));
	begin(&sentinel, GET, 0, packet);
	put_oid(&sentinel, &name, false);
	put_oid(&sentinel, &none, false);
	finish(&sentinel);
	for (i = 0; i < 2; i++) {
		send_to(i, request);
		send_to(i, &sentinel);
		answered[i] = take_answer(i, packet_of(request), &in[i]);
		blank(&in[i]);
	}
	if (answered[0] != answered[1] ||
	    (answered[0] &&
	     (in[0].length != in[1].length ||
	      memcmp(in[0].data, in[1].data, in[0].length) != 0))) {
		show("request", request);
		show(answered[0] ? "first" : "first, none", &in[0]);
		show(answered[1] ? "second" : "second, none", &in[1]);
		fail("not alike");
	}
	*answer = in[0];
	return answered[0];
}

/* ---- Asking ----------------------------------------------------------- */

static uint32_t pick(uint32_t below)
{
	return (uint32_t)rand() % below;
}

/* Learn every instance, by GETNEXT from one to the next. */
static void learn(void)
{
	static const uint32_t objects[] = {OBJECTS};
	static struct message request, answer;
	struct oid end = {.length = OBJECTS_LENGTH};
	struct oid *name = &instances[0];

	memcpy(end.ids, objects, sizeof(objects));
	*name = end;
	end.ids[OBJECTS_LENGTH - 1]++;
	for (;;) {
		begin(&request, GETNEXT, 0, packet + 1);
		put_oid(&request, name, false);
		put_oid(&request, &end, false);
		finish(&request);
		if (!ask(&request, &answer))
			fail("no answer to GETNEXT");
		if (get(answer.data + HEADER + 8, 2,
			answer.data[2] & NETWORK_BYTE_ORDER) == 130)
			break;
		name = &instances[instance_count++];
		take_oid(answer.data + HEADER + 12,
			 answer.data[2] & NETWORK_BYTE_ORDER, name);
		if (instance_count == 1999)
			fail("too many instances");
	}
}

static uint32_t odd_id(void)
{
	static const uint32_t odd[] = {
		0, 1, 2, 4, 16, 127, 128, 255, 256, 0x7fffffff, 0xffffffff};

	return odd[pick(11)];
}

/* An OID near those of instances; sometimes as long as one can be, or of
 * another subtree. */
static struct oid random_oid(void)
{
	struct oid oid = instances[pick((uint32_t)instance_count)];
	unsigned int changes = pick(3);

	if (pick(2))
		oid.length = OBJECTS_LENGTH - 1 +
			     pick(oid.length - OBJECTS_LENGTH + 2);
	while (changes-- > 0) {
		unsigned int place = OBJECTS_LENGTH - pick(10) / 9 +
				     pick(oid.length - OBJECTS_LENGTH + 2);

		if (place >= oid.length)
			place = oid.length - 1;
		if (pick(2))
			oid.ids[place] = odd_id();
		else
			oid.ids[place] += pick(2) ? 1 : UINT32_MAX;
	}
	if (pick(20) == 0) {
		unsigned int length = pick(2) ? 128 : 255;

		while (oid.length < length)
			oid.ids[oid.length++] = odd_id();
	}
	return oid;
}

static struct oid random_end(void)
{
	struct oid end = {.length = 0};

	switch (pick(5)) {
	case 0:
		return end;
	case 1:
		end.length = 1;
		end.ids[0] = 1 + pick(2);
		return end;
	case 2:
		return random_oid();
	default:
		end.length = OBJECTS_LENGTH;
		memcpy(end.ids, (uint32_t[]){OBJECTS},
		       sizeof(uint32_t[OBJECTS_LENGTH]));
		end.ids[OBJECTS_LENGTH - 1]++;
		return end;
	}
}

static void put_integer(struct message *request)
{
	struct oid name = random_oid();

	put(request, 2, 2);
	put(request, 0, 2);
	put_oid(request, &name, false);
	put(request, odd_id(), 4);
}

static void random_request(struct message *request)
{
	static const int types[] = {GET,     GET,     GETNEXT, GETNEXT,
				    GETNEXT, GETNEXT, GETBULK, TEST_SET};
	int type = types[pick(8)];
	uint32_t count = 1 + (pick(4) ? pick(4) : pick(40));
	uint32_t transaction = pick(3) ? packet + 1 : 1 + pick(50);

	begin(request, type, pick(20) ? 0 : CONTEXT, transaction);
	if (type == GETBULK)
		put(request, pick(3) << 16 | pick(10), 4);
	while (count-- > 0) {
		struct oid start = random_oid(), end = random_end();

		if (type == TEST_SET) {
			put_integer(request);
			continue;
		}
		put_oid(request, &start, pick(3) == 0);
		put_oid(request, &end, false);
	}
	finish(request);
}

static void set_is_over(const struct message *test)
{
	static struct message request;
	int i;

	begin(&request, CLEANUP_SET, 0, get(test->data + 8, 4, true));
	finish(&request);
	for (i = 0; i < 2; i++)
		send_to(i, &request);
}

int main(int argc, char **argv)
{
	static struct message request, answer;
	long count, i, answered = 0;
	int listeners[2];

	if (argc != 5) {
		fprintf(stderr, "Usage: two_ways SOCKET1 SOCKET2 COUNT SEED\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	count = strtol(argv[3], NULL, 10);
	srand((unsigned int)strtoul(argv[4], NULL, 10));
	for (i = 0; i < 2; i++)
		listeners[i] = listen_at(argv[1 + i]);
	printf("ready\n");
	for (i = 0; i < 2; i++)
		greet((int)i, listeners[i]);
	learn();
	for (i = 0; i < count; i++) {
		random_request(&request);
		answered += ask(&request, &answer);
		if (request.data[1] == TEST_SET)
			set_is_over(&request);
	}
	printf("%zu instances and %ld requests alike, %ld answered\n",
	       instance_count, count, answered);
	return 0;
}
