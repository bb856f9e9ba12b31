/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/retrieve.h"
#include "core/error.h"
#include "core/kernel/routes.h"
#include "core/rows.h"

#include <linux/rtnetlink.h>

enum anycastip_status retrieve_rows(struct anycastip_row **rows, size_t *count,
				    struct anycastip_error *error)
{
	struct entries list = {0}, routes = {0};
	enum anycastip_status status;
	struct links links = {0};
	struct reader reader;

	error = ERROR_OR_OWN(error);
	*rows = NULL;
	*count = 0;
	status = reader_open(&reader, error);
	if (status)
		return status;
	status = links_read_vrfs(&reader.main, &links, error);
	if (!status)
		status = read_list(&reader, &list, error);
	if (!status && !entries_sort(&list))
		status = failure(error, ANYCASTIP_NO_MEMORY, 0,
				 "no memory to sort %zu rows", list.count);
	if (!status)
		status = read_routes(&reader, &links, false, &list, NULL,
				     &routes, error);
	if (!status)
		status = links_complete(&reader.main, &list, &links, error);
	if (!status)
		status = links_complete(&reader.main, &routes, &links, error);
	if (!status)
		status = make_plain_rows(&links, &list, &routes, rows, count,
					 error);
	entries_free(&list);
	entries_free(&routes);
	links_free(&links);
	reader_close(&reader);
	return status;
}

enum anycastip_status retrieve_interface(uint32_t ifindex, const char *name,
					 struct interface *interface,
					 struct anycastip_error *error)
{
	enum anycastip_status status;
	struct netlink netlink;
	struct link link;

	error = ERROR_OR_OWN(error);
	memset(interface, 0, sizeof(*interface));
	status = netlink_open(&netlink, NETLINK_SIZE, error);
	if (status)
		return status;
	status = link_read(&netlink, ifindex, name, &link, error);
	netlink_close(&netlink);
	if (status)
		return status;
	interface->ifindex = link.ifindex;
	interface->arphrd = link.arphrd;
	memcpy(interface->name, link.name, sizeof(interface->name));
	return ANYCASTIP_OK;
}
