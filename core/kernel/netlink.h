/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_KERNEL_NETLINK_H
#define CORE_KERNEL_NETLINK_H

#include "anycastip.h"

#include <linux/netlink.h>

struct nl_object;
struct nl_sock;
struct nlattr;

/* A strict-checking rtnetlink socket for requests.  It needs no privilege,
 * never blocks, and stays in the network namespace where it was opened. */
struct netlink {
	struct nl_sock *sock; /* NULL: not open */
	size_t size;	      /* of what is received at once */
	bool stale;	      /* an answer was left unread */
	bool refused;	      /* the last answer was an error of the kernel's */
};

/* The most that the kernel puts into one datagram of a dump, and enough for
 * it to do so. */
#define NETLINK_SIZE 32768

/* Open the socket in the calling thread's namespace.  `size' bounds what one
 * datagram of a dump holds: the kernel fills as much as was asked for by the
 * largest receive so far. */
enum anycastip_status netlink_open(struct netlink *netlink, size_t size,
				   struct anycastip_error *error);

/* Let `size' be another one, from the next datagram on: from the first of the
 * socket, too, which would hold no more than a page. */
enum anycastip_status netlink_size(struct netlink *netlink, size_t size,
				   const char *what,
				   struct anycastip_error *error);

/* A socket that is not open is ignored. */
void netlink_close(struct netlink *netlink);

/* Called for each message of the answer: its length was checked to hold the
 * header that the request's reply_size says. */
typedef enum anycastip_status netlink_visit(void *context,
					    const struct nlmsghdr *message,
					    struct anycastip_error *error);

struct netlink_request {
	const char *what; /* for texts: "the anycast list" */
	int type;	  /* RTM_GET... */
	int flags;	  /* NLM_F_DUMP, or 0 for one message */
	void *payload;	  /* what follows the netlink header */
	size_t length;
	int reply;	   /* type of the answer's messages */
	size_t reply_size; /* the least payload of each */
	netlink_visit *visit;
	/* Called before each try of netlink_ask_whole(): what was visited is
	 * not to count. */
	void (*restart)(void *context);
	/* Called after each datagram of a dump but the last if it may have
	 * ended for want of room; may be NULL. */
	void (*cut)(void *context);
	void *context;
};

/* Send the request and visit its answer, within five seconds.  A failure that
 * the kernel answers has its errno value in error->system_error and the
 * status of it; `error' is not NULL here.  *interrupted, unless NULL, tells
 * that the kernel said the dump may be inconsistent. */
enum anycastip_status netlink_ask(struct netlink *netlink,
				  const struct netlink_request *request,
				  bool *interrupted,
				  struct anycastip_error *error);

/* The most tries at something that changes while it is read, and the failure
 * after them. */
#define READ_TRIES 16
enum anycastip_status netlink_unsteady(struct anycastip_error *error,
				       const char *what);

/* Ask for a dump until the kernel does not say that it may be inconsistent. */
enum anycastip_status netlink_ask_whole(struct netlink *netlink,
					const struct netlink_request *request,
					struct anycastip_error *error);

/* The most requests that are sent at once: as many answers find room in the
 * socket's buffer as it is by default. */
#define NETLINK_BATCH_MAX 64

/* Called with the answer to the number'th request: a message, checked as above;
 * or NULL, and the errno value with which the kernel refuses. */
typedef enum anycastip_status netlink_answer(void *context, size_t number,
					     const struct nlmsghdr *message,
					     int refusal,
					     struct anycastip_error *error);

/* Requests that one message each answers. */
struct netlink_batch {
	const char *what;
	int type;
	/* Messages one after the other, of which the header's length is set:
	 * `length' octets in all.  The rest of the headers is filled in. */
	void *requests;
	size_t length;
	size_t count;
	int reply;
	size_t reply_size;
	netlink_answer *answer;
	void *context;
};

/* Send all of them in one datagram and take their answers, which come in this
 * order, within five seconds. */
enum anycastip_status netlink_ask_each(struct netlink *netlink,
				       const struct netlink_batch *batch,
				       struct anycastip_error *error);

/* Visit the messages of one datagram; the sequence number and the port of
 * each must be the given ones.  *done is set at the answer's end.  The buffer
 * is aligned as malloc() aligns.  For netlink_ask() and its tests. */
enum anycastip_status netlink_walk(const struct netlink_request *request,
				   const void *buffer, size_t length,
				   uint32_t sequence, uint32_t port, bool *done,
				   bool *interrupted,
				   struct anycastip_error *error);

/* Have libnl-route make an object of a message, to be given back with
 * nl_object_put(). */
enum anycastip_status netlink_parse(const struct nlmsghdr *message,
				    const char *what, struct nl_object **object,
				    struct anycastip_error *error);

/* What libnl-route does not know: the attribute of that type behind a message's
 * header of so many octets, or inside another one (of NULL: none); and the
 * number that one holds (of NULL: 0).  NULL where there is none. */
const struct nlattr *netlink_attribute(const struct nlmsghdr *message,
				       size_t header, int type);
const struct nlattr *netlink_nested(const struct nlattr *nest, int type);
uint32_t netlink_number(const struct nlattr *attribute);

/* A failure with the text that the answer about `what' is malformed. */
enum anycastip_status netlink_malformed(struct anycastip_error *error,
					const char *what);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t monotonic_ms(void);

#endif
