#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Whatever becomes of snmpd, the table comes back, nothing blocks, and the log
# tells each change of state once.

load ../lib/daemon

# Every test has its own snmpd, in the same place.
setup()
{
	unset snmp_address agentx_socket
}

@test "the table and its sysORTable entry are registered" {
	start_snmpd
	start_daemon
	run snmp snmpwalk -Onq -- .1.3.6.1.2.1.1.9.1.2
	[[ $output == *" $lib_root_oid"* ]]
	run snmp snmpwalk -Onq -- .1.3.6.1.2.1.1.9.1.3
	[[ $output == *ANYCAST-IP-MIB* ]]
	logged 1 'connected to snmpd'
	end_daemon
	# It said goodbye: the entry goes with it.
	wait_for has_no_entry
}

has_no_entry()
{
	run snmp snmpwalk -Onq -- .1.3.6.1.2.1.1.9.1.2
	[ "$status" = 0 ] && [[ $output != *" $lib_root_oid"* ]]
}

@test "10 restarts of snmpd, every other by SIGKILL" {
	start_snmpd
	start_daemon
	before=$(descriptors)
	for round in 1 2 3 4 5 6 7 8 9 10; do
		if [ $((round % 2)) = 0 ]; then
			stop_snmpd KILL
		else
			stop_snmpd
		fi
		start_snmpd
		wait_for anycastipd_answers
		run snmp snmpwalk -Onq -- .1.3.6.1.2.1.1.9.1.2
		[[ $output == *" $lib_root_oid"* ]]
	done
	[ "$(descriptors)" = "$before" ]
	logged 10 'lost snmpd'
	logged 11 'connected to snmpd'
	end_daemon
}

@test "snmpd stopped for a while, then continued" {
	start_snmpd
	start_daemon
	kill -STOP "$snmpd_pid"
	kill -HUP "$anycastipd_pid"
	wait_logged 1 'configuration is read anew'
	# Nothing is lost: the connection is there.
	logged 0 'lost snmpd'
	kill -CONT "$snmpd_pid"
	wait_for anycastipd_answers
	logged 1 'connected to snmpd'
	end_daemon
}

@test "snmpd stopped while connected: SIGTERM ends at once" {
	start_snmpd
	start_daemon
	kill -STOP "$snmpd_pid"
	end_daemon
}

@test "snmpd stopped, then killed and started anew" {
	start_snmpd
	start_daemon
	kill -STOP "$snmpd_pid"
	stop_snmpd KILL
	start_snmpd
	wait_for anycastipd_answers
	logged 1 'lost snmpd'
	logged 2 'connected to snmpd'
	end_daemon
}

@test "a stopped snmpd at the start: one line, and the table when it goes on" {
	start_snmpd
	kill -STOP "$snmpd_pid"
	run_daemon
	wait_logged 1 'does not answer'
	# It waits on one connection instead of filling the queue.
	logged 0 'queue of connections is full'
	kill -CONT "$snmpd_pid"
	wait_for anycastipd_answers
	logged 1 'does not answer'
	logged 1 'connected to snmpd'
	end_daemon
}

@test "a stopped snmpd at the start: SIGTERM ends at once" {
	start_snmpd
	kill -STOP "$snmpd_pid"
	run_daemon
	wait_logged 1 'does not answer'
	end_daemon
}

@test "a full queue at the start: one line, SIGTERM ends at once" {
	start_master backlog
	run_daemon
	wait_logged 1 'queue of connections is full'
	goes_on
	logged 1 'queue of connections is full'
	end_daemon
}

@test "a full queue at the start, then a real snmpd" {
	start_master backlog
	run_daemon
	wait_logged 1 'queue of connections is full'
	stop "$master_pid" KILL || :
	start_snmpd
	wait_for anycastipd_answers
	end_daemon
}

@test "started before snmpd: one line with the remedy" {
	work_folder
	agentx_socket=$work/agentx
	run_daemon
	wait_logged 1 'No such file'
	logged 1 'master agentx'
	goes_on
	logged 1 'No such file'
	start_snmpd
	wait_for anycastipd_answers
	logged 1 'connected to snmpd'
	end_daemon
}

@test "no snmpd: SIGTERM ends at once" {
	work_folder
	agentx_socket=$work/agentx
	run_daemon
	wait_logged 1 'No such file'
	end_daemon
}

@test "the socket removed while connected, and made anew" {
	start_snmpd
	start_daemon
	rm "$agentx_socket"
	wait_for anycastipd_answers
	logged 0 'lost snmpd'
	stop_snmpd
	start_snmpd
	wait_for anycastipd_answers
	logged 1 'lost snmpd'
	end_daemon
}

@test "what is away for long is told with its reason, once" {
	start_snmpd
	start_daemon
	stop_snmpd
	rm -f "$agentx_socket"
	wait_logged 1 'No such file'
	goes_on
	logged 1 'lost snmpd'
	logged 1 'No such file'
	start_snmpd
	wait_for anycastipd_answers
	logged 2 'connected to snmpd'
	end_daemon
}

@test "permission denied, and granted later" {
	work_folder
	mkdir "$work/closed"
	agentx_socket=$work/closed/agentx
	start_snmpd
	chmod 000 "$work/closed"
	unprivileged_daemon
	run_daemon
	wait_logged 1 'Permission denied'
	logged 1 'agentXPerms'
	goes_on
	logged 1 'Permission denied'
	chmod 755 "$work/closed"
	wait_for anycastipd_answers
	end_daemon
}

@test "permission denied: SIGTERM ends at once" {
	work_folder
	mkdir "$work/closed"
	agentx_socket=$work/closed/agentx
	start_snmpd
	chmod 000 "$work/closed"
	unprivileged_daemon
	run_daemon
	wait_logged 1 'Permission denied'
	end_daemon
	chmod 755 "$work/closed"
}

@test "over TCP, in each form of the address" {
	port=$(free_port)
	agentx_socket=tcp:127.0.0.1:$port
	start_snmpd
	# The name also where it is in no file, as in a bare tree.
	for form in "tcp:127.0.0.1:$port" "127.0.0.1:$port" "localhost:$port" \
		"tcp:$port" "$port"; do
		agentx_socket=$form
		start_daemon
		end_daemon
	done
}

@test "over TCP and IPv6, in each form of the address" {
	have_ipv6 || skip "$lib_reason"
	port=$(free_port)
	agentx_socket="tcp6:[::1]:$port"
	start_snmpd
	for form in "tcp:[::1]:$port" "tcp6:[::1]:$port" "[::1]:$port" \
		"tcp6:localhost:$port"; do
		agentx_socket=$form
		start_daemon
		end_daemon
	done
}

@test "over TCP, snmpd restarted" {
	port=$(free_port)
	agentx_socket=tcp:127.0.0.1:$port
	start_snmpd
	start_daemon
	stop_snmpd KILL
	start_snmpd
	wait_for anycastipd_answers
	logged 1 'lost snmpd'
	end_daemon
}

@test "over a Unix socket, in each form of the address" {
	start_snmpd
	socket=$agentx_socket
	for form in "$socket" "unix:$socket"; do
		agentx_socket=$form
		start_daemon
		end_daemon
	done
}

@test "a second instance ends, and says why" {
	start_snmpd
	start_daemon
	first=$anycastipd_pid
	cp "$anycastipd_log" "$work/first.log"
	run timeout 20 "${ANYCASTIPD:-$top_builddir/agent/anycastipd}" -f \
		-x "$agentx_socket" -c "$work/anycastip.conf"
	[ "$status" = 1 ]
	[[ $output == *"OID ${objects#.}: it is registered already"* ]]
	[[ $output == *"another anycastipd"* ]]
	is_running "$first"
	wait_for anycastipd_answers
	end_daemon
}

@test "the OID taken while it was away: told once, and taken back" {
	start_snmpd
	start_daemon
	first=$anycastipd_pid
	first_log=$anycastipd_log
	kill -STOP "$first"
	stop_snmpd
	start_snmpd
	start second "${ANYCASTIPD:-$top_builddir/agent/anycastipd}" -f \
		-x "$agentx_socket" -c "$work/anycastip.conf"
	second=$started
	wait_for grep -q 'connected to snmpd' "$work/second.log"
	kill -CONT "$first"
	# Its loss is only told after it stayed away for a while.
	wait_logged 1 'is registered already'
	is_running "$first"
	stop "$second"
	wait_logged 2 'connected to snmpd'
	logged 1 'is registered already'
	wait_for anycastipd_answers
	end_daemon
}

@test "itself stopped for a while, then continued" {
	start_snmpd
	start_daemon
	kill -STOP "$anycastipd_pid"
	# snmpd waits for it in vain, and gives it up.
	run snmp snmpget -t 20 -- "$objects.1.2.0"
	kill -CONT "$anycastipd_pid"
	wait_for anycastipd_answers
	end_daemon
}

@test "no descriptor left: told once, and it recovers" {
	start_snmpd
	start_daemon
	highest=$(ls "/proc/$anycastipd_pid/fd" | sort -n | tail -n 1)
	stop_snmpd
	wait_logged 1 'lost snmpd'
	# As many as it has: its own socket's number is free now, so take one
	# less.
	prlimit --pid "$anycastipd_pid" --nofile="$(lowest_free):4096"
	wait_logged 1 'Too many open files'
	start_snmpd
	goes_on
	logged 1 'Too many open files'
	prlimit --pid "$anycastipd_pid" --nofile=1024:4096
	wait_for anycastipd_answers
	[ "$(ls "/proc/$anycastipd_pid/fd" | sort -n | tail -n 1)" = "$highest" ]
	end_daemon
}

# The number that its next descriptor would have.
lowest_free()
{
	local fd=0
	while [ -e "/proc/$anycastipd_pid/fd/$fd" ]; do
		fd=$((fd + 1))
	done
	echo $fd
}

@test "as an unprivileged user without capabilities" {
	start_snmpd
	unprivileged_daemon
	start_daemon
	grep -q '^CapEff:[[:space:]]*0*$' "/proc/$anycastipd_pid/status"
	grep -q '^CapBnd:[[:space:]]*0*$' "/proc/$anycastipd_pid/status"
	stop_snmpd KILL
	start_snmpd
	wait_for anycastipd_answers
	end_daemon
}

@test "idle, it sleeps" {
	start_snmpd
	start_daemon
	# When all is over that the connection and the first requests brought.
	wait_for is_idle
	end_daemon
}

# It does not wake up once in three seconds.
is_idle()
{
	local before
	before=$(switches)
	sleep 3
	[ "$before" = "$(switches)" ]
}
