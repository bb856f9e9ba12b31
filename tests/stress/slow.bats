#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Managers that rest for half a minute between their requests, of a table that
# changes all the time, with others that do not.

load ../lib/moment

# What the quick one walks none of the others has to do with.
@test "slow walks see one moment, and none that rests for more than a minute" {
	manager -p 30 -r 70 "$snmp_address" "$table.1" >"$out.slow" 3>&- &
	slow=$!
	manager -p 30 -r 11 "$snmp_address" "$table.1.8" >"$out.column" 3>&- &
	column=$!
	manager -p 65 -r 12 "$snmp_address" "$table.1.6" >"$out.late" 3>&- &
	late=$!
	walks=0
	while is_running $slow || is_running $late; do
		quiet snmpbulkwalk -Cr9 -- "$table.1.5" >"$out"
		one_moment "$out"
		walks=$((walks + 1))
	done
	echo "$walks walks in between"
	wait $slow
	one_moment "$out.slow"
	wait $column
	one_moment "$out.column"
	# In order to its end, as the manager itself checks; but not one moment.
	wait $late
	! one_moment "$out.late" || return 1
	[ "$(wc -l <"$out.late")" -ge 18 ]
}
