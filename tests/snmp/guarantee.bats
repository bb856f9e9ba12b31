#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A walk sees one moment: every row with all its columns, and counts that match,
# over a table that changes all the time at its beginning, in the middle and at
# its end.
#
# What is left out, since no agent behind AgentX can tell it apart for sure: two
# walks of which one passes the other just where both have come to the same row
# (see tests/stress/churn.sh).

load ../lib/moment

@test "the table changes all the time" {
	then=$(get "$objects.1.4.0")
	wait_for has_changed "$then"
}

@test "the check notices two moments" {
	quiet snmpbulkwalk -- "$table.1.4" >"$out"
	one_moment "$out"
	wait_for has_changed "$(get "$objects.1.4.0")"
	quiet snmpbulkwalk -- "$table.1.10" >"$out.2"
	! one_moment "$out" "$out.2" || return 1
	# The count of one and the rows of another.
	sed -n 1,17p "$out" >"$out.3"
	! one_moment "$out.3" || return 1
}

@test "snmpwalk" {
	for round in 1 2 3; do
		quiet snmpwalk -- "$objects" >"$out"
		one_moment "$out"
	done
}

@test "snmpbulkwalk, whatever its size of answers" {
	for size in 1 2 7 10 25 50 100; do
		for round in 1 2; do
			quiet snmpbulkwalk -Cr$size -- "$objects" >"$out"
			one_moment "$out"
		done
	done
}

@test "a walk of a column, and of a family in it" {
	for part in "$table.1.7" "$table.1.10" "$table.1.5.2"; do
		quiet snmpwalk -- "$part" >"$out"
		one_moment "$out"
		quiet snmpbulkwalk -Cr7 -- "$part" >"$out"
		one_moment "$out"
	done
}

@test "column by column, with a whole walk of another manager in between" {
	: >"$out"
	for column in 4 5 6 7 8 9 10 11; do
		quiet snmpbulkwalk -Cr9 -- "$table.1.$column" >>"$out"
		quiet snmpwalk -- "$objects" >"$out.2"
		one_moment "$out.2"
	done
	one_moment "$out"
}

@test "all columns in one GETBULK" {
	columns=
	for column in 4 5 6 7 8 9 10 11; do
		columns="$columns $table.1.$column"
	done
	# shellcheck disable=SC2086
	quiet snmpbulkget -Cn0 -Cr12 -- $columns >"$out"
	awk -v prefix="$table.1." '{
		rest = substr($1, length(prefix) + 1)
		column = rest
		sub(/\..*/, "", column)
		sub(/^[0-9]*\./, "", rest)
		rows[rest]++
	}
	END {
		if (NR != 96)
			exit 1
		for (rest in rows)
			if (rows[rest] != 8) {
				print rest, rows[rest]
				exit 1
			}
	}' "$out"
}

@test "snmptable, both ways, has no hole" {
	for how in '' -CB; do
		# shellcheck disable=SC2086
		snmp_mibs=ANYCAST-IP-MIB snmp snmptable $how -Cf '|' -- \
			anycastIpTable >"$out"
		[ "$(wc -l <"$out")" -gt 18 ]
		absent -F '?' "$out"
	done
}

# Each in a column of its own, so that none passes another.
@test "several at once" {
	for round in 1 2 3; do
		pids=
		for column in 4 5 6 7 8 9 10; do
			case $column in
			4 | 7 | 10) quiet snmpwalk -- "$table.1.$column" ;;
			*) quiet snmpbulkwalk -Cr$column -- "$table.1.$column" ;;
			esac >"$out.$column" 3>&- &
			pids="$pids $!"
		done
		for pid in $pids; do
			wait "$pid"
		done
		for column in 4 5 6 7 8 9 10; do
			one_moment "$out.$column"
		done
	done
}

# Nothing keeps these apart, but each ends, in order.
@test "thirty at once end" {
	pids=
	for n in 1 2 3 4 5 6 7 8 9 10; do
		quiet snmpwalk -- "$table" >"$out.$n.1" 3>&- &
		pids="$pids $!"
		quiet snmpbulkwalk -- "$table" >"$out.$n.2" 3>&- &
		pids="$pids $!"
		quiet snmpbulkwalk -Cr$n -- "$table" >"$out.$n.3" 3>&- &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid"
	done
	for n in 1 2 3 4 5 6 7 8 9 10; do
		for kind in 1 2 3; do
			grep -q "^$table.1.11." "$out.$n.$kind"
		done
	done
}

@test "abandoned walks leave no trace" {
	for n in $(seq 70); do
		quiet snmpbulkget -Cr$((n % 20 + 1)) -- "$table" >/dev/null
	done
	quiet snmpwalk -- "$objects" >"$out"
	one_moment "$out"
}

@test "no refresh failed" {
	[ "$(get "$objects.2.2.0")" = "$objects.2.2.0 0" ]
}
