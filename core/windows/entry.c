/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Create and delete: the kernel holds an anycast address for a socket that
 * joined it, and no longer than that socket lives.  So the process keeps the
 * sockets, here, in the library's only state.
 *
 * A child made by fork() inherits the descriptors.  It must not leave by them,
 * which would take the parent's addresses away, and must not keep them, which
 * would hold the addresses after the parent's end: it closes them at once.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <netinet/in.h>

#include "core/array.h"
#include "core/error.h"
#include "core/export.h"
#include "core/retrieve.h"
#include "core/windows/codes.h"
#include "core/windows/convert.h"
#include "core/windows/table.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* A socket that joins, in one network namespace.  It takes as many addresses
 * as net.core.optmem_max has room for: 640 or 4095 with the kernel's own
 * settings. */
struct holder {
	uint64_t netns;
	int fd;
	unsigned int joins;
	bool full;
};

struct join {
	uint64_t netns;
	uint32_t ifindex;
	int fd;
	uint8_t address[16];
};

static struct {
	pthread_mutex_t lock;
	pthread_once_t once;
	int atfork_error;
	pid_t owner;
	struct holder *holders;
	size_t holder_count;
	struct join *joins;
	size_t join_count;
} set = {.lock = PTHREAD_MUTEX_INITIALIZER, .once = PTHREAD_ONCE_INIT};

/* ---- Fork --------------------------------------------------------------- */

/* Memory is left for the next call: a child of a program with threads may do
 * little more than close. */
static void abandon(void)
{
	size_t i;

	for (i = 0; i < set.holder_count; i++)
		close(set.holders[i].fd);
	set.holder_count = 0;
	set.join_count = 0;
	set.owner = getpid();
}

static void before_fork(void)
{
	pthread_mutex_lock(&set.lock);
}

static void after_fork_in_parent(void)
{
	pthread_mutex_unlock(&set.lock);
}

static void after_fork_in_child(void)
{
	abandon();
	pthread_mutex_unlock(&set.lock);
}

static void initialise(void)
{
	set.owner = getpid();
	set.atfork_error = pthread_atfork(before_fork, after_fork_in_parent,
					  after_fork_in_child);
}

static enum anycastip_status lock_set(void)
{
	pthread_once(&set.once, initialise);
	if (set.atfork_error)
		return status_of_errno(set.atfork_error);
	pthread_mutex_lock(&set.lock);
	/* A child that no fork handler was run for: clone(), _Fork(). */
	if (set.owner != getpid())
		abandon();
	return ANYCASTIP_OK;
}

static void unlock_set(void)
{
	pthread_mutex_unlock(&set.lock);
}

/* ---- The set ------------------------------------------------------------ */

static struct join *find_join(uint64_t netns, uint32_t ifindex,
			      const uint8_t address[16])
{
	struct join *join;
	size_t i;

	for (i = 0; i < set.join_count; i++) {
		join = &set.joins[i];
		if (join->netns == netns && join->ifindex == ifindex &&
		    !memcmp(join->address, address, 16))
			return join;
	}
	return NULL;
}

static struct holder *find_holder_with_room(uint64_t netns)
{
	size_t i;

	for (i = 0; i < set.holder_count; i++)
		if (set.holders[i].netns == netns && !set.holders[i].full)
			return &set.holders[i];
	return NULL;
}

static void release_holder(int fd)
{
	struct holder *holder = set.holders;

	while (holder->fd != fd)
		holder++;
	holder->full = false;
	if (--holder->joins > 0)
		return;
	close(fd);
	*holder = set.holders[--set.holder_count];
}

static void remove_join(struct join *join)
{
	release_holder(join->fd);
	*join = set.joins[--set.join_count];
	if (set.join_count == 0) {
		free(set.joins);
		free(set.holders);
		set.joins = NULL;
		set.holders = NULL;
	}
}

/* Room for one more of each, so that nothing can fail once the kernel has
 * joined. */
static enum anycastip_status reserve(void)
{
	struct holder *holders;
	struct join *joins;

	holders = array_grow(set.holders, set.holder_count, sizeof(*holders));
	if (!holders)
		return ANYCASTIP_NO_MEMORY;
	set.holders = holders;
	joins = array_grow(set.joins, set.join_count, sizeof(*joins));
	if (!joins)
		return ANYCASTIP_NO_MEMORY;
	set.joins = joins;
	return ANYCASTIP_OK;
}

/* ---- The kernel --------------------------------------------------------- */

static enum anycastip_status status_of_join(int error)
{
	switch (error) {
	case EADDRNOTAVAIL:
		return ANYCASTIP_BAD_ADDRESS;
	case ENODEV:
		return ANYCASTIP_NO_INTERFACE;
	case EINVAL:
		return ANYCASTIP_INVALID_PARAMETER;
	default:
		return status_of_errno(error);
	}
}

/* Returns an errno value, or 0. */
static int set_membership(int fd, int option, uint32_t ifindex,
			  const uint8_t address[16])
{
	struct ipv6_mreq request = {.ipv6mr_interface = ifindex};

	memcpy(&request.ipv6mr_multiaddr, address, 16);
	if (setsockopt(fd, IPPROTO_IPV6, option, &request, sizeof(request)) < 0)
		return errno;
	return 0;
}

/* What tells the network namespace of a socket, just opened by the calling
 * thread, from every other that a socket of the set is in. */
static enum anycastip_status identify_namespace(int fd, uint64_t *netns)
{
	socklen_t size = sizeof(*netns);
	struct stat status;

	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, netns, &size) == 0)
		return ANYCASTIP_OK;
	/* Linux before 5.14.  No other namespace gets the number as long as a
	 * socket keeps this one. */
	if (errno == ENOPROTOOPT &&
	    stat("/proc/thread-self/ns/net", &status) == 0) {
		*netns = status.st_ino;
		return ANYCASTIP_OK;
	}
	return status_of_errno(errno);
}

static enum anycastip_status open_holder(struct holder *holder)
{
	enum anycastip_status status;

	memset(holder, 0, sizeof(*holder));
	holder->fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (holder->fd < 0 && errno == EAFNOSUPPORT)
		return ANYCASTIP_NOT_SUPPORTED;
	if (holder->fd < 0)
		return status_of_errno(errno);
	status = identify_namespace(holder->fd, &holder->netns);
	if (status)
		close(holder->fd);
	return status;
}

/* Join by a socket of the set or, where none has room, by `spare', which then
 * belongs to the set: spare->fd is -1.  *fd is the socket that joined. */
static int join_somewhere(struct holder *spare, uint32_t ifindex,
			  const uint8_t address[16], int *fd)
{
	struct holder *holder;
	int error;

	while ((holder = find_holder_with_room(spare->netns))) {
		error = set_membership(holder->fd, IPV6_JOIN_ANYCAST, ifindex,
				       address);
		if (error == 0) {
			holder->joins++;
			*fd = holder->fd;
		}
		if (error != ENOMEM)
			return error;
		holder->full = true;
	}
	error = set_membership(spare->fd, IPV6_JOIN_ANYCAST, ifindex, address);
	if (error)
		return error;
	spare->joins = 1;
	set.holders[set.holder_count++] = *spare;
	*fd = spare->fd;
	spare->fd = -1;
	return 0;
}

/* ---- Create and delete -------------------------------------------------- */

struct request {
	uint32_t ifindex;
	uint8_t address[16];
};

static enum anycastip_status parse(const MIB_ANYCASTIPADDRESS_ROW *row,
				   struct request *request)
{
	struct interface interface;
	enum anycastip_status status;
	uint16_t family;

	if (!row)
		return ANYCASTIP_INVALID_PARAMETER;
	status = table_key(&row->Address, &family, request->address);
	if (status)
		return status;
	status = convert_resolve(row->InterfaceLuid.Value, row->InterfaceIndex,
				 &interface);
	if (status)
		return status;
	request->ifindex = interface.ifindex;
	return family == AF_INET ? ANYCASTIP_NOT_SUPPORTED : ANYCASTIP_OK;
}

static enum anycastip_status look_up(const struct request *request,
				     bool *listed)
{
	struct anycastip_row *rows = NULL;
	enum anycastip_status status;
	size_t count = 0;

	status = retrieve_rows(&rows, &count, NULL);
	if (status)
		return status;
	*listed = table_find(rows, count, AF_INET6, request->address,
			     request->ifindex) != NULL;
	free(rows);
	return ANYCASTIP_OK;
}

/* Forget a join that the kernel does not list: its interface is gone, and
 * another got its index. */
static void forget_stale(uint64_t netns, const struct request *request)
{
	struct join *join = find_join(netns, request->ifindex,
				      request->address);

	if (!join)
		return;
	set_membership(join->fd, IPV6_LEAVE_ANYCAST, join->ifindex,
		       join->address);
	remove_join(join);
}

static enum anycastip_status create_locked(const struct request *request,
					   struct holder *spare)
{
	enum anycastip_status status;
	struct join *join;
	bool listed;
	int error;
	int fd;

	/* The kernel would take a second join without a word. */
	status = look_up(request, &listed);
	if (status)
		return status;
	if (listed)
		return ANYCASTIP_DUPLICATE;
	forget_stale(spare->netns, request);
	status = reserve();
	if (status)
		return status;
	error = join_somewhere(spare, request->ifindex, request->address, &fd);
	if (error)
		return status_of_join(error);
	join = &set.joins[set.join_count++];
	join->netns = spare->netns;
	join->ifindex = request->ifindex;
	join->fd = fd;
	memcpy(join->address, request->address, sizeof(join->address));
	return ANYCASTIP_OK;
}

static enum anycastip_status delete_locked(const struct request *request,
					   struct holder *spare)
{
	enum anycastip_status status;
	struct join *join;
	bool listed;
	int error;

	status = look_up(request, &listed);
	if (status)
		return status;
	if (!listed) {
		forget_stale(spare->netns, request);
		return ANYCASTIP_NOT_FOUND;
	}
	join = find_join(spare->netns, request->ifindex, request->address);
	if (!join)
		return ANYCASTIP_ACCESS_DENIED;
	error = set_membership(join->fd, IPV6_LEAVE_ANYCAST, join->ifindex,
			       join->address);
	remove_join(join);
	return error ? status_of_join(error) : ANYCASTIP_OK;
}

typedef enum anycastip_status locked_work(const struct request *request,
					  struct holder *spare);

/* The lock is held from the look at the list to the join, so that of two
 * threads with one address only one succeeds.  The spare socket tells the
 * namespace, and is there to join by. */
static enum anycastip_status with_set(const MIB_ANYCASTIPADDRESS_ROW *row,
				      locked_work *work)
{
	struct request request;
	struct holder spare;
	enum anycastip_status status;

	status = parse(row, &request);
	if (status)
		return status;
	status = lock_set();
	if (status)
		return status;
	status = open_holder(&spare);
	if (!status) {
		status = work(&request, &spare);
		if (spare.fd >= 0)
			close(spare.fd);
	}
	unlock_set();
	return status;
}

/* ---- The two faces ------------------------------------------------------ */

EXPORT NTSTATUS CreateAnycastIpAddressEntry(const MIB_ANYCASTIPADDRESS_ROW *row)
{
	return codes_ntstatus(with_set(row, create_locked), NULL);
}

EXPORT DWORD
anycastip_win32_CreateAnycastIpAddressEntry(const MIB_ANYCASTIPADDRESS_ROW *row)
{
	return codes_win32(with_set(row, create_locked), NULL);
}

EXPORT NTSTATUS DeleteAnycastIpAddressEntry(const MIB_ANYCASTIPADDRESS_ROW *row)
{
	return codes_ntstatus(with_set(row, delete_locked), NULL);
}

EXPORT DWORD
anycastip_win32_DeleteAnycastIpAddressEntry(const MIB_ANYCASTIPADDRESS_ROW *row)
{
	return codes_win32(with_set(row, delete_locked), NULL);
}
