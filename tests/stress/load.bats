#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Fifty managers that poll for two minutes a table that changes all the time,
# and walks that are abandoned: every answer is right, and memory stays within
# 256 octets for each row and snapshot.

load ../lib/moment

: "${seconds_of_load:=120}"

# The count and every other column in one message, of one moment whoever else
# asks.  A message has no more than 100 variables; behind a column's end come
# rows of the next one.
poll()
{
	# shellcheck disable=SC2046
	quiet snmpbulkget -Cn1 -Cr24 -- "$objects.1.2" \
		$(printf "$table.1.%s " "$@") |
		awk -v columns=" $* " -v from="$table.1." '
		index($1, from) == 1 {
			column = substr($1, length(from) + 1)
			sub(/\..*/, "", column)
			if (!index(columns, " " column " "))
				next
		}
		{ print }'
}

# A column for each, so that none passes another.
walk_column()
{
	quiet snmpbulkwalk -Cr"$2" -- "$table.1.$1"
}

# manage NAME COMMAND...: until the time is over.
manage()
{
	local name=$1 count=0
	shift
	while [ "$(date +%s)" -lt "$end" ]; do
		"$@" >"$out.$name" || return 1
		one_moment "$out.$name" || return 1
		count=$((count + 1))
	done
	echo $count >"$out.$name.count"
}

resident()
{
	awk '/^VmRSS:/ { print $2 }' "/proc/$anycastipd_pid/status"
}

@test "fifty managers" {
	end=$(($(date +%s) + seconds_of_load))
	snmp_timeout=20
	poll 4 6 8 10 >/dev/null
	before=$(resident)
	managers=
	for n in $(seq 42); do
		columns='4 6 8 10'
		[ $((n % 2)) = 0 ] || columns='5 7 9 11'
		# shellcheck disable=SC2086
		manage "poll$n" poll $columns >"$out.log.$n" 2>&1 3>&- &
		managers="$managers $!:$n"
	done
	for n in 4 5 6 7 8 9 10 11; do
		manage "column$n" walk_column $n $((n + 1)) \
			>"$out.log.c$n" 2>&1 3>&- &
		managers="$managers $!:c$n"
	done
	for n in $managers; do
		wait "${n%%:*}" || {
			cat "$out.log.${n#*:}"
			return 1
		}
	done
	after=$(resident)
	cat "$out".*.count | awk '{ sum += $1 } END { print sum " answers" }'
	echo "$before KiB before, $after KiB after"
	# 16 snapshots of 22 rows are 90 KiB; the rest is for the allocator.
	[ $((after - before)) -lt 1024 ] || [ -n "${ASAN_OPTIONS-}" ]
	is_running "$anycastipd_pid"
	[ "$(get "$objects.2.2.0")" = "$objects.2.2.0 0" ]
}

# Snapshots of 3000 rows, each of them another one.
@test "abandoned walks" {
	# shellcheck disable=SC2046
	start many "$top_builddir/tests/lib/join" lan0 \
		$(seq -f '2001:db8:8::9:%g' 3000)
	wait_for has_rows 3000
	quiet snmpbulkget -- "$table" >/dev/null
	before=$(resident)
	for round in 1 2 3; do
		for n in $(seq 70); do
			quiet snmpbulkget -Cr$((n % 20 + 1)) -- "$table" \
				>/dev/null
		done
		after=$(resident)
		echo "$before KiB before, $after KiB after"
		# 16 of them, 256 octets a row; and two that are being made.
		[ $((after - before)) -lt $((18 * 3020 * 256 / 1024)) ] ||
			[ -n "${ASAN_OPTIONS-}" ]
	done
}

has_rows()
{
	[ "$(get "$objects.1.2.0" | cut -d' ' -f2)" -ge "$1" ]
}
