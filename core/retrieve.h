/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CORE_RETRIEVE_H
#define CORE_RETRIEVE_H

#include "anycastip.h"

/* One retrieval in the calling thread's network namespace, as
 * GetAnycastIpAddressTable wants it: the kernel's list and the hand-made
 * routes, by the reading rule (core/kernel/list.h), sorted, without duplicates.
 * Neither addresses nor netconf are asked for, so origin tells only
 * ANYCASTIP_ROUTE from ANYCASTIP_JOINED, and every state is
 * ANYCASTIP_DELIVERED.
 *
 * On success *rows is to be freed with free(), or NULL where *count is 0.
 * Failures are those of anycastip_read(). */
enum anycastip_status retrieve_rows(struct anycastip_row **rows, size_t *count,
				    struct anycastip_error *error);

/* The interface of an index or a name, for the Convert functions and the
 * Entry calls: one RTM_GETLINK request.  ANYCASTIP_NO_INTERFACE where there
 * is none. */
struct interface {
	uint32_t ifindex;
	uint16_t arphrd; /* ARPHRD_*: ifi_type */
	char name[ANYCASTIP_IFNAME_SIZE];
};
enum anycastip_status retrieve_interface(uint32_t ifindex, const char *name,
					 struct interface *interface,
					 struct anycastip_error *error);

#endif
