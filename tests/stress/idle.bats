#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A minute in which nothing changes that is shown: nothing wakes the daemon but
# the watchdog, also while unicast routes come and go.

load ../lib/daemon
load ../lib/together

setup_file()
{
	add_veth lan0
	set_sysctl net.ipv6.conf.lan0.forwarding 1
	ip -6 address add 2001:db8:1::1/64 dev lan0 nodad
	ip address add 192.0.2.53/32 dev lan0
}

# With all that it can be made to follow.  What the requests of the start have
# left is given up after some seconds.
start_watching()
{
	lib_deadline=120
	work_folder
	printf '%s\n' '[declared]' 'prefix = 192.0.2.0/24' '[expected]' \
		'dns = 192.0.2.53' 'gone = 192.0.2.54' \
		'[anycastipd]' 'notify = expected rows delivery' \
		>"$work/own.conf"
	start_snmpd
	start_daemon -c "$work/own.conf"
	wait_logged 1 'gone (192.0.2.54) is missing'
}

# sleeps MOST: for a minute, woken no more often than that.
sleeps()
{
	local before woken
	before=$(switches)
	sleep 60
	woken=$(($(switches) - before))
	echo "woken $woken times in a minute"
	[ $woken -le "$1" ]
}

is_idle()
{
	local before
	before=$(switches)
	sleep 12
	[ "$before" = "$(switches)" ]
}

idle()
{
	start_watching
	wait_for is_idle
	sleeps 0
	stop_anycastipd
}

# Every ten seconds, and once more where the minute begins with one; and
# telling the manager may take a switch of its own.
watched()
{
	work_folder
	start manager "$top_builddir/tests/lib/notified" "$work/manager"
	wait_for test -S "$work/manager"
	export NOTIFY_SOCKET=$work/manager WATCHDOG_USEC=20000000
	start_watching
	sleep 12
	sleeps 14
	[ "$(grep -c '^WATCHDOG=1' "$work/manager.log")" -ge 5 ]
	stop_anycastipd
}

# Both families, also more specific ones than a prefix with anycast addresses.
write_routes()
{
	local n verb
	for verb in add del; do
		for n in 1 2 3 4 5 6 7 8 9; do
			echo "route $verb 198.51.100.$n/32 dev lan0"
			echo "route $verb 2001:db8:77:$n::/64 dev lan0"
			echo "route $verb 2001:db8:1::77:$n/128 dev lan0"
		done
	done
}

route_changes()
{
	timeout 1 ip monitor route >"$BATS_TEST_TMPDIR/changes" || :
	wc -l <"$BATS_TEST_TMPDIR/changes"
}

@test "a minute of idleness" {
	together idle watched
}

@test "a minute of unicast routes that come and go" {
	start_watching
	write_routes >"$work/routes"
	start routes sh -c 'while ip -batch "$1"; do :; done' sh "$work/routes"
	[ "$(route_changes)" -gt 100 ]
	wait_for is_idle
	sleeps 0
	stop_anycastipd
}
