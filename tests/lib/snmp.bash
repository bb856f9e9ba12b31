# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For bats files that ask the real snmpd.  The first lines of such a file:
#
#	load ../lib/snmp
#
#	setup_file()
#	{
#		make_scene
#		start_both
#	}

: "${top_srcdir:=$BATS_TEST_DIRNAME/../..}"
. "$top_srcdir/tools/lib.sh"

objects=$lib_root_oid.1
table=$objects.3
# Private ports, but the clients do not wait longer for an answer than this.
snmp_timeout=10

teardown()
{
	clean_up
}

teardown_file()
{
	clean_up
}

# snmpd and anycastipd for all tests of a file; each test runs in a process of
# its own, so what it has to know is exported.  With inside_snmpd=yes in the
# environment snmpd loads the module instead.
start_both()
{
	if [ -n "${inside_snmpd-}" ]; then
		start_module
		return
	fi
	start_snmpd
	start_anycastipd "$@"
	export snmp_address agentx_socket snmpd_pid anycastipd_pid
	export snmpd_log anycastipd_log
}

# A sanitizer's runtime has to be there before snmpd itself.
sanitizers()
{
	ldd "$1" | awk '/lib[a-z]*san[.]so/ { print $3 }' | paste -sd :
}

start_module()
{
	local module=$top_builddir/agent/.libs/anycastip.so
	snmpd_extra="dlmod anycastip $module"
	snmpd_preload=$(sanitizers "$module")
	start_snmpd
	wait_for anycastipd_answers
	export snmp_address agentx_socket snmpd_pid snmpd_log
}

# Rows of every kind that the kernel has: subnet-router, also link-local on
# several interfaces; joined; a route; one joined and undelivered.
make_scene()
{
	set_sysctl net.ipv6.conf.all.forwarding 1
	for name in lan0 lan1 lan2; do
		add_veth $name
	done
	ip -6 address add 2001:db8:1::1/64 dev lan0 nodad
	ip -6 address add 2001:db8:2::1/64 dev lan1 nodad
	ip -6 address add 2001:db8:2::2/64 dev lan2 nodad
	wait_dad
	join lan0 2001:db8:1::53
	join lan2 2001:db8:3::53
	ip -6 route add anycast 2001:db8:9::53 dev lan1 table local
	ip link set lan2 down
	ip link set lan2 up
	wait_for lib_has_link_local lan2
	wait_for shows_undelivered
}

shows_undelivered()
{
	library -t | grep -q '^2001:db8:3::53|lan2|joined|undelivered$'
}

# join IFNAME ADDRESS...: until the test, or the file, ends.
join()
{
	start "join-$1-$2" "$top_builddir/tests/lib/join" "$@"
	wait_for grep -q joined "$work/join-$1-$2.log"
}

# What the library says, and the same instances as SNMP says them.
library()
{
	"$top_builddir/tests/lib/rows" "$@"
}

# walk [TOOL [OPTION...]]: without anycastIpCreated.
walk()
{
	local tool=${1:-snmpbulkwalk}
	shift || :
	snmp_mibs='' snmp "$tool" -Onq "$@" -- "$objects.1" |
		grep -v "^$objects.1.4.0 "
	snmp_mibs='' snmp "$tool" -Onq "$@" -- "$table" |
		grep -v "^$table.1.11."
}

get()
{
	snmp_mibs='' snmp snmpget -Onq -- "$@"
}

getnext()
{
	snmp_mibs='' snmp snmpgetnext -Onq -- "$@"
}

# absent GREP-ARGUMENT...: nothing matches.  A bare "! grep" fails no test.
absent()
{
	if grep "$@"; then
		return 1
	fi
}

# same EXPECTED ACTUAL: equal texts, or the difference is shown.
same()
{
	diff -u <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}
