/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/routes.h"
#include "core/error.h"

#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>

static const char what[] = "the IPv6 anycast routes";

/* The loopback interface has this index in every namespace. */
#define LOOPBACK_INDEX 1

/* The routes of a list that is longer than this may not fit into one datagram.
 */
#define FEW_ROWS 200

/* One dump of routes. */
struct route_dump {
	const struct links *links;  /* for the tables of VRFs */
	const struct entries *list; /* sorted */
	bool *routed;
	/* The kernel walks a table in the order of addresses: the next route is
	 * likely that of this entry. */
	size_t next;
	struct entries *others;
	/* Routes that name a nexthop object only. */
	struct entries nexthops;
	bool in_local;	  /* the route is in the table local */
	uint8_t protocol; /* asked for, or 0 for all */
	bool was_cut;
	/* Protocols other than "kernel" that were seen, and not yet asked for
	 * alone. */
	bool wanted[256];
};

static enum anycastip_status keep_entry(struct entries *entries,
					const struct entry *route,
					struct anycastip_error *error)
{
	struct entry *entry = entries_add(entries);

	if (!entry)
		return no_memory(error, what);
	*entry = *route;
	return ANYCASTIP_OK;
}

/* Whether the route is that of a row of the list. */
static bool is_listed(struct route_dump *dump, const struct entry *route)
{
	const struct entries *list = dump->list;

	if (dump->next >= list->count ||
	    entry_less(&list->at[dump->next], route) ||
	    entry_less(route, &list->at[dump->next])) {
		dump->next = entries_find(list, route);
		if (dump->next == list->count ||
		    entry_less(route, &list->at[dump->next]))
			return false;
	}
	if (dump->routed && dump->in_local && route->flags & ROUTE_BY_KERNEL)
		dump->routed[dump->next] = true;
	dump->next++;
	return true;
}

/* A route by hand on the loopback interface rejects; the kernel's own there,
 * of a joined address, delivers. */
static enum anycastip_status keep_delivering(struct route_dump *dump,
					     struct entry *route,
					     uint32_t ifindex,
					     struct anycastip_error *error)
{
	if (!ifindex ||
	    (ifindex == LOOPBACK_INDEX && !(route->flags & ROUTE_BY_KERNEL)))
		return ANYCASTIP_OK;
	route->ifindex = ifindex;
	if (is_listed(dump, route))
		return ANYCASTIP_OK;
	return keep_entry(dump->others, route, error);
}

static enum anycastip_status keep_multipath(struct route_dump *dump,
					    struct entry *route,
					    const struct rtattr *attribute,
					    struct anycastip_error *error)
{
	const struct rtnexthop *hop = RTA_DATA(attribute);
	int left = (int)RTA_PAYLOAD(attribute);
	enum anycastip_status status = ANYCASTIP_OK;

	while (!status && left >= (int)sizeof(*hop) && RTNH_OK(hop, left)) {
		status = keep_delivering(dump, route,
					 (uint32_t)hop->rtnh_ifindex, error);
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
	return status;
}

/* The attributes of a route that matter; NULL where it has none. */
struct attributes {
	const struct rtattr *destination;
	const struct rtattr *interface;
	const struct rtattr *multipath;
	const struct rtattr *nexthop;
};

static bool find_attributes(const struct nlmsghdr *message,
			    struct attributes *found)
{
	const struct rtmsg *header = NLMSG_DATA(message);
	const struct rtattr *attribute = RTM_RTA(header);
	int left = (int)RTM_PAYLOAD(message);
	size_t size;

	memset(found, 0, sizeof(*found));
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		size = RTA_PAYLOAD(attribute);
		switch (attribute->rta_type) {
		case RTA_DST:
			if (size >= 16)
				found->destination = attribute;
			break;
		case RTA_OIF:
			if (size >= 4)
				found->interface = attribute;
			break;
		case RTA_MULTIPATH:
			found->multipath = attribute;
			break;
		case RTA_NH_ID:
			if (size >= 4)
				found->nexthop = attribute;
			break;
		default:
			break;
		}
	}
	return left <= 0;
}

static uint32_t number_of(const struct rtattr *attribute)
{
	uint32_t number = 0;

	if (attribute)
		memcpy(&number, RTA_DATA(attribute), sizeof(number));
	return number;
}

static enum anycastip_status visit_route(void *context,
					 const struct nlmsghdr *message,
					 struct anycastip_error *error)
{
	const struct rtmsg *header = NLMSG_DATA(message);
	struct route_dump *dump = context;
	struct attributes found;
	struct entry route;

	if (!find_attributes(message, &found))
		return netlink_malformed(error, what);
	if (header->rtm_family != AF_INET6 || header->rtm_type != RTN_ANYCAST ||
	    header->rtm_dst_len != 128 || !found.destination)
		return ANYCASTIP_OK;
	entry_set_address(&route, RTA_DATA(found.destination));
	if (route.high >> 56 == 0xff) /* multicast is never delivered by it */
		return ANYCASTIP_OK;
	dump->in_local = header->rtm_table == RT_TABLE_LOCAL;
	route.flags = 0;
	if (header->rtm_protocol == RTPROT_KERNEL)
		route.flags = ROUTE_BY_KERNEL;
	else if (!dump->protocol)
		dump->wanted[header->rtm_protocol] = true;
	if (found.interface)
		return keep_delivering(dump, &route, number_of(found.interface),
				       error);
	if (found.multipath)
		return keep_multipath(dump, &route, found.multipath, error);
	/* With net.ipv4.nexthop_compat_mode=0 only the object is named. */
	if (found.nexthop) {
		route.nexthop = number_of(found.nexthop);
		return keep_entry(&dump->nexthops, &route, error);
	}
	return ANYCASTIP_OK;
}

static void note_routes_cut(void *context)
{
	struct route_dump *dump = context;

	dump->was_cut = true;
}

/* What RTM_GETROUTE takes, with the table in full. */
struct route_payload {
	struct rtmsg header;
	struct rtattr table_header;
	uint32_t table;
};

static enum anycastip_status dump_table(struct netlink *netlink,
					struct route_dump *dump, uint32_t table,
					struct anycastip_error *error)
{
	struct route_payload payload = {
		.header =
			{
				.rtm_family = AF_INET6,
				.rtm_type = RTN_ANYCAST,
				.rtm_protocol = dump->protocol,
			},
		.table_header =
			{
				.rta_type = RTA_TABLE,
				.rta_len = RTA_LENGTH(sizeof(payload.table)),
			},
		.table = table,
	};
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETROUTE,
		.flags = NLM_F_DUMP,
		.payload = &payload,
		.length = table ? sizeof(payload) : sizeof(payload.header),
		.reply = RTM_NEWROUTE,
		.reply_size = sizeof(payload.header),
		.visit = visit_route,
		.cut = note_routes_cut,
		.context = dump,
	};
	enum anycastip_status status;

	status = netlink_ask(netlink, &request, NULL, error);
	/* A table without a route does not exist. */
	return status == ANYCASTIP_NOT_FOUND ? ANYCASTIP_OK : status;
}

/* Dump the wanted tables once. */
static enum anycastip_status dump_tables(struct netlink *netlink,
					 struct route_dump *dump,
					 bool all_tables,
					 struct anycastip_error *error)
{
	enum anycastip_status status;
	uint32_t table;
	size_t i;

	if (all_tables)
		return dump_table(netlink, dump, 0, error);
	status = dump_table(netlink, dump, RT_TABLE_LOCAL, error);
	for (i = 0; i < dump->links->count && !status; i++) {
		table = dump->links->at[i].table;
		if (table && table != RT_TABLE_LOCAL)
			status = dump_table(netlink, dump, table, error);
	}
	return status;
}

/* What RTM_GETNEXTHOP answers of one object. */
struct nexthop {
	uint32_t asked; /* its number */
	uint32_t ifindex;
	struct entries members; /* of a group */
};

static enum anycastip_status visit_nexthop(void *context,
					   const struct nlmsghdr *message,
					   struct anycastip_error *error)
{
	const struct nhmsg *header = NLMSG_DATA(message);
	const struct rtattr *attribute = (const void *)(header + 1);
	int left = (int)NLMSG_PAYLOAD(message, sizeof(*header));
	const struct nexthop_grp *member;
	struct nexthop *nexthop = context;
	struct entry object = {0};
	size_t i;

	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		if (attribute->rta_type == NHA_ID &&
		    RTA_PAYLOAD(attribute) >= 4 &&
		    number_of(attribute) != nexthop->asked)
			return netlink_malformed(error, what);
		if (attribute->rta_type == NHA_OIF &&
		    RTA_PAYLOAD(attribute) >= 4)
			nexthop->ifindex = number_of(attribute);
		if (attribute->rta_type != NHA_GROUP)
			continue;
		member = RTA_DATA(attribute);
		for (i = 0; i < RTA_PAYLOAD(attribute) / sizeof(*member); i++) {
			object.nexthop = member[i].id;
			if (keep_entry(&nexthop->members, &object, error))
				return ANYCASTIP_NO_MEMORY;
		}
	}
	return left > 0 ? netlink_malformed(error, what) : ANYCASTIP_OK;
}

static enum anycastip_status ask_nexthop(struct netlink *netlink,
					 uint32_t number,
					 struct nexthop *nexthop,
					 struct anycastip_error *error)
{
	struct {
		struct nhmsg header;
		struct rtattr id_header;
		uint32_t id;
	} payload = {
		.id_header =
			{
				.rta_type = NHA_ID,
				.rta_len = RTA_LENGTH(sizeof(payload.id)),
			},
		.id = number,
	};
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETNEXTHOP,
		.payload = &payload,
		.length = sizeof(payload),
		.reply = RTM_NEWNEXTHOP,
		.reply_size = sizeof(payload.header),
		.visit = visit_nexthop,
		.context = nexthop,
	};
	enum anycastip_status status;

	nexthop->asked = number;
	nexthop->ifindex = 0;
	status = netlink_ask(netlink, &request, NULL, error);
	/* Its routes went with it. */
	return status == ANYCASTIP_NOT_FOUND ? ANYCASTIP_OK : status;
}

/* Give a route the interface of its nexthop object, or of each member of the
 * group; a group has no groups. */
static enum anycastip_status resolve(struct netlink *netlink,
				     struct route_dump *dump,
				     struct entry route,
				     struct anycastip_error *error)
{
	struct nexthop nexthop = {0}, member = {0};
	enum anycastip_status status;
	size_t i;

	status = ask_nexthop(netlink, route.nexthop, &nexthop, error);
	if (!status)
		status = keep_delivering(dump, &route, nexthop.ifindex, error);
	for (i = 0; i < nexthop.members.count && !status; i++) {
		status = ask_nexthop(netlink, nexthop.members.at[i].nexthop,
				     &member, error);
		if (!status)
			status = keep_delivering(dump, &route, member.ifindex,
						 error);
	}
	entries_free(&nexthop.members);
	entries_free(&member.members);
	return status;
}

/* Dump the wanted tables, with the routes of nexthop objects. */
static enum anycastip_status dump_routes(struct reader *reader,
					 unsigned int number,
					 struct route_dump *dump,
					 bool all_tables,
					 struct anycastip_error *error)
{
	enum anycastip_status status;
	struct netlink *netlink;
	size_t i;

	dump->was_cut = false;
	dump->nexthops.count = dump->next = 0;
	status = reader_socket(reader, number, &netlink, error);
	if (!status)
		status = dump_tables(netlink, dump, all_tables, error);
	for (i = 0; i < dump->nexthops.count && !status; i++)
		status = resolve(&reader->main, dump, dump->nexthops.at[i],
				 error);
	return status;
}

/* Dump the routes of one protocol, again and again while they do not fit into
 * one datagram and there are new ones. */
static enum anycastip_status add_protocol(struct reader *reader,
					  struct route_dump *dump,
					  bool all_tables,
					  struct entries *others,
					  struct anycastip_error *error)
{
	enum anycastip_status status;
	bool more = true;
	unsigned int i;
	size_t j;

	for (i = 0; i < READ_TRIES && more; i++) {
		dump->others->count = 0;
		status = dump_routes(reader, i, dump, all_tables, error);
		if (status)
			return status;
		more = false;
		for (j = 0; j < dump->others->count && dump->was_cut; j++)
			if (!entries_have(others, &dump->others->at[j]))
				more = true;
		if (!entries_append(others, dump->others) ||
		    !entries_sort(others))
			return no_memory(error, what);
	}
	if (more)
		return netlink_unsteady(error, what);
	return ANYCASTIP_OK;
}

enum anycastip_status read_routes(struct reader *reader,
				  const struct links *links, bool all_tables,
				  const struct entries *list, bool *routed,
				  struct entries *others,
				  struct anycastip_error *error)
{
	struct route_dump dump = {
		.links = links,
		.list = list,
		.routed = routed,
		.others = others,
		.wanted =
			{
				/* Those of ip-route(8) and of network
				 * managers, seen or not. */
				[RTPROT_BOOT] = true,
				[RTPROT_STATIC] = true,
			},
	};
	enum anycastip_status status;
	struct entries some = {0};
	uint32_t before, after;
	unsigned int protocol;
	bool counted;

	counted = list->count > FEW_ROWS && reader_removals(reader, &before);
	status = dump_routes(reader, 0, &dump, all_tables, error);
	if (!status && !entries_sort(others))
		status = no_memory(error, what);
	if (status || !dump.was_cut ||
	    (counted && reader_removals(reader, &after) && before == after))
		goto out;
	dump.others = &some;
	for (protocol = 1; protocol < 256 && !status; protocol++) {
		if (!dump.wanted[protocol])
			continue;
		dump.protocol = (uint8_t)protocol;
		status = add_protocol(reader, &dump, all_tables, others, error);
	}
out:
	entries_free(&some);
	entries_free(&dump.nexthops);
	return status;
}
