/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which unicast addresses the operator calls anycast. */
#ifndef CORE_CONFIG_DECLARED_H
#define CORE_CONFIG_DECLARED_H

#include "core/kernel/addresses.h"

/* A range of unicast addresses: prefix = of the [declared] section. */
struct prefix {
	uint8_t address[16]; /* as in struct unicast; host bits are zero */
	uint16_t family;
	uint8_t length;
	unsigned int line; /* where it stands; so below */
};

/* A line of [expected]. */
struct place {
	struct anycastip_expected expected;
	unsigned int line;
};

struct label {
	char text[ANYCASTIP_IFNAME_SIZE];
	unsigned int line;
};

/* What is declared: sorted arrays, to be searched for each address of a host
 * that may have thousands. */
struct declared {
	struct prefix *prefixes;
	struct label *labels;
	struct place *places;
	size_t prefix_count, label_count, place_count;
	unsigned int protocols[256]; /* lines; 0 where there is none */
	bool has_protocol;
	unsigned int automatic; /* line, or 0 */
};

/* Bring the arrays into the order in which they are searched, when all are
 * complete. */
void declared_sort(struct declared *declared);

bool declared_is_empty(const struct declared *declared);

/* As config_declares(). */
unsigned int declared_line(const struct declared *declared,
			   const struct unicast *unicast, const char *ifname,
			   bool host_interface);

/* Whether "auto = yes" declares the address: it looks like that of a service,
 * being a host address of global scope on an interface that leads nowhere. */
bool declared_automatically(const struct unicast *unicast, bool host_interface);

void declared_free(struct declared *declared);

#endif
