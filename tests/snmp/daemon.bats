#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# anycastipd's command line, signals, log and service manager.

load ../lib/daemon

setup()
{
	unset snmp_address agentx_socket
	work_folder
	daemon=${ANYCASTIPD:-$top_builddir/agent/anycastipd}
}

@test "--help and --version" {
	for option in -h --help; do
		run "$daemon" $option
		[ "$status" = 0 ]
		[[ $output == Usage:* ]]
		for name in foreground agentx-socket config check-config log \
			debug version help; do
			[[ $output == *"--$name"* ]]
		done
	done
	for option in -V --version; do
		run "$daemon" $option
		[ "$status" = 0 ]
		[[ $output == "anycastipd "[0-9]* ]]
	done
}

@test "wrong options: a message and status 2" {
	run "$daemon" --no-such-option
	[ "$status" = 2 ]
	[[ $output == "anycastipd: "*no-such-option*--help* ]]
	run "$daemon" -f surplus
	[ "$status" = 2 ]
	[[ $output == *surplus* ]]
	run "$daemon" -x
	[ "$status" = 2 ]
	[[ $output == *--help* ]]
	for target in nowhere file: ''; do
		run "$daemon" -f -L "$target"
		[ "$status" = 2 ]
		[[ $output == *'stderr, syslog or file:PATH'* ]]
	done
}

@test "wrong addresses: a message and status 1" {
	: >"$work/anycastip.conf"
	while read -r address reason; do
		run timeout 20 "$daemon" -f -c "$work/anycastip.conf" \
			-x "$address"
		echo "$address: $output"
		[ "$status" = 1 ]
		[[ $output == *"$reason"* ]]
	done <<-END
	/run/a,tcp:localhost:705 is a list of addresses
	udp:127.0.0.1:705 is not an address for AgentX
	tcp:[::1 is not a TCP address
	tcp:localhost: is not a TCP address
	::1:705 is not a TCP address
	tcp:127.0.0.1:port there is no port with the name
	tcp:127.0.0.1:+705 there is no port with the name
	tcp:127.0.0.1:65536 the port 65536 is out of range
	tcp6:[::1]:66241 the port 66241 is out of range
	99999999999999999999 the port 99999999999999999999 is out of range
	localhost:0 the port 0 is out of range
	0 the port 0 is out of range
	tcp:127.0.0.300:705 is not an IP address
	tcp6:127.0.0.1:705 is not an IPv6 address
	tcp:[::12345]:705 is not an IP address
	tcp:/run/agentx:705 is not an IP address
	tcp:snmpd.example:705 names of hosts are not looked up
	[fe80::1%nowhere]:705 is not an IP address
	unix:/$(printf 'x%.0s' $(seq 120)) too long for a socket
	END
}

@test "a configuration file that is wrong or missing: status 1" {
	printf '[declared]\nnonsense\n' >"$work/wrong.conf"
	run timeout 20 "$daemon" -f -x "$work/none" -c "$work/wrong.conf"
	[ "$status" = 1 ]
	[[ $output == *wrong.conf:2* ]]
	run timeout 20 "$daemon" -f -x "$work/none" -c "$work/missing.conf"
	[ "$status" = 1 ]
	[[ $output == *missing.conf* ]]
}

@test "--check-config" {
	printf '[declared]\nnonsense\n' >"$work/wrong.conf"
	printf '[declared]\nprefix = 192.0.2.0/24\n' >"$work/right.conf"
	run "$daemon" -t -c "$work/wrong.conf"
	[ "$status" = 1 ]
	[[ $output == *wrong.conf:2* ]]
	run "$daemon" -t -c "$work/right.conf"
	[ "$status" = 0 ]
	[[ $output == *'no fault found'* ]]
}

@test "SIGHUP: a right file is taken, a wrong one is not" {
	ip address add 192.0.2.1/32 dev lo
	start_snmpd
	: >"$work/own.conf"
	start_daemon -c "$work/own.conf"
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 0" ]

	printf '[declared]\nprefix = 192.0.2.0/24\n' >"$work/own.conf"
	kill -HUP "$anycastipd_pid"
	wait_for has_rows 1
	logged 1 'configuration is read anew'

	printf '[declared]\nnonsense\n' >"$work/own.conf"
	kill -HUP "$anycastipd_pid"
	wait_logged 1 'own.conf:2'
	logged 1 'stays as it was'
	has_rows 1

	: >"$work/own.conf"
	kill -HUP "$anycastipd_pid"
	wait_for has_rows 0
	end_daemon
}

has_rows()
{
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 $1" ]
}

@test "SIGINT ends it as SIGTERM does" {
	start_snmpd
	start_daemon
	end_daemon 0 INT
}

@test "SIGPIPE does not" {
	start_snmpd
	start_daemon
	kill -PIPE "$anycastipd_pid"
	wait_for anycastipd_answers
	end_daemon
}

@test "a log in a file, which can be rotated" {
	start_snmpd
	start_daemon -L "file:$work/own.log"
	grep -q 'connected to snmpd' "$work/own.log"
	[ ! -s "$anycastipd_log" ]
	mv "$work/own.log" "$work/own.log.1"
	kill -HUP "$anycastipd_pid"
	wait_for grep -q 'read anew' "$work/own.log"
	anycastipd_log=$work/own.log
	end_daemon
}

@test "under journald lines have a priority" {
	start_snmpd
	: >"$work/anycastip.conf"
	cat >"$work/journal" <<-END
	#!/bin/sh
	JOURNAL_STREAM=\$(stat -L -c %d:%i /proc/self/fd/2)
	export JOURNAL_STREAM
	exec $daemon "\$@"
	END
	chmod 755 "$work/journal"
	ANYCASTIPD=$work/journal
	start_daemon
	stop_anycastipd
	absent -v '^<[0-7]>' "$anycastipd_log"
	grep -q '^<5>connected to snmpd' "$anycastipd_log"
}

@test "the library's own configuration file is read" {
	start_snmpd
	patient_library
	printf 'agentXSocket %s\n' "$agentx_socket" >"$work/snmp/anycastipd.conf"
	: >"$work/anycastip.conf"
	anycastipd_log=$work/anycastipd.log
	start anycastipd "$daemon" -f -d -c "$work/anycastip.conf"
	anycastipd_pid=$started
	wait_for anycastipd_answers
	kill -STOP "$snmpd_pid"
	end_daemon
}

@test "a wrong address in it ends the daemon too" {
	: >"$work/anycastip.conf"
	mkdir "$work/etc"
	echo 'agentXSocket tcp:localhost:70000' >"$work/etc/anycastipd.conf"
	SNMPCONFPATH=$work/etc run timeout 20 "$daemon" -f \
		-c "$work/anycastip.conf"
	[ "$status" = 1 ]
	[[ $output == *'agentXSocket: the port 70000 is out of range'* ]]
}

@test "in the background: ready when the command returns" {
	start_snmpd
	lib_snmp_environment
	: >"$work/anycastip.conf"
	run timeout 20 "$daemon" -d -L "file:$work/own.log" \
		-x "$agentx_socket" -c "$work/anycastip.conf"
	[ "$status" = 0 ]
	[ -z "$output" ]
	anycastipd_log=$work/own.log
	anycastipd_pid=$(sed -n 's/.*anycastipd\[\([0-9]*\)\]:.*/\1/p' \
		"$work/own.log" | head -n 1)
	lib_pids="$lib_pids $anycastipd_pid"
	logged 1 'connected to snmpd'
	wait_for anycastipd_answers
	for fd in 0 1 2; do
		[ "$(readlink "/proc/$anycastipd_pid/fd/$fd")" = /dev/null ]
	done
	delay=$(cpu_delay)
	kill "$anycastipd_pid"
	wait_for is_ended "$anycastipd_pid"
	check_turns "$delay"
}

@test "in the background: what fails at the start is the command's status" {
	printf '[declared]\nnonsense\n' >"$work/wrong.conf"
	run timeout 20 "$daemon" -L "file:$work/own.log" -x "$work/none" \
		-c "$work/wrong.conf"
	[ "$status" = 1 ]
	grep -q 'wrong.conf:2' "$work/own.log"
	[[ $output == *'wrong.conf:2'* ]]
	# Also where the log is one that the caller does not see.
	run timeout 20 "$daemon" -x "$work/none" -c "$work/wrong.conf"
	[ "$status" = 1 ]
	[[ $output == *'wrong.conf:2'* ]]
}

@test "in the background: that snmpd is away is told to who waits" {
	: >"$work/anycastip.conf"
	run timeout 20 "$daemon" -L "file:$work/own.log" -x "$work/none" \
		-c "$work/anycastip.conf"
	anycastipd_pid=$(sed -n 's/.*anycastipd\[\([0-9]*\)\]:.*/\1/p' \
		"$work/own.log" | head -n 1)
	lib_pids="$lib_pids $anycastipd_pid"
	[ "$status" = 0 ]
	[[ $output == *"cannot connect to snmpd at unix:$work/none"* ]]
	kill "$anycastipd_pid"
	wait_for is_ended "$anycastipd_pid"
}

@test "a service manager hears when it is ready, reloads, lives and stops" {
	start_snmpd
	start manager "$top_builddir/tests/lib/notified" "$work/manager"
	wait_for test -S "$work/manager"
	export NOTIFY_SOCKET=$work/manager WATCHDOG_USEC=1000000
	start_daemon
	unset NOTIFY_SOCKET WATCHDOG_USEC
	wait_for grep -q '^READY=1' "$work/manager.log"
	wait_for enough_signs_of_life
	kill -HUP "$anycastipd_pid"
	wait_for grep -q '^RELOADING=1' "$work/manager.log"
	wait_for grep -q '^MONOTONIC_USEC=' "$work/manager.log"
	grep -q '^STATUS=registered' "$work/manager.log"
	end_daemon
	wait_for grep -q '^STOPPING=1' "$work/manager.log"
}

enough_signs_of_life()
{
	[ "$(grep -c '^WATCHDOG=1' "$work/manager.log")" -ge 3 ]
}

@test "a service manager is told of readiness also without snmpd" {
	start manager "$top_builddir/tests/lib/notified" "$work/manager"
	wait_for test -S "$work/manager"
	agentx_socket=$work/none
	export NOTIFY_SOCKET=$work/manager
	run_daemon
	unset NOTIFY_SOCKET
	wait_for grep -q '^READY=1' "$work/manager.log"
	end_daemon
}

@test "SIGHUP before it is ready does not make it so" {
	start manager "$top_builddir/tests/lib/notified" "$work/manager"
	wait_for test -S "$work/manager"
	agentx_socket=$work/silent
	start_master silent
	export NOTIFY_SOCKET=$work/manager
	run_daemon
	unset NOTIFY_SOCKET
	wait_for grep -q '^connection' "$master_log"
	kill -HUP "$anycastipd_pid"
	wait_for grep -q '^READY=1' "$work/manager.log"
	# It is ready when it knows how things are with snmpd, and has told so.
	[[ $(grep -m 1 -E '^(READY|STATUS)=' "$work/manager.log") == STATUS=* ]]
	end_daemon
}
