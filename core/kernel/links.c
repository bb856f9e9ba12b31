/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/links.h"
#include "core/kernel/list.h"
#include "core/error.h"
#include "core/luid.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const char what[] = "the network interfaces";

static bool text_is(const struct rtattr *attribute, const char *text)
{
	size_t length = strlen(text);

	return RTA_PAYLOAD(attribute) >= length &&
	       !strncmp(RTA_DATA(attribute), text, RTA_PAYLOAD(attribute)) &&
	       (RTA_PAYLOAD(attribute) == length ||
		!((const char *)RTA_DATA(attribute))[length]);
}

/* The members of IFLA_LINKINFO that matter: the kinds vrf and dummy. */
static void read_kind(struct link *link, const struct rtattr *information)
{
	const struct rtattr *attribute, *data = NULL, *kind = NULL;
	int left = (int)RTA_PAYLOAD(information);

	for (attribute = RTA_DATA(information); RTA_OK(attribute, left);
	     attribute = RTA_NEXT(attribute, left)) {
		if (attribute->rta_type == IFLA_INFO_KIND)
			kind = attribute;
		else if (attribute->rta_type == IFLA_INFO_DATA)
			data = attribute;
	}
	if (!kind)
		return;
	if (text_is(kind, "dummy"))
		link->host = true;
	if (!text_is(kind, "vrf") || !data)
		return;
	left = (int)RTA_PAYLOAD(data);
	for (attribute = RTA_DATA(data); RTA_OK(attribute, left);
	     attribute = RTA_NEXT(attribute, left))
		if (attribute->rta_type == IFLA_VRF_TABLE &&
		    RTA_PAYLOAD(attribute) >= sizeof(link->table))
			memcpy(&link->table, RTA_DATA(attribute),
			       sizeof(link->table));
}

static enum anycastip_status read_message(const struct nlmsghdr *message,
					  struct link *link,
					  struct anycastip_error *error)
{
	const struct ifinfomsg *header = NLMSG_DATA(message);
	const struct rtattr *attribute = IFLA_RTA(header);
	int left = (int)IFLA_PAYLOAD(message);
	size_t length;

	memset(link, 0, sizeof(*link));
	link->ifindex = (uint32_t)header->ifi_index;
	link->flags = header->ifi_flags;
	link->arphrd = header->ifi_type;
	link->luid = luid_make(link->arphrd, link->ifindex);
	link->host = link->flags & IFF_LOOPBACK;
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		length = RTA_PAYLOAD(attribute);
		if (attribute->rta_type == IFLA_IFNAME) {
			length = strnlen(RTA_DATA(attribute), length);
			if (length >= sizeof(link->name))
				length = sizeof(link->name) - 1;
			memcpy(link->name, RTA_DATA(attribute), length);
		} else if ((attribute->rta_type & NLA_TYPE_MASK) ==
			   IFLA_LINKINFO) {
			read_kind(link, attribute);
		}
	}
	if (left > 0 || header->ifi_index <= 0 || !link->name[0])
		return netlink_malformed(error, what);
	return ANYCASTIP_OK;
}

static enum anycastip_status add_link(void *context,
				      const struct nlmsghdr *message,
				      struct anycastip_error *error)
{
	struct links *links = context;
	struct link *at;
	size_t room;

	if (links->count == links->room) {
		room = links->room ? links->room * 2 : 16;
		at = realloc(links->at, room * sizeof(*at));
		if (!at)
			return failure(error, ANYCASTIP_NO_MEMORY, 0,
				       "no memory for %s", what);
		links->at = at;
		links->room = room;
	}
	return read_message(message, &links->at[links->count++], error);
}

/* One that was asked for by name can answer to another one, too. */
static enum anycastip_status only_link(void *context,
				       const struct nlmsghdr *message,
				       struct anycastip_error *error)
{
	struct link *link = context;
	uint32_t asked = link->ifindex;
	enum anycastip_status status;

	status = read_message(message, link, error);
	if (!status && asked && link->ifindex != asked)
		status = netlink_malformed(error, what);
	return status;
}

/* A request's payload: statistics, most of an answer, are not wanted. */
struct payload {
	struct ifinfomsg header;
	struct rtattr mask_header;
	uint32_t mask;
	struct rtattr name_header;
	char name[IFNAMSIZ];
};

static void prepare(struct payload *payload)
{
	memset(payload, 0, sizeof(*payload));
	payload->header.ifi_family = AF_UNSPEC;
	payload->mask_header.rta_type = IFLA_EXT_MASK;
	payload->mask_header.rta_len = RTA_LENGTH(sizeof(payload->mask));
	payload->mask = RTEXT_FILTER_SKIP_STATS;
}

/* Interfaces are found by index for each row: a hash with open addressing,
 * which for the usual dense indexes is a plain table. */
static bool make_slots(struct links *links)
{
	size_t slots = 16, i, slot;

	while (slots < links->count * 2)
		slots *= 2;
	links->slots = calloc(slots, sizeof(*links->slots));
	if (!links->slots)
		return false;
	links->slot_mask = slots - 1;
	for (i = 0; i < links->count; i++) {
		slot = links->at[i].ifindex & links->slot_mask;
		while (links->slots[slot])
			slot = (slot + 1) & links->slot_mask;
		links->slots[slot] = (uint32_t)i + 1;
	}
	return true;
}

void links_free(struct links *links)
{
	free(links->at);
	free(links->slots);
	memset(links, 0, sizeof(*links));
}

enum anycastip_status links_read(struct netlink *netlink, struct links *links,
				 struct anycastip_error *error)
{
	enum anycastip_status status;
	struct payload payload;
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETLINK,
		.flags = NLM_F_DUMP,
		.payload = &payload,
		.length = offsetof(struct payload, name_header),
		.reply = RTM_NEWLINK,
		.reply_size = sizeof(struct ifinfomsg),
		.visit = add_link,
		.context = links,
	};
	bool interrupted;
	unsigned int tries = 0;

	prepare(&payload);
	do {
		links_free(links);
		status = netlink_ask(netlink, &request, &interrupted, error);
	} while (!status && interrupted && ++tries < READ_TRIES);
	if (!status && interrupted)
		status = failure(error, ANYCASTIP_RETRY, 0,
				 "%s changed too fast to be read; try again",
				 what);
	if (!status && !make_slots(links))
		status = failure(error, ANYCASTIP_NO_MEMORY, 0,
				 "no memory for %s", what);
	if (status)
		links_free(links);
	return status;
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

enum anycastip_status link_ask(struct netlink *netlink, uint32_t ifindex,
			       const char *name, netlink_visit *visit,
			       void *context, struct anycastip_error *error)
{
	struct payload payload;
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETLINK,
		.payload = &payload,
		.length = offsetof(struct payload, name_header),
		.reply = RTM_NEWLINK,
		.reply_size = sizeof(struct ifinfomsg),
		.visit = visit,
		.context = context,
	};
	size_t length;

	prepare(&payload);
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
		request.length = offsetof(struct payload, name) + length + 1;
	}
	return netlink_ask(netlink, &request, NULL, error);
}

enum anycastip_status link_read(struct netlink *netlink, uint32_t ifindex,
				const char *name, struct link *link,
				struct anycastip_error *error)
{
	enum anycastip_status status;

	memset(link, 0, sizeof(*link));
	link->ifindex = ifindex;
	status = link_ask(netlink, ifindex, name, only_link, link, error);
	if (status)
		memset(link, 0, sizeof(*link));
	return status;
}
