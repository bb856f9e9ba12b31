#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A host without an anycast address: a namespace with lo alone.

load ../lib/snmp

setup_file()
{
	start_both
}

@test "the library has no row" {
	[ -z "$(library -t)" ]
}

@test "a walk of the table finds nothing" {
	run snmp snmpwalk -On -- "$table"
	[[ $output == "$table = No Such "* ]]
}

@test "snmptable says that there are no entries" {
	run snmp snmptable -- anycastIpTable
	[[ $output == *'No entries'* ]]
}

@test "GETNEXT from the table leaves it" {
	run getnext "$table"
	[[ $output == .1.* && $output != "$table".* ]]
}

@test "GETBULK from the table leaves it" {
	run snmp snmpbulkget -Onq -Cn0 -Cr3 -- "$table.1.4"
	[[ $output == .1.* && $output != *"$table."* ]]
}

@test "the counts are zero and the refresh is a success" {
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 0" ]
	[ "$(get "$objects.1.2.0")" = "$objects.1.2.0 0" ]
	[ "$(get "$objects.1.3.0")" = "$objects.1.3.0 0" ]
	[ "$(get "$objects.2.2.0")" = "$objects.2.2.0 0" ]
	[ "$(get "$objects.2.5.0")" = "$objects.2.5.0 2" ]
}

@test "the first address of the host appears" {
	add_veth lan0
	set_sysctl net.ipv6.conf.lan0.forwarding 1
	wait_for grep -q lan0 /proc/net/anycast6
	same "$(library)" "$(walk)"
	ip link delete lan0
	[ -z "$(library -t)" ]
	run snmp snmpwalk -On -- "$table"
	[[ $output == "$table = No Such "* ]]
}
