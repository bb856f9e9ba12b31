/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the routing rules of a family mean for the addresses of the host. */
#ifndef CORE_KERNEL_RULES_H
#define CORE_KERNEL_RULES_H

#include "core/kernel/netlink.h"

struct rules {
	bool plain;    /* the first one leads everything to the table local */
	bool incoming; /* one wants a certain incoming interface */
};

/* A kernel without rules has plain ones, in effect. */
enum anycastip_status rules_read(struct netlink *netlink, int family,
				 struct rules *rules,
				 struct anycastip_error *error);

#endif
