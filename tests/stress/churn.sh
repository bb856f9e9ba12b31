#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# churn.sh: walk the table for $SECONDS_OF_CHURN (default 20) with several
# managers while addresses come and go as fast as the kernel lets them.  In
# a walk each column has the same rows, and every address that stays is there
# once and delivered.  Of two managers that come to the same row at the same
# time the agent can take one for the other: walks with columns that differ are
# to be few, as three managers without a pause in between meet all the time.

set -eu
: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
: "${SECONDS_OF_CHURN:=20}"

have_snmp || skip_test "$lib_reason"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"

table=$lib_root_oid.1.3

# addresses PREFIX COUNT
addresses()
{
	awk -v prefix="$1" -v count="$2" 'BEGIN {
		for (i = 1; i <= count; i++)
			printf "%s%x ", prefix, i
	}'
}

# One manager's walks, until the time is over; numbers to $work/WHO.walks.
manage()
{
	walks=0
	while [ "$(date +%s)" -lt "$end" ]; do
		snmp_mibs='' snmp "$@" -Onq -- "$table" >"$work/$who.walk" || {
			say "a walk failed"
			return 1
		}
		judge_walk <"$work/$who.walk" || return 1
		walks=$((walks + 1))
	done
	echo "$walks $(grep -c '^two moments' "$work/$who.log")" \
		>"$work/$who.walks"
}

# 100 stay; the columns are 4 to 11.
judge_walk()
{
	awk -v table="$table.1." '
	{
		oid = substr($1, length(table) + 1)
		column = oid
		sub(/\..*/, "", column)
		index_ = substr(oid, length(column) + 2)
		if ((column, index_) in seen) {
			print "twice in a walk: " $0
			bad = 1
		}
		seen[column, index_] = 1
		rows[column]++
		if (column == 4)
			first[index_] = 1
		else if (!(index_ in first))
			later = "for one, " $0
		if (column == 7 && $2 ~ /^"2001:db8:1::a:/)
			stable[index_] = 1
		if (column == 10 && index_ in stable && $2 == 2) {
			print "falsely undelivered: " $0
			bad = 1
		}
	}
	END {
		for (column = 5; column <= 11; column++)
			if (rows[column] != rows[4])
				later = "column " column " has " rows[column] \
					" rows, column 4 " rows[4]
		if (later)
			print "two moments: " later
		for (i in stable)
			count++
		if (count != 100) {
			print count + 0 " of the 100 addresses that stay"
			bad = 1
		}
		exit bad
	}'
}

set_sysctl net.ipv6.conf.all.forwarding 1 || skip_test "$lib_reason"
add_veth lan0
ip -6 address add 2001:db8:1::1/64 dev lan0 nodad
# shellcheck disable=SC2046
start stay "$top_builddir/tests/lib/join" lan0 $(addresses 2001:db8:1::a: 100)
wait_for grep -q joined "$work/stay.log"
start_snmpd
start_anycastipd
for who in 1 2; do
	# shellcheck disable=SC2046
	start "come-and-go$who" "$top_builddir/tests/lib/join" -c lan0 \
		$(addresses "2001:db8:1::c$who:" 100)
done

end=$(($(date +%s) + SECONDS_OF_CHURN))
managers=
all_walks=0
all_mixed=0
for manager in 'snmpbulkwalk -Cr10' 'snmpbulkwalk -Cr37' 'snmpwalk'; do
	who=$(printf '%s' "$manager" | tr -d ' ')
	# shellcheck disable=SC2086
	manage $manager >"$work/$who.log" 2>&1 &
	lib_pids="$lib_pids $!"
	managers="$managers $!:$who"
done
for manager in $managers; do
	wait "${manager%%:*}" || {
		cat "$work/${manager#*:}.log" >&2
		die "${manager#*:} saw what it must not"
	}
	grep '^two moments' "$work/${manager#*:}.log" || :
	read -r walks mixed <"$work/${manager#*:}.walks"
	say "${manager#*:}: $walks walks, of two moments $mixed"
	all_walks=$((all_walks + walks))
	all_mixed=$((all_mixed + mixed))
done
[ $((all_mixed * 10)) -le $all_walks ] ||
	die 'more than one walk of ten saw two moments'
is_running "$anycastipd_pid" || die 'anycastipd ended'
failures=$(snmp_mibs='' snmp snmpget -Oqv -- "$lib_root_oid.1.2.2.0")
successes=$(snmp_mibs='' snmp snmpget -Oqv -- "$lib_root_oid.1.2.1.0")
say "$successes reads, $failures of them refused"
[ $((failures * 100)) -le "$successes" ] || die 'more than one read of a hundred refused'
