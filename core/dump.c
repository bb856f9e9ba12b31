/* SPDX-License-Identifier: BSD-2-Clause */
#include "dump.h"
#include "error.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

/* The kernel answers RTM_GETANYCAST with messages of this very type. */
#ifndef RTM_GETANYCAST
#define RTM_GETANYCAST 62
#endif

/* A datagram shorter than this has not been cut for want of room, whatever
 * the socket received before: the kernel's least buffer holds 3.7 KiB. */
#define SURELY_WHOLE 3456

/* The kernel's memory bounds its list far below this; it guards ours against
 * an answer without end. */
#define MOST_ENTRIES ((size_t)1 << 22)

/* More rows than this of one interface were more than one datagram. */
#define MANY_ROWS 500

static const size_t shifted_size[SHIFTED] = {20480, 26624};

enum anycastip_status reader_open(struct reader *reader,
				  struct anycastip_error *error)
{
	memset(reader, 0, sizeof(*reader));
	return netlink_open(&reader->main, NETLINK_SIZE, error);
}

enum anycastip_status reader_socket(struct reader *reader, unsigned int number,
				    struct netlink **netlink,
				    struct anycastip_error *error)
{
	unsigned int i = number % (SHIFTED + 1);
	enum anycastip_status status;

	*netlink = &reader->main;
	if (!i)
		return ANYCASTIP_OK;
	*netlink = &reader->shifted[i - 1];
	if (!(*netlink)->sock) {
		status = netlink_open(*netlink, shifted_size[i - 1], error);
		if (status)
			return status;
	}
	return ANYCASTIP_OK;
}

enum anycastip_status reader_open_all(struct reader *reader,
				      struct anycastip_error *error)
{
	enum anycastip_status status;
	struct netlink *netlink;
	unsigned int i;

	status = reader_open(reader, error);
	for (i = 1; i <= SHIFTED && !status; i++)
		status = reader_socket(reader, i, &netlink, error);
	if (status)
		reader_close(reader);
	return status;
}

void reader_close(struct reader *reader)
{
	unsigned int i;

	netlink_close(&reader->main);
	for (i = 0; i < SHIFTED; i++)
		netlink_close(&reader->shifted[i]);
}

static const char what[] = "the IPv6 anycast list";

/* What one dump of the list says. */
struct list {
	struct entries *entries;
	size_t start; /* of this dump in entries */
	bool was_cut;
	uint32_t *cuts; /* ifindex of the last row before each cut */
	size_t cut_count;
	size_t cut_room;
	bool no_memory;
};

static enum anycastip_status visit_entry(void *context,
					 const struct nlmsghdr *message,
					 struct anycastip_error *error)
{
	const struct ifaddrmsg *header = NLMSG_DATA(message);
	const struct rtattr *attribute = IFA_RTA(header);
	const struct ifa_cacheinfo *times = NULL;
	int left = (int)IFA_PAYLOAD(message);
	struct list *list = context;
	const void *address = NULL;
	struct entry *entry;

	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		if (attribute->rta_type == IFA_ANYCAST &&
		    RTA_PAYLOAD(attribute) >= 16)
			address = RTA_DATA(attribute);
		else if (attribute->rta_type == IFA_CACHEINFO &&
			 RTA_PAYLOAD(attribute) >= sizeof(*times))
			times = RTA_DATA(attribute);
	}
	if (left > 0 || !address || header->ifa_family != AF_INET6 ||
	    list->entries->count == MOST_ENTRIES)
		return netlink_malformed(error, what);
	entry = entries_add(list->entries);
	if (!entry)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for %s", what);
	entry_set_address(entry, address);
	entry->ifindex = header->ifa_index;
	entry->stamp = times ? times->cstamp : 0;
	return ANYCASTIP_OK;
}

static void note_cut(void *context, size_t length)
{
	struct list *list = context;
	uint32_t ifindex, *cuts;

	if (length < SURELY_WHOLE || list->entries->count == list->start)
		return;
	list->was_cut = true;
	ifindex = list->entries->at[list->entries->count - 1].ifindex;
	if (list->cut_count && list->cuts[list->cut_count - 1] == ifindex)
		return;
	if (list->cut_count == list->cut_room) {
		size_t room = list->cut_room ? list->cut_room * 2 : 16;

		cuts = realloc(list->cuts, room * sizeof(*cuts));
		if (!cuts) {
			list->no_memory = true;
			return;
		}
		list->cuts = cuts;
		list->cut_room = room;
	}
	list->cuts[list->cut_count++] = ifindex;
}

/* Dump the list of one interface, or with 0 of all. */
static enum anycastip_status dump_list(struct netlink *netlink,
				       uint32_t ifindex, struct list *list,
				       struct anycastip_error *error)
{
	struct ifaddrmsg header = {
		.ifa_family = AF_INET6,
		.ifa_index = ifindex,
	};
	struct netlink_request request = {
		.what = what,
		.type = RTM_GETANYCAST,
		.flags = NLM_F_DUMP,
		.payload = &header,
		.length = sizeof(header),
		.reply = RTM_GETANYCAST,
		.reply_size = sizeof(header),
		.visit = visit_entry,
		.cut = note_cut,
		.context = list,
	};
	enum anycastip_status status;

	list->start = list->entries->count;
	list->was_cut = false;
	status = netlink_ask(netlink, &request, NULL, error);
	if (!status && list->no_memory)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for %s", what);
	if (ifindex && status == ANYCASTIP_NO_INTERFACE)
		return ANYCASTIP_OK;
	return status;
}

/* The rows of one interface among entries[start...]. */
static bool select_interface(const struct entries *entries, size_t start,
			     uint32_t ifindex, struct entries *selected)
{
	struct entry *entry;
	size_t i;

	for (i = start; i < entries->count; i++) {
		if (entries->at[i].ifindex != ifindex)
			continue;
		entry = entries_add(selected);
		if (!entry)
			return false;
		*entry = entries->at[i];
	}
	return true;
}

static uint32_t newest_stamp(const struct entries *entries)
{
	uint32_t newest = entries->count ? entries->at[0].stamp : 0;
	size_t i;

	for (i = 1; i < entries->count; i++)
		if ((int32_t)(entries->at[i].stamp - newest) > 0)
			newest = entries->at[i].stamp;
	return newest;
}

/* Whether `dump' has a row older than `newest' that `known' (sorted) has not:
 * that one was there all the time, and lost. */
static bool found_lost(const struct entries *known, const struct entries *dump,
		       uint32_t newest)
{
	size_t i;

	for (i = 0; i < dump->count; i++)
		if ((int32_t)(dump->at[i].stamp - newest) < 0 &&
		    !entries_have(known, &dump->at[i]))
			return true;
	return false;
}

static enum anycastip_status no_memory(struct anycastip_error *error)
{
	return failure(error, ANYCASTIP_NO_MEMORY, 0, "no memory for %s", what);
}

/* Complete `known', the rows that a first dump gave of an interface with more
 * than one datagram of them. */
static enum anycastip_status complete_interface(struct reader *reader,
						uint32_t ifindex,
						struct entries *known,
						struct anycastip_error *error)
{
	uint32_t newest = newest_stamp(known);
	struct entries dump = {0};
	struct list list = {.entries = &dump};
	enum anycastip_status status = ANYCASTIP_OK;
	struct netlink *netlink;
	bool lost = true;
	unsigned int i;

	if (!entries_sort(known))
		return no_memory(error);
	for (i = 1; i < READ_TRIES && lost; i++) {
		dump.count = 0;
		reader->rereads++;
		status = reader_socket(reader, i, &netlink, error);
		if (!status)
			status = dump_list(netlink, ifindex, &list, error);
		if (status)
			goto out;
		lost = list.was_cut && found_lost(known, &dump, newest);
		if (!entries_append(known, &dump) || !entries_sort(known)) {
			status = no_memory(error);
			goto out;
		}
	}
	if (lost)
		status = failure(error, ANYCASTIP_RETRY, 0,
				 "the anycast list of interface %u changed too "
				 "fast to be read; try again",
				 (unsigned int)ifindex);
out:
	free(list.cuts);
	entries_free(&dump);
	return status;
}

/* Read again an interface at which a datagram of a dump ended. */
static enum anycastip_status reread_interface(struct reader *reader,
					      uint32_t ifindex,
					      struct entries *entries,
					      struct anycastip_error *error)
{
	struct entries known = {0};
	struct list list = {.entries = &known};
	enum anycastip_status status = ANYCASTIP_OK;

	if (!select_interface(entries, 0, ifindex, &known)) {
		status = no_memory(error);
		goto out;
	}
	list.was_cut = known.count > MANY_ROWS;
	if (!list.was_cut) {
		reader->rereads++;
		status = dump_list(&reader->main, ifindex, &list, error);
	}
	if (!status && list.was_cut)
		status = complete_interface(reader, ifindex, &known, error);
	if (!status && !entries_append(entries, &known))
		status = no_memory(error);
out:
	free(list.cuts);
	entries_free(&known);
	return status;
}

enum anycastip_status read_interface_list(struct reader *reader,
					  uint32_t ifindex,
					  struct entries *entries,
					  struct anycastip_error *error)
{
	struct entries known = {0};
	struct list list = {.entries = &known};
	enum anycastip_status status;

	status = dump_list(&reader->main, ifindex, &list, error);
	if (!status && list.was_cut)
		status = complete_interface(reader, ifindex, &known, error);
	if (!status && !entries_append(entries, &known))
		status = no_memory(error);
	free(list.cuts);
	entries_free(&known);
	return status;
}

enum anycastip_status read_list(struct reader *reader, struct entries *entries,
				struct anycastip_error *error)
{
	struct list list = {.entries = entries};
	enum anycastip_status status;
	size_t i;

	status = dump_list(&reader->main, 0, &list, error);
	for (i = 0; i < list.cut_count && !status; i++)
		status = reread_interface(reader, list.cuts[i], entries, error);
	free(list.cuts);
	return status;
}
