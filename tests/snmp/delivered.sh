#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# delivered.sh [LAYOUT...]: whether the first walk after a change says of an
# address what becomes of a datagram for it, through anycastipd and through
# anycastip.so, in anycastIpTable and anycastIpExpectedTable.  In TAP.  The
# question that is asked stands in tests/lib/host.sh.
#
# Each host has three: anycastipd with the addresses expected and without, and
# snmpd with the module in it.  A host may well have lost all that is local to
# it, so they listen on sockets of the file system.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
. "$top_srcdir/tests/lib/host.sh"

objects=$lib_root_oid.1

# Changes that the kernel signals, each in its own way.
some_layouts='plain_on_lo taken_away link_down
	local_route_deleted local_route_revived
	anyip_by_prefix anyip_with_a_hole
	anyip_under_an_address_that_was_taken_away blackhole_rule
	unicast_route_of_a_rule unicast_route_in_a_table_before_local
	local_rule_deleted_after_another local_rule_deleted_and_made_again
	joined joined_and_link_down_and_up
	joined_and_link_down_and_up_and_joined_again
	joined_and_link_down_and_up_and_route_by_hand
	joined_and_another_link_down joined_and_another_link_gone
	joined_and_another_link_too_small_for_ipv6 joined_and_route_deleted
	joined_and_ipv6_disabled_and_enabled joined_and_program_ended
	joined_and_blackhole_rule
	anycast_route anycast_route_and_link_down_and_up
	subnet_router subnet_router_that_forwards_no_more
	subnet_router_and_link_down_and_up subnet_router_and_address_taken_away
	subnet_router_and_route_deleted'

# walk AGENT TABLE: in numbers.
walk()
{
	snmpbulkwalk -v2c -c public -t 10 -r 0 -Onq "unix:$work/$1" \
		"$objects.$2" >>"$work/walk"
}

# What the first walk through the agent says of the address, for hold_all: one
# table after the other, and inside snmpd the other way round.
walked()
{
	: >"$work/walk"
	case $1 in
	expecting) walk "$1" 3 && walk "$1" 4 ;;
	declaring) walk "$1" 3 ;;
	inside) walk "$1" 4 && walk "$1" 3 ;;
	esac
	tr -d '"' <"$work/walk" | awk -v address="$address" \
		-v row="$objects.3.1." -v expected="$objects.4.1." '
	# The column and what follows, without the column.
	function take(prefix) {
		index_of = substr($1, length(prefix) + 1)
		column = index_of
		sub(/\..*/, "", column)
		sub(/^[0-9]*\./, "", index_of)
	}
	BEGIN {
		split("delivered undelivered missing", states, " ")
	}
	index($1, row) == 1 {
		take(row)
		if (column == 7)
			text[index_of] = $2
		if (column == 8)
			name[index_of] = $2
		if (column == 10 && text[index_of] == address)
			print "row", name[index_of], states[$2]
	}
	index($1, expected) == 1 {
		take(expected)
		if (column == 4)
			text[index_of] = $2
		if (column == 6 && text[index_of] == address)
			print "expected any", states[$2]
	}'
}

seen()
{
	for agent in expecting declaring inside; do
		walk $agent 3
	done
}

# serve NAME LINE [LIBRARY]: an snmpd of this host, with the line in its
# configuration, and the library loaded before all others.
serve()
{
	cat >"$work/$1.conf" <<-END
	agentXPerms 0666 0755
	agentXSocket $work/$1.agentx
	com2secunix reader default public
	group readers v2c reader
	view all included .1
	access readers "" v2c noauth exact all none none
	$2
	END
	chmod 644 "$work/$1.conf"
	name=$1
	set -- ${3:+env LD_PRELOAD="$3" ASAN_OPTIONS=detect_leaks=0} "$SNMPD"
	start "$name-snmpd" "$@" -f -LE 6 -C -c "$work/$name.conf" \
		-I -smux,-mteTrigger,-mteTriggerConf "unix:$work/$name"
}

# start_agent NAME CONFIGURATION: anycastipd with an snmpd of its own.
start_agent()
{
	serve "$1" 'master agentx'
	start "$1-anycastipd" "$top_builddir/agent/anycastipd" -f -c "$2" \
		-x "$work/$1.agentx"
}

# snmpd with the module.  A sanitizer's runtime has to be there before snmpd
# itself, whose leaks are not ours to find.
start_inside()
{
	module=$top_builddir/agent/.libs/anycastip.so
	serve inside "dlmod anycastip $module" "$(ldd "$module" |
		awk '/lib[a-z]*san[.]so/ { print $3 }' | paste -sd :)"
}

# Ready to be asked.
start_agents()
{
	lib_snmp_environment
	find_snmpd
	printf '[declared]\nprefix = 192.0.2.0/24\nprefix = 2001:db8:53::/48\n' \
		>"$work/declared.conf"
	start_agent expecting "$config"
	start_agent declaring "$work/declared.conf"
	start_inside
	for agent in expecting declaring inside; do
		wait_for is_ready $agent || {
			cat "$work/$agent"*.log
			die "$agent does not answer"
		}
	done
}

is_ready()
{
	snmpget -v2c -c public -t 2 -r 0 -Oqv "unix:$work/$1" \
		"$objects.1.2.0" | grep -qx '[0-9]*'
}

# hold_host FAMILY LAYOUT WANTED: in a namespace of its own.
hold_host()
{
	set -e
	work_folder
	make_host "$1"
	start_agents
	$2
	send_datagrams
	set +e
	for agent in expecting declaring inside; do
		case $agent in
		declaring) hold walked $agent ;;
		*) hold_all "$3" walked $agent ;;
		esac >"$work/faults"
		sed "s/^/$agent: /" "$work/faults"
	done
	[ -z "$faults" ]
}

if [ "${1-}" = --host ]; then
	shift
	hold_host "$@"
	exit
fi

# The module reads no other configuration than the one that was built in.
own_configuration()
{
	config=$("$top_builddir/cmd/anycastip" --help |
		sed -n 's/.*--config FILE *instead of //p')
	folder=${config%/*}
	[ -d "$folder" ] || skip_test "this host has no $folder"
	work_folder
	mkdir "$work/etc"
	cp -a "$folder/." "$work/etc" 2>/dev/null
	links=
	configuration 192.0.2.53 2001:db8:53::53 2001:db8:10::53 \
		2001:db8:11::53 2001:db8:10:: >"$work/etc/${config##*/}"
	export config
	mount --bind "$work/etc" "$folder"
}

enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_snmp || skip_test "$lib_reason"
if [ -z "${own_mounts-}" ]; then
	unshare -m true 2>/dev/null || skip_test 'no mount namespace can be had'
	export own_mounts=yes lib_in_namespace=$$
	exec unshare -m -- sh "$0" "$@"
fi
own_configuration
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $some_layouts
try_layouts "$@"
