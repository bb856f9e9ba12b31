/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/links.h"
#include "core/error.h"
#include "core/luid.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <netlink/attr.h>
#include <netlink/object.h>
#include <netlink/route/link.h>
#include <netlink/route/link/vrf.h>

static const char what[] = "the network interfaces";

/* Whether IPv6 is there and not disabled. */
static bool has_ipv6(const struct nlmsghdr *message)
{
	enum { END = (DEVCONF_DISABLE_IPV6 + 1) * sizeof(int32_t) };
	const struct nlattr *settings;
	int32_t disabled;

	settings = netlink_attribute(message, sizeof(struct ifinfomsg),
				     IFLA_AF_SPEC);
	settings = netlink_nested(netlink_nested(settings, AF_INET6),
				  IFLA_INET6_CONF);
	if (!settings || nla_len(settings) < END)
		return false;
	memcpy(&disabled,
	       (const char *)nla_data(settings) + END - sizeof(disabled),
	       sizeof(disabled));
	return !disabled;
}

/* The tables of a VRF device, or of one that is in a VRF. */
static void read_tables(struct rtnl_link *from,
			const struct nlattr *information, struct link *link)
{
	const char *master = rtnl_link_get_slave_type(from);

	/* libnl 3.7 fails where the device tells nothing of itself. */
	if (rtnl_link_is_vrf(from) &&
	    netlink_nested(information, IFLA_INFO_DATA))
		rtnl_link_vrf_get_tableid(from, &link->table);
	link->in_table = RT_TABLE_LOCAL;
	if (!master || strcmp(master, "vrf") != 0)
		return;
	information = netlink_nested(information, IFLA_INFO_SLAVE_DATA);
	information = netlink_nested(information, IFLA_VRF_PORT_TABLE);
	if (information)
		link->in_table = netlink_number(information);
}

static void fill_link(struct link *link, struct rtnl_link *from)
{
	const char *name = rtnl_link_get_name(from);
	const char *kind = rtnl_link_get_type(from);

	memset(link, 0, sizeof(*link));
	link->ifindex = (uint32_t)rtnl_link_get_ifindex(from);
	link->flags = rtnl_link_get_flags(from);
	link->master = (uint32_t)rtnl_link_get_master(from);
	link->mtu = rtnl_link_get_mtu(from);
	link->arphrd = (uint16_t)rtnl_link_get_arptype(from);
	link->luid = luid_make(link->arphrd, link->ifindex);
	link->host = link->flags & IFF_LOOPBACK ||
		     (kind && !strcmp(kind, "dummy"));
	if (name)
		memcpy(link->name, name, strlen(name));
}

static enum anycastip_status read_link(const struct nlmsghdr *message,
				       struct link *link,
				       struct anycastip_error *error)
{
	const struct ifinfomsg *header = NLMSG_DATA(message);
	const struct nlattr *information;
	enum anycastip_status status;
	struct nl_object *object;

	information = netlink_attribute(message, sizeof(struct ifinfomsg),
					IFLA_LINKINFO);
	/* Some of libnl's parsers crash on statistics alone. */
	if (header->ifi_family != AF_UNSPEC ||
	    (netlink_nested(information, IFLA_INFO_XSTATS) &&
	     !netlink_nested(information, IFLA_INFO_DATA)))
		return netlink_malformed(error, what);
	status = netlink_parse(message, what, &object, error);
	if (status)
		return status;
	fill_link(link, (struct rtnl_link *)object);
	read_tables((struct rtnl_link *)object, information, link);
	link->ipv6 = has_ipv6(message);
	nl_object_put(object);
	if (!link->ifindex || link->ifindex > INT32_MAX || !link->name[0])
		return netlink_malformed(error, what);
	return ANYCASTIP_OK;
}

/* By hand, what every row wants: libnl-route takes many times as long.  The
 * kernel tells the name first. */
static enum anycastip_status read_name(const struct nlmsghdr *message,
				       struct link *link,
				       struct anycastip_error *error)
{
	const struct ifinfomsg *header = NLMSG_DATA(message);
	const struct nlattr *name;

	memset(link, 0, sizeof(*link));
	link->ifindex = (uint32_t)header->ifi_index;
	link->flags = header->ifi_flags;
	link->arphrd = header->ifi_type;
	link->luid = luid_make(link->arphrd, link->ifindex);
	name = netlink_attribute(message, sizeof(*header), IFLA_IFNAME);
	if (header->ifi_index <= 0 || !name || nla_len(name) < 2 ||
	    nla_strlcpy(link->name, name, sizeof(link->name)) >=
		    sizeof(link->name))
		return netlink_malformed(error, what);
	return ANYCASTIP_OK;
}

typedef enum anycastip_status link_reader(const struct nlmsghdr *message,
					  struct link *link,
					  struct anycastip_error *error);

static enum anycastip_status add_link(struct links *links,
				      const struct nlmsghdr *message,
				      link_reader *read,
				      struct anycastip_error *error)
{
	struct link *at;
	size_t room;

	if (links->count == links->room) {
		room = links->room ? links->room * 2 : 16;
		at = realloc(links->at, room * sizeof(*at));
		if (!at)
			return no_memory(error, what);
		links->at = at;
		links->room = room;
	}
	return read(message, &links->at[links->count++], error);
}

static enum anycastip_status visit_link(void *context,
					const struct nlmsghdr *message,
					struct anycastip_error *error)
{
	return add_link(context, message, read_link, error);
}

static enum anycastip_status visit_name(void *context,
					const struct nlmsghdr *message,
					struct anycastip_error *error)
{
	return add_link(context, message, read_name, error);
}

/* One that was asked for by name can answer to another one, too. */
static enum anycastip_status only_link(void *context,
				       const struct nlmsghdr *message,
				       struct anycastip_error *error)
{
	struct link *link = context;
	uint32_t asked = link->ifindex;
	enum anycastip_status status;

	status = read_link(message, link, error);
	if (!status && asked && link->ifindex != asked)
		status = netlink_malformed(error, what);
	return status;
}

/* A request's payload: statistics, most of an answer, are not wanted. */
struct link_payload {
	struct ifinfomsg header;
	struct rtattr mask_header;
	uint32_t mask;
	struct rtattr name_header;
	char name[IFNAMSIZ];
};

static void prepare_link_payload(struct link_payload *payload)
{
	memset(payload, 0, sizeof(*payload));
	payload->header.ifi_family = AF_UNSPEC;
	payload->mask_header.rta_type = IFLA_EXT_MASK;
	payload->mask_header.rta_len = RTA_LENGTH(sizeof(payload->mask));
	payload->mask = RTEXT_FILTER_SKIP_STATS;
}

/* Interfaces are found by index for each row: a hash with open addressing,
 * which for the usual dense indexes is a plain table. */
static enum anycastip_status make_slots(struct links *links,
					struct anycastip_error *error)
{
	size_t slots = 16, i, slot;

	free(links->slots);
	while (slots < links->count * 2)
		slots *= 2;
	links->slots = calloc(slots, sizeof(*links->slots));
	if (!links->slots)
		return no_memory(error, what);
	links->slot_mask = slots - 1;
	for (i = 0; i < links->count; i++) {
		slot = links->at[i].ifindex & links->slot_mask;
		while (links->slots[slot])
			slot = (slot + 1) & links->slot_mask;
		links->slots[slot] = (uint32_t)i + 1;
	}
	return ANYCASTIP_OK;
}

const struct link *links_find(const struct links *links, uint32_t ifindex)
{
	size_t slot = ifindex & links->slot_mask;

	if (!links->slots)
		return NULL;
	for (; links->slots[slot]; slot = (slot + 1) & links->slot_mask)
		if (links->at[links->slots[slot] - 1].ifindex == ifindex)
			return &links->at[links->slots[slot] - 1];
	return NULL;
}

void links_free(struct links *links)
{
	free(links->at);
	free(links->slots);
	memset(links, 0, sizeof(*links));
}

static void forget_links(void *context)
{
	struct links *links = context;

	links->count = 0;
}

/* Replace *links by what the kernel answers to such a request. */
static enum anycastip_status dump_links(struct netlink *netlink, void *payload,
					size_t length, netlink_visit *visit,
					struct links *links,
					struct anycastip_error *error)
{
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETLINK,
		.flags = NLM_F_DUMP,
		.payload = payload,
		.length = length,
		.reply = RTM_NEWLINK,
		.reply_size = sizeof(struct ifinfomsg),
		.visit = visit,
		.restart = forget_links,
		.context = links,
	};
	enum anycastip_status status;

	status = netlink_ask_whole(netlink, &request, error);
	if (!status)
		status = make_slots(links, error);
	if (status)
		links_free(links);
	return status;
}

static enum anycastip_status dump_all(struct netlink *netlink,
				      netlink_visit *visit, struct links *links,
				      struct anycastip_error *error)
{
	struct link_payload payload;

	prepare_link_payload(&payload);
	return dump_links(netlink, &payload,
			  offsetof(struct link_payload, name_header), visit,
			  links, error);
}

enum anycastip_status links_read(struct netlink *netlink, struct links *links,
				 struct anycastip_error *error)
{
	return dump_all(netlink, visit_link, links, error);
}

/* ---- Few of many ---- */

/* More than these are asked for with all others. */
#define FEW 16

/* Whatever can make a VRF has made a setting in each namespace since Linux 5.8;
 * in /proc it is that of the thread's own. */
static bool can_have_vrfs(void)
{
	unsigned int version, patch_level;
	struct utsname system;

	if (access("/proc/sys/net/vrf", F_OK) == 0 || errno != ENOENT ||
	    access("/proc/sys/net/ipv6", F_OK) < 0 || uname(&system) < 0 ||
	    sscanf(system.release, "%u.%u", &version, &patch_level) < 2)
		return true;
	return version < 5 || (version == 5 && patch_level < 8);
}

enum anycastip_status links_read_vrfs(struct netlink *netlink,
				      struct links *links,
				      struct anycastip_error *error)
{
	struct {
		struct ifinfomsg header;
		struct rtattr information_header;
		struct rtattr kind_header;
		char kind[4];
	} payload = {
		.information_header =
			{
				.rta_type = IFLA_LINKINFO | NLA_F_NESTED,
				.rta_len = RTA_LENGTH(RTA_LENGTH(4)),
			},
		.kind_header =
			{
				.rta_type = IFLA_INFO_KIND,
				.rta_len = RTA_LENGTH(4),
			},
		.kind = "vrf",
	};

	links_free(links);
	if (!can_have_vrfs())
		return ANYCASTIP_OK;
	return dump_links(netlink, &payload, sizeof(payload), visit_link, links,
			  error);
}

/* One that is gone is left out. */
static enum anycastip_status ask_name(struct netlink *netlink, uint32_t ifindex,
				      struct links *links,
				      struct anycastip_error *error)
{
	struct link_payload payload;
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETLINK,
		.payload = &payload,
		.length = offsetof(struct link_payload, name_header),
		.reply = RTM_NEWLINK,
		.reply_size = sizeof(struct ifinfomsg),
		.visit = visit_name,
		.context = links,
	};
	enum anycastip_status status;

	prepare_link_payload(&payload);
	payload.header.ifi_index = (int)ifindex;
	status = netlink_ask(netlink, &request, NULL, error);
	if (status)
		return status == ANYCASTIP_NO_INTERFACE ? ANYCASTIP_OK : status;
	return links->at[links->count - 1].ifindex == ifindex
		       ? ANYCASTIP_OK
		       : netlink_malformed(error, what);
}

enum anycastip_status links_complete(struct netlink *netlink,
				     const struct entries *entries,
				     struct links *links,
				     struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	uint32_t missing[FEW], ifindex = 0;
	size_t count = 0, i, j;

	for (i = 0; i < entries->count; i++) {
		if (entries->at[i].ifindex == ifindex)
			continue;
		ifindex = entries->at[i].ifindex;
		for (j = 0; j < count && missing[j] != ifindex; j++)
			;
		if (j < count || links_find(links, ifindex))
			continue;
		if (count == FEW)
			return dump_all(netlink, visit_name, links, error);
		missing[count++] = ifindex;
	}
	for (i = 0; i < count && !status; i++)
		status = ask_name(netlink, missing[i], links, error);
	if (count && !status)
		status = make_slots(links, error);
	return status;
}

/* ---- One alone ---- */

enum anycastip_status link_read(struct netlink *netlink, uint32_t ifindex,
				const char *name, struct link *link,
				struct anycastip_error *error)
{
	struct link_payload payload;
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETLINK,
		.payload = &payload,
		.length = offsetof(struct link_payload, name_header),
		.reply = RTM_NEWLINK,
		.reply_size = sizeof(struct ifinfomsg),
		.visit = only_link,
		.context = link,
	};
	enum anycastip_status status;
	size_t length;

	memset(link, 0, sizeof(*link));
	prepare_link_payload(&payload);
	if (ifindex > INT32_MAX)
		return failure(error, ANYCASTIP_NO_INTERFACE, 0,
			       "no interface can have the index %u",
			       (unsigned int)ifindex);
	if (ifindex) {
		payload.header.ifi_index = (int)ifindex;
	} else {
		length = strlen(name);
		if (!length || length >= IFNAMSIZ)
			return failure(error, ANYCASTIP_NO_INTERFACE, 0,
				       "no interface can have that name: it is "
				       "empty, or longer than %d characters",
				       IFNAMSIZ - 1);
		payload.name_header.rta_type = IFLA_IFNAME;
		payload.name_header.rta_len = RTA_LENGTH(length + 1);
		memcpy(payload.name, name, length);
		request.length = offsetof(struct link_payload, name) + length +
				 1;
	}
	link->ifindex = ifindex;
	status = netlink_ask(netlink, &request, NULL, error);
	if (status)
		memset(link, 0, sizeof(*link));
	return status;
}
