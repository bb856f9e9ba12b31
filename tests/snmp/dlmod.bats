#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# anycastip.so inside the real snmpd: it comes and goes without a trace.  That
# it serves what anycastipd does is shown by dlmod-walk.sh.

load ../lib/snmp

# dlmodStatus of UCD-DLMOD-MIB, and what may be written to it and read
module_status=.1.3.6.1.4.1.2021.13.14.2.1.5
loaded=1
unloaded=2
load=4
unload=5

setup_file()
{
	make_scene
	start_module
}

# snmpd numbers the modules on, when it reads its configuration again: the
# instance of the one that there is.
instance()
{
	snmp_community=private snmp_mibs='' snmp snmpwalk -Onq -- "$module_status" |
		tail -n 1
}

# set_status VALUE RESULT
set_status()
{
	local name
	name=$(instance)
	snmp_community=private snmp_mibs='' snmp snmpset -Onq -- \
		"${name% *}" i "$1" >/dev/null
	name=$(instance)
	[ "${name#* }" = "$2" ]
}

modules()
{
	snmp_mibs='' snmp snmpwalk -Onq -- .1.3.6.1.2.1.1.9.1.2
}

descriptors()
{
	find "/proc/$snmpd_pid/fd" -mindepth 1 | wc -l
}

resident()
{
	awk '/^VmRSS:/ { print $2 }' "/proc/$snmpd_pid/status"
}

@test "an address added between two walks is in the second" {
	walk >/dev/null
	join lan0 2001:db8:1::54
	walk snmpbulkwalk | grep '"2001:db8:1::54"'
	same "$(library)" "$(walk)"
}

@test "SET is refused" {
	snmp_community=private run snmp snmpset -- "$objects.1.1.0" u 1
	[ "$status" -ne 0 ]
	[[ "$output" == *notWritable* ]]
}

@test "sysORTable shows the module" {
	modules | grep "$lib_root_oid$"
}

@test "unloaded, it is gone, also from sysORTable" {
	set_status $unload $unloaded
	run get "$objects.1.2.0"
	[[ "$output" == *"No Such"* ]]
	absent "$lib_root_oid" <<<"$(modules)"
	absent 'anycastip[.]so' "/proc/$snmpd_pid/maps"
	set_status $load $loaded
	same "$(library)" "$(walk)"
}

@test "loaded and unloaded 100 times without a leak" {
	# The first times fill caches of snmpd's and of the C library's.
	for turn in 1 2 3 4 5 6 7 8 9 10; do
		set_status $unload $unloaded
		set_status $load $loaded
		walk >/dev/null
	done
	open=$(descriptors)
	size=$(resident)
	for ((turn = 0; turn < 100; turn++)); do
		set_status $unload $unloaded
		set_status $load $loaded
		get "$objects.1.2.0" >/dev/null
	done
	[ "$(descriptors)" -eq "$open" ]
	# Less than 2 KiB each time: less than one row's snapshot and index.
	grown=$(($(resident) - size))
	echo "grown by $grown KiB"
	# A sanitizer keeps what was freed for a while, to find its use.
	ldd "$top_builddir/agent/.libs/anycastip.so" | grep -q 'san[.]so' ||
		[ $grown -lt 200 ]
	same "$(library)" "$(walk)"
}

@test "SIGHUP makes snmpd load it anew" {
	before=$(instance)
	kill -HUP "$snmpd_pid"
	wait_for renumbered
	wait_for anycastipd_answers
	same "$(library)" "$(walk)"
}

renumbered()
{
	local now
	now=$(instance)
	[ -n "$now" ] && [ "$now" != "$before" ]
}
