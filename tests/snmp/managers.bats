#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Managers that ask twice, and managers with several requests under way, of a
# table that changes all the time.

load ../lib/moment

@test "every GETNEXT is sent twice" {
	manager -d "$snmp_address" "$table.1" >"$out"
	one_moment "$out"
}

@test "every GETBULK is sent twice, whatever the size of answers" {
	for size in 1 2 7 10 25 50 100; do
		manager -d -r $size "$snmp_address" "$table.1" >"$out"
		one_moment "$out"
	done
}

@test "walks of which every request is sent twice, one after the other" {
	for round in 1 2 3 4 5 6; do
		manager -d -r 4 "$snmp_address" "$table.1.7" >"$out"
		one_moment "$out"
	done
}

# In other columns, so that nobody passes.
@test "sent twice, with other managers in between" {
	for round in 1 2 3 4 5; do
		manager -d -r 4 "$snmp_address" "$table.1.5" >"$out" 3>&- &
		pid=$!
		quiet snmpbulkwalk -Cr4 -- "$table.1.9" >"$out.2"
		quiet snmpwalk -- "$table.1.7" >"$out.3"
		wait "$pid"
		one_moment "$out"
		one_moment "$out.2"
		one_moment "$out.3"
	done
}

# AgentX does not tell that these are one manager's: each column is a walk.
@test "a request of each column under way" {
	columns=
	for column in 4 5 6 7 8 9 10 11; do
		columns="$columns $table.1.$column"
	done
	for size in 0 1 10; do
		# shellcheck disable=SC2086
		manager -r $size "$snmp_address" $columns >"$out"
		for column in 4 5 6 7 8 9 10 11; do
			grep "^$table\.1\.$column\." "$out" >"$out.1"
			one_moment "$out.1"
		done
	done
}

@test "no refresh failed" {
	[ "$(get "$objects.2.2.0")" = "$objects.2.2.0 0" ]
}
