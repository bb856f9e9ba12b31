/* SPDX-License-Identifier: BSD-2-Clause
 *
 * libanycastip: which anycast IP addresses this Linux host holds, and whether
 * its kernel delivers them.
 *
 * This is the native interface.  The interface of Windows
 * (GetAnycastIpAddressTable and its family) is in the headers of the
 * pkg-config package "anycastip-windows"; both are in one library.
 *
 * What counts as an anycast address of the host:
 *
 *  - every entry of the kernel's per-interface IPv6 anycast list
 *    (RTM_GETANYCAST; Linux net/ipv6/anycast.c): the Subnet-Router anycast
 *    addresses of RFC 4291 section 2.6.1, and addresses joined with the socket
 *    option IPV6_JOIN_ANYCAST;
 *  - every IPv6 route of type anycast, with prefix length 128, that somebody
 *    made by hand;
 *  - on a handle opened with a configuration file (anycastip.conf(5)), the
 *    unicast addresses that the operator declares to be anycast, and the
 *    expected addresses that no interface has and a route takes in all the same
 *    (AnyIP: "ip route add local 192.0.2.0/24 dev lo").
 *
 * Linux never delivers to an IPv4 route of type anycast, so there is no IPv4
 * row without a configuration.
 *
 * Errors: every function that can fail returns an enum anycastip_status and,
 * where it takes a struct anycastip_error, fills that in on failure.  Output
 * parameters are set to NULL or zero on failure.  Nothing is ever printed.
 *
 * Threads: a handle is used by one thread at a time; different handles are
 * independent.  Functions without a handle may be called from any thread at
 * any time.  A program that gave libnl a cache of interfaces
 * (nl_cache_mngt_provide()) does not change that meanwhile.
 *
 * Processes: a handle is not usable in a child made by fork(): there every
 * function but anycastip_close() returns ANYCASTIP_FORKED.  If another thread
 * was in a function of this library when the child was made, the child calls
 * none at all before it runs another program: libnl holds a lock of the whole
 * process while it takes a message apart, and such a child would wait for it
 * without end.
 *
 * Privileges: none is needed to read.
 */
#ifndef ANYCASTIP_H
#define ANYCASTIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Status ----------------------------------------------------------- */

/* What went wrong, as a cause.  The Windows-named functions map a cause to the
 * NTSTATUS or Win32 code that their page documents for it. */
enum anycastip_status {
	ANYCASTIP_OK = 0,
	/* An argument is NULL, out of range or of an unknown family. */
	ANYCASTIP_INVALID_PARAMETER,
	/* An allocation failed, here or in the kernel (ENOMEM). */
	ANYCASTIP_NO_MEMORY,
	/* No row matches. */
	ANYCASTIP_NOT_FOUND,
	/* No interface has that index, LUID or name. */
	ANYCASTIP_NO_INTERFACE,
	/* The host has no stack of that family (the kernel's answer is
	 * EOPNOTSUPP), or the request cannot be met for that family. */
	ANYCASTIP_NOT_SUPPORTED,
	/* The table changed too fast to be read truthfully; ask again. */
	ANYCASTIP_RETRY,
	/* The kernel refused for want of privilege (EPERM, EACCES). */
	ANYCASTIP_ACCESS_DENIED,
	/* No file descriptor left (EMFILE, ENFILE). */
	ANYCASTIP_TOO_MANY_FILES,
	/* The kernel did not answer in time. */
	ANYCASTIP_TIMEOUT,
	/* The kernel's answer is not a well-formed netlink message. */
	ANYCASTIP_BAD_ANSWER,
	/* The row exists already. */
	ANYCASTIP_DUPLICATE,
	/* The address cannot be an anycast address there (EADDRNOTAVAIL). */
	ANYCASTIP_BAD_ADDRESS,
	/* The handle was opened by another process. */
	ANYCASTIP_FORKED,
	/* The configuration file is wrong; the text names file, line, reason
	 * and remedy. */
	ANYCASTIP_BAD_CONFIG,
	/* Any other failure of a system call; the error's system_error has
	 * the errno value. */
	ANYCASTIP_SYSTEM_ERROR,
	/* The given buffer is too short. */
	ANYCASTIP_SHORT_BUFFER
};

/* The story of one failure.  Callers provide it, and need not clear it. */
struct anycastip_error {
	enum anycastip_status status;
	int system_error; /* errno value, or 0 where none applies */
	char text[496];	  /* one line, no newline, names the thing and the
			     remedy; always NUL-terminated */
};

/* A short text for a status: "no memory".  Never NULL, static storage. */
const char *anycastip_status_text(enum anycastip_status status);

/* A text for a code that the Windows-named functions of this library return:
 * NTSTATUS values and Win32 error codes.  Never NULL, static storage; for an
 * unknown value a text that says so. */
const char *anycastip_ntstatus_text(int32_t ntstatus);
const char *anycastip_win32_text(uint32_t error);

/* ---- Rows ------------------------------------------------------------- */

/* Where a row comes from; the numbers are those of anycastIpOrigin. */
enum anycastip_origin {
	/* RFC 4291 section 2.6.1: the zero-host address of a prefix of an
	 * interface that forwards. */
	ANYCASTIP_SUBNET_ROUTER = 1,
	/* A socket joined it (IPV6_JOIN_ANYCAST). */
	ANYCASTIP_JOINED = 2,
	/* A route of type anycast that is not in the kernel's list: one for the
	 * address alone, or one that takes in an expected address. */
	ANYCASTIP_ROUTE = 3,
	/* A unicast address that the configuration calls anycast. */
	ANYCASTIP_DECLARED = 4,
	/* An expected address that no interface has, and that a route of type
	 * local takes in (AnyIP). */
	ANYCASTIP_LOCAL_ROUTE = 5
};

/* Whether the kernel hands this host a packet for the address that comes in;
 * the numbers are those of AnycastDeliveryState in the MIB.
 *
 * The same is asked for a row of any origin, and the kernel answers it: by
 * which route goes a packet for the address that comes in by the interface of
 * the row?  Its type has to be local or, of IPv6, anycast.  Rules, tables and
 * VRFs decide as they do for a packet.  Where nothing comes in by that
 * interface, as by the loopback, one that is switched off or has no carrier, it
 * may be any: if a rule is about the incoming interface, one that leads to the
 * address is enough.
 *
 * The packet is one without a mark, that comes from a neighbour, of no protocol
 * and port: a rule with such a condition does not hold for it.  Nothing is
 * asked of packet filters, of reverse path filters or of neighbours, nor
 * whether an interface takes part in IPv6 (disable_ipv6); nothing is known of
 * routing elsewhere, nor of a program that answers.  doc/anycast-on-linux.md
 * has more. */
enum anycastip_state {
	ANYCASTIP_DELIVERED = 1,
	/* There is the address, and no such route: it is gone (a link went down
	 * and up, for one), a rule or another route stands before it, or the
	 * kernel has not made it, as for a tentative or duplicate address. */
	ANYCASTIP_UNDELIVERED = 2,
	/* Of an expected address alone: there is no row of it. */
	ANYCASTIP_MISSING = 3
};

#define ANYCASTIP_IFNAME_SIZE 16 /* with the NUL; Linux' IFNAMSIZ */

struct anycastip_row {
	uint8_t address[16];   /* network byte order; IPv4 in the first four
				  octets, the others zero */
	uint64_t luid;	       /* NET_LUID.Value of the interface */
	uint32_t ifindex;      /* in the handle's network namespace */
	uint32_t zone;	       /* RFC 4007 zone: ifindex for fe80::/10, or 0 */
	uint32_t stamp;	       /* kernel's creation time in units of 1/100 s
				  since boot, modulo 2^32; see has_stamp and
				  anycastip_created() */
	uint16_t family;       /* AF_INET or AF_INET6 */
	uint8_t prefix_length; /* 32 or 128; of the declared unicast address
				  the length it was configured with; of an
				  address that a route takes in, that of the
				  route's prefix */
	uint8_t scope_level;   /* RFC 4007 scope level of the address, numbered
				  as in RFC 4291 section 2.7: 2 link-local,
				  5 site-local, 14 global; 0 for IPv4 */
	uint8_t origin;	       /* enum anycastip_origin */
	uint8_t state;	       /* enum anycastip_state */
	uint8_t has_stamp;     /* 0 where the kernel keeps no creation time
				  (ANYCASTIP_ROUTE, ANYCASTIP_LOCAL_ROUTE);
				  stamp is 0 then */
	uint8_t reserved;      /* zero */
	char ifname[ANYCASTIP_IFNAME_SIZE]; /* NUL-padded */
};

/* Rows of one read, ordered by family, address and ifindex, no two alike in
 * these three.  Immutable; padding and reserved octets are zero, so rows can
 * be compared with memcmp(). */
struct anycastip_snapshot {
	size_t count;
	const struct anycastip_row *rows;
};

/* The order above, as strcmp() has that of texts. */
int anycastip_row_compare(const struct anycastip_row *a,
			  const struct anycastip_row *b);

/* Free a snapshot.  NULL is ignored. */
void anycastip_snapshot_free(struct anycastip_snapshot *snapshot);

/* Whether two snapshots have the same rows, every member alike. */
bool anycastip_snapshot_equal(const struct anycastip_snapshot *a,
			      const struct anycastip_snapshot *b);

/* The first row at or after (family, address, ifindex) in the order above, or
 * snapshot->count.  `address' has 4 or 16 octets, as `family' demands. */
size_t anycastip_snapshot_find(const struct anycastip_snapshot *snapshot,
			       int family, const uint8_t *address,
			       uint32_t ifindex);

/* Room for the text of any row's address, with the NUL. */
#define ANYCASTIP_TEXT_SIZE 64

/* The address as text: RFC 5952, an address with a zone followed by %ifname
 * (RFC 4007 section 11).  Returns `text'. */
const char *anycastip_address_text(const struct anycastip_row *row,
				   char text[ANYCASTIP_TEXT_SIZE]);

/* Read the text of an address, without a zone.  ANYCASTIP_INVALID_PARAMETER
 * where it is neither an IPv4 nor an IPv6 address; `address' is all zero
 * then. */
enum anycastip_status anycastip_address_parse(const char *text, int *family,
					      uint8_t address[16]);

/* Clear the bits of an address that follow the first `length': what is left is
 * its prefix. */
void anycastip_address_mask(uint8_t address[16], unsigned int length);

/* The text, fit for a terminal or an NMS: each octet of a control character
 * (C0, DEL, C1), and each that is no part of well-formed UTF-8 (RFC 3629),
 * becomes \xhh.  Linux allows any octet but "/", ":" and white space in the
 * name of an interface.
 *
 * As of snprintf(): at most `size' octets are written, with the NUL; the whole
 * would have the length that is returned.  It is cut between characters. */
size_t anycastip_clean(char *clean, size_t size, const char *text);

/* <time.h> keeps it back from programs in strict ISO C. */
struct timespec;

/* The wall-clock time (CLOCK_REALTIME) at which the row was created, exact to
 * about a second: the kernel's clock of stamps and the system's are not the
 * same.  Returns false, and zero, for a row without a stamp, and after January
 * 2038 where a time_t has 32 bits, as on i386. */
bool anycastip_created(const struct anycastip_row *row,
		       struct timespec *created);

/* "subnetRouter", "joined", "route", "declared", "localRoute"; "delivered",
 * "undelivered", "missing".  Never NULL, static storage; "unknown" for any
 * other number. */
const char *anycastip_origin_name(unsigned int origin);
const char *anycastip_state_name(unsigned int state);

/* ---- Handle ------------------------------------------------------------ */

typedef struct anycastip anycastip;

/* Options of anycastip_open(); set to ANYCASTIP_OPTIONS_INIT first. */
struct anycastip_options {
	size_t size;		 /* sizeof(struct anycastip_options) */
	int netns_fd;		 /* network namespace to read (an open file of
				    /proc/PID/ns/net or /run/netns/NAME), or -1 for
				    the calling thread's.  Not closed; needed only
				    during the call. */
	unsigned flags;		 /* ANYCASTIP_F_*, or 0 */
	const char *config_file; /* anycastip.conf(5), or NULL for none */
};

#define ANYCASTIP_OPTIONS_INIT                                \
	{                                                     \
		sizeof(struct anycastip_options), -1, 0, NULL \
	}

/* Never wait in anycastip_read() to confirm that a row is undelivered: it is
 * given as delivered until a later read confirms it, and the handle's
 * descriptor becomes readable when that read is due. */
#define ANYCASTIP_F_NOWAIT 0x1u
/* Open no event socket: anycastip_fd() is -1 and nothing is remembered from
 * one read to the next.  For programs that read once. */
#define ANYCASTIP_F_NO_EVENTS 0x2u
/* Take hand-made anycast routes of every routing table, not only of the local
 * one and those of VRFs.  Costs a walk of all IPv6 routes at each read that
 * follows a change. */
#define ANYCASTIP_F_ALL_TABLES 0x4u
/* It is no error if config_file does not exist. */
#define ANYCASTIP_F_CONFIG_OPTIONAL 0x8u
/* Read the section [anycastipd] of the file, too, for anycastip_get_settings():
 * what is wrong there makes the file wrong.  Without this it is skipped. */
#define ANYCASTIP_F_SETTINGS 0x10u

/* The file that the programs of this package read by default:
 * SYSCONFDIR/anycastip.conf.  Static storage. */
const char *anycastip_config_path(void);

/* Open a handle.  On success *handle is to be closed with anycastip_close().
 * `options' may be NULL.  `error' may be NULL.
 *
 * ANYCASTIP_INVALID_PARAMETER  handle is NULL, or an option is unknown
 * ANYCASTIP_NO_MEMORY          an allocation failed
 * ANYCASTIP_TOO_MANY_FILES     no descriptor left
 * ANYCASTIP_ACCESS_DENIED      the namespace may not be entered, or the
 *                              configuration file not be read
 * ANYCASTIP_BAD_CONFIG         the configuration file is wrong
 * ANYCASTIP_SYSTEM_ERROR       any other failure; error->system_error
 */
enum anycastip_status anycastip_open(anycastip **handle,
				     const struct anycastip_options *options,
				     struct anycastip_error *error);

/* Close a handle.  NULL is ignored. */
void anycastip_close(anycastip *handle);

/* Read the configuration file again.  On failure the handle keeps the whole
 * configuration that it had.  Codes as of anycastip_open(). */
enum anycastip_status anycastip_reload(anycastip *handle,
				       struct anycastip_error *error);

/* Read the rows of `family': AF_INET, AF_INET6, or AF_UNSPEC for both.  Every
 * row present throughout the call is in the snapshot once, and no row absent
 * throughout.  No row is success, with a count of 0.  Without
 * ANYCASTIP_F_NOWAIT the call may take 20 ms more when a row looks newly
 * undelivered.
 *
 * ANYCASTIP_INVALID_PARAMETER  an argument is NULL, or another family
 * ANYCASTIP_NOT_SUPPORTED      AF_INET6, and there is no IPv6 stack (with
 *                              AF_UNSPEC: the other family's rows)
 * ANYCASTIP_RETRY              the table changed too fast
 * ANYCASTIP_NO_MEMORY          an allocation failed
 * ANYCASTIP_TIMEOUT            the kernel did not answer within five seconds
 * ANYCASTIP_BAD_ANSWER         the kernel's answer is malformed
 * ANYCASTIP_FORKED             the handle belongs to the parent process
 * ANYCASTIP_TOO_MANY_FILES, ANYCASTIP_ACCESS_DENIED, ANYCASTIP_SYSTEM_ERROR
 *                              a system call failed; error->system_error
 */
enum anycastip_status anycastip_read(anycastip *handle, int family,
				     struct anycastip_snapshot **snapshot,
				     struct anycastip_error *error);

/* The same rows in the structure of the Windows interface, to be freed with
 * FreeMibTable().  ANYCASTIP_NOT_FOUND where there is no row. */
struct _MIB_ANYCASTIPADDRESS_TABLE;
enum anycastip_status anycastip_table(
	anycastip *handle, int family,
	struct _MIB_ANYCASTIPADDRESS_TABLE **table,
	struct anycastip_error *error);

/* A descriptor that polls readable (POLLIN, EPOLLIN) when the rows may have
 * changed; -1 with ANYCASTIP_F_NO_EVENTS.  Owned by the handle: do not read
 * or close it. */
int anycastip_fd(const anycastip *handle);

/* Take what the descriptor has to say, without blocking.  *changed tells
 * whether the rows may have changed since the last call: a reason to read,
 * not a promise that anything differs.  Events that the kernel dropped count
 * as a change.
 *
 * After a failure the next call that succeeds tells of a change.
 *
 * ANYCASTIP_INVALID_PARAMETER  an argument is NULL, or no event socket
 * ANYCASTIP_FORKED             the handle belongs to the parent process
 * ANYCASTIP_NO_MEMORY          an allocation failed, here or in the kernel
 * ANYCASTIP_ACCESS_DENIED, ANYCASTIP_SYSTEM_ERROR
 *                              a system call failed; error->system_error
 */
enum anycastip_status anycastip_changed(anycastip *handle, bool *changed,
					struct anycastip_error *error);

/* Counters of a handle since it was opened. */
struct anycastip_stats {
	uint64_t rereads;  /* interfaces read again because a change or a
			      message boundary may have cut their list */
	uint64_t overruns; /* times that the kernel dropped events */
};
void anycastip_get_stats(const anycastip *handle,
			 struct anycastip_stats *stats);

/* ---- Expected addresses ------------------------------------------------ */

#define ANYCASTIP_NAME_SIZE 33 /* with the NUL */

/* One line of the [expected] section.  What is not used is zero, so two can be
 * compared with memcmp(). */
struct anycastip_expected {
	char name[ANYCASTIP_NAME_SIZE];
	uint8_t reserved;
	uint16_t family;
	uint8_t address[16];		    /* as in struct anycastip_row */
	char ifname[ANYCASTIP_IFNAME_SIZE]; /* "" where any interface does */
};

/* The addresses that the configuration expects, ordered by name as the MIB
 * orders it (length, then octets).  Owned by the handle, valid until
 * anycastip_reload() or anycastip_close().  Returns how many. */
size_t anycastip_get_expected(const anycastip *handle,
			      const struct anycastip_expected **expected);

/* What has become of an expected address: delivered, if it is on one wanted
 * interface at least; undelivered, if it is listed on such; else missing.
 * *ifindex is the first interface that has it, or 0, and *interfaces how many
 * have it; both may be NULL. */
enum anycastip_state anycastip_expected_state(
	const struct anycastip_expected *expected,
	const struct anycastip_snapshot *snapshot, uint32_t *ifindex,
	uint32_t *interfaces);

/* Whether the row is one of these expected addresses, on a wanted interface. */
bool anycastip_is_expected(const struct anycastip_row *row,
			   const struct anycastip_expected *expected,
			   size_t count);

/* ---- What stands around the rows ----------------------------------------
 *
 * For programs that explain: rows come from anycastip_read() alone. */

/* A unicast address of the host. */
struct anycastip_unicast {
	uint8_t address[16]; /* as in struct anycastip_row */
	uint32_t ifindex;
	uint32_t flags; /* ANYCASTIP_U_* */
	uint16_t family;
	uint8_t prefix_length;
	uint8_t proto; /* who made it (IFA_PROTO); 0 where nobody said */
	char ifname[ANYCASTIP_IFNAME_SIZE];
	char label[ANYCASTIP_IFNAME_SIZE]; /* IPv4 only; else "" */
	uint32_t line; /* of the configuration file, that calls it anycast;
			  0 where none does */
};

/* Duplicate address detection has not finished; has found another host. */
#define ANYCASTIP_U_TENTATIVE 0x1u
#define ANYCASTIP_U_DUPLICATE 0x2u
/* The handle's configuration calls it anycast. */
#define ANYCASTIP_U_DECLARED 0x4u
/* "auto = yes" would call it anycast: it looks like that of a service. */
#define ANYCASTIP_U_SERVICE 0x8u

/* The unicast addresses of the host, of both families, in the order of rows.
 * On success *unicast is to be freed with free().  Codes as of
 * anycastip_read(). */
enum anycastip_status anycastip_read_unicast(anycastip *handle,
					     struct anycastip_unicast **unicast,
					     size_t *count,
					     struct anycastip_error *error);

struct anycastip_interface {
	uint32_t ifindex;
	uint32_t table; /* routing table in which its anycast routes have to
			   be: 255 (local), or that of its VRF */
	bool up;	/* switched on (IFF_UP); need not have a carrier */
	bool ipv6;	/* IPv6 is not disabled on it */
	char ifname[ANYCASTIP_IFNAME_SIZE];
	uint32_t mtu; /* below 1280 there is no IPv6 on it; 0 if not known */
};

/* ANYCASTIP_NO_INTERFACE where there is none with that index; other codes as
 * of anycastip_read(). */
enum anycastip_status anycastip_read_interface(
	anycastip *handle, uint32_t ifindex,
	struct anycastip_interface *interface, struct anycastip_error *error);

/* The same by name; an alternative name does, too. */
enum anycastip_status anycastip_find_interface(
	anycastip *handle, const char *name,
	struct anycastip_interface *interface, struct anycastip_error *error);

/* ---- Settings of the subagent ------------------------------------------- */

/* The section [anycastipd], as anycastipd(8) has it. */
struct anycastip_settings {
	/* Which notifications are sent. */
	bool notify_expected;	 /* anycastIpExpectedLost, ...Restored */
	bool notify_rows;	 /* anycastIpAppeared, ...Gone */
	bool notify_delivery;	 /* anycastIpUndelivered, ...Delivered */
	unsigned int hold_time;	 /* seconds that a change has to last */
	unsigned int rate_limit; /* notifications a minute */
};

/* The settings of a handle opened with ANYCASTIP_F_SETTINGS; where nothing is
 * set, and of any other handle, what holds then.  Never NULL.  Owned by the
 * handle, valid until anycastip_reload() or anycastip_close(). */
const struct anycastip_settings *anycastip_get_settings(
	const anycastip *handle);

/* The version of the library, such as "0.1.0".  Static storage. */
const char *anycastip_version(void);

#ifdef __cplusplus
}
#endif

#endif
