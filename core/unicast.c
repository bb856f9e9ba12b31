/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What stands around the rows: the host's other addresses, and the state of
 * an interface, for programs that tell a person why. */
#include "core/unicast.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
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

static const struct rtattr *find(const struct rtattr *attribute, size_t length,
				 unsigned short type)
{
	int left = (int)length;

	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
		if ((attribute->rta_type & NLA_TYPE_MASK) == type)
			return attribute;
	return NULL;
}

static const struct rtattr *find_in(const struct rtattr *nest,
				    unsigned short type)
{
	return nest ? find(RTA_DATA(nest), RTA_PAYLOAD(nest), type) : NULL;
}

/* The routing table of the VRF that the interface is in, or the local one. */
static uint32_t table_of(const struct rtattr *information)
{
	static const char vrf[] = "vrf";
	const struct rtattr *kind = find_in(information, IFLA_INFO_SLAVE_KIND);
	const struct rtattr *table;
	uint32_t number = RT_TABLE_LOCAL;

	if (!kind || RTA_PAYLOAD(kind) < sizeof(vrf) - 1 ||
	    strncmp(RTA_DATA(kind), vrf, RTA_PAYLOAD(kind)) != 0)
		return number;
	table = find_in(find_in(information, IFLA_INFO_SLAVE_DATA),
			IFLA_VRF_PORT_TABLE);
	if (table && RTA_PAYLOAD(table) >= sizeof(number))
		memcpy(&number, RTA_DATA(table), sizeof(number));
	return number;
}

/* Whether IPv6 is there and not disabled; `families' is IFLA_AF_SPEC. */
static bool has_ipv6(const struct rtattr *families)
{
	const struct rtattr *settings = find_in(find_in(families, AF_INET6),
						IFLA_INET6_CONF);
	int32_t disabled;

	if (!settings || RTA_PAYLOAD(settings) <
				 (DEVCONF_DISABLE_IPV6 + 1) * sizeof(disabled))
		return false;
	memcpy(&disabled,
	       (const char *)RTA_DATA(settings) +
		       DEVCONF_DISABLE_IPV6 * sizeof(disabled),
	       sizeof(disabled));
	return disabled == 0;
}

static enum anycastip_status visit_interface(void *context,
					     const struct nlmsghdr *message,
					     struct anycastip_error *error)
{
	struct anycastip_interface *interface = context;
	const struct ifinfomsg *header = NLMSG_DATA(message);
	const struct rtattr *attributes = IFLA_RTA(header), *name, *mtu;
	size_t length = IFLA_PAYLOAD(message);

	name = find(attributes, length, IFLA_IFNAME);
	if (!name || header->ifi_index <= 0 ||
	    (interface->ifindex &&
	     (uint32_t)header->ifi_index != interface->ifindex))
		return netlink_malformed(error, "an interface");
	memcpy(interface->ifname, RTA_DATA(name),
	       strnlen(RTA_DATA(name),
		       RTA_PAYLOAD(name) < sizeof(interface->ifname)
			       ? RTA_PAYLOAD(name)
			       : sizeof(interface->ifname) - 1));
	interface->ifindex = (uint32_t)header->ifi_index;
	interface->up = header->ifi_flags & IFF_UP;
	interface->ipv6 = has_ipv6(find(attributes, length, IFLA_AF_SPEC));
	interface->table = table_of(find(attributes, length, IFLA_LINKINFO));
	mtu = find(attributes, length, IFLA_MTU);
	if (mtu && RTA_PAYLOAD(mtu) >= sizeof(interface->mtu))
		memcpy(&interface->mtu, RTA_DATA(mtu), sizeof(interface->mtu));
	return ANYCASTIP_OK;
}

enum anycastip_status explain_interface(struct netlink *netlink,
					uint32_t ifindex, const char *name,
					struct anycastip_interface *interface,
					struct anycastip_error *error)
{
	enum anycastip_status status;

	interface->ifindex = ifindex;
	status = link_ask(netlink, ifindex, name, visit_interface, interface,
			  error);
	if (status)
		memset(interface, 0, sizeof(*interface));
	return status;
}
