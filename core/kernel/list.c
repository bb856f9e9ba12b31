/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/kernel/list.h"
#include "core/array.h"
#include "core/error.h"

#include <fcntl.h>
#include <inttypes.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const char what[] = "the IPv6 anycast list";

/* The kernel answers RTM_GETANYCAST with messages of this very type. */
#ifndef RTM_GETANYCAST
#define RTM_GETANYCAST 62
#endif

/* The kernel's memory bounds its list far below this; it guards ours against
 * an answer without end. */
#define MOST_ENTRIES ((size_t)1 << 22)

/* More rows than this of one interface were more than one datagram. */
#define MANY_ROWS 500

/* A little less than the most, for which the first dump of a list to be read
 * again is cut elsewhere than the second one, on the same socket. */
#define FIRST_SIZE 30720

static const size_t shifted_size[SHIFTED] = {28672, 22528};

enum anycastip_status reader_open(struct reader *reader,
				  struct anycastip_error *error)
{
	memset(reader, 0, sizeof(*reader));
	reader->removals_fd = -1;
	return netlink_open(&reader->main, FIRST_SIZE, error);
}

static enum anycastip_status open_shifted(struct reader *reader, unsigned int i,
					  struct anycastip_error *error)
{
	struct netlink *netlink = &reader->shifted[i];
	enum anycastip_status status;

	status = netlink_open(netlink, shifted_size[i], error);
	if (!status)
		status = netlink_size(netlink, shifted_size[i], what, error);
	return status;
}

enum anycastip_status reader_socket(struct reader *reader, unsigned int number,
				    struct netlink **netlink,
				    struct anycastip_error *error)
{
	unsigned int i = number % (SHIFTED + 1);

	*netlink = i ? &reader->shifted[i - 1] : &reader->main;
	if (i == 1 && reader->main.size < NETLINK_SIZE) {
		*netlink = &reader->main;
		return netlink_size(*netlink, NETLINK_SIZE, what, error);
	}
	return (*netlink)->sock ? ANYCASTIP_OK
				: open_shifted(reader, i - 1, error);
}

/* It is the last of some numbers in hexadecimal. */
bool reader_removals(struct reader *reader, uint32_t *count)
{
	char text[128], *last;
	ssize_t length;

	if (reader->removals_fd == -1)
		reader->removals_fd = open("/proc/thread-self/net/rt6_stats",
					   O_RDONLY | O_CLOEXEC);
	if (reader->removals_fd < 0) {
		reader->removals_fd = NO_REMOVALS;
		return false;
	}
	length = pread(reader->removals_fd, text, sizeof(text) - 1, 0);
	if (length <= 0 || text[length - 1] != '\n')
		return false;
	text[length] = '\0';
	last = strrchr(text, ' ');
	return last && sscanf(last, "%" SCNx32, count) == 1;
}

enum anycastip_status reader_open_all(struct reader *reader,
				      struct anycastip_error *error)
{
	enum anycastip_status status;
	uint32_t removals;
	unsigned int i;

	status = reader_open(reader, error);
	if (!status) {
		reader_removals(reader, &removals);
		status = netlink_size(&reader->main, NETLINK_SIZE, what, error);
	}
	for (i = 0; i < SHIFTED && !status; i++)
		status = open_shifted(reader, i, error);
	if (status)
		reader_close(reader);
	return status;
}

void reader_close(struct reader *reader)
{
	unsigned int i;

	entries_free(&reader->scratch);
	entries_free(&reader->alone);
	netlink_close(&reader->main);
	if (reader->removals_fd >= 0)
		close(reader->removals_fd);
	for (i = 0; i < SHIFTED; i++)
		netlink_close(&reader->shifted[i]);
}

/* The last row before a cut. */
struct cut {
	size_t position; /* in the entries */
	uint32_t ifindex;
};

/* What one dump of the list says. */
struct list {
	struct entries *entries;
	size_t start;	  /* of this dump in the entries */
	uint32_t ifindex; /* asked for, or 0 for all */
	/* So many rows of an earlier dump, or NULL, came again at the beginning
	 * and were not added: fresh memory would cost as much as they do. */
	const struct entries *view;
	size_t alike;
	bool was_cut;
	struct cut *cuts;
	size_t cut_count;
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
	struct entry entry, *added;

	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		if (attribute->rta_type == IFA_ANYCAST &&
		    RTA_PAYLOAD(attribute) >= 16)
			address = RTA_DATA(attribute);
		else if (attribute->rta_type == IFA_CACHEINFO &&
			 RTA_PAYLOAD(attribute) >= sizeof(*times))
			times = RTA_DATA(attribute);
	}
	if (left > 0 || !address || header->ifa_family != AF_INET6 ||
	    (list->ifindex && header->ifa_index != list->ifindex) ||
	    list->entries->count == MOST_ENTRIES)
		return netlink_malformed(error, what);
	entry_set_address(&entry, address);
	entry.ifindex = header->ifa_index;
	entry.stamp = times ? times->cstamp : 0;
	if (list->view && list->entries->count == list->start &&
	    list->alike < list->view->count &&
	    !memcmp(&entry, &list->view->at[list->alike], sizeof(entry))) {
		list->alike++;
		return ANYCASTIP_OK;
	}
	added = entries_add(list->entries);
	if (!added)
		return no_memory(error, what);
	*added = entry;
	return ANYCASTIP_OK;
}

static void note_list_cut(void *context)
{
	struct list *list = context;
	struct cut cut, *cuts;

	list->was_cut = list->was_cut || list->alike;
	if (list->entries->count == list->start)
		return;
	list->was_cut = true;
	cut.position = list->entries->count - 1;
	cut.ifindex = list->entries->at[cut.position].ifindex;
	if (list->cut_count &&
	    list->cuts[list->cut_count - 1].ifindex == cut.ifindex)
		return;
	cuts = array_grow(list->cuts, list->cut_count, sizeof(*cuts));
	if (!cuts) {
		list->no_memory = true;
		return;
	}
	list->cuts = cuts;
	cuts[list->cut_count++] = cut;
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
		.cut = note_list_cut,
		.context = list,
	};
	enum anycastip_status status;

	list->start = list->entries->count;
	list->ifindex = ifindex;
	list->was_cut = false;
	status = netlink_ask(netlink, &request, NULL, error);
	if (!status && list->no_memory)
		return no_memory(error, what);
	if (ifindex && status == ANYCASTIP_NO_INTERFACE)
		return ANYCASTIP_OK;
	return status;
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

/* Append to `entries' what `dump' has and `known' (sorted) has not.  *lost
 * tells that some of it is older than `newest': that was there all the time.
 */
static bool take_new(struct entries *entries, const struct entries *known,
		     const struct entries *dump, uint32_t newest, bool *lost)
{
	struct entry *entry;
	size_t i;

	*lost = false;
	for (i = 0; i < dump->count; i++) {
		if (entries_have(known, &dump->at[i]))
			continue;
		if ((int32_t)(dump->at[i].stamp - newest) < 0)
			*lost = true;
		entry = entries_add(entries);
		if (!entry)
			return false;
		*entry = dump->at[i];
	}
	return true;
}

/* Dump the interface again, until that brings nothing that was lost before;
 * `view' are the rows of the first dump, in `entries', where what is new goes,
 * too; that may move them, so they are not looked at after it. */
static enum anycastip_status complete_known(struct reader *reader,
					    uint32_t ifindex,
					    const struct entries *view,
					    struct entries *entries,
					    struct anycastip_error *error)
{
	uint32_t newest = newest_stamp(view);
	struct entries *dump = &reader->scratch, known = {0};
	struct list list = {.entries = dump, .view = view};
	enum anycastip_status status = ANYCASTIP_OK;
	struct netlink *netlink;
	bool lost = true;
	unsigned int i;

	for (i = 1; i < READ_TRIES && lost; i++) {
		dump->count = 0;
		reader->rereads++;
		status = reader_socket(reader, i, &netlink, error);
		if (!status)
			status = dump_list(netlink, ifindex, &list, error);
		if (status || (list.alike == view->count && !dump->count))
			goto out;
		list.view = NULL;
		list.alike = 0;
		if ((i == 1 && !entries_append(&known, view)) ||
		    !entries_sort(&known) ||
		    !take_new(entries, &known, dump, newest, &lost) ||
		    !entries_append(&known, dump)) {
			status = no_memory(error, what);
			goto out;
		}
		/* One datagram is the list as it was at one moment. */
		lost = lost && list.was_cut;
	}
	if (lost)
		status = failure(error, ANYCASTIP_RETRY, 0,
				 "the anycast list of interface %u changed too "
				 "fast to be read; try again",
				 (unsigned int)ifindex);
out:
	free(list.cuts);
	entries_free(&known);
	return status;
}

/* The rows of one interface that are at and next to a position: those of one
 * dump come one after the other. */
static void find_rows(const struct entries *entries, size_t position,
		      struct entries *view)
{
	uint32_t ifindex = entries->at[position].ifindex;
	size_t start = position, end = position + 1;

	while (start && entries->at[start - 1].ifindex == ifindex)
		start--;
	while (end < entries->count && entries->at[end].ifindex == ifindex)
		end++;
	view->at = entries->at + start;
	view->count = end - start;
}

/* Complete the rows of an interface of which a dump gave more than one
 * datagram, at and next to a position in `entries'. */
static enum anycastip_status complete(struct reader *reader, size_t position,
				      struct entries *entries,
				      struct anycastip_error *error)
{
	uint32_t ifindex = entries->at[position].ifindex;
	struct entries view = {0};

	find_rows(entries, position, &view);
	return complete_known(reader, ifindex, &view, entries, error);
}

/* Append the list of one interface, read in one datagram or completed. */
static enum anycastip_status append_interface(struct reader *reader,
					      uint32_t ifindex,
					      struct entries *entries,
					      struct anycastip_error *error)
{
	struct list list = {.entries = entries};
	enum anycastip_status status;

	status = dump_list(&reader->main, ifindex, &list, error);
	if (!status && list.was_cut)
		status = complete(reader, list.cuts[0].position, entries,
				  error);
	free(list.cuts);
	return status;
}

enum anycastip_status read_interface_list(struct reader *reader,
					  uint32_t ifindex,
					  struct entries *entries,
					  struct anycastip_error *error)
{
	struct entries *alone = &reader->alone;
	enum anycastip_status status;

	alone->count = 0;
	status = append_interface(reader, ifindex, alone, error);
	if (!status && !entries_append(entries, alone))
		status = no_memory(error, what);
	return status;
}

/* Read the interface at which a datagram ended once more; as a rule that says
 * what is known already. */
static enum anycastip_status reread(struct reader *reader, size_t position,
				    struct entries *entries,
				    struct anycastip_error *error)
{
	struct entries *alone = &reader->alone;
	enum anycastip_status status;
	struct entries view = {0};

	find_rows(entries, position, &view);
	if (view.count > MANY_ROWS)
		return complete(reader, position, entries, error);
	reader->rereads++;
	alone->count = 0;
	status = append_interface(reader, view.at[0].ifindex, alone, error);
	if (!status && !entries_equal(&view, alone) &&
	    !entries_append(entries, alone))
		status = no_memory(error, what);
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
		status = reread(reader, list.cuts[i].position, entries, error);
	free(list.cuts);
	return status;
}
