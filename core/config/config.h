/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What anycastip.conf(5) says, parsed; immutable. */
#ifndef CORE_CONFIG_CONFIG_H
#define CORE_CONFIG_CONFIG_H

#include "core/kernel/addresses.h"

/* Functions that ask it take NULL for a configuration that says nothing. */
struct config;

/* Read a file; of `flags' those that anycastip.h has for the configuration
 * count.  ANYCASTIP_BAD_CONFIG: error->text names file, line, reason and
 * remedy, and nothing of the file is taken. */
enum anycastip_status config_read(struct config **config, const char *file,
				  unsigned int flags,
				  struct anycastip_error *error);

/* NULL is ignored. */
void config_free(struct config *config);

/* The [expected] section, ordered by length of the name, then by its octets.
 */
size_t config_expected(const struct config *config,
		       const struct anycastip_expected **expected);

/* The [anycastipd] section; never NULL. */
const struct anycastip_settings *config_settings(const struct config *config);

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
