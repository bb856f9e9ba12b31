/* SPDX-License-Identifier: BSD-2-Clause */
#include "answers.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "fuzz.h"

#define PORT   4711
#define OTHERS 0x8000u /* in a length: leave the headers as they are */

/* libnl-route calls it, too, so that the linker does not let it be hidden. */
__attribute__((visibility("default"))) int __wrap_nl_send_simple(
	struct nl_sock *sock, int type, int flags, void *payload,
	size_t length);
int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials);
uint32_t __wrap_nl_socket_get_local_port(const struct nl_sock *sock);

void (*answers_check)(int type, const void *payload, size_t length);

static struct {
	const uint8_t *data;
	size_t size;
	uint32_t sequence;
	bool dump;
	bool ended; /* nothing more will come */
} kernel;

void answers_set(const uint8_t *data, size_t size)
{
	kernel.data = data;
	kernel.size = size;
}

uint32_t __wrap_nl_socket_get_local_port(const struct nl_sock *sock)
{
	(void)sock;
	return PORT;
}

int __wrap_nl_send_simple(struct nl_sock *sock, int type, int flags,
			  void *payload, size_t length)
{
	kernel.sequence = nl_socket_use_seq(sock);
	kernel.dump = flags & NLM_F_DUMP;
	kernel.ended = false;
	if (answers_check)
		answers_check(type, payload, length);
	return 0;
}

static void put_right(uint8_t *octets, size_t length)
{
	struct nlmsghdr *header;
	size_t at = 0;

	while (at + sizeof(*header) <= length) {
		header = (void *)(octets + at);
		header->nlmsg_seq = kernel.sequence;
		header->nlmsg_pid = PORT;
		if (header->nlmsg_len < sizeof(*header) ||
		    header->nlmsg_len > length - at)
			return;
		at += NLMSG_ALIGN((size_t)header->nlmsg_len);
	}
}

/* The end of a dump; else that there is no such thing. */
static int give_end(unsigned char **buffer)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr payload;
	} *message = calloc(1, sizeof(*message));

	MUST(message != NULL);
	message->header.nlmsg_len = sizeof(*message);
	message->header.nlmsg_type = kernel.dump ? NLMSG_DONE : NLMSG_ERROR;
	message->header.nlmsg_flags = kernel.dump ? NLM_F_MULTI : 0;
	message->header.nlmsg_seq = kernel.sequence;
	message->header.nlmsg_pid = PORT;
	message->payload.error = kernel.dump ? 0 : -ENODEV;
	kernel.ended = true;
	*buffer = (void *)message;
	return (int)sizeof(*message);
}

int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *from,
		   unsigned char **buffer, struct ucred **credentials)
{
	size_t length;
	bool others;

	(void)sock;
	(void)credentials;
	memset(from, 0, sizeof(*from));
	if (kernel.ended)
		return -NLE_AGAIN;
	if (kernel.size < 3)
		return give_end(buffer);
	length = kernel.data[0] | (size_t)kernel.data[1] << 8;
	others = length & OTHERS;
	length &= ~OTHERS;
	kernel.data += 2;
	kernel.size -= 2;
	if (length > kernel.size)
		length = kernel.size;
	if (!length)
		length = 1;
	/* Of its exact length, so that a look beyond is seen. */
	*buffer = malloc(length);
	MUST(*buffer != NULL);
	memcpy(*buffer, kernel.data, length);
	kernel.data += length;
	kernel.size -= length;
	if (!others)
		put_right(*buffer, length);
	return (int)length;
}
