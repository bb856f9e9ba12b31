#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# restarts.sh: restart snmpd $RESTARTS times (default 5), half of them by
# SIGKILL, then anycastipd as often.  Each time the table comes back whole, and
# anycastipd neither collects descriptors nor grows.

set -eu
: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
: "${RESTARTS:=5}"

have_snmp || skip_test "$lib_reason"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"

table=$lib_root_oid.1.3

expect_table()
{
	wait_for anycastipd_answers || die "the table is not back after $1"
	"$top_builddir/tests/lib/rows" | grep "^$table\." >"$work/expected"
	snmp_mibs='' snmp snmpbulkwalk -Onq -- "$table" |
		grep -v "^$table\.1\.11\." >"$work/seen"
	diff -u "$work/expected" "$work/seen" || die "another table after $1"
}

# libtool's wrapper has become the program by now.
count_descriptors()
{
	ls "/proc/$anycastipd_pid/fd" | wc -l
}

resident_pages()
{
	cut -d ' ' -f 2 "/proc/$anycastipd_pid/statm"
}

set_sysctl net.ipv6.conf.all.forwarding 1 || skip_test "$lib_reason"
add_veth lan0
ip -6 address add 2001:db8:1::1/64 dev lan0 nodad
start_snmpd
start_anycastipd
expect_table 'the start'

round=0
while [ $round -lt "$RESTARTS" ]; do
	round=$((round + 1))
	if [ $((round % 2)) = 0 ]; then
		stop_snmpd KILL
	else
		stop_snmpd TERM
	fi
	is_running "$anycastipd_pid" || {
		cat "$anycastipd_log" >&2
		die "anycastipd ended with snmpd, round $round"
	}
	start_snmpd
	expect_table "restart $round of snmpd"
	# The first round shows what one connection takes.
	if [ $round = 1 ]; then
		descriptors=$(count_descriptors)
		pages=$(resident_pages)
	fi
done
[ "$(count_descriptors)" -le "$descriptors" ] || {
	ls -l "/proc/$anycastipd_pid/fd" >&2
	die "descriptors: $descriptors after the first restart, $(count_descriptors) now"
}
# Two megabytes for the allocator's moods, and the quarantine of a sanitizer.
grown=$(($(resident_pages) - pages))
[ $grown -lt 512 ] || [ -n "${ASAN_OPTIONS-}" ] ||
	die "anycastipd grew by $grown pages in $RESTARTS restarts of snmpd"

round=0
while [ $round -lt "$RESTARTS" ]; do
	round=$((round + 1))
	stop_anycastipd || die "anycastipd ended with status $?, round $round"
	start_anycastipd
	expect_table "restart $round of anycastipd"
done
stop_anycastipd || die "anycastipd ended with status $?"
say "$RESTARTS restarts of snmpd and of anycastipd"
