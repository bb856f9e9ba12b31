# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For bats files about anycastipd as a daemon: how it fares while its master
# agent does not.

load ../lib/snmp

# The longest that a turn of its loop may take, in microseconds: 350000 by design,
# and as much again; what it waited for a CPU meanwhile is no fault of its.
turn_limit=700000
# An instrumented program takes several times as long.
[ -z "${ASAN_OPTIONS-}" ] || turn_limit=5000000

# Were it ever to wait for an answer as the library's sessions do, then for
# longer than anything here waits for it.
patient_library()
{
	lib_snmp_environment
	printf 'retries 10\ntimeout 20\n' >"$work/snmp/snmp.conf"
}

# run_daemon [OPTION...]: with its debug log, waiting for nothing.
run_daemon()
{
	patient_library
	run_anycastipd -d "$@"
}

# start_daemon [OPTION...]: and wait until the table is there.
start_daemon()
{
	patient_library
	start_anycastipd -d "$@"
}

# without_privileges COMMAND...: with no capability, and where that can be had
# as another user.
without_privileges()
{
	if setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null
	then
		setpriv --reuid=65534 --regid=65534 --clear-groups \
			--inh-caps=-all --bounding-set=-all -- "$@"
	else
		setpriv --inh-caps=-all --bounding-set=-all -- "$@"
	fi
}

# A program to set ANYCASTIPD to.
unprivileged_daemon()
{
	cat >"$work/unprivileged" <<-END
	#!/bin/sh
	if setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null
	then
		set -- --reuid=65534 --regid=65534 --clear-groups \
			--inh-caps=-all --bounding-set=-all \
			${ANYCASTIPD:-$top_builddir/agent/anycastipd} "\$@"
	else
		set -- --inh-caps=-all --bounding-set=-all \
			${ANYCASTIPD:-$top_builddir/agent/anycastipd} "\$@"
	fi
	exec setpriv "\$@"
	END
	chmod 755 "$work/unprivileged"
	ANYCASTIPD=$work/unprivileged
}

# logged COUNT PATTERN: so many lines of its log match, no more and no fewer.
logged()
{
	local count
	count=$(grep -c -- "$2" "$anycastipd_log") || :
	if [ "$count" != "$1" ]; then
		echo "expected $1 lines with \"$2\", not $count, in:"
		cat "$anycastipd_log"
		return 1
	fi
}

wait_logged()
{
	wait_for logged "$@" || logged "$@"
}

# end_daemon [STATUS [SIGNAL]]: by SIGTERM unless told otherwise.  It ends, whatever
# its master agent does, and no turn was too long.
end_daemon()
{
	local status=0 delay
	delay=$(cpu_delay)
	stop_anycastipd "${2:-TERM}" || status=$?
	[ "$status" = "${1:-0}" ] || {
		echo "exit status $status"
		cat "$anycastipd_log"
		return 1
	}
	check_turns "$delay"
}

# For how many microseconds it had something to do, and no CPU.
cpu_delay()
{
	awk '{ printf "%d\n", $2 / 1000 }' \
		"/proc/$anycastipd_pid/schedstat" 2>/dev/null || echo 0
}

# check_turns DELAY
check_turns()
{
	local worst
	worst=$(sed -n 's/.*longest turn of the loop took \([0-9]*\) us.*/\1/p' \
		"$anycastipd_log" | tail -n 1)
	[ "$worst" -lt $((turn_limit + $1)) ] || {
		echo "a turn of the loop took $worst us, the wait for a CPU $1"
		cat "$anycastipd_log"
		return 1
	}
}

descriptors()
{
	ls "/proc/$anycastipd_pid/fd" | wc -l
}

# User and system time in ticks of 10 ms.
cpu_time()
{
	sed 's/.*) //' "/proc/$anycastipd_pid/stat" |
		awk '{ print $12 + $13 }'
}

# How often it went to sleep, or was made to.
switches()
{
	awk '/ctxt_switches/ { sum += $2 } END { print sum }' \
		"/proc/$anycastipd_pid/status"
}

# goes_on: it has woken up several times since, as it does to try again.
goes_on()
{
	local before
	before=$(switches)
	wait_for woken $((before + 3))
}

woken()
{
	[ "$(switches)" -ge "$1" ]
}

# start_master MODE: a fake master agent in place of snmpd.
start_master()
{
	work_folder
	: "${agentx_socket:=$work/agentx}"
	master_log=$work/master-$1.log
	: >"$master_log"
	start "master-$1" "$top_builddir/tests/lib/fake_master" \
		"$agentx_socket" "$1"
	master_pid=$started
	wait_for grep -q '^ready' "$master_log"
}
