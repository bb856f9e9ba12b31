/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/addresses.h"
#include "core/kernel/list.h"
#include "core/error.h"

#include <linux/if_addr.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

#ifndef IFA_PROTO
#define IFA_PROTO 11
#endif

static const char addresses_what[] = "the unicast addresses";
static const char forwarding_what[] = "the IPv6 settings of interfaces";

static void copy_address(struct unicast *unicast,
			 const struct rtattr *attribute)
{
	size_t length = unicast->family == AF_INET ? 4 : 16;

	if (RTA_PAYLOAD(attribute) >= length)
		memcpy(unicast->address, RTA_DATA(attribute), length);
}

static void copy_attribute(struct unicast *unicast,
			   const struct rtattr *attribute, bool *local)
{
	const struct ifa_cacheinfo *times = RTA_DATA(attribute);
	size_t length = RTA_PAYLOAD(attribute);

	switch (attribute->rta_type) {
	case IFA_LOCAL:
		*local = true;
		copy_address(unicast, attribute);
		break;
	case IFA_ADDRESS: /* the peer's, where there is IFA_LOCAL */
		if (!*local)
			copy_address(unicast, attribute);
		break;
	case IFA_LABEL:
		length = strnlen(RTA_DATA(attribute), length);
		if (length < sizeof(unicast->label))
			memcpy(unicast->label, RTA_DATA(attribute), length);
		break;
	case IFA_FLAGS:
		if (length >= sizeof(unicast->flags))
			memcpy(&unicast->flags, RTA_DATA(attribute),
			       sizeof(unicast->flags));
		break;
	case IFA_CACHEINFO:
		if (length >= sizeof(*times))
			unicast->stamp = times->cstamp;
		break;
	case IFA_PROTO:
		if (length >= 1)
			unicast->proto = *(const uint8_t *)RTA_DATA(attribute);
		break;
	default:
		break;
	}
}

/* One dump of addresses. */
struct walk {
	struct addresses *addresses;
	int family; /* asked for */
};

static enum anycastip_status visit_address(void *context,
					   const struct nlmsghdr *message,
					   struct anycastip_error *error)
{
	const struct ifaddrmsg *header = NLMSG_DATA(message);
	const struct rtattr *attribute = IFA_RTA(header);
	const struct walk *walk = context;
	struct addresses *addresses = walk->addresses;
	int left = (int)IFA_PAYLOAD(message);
	struct unicast *unicast;
	bool local = false;
	size_t room;

	/* Asked for a family that it runs without, the kernel gives all. */
	if (header->ifa_family != walk->family)
		return ANYCASTIP_OK;
	if (addresses->count == addresses->room) {
		room = addresses->room ? addresses->room * 2 : 16;
		unicast = realloc(addresses->at, room * sizeof(*unicast));
		if (!unicast)
			return failure(error, ANYCASTIP_NO_MEMORY, 0,
				       "no memory for %s", addresses_what);
		addresses->at = unicast;
		addresses->room = room;
	}
	unicast = &addresses->at[addresses->count++];
	memset(unicast, 0, sizeof(*unicast));
	unicast->family = header->ifa_family;
	unicast->ifindex = header->ifa_index;
	unicast->prefix_length = header->ifa_prefixlen;
	unicast->scope = header->ifa_scope;
	unicast->flags = header->ifa_flags;
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
		copy_attribute(unicast, attribute, &local);
	return left > 0 ? netlink_malformed(error, addresses_what)
			: ANYCASTIP_OK;
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
	struct walk walk = {.addresses = addresses};
	struct ifaddrmsg header = {0};
	struct netlink_request request = {
		.what = addresses_what,
		.type = RTM_GETADDR,
		.flags = NLM_F_DUMP,
		.payload = &header,
		.length = sizeof(header),
		.reply = RTM_NEWADDR,
		.reply_size = sizeof(header),
		.visit = visit_address,
		.context = &walk,
	};
	enum anycastip_status status;
	bool torn, torn_ipv4 = false;
	unsigned int tries = 0;

	do {
		addresses->count = 0;
		header.ifa_family = AF_INET6;
		walk.family = AF_INET6;
		status = netlink_ask(netlink, &request, &torn, error);
		if (status || !ipv4)
			continue;
		header.ifa_family = AF_INET;
		walk.family = AF_INET;
		status = netlink_ask(netlink, &request, &torn_ipv4, error);
	} while (!status && (torn || torn_ipv4) && ++tries < READ_TRIES);
	if (!status && (torn || torn_ipv4))
		status = failure(error, ANYCASTIP_RETRY, 0,
				 "%s changed too fast to be read; try again",
				 addresses_what);
	if (status)
		addresses_free(addresses);
	return status;
}

static enum anycastip_status visit_netconf(void *context,
					   const struct nlmsghdr *message,
					   struct anycastip_error *error)
{
	const struct netconfmsg *header = NLMSG_DATA(message);
	const struct rtattr *attribute =
		(const void *)((const char *)header +
			       NLMSG_ALIGN(sizeof(*header)));
	int left = (int)NLMSG_PAYLOAD(message, sizeof(*header));
	struct entries *forwarding = context;
	int32_t ifindex = 0, forwards = 0;
	struct entry *entry;

	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		if (RTA_PAYLOAD(attribute) < sizeof(int32_t))
			continue;
		if (attribute->rta_type == NETCONFA_IFINDEX)
			memcpy(&ifindex, RTA_DATA(attribute), sizeof(ifindex));
		else if (attribute->rta_type == NETCONFA_FORWARDING)
			memcpy(&forwards, RTA_DATA(attribute),
			       sizeof(forwards));
	}
	if (left > 0)
		return netlink_malformed(error, forwarding_what);
	if (ifindex <= 0 || forwards <= 0) /* "all" and "default" are below 0 */
		return ANYCASTIP_OK;
	entry = entries_add(forwarding);
	if (!entry)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for %s", forwarding_what);
	memset(entry, 0, sizeof(*entry));
	entry->ifindex = (uint32_t)ifindex;
	return ANYCASTIP_OK;
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
		.context = forwarding,
	};
	enum anycastip_status status;
	unsigned int tries = 0;
	bool torn;

	do {
		forwarding->count = 0;
		status = netlink_ask(netlink, &request, &torn, error);
	} while (!status && torn && ++tries < READ_TRIES);
	if (!status && torn)
		status = failure(error, ANYCASTIP_RETRY, 0,
				 "%s changed too fast to be read; try again",
				 forwarding_what);
	if (!status && !entries_sort(forwarding))
		status = failure(error, ANYCASTIP_NO_MEMORY, 0,
				 "no memory for %s", forwarding_what);
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
