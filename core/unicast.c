/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What stands around the rows: the host's other addresses, and the state of
 * an interface, for programs that tell a person why. */
#include "core/unicast.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_addr.h>
#include <sys/socket.h>

#include "core/kernel/addresses.h"
#include "core/config/declared.h"
#include "core/error.h"
#include "core/kernel/links.h"
#include "core/row.h"

static int compare_unicast(const void *a, const void *b)
{
	const struct anycastip_unicast *p = a, *q = b;
	int order = address_compare(p->family, p->address, q->family,
				    q->address);

	if (order)
		return order;
	return p->ifindex < q->ifindex ? -1 : p->ifindex > q->ifindex;
}

static void fill_unicast(struct anycastip_unicast *to,
			 const struct unicast *from, const struct link *link,
			 const struct config *config)
{
	memcpy(to->address, from->address, sizeof(to->address));
	memcpy(to->ifname, link->name, sizeof(to->ifname));
	memcpy(to->label, from->label, sizeof(to->label));
	to->ifindex = from->ifindex;
	to->family = from->family;
	to->prefix_length = from->prefix_length;
	to->proto = from->proto;
	if (from->flags & IFA_F_DADFAILED)
		to->flags |= ANYCASTIP_U_DUPLICATE;
	else if (from->flags & IFA_F_TENTATIVE)
		to->flags |= ANYCASTIP_U_TENTATIVE;
	to->line = config_declares(config, from, link->name, link->host);
	if (to->line != 0)
		to->flags |= ANYCASTIP_U_DECLARED;
	if (declared_automatically(from, link->host))
		to->flags |= ANYCASTIP_U_SERVICE;
}

enum anycastip_status explain_unicast(struct netlink *netlink,
				      const struct config *config,
				      struct anycastip_unicast **ret_unicast,
				      size_t *ret_count,
				      struct anycastip_error *error)
{
	struct anycastip_unicast *unicast = NULL;
	struct addresses addresses = {.count = 0};
	struct links links = {.count = 0};
	enum anycastip_status status;
	const struct link *link;
	size_t count = 0, i;

	status = addresses_read(netlink, true, &addresses, error);
	if (!status)
		status = links_read(netlink, &links, error);
	if (status)
		goto out;
	/* One more, so that none is no null pointer. */
	unicast = calloc(addresses.count + 1, sizeof(*unicast));
	if (!unicast) {
		status = failure(error, ANYCASTIP_NO_MEMORY, 0,
				 "no memory for %zu addresses",
				 addresses.count);
		goto out;
	}
	for (i = 0; i < addresses.count; i++) {
		link = links_find(&links, addresses.at[i].ifindex);
		if (link)
			fill_unicast(&unicast[count++], &addresses.at[i], link,
				     config);
	}
	qsort(unicast, count, sizeof(*unicast), compare_unicast);
	*ret_unicast = unicast;
	*ret_count = count;
out:
	addresses_free(&addresses);
	links_free(&links);
	return status;
}

enum anycastip_status explain_interface(struct netlink *netlink,
					uint32_t ifindex, const char *name,
					struct anycastip_interface *interface,
					struct anycastip_error *error)
{
	enum anycastip_status status;
	struct link link;

	status = link_read(netlink, ifindex, name, &link, error);
	if (status)
		return status;
	memcpy(interface->ifname, link.name, sizeof(interface->ifname));
	interface->ifindex = link.ifindex;
	interface->table = link.in_table;
	interface->mtu = link.mtu;
	interface->up = link.flags & IFF_UP;
	interface->ipv6 = link.ipv6;
	return ANYCASTIP_OK;
}
