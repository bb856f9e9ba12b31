#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What goes out is what the MIB module says: types, enumerated values and
# notifications, as the Net-SNMP tools and smidump know them from it.

load ../lib/snmp

setup_file()
{
	make_scene
	ip address add 192.0.2.53/32 dev lo
	work_folder
	printf '[expected]\ndns = 192.0.2.53\nntp = 192.0.2.123 dev lo\n' \
		>"$work/conf"
	start_both -c "$work/conf"
}

@test "every value has the type and the range that the module gives it" {
	run snmp snmpwalk -- "$objects"
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -gt 60 ]
	[[ $output != *'Wrong Type'* ]]
	# An enumerated value without a name is printed as a bare number.
	absent -E '(Origin|State|ScopeLevel|LastStatus|AddressType)[^=]*= INTEGER: [0-9]' \
		<<<"$output"
	# A moment by its display hint, or nothing.
	absent -E '(Created|LastChange|LastSuccess)[^=]*= Hex-STRING' \
		<<<"$output"
}

@test "every object of the module has an instance, and no other" {
	run snmp snmpwalk -OQ -- "$objects"
	same "$(awk -f "$top_srcdir/tests/mib/nodes.awk" \
		"$top_srcdir/mibs/ANYCAST-IP-MIB.txt" |
		awk '$3 == "object" { print $1 }' | sort)" \
		"$(sed 's/^ANYCAST-IP-MIB:://; s/[.].*//' <<<"$output" | sort -u)"
}

@test "the table is readable" {
	run snmp snmptable -Ci -Cw 200 -- anycastIpTable
	[[ $output == *'ipv4."192.0.2.53".1'* ]]
	[[ $output == *' delivered'* ]]
	[[ $output == *' subnetRouter'* ]]
	run snmp snmpget -Oqv -- 'anycastIpExpectedState."ntp"'
	[ "$output" = missing ]
}
