#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# snmpd stopped for a whole minute: while connected, at the start, and with its
# queue of connections full.  It is told once, costs nothing, and afterwards the
# table comes back, or SIGTERM ends it at once.

load ../lib/daemon
load ../lib/together

# Many of them at once take their time; nine seconds is the library's.
end_limit=6000

connected()
{
	start_snmpd
	start_daemon
	kill -STOP "$snmpd_pid"
}

at_the_start()
{
	start_snmpd
	kill -STOP "$snmpd_pid"
	run_daemon
	wait_logged 1 'does not answer'
}

full()
{
	start_master backlog
	run_daemon
	wait_logged 1 'queue of connections is full'
}

# For a minute: hardly any computing, and not one more line of log.
pass_a_minute()
{
	local spent lines
	spent=$(cpu_time)
	lines=$(grep -vc '^anycastipd: the service manager' "$anycastipd_log")
	sleep 60
	is_running "$anycastipd_pid"
	spent=$(($(cpu_time) - spent))
	echo "$spent ticks in a minute"
	[ "$spent" -le 20 ] || [ -n "${ASAN_OPTIONS-}" ]
	[ "$(grep -vc '^anycastipd: the service manager' "$anycastipd_log")" = "$lines" ] || {
		cat "$anycastipd_log"
		return 1
	}
}

connected_goes_on()
{
	connected
	pass_a_minute
	logged 0 'lost snmpd'
	kill -CONT "$snmpd_pid"
	wait_for anycastipd_answers
	logged 1 'connected to snmpd'
	end_daemon
}

connected_ended()
{
	connected
	pass_a_minute
	end_daemon
}

at_the_start_goes_on()
{
	at_the_start
	pass_a_minute
	kill -CONT "$snmpd_pid"
	wait_for anycastipd_answers
	logged 1 'does not answer'
	logged 1 'connected to snmpd'
	end_daemon
}

at_the_start_ended()
{
	at_the_start
	pass_a_minute
	end_daemon
}

full_then_snmpd()
{
	full
	pass_a_minute
	stop "$master_pid" KILL || :
	start_snmpd
	wait_for anycastipd_answers
	end_daemon
}

full_ended()
{
	full
	pass_a_minute
	end_daemon
}

@test "stopped for a minute" {
	together connected_goes_on connected_ended at_the_start_goes_on \
		at_the_start_ended full_then_snmpd full_ended
}
