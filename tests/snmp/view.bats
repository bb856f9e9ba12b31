#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Debian's snmpd shows the system group and little else: what a user sees who
# has not let the table into the view, and how the remedy works.

load ../lib/snmp

setup_file()
{
	make_scene
	export snmpd_view=.1.3.6.1.2.1.1
	start_both
}

@test "a view without the table hides it" {
	run snmp snmpwalk -On -- "$table"
	[[ $output == *'No more variables left in this MIB View'* ]]
	run get "$objects.1.2.0"
	[[ $output == *'No Such Object'* ]]
	run snmp snmptable -- anycastIpTable
	[[ $output == *'No entries'* ]]
}

@test "a view that includes the module shows it" {
	stop_snmpd
	snmpd_extra="view seen included $lib_root_oid"
	start_snmpd
	wait_for anycastipd_answers
	same "$(library)" "$(walk)"
}
