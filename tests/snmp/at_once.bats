#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What the kernel signals is known at once, whether anybody asks or not: the
# first poll after it is right, and what happens between two polls is counted and
# dated.  With inside_snmpd=yes the same of anycastip.so.

load ../lib/at_once

setup_file()
{
	make_events
	start_watched
}

expected=$objects.4.1
dns=3.100.110.115

transitions()
{
	get "$expected.10.$dns" | cut -d' ' -f2
}

# ---- The first poll -----------------------------------------------------------

@test "the first answer, with a row that is undelivered since before" {
	unset snmp_address agentx_socket work
	start_snmpd
	if [ -n "${inside_snmpd-}" ]; then
		stop_snmpd
		module_config=$own_config snmp_unasked=yes start_module
	else
		run_anycastipd -c "$own_config"
	fi
	answered()
	{
		answer=$(get "$objects.1.3.0") && [[ "$answer" != *No* ]]
	}
	wait_for answered
	same "$objects.1.3.0 1" "$answer"
}

@test "the first poll after every event, one hundred times" {
	for how in 'walked snmpbulkwalk' counted 'walked snmpwalk'; do
		for round in 1 2; do
			is=
			for event in $events; do
				after $event $how
			done
		done
	done
	echo "$polls polls"
	[ "$polls" -ge 100 ]
}

@test "the first poll after events right one after the other" {
	for round in 1 2 3; do
		leave
		come_back
		link_down
		link_up
		wait_for library -c "$own_config"
		check_poll walked snmpbulkwalk
		leave
		come_back
		check_poll walked snmpbulkwalk
		route_gone
		check_poll walked snmpbulkwalk
		route_back
		route_gone
		check_poll counted
		renew
		check_poll counted
	done
}

# ---- Between two polls --------------------------------------------------------

@test "what happens between two polls is counted, and dated when it happened" {
	start_expecting
	before=$(transitions)
	for round in 1 2 3 4 5; do
		noticed leave
		first=$(date +%s)
		noticed come_back
		last=$(date +%s)
	done
	sleep 3
	[ "$(transitions)" = $((before + 10)) ]
	changed=$(seconds_of "$(get "$expected.9.$dns" | cut -d' ' -f2-)")
	echo "at $changed, between $first and $last"
	[ "$changed" -ge "$first" ]
	[ "$changed" -le "$last" ]
}

@test "a time stamp is that of its event, not of another before it or of the poll" {
	noticed ip link set lan1 txqueuelen 900
	sleep 3
	first=$(uptime_ticks)
	noticed leave
	last=$(uptime_ticks)
	sleep 3
	changed=$(ticks "$objects.1.4.0")
	echo "at $changed, between $first and $last"
	# snmpd counts whole ticks, from the start of one.
	[ "$changed" -ge $((first - 1)) ]
	[ "$changed" -le $((last + 1)) ]
	come_back
}

@test "time stamps stand still for as long as nothing happens" {
	leave
	come_back
	stamps=$(stamps)
	for poll in $(seq 200); do
		same "$stamps" "$(stamps)"
	done
}

@test "no refresh failed" {
	[ "$(get "$objects.2.2.0")" = "$objects.2.2.0 0" ]
}
