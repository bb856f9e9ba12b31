#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The short way and the library's way give the same answers, to a master agent
# that asks both the same random questions: GET, GETNEXT, GETBULK and SET of
# instances and of all that is near, with and without the start in the range,
# ends of any length, many variables, another context, other subtrees.

load ../lib/snmp

setup_file()
{
	set_sysctl net.ipv6.conf.all.forwarding 1
	add_veth lan0
	add_veth lan1
	ip -6 address add 2001:db8:1::1/64 dev lan0 nodad
	ip -6 address add 2001:db8:2::1/64 dev lan1 nodad
	wait_dad
	join lan0 2001:db8:1::53
	ip -6 route add anycast 2001:db8:9::53 dev lan1 table local
}

# compare NAME COUNT SEED
compare()
{
	: "${ANYCASTIPD:=$top_builddir/agent/anycastipd}"
	work_folder
	cat >"$work/anycastip.conf" <<-'END'
	[expected]
	web = 2001:db8:1::53
	gone = 192.0.2.1 dev nowhere
	END
	start "$1-master" "$top_builddir/tests/lib/two_ways" \
		"$work/$1-short" "$work/$1-long" "$2" "$3"
	master=$started
	wait_for grep -q ready "$work/$1-master.log"
	start "$1-short" "$ANYCASTIPD" -f -d -c "$work/anycastip.conf" \
		-x "$work/$1-short"
	short=$started
	start "$1-long" "$ANYCASTIPD" -f -d -c "$work/anycastip.conf" \
		-x "$work/$1-long" --no-short-way
	long=$started
	lib_deadline=60
	wait_for is_ended "$master" || :
	cat "$work/$1"-*.log
	grep -q " $2 requests alike" "$work/$1-master.log"
	# Both are well, and take note that the master has gone.
	wait_for grep -q 'lost snmpd' "$work/$1-short.log"
	wait_for grep -q 'lost snmpd' "$work/$1-long.log"
	# And each went the way that it was to go.
	stop "$short"
	stop "$long"
	grep ' [1-9][0-9]* requests went the short way' "$work/$1-short.log"
	grep ' 0 requests went the short way' "$work/$1-long.log"
}

@test "the same answers to random questions" {
	compare one 1500 1
}

@test "the same answers to other questions, another day" {
	compare two 1000 "$(date +%Y%m%d)"
}
