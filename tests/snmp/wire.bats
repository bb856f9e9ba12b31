#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Single requests over the wire: what GET, GETNEXT, GETBULK and SET answer for
# every instance, and beside them.

load ../lib/snmp

setup_file()
{
	make_scene
	start_both
	# The golden list: every instance in order, once.  The row of the
	# refresh counters changes at every request.
	export golden="$BATS_FILE_TMPDIR/golden"
	snmp_mibs='' snmp snmpbulkwalk -Onq -- "$table" >"$golden"
	[ "$(wc -l <"$golden")" -gt 40 ]
}

@test "every instance answers GET" {
	while read -r oid value; do
		[ "$(get "$oid")" = "$oid $value" ]
	done <"$golden"
}

@test "GETNEXT from every instance gives the next one" {
	previous=$table
	while read -r oid value; do
		[ "$(getnext "$previous")" = "$oid $value" ]
		previous=$oid
	done <"$golden"
}

@test "GETNEXT from the last instance leaves the table" {
	last=$(tail -n 1 "$golden")
	run getnext "${last%% *}"
	[[ $output == .1.* && $output != "$table".* ]]
}

@test "GETNEXT from before the table, the entry and each column" {
	first=$(head -n 1 "$golden")
	for oid in "$table" "$table.0" "$table.1" "$table.1.0" "$table.1.1" \
		"$table.1.3.9" "$table.1.4"; do
		[ "$(getnext "$oid")" = "$first" ]
	done
	for column in 5 6 7 8 9 10 11; do
		first=$(grep -m 1 "^$table\.1\.$column\." "$golden")
		[ "$(getnext "$table.1.$column")" = "$first" ]
		[ "$(getnext "$table.1.$((column - 1)).9")" = "$first" ]
	done
}

@test "GETNEXT from between two instances" {
	# Beyond an instance, and at every part of an index.
	mapfile -t lines < <(grep "^$table\.1\.7\." "$golden")
	for i in $(seq 0 $((${#lines[@]} - 2))); do
		oid=${lines[$i]%% *}
		[ "$(getnext "$oid.1")" = "${lines[$((i + 1))]}" ]
	done
	# An index that is too short is before all that begin with it.
	oid=${lines[0]%% *}
	[ "$(getnext "${oid%.*}")" = "${lines[0]}" ]
	[ "$(getnext "$table.1.7.2.16")" = "${lines[0]}" ]
	[ "$(getnext "$table.1.7.2")" = "${lines[0]}" ]
	[ "$(getnext "$table.1.7.1")" = "${lines[0]}" ]
	[ "$(getnext "$table.1.7.1.4.255.255.255.255.9")" = "${lines[0]}" ]
	# A length of the address that no row has, a type that none has.
	[ "$(getnext "$table.1.7.2.15.255")" = "${lines[0]}" ]
	next=$(grep -m 1 "^$table\.1\.8\." "$golden")
	[ "$(getnext "$table.1.7.2.17")" = "$next" ]
	[ "$(getnext "$table.1.7.2.4294967295")" = "$next" ]
	[ "$(getnext "$table.1.7.3")" = "$next" ]
}

@test "GET of what is no instance: noSuchInstance or noSuchObject" {
	oid=$(head -n 1 "$golden")
	oid=${oid%% *}
	index=${oid#"$table.1.4."}
	for wrong in "$oid.0" "${oid%.*}" "${oid%.*}.0" "${oid%.*}.4294967295" \
		"$table.1.4" "$table.1.4.2.16" "$table.1.4.1.$index" \
		"$table.1.0.$index" "$table.1.1.$index" "$table.1.2.$index" \
		"$table.1.3.$index" "$table.1.12.$index" "$table.2.4.$index" \
		"$table" "$table.1" "$objects" "$objects.1.1" \
		"$objects.1.1.1" "$objects.1.1.0.0" "$objects.1.99.0"; do
		run get "$wrong"
		[[ $output == "$wrong No Such "* ]] || {
			echo "$wrong: $output"
			false
		}
	done
}

@test "GETBULK over the end of the table" {
	last=$(grep "^$table\.1\.11\." "$golden" | tail -n 2 | head -n 1)
	snmp_mibs='' snmp snmpbulkget -Onq -Cn0 -Cr5 -- "${last%% *}" \
		>"$BATS_TEST_TMPDIR/out"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/out")" = "$(tail -n 1 "$golden")" ]
	[ "$(grep -c "^$table\." "$BATS_TEST_TMPDIR/out")" = 1 ]
}

@test "GETBULK with non-repeaters and columns of different lengths" {
	snmp_mibs='' snmp snmpbulkget -Onq -Cn1 -Cr3 -- "$objects.1.2" \
		"$table.1.7" "$table.1.10" >"$BATS_TEST_TMPDIR/out"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/out")" = 7 ]
	same "$(head -n 1 "$BATS_TEST_TMPDIR/out")" "$(get "$objects.1.2.0")"
	for column in 7 10; do
		same "$(grep "^$table\.1\.$column\." "$golden" | head -n 3)" \
			"$(grep "^$table\.1\.$column\." "$BATS_TEST_TMPDIR/out")"
	done
}

@test "several variables in one GET are of one moment" {
	mapfile -t oids < <(sed 's/ .*//' "$golden" | head -n 20)
	same "$(head -n 20 "$golden")" "$(get "${oids[@]}")"
}

@test "the scalars answer GET and are what they should be" {
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 0" ]
	count=$(library -t | wc -l)
	[ "$(get "$objects.1.2.0")" = "$objects.1.2.0 $count" ]
	[ "$(get "$objects.1.3.0")" = "$objects.1.3.0 1" ]
	[ "$(get "$objects.2.2.0")" = "$objects.2.2.0 0" ]
	[ "$(get "$objects.2.5.0")" = "$objects.2.5.0 2" ]
	for scalar in 1.4 2.1 2.3 2.4 2.6 2.7 2.8; do
		run get "$objects.$scalar.0"
		[[ $output == "$objects.$scalar.0 "* && $output != *'No Such'* ]]
	done
}

@test "successful refreshes are counted" {
	before=$(get "$objects.2.1.0")
	walk >/dev/null
	after=$(get "$objects.2.1.0")
	[ "${after##* }" -gt "${before##* }" ]
}

refused()
{
	run env snmp_timeout=10 bash -c '. "$top_srcdir/tools/lib.sh"
		snmp_mibs= snmp_community=private snmp snmpset -Onq -- "$@"' \
		bash "$@"
	[ "$status" -ne 0 ]
	[[ $output == *'notWritable'* || $output == *'noAccess'* ||
		$output == *'noCreation'* ]] || {
		echo "$output"
		false
	}
}

@test "SET is refused, of a cell, a scalar and a new row, and changes nothing" {
	oid=$(grep -m 1 "^$table\.1\.10\." "$golden")
	refused "${oid%% *}" i 2
	oid=$(grep -m 1 "^$table\.1\.7\." "$golden")
	refused "${oid%% *}" s other
	refused "$objects.1.2.0" u 5
	refused "$objects.2.1.0" u 0
	refused "$table.1.8.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.99.1" s lo
	same "$(cat "$golden")" \
		"$(snmp_mibs='' snmp snmpbulkwalk -Onq -- "$table")"
}
