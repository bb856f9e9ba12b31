/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/addresses.h"
#include "core/array.h"
#include "core/error.h"

#include <linux/if_addr.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <netlink/addr.h>
#include <netlink/attr.h>
#include <netlink/object.h>
#include <netlink/route/addr.h>
#include <netlink/route/netconf.h>

#ifndef IFA_PROTO
#define IFA_PROTO 11
#endif

static const char addresses_what[] = "the unicast addresses";
static const char forwarding_what[] = "the IPv6 settings of interfaces";

static enum anycastip_status set_unicast(struct unicast *unicast,
					 const struct nlmsghdr *message,
					 struct anycastip_error *error)
{
	struct nl_addr *address;
	enum anycastip_status status;
	const struct nlattr *proto;
	struct nl_object *object;
	struct rtnl_addr *from;
	const char *label;

	memset(unicast, 0, sizeof(*unicast));
	status = netlink_parse(message, addresses_what, &object, error);
	if (status)
		return status;
	from = (struct rtnl_addr *)object;
	unicast->family = (uint16_t)rtnl_addr_get_family(from);
	unicast->ifindex = (uint32_t)rtnl_addr_get_ifindex(from);
	unicast->prefix_length = (uint8_t)rtnl_addr_get_prefixlen(from);
	unicast->scope = (uint8_t)rtnl_addr_get_scope(from);
	unicast->flags = rtnl_addr_get_flags(from);
	unicast->stamp = rtnl_addr_get_create_time(from);
	label = rtnl_addr_get_label(from);
	if (label)
		memcpy(unicast->label, label, strlen(label));
	proto = netlink_attribute(message, sizeof(struct ifaddrmsg), IFA_PROTO);
	if (proto && nla_len(proto) >= 1)
		unicast->proto = *(const uint8_t *)nla_data(proto);
	address = rtnl_addr_get_local(from);
	if (address &&
	    nl_addr_get_len(address) == (unicast->family == AF_INET ? 4 : 16))
		memcpy(unicast->address, nl_addr_get_binary_addr(address),
		       nl_addr_get_len(address));
	else
		status = netlink_malformed(error, addresses_what);
	nl_object_put(object);
	return status;
}

/* Reading the addresses of one family. */
struct address_dump {
	struct addresses *addresses;
	size_t start; /* of those in the addresses */
	int family;
};

static enum anycastip_status visit_address(void *context,
					   const struct nlmsghdr *message,
					   struct anycastip_error *error)
{
	const struct ifaddrmsg *header = NLMSG_DATA(message);
	const struct address_dump *dump = context;
	struct addresses *addresses = dump->addresses;
	struct unicast *unicast;

	/* Asked for a family that it runs without, the kernel gives all. */
	if (header->ifa_family != dump->family)
		return ANYCASTIP_OK;
	unicast = array_grow(addresses->at, addresses->count, sizeof(*unicast));
	if (!unicast)
		return no_memory(error, addresses_what);
	addresses->at = unicast;
	return set_unicast(&unicast[addresses->count++], message, error);
}

static void forget_addresses(void *context)
{
	struct address_dump *dump = context;

	dump->addresses->count = dump->start;
}

static enum anycastip_status read_family(struct netlink *netlink, int family,
					 struct addresses *addresses,
					 struct anycastip_error *error)
{
	struct address_dump dump = {addresses, addresses->count, family};
	struct ifaddrmsg header = {.ifa_family = (uint8_t)family};
	struct netlink_request request = {
		.what = addresses_what,
		.type = RTM_GETADDR,
		.flags = NLM_F_DUMP,
		.payload = &header,
		.length = sizeof(header),
		.reply = RTM_NEWADDR,
		.reply_size = sizeof(header),
		.visit = visit_address,
		.restart = forget_addresses,
		.context = &dump,
	};

	return netlink_ask_whole(netlink, &request, error);
}

void addresses_free(struct addresses *addresses)
{
	free(addresses->at);
	memset(addresses, 0, sizeof(*addresses));
}

enum anycastip_status addresses_read(struct netlink *netlink, bool ipv4,
				     struct addresses *addresses,
				     struct anycastip_error *error)
{
	enum anycastip_status status;

	addresses->count = 0;
	status = read_family(netlink, AF_INET6, addresses, error);
	if (!status && ipv4)
		status = read_family(netlink, AF_INET, addresses, error);
	if (status)
		addresses_free(addresses);
	return status;
}

static enum anycastip_status visit_netconf(void *context,
					   const struct nlmsghdr *message,
					   struct anycastip_error *error)
{
	const struct netconfmsg *header = NLMSG_DATA(message);
	struct entries *forwarding = context;
	int ifindex = 0, forwards = 0;
	enum anycastip_status status;
	struct nl_object *object;
	struct entry *entry;

	/* libnl-route prints something for a family that it does not know. */
	if (header->ncm_family != AF_INET6)
		return ANYCASTIP_OK;
	status = netlink_parse(message, forwarding_what, &object, error);
	if (status)
		return status;
	rtnl_netconf_get_ifindex((struct rtnl_netconf *)object, &ifindex);
	rtnl_netconf_get_forwarding((struct rtnl_netconf *)object, &forwards);
	nl_object_put(object);
	if (ifindex <= 0 || forwards <= 0) /* "all" and "default" are below 0 */
		return ANYCASTIP_OK;
	entry = entries_add(forwarding);
	if (!entry)
		return no_memory(error, forwarding_what);
	memset(entry, 0, sizeof(*entry));
	entry->ifindex = (uint32_t)ifindex;
	return ANYCASTIP_OK;
}

static void forget_forwarding(void *context)
{
	struct entries *forwarding = context;

	forwarding->count = 0;
}

enum anycastip_status forwarding_read(struct netlink *netlink,
				      struct entries *forwarding,
				      struct anycastip_error *error)
{
	struct netconfmsg header = {.ncm_family = AF_INET6};
	struct netlink_request request = {
		.what = forwarding_what,
		.type = RTM_GETNETCONF,
		.flags = NLM_F_DUMP,
		.payload = &header,
		.length = sizeof(header),
		.reply = RTM_NEWNETCONF,
		.reply_size = sizeof(header),
		.visit = visit_netconf,
		.restart = forget_forwarding,
		.context = forwarding,
	};
	enum anycastip_status status;

	status = netlink_ask_whole(netlink, &request, error);
	if (!status && !entries_sort(forwarding))
		status = no_memory(error, forwarding_what);
	if (status)
		entries_free(forwarding);
	return status;
}

bool subnet_router_addresses(const struct addresses *addresses,
			     const struct entries *forwarding,
			     struct entries *prefixes)
{
	struct entry key = {0};
	struct entry *entry;
	uint8_t prefix[16];
	size_t i;

	prefixes->count = 0;
	for (i = 0; i < addresses->count; i++) {
		const struct unicast *unicast = &addresses->at[i];

		key.ifindex = unicast->ifindex;
		if (unicast->family != AF_INET6 || unicast->prefix_length < 1 ||
		    unicast->prefix_length > 126 ||
		    !entries_have(forwarding, &key))
			continue;
		entry = entries_add(prefixes);
		if (!entry)
			return false;
		memcpy(prefix, unicast->address, sizeof(prefix));
		anycastip_address_mask(prefix, unicast->prefix_length);
		entry_set_address(entry, prefix);
		entry->ifindex = unicast->ifindex;
		entry->stamp = 0;
	}
	return entries_sort(prefixes);
}
