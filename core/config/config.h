/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_CONFIG_CONFIG_H
#define CORE_CONFIG_CONFIG_H

#include "anycastip.h"

/* What anycastip.conf(5) says, parsed; immutable.  Functions that ask it take
 * NULL for a configuration that says nothing. */
struct config;

/* Read a file.  A file that does not exist is an empty configuration if
 * `optional'.  ANYCASTIP_BAD_CONFIG: error->text names file, line, reason and
 * remedy, and nothing of the file is taken. */
enum anycastip_status config_read(struct config **config, const char *file,
				  bool optional, struct anycastip_error *error);

/* NULL is ignored. */
void config_free(struct config *config);

/* The [expected] section, ordered by length of the name, then by its octets.
 */
size_t config_expected(const struct config *config,
		       const struct anycastip_expected **expected);

/* The [anycastipd] section, in the order of the file. */
size_t config_settings(const struct config *config,
		       const struct anycastip_setting **settings);

/* A unicast address of the host, as RTM_GETADDR tells it. */
struct unicast {
	uint8_t address[16]; /* IFA_LOCAL, or IFA_ADDRESS where there is none;
				IPv4 in the first four octets, the others zero
			      */
	uint32_t ifindex;
	uint32_t stamp;			   /* ifa_cacheinfo.cstamp */
	uint32_t flags;			   /* IFA_F_*: IFA_FLAGS */
	uint16_t family;		   /* AF_INET or AF_INET6 */
	uint8_t prefix_length;		   /* ifa_prefixlen */
	uint8_t scope;			   /* ifa_scope */
	uint8_t proto;			   /* IFA_PROTO (kernel 5.18), or 0 */
	char label[ANYCASTIP_IFNAME_SIZE]; /* IFA_LABEL (IPv4), or "" */
};

/* Whether the configuration has any declaration at all: if not, nobody need
 * ask the kernel for unicast addresses on its account. */
bool config_has_declarations(const struct config *config);

/* The line by which the configuration calls the address anycast, or 0: a
 * prefix, label, protocol, "auto", or because it is expected (there, on the
 * wanted interface), in this order.  `ifname' is the interface's name;
 * `host_interface' tells that it is the loopback or a dummy interface, where
 * "auto" looks. */
unsigned int config_declares(const struct config *config,
			     const struct unicast *unicast, const char *ifname,
			     bool host_interface);

#endif
