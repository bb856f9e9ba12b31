# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For bats files about notifications: snmptrapd, what it got, and an interface
# lan0 to make changes on.

load ../lib/daemon

traps=$lib_root_oid.0

start_notifying()
{
	command -v snmptrapd >/dev/null ||
		skip 'snmptrapd is missing (Debian: snmptrapd)'
	work_folder
	add_veth lan0
	start_receiver
	snmpd_extra="trap2sink $receiver public"
	start_snmpd
}

# bats does not take the interface away with the test.
teardown()
{
	clean_up
	ip link del lan0 2>/dev/null || :
}

# snmptrapd with one line for each notification: its kind, then the values.
start_receiver()
{
	local try
	lib_snmp_environment
	printf 'disableAuthorization yes\nformat2 %s\n' '%T %v\n' \
		>"$work/snmptrapd.conf"
	for try in 1 2 3 4 5; do
		receiver=127.0.0.1:$(free_port)
		: >"$work/snmptrapd.log"
		start snmptrapd snmptrapd -f -Lo -C -c "$work/snmptrapd.conf" \
			-m '' -OnQ -p "$work/snmptrapd.pid" "udp:$receiver"
		wait_for receives && return 0
	done
	return 1
}

receives()
{
	grep -q 'NET-SNMP version' "$work/snmptrapd.log"
}

# configure LINE...: the configuration file.
configure()
{
	printf '%s\n' "$@" >"$work/own.conf"
}

# received COUNT PATTERN: so many notifications match.
received()
{
	local count
	count=$(grep -cE -- "$2" "$work/snmptrapd.log") || :
	[ "$count" = "$1" ] || {
		echo "expected $1 notifications like \"$2\", not $count, in:"
		cat "$work/snmptrapd.log" "$anycastipd_log"
		return 1
	}
}

wait_received()
{
	wait_for received "$@" || received "$@"
}

# What a notification of kind N is, by its last sub-identifier.
kind()
{
	printf '%s' "\\.1\\.3\\.6\\.1\\.6\\.3\\.1\\.1\\.4\\.1\\.0 = ${traps//./\\.}\\.$1[^0-9]"
}

# told N KIND OTHER: of the two kinds, what was told last of 192.0.2.N is KIND,
# or that the whole table changed.
told()
{
	local last
	last=$(grep -E "($(kind "$2")|$(kind "$3")).*\"192\\.0\\.2\\.$1\"|$(kind 7)" \
		"$work/snmptrapd.log" | tail -n 1)
	grep -qE "$(kind "$2")|$(kind 7)" <<<"$last"
}

# Nothing is as good as "gone" for a row that was never told.
gone()
{
	absent -qE "\"192\\.0\\.2\\.$1\"" "$work/snmptrapd.log" || told "$1" 4 3
}

# For ip -batch: 250 addresses that come and go, 20 times: 10000 changes.
come_and_go()
{
	local round n
	for round in $(seq 20); do
		for n in $(seq 250); do
			echo "address add 192.0.2.$n/32 dev lan0"
		done
		for n in $(seq 250); do
			echo "address del 192.0.2.$n/32 dev lan0"
		done
	done
}
