#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The real clients, through the real snmpd: all of them see the rows that the
# library gives.

load ../lib/snmp

setup_file()
{
	make_scene
	start_both
}

# table_text [OPTION...]: the text columns of snmptable as library -t has them.
table_text()
{
	snmp snmptable -Cf '|' "$@" -- anycastIpTable | awk -F '|' '
	/anycastIpAddressText/ {
		for (i = 1; i <= NF; i++)
			column[$i] = i
		next
	}
	NF > 3 {
		print $column["anycastIpAddressText"] "|" \
			$column["anycastIpIfName"] "|" \
			$column["anycastIpOrigin"] "|" $column["anycastIpState"]
	}'
}

@test "the scene has a row of every kind" {
	rows=$(library -t)
	grep -x '2001:db8:1::|lan0|subnetRouter|delivered' <<<"$rows"
	grep -x 'fe80::%lan0|lan0|subnetRouter|delivered' <<<"$rows"
	grep -x 'fe80::%lan1|lan1|subnetRouter|delivered' <<<"$rows"
	grep -x '2001:db8:1::53|lan0|joined|delivered' <<<"$rows"
	grep -x '2001:db8:3::53|lan2|joined|undelivered' <<<"$rows"
	grep -x '2001:db8:9::53|lan1|route|delivered' <<<"$rows"
}

@test "snmpwalk sees the library's rows" {
	same "$(library)" "$(walk snmpwalk)"
}

@test "snmpwalk by SNMPv1 sees the same" {
	same "$(library)" "$(snmp_version=1 walk snmpwalk)"
}

@test "snmpwalk by SNMPv3 with SHA-256 and AES sees the same" {
	same "$(library)" "$(snmp_user=v3 walk snmpwalk)"
}

@test "snmpbulkwalk sees the same, whatever its size of answers" {
	rows=$(library)
	for size in 1 2 7 10 50 200; do
		same "$rows" "$(walk snmpbulkwalk -Cr$size)"
	done
}

@test "snmpbulkwalk by SNMPv3 with SHA-256 and AES sees the same" {
	same "$(library)" "$(snmp_user=v3 walk snmpbulkwalk)"
}

@test "snmptable sees the same, by GETBULK" {
	same "$(library -t)" "$(table_text)"
}

@test "snmptable sees the same, by GETNEXT (-CB)" {
	same "$(library -t)" "$(table_text -CB)"
}

@test "snmptable sees the same by SNMPv3, both ways" {
	same "$(library -t)" "$(snmp_user=v3 table_text)"
	same "$(library -t)" "$(snmp_user=v3 table_text -CB)"
}

@test "snmptable -Ci shows the index too" {
	snmp snmptable -Ci -Cf '|' -- anycastIpTable >"$BATS_TEST_TMPDIR/out"
	grep -q '^ *index|' "$BATS_TEST_TMPDIR/out"
	grep -q '^ *ipv6\.' "$BATS_TEST_TMPDIR/out"
}

@test "all columns in one GETBULK give the same cells" {
	columns=
	for column in 4 5 6 7 8 9 10; do
		columns="$columns $table.1.$column"
	done
	count=$(library -t | wc -l)
	# shellcheck disable=SC2086
	same "$(library | grep -F "$table." | sort)" \
		"$(snmp_mibs='' snmp snmpbulkget -Onq -Cn0 -Cr"$count" -- \
			$columns | sort)"
}

@test "anycastIpCreated is a date of today or empty" {
	snmp_mibs='' snmp snmpbulkwalk -Onq -- "$table.1.11" \
		>"$BATS_TEST_TMPDIR/out"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/out")" = "$(library -t | wc -l)" ]
	year=$(printf '%04X' "$(date +%Y)" | sed 's/../& /g')
	grep -q "\"$year" "$BATS_TEST_TMPDIR/out"
	absent -vE "\"(${year}([0-9A-F]{2} ){6}.*)?\"$" "$BATS_TEST_TMPDIR/out"
}

@test "sysORTable names the module" {
	snmp_mibs='' snmp snmpwalk -Onq -- .1.3.6.1.2.1.1.9.1.2 |
		grep -x ".*[. ]$lib_root_oid"
}

@test "an address added between two walks is in the second" {
	library -t | absent '^2001:db8:1::77|'
	same "$(library)" "$(walk)"
	join lan0 2001:db8:1::77
	walk >"$BATS_TEST_TMPDIR/out"
	grep -q '"2001:db8:1::77"$' "$BATS_TEST_TMPDIR/out"
	same "$(library)" "$(cat "$BATS_TEST_TMPDIR/out")"
	stop "$started" || :
	walk >"$BATS_TEST_TMPDIR/out"
	absent '"2001:db8:1::77"$' "$BATS_TEST_TMPDIR/out"
}

# The walk of a slow manager: one process for each GETNEXT.
slow_walk()
{
	local oid=$1 line
	while line=$(getnext "$oid") && [[ $line == "$1".* ]]; do
		printf '%s\n' "$line"
		oid=${line%% *}
		[ -z "${2-}" ] || [[ $oid != *"$2"* ]] || "$3"
	done
}

remove_one()
{
	[ -n "$started" ] || return 0
	stop "$started" || :
	started=
}

@test "a row removed in the middle of a walk does not tear that walk" {
	join lan0 2001:db8:1::66
	before=$(snmp_mibs='' snmp snmpbulkwalk -Onq -- "$table")
	# In the second column, at the first row.
	second=$(grep "^$table\.1\.5\." <<<"$before" | head -n 1)
	slow_walk "$table" "${second%% *}" remove_one >"$BATS_TEST_TMPDIR/out"
	same "$before" "$(cat "$BATS_TEST_TMPDIR/out")"
	# The row is gone for the next one.
	library -t | absent '^2001:db8:1::66|'
	same "$(library)" "$(walk)"
}

@test "a row added in the middle of a walk does not tear that walk" {
	before=$(snmp_mibs='' snmp snmpbulkwalk -Onq -- "$table")
	second=$(grep "^$table\.1\.5\." <<<"$before" | head -n 1)
	add_one()
	{
		[ -n "${added-}" ] || join lan0 2001:db8:1::44
		added=yes
	}
	slow_walk "$table" "${second%% *}" add_one >"$BATS_TEST_TMPDIR/out"
	same "$before" "$(cat "$BATS_TEST_TMPDIR/out")"
	same "$(library)" "$(walk)"
}
