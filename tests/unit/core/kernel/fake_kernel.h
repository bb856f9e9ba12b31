/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A kernel of our own: answers that no kernel should give, and system calls
 * that fail in turn.  A test includes tests/unit/failing.h, too.
 */
#ifndef TESTS_UNIT_FAKE_KERNEL_H
#define TESTS_UNIT_FAKE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/netlink.h>

#include "anycastip.h"

#define KERNEL_PORT 4711

/* One thing that a receive gives: octets, or a libnl error and its errno. */
struct datagram {
	unsigned char octets[8192];
	size_t length;
	int code;
	int system_error;
	uint32_t sender;
};

struct nlmsghdr;
struct rtattr;

struct fake_kernel {
	struct datagram queue[80];
	size_t head;
	size_t tail;
	uint32_t sequence;
	/* The answer is made by the test. */
	bool scripted;
	/* Otherwise what goes wrong with the request of that type. */
	int bad_type;
	int bad_errno; /* the kernel's answer; 0: garbage */
	int send_code; /* libnl's of the next send */
	bool routes_missing;
	/* More routes than one datagram has room for, of which the one by hand
	 * is told only if its protocol is asked for. */
	bool routes_torn;
	bool other_interface; /* one that is asked for is answered with "lo" */
	/* What there is in /proc of VRFs and of IPv6: 0, or an errno value; and
	 * the kernel's release. */
	int vrf_errno;
	int ipv6_errno;
	const char *release;
	/* What the file of counts has, reading by reading; NULL: it cannot be
	 * read. */
	const char *counts[2];
	unsigned int counted;
	unsigned int requests; /* so far */
	bool ipv4_only;	       /* whatever family's addresses are asked for */
	/* The answer about each address that is looked up, and what receiving
	 * it gives; or what the test makes of it. */
	int lookup_errno; /* 0: ENETUNREACH */
	int lookup_code;
	void (*look_up)(const struct nlmsghdr *request,
			struct datagram *datagram);
	unsigned int batches;  /* of lookups, so far */
	bool blackhole_before; /* a rule, before that of the table local */
	int receive_code;      /* libnl's of every receive, if not 0 */
	bool endless; /* the same rows again and again, a second each */
	bool keep;    /* what was queued before a request */
	/* Each wait takes a second. */
	int waits;
	int wait_errno; /* of the next one */
	/* What a system call of the library gives whose turn it is to fail, as
	 * allocations do; and whether that is not to be seen. */
	int system_errno;
	bool tolerated;
};
extern struct fake_kernel kernel;

/* As it is at first; nothing fails. */
void kernel_reset(void);

/* Have the answer to the next request queued by the test; the number that the
 * first request on a socket has is known beforehand. */
struct nl_sock;
void kernel_script(struct nl_sock *sock);

/* Whether the work prints nothing. */
bool is_silent(void (*work)(void));

/* Append to what will be received. */
struct datagram *next_datagram(void);
void receive_code(int code, int system_error);

/* Append a message to a datagram, and an attribute to its last message. */
struct nlmsghdr *put_message(struct datagram *datagram, int type, int flags,
			     const void *payload, size_t length);
struct rtattr *put_attribute(struct datagram *datagram, struct nlmsghdr *header,
			     int type, const void *data, size_t length);
/* What was appended since is inside that attribute. */
void end_nest(struct nlmsghdr *header, struct rtattr *attribute);

/* Messages of a dump: 2001:db8::NUMBER in the list and among the routes;
 * 2001:db8::63/64 and 192.0.2.1/32 on interface 2, which forwards. */
void put_entry(struct datagram *datagram, uint32_t ifindex, uint8_t number);
void put_route(struct datagram *datagram, uint32_t ifindex, uint8_t number,
	       uint8_t protocol, int flags);
struct nlmsghdr *put_link(struct datagram *datagram, int ifindex,
			  const char *name, int flags);
void put_address(struct datagram *datagram);
void put_ipv4_address(struct datagram *datagram);
void put_netconf(struct datagram *datagram);
/* A rule that leads to the table local, or another action. */
struct nlmsghdr *put_rule(struct datagram *datagram, int action);
void put_error(struct datagram *datagram, int system_error);
void put_done(struct datagram *datagram, int code);

/* Let the first, second, ... allocation or system call of the work fail, in
 * libnl too, with each of some errno values, until all have had their turn,
 * `least' at the least: it succeeds or tells that, and leaves neither memory
 * nor a file. */
typedef enum anycastip_status kernel_work(void);
void kernel_fail_each(kernel_work *work, unsigned int least);

#endif
