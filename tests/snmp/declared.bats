#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Unicast addresses that anycastip.conf declares: IPv4 rows, before the IPv6
# ones, through the real snmpd.

load ../lib/snmp

setup_file()
{
	add_veth lan0
	set_sysctl net.ipv6.conf.lan0.forwarding 1
	ip address add 192.0.2.53/32 dev lo
	ip address add 198.51.100.53/32 dev lo
	ip -6 address add 2001:db8::53/128 dev lo nodad
	wait_dad
	export conf="$BATS_FILE_TMPDIR/anycastip.conf"
	printf '[declared]\nprefix = 192.0.2.0/24\nprefix = 2001:db8::/64\n' \
		>"$conf"
	start_both -c "$conf"
}

@test "declared addresses are rows, others are not" {
	rows=$(library -t -c "$conf")
	grep -x '192.0.2.53|lo|declared|delivered' <<<"$rows"
	grep -x '2001:db8::53|lo|declared|delivered' <<<"$rows"
	absent 198.51.100.53 <<<"$rows"
	same "$(library -c "$conf")" "$(walk)"
	same "$(library -c "$conf")" "$(walk snmpwalk)"
}

@test "GETNEXT goes from IPv4 to IPv6" {
	mapfile -t lines < <(snmp_mibs='' snmp snmpbulkwalk -Onq -- "$table.1.7")
	[[ ${lines[0]} == "$table.1.7.1.4.192.0.2.53.1 "* ]]
	[[ ${lines[1]} == "$table.1.7.2.16.32.1.13.184."* ]]
	for oid in "$table.1.7" "$table.1.7.1" "$table.1.7.1.4.192.0.2.52" \
		"$table.1.7.1.4.192.0.2.53" "$table.1.7.1.4.192.0.2.53.0" \
		"$table.1.7.1.3.255.255.255.9"; do
		[ "$(getnext "$oid")" = "${lines[0]}" ]
	done
	for oid in "$table.1.7.1.4.192.0.2.53.1" "$table.1.7.1.5" \
		"$table.1.7.1.4.255.255.255.255.9" "$table.1.7.2"; do
		[ "$(getnext "$oid")" = "${lines[1]}" ]
	done
	[ "$(get "${lines[0]%% *}")" = "${lines[0]}" ]
}

@test "a walk of one type is a walk of that family" {
	snmp_mibs='' snmp snmpwalk -Onq -- "$table.1.7.1" \
		>"$BATS_TEST_TMPDIR/out"
	same "$table.1.7.1.4.192.0.2.53.1 \"192.0.2.53\"" \
		"$(cat "$BATS_TEST_TMPDIR/out")"
}

@test "the counts tell the families apart" {
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 1" ]
	count=$(library -t -c "$conf" | wc -l)
	[ "$(get "$objects.1.2.0")" = "$objects.1.2.0 $((count - 1))" ]
}

@test "an address that goes takes its row along" {
	ip address delete 192.0.2.53/32 dev lo
	same "$(library -c "$conf")" "$(walk)"
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 0" ]
}
