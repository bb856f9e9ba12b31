/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/netlink.h"
#include "core/error.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/object.h>
#include <netlink/socket.h>

#define ANSWER_MS 5000

/* Zeros behind a message that libnl-route parses: it takes some attributes to
 * be as long as they should be. */
#define PARSE_MARGIN 256

/* A signal, or an overrun, is no end of what is to be thrown away. */
#define DRAIN_FAILURES 64

int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* nl_connect() would spend five system calls, and a port number of libnl's
 * own that another library in the process may have taken. */
static int open_descriptor(struct anycastip_error *error)
{
	struct sockaddr_nl local = {.nl_family = AF_NETLINK};
	int fd, on = 1;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    NETLINK_ROUTE);
	if (fd < 0 && errno == EAFNOSUPPORT) {
		/* Every kernel with a network has rtnetlink; a sandbox that
		 * forbids it must not look like a kernel without IPv6. */
		failure(error, ANYCASTIP_ACCESS_DENIED, errno,
			"cannot open an rtnetlink socket; let the sandbox "
			"allow the address family AF_NETLINK");
		return -1;
	}
	if (fd < 0) {
		system_failure(error, errno, "cannot open an rtnetlink socket");
		return -1;
	}
	if (setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on,
		       sizeof(on)) < 0) {
		system_failure(error, errno,
			       "cannot have rtnetlink check requests strictly "
			       "(Linux 4.20 or later is needed)");
		goto out;
	}
	if (bind(fd, (struct sockaddr *)&local, sizeof(local)) < 0) {
		system_failure(error, errno, "cannot bind an rtnetlink socket");
		goto out;
	}
	return fd;
out:
	close(fd);
	return -1;
}

/* Callbacks of kind "custom" are none at all: the default ones would print to
 * standard error with NLCB=debug in the environment. */
static struct nl_sock *silent_socket(void)
{
	struct nl_cb *callbacks;
	struct nl_sock *sock;

	callbacks = nl_cb_alloc(NL_CB_CUSTOM);
	if (!callbacks)
		return NULL;
	sock = nl_socket_alloc_cb(callbacks);
	nl_cb_put(callbacks);
	return sock;
}

enum anycastip_status netlink_open(struct netlink *netlink, size_t size,
				   struct anycastip_error *error)
{
	struct nl_sock *sock;
	int fd, code;

	netlink->sock = NULL;
	netlink->stale = netlink->refused = false;
	sock = silent_socket();
	if (!sock)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for an rtnetlink socket");
	fd = open_descriptor(error);
	if (fd < 0) {
		nl_socket_free(sock);
		return error->status;
	}
	code = nl_socket_set_fd(sock, NETLINK_ROUTE, fd);
	if (code < 0) {
		close(fd);
		nl_socket_free(sock);
		return failure(error, ANYCASTIP_SYSTEM_ERROR, 0,
			       "cannot use an rtnetlink socket: %s",
			       nl_geterror(code));
	}
	nl_socket_set_msg_buf_size(sock, size);
	/* One message answers a request that is no dump; nothing after it. */
	nl_socket_disable_auto_ack(sock);
	netlink->sock = sock;
	netlink->size = size;
	return ANYCASTIP_OK;
}

void netlink_close(struct netlink *netlink)
{
	if (!netlink->sock)
		return;
	nl_socket_free(netlink->sock);
	netlink->sock = NULL;
}

enum anycastip_status netlink_malformed(struct anycastip_error *error,
					const char *what)
{
	return failure(error, ANYCASTIP_BAD_ANSWER, 0,
		       "the kernel's answer about %s is malformed; please "
		       "report this with the kernel's version",
		       what);
}

static enum anycastip_status timed_out(struct anycastip_error *error,
				       const char *what)
{
	return failure(error, ANYCASTIP_TIMEOUT, 0,
		       "the kernel did not answer about %s within %d seconds; "
		       "try again",
		       what, ANSWER_MS / 1000);
}

/* Wait for the socket.  The kernel answers within the call that asks, so this
 * is rarely reached. */
static enum anycastip_status wait_readable(const struct netlink *netlink,
					   const char *what, int64_t deadline,
					   struct anycastip_error *error)
{
	struct pollfd poller = {
		.fd = nl_socket_get_fd(netlink->sock),
		.events = POLLIN,
	};
	int64_t left = deadline - monotonic_ms();
	int count;

	if (left <= 0)
		return timed_out(error, what);
	count = poll(&poller, 1, (int)left);
	if (count < 0 && errno != EINTR)
		return system_failure(error, errno,
				      "cannot wait for the kernel's answer "
				      "about %s",
				      what);
	return ANYCASTIP_OK;
}

static enum anycastip_status receive_failure(int code, int system_error,
					     const char *what,
					     struct anycastip_error *error)
{
	switch (-code) {
	case 0: /* nothing was received, and it is not "try again" */
	case NLE_MSG_TRUNC:
	case NLE_NOADDR:
		return netlink_malformed(error, what);
	case NLE_NOMEM:
		/* libnl says so for ENOBUFS, too. */
		return failure(error, ANYCASTIP_NO_MEMORY,
			       system_error ? system_error : ENOMEM,
			       "no memory to read %s", what);
	default:
		return system_failure(error, system_error ? system_error : EIO,
				      "cannot read %s from the kernel", what);
	}
}

/* Receive one datagram of the kernel's; *buffer is to be freed. */
static enum anycastip_status receive(struct netlink *netlink, const char *what,
				     int64_t deadline, unsigned char **buffer,
				     size_t *length,
				     struct anycastip_error *error)
{
	struct sockaddr_nl from = {0};
	enum anycastip_status status;
	int count, system_error;

	for (;;) {
		*buffer = NULL;
		errno = 0;
		count = nl_recv(netlink->sock, &from, buffer, NULL);
		system_error = errno;
		if (count > 0 && !from.nl_pid) {
			*length = (size_t)count;
			return ANYCASTIP_OK;
		}
		if (count > 0) {
			/* Another process wrote to our port. */
			free(*buffer);
			*buffer = NULL;
		} else if (count != -NLE_AGAIN && count != -NLE_INTR) {
			return receive_failure(count, system_error, what,
					       error);
		}
		status = wait_readable(netlink, what, deadline, error);
		if (status)
			return status;
	}
}

/* Throw away what is left of an answer that was not read to its end, so that
 * the next one is not taken for it, and the kernel not found busy.  The kernel
 * goes on with a dump when something is received: to have it acknowledge
 * nothing revives one that stopped for want of memory, and shows it how much is
 * received at once. */
static enum anycastip_status drain(struct netlink *netlink, const char *what,
				   int64_t deadline,
				   struct anycastip_error *error)
{
	int count = -NLE_AGAIN, system_error = 0, failures = 0;
	struct sockaddr_nl from = {0};
	unsigned char *buffer;

	nl_send_simple(netlink->sock, NLMSG_NOOP, NLM_F_REQUEST | NLM_F_ACK,
		       NULL, 0);
	while (failures < DRAIN_FAILURES && monotonic_ms() < deadline) {
		buffer = NULL;
		errno = 0;
		count = nl_recv(netlink->sock, &from, &buffer, NULL);
		system_error = errno;
		free(buffer);
		if (count == -NLE_AGAIN) {
			netlink->stale = false;
			return ANYCASTIP_OK;
		}
		failures += count <= 0;
	}
	return count > 0 ? timed_out(error, what)
			 : receive_failure(count, system_error, what, error);
}

enum anycastip_status netlink_size(struct netlink *netlink, size_t size,
				   const char *what,
				   struct anycastip_error *error)
{
	nl_socket_set_msg_buf_size(netlink->sock, size);
	netlink->size = size;
	return drain(netlink, what, monotonic_ms() + ANSWER_MS, error);
}

/* The error inside NLMSG_ERROR or NLMSG_DONE; a dump that fails at once has
 * it in the latter.  An NLMSG_DONE of old kernels may be empty. */
static enum anycastip_status answered_error(const struct nlmsghdr *message,
					    const char *what,
					    struct anycastip_error *error)
{
	const int *code = NLMSG_DATA(message);

	if (message->nlmsg_len < NLMSG_LENGTH(sizeof(*code)))
		return message->nlmsg_type == NLMSG_DONE
			       ? ANYCASTIP_OK
			       : netlink_malformed(error, what);
	if (*code > 0 || *code < -4095)
		return message->nlmsg_type == NLMSG_DONE && *code > 0
			       ? ANYCASTIP_OK
			       : netlink_malformed(error, what);
	if (!*code)
		return ANYCASTIP_OK;
	return system_failure(error, -*code, "the kernel refuses to tell %s",
			      what);
}

enum anycastip_status netlink_walk(const struct netlink_request *request,
				   const void *buffer, size_t length,
				   uint32_t sequence, uint32_t port, bool *done,
				   bool *interrupted,
				   struct anycastip_error *error)
{
	const struct nlmsghdr *message = buffer;
	enum anycastip_status status;
	int left = (int)length;

	for (; left > 0 && NLMSG_OK(message, (unsigned int)left);
	     message = NLMSG_NEXT(message, left)) {
		if (message->nlmsg_seq != sequence ||
		    message->nlmsg_pid != port)
			return netlink_malformed(error, request->what);
		if (message->nlmsg_flags & NLM_F_DUMP_INTR)
			*interrupted = true;
		if (message->nlmsg_type == NLMSG_DONE ||
		    message->nlmsg_type == NLMSG_ERROR) {
			*done = true;
			status = answered_error(message, request->what, error);
			/* "No error" alone answers no question. */
			if (!status && (message->nlmsg_type == NLMSG_ERROR ||
					!(request->flags & NLM_F_DUMP)))
				return netlink_malformed(error, request->what);
			return status;
		}
		if (message->nlmsg_type == NLMSG_NOOP)
			continue;
		if (message->nlmsg_type != request->reply ||
		    message->nlmsg_len < NLMSG_LENGTH(request->reply_size))
			return netlink_malformed(error, request->what);
		if (!(message->nlmsg_flags & NLM_F_MULTI) !=
		    !(request->flags & NLM_F_DUMP))
			return netlink_malformed(error, request->what);
		status = request->visit(request->context, message, error);
		if (status)
			return status;
		if (!(request->flags & NLM_F_DUMP)) {
			*done = true;
			return ANYCASTIP_OK;
		}
	}
	return left > 0 ? netlink_malformed(error, request->what)
			: ANYCASTIP_OK;
}

static void keep_object(struct nl_object *object, void *kept)
{
	nl_object_get(object);
	*(struct nl_object **)kept = object;
}

enum anycastip_status netlink_parse(const struct nlmsghdr *message,
				    const char *what, struct nl_object **object,
				    struct anycastip_error *error)
{
	struct nl_msg *copy;
	int code = -NLE_NOMEM;

	*object = NULL;
	copy = nlmsg_alloc_size(message->nlmsg_len + PARSE_MARGIN);
	if (copy) {
		memcpy(nlmsg_hdr(copy), message, message->nlmsg_len);
		nlmsg_set_proto(copy, NETLINK_ROUTE);
		code = nl_msg_parse(copy, keep_object, object);
		nlmsg_free(copy);
	}
	if (code == -NLE_NOMEM)
		return no_memory(error, what);
	if (code < 0 || !*object)
		return netlink_malformed(error, what);
	return ANYCASTIP_OK;
}

const struct nlattr *netlink_attribute(const struct nlmsghdr *message,
				       size_t header, int type)
{
	const char *start = NLMSG_DATA(message);
	size_t length = NLMSG_SPACE(header);

	if (message->nlmsg_len < length)
		return NULL;
	return nla_find((const void *)(start + NLMSG_ALIGN(header)),
			(int)(message->nlmsg_len - length), type);
}

const struct nlattr *netlink_nested(const struct nlattr *nest, int type)
{
	return nest ? nla_find(nla_data(nest), nla_len(nest), type) : NULL;
}

uint32_t netlink_number(const struct nlattr *attribute)
{
	uint32_t number = 0;

	if (attribute && nla_len(attribute) >= (int)sizeof(number))
		memcpy(&number, nla_data(attribute), sizeof(number));
	return number;
}

static enum anycastip_status send_failure(int code, int system_error,
					  const char *what,
					  struct anycastip_error *error)
{
	if (code == -NLE_INTR || code == -NLE_AGAIN)
		return timed_out(error, what);
	if (code == -NLE_NOMEM)
		return failure(error, ANYCASTIP_NO_MEMORY,
			       system_error ? system_error : ENOMEM,
			       "no memory to ask for %s", what);
	return system_failure(error, system_error ? system_error : EIO,
			      "cannot ask the kernel for %s", what);
}

static enum anycastip_status transmit(struct netlink *netlink,
				      const struct netlink_request *request,
				      uint32_t *sequence, int64_t deadline,
				      struct anycastip_error *error)
{
	int code, system_error;

	do {
		/* libnl numbers the request itself, with the next one. */
		*sequence = nl_socket_use_seq(netlink->sock) + 1;
		errno = 0;
		code = nl_send_simple(netlink->sock, request->type,
				      NLM_F_REQUEST | request->flags,
				      request->payload, request->length);
		system_error = errno;
		if (code >= 0)
			return ANYCASTIP_OK;
	} while (code == -NLE_INTR && monotonic_ms() < deadline);
	return send_failure(code, system_error, request->what, error);
}

/* Whether a datagram of that length has no room for another message.  It holds
 * as much as was received for before, less some overhead of the kernel's, or,
 * at first and when the kernel is short of memory, a page or 8 KiB.  Some
 * kernels end every dump with a datagram of its own, so that most are followed
 * by one without being cut. */
static bool may_be_cut(size_t length, size_t size)
{
	static const size_t overhead = 512, message = 512;

	return length > size - overhead - message ||
	       (length > 4096 - overhead - message && length <= 4096) ||
	       (length > 8192 - overhead - message && length <= 8192);
}

enum anycastip_status netlink_ask(struct netlink *netlink,
				  const struct netlink_request *request,
				  bool *interrupted,
				  struct anycastip_error *error)
{
	int64_t deadline = monotonic_ms() + ANSWER_MS;
	bool done = false, torn = false;
	enum anycastip_status status;
	unsigned char *buffer;
	uint32_t sequence, port;
	size_t length = 0;

	if (interrupted)
		*interrupted = false;
	netlink->refused = false;
	if (netlink->stale) {
		status = drain(netlink, request->what, deadline, error);
		if (status)
			return status;
	}
	status = transmit(netlink, request, &sequence, deadline, error);
	if (status)
		return status;
	port = nl_socket_get_local_port(netlink->sock);
	while (!done) {
		status = receive(netlink, request->what, deadline, &buffer,
				 &length, error);
		if (!status)
			status = netlink_walk(request, buffer, length, sequence,
					      port, &done, &torn, error);
		free(buffer);
		if (!status && !done && request->cut &&
		    may_be_cut(length, netlink->size))
			request->cut(request->context);
		if (!status && !done && monotonic_ms() > deadline)
			status = timed_out(error, request->what);
		if (status)
			break;
	}
	netlink->refused = done && status && error->system_error;
	/* Busy with a dump that was never finished. */
	netlink->stale = !done || (netlink->refused && request->flags &&
				   error->system_error == EBUSY);
	if (interrupted)
		*interrupted = torn;
	return status;
}

enum anycastip_status netlink_unsteady(struct anycastip_error *error,
				       const char *what)
{
	return failure(error, ANYCASTIP_RETRY, 0,
		       "%s changed too fast to be read; try again", what);
}

enum anycastip_status netlink_ask_whole(struct netlink *netlink,
					const struct netlink_request *request,
					struct anycastip_error *error)
{
	enum anycastip_status status;
	unsigned int tries;
	bool torn;

	for (tries = 0; tries < READ_TRIES; tries++) {
		request->restart(request->context);
		status = netlink_ask(netlink, request, &torn, error);
		if (status || !torn)
			return status;
	}
	return netlink_unsteady(error, request->what);
}

/* Number the requests and send them. */
static enum anycastip_status transmit_batch(struct netlink *netlink,
					    const struct netlink_batch *batch,
					    int64_t deadline,
					    struct anycastip_error *error)
{
	struct nlmsghdr *message = batch->requests;
	int left = (int)batch->length, code, system_error;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		message->nlmsg_type = (uint16_t)batch->type;
		message->nlmsg_flags = NLM_F_REQUEST;
		message->nlmsg_seq = nl_socket_use_seq(netlink->sock);
		message->nlmsg_pid = 0;
		message = NLMSG_NEXT(message, left);
	}
	do {
		errno = 0;
		code = nl_sendto(netlink->sock, batch->requests, batch->length);
		system_error = errno;
		if (code >= 0)
			return ANYCASTIP_OK;
	} while (code == -NLE_INTR && monotonic_ms() < deadline);
	return send_failure(code, system_error, batch->what, error);
}

/* The datagram that answers the number'th request, which is this one. */
static enum anycastip_status visit_answer(const struct netlink_batch *batch,
					  size_t number,
					  const struct nlmsghdr *request,
					  const void *buffer, size_t length,
					  uint32_t port,
					  struct anycastip_error *error)
{
	const struct nlmsghdr *message = buffer;
	const int *code = NLMSG_DATA(message);

	if (!NLMSG_OK(message, length) ||
	    message->nlmsg_seq != request->nlmsg_seq ||
	    message->nlmsg_pid != port)
		return netlink_malformed(error, batch->what);
	if (message->nlmsg_type == NLMSG_ERROR &&
	    message->nlmsg_len >= NLMSG_LENGTH(sizeof(*code)) && *code < 0 &&
	    *code >= -4095)
		return batch->answer(batch->context, number, NULL, -*code,
				     error);
	if (message->nlmsg_type != batch->reply ||
	    message->nlmsg_len < NLMSG_LENGTH(batch->reply_size))
		return netlink_malformed(error, batch->what);
	return batch->answer(batch->context, number, message, 0, error);
}

enum anycastip_status netlink_ask_each(struct netlink *netlink,
				       const struct netlink_batch *batch,
				       struct anycastip_error *error)
{
	int64_t deadline = monotonic_ms() + ANSWER_MS;
	const struct nlmsghdr *request = batch->requests;
	enum anycastip_status status = ANYCASTIP_OK;
	int left = (int)batch->length;
	unsigned char *buffer;
	uint32_t port;
	size_t i, length = 0;

	if (netlink->stale)
		status = drain(netlink, batch->what, deadline, error);
	if (!status)
		status = transmit_batch(netlink, batch, deadline, error);
	if (status)
		return status;
	port = nl_socket_get_local_port(netlink->sock);
	for (i = 0; i < batch->count && !status; i++) {
		status = receive(netlink, batch->what, deadline, &buffer,
				 &length, error);
		if (!status)
			status = visit_answer(batch, i, request, buffer, length,
					      port, error);
		free(buffer);
		request = NLMSG_NEXT(request, left);
	}
	netlink->stale = status != ANYCASTIP_OK;
	return status;
}
