/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_UNICAST_H
#define CORE_UNICAST_H

#include "core/config/config.h"
#include "core/kernel/netlink.h"

/* As anycastip_read_unicast() and anycastip_read_interface(), through the
 * socket; `error' is not NULL. */
enum anycastip_status explain_unicast(struct netlink *netlink,
				      const struct config *config,
				      struct anycastip_unicast **unicast,
				      size_t *count,
				      struct anycastip_error *error);
/* The latter by index or, where that is 0, by name. */
enum anycastip_status explain_interface(struct netlink *netlink,
					uint32_t ifindex, const char *name,
					struct anycastip_interface *interface,
					struct anycastip_error *error);

#endif
