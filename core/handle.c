/* SPDX-License-Identifier: BSD-2-Clause */
#include "anycastip.h"
#include "core/config/config.h"
#include "core/covered.h"
#include "core/error.h"
#include "core/unicast.h"
#include "core/export.h"
#include "core/kernel/namespace.h"
#include "core/kernel/routes.h"
#include "core/rows.h"
#include "core/kernel/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define KNOWN_FLAGS                                                            \
	(ANYCASTIP_F_NOWAIT | ANYCASTIP_F_NO_EVENTS | ANYCASTIP_F_ALL_TABLES | \
	 ANYCASTIP_F_CONFIG_OPTIONAL | ANYCASTIP_F_SETTINGS)

struct anycastip {
	pid_t pid; /* that opened it */
	unsigned int flags;
	char *config_file;
	struct config *config; /* NULL: none */
	struct reader reader;
	struct watch watch; /* not open with ANYCASTIP_F_NO_EVENTS */
	bool changed;	    /* and anycastip_changed() has not told it */

	/* What the last read found, and what of it is in doubt. */
	unsigned int stale;
	struct links links;
	struct addresses addresses;
	struct entries forwarding;
	struct entries prefixes;
	struct entries heard;  /* the list, as the kernel ordered it */
	struct entries before; /* what it was at the read before */
	struct entries found[FAMILIES][SOURCES];
	struct entries wanting[FAMILIES]; /* expected, and not found */
	struct ways ways[FAMILIES];
	struct suspects suspects;
	struct anycastip_row *rows;
	size_t count;
	size_t ipv4_count;
	bool no_ipv6;
};

EXPORT const char *anycastip_config_path(void)
{
	return SYSCONFDIR "/anycastip.conf";
}

static enum anycastip_status not_ours(const anycastip *handle,
				      struct anycastip_error *error)
{
	if (handle->pid == getpid())
		return ANYCASTIP_OK;
	return failure(error, ANYCASTIP_FORKED, 0,
		       "the handle was opened by process %ld, before a fork; "
		       "close it and open another",
		       (long)handle->pid);
}

static enum anycastip_status open_sockets(void *context,
					  struct anycastip_error *error)
{
	anycastip *handle = context;
	enum anycastip_status status;

	status = reader_open_all(&handle->reader, error);
	if (!status && !(handle->flags & ANYCASTIP_F_NO_EVENTS))
		status = watch_open(&handle->watch, error);
	return status;
}

static enum anycastip_status check_options(
	const struct anycastip_options *options, struct anycastip_error *error)
{
	if (options->size != sizeof(*options))
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "the options are %zu octets long and not %zu; "
			       "start from ANYCASTIP_OPTIONS_INIT",
			       options->size, sizeof(*options));
	if (options->flags & ~KNOWN_FLAGS)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "the options have unknown flags (0x%x)",
			       options->flags & ~KNOWN_FLAGS);
	return ANYCASTIP_OK;
}

static enum anycastip_status open_config(anycastip *handle, const char *file,
					 struct anycastip_error *error)
{
	if (!file)
		return ANYCASTIP_OK;
	handle->config_file = strdup(file);
	if (!handle->config_file)
		return no_memory(error, "a handle");
	return anycastip_reload(handle, error);
}

EXPORT enum anycastip_status anycastip_open(
	anycastip **ret_handle, const struct anycastip_options *options,
	struct anycastip_error *error)
{
	static const struct anycastip_options none = ANYCASTIP_OPTIONS_INIT;
	enum anycastip_status status;
	anycastip *handle;

	error = ERROR_OR_OWN(error);
	if (!ret_handle)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "no place for the handle was given");
	*ret_handle = NULL;
	if (!options)
		options = &none;
	status = check_options(options, error);
	if (status)
		return status;
	handle = calloc(1, sizeof(*handle));
	if (!handle)
		return no_memory(error, "a handle");
	handle->pid = getpid();
	handle->flags = options->flags;
	handle->stale = STALE_ALL;
	handle->reader.removals_fd = -1;
	handle->watch.timer_fd = handle->watch.epoll_fd = -1;
	status = open_config(handle, options->config_file, error);
	if (!status)
		status = in_namespace(options->netns_fd, open_sockets, handle,
				      error);
	if (status) {
		anycastip_close(handle);
		return status;
	}
	*ret_handle = handle;
	return ANYCASTIP_OK;
}

/* What the last read found, but for what is in doubt, which takes time to
 * become certain. */
static void free_facts(anycastip *handle)
{
	enum family family;
	enum source source;

	links_free(&handle->links);
	addresses_free(&handle->addresses);
	entries_free(&handle->forwarding);
	entries_free(&handle->prefixes);
	entries_free(&handle->heard);
	entries_free(&handle->before);
	for (family = IPV4; family < FAMILIES; family++) {
		entries_free(&handle->wanting[family]);
		for (source = 0; source < SOURCES; source++)
			entries_free(&handle->found[family][source]);
	}
	ways_free(handle->ways);
	free(handle->rows);
	handle->rows = NULL;
	handle->count = handle->ipv4_count = 0;
}

/* The kernel's side of a socket is shared with a forked child; closing there
 * only drops the child's reference. */
EXPORT void anycastip_close(anycastip *handle)
{
	if (!handle)
		return;
	watch_close(&handle->watch);
	reader_close(&handle->reader);
	config_free(handle->config);
	free(handle->config_file);
	free_facts(handle);
	suspects_free(&handle->suspects);
	free(handle);
}

EXPORT enum anycastip_status anycastip_reload(anycastip *handle,
					      struct anycastip_error *error)
{
	enum anycastip_status status;
	struct config *config = NULL;

	error = ERROR_OR_OWN(error);
	if (!handle)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "no handle was given");
	status = not_ours(handle, error);
	if (!status && handle->config_file)
		status = config_read(&config, handle->config_file,
				     handle->flags, error);
	if (status)
		return status;
	config_free(handle->config);
	handle->config = config;
	handle->stale |= STALE_ADDRESSES;
	return ANYCASTIP_OK;
}

static bool wants_declared(const anycastip *handle)
{
	return handle->config && config_has_declarations(handle->config);
}

static bool find_declared(anycastip *handle)
{
	struct entries *entries;
	const struct link *link;
	struct entry *entry;
	size_t i;

	handle->found[IPV4][DECLARED].count = 0;
	handle->found[IPV6][DECLARED].count = 0;
	for (i = 0; wants_declared(handle) && i < handle->addresses.count;
	     i++) {
		const struct unicast *unicast = &handle->addresses.at[i];

		link = links_find(&handle->links, unicast->ifindex);
		if (!link || !config_declares(handle->config, unicast,
					      link->name, link->host))
			continue;
		entries =
			&handle->found[unicast->family == AF_INET ? IPV4 : IPV6]
				      [DECLARED];
		entry = entries_add(entries);
		if (!entry)
			return false;
		entry_set_address(entry, unicast->address);
		entry->ifindex = unicast->ifindex;
		entry->position = (uint32_t)i;
	}
	return entries_sort(&handle->found[IPV4][DECLARED]) &&
	       entries_sort(&handle->found[IPV6][DECLARED]);
}

static enum anycastip_status refresh_addresses(anycastip *handle,
					       struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	struct netlink *netlink = &handle->reader.main;

	if (handle->stale & (STALE_ADDRESSES | STALE_LINKS)) {
		status = addresses_read(netlink, wants_declared(handle),
					&handle->addresses, error);
		if (!status && !find_declared(handle))
			status = no_memory(error, "a handle");
	}
	if (!status && handle->stale & STALE_FORWARDING && !handle->no_ipv6)
		status = forwarding_read(netlink, &handle->forwarding, error);
	if (!status &&
	    !subnet_router_addresses(&handle->addresses, &handle->forwarding,
				     &handle->prefixes))
		status = no_memory(error, "a handle");
	return status;
}

static struct sources sources_of(anycastip *handle)
{
	struct sources sources = {
		.links = &handle->links,
		.addresses = &handle->addresses,
		.prefixes = &handle->prefixes,
		.found = handle->found,
	};

	return sources;
}

/* The list, sorted, and the routes that are not of its rows. */
static enum anycastip_status refresh_routes(anycastip *handle, bool *routed,
					    struct anycastip_error *error)
{
	struct entries *list = &handle->found[IPV6][LISTED];
	struct entries *routes = &handle->found[IPV6][BY_HAND];
	enum anycastip_status status;

	routes->count = 0;
	if (handle->no_ipv6)
		return ANYCASTIP_OK;
	status = read_routes(&handle->reader, &handle->links,
			     handle->flags & ANYCASTIP_F_ALL_TABLES, list,
			     routed, routes, error);
	return status ? status
		      : routes_by_hand(&handle->reader, &handle->links,
				       handle->ways, routes, error);
}

/* All that is remembered, anew, but for the links and what was heard. */
static enum anycastip_status refresh_sources(anycastip *handle,
					     struct anycastip_error *error)
{
	const bool wanted[FAMILIES] = {
		[IPV4] = wants_declared(handle),
		[IPV6] = !handle->no_ipv6,
	};
	const struct anycastip_expected *expected = NULL;
	struct sources sources = sources_of(handle);
	struct entries *list = &handle->found[IPV6][LISTED];
	enum anycastip_status status;
	bool *routed;
	size_t count;

	list->count = 0;
	if (!entries_append(list, &handle->heard) || !entries_sort(list))
		return no_memory(error, "a handle");
	status = refresh_addresses(handle, error);
	if (!status)
		status = ways_read(&handle->reader.main, &handle->links,
				   &handle->addresses, wanted, handle->ways,
				   error);
	if (status)
		return status;
	routed = calloc(list->count + 1, sizeof(*routed));
	if (!routed)
		return no_memory(error, "a handle");
	status = refresh_routes(handle, routed, error);
	if (!status)
		status = suspects_find(&handle->reader.main, handle->ways,
				       &sources, routed, &handle->suspects,
				       error);
	free(routed);
	count = anycastip_get_expected(handle, &expected);
	if (!status &&
	    !find_wanting(expected, count, wanted, &sources, handle->wanting))
		status = no_memory(error, "a handle");
	return status;
}

/* No event tells of a unicast route that comes or goes.  It matters where the
 * rules look for one before the table local, and of an expected address that no
 * interface has. */
static enum anycastip_status look_again(anycastip *handle, bool *changed,
					struct anycastip_error *error)
{
	struct sources sources = sources_of(handle);
	enum anycastip_status status = ANYCASTIP_OK;

	bool other;

	*changed = !handle->stale && !(handle->ways[IPV4].rules.plain &&
				       handle->ways[IPV6].rules.plain);
	if (*changed)
		status = suspects_find(&handle->reader.main, handle->ways,
				       &sources, NULL, &handle->suspects,
				       error);
	if (status)
		return status;
	status = find_covered(&handle->reader.main, handle->ways,
			      handle->wanting, &sources, &other, error);
	*changed |= other;
	return status;
}

/* Let the suspects become certain, or arrange for a later call to. */
static enum anycastip_status settle_suspects(anycastip *handle, bool *settled,
					     struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	struct timespec pause = {0};
	int due;

	*settled = false;
	while ((due = suspects_due(&handle->suspects)) >= 0) {
		if (due && handle->flags & ANYCASTIP_F_NOWAIT)
			break;
		pause.tv_nsec = due * 1000000L;
		if (due)
			nanosleep(&pause, NULL);
		status = suspects_confirm(&handle->reader, &handle->links,
					  handle->ways, &handle->suspects,
					  error);
		if (status)
			return status;
		*settled = true;
	}
	if (handle->watch.sock)
		status = watch_set_timer(&handle->watch, due, error);
	return status;
}

static enum anycastip_status rebuild(anycastip *handle,
				     struct anycastip_error *error)
{
	struct sources sources = sources_of(handle);

	free(handle->rows);
	handle->rows = NULL;
	return make_rows(&sources, &handle->suspects, &handle->rows,
			 &handle->count, &handle->ipv4_count, error);
}

/* Read the list into `heard'.  True in *same if it is what it was. */
static enum anycastip_status hear(anycastip *handle, bool *same,
				  struct anycastip_error *error)
{
	struct entries before = handle->heard;
	enum anycastip_status status;

	handle->heard = handle->before;
	handle->heard.count = 0;
	handle->before = before;
	status = read_list(&handle->reader, &handle->heard, error);
	handle->no_ipv6 = status == ANYCASTIP_NOT_SUPPORTED;
	if (handle->no_ipv6)
		status = ANYCASTIP_OK;
	*same = before.count == handle->heard.count &&
		(!before.count || !memcmp(before.at, handle->heard.at,
					  before.count * sizeof(*before.at)));
	return status;
}

/* Whether a row is on an interface that came after the links were read. */
static bool unknown_interface(const anycastip *handle)
{
	uint32_t last = 0;
	size_t i;

	for (i = 0; i < handle->heard.count; i++) {
		if (handle->heard.at[i].ifindex == last)
			continue;
		last = handle->heard.at[i].ifindex;
		if (!links_find(&handle->links, last))
			return true;
	}
	return false;
}

/* Bring what is remembered up to date.  All that is in doubt stays so until
 * the whole succeeds. */
static enum anycastip_status refresh(anycastip *handle,
				     struct anycastip_error *error)
{
	enum anycastip_status status = ANYCASTIP_OK;
	unsigned int stale = 0;
	bool same, settled, changed;

	if (handle->watch.sock)
		status = watch_take(&handle->watch, &stale, error);
	else
		stale = STALE_ALL;
	if (stale)
		handle->changed = true;
	handle->stale |= stale;
	if (!status && handle->stale & STALE_LINKS)
		status = links_read(&handle->reader.main, &handle->links,
				    error);
	if (!status)
		status = hear(handle, &same, error);
	if (status)
		goto out;
	/* Events trail what they tell: a list that is new says as much. */
	if (!same)
		handle->stale |= STALE_ALL & ~STALE_LINKS;
	if (unknown_interface(handle))
		status = links_read(&handle->reader.main, &handle->links,
				    error);
	if (!status && handle->stale)
		status = refresh_sources(handle, error);
	if (!status)
		status = look_again(handle, &changed, error);
	if (!status)
		status = settle_suspects(handle, &settled, error);
	if (!status && (handle->stale || settled || changed))
		status = rebuild(handle, error);
out:
	/* All of it is read again; the program may need the memory meanwhile.
	 */
	if (status == ANYCASTIP_NO_MEMORY)
		free_facts(handle);
	handle->stale = status ? STALE_ALL : 0;
	return status;
}

static enum anycastip_status copy_rows(const anycastip *handle, int family,
				       struct anycastip_snapshot **snapshot,
				       struct anycastip_error *error)
{
	size_t start = family == AF_INET6 ? handle->ipv4_count : 0;
	size_t end = family == AF_INET ? handle->ipv4_count : handle->count;
	struct anycastip_snapshot *copy;
	struct anycastip_row *rows;

	/* The rows follow in the same piece of memory. */
	_Static_assert(sizeof(*copy) % _Alignof(struct anycastip_row) == 0,
		       "rows after a snapshot are aligned");
	copy = malloc(sizeof(*copy) + (end - start) * sizeof(*rows));
	if (!copy)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for %zu rows", end - start);
	rows = (struct anycastip_row *)(copy + 1);
	if (handle->rows) /* else there is none */
		memcpy(rows, handle->rows + start,
		       (end - start) * sizeof(*rows));
	copy->count = end - start;
	copy->rows = rows;
	*snapshot = copy;
	return ANYCASTIP_OK;
}

EXPORT enum anycastip_status anycastip_read(
	anycastip *handle, int family, struct anycastip_snapshot **snapshot,
	struct anycastip_error *error)
{
	enum anycastip_status status;

	error = ERROR_OR_OWN(error);
	if (snapshot)
		*snapshot = NULL;
	if (!handle || !snapshot)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "no handle, or no place for the rows was given");
	if (family != AF_INET && family != AF_INET6 && family != AF_UNSPEC)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "%d is none of the families AF_INET, AF_INET6 "
			       "and AF_UNSPEC",
			       family);
	status = not_ours(handle, error);
	if (!status)
		status = refresh(handle, error);
	if (!status && handle->no_ipv6 && family == AF_INET6)
		status = failure(error, ANYCASTIP_NOT_SUPPORTED, 0,
				 "this kernel runs without IPv6; load its "
				 "module (modprobe ipv6), or boot it without "
				 "ipv6.disable=1");
	if (status)
		return status;
	return copy_rows(handle, family, snapshot, error);
}

EXPORT enum anycastip_status anycastip_read_unicast(
	anycastip *handle, struct anycastip_unicast **unicast, size_t *count,
	struct anycastip_error *error)
{
	enum anycastip_status status;

	error = ERROR_OR_OWN(error);
	if (unicast)
		*unicast = NULL;
	if (count)
		*count = 0;
	if (!handle || !unicast || !count)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "no handle, or no place for the addresses was "
			       "given");
	status = not_ours(handle, error);
	if (status)
		return status;
	return explain_unicast(&handle->reader.main, handle->config, unicast,
			       count, error);
}

/* By index or, where that is 0, by name; `absent' is what may not have been
 * given. */
static enum anycastip_status ask_interface(
	anycastip *handle, uint32_t ifindex, const char *name,
	const char *absent, struct anycastip_interface *interface,
	struct anycastip_error *error)
{
	enum anycastip_status status;

	error = ERROR_OR_OWN(error);
	if (interface)
		memset(interface, 0, sizeof(*interface));
	if (!handle || !interface || (!ifindex && !name))
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "no handle, %s was given", absent);
	status = not_ours(handle, error);
	if (status)
		return status;
	return explain_interface(&handle->reader.main, ifindex, name, interface,
				 error);
}

EXPORT enum anycastip_status anycastip_read_interface(
	anycastip *handle, uint32_t ifindex,
	struct anycastip_interface *interface, struct anycastip_error *error)
{
	return ask_interface(handle, ifindex, NULL,
			     "no interface, or no place for it", interface,
			     error);
}

EXPORT enum anycastip_status anycastip_find_interface(
	anycastip *handle, const char *name,
	struct anycastip_interface *interface, struct anycastip_error *error)
{
	return ask_interface(handle, 0, name,
			     "no name, or no place for the interface",
			     interface, error);
}

EXPORT int anycastip_fd(const anycastip *handle)
{
	return handle ? handle->watch.epoll_fd : -1;
}

EXPORT enum anycastip_status anycastip_changed(anycastip *handle, bool *changed,
					       struct anycastip_error *error)
{
	enum anycastip_status status;
	unsigned int stale = 0;

	error = ERROR_OR_OWN(error);
	if (changed)
		*changed = false;
	if (!handle || !changed || !handle->watch.sock)
		return failure(error, ANYCASTIP_INVALID_PARAMETER, 0,
			       "no handle with events was given");
	status = not_ours(handle, error);
	if (status)
		return status;
	status = watch_take(&handle->watch, &stale, error);
	handle->stale |= stale;
	/* What a call that fails took is told by the next one. */
	if (stale)
		handle->changed = true;
	if (status)
		return status;
	if (watch_take_timer(&handle->watch))
		handle->changed = true;
	*changed = handle->changed;
	handle->changed = false;
	return ANYCASTIP_OK;
}

EXPORT void anycastip_get_stats(const anycastip *handle,
				struct anycastip_stats *stats)
{
	stats->rereads = handle->reader.rereads;
	stats->overruns = handle->watch.overruns;
}

EXPORT size_t anycastip_get_expected(const anycastip *handle,
				     const struct anycastip_expected **expected)
{
	*expected = NULL;
	return handle->config ? config_expected(handle->config, expected) : 0;
}

EXPORT const struct anycastip_settings *anycastip_get_settings(
	const anycastip *handle)
{
	return config_settings(handle->config);
}
