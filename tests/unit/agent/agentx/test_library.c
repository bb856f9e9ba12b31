/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether Net-SNMP's library still works inside as agent/agentx/library.c
 * relies on: each fault is told in a sentence about the library.  A process of
 * its own is the master agent.
 */
#include "agent/agentx/library.h"

#include <net-snmp/agent/net-snmp-agent-includes.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/agentx/agentx.h"
#include "agent/agentx/transport.h"
#include "agent/clock.h"
#include "agent/log.h"
#include "agent/mib/handler.h"
#include "agent/mib/mib.h"
#include "agent/walk/source.h"
#include "tests/unit/fake_anycastip.h"
#include "tests/unit/tap.h"

/* What only a master agent has to know. */
#define OPEN	       1
#define ADD_AGENT_CAPS 16

#define SOCKET "tcp:192.0.2.1:7050"
/* More than the library waits for by itself. */
#define LONG_TIME (1500 * NS_PER_MS)
/* More than anything takes. */
#define DEADLINE (20 * NS_PER_S)

static void must(bool holds, const char *sentence)
{
	CU_assertImplementation(holds, __LINE__, sentence, __FILE__, "",
				CU_FALSE);
}

/* ---- The master agent ---------------------------------------------------- */

struct message {
	uint8_t data[1024];
	size_t length;
};

/* How it is to behave, and what it got. */
static struct master {
	int refusal;   /* the error in its answer to Register */
	int silent_to; /* the type that it does not answer, or 0 */
	unsigned int count;
	uint8_t types[64];
	struct message answer;
	uint8_t reason; /* of Close */
} * master;

static pid_t master_pid;
static int master_fd; /* its end of the connection, ours too */

static void put_number(uint8_t *at, uint32_t number, int octets)
{
	while (octets-- > 0) {
		at[octets] = (uint8_t)number;
		number >>= 8;
	}
}

static void master_answer(int fd, const uint8_t *request)
{
	uint8_t response[AGENTX_RESPONSE_SIZE] = {
		AGENTX_VERSION_IS, AGENTX_RESPONSE, AGENTX_BIG_ENDIAN};

	put_number(response + 4, 7, 4);
	put_number(response + 8, agentx_number(request, 8, 4), 4);
	put_number(response + 12, agentx_number(request, 12, 4), 4);
	put_number(response + 16, 8, 4);
	if (request[AGENTX_AT_TYPE] == AGENTX_REGISTER)
		put_number(response + 24, (uint32_t)master->refusal, 2);
	if (send(fd, response, sizeof(response), MSG_NOSIGNAL) == -1)
		_exit(1);
}

static void master_take(int fd, const struct message *in)
{
	uint8_t type = in->data[AGENTX_AT_TYPE];

	if (type == AGENTX_RESPONSE)
		master->answer = *in;
	else if (type == AGENTX_CLOSE)
		master->reason = in->data[AGENTX_HEADER];
	/* It is noted before the library knows that it came. */
	master->types[master->count] = type;
	__atomic_store_n(&master->count, master->count + 1, __ATOMIC_SEQ_CST);
	if (type != AGENTX_RESPONSE && type != AGENTX_CLOSE &&
	    type != master->silent_to)
		master_answer(fd, in->data);
}

static _Noreturn void master_run(int fd)
{
	static struct message in;

	while (recv(fd, in.data, AGENTX_HEADER, MSG_WAITALL) == AGENTX_HEADER) {
		size_t rest = agentx_number(in.data, AGENTX_AT_PAYLOAD, 4);

		in.length = AGENTX_HEADER + rest;
		if (in.length > sizeof(in.data) ||
		    master->count == sizeof(master->types) ||
		    (rest > 0 && recv(fd, in.data + AGENTX_HEADER, rest,
				      MSG_WAITALL) != (ssize_t)rest))
			break;
		master_take(fd, &in);
	}
	_exit(0);
}

/* The first COUNT messages that it got, as their types. */
static bool master_got(unsigned int count, const uint8_t *types)
{
	return __atomic_load_n(&master->count, __ATOMIC_SEQ_CST) >= count &&
	       memcmp(master->types, types, count) == 0;
}

/* ---- What is wrapped ----------------------------------------------------- */

static unsigned int lines;
static int line_priority;
static bool sends_whole_messages = true;

void __wrap_log_once(int priority, const char *text);
void __wrap_log_once(int priority, const char *text)
{
	if (strncmp(text, "test ", 5) != 0)
		return;
	lines++;
	line_priority = priority;
}

bool __real_transport_send(struct transport *transport, const void *message,
			   size_t size);
bool __wrap_transport_send(struct transport *transport, const void *message,
			   size_t size);
bool __wrap_transport_send(struct transport *transport, const void *message,
			   size_t size)
{
	if (size < AGENTX_HEADER ||
	    size != AGENTX_HEADER +
			    agentx_number(message, AGENTX_AT_PAYLOAD, 4))
		sends_whole_messages = false;
	return __real_transport_send(transport, message, size);
}

/* ---- The subagent -------------------------------------------------------- */

static char folder[] = "/tmp/anycastip-test-XXXXXX";
static struct source *source;
static bool started;

static bool write_configuration(void)
{
	char path[sizeof(folder) + 20];
	FILE *file;

	if (!mkdtemp(folder))
		return false;
	setenv("SNMPCONFPATH", folder, 1);
	setenv("SNMP_PERSISTENT_DIR", folder, 1);
	snprintf(path, sizeof(path), "%s/anycastipd.conf", folder);
	file = fopen(path, "we");
	return file && fprintf(file, "agentXSocket " SOCKET "\n") > 0 &&
	       fclose(file) == 0;
}

static void remove_configuration(void)
{
	char path[sizeof(folder) + 20];

	snprintf(path, sizeof(path), "%s/anycastipd.conf", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/cert_indexes", folder);
	rmdir(path);
	rmdir(folder);
}

/* Once for all tests. */
static void start(void)
{
	struct anycastip_row row = fake_row("192.0.2.1", 1);

	if (started)
		return;
	started = true;
	CU_ASSERT_TRUE_FATAL(write_configuration());
	master = mmap(NULL, sizeof(*master), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CU_ASSERT_FATAL(master != MAP_FAILED);
	must(library_start(),
	     "the library does not try to open a session and leave an alarm "
	     "for the next try, or does not take a transport");
	fake_rows(&row, 1);
	source = source_open(NULL, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	CU_ASSERT_EQUAL_FATAL(handler_register(source), 0);
}

/* Open a session with the master agent as it is to behave. */
static long open_session(int64_t time)
{
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	master_pid = fork();
	if (master_pid == 0) {
		close(ends[0]);
		master_run(ends[1]);
	}
	CU_ASSERT_FATAL(master_pid > 0);
	master_fd = ends[1];
	return library_open(ends[0], time);
}

/* Serve until it is so, or for the longest time. */
static bool serve_until(bool (*done)(void))
{
	int64_t limit = clock_now() + DEADLINE;
	netsnmp_large_fd_set reading;
	struct timeval wait;
	int count;

	netsnmp_large_fd_set_init(&reading, FD_SETSIZE);
	while (!done() && clock_now() < limit) {
		NETSNMP_LARGE_FD_ZERO(&reading);
		count = 0;
		library_wants(&reading, &count);
		wait.tv_sec = 0;
		wait.tv_usec = 20000;
		if (netsnmp_large_fd_set_select(count, &reading, NULL, NULL,
						&wait) > 0) {
			snmp_read2(&reading);
			library_finish_requests(clock_now() + DEADLINE);
		}
	}
	netsnmp_large_fd_set_cleanup(&reading);
	return done();
}

static bool is_lost(void)
{
	return !library_session();
}

/* End what is left of a test. */
static void end_session(void)
{
	kill(master_pid, SIGKILL);
	close(master_fd);
	waitpid(master_pid, NULL, 0);
	must(serve_until(is_lost), "the library does not tell that a session "
				   "is lost by SNMPD_CALLBACK_INDEX_STOP");
	must(library_fd() == -1,
	     "the library does not close the transport of a lost session");
	must(!sa_find_next(), "the library sets an alarm for a lost session, "
			      "though it is to send no pings");
	memset(master, 0, sizeof(*master));
	library_answer_by(NULL, NULL);
}

/* ---- Tests --------------------------------------------------------------- */

static void its_log(void)
{
	int priority;

	start();
	for (priority = LOG_EMERG; priority <= LOG_DEBUG; priority++) {
		lines = 0;
		snmp_log(priority, "test %d\n", priority);
		must(lines == 1, "the library does not hand each message to a "
				 "log handler once");
		must(line_priority ==
			     (priority < LOG_INFO ? priority : LOG_DEBUG),
		     "the library hands a message to a log handler with "
		     "another priority");
	}
}

static void its_configuration(void)
{
	start();
	must(strcmp(library_socket(), SOCKET) == 0,
	     "the library does not run callbacks of POST_READ_CONFIG by their "
	     "priority, after it has read agentXSocket");
}

static void openings(void)
{
	static const uint8_t types[] = {OPEN, AGENTX_REGISTER, ADD_AGENT_CAPS};

	start();
	must(open_session(DEADLINE) == 0 && library_session(),
	     "the function of the library's alarm does not open a session");
	must(master_got(3, types),
	     "the library does not open, register and add capabilities, in "
	     "this order and at once");
	must(sends_whole_messages,
	     "the library does not send one message at a time");
	must(library_session()->securityModel == SNMP_DEFAULT_SECMODEL &&
		     !sa_find_next(),
	     "the library sets an alarm in a session, though it is to send no "
	     "pings");
	end_session();
	/* As often as it takes. */
	must(open_session(DEADLINE) == 0,
	     "the function of the library's alarm opens one session only");
	must(master_got(3, types),
	     "the library does not register anew in another session");
	end_session();
}

static void refusals(void)
{
	start();
	master->refusal = AGENTX_DUPLICATE_REGISTRATION;
	must(open_session(DEADLINE) == AGENTX_DUPLICATE_REGISTRATION,
	     "the library does not register by AgentX-Register");
	end_session();
}

/* It waits for as long as it is told, and not as long as it would by itself. */
static void silence(void)
{
	static const struct {
		int type;
		const char *sentence;
	} cases[] = {
		{OPEN, "the library does not wait for the answer to Open as "
		       "the transport's f_setup_session says"},
		{AGENTX_REGISTER,
		 "the library does not wait for the answer to Register as "
		 "session->timeout says after it was sent"},
		{ADD_AGENT_CAPS,
		 "the library does not wait for the answer to AddAgentCaps as "
		 "session->timeout says after it was sent"},
	};
	size_t i;

	start();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t begun = clock_now();

		master->silent_to = cases[i].type;
		must(open_session(LONG_TIME) == -1,
		     "the library opens a session without an answer");
		must(clock_now() >= begun + LONG_TIME - 10 * NS_PER_MS,
		     cases[i].sentence);
		end_session();
	}
}

/* GetNext for the objects, as a master agent asks. */
static void ask(bool include, bool end, uint8_t flags)
{
	static const uint32_t objects[] = {MIB_OBJECTS};
	struct message question = {.length = 0}, *out = &question;
	uint8_t *at = out->data + AGENTX_HEADER;
	size_t i, n = MIB_OBJECTS_LENGTH;

	out->data[AGENTX_AT_VERSION] = AGENTX_VERSION_IS;
	out->data[AGENTX_AT_TYPE] = AGENTX_GETNEXT;
	out->data[AGENTX_AT_FLAGS] = AGENTX_BIG_ENDIAN | flags;
	put_number(out->data + 4, 7, 4);
	put_number(out->data + 8, 1234, 4);
	put_number(out->data + 12, 5678, 4);
	if (flags & AGENTX_CONTEXT) {
		put_number(at, 4, 4);
		memcpy(at + 4, "abcd", 4);
		at += 8;
	}
	at[0] = (uint8_t)n;
	at[2] = include;
	for (i = 0, at += 4; i < n; i++, at += 4)
		put_number(at, objects[i], 4);
	at[0] = end ? (uint8_t)n : 0;
	at += 4;
	for (i = 0; end && i < n; i++, at += 4)
		put_number(at, objects[i] + (i == n - 1), 4);
	out->length = (size_t)(at - out->data);
	put_number(out->data + AGENTX_AT_PAYLOAD,
		   (uint32_t)(out->length - AGENTX_HEADER), 4);
	CU_ASSERT_EQUAL_FATAL(send(master_fd, out->data, out->length, 0),
			      (ssize_t)out->length);
}

static struct {
	bool was_asked, include, has_context;
	size_t end_length;
	int command;
	bool passes_on;
} answered;

static bool on_request(void *context, netsnmp_session *session,
		       netsnmp_pdu *request)
{
	const oid *end;
	netsnmp_pdu *response;

	CU_ASSERT_PTR_EQUAL(context, &answered);
	answered.was_asked = true;
	answered.command = request->command;
	answered.include = library_range(request->variables, &end,
					 &answered.end_length);
	answered.has_context = library_has_context(request);
	if (answered.passes_on)
		return false;
	response = library_response(session, request);
	CU_ASSERT_PTR_NOT_NULL_FATAL(response);
	if (!snmp_send(session, response))
		snmp_free_pdu(response);
	return true;
}

static bool is_answered(void)
{
	static const uint8_t types[] = {OPEN, AGENTX_REGISTER, ADD_AGENT_CAPS,
					AGENTX_RESPONSE};

	return master_got(4, types);
}

static void check_answer(const char *sentence)
{
	const uint8_t *data = master->answer.data;

	must(serve_until(is_answered), sentence);
	must(agentx_number(data, 4, 4) == 7 &&
		     agentx_number(data, 8, 4) == 1234 &&
		     agentx_number(data, 12, 4) == 5678 &&
		     agentx_number(data, AGENTX_AT_ERROR, 2) == 0,
	     "the library does not send a Response with the numbers of its "
	     "request");
}

static void requests(void)
{
	static const char sentence[] =
		"the library does not give the requests of the master agent to "
		"session->callback";
	int i;

	start();
	for (i = 0; i < 8; i++) {
		bool include = i & 1, end = i & 2, context = i & 4;

		memset(&answered, 0, sizeof(answered));
		library_answer_by(on_request, &answered);
		must(open_session(DEADLINE) == 0, "no session");
		ask(include, end, context ? AGENTX_CONTEXT : 0);
		check_answer(sentence);
		must(answered.command == AGENTX_GETNEXT,
		     "the library does not have h.type in pdu->command");
		must(answered.include == include,
		     "the library does not tell by the type of a variable "
		     "whether the start is in the search range");
		must(answered.end_length == (end ? MIB_OBJECTS_LENGTH : 0),
		     "the library does not have the end of the search range in "
		     "the variable's value, 0.0 for none");
		must(answered.has_context == context,
		     "the library does not have h.flags in pdu->flags");
		end_session();
	}
}

static void its_own_way(void)
{
	start();
	memset(&answered, 0, sizeof(answered));
	answered.passes_on = true;
	library_answer_by(on_request, &answered);
	must(open_session(DEADLINE) == 0, "no session");
	ask(false, true, 0);
	check_answer("the library does not answer a request by itself in "
		     "further readings of what it waits for");
	must(answered.was_asked, "the library answers a request by itself "
				 "without asking session->callback");
	end_session();
}

static int message_end;

static int on_end(int operation, netsnmp_session *session, int reqid,
		  netsnmp_pdu *pdu, void *context)
{
	(void)session;
	(void)reqid;
	CU_ASSERT_PTR_EQUAL(context, &message_end);
	message_end = operation;
	if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE)
		CU_ASSERT_EQUAL(pdu->errstat, 0);
	return 1;
}

static bool has_ended(void)
{
	return message_end != 0;
}

static void send_notify(void)
{
	netsnmp_session *session = library_session();
	netsnmp_pdu *pdu = library_message(session, AGENTX_NOTIFY);

	CU_ASSERT_PTR_NOT_NULL_FATAL(pdu);
	snmp_add_null_var(pdu, (oid[]){1, 3}, 2);
	pdu->flags |= UCD_MSG_FLAG_EXPECT_RESPONSE;
	message_end = 0;
	session->timeout = 3600000000L;
	CU_ASSERT_NOT_EQUAL_FATAL(
		snmp_async_send(session, pdu, on_end, &message_end), 0);
}

static void notifications(void)
{
	start();
	must(open_session(DEADLINE) == 0, "no session");
	send_notify();
	must(serve_until(has_ended) &&
		     message_end == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE,
	     "the library does not give the Response to a Notify to the "
	     "callback of it");
	master->silent_to = AGENTX_NOTIFY;
	send_notify();
	CU_ASSERT_EQUAL(message_end, 0);
	end_session();
	must(message_end == NETSNMP_CALLBACK_OP_TIMED_OUT,
	     "the library does not end a message without an answer when its "
	     "session is lost");
}

/* The last one: afterwards the library is shut down. */
static void goodbye(void)
{
	start();
	must(open_session(DEADLINE) == 0, "no session");
	library_leave();
	close(master_fd);
	waitpid(master_pid, NULL, 0);
	must(master->reason == AGENTX_SHUTDOWN,
	     "the library does not send Close with the reason in errstat");
	/* If it waited, it would be for an hour. */
	library_session()->timeout = 3600000000L;
	handler_unregister();
	library_stop();
	must(is_lost() || library_fd() == -1,
	     "the library does not close its session when it is shut down");
	source_close(source);
}

static void on_alarm(int signal)
{
	static const char text[] = "Bail out! The library waits for an answer "
				   "on a broken transport.\n";
	ssize_t written = write(STDOUT_FILENO, text, sizeof(text) - 1);

	(void)signal;
	(void)written;
	_exit(1);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"its log", its_log},
		{"its configuration", its_configuration},
		{"openings", openings},
		{"refusals", refusals},
		{"silence", silence},
		{"requests", requests},
		{"its own way", its_own_way},
		{"notifications", notifications},
		{"goodbye", goodbye},
		CU_TEST_INFO_NULL,
	};
	int status;

	signal(SIGALRM, on_alarm);
	alarm(300);
	status = tap_run(argc, argv, "library", tests);
	if (started)
		remove_configuration();
	return status;
}
