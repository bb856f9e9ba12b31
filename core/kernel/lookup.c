/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/lookup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/array.h"
#include "core/error.h"

#ifndef IFF_LOWER_UP
#define IFF_LOWER_UP 0x10000
#endif

#define LOOPBACK 1 /* its index, in every namespace */

/* How many sources are tried for an interface. */
#define SOURCES_MAX 16

static const char what[] = "the routes of addresses";

/* ---- One question ----------------------------------------------------- */

/* A header, and five attributes of which one is an IPv6 address. */
#define QUESTION_SIZE \
	(NLMSG_SPACE(sizeof(struct rtmsg)) + RTA_SPACE(16) + 4 * RTA_SPACE(4))

/* What is sent at once. */
struct questions {
	const struct links *links;
	struct lookup *asked[NETLINK_BATCH_MAX];
	size_t count;
	size_t length;
	union {
		struct nlmsghdr first;
		unsigned char octets[NETLINK_BATCH_MAX * QUESTION_SIZE];
	};
};

static bool is_broadcast(const struct lookup *lookup)
{
	return lookup->family == IPV4 && lookup->entry.high >> 32 == UINT32_MAX;
}

static void add_attribute(struct nlmsghdr *message, int type, const void *data,
			  size_t length)
{
	struct rtattr *attribute = (void *)((char *)message +
					    message->nlmsg_len);

	attribute->rta_type = (uint16_t)type;
	attribute->rta_len = (uint16_t)RTA_LENGTH(length);
	memcpy(RTA_DATA(attribute), data, length);
	message->nlmsg_len += (uint32_t)RTA_SPACE(length);
}

/* Packets that come in are the superuser's, for rules about users. */
static void put(struct questions *questions, struct lookup *lookup)
{
	struct nlmsghdr *message = (void *)(questions->octets +
					    questions->length);
	struct rtmsg *header = NLMSG_DATA(message);
	size_t size = lookup->family == IPV4 ? 4 : 16;
	const uint32_t superuser = 0;
	uint8_t address[16];

	message->nlmsg_len = NLMSG_LENGTH(sizeof(*header));
	memset(header, 0, sizeof(*header));
	header->rtm_family = lookup->family == IPV4 ? AF_INET : AF_INET6;
	header->rtm_dst_len = (uint8_t)(size * 8);
	/* A broadcast has no route in a table. */
	header->rtm_flags = is_broadcast(lookup) ? 0 : RTM_F_FIB_MATCH;
	entry_get_address(&lookup->entry, address);
	add_attribute(message, RTA_DST, address, size);
	if (lookup->source) {
		header->rtm_src_len = 32;
		add_attribute(message, RTA_SRC, &lookup->source, 4);
	}
	if (lookup->incoming)
		add_attribute(message, RTA_IIF, &lookup->incoming, 4);
	if (lookup->outgoing)
		add_attribute(message, RTA_OIF, &lookup->outgoing, 4);
	add_attribute(message, RTA_UID, &superuser, 4);
	questions->asked[questions->count++] = lookup;
	questions->length += message->nlmsg_len;
}

/* What the kernel answers where the lookup ends without a route, or at one
 * that rejects: of type unreachable, prohibit, blackhole or throw; ENODEV
 * where the interface is gone.  Anything else is a failure to ask. */
static bool means_no_route(int refusal)
{
	switch (refusal) {
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EACCES:
	case EINVAL:
	case EAGAIN:
	case ENODEV:
		return true;
	default:
		return false;
	}
}

/* An IPv6 route of type anycast on the loopback interface rejects, unless it is
 * the kernel's own, of an address that was joined there. */
static bool is_delivering(const struct links *links,
			  const struct lookup *lookup, uint8_t type)
{
	const struct link *link = links_find(links, lookup->ifindex);

	if (is_broadcast(lookup))
		return type == RTN_BROADCAST;
	if (type == RTN_ANYCAST)
		return lookup->family == IPV6 &&
		       (lookup->by_kernel ||
			!(link && link->flags & IFF_LOOPBACK));
	return type == RTN_LOCAL;
}

static enum anycastip_status note_route(void *context, size_t number,
					const struct nlmsghdr *message,
					int refusal,
					struct anycastip_error *error)
{
	const struct questions *questions = context;
	struct lookup *lookup = questions->asked[number];
	const struct rtmsg *header;

	if (!message)
		return means_no_route(refusal)
			       ? ANYCASTIP_OK
			       : system_failure(error, refusal,
						"the kernel refuses to tell %s",
						what);
	header = NLMSG_DATA(message);
	lookup->anycast = header->rtm_type == RTN_ANYCAST;
	lookup->by_kernel = header->rtm_protocol == RTPROT_KERNEL;
	lookup->prefix_length = header->rtm_dst_len;
	lookup->ifindex = netlink_number(
		netlink_attribute(message, sizeof(*header), RTA_OIF));
	lookup->delivers = is_delivering(questions->links, lookup,
					 header->rtm_type);
	return ANYCASTIP_OK;
}

static enum anycastip_status send_questions(struct netlink *netlink,
					    struct questions *questions,
					    struct anycastip_error *error)
{
	const struct netlink_batch batch = {
		.what = what,
		.type = RTM_GETROUTE,
		.requests = questions->octets,
		.length = questions->length,
		.count = questions->count,
		.reply = RTM_NEWROUTE,
		.reply_size = sizeof(struct rtmsg),
		.answer = note_route,
		.context = questions,
	};
	enum anycastip_status status = ANYCASTIP_OK;

	if (questions->count)
		status = netlink_ask_each(netlink, &batch, error);
	questions->count = questions->length = 0;
	return status;
}

static enum anycastip_status ask_pending(struct netlink *netlink,
					 const struct links *links,
					 struct lookup *at, size_t count,
					 struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	struct questions questions = {.links = links};
	size_t i;

	for (i = 0; i < count && !status; i++) {
		if (!at[i].pending)
			continue;
		put(&questions, &at[i]);
		if (questions.count == NETLINK_BATCH_MAX)
			status = send_questions(netlink, &questions, error);
	}
	return status ? status : send_questions(netlink, &questions, error);
}

/* ---- Ways in ---------------------------------------------------------- */

/* The VRF that the interface is, or is in; 0 for none. */
static uint32_t vrf_of(const struct links *links, uint32_t ifindex)
{
	const struct link *link = links_find(links, ifindex);

	if (!link || link->table)
		return link ? ifindex : 0;
	return link->in_table != RT_TABLE_LOCAL ? link->master : 0;
}

/* The interface by which packets come in, for the rules: those of a member of a
 * VRF come in by that. */
static uint32_t entrance_of(const struct links *links, uint32_t ifindex)
{
	uint32_t vrf = vrf_of(links, ifindex);

	return vrf ? vrf : ifindex;
}

/* Whether packets come in by it, and not by the bridge, bond or VRF that it is
 * a part of. */
static bool leads_in(const struct link *link)
{
	const uint32_t both = IFF_UP | IFF_LOWER_UP;

	return (link->flags & both) == both && !link->host && !link->master;
}

static struct way *find_way(const struct ways *ways, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < ways->count; i++)
		if (ways->at[i].ifindex == ifindex)
			return &ways->at[i];
	return NULL;
}

/* The number'th IPv4 address that a neighbour of the way may have.  The last is
 * one that no host has, for an interface without neighbours (RFC 7600).  0
 * where there are no more. */
static uint32_t neighbour(const struct links *links,
			  const struct addresses *addresses,
			  const struct way *way, size_t number)
{
	const struct unicast *unicast;
	uint32_t address, host, mask, flip;
	size_t i;

	if (number + 1 == SOURCES_MAX)
		return htonl(0xc0000008);
	for (i = 0; i < addresses->count; i++) {
		unicast = &addresses->at[i];
		if (unicast->family != AF_INET || !unicast->prefix_length ||
		    unicast->prefix_length > 31 ||
		    entrance_of(links, unicast->ifindex) != way->ifindex)
			continue;
		memcpy(&address, unicast->address, 4);
		mask = UINT32_MAX >> unicast->prefix_length;
		for (flip = 1; flip <= 3 && flip <= mask; flip++) {
			host = (ntohl(address) ^ flip) & mask;
			if ((mask == 1 || (host && host != mask)) &&
			    number-- == 0)
				return address ^ htonl(flip);
		}
	}
	return 0;
}

/* Find sources that IPv4 takes: it checks them before it takes a broadcast in.
 * By a way that has none nothing comes in. */
static enum anycastip_status find_sources(struct netlink *netlink,
					  const struct links *links,
					  const struct addresses *addresses,
					  struct ways *ways,
					  struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	struct lookup *lookups;
	size_t i, number, kept = 0;

	lookups = calloc(ways->count + 1, sizeof(*lookups));
	if (!lookups)
		return no_memory(error, what);
	for (number = 0; number < SOURCES_MAX && !status; number++) {
		for (i = 0; i < ways->count; i++) {
			lookups[i].pending = false;
			if (lookups[i].delivers)
				continue;
			lookups[i].family = IPV4;
			lookups[i].entry.high = (uint64_t)UINT32_MAX << 32;
			lookups[i].incoming = ways->at[i].ifindex;
			lookups[i].source = neighbour(links, addresses,
						      &ways->at[i], number);
			lookups[i].pending = lookups[i].source != 0;
		}
		status = ask_pending(netlink, links, lookups, ways->count,
				     error);
	}
	for (i = 0; i < ways->count; i++) {
		if (!lookups[i].delivers)
			continue;
		ways->at[kept].ifindex = ways->at[i].ifindex;
		ways->at[kept++].source = lookups[i].source;
	}
	ways->count = kept;
	free(lookups);
	return status;
}

static enum anycastip_status find_ways(const struct links *links,
				       enum family family, struct ways *ways,
				       struct anycastip_error *error)
{
	const struct link *link;
	struct way *grown;
	size_t i;

	ways->count = 0;
	for (i = 0; i < links->count; i++) {
		link = &links->at[i];
		if (!(ways->rules.incoming
			      ? leads_in(link) && (family == IPV4 || link->ipv6)
			      : link->table != 0))
			continue;
		grown = array_grow(ways->at, ways->count, sizeof(*ways->at));
		if (!grown)
			return no_memory(error, what);
		ways->at = grown;
		ways->at[ways->count++] = (struct way){
			.ifindex = link->ifindex};
	}
	return ANYCASTIP_OK;
}

void ways_free(struct ways ways[FAMILIES])
{
	free(ways[IPV4].at);
	free(ways[IPV6].at);
	memset(ways, 0, FAMILIES * sizeof(*ways));
}

enum anycastip_status ways_read(struct netlink *netlink,
				const struct links *links,
				const struct addresses *addresses,
				const bool wanted[FAMILIES],
				struct ways ways[FAMILIES],
				struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	enum family family;

	ways_free(ways);
	for (family = IPV4; family < FAMILIES && !status; family++) {
		ways[family].rules.plain = true;
		if (!wanted[family])
			continue;
		status = rules_read(netlink,
				    family == IPV4 ? AF_INET : AF_INET6,
				    &ways[family].rules, error);
		if (!status)
			status = find_ways(links, family, &ways[family], error);
	}
	if (!status && ways[IPV4].rules.incoming)
		status = find_sources(netlink, links, addresses, &ways[IPV4],
				      error);
	if (status)
		ways_free(ways);
	return status;
}

/* ---- Addresses -------------------------------------------------------- */

/* As it comes in by the way, for a rule about that. */
static bool come_in(const struct way *way, struct lookup *lookup)
{
	lookup->incoming = way->ifindex;
	lookup->source = way->source;
	return true;
}

/* As it comes in by the interface, or one in the same VRF; by 0, outside of
 * all. */
static bool be_there(const struct links *links, uint32_t ifindex,
		     struct lookup *lookup)
{
	if (lookup->family == IPV4)
		lookup->outgoing = vrf_of(links, ifindex);
	else
		lookup->incoming = ifindex ? ifindex : LOOPBACK;
	return true;
}

/* How the address is asked for, the turn'th time; whether it is. */
static bool choose_way(const struct links *links, const struct ways *ways,
		       size_t turn, struct lookup *lookup)
{
	uint32_t ifindex = lookup->entry.ifindex;
	const struct way *own = find_way(ways, entrance_of(links, ifindex));

	lookup->incoming = lookup->outgoing = lookup->source = 0;
	if (ways->rules.incoming && ways->count &&
	    !(lookup->family == IPV6 && entry_is_link_local(&lookup->entry))) {
		if (own)
			return turn == 0 && come_in(own, lookup);
		return turn < ways->count && come_in(&ways->at[turn], lookup);
	}
	if (ifindex || turn == 0)
		return turn == 0 && be_there(links, ifindex, lookup);
	return turn <= ways->count &&
	       be_there(links, ways->at[turn - 1].ifindex, lookup);
}

enum anycastip_status lookup_each(struct netlink *netlink,
				  const struct links *links,
				  const struct ways ways[FAMILIES],
				  struct lookup *at, size_t count,
				  struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	bool pending = count > 0;
	size_t i, turn;

	for (turn = 0; pending && !status; turn++) {
		pending = false;
		for (i = 0; i < count; i++) {
			at[i].pending = !at[i].delivers &&
					choose_way(links, &ways[at[i].family],
						   turn, &at[i]);
			pending |= at[i].pending;
		}
		status = ask_pending(netlink, links, at, count, error);
	}
	return status;
}
