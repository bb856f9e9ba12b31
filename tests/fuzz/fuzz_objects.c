/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as the kernel's one message about interfaces, addresses or the
 * settings of interfaces, which libnl-route takes apart.  The first octet
 * chooses what is asked. */
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "answers.h"
#include "core/kernel/addresses.h"
#include "core/kernel/links.h"
#include "fuzz.h"

static uint8_t answer[2 * (sizeof(uint16_t) + 0x7fff)];

static size_t put(size_t at, const void *data, size_t size)
{
	answer[at] = (uint8_t)size;
	answer[at + 1] = (uint8_t)(size >> 8);
	memcpy(answer + at + 2, data, size);
	return at + 2 + size;
}

static size_t put_done(size_t at)
{
	/* The code of the error, none, is in the second. */
	struct nlmsghdr done[2] = {{
		.nlmsg_len = NLMSG_LENGTH(4),
		.nlmsg_type = NLMSG_DONE,
		.nlmsg_flags = NLM_F_MULTI,
	}};

	return put(at, done, NLMSG_LENGTH(4));
}

static void check_link(const struct link *link)
{
	MUST(link->ifindex && link->ifindex <= INT32_MAX);
	MUST(link->name[0] && memchr(link->name, '\0', sizeof(link->name)));
}

static void read_links(struct netlink *netlink)
{
	struct anycastip_error error;
	struct links links = {0};
	size_t i;

	MUST(!links_read(netlink, &links, &error) || !links.count);
	for (i = 0; i < links.count; i++) {
		check_link(&links.at[i]);
		MUST(links_find(&links, links.at[i].ifindex));
	}
	links_free(&links);
}

static void read_link(struct netlink *netlink)
{
	struct anycastip_error error;
	struct link link;

	if (link_read(netlink, 0, "name", &link, &error))
		MUST(!link.ifindex && !link.name[0]);
	else
		check_link(&link);
}

static void read_addresses(struct netlink *netlink)
{
	struct addresses addresses = {0};
	struct anycastip_error error;
	const struct unicast *at;
	size_t i;

	MUST(!addresses_read(netlink, true, &addresses, &error) ||
	     !addresses.count);
	for (i = 0; i < addresses.count; i++) {
		at = &addresses.at[i];
		MUST(at->family == AF_INET || at->family == AF_INET6);
		MUST(memchr(at->label, '\0', sizeof(at->label)));
	}
	addresses_free(&addresses);
}

static void read_settings(struct netlink *netlink)
{
	struct anycastip_error error;
	struct entries forwarding = {0};

	MUST(!forwarding_read(netlink, &forwarding, &error) ||
	     !forwarding.count);
	entries_free(&forwarding);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const read[])(struct netlink *) = {
		read_links,	read_link,
		read_addresses, /* the answer about IPv6 */
		read_addresses, /* the answer about IPv4 */
		read_settings,
	};
	struct anycastip_error error;
	struct netlink netlink;
	unsigned int choice;
	size_t length = 0;

	if (size < 2 || size > 0x7fff)
		return 0;
	choice = data[0] % (sizeof(read) / sizeof(read[0]));
	if (choice == 3)
		length = put_done(0);
	length = put(length, data + 1, size - 1);
	MUST(!netlink_open(&netlink, NETLINK_SIZE, &error));
	answers_set(answer, length);
	read[choice](&netlink);
	netlink_close(&netlink);
	return 0;
}
