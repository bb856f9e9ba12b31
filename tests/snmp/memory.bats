#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# No memory left: the last rows stay, the cause is said, and all is well when
# there is memory again.

load ../lib/daemon

setup()
{
	unset snmp_address agentx_socket
	[ -z "${ASAN_OPTIONS-}" ] ||
		skip 'the address sanitizer takes terabytes of address space'
	work_folder
	add_veth lan0
}

teardown()
{
	clean_up
	ip link del lan0 2>/dev/null || :
}

# Kilobytes of address space that it has.
address_space()
{
	awk '/^VmSize/ { print $2 }' "/proc/$anycastipd_pid/status"
}

@test "no memory for the rows" {
	start_snmpd
	printf '[declared]\nprefix = 198.18.0.0/15\n' >"$work/own.conf"
	start_daemon -c "$work/own.conf"
	prlimit --pid "$anycastipd_pid" \
		--as=$(($(address_space) * 1024 + 32768)):unlimited
	for n in $(seq 0 4095); do
		echo "address add 198.18.$((n / 256)).$((n % 256))/32 dev lan0"
	done | ip -batch -
	wait_for status_is 5
	is_running "$anycastipd_pid"
	prlimit --pid "$anycastipd_pid" --as=unlimited:unlimited
	wait_for status_is 2
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 4096" ]
	end_daemon
}

# anycastIpRefreshLastStatus, of a fresh reading.
status_is()
{
	local status
	get "$objects.1.1.0" >/dev/null
	status=$(get "$objects.2.5.0")
	echo "$status"
	[ "$status" = "$objects.2.5.0 $1" ]
}

# A library to preload, which leaves no memory for what the kernel sends as long
# as $work/starve exists.
make_starvation()
{
	command -v "${CC:-cc}" >/dev/null || skip 'no C compiler'
	cat >"$work/starve.c" <<-END
	#define _GNU_SOURCE
	#include <dlfcn.h>
	#include <errno.h>
	#include <sys/socket.h>
	#include <unistd.h>

	ssize_t recvmsg(int fd, struct msghdr *message, int flags)
	{
		ssize_t (*real)(int, struct msghdr *, int) =
			dlsym(RTLD_NEXT, "recvmsg");

		struct sockaddr address = {AF_UNSPEC, ""};
		socklen_t length = sizeof(address);

		getsockname(fd, &address, &length);
		if (address.sa_family == AF_NETLINK &&
		    access("$work/starve", F_OK) == 0) {
			errno = ENOMEM;
			return -1;
		}
		return real(fd, message, flags);
	}
	END
	"${CC:-cc}" -shared -fPIC -o "$work/starve.so" "$work/starve.c" -ldl
}

# A program to set ANYCASTIPD to, with that.
starving_daemon()
{
	make_starvation
	cat >"$work/starving" <<-END
	#!/bin/sh
	export LD_PRELOAD=$work/starve.so
	exec ${ANYCASTIPD:-$top_builddir/agent/anycastipd} "\$@"
	END
	chmod 755 "$work/starving"
	ANYCASTIPD=$work/starving
}

@test "no memory for the kernel's changes: told once, without spinning" {
	starving_daemon
	start_snmpd
	printf '[declared]\nprefix = 192.0.2.0/24\n' >"$work/own.conf"
	start_daemon -c "$work/own.conf"
	: >"$work/starve"
	ip address add 192.0.2.7/32 dev lan0
	wait_logged 1 "cannot follow the kernel's changes"
	before=$(cpu_time)
	sleep 3
	spent=$(($(cpu_time) - before))
	echo "$spent ticks"
	[ "$spent" -le 20 ]
	logged 1 "cannot follow the kernel's changes"
	rm "$work/starve"
	wait_for status_is 2
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 1" ]
	end_daemon
}

@test "the same inside snmpd, and again" {
	make_starvation
	module=$top_builddir/agent/.libs/anycastip.so
	snmpd_extra="dlmod anycastip $module"
	snmpd_preload=$(sanitizers "$module")
	snmpd_preload=${snmpd_preload:+$snmpd_preload:}$work/starve.so
	start_snmpd
	wait_for anycastipd_answers
	anycastipd_pid=$snmpd_pid
	anycastipd_log=$snmpd_log
	for round in 1 2; do
		: >"$work/starve"
		ip address add 192.0.2.$round/32 dev lan0
		wait_logged $round "cannot follow the kernel's changes"
		before=$(cpu_time)
		sleep 2
		spent=$(($(cpu_time) - before))
		echo "$spent ticks"
		[ "$spent" -le 20 ]
		logged $round "cannot follow the kernel's changes"
		rm "$work/starve"
		wait_logged $round 'changes are followed again'
	done
}
