# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For bats files about anycastipd as a daemon: how it fares while its master
# agent does not.

load ../lib/snmp

# The longest that a turn of its loop may take, in microseconds: 350000 by design,
# and as much again for a machine that has better things to do.
turn_limit=700000
# An instrumented program takes several times as long.
[ -z "${ASAN_OPTIONS-}" ] || turn_limit=5000000

# What "at once" is on a machine under load, in milliseconds; the alternative
# would be the many seconds of the library's own retries.
end_limit=2000

# run_daemon [OPTION...]: with its debug log, waiting for nothing.
run_daemon()
{
	run_anycastipd -d "$@"
}

# start_daemon [OPTION...]: and wait until the table is there.
start_daemon()
{
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

# end_daemon [STATUS]: by SIGTERM.  It ends at once, and no turn was too long.
end_daemon()
{
	local before after status=0 worst
	before=$(date +%s%N)
	stop_anycastipd || status=$?
	after=$(date +%s%N)
	[ "$status" = "${1:-0}" ] || {
		echo "exit status $status"
		cat "$anycastipd_log"
		return 1
	}
	[ $(((after - before) / 1000000)) -lt $end_limit ] || {
		echo "it took $(((after - before) / 1000000)) ms to end"
		return 1
	}
	check_turns
}

check_turns()
{
	local worst
	worst=$(sed -n 's/.*longest turn of the loop took \([0-9]*\) us.*/\1/p' \
		"$anycastipd_log" | tail -n 1)
	[ "$worst" -lt $turn_limit ] || {
		echo "a turn of the loop took $worst us"
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
