/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What rows are made of. */
#ifndef CORE_SOURCES_H
#define CORE_SOURCES_H

#include "core/entries.h"
#include "core/kernel/addresses.h"
#include "core/kernel/links.h"

/* Where an address is found.  An address on an interface makes one row, of the
 * first of these that has it. */
enum source {
	LISTED,	  /* the kernel's list */
	BY_HAND,  /* a route of type anycast for it */
	DECLARED, /* a unicast address */
	COVERED,  /* a route that takes it in, and no address */
	SOURCES
};

/* The `cover' of an address that is COVERED: the length of the route's prefix,
 * and whether its type is anycast. */
#define COVERED_LENGTH	0xffu
#define COVERED_ANYCAST 0x100u

struct sources {
	const struct links *links;
	const struct addresses *addresses;
	const struct entries *prefixes;	  /* Subnet-Router addresses */
	struct entries (*found)[SOURCES]; /* of each family; sorted */
};

#endif
