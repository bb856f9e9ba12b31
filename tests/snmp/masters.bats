#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Master agents that are slow, half-open or hostile: none blocks the loop,
# makes it spin or grow, or keeps it from ending.

load ../lib/daemon

setup()
{
	unset snmp_address agentx_socket
}

# bear MODE SECONDS PATTERN: with such a master until the log has the pattern, and
# for some time after that.
bear()
{
	local before
	start_master "$1"
	run_daemon
	wait_for grep -q '^connection' "$master_log"
	before=$(cpu_time)
	wait_for grep -q -- "$3" "$anycastipd_log"
	sleep "$2"
	is_running "$anycastipd_pid"
	spent=$(($(cpu_time) - before))
	# Kilobytes; it takes some 11000 by itself, most of it code.
	memory=$(awk '/^VmHWM/ { print $2 }' "/proc/$anycastipd_pid/status")
	[ "$memory" -lt 20000 ] || [ -n "${ASAN_OPTIONS-}" ]
	end_daemon
}

# At most so many hundredths of a second of computing.
spent_at_most()
{
	echo "$spent ticks"
	[ "$spent" -le "$1" ]
}

@test "one that answers nothing" {
	bear silent 3 'does not answer'
	spent_at_most 20
	logged 1 'does not answer'
}

@test "one that closes each connection" {
	bear hangup 2 'closes the connection'
	spent_at_most 20
	logged 1 'closes the connection'
}

@test "one that does not speak AgentX" {
	bear garbage 2 'does not speak AgentX'
	spent_at_most 20
	logged 1 'does not speak AgentX'
}

@test "one that answers the Ping only" {
	bear until-1 3 'does not complete the registration'
	spent_at_most 20
	logged 1 'does not complete the registration'
}

@test "one that does not answer Register" {
	bear until-2 3 'does not complete the registration'
	spent_at_most 20
	logged 1 'does not complete the registration'
	logged 0 'connected to snmpd at'
}

@test "one that does not answer AddAgentCaps" {
	bear until-3 3 'does not complete the registration'
	spent_at_most 20
	logged 1 'does not complete the registration'
	logged 0 'connected to snmpd at'
}

@test "one that sends octet by octet" {
	start_master bytewise
	run_daemon
	wait_logged 1 'connected to snmpd at'
	end_daemon
}

@test "one that sends without end what nobody asked for" {
	bear flood 3 'does not complete the registration'
	spent_at_most 150
	logged 1 'does not complete the registration'
}

@test "one that announces a message of 4 GiB" {
	bear huge 3 'does not complete the registration'
	spent_at_most 20
	logged 1 'does not complete the registration'
}

@test "one that asks without end and reads no answer" {
	# By itself, and not only at its end.
	bear deaf 3 'lost snmpd'
	spent_at_most 150
}

@test "one that asks faster than it can be answered" {
	bear greedy 4 'connected to snmpd at'
	logged 0 'lost snmpd'
}

@test "one that registers and hangs up, again and again" {
	start=$SECONDS
	bear drop 3 'lost snmpd'
	spent_at_most 20
	# Three times at once, and then no more often than every five seconds.
	[ "$(grep -c 'lost snmpd' "$anycastipd_log")" -le \
		$((4 + (SECONDS - start) / 5)) ]
}

@test "one that refuses the registration" {
	start_master error-267
	run_daemon
	wait_for is_ended "$anycastipd_pid"
	logged 1 'AgentX error 267'
	end_daemon 1
}

@test "after each of them a real one is found" {
	for mode in silent hangup garbage until-1 deaf; do
		start_master "$mode"
		run_daemon
		wait_for grep -q '^connection' "$master_log"
		stop "$master_pid" KILL || :
		rm -f "$agentx_socket"
		start_snmpd
		wait_for anycastipd_answers
		end_daemon
		stop_snmpd
	done
}
