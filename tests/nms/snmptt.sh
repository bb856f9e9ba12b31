#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# snmptt.sh: each notification, provoked in the kernel, comes out of snmpd,
# snmptrapd and snmptt as the text of its EVENT.

set -eu
. "${top_srcdir:-$(dirname "$0")/../..}/tests/nms/lib.sh"

enter_root "$0" snmptrapd snmptt libnet-ip-perl
lib_deadline=60

events=$top_srcdir/contrib/nms/snmptt/anycastip.conf

# snmptt as a daemon, with Debian's settings but for places and for the time
# between two looks at its spool.
start_snmptt()
{
	mkdir "$work/spool"
	chmod 1777 "$work/spool"
	sed -e 's/^mode = .*/mode = daemon/' -e 's/^daemon_fork = .*/daemon_fork = 0/' \
		-e 's/^daemon_uid = .*/daemon_uid = root/' \
		-e 's/^sleep = .*/sleep = 1/' \
		-e "s,^pid_file = .*,pid_file = $work/snmptt.pid," \
		-e "s,^spool_directory = .*,spool_directory = $work/spool/," \
		-e "s,^log_file = .*,log_file = $work/events.log," \
		-e 's/^\(syslog_[a-z_]*enable\) = .*/\1 = 0/' \
		-e 's/^unknown_trap_log_enable = .*/unknown_trap_log_enable = 1/' \
		-e "s,^unknown_trap_log_file = .*,unknown_trap_log_file = $work/unknown.log," \
		-e "s,^/etc/snmptt/snmptt.conf$,$events," \
		/etc/snmp/snmptt.ini >"$work/snmptt.ini"
	grep -qx "$events" "$work/snmptt.ini"
	: >"$work/events.log"
	: >"$work/unknown.log"
	chmod 666 "$work/events.log" "$work/unknown.log"
	start snmptt snmptt --daemon --ini="$work/snmptt.ini"
}

# start_receiver yes|no: snmptrapd by the lines that we ship, with the MIB
# module or without.
start_receiver()
{
	lib_snmp_environment
	receiver=127.0.0.1:$(free_port)
	sed -e "s,/usr/sbin/snmptthandler,& --ini=$work/snmptt.ini," \
		-e "s,/usr/share/anycastip/mibs:,$MIBDIRS:," \
		"$top_srcdir/contrib/nms/snmptt/snmptrapd.conf" >"$work/snmptrapd.conf"
	if [ "$1" = no ]; then
		sed -i '/mibs/d' "$work/snmptrapd.conf"
	fi
	: >"$work/snmptrapd.log"
	start snmptrapd env -u MIBS -u MIBDIRS snmptrapd -f -Lo -C \
		-c "$work/snmptrapd.conf" -p "$work/snmptrapd.pid" "udp:$receiver"
	snmptrapd_pid=$started
	wait_for grep -q 'NET-SNMP version' "$work/snmptrapd.log"
}

# formatted NAME TEXT: snmptt's log has it, as its EVENT words it.
formatted()
{
	oid=$(sed -n "s/^EVENT $1 \([^ ]*\) .*/\1/p" "$events" | head -n 1)
	comes_true "$1, $module" grep -qE \
		"$oid [A-Z]+ \"Anycast\" [^ ]+ - $2\$" "$work/events.log"
}

known()
{
	# snmpd's own are not for our file.
	! grep -E 'Unknown trap .*(4291|anycastIp)' "$work/unknown.log"
}

# provoke_all MOMENT DECLARED JOINED DELIVERED: all of them in turn; what these
# values look like in the text.
provoke_all()
{
	moment=$1 declared=$2 joined=$3 delivered=$4
	start_anycastipd -c "$work/own.conf"
	formatted anycastIpExpectedLost "Expected anycast address 192\.0\.2\.53 is missing since $moment \(wanted interface: 'lo', transitions: 0\)"
	ip address add 192.0.2.53/32 dev lo
	formatted anycastIpExpectedRestored "Expected anycast address 192\.0\.2\.53 is delivered again since $moment \(interface index: 1, transitions: 1\)"
	formatted anycastIpAppeared "Anycast address 192\.0\.2\.53 appeared on lo \(origin: $declared, state: $delivered\)"
	ip address del 192.0.2.53/32 dev lo
	formatted anycastIpGone "Anycast address 192\.0\.2\.53 is gone from lo \(origin: $declared, last state: $delivered\)"
	ip link set lan0 down
	formatted anycastIpUndelivered "Anycast address 2001:db8:3::53 on lan0 is no longer delivered \(origin: $joined\)"
	formatted anycastIpExpectedLost "Expected anycast address 2001:db8:3::53 is held but not delivered since $moment \(interface index: [0-9]+, transitions: [13]\)"
	ip link set lan0 up
	ip -6 route add anycast 2001:db8:3::53 dev lan0 proto kernel metric 0 \
		table local
	formatted anycastIpDelivered "Anycast address 2001:db8:3::53 on lan0 is delivered again \(origin: $joined\)"
	for n in $(seq 1 100); do
		echo "address add 192.0.2.$((n + 100))/32 dev lo"
	done | ip -batch -
	formatted anycastIpTableChange 'Many anycast addresses changed: now [0-9]+ IPv4, [0-9]+ IPv6, 0 undelivered; of the expected 1 missing, 0 undelivered'
	stop_anycastipd
	ip address flush dev lo scope global
	test_that "snmptt knows them all, $module" known
}

work_folder
set_sysctl net.ipv6.conf.all.forwarding 1
add_veth lan0
start join "$top_builddir/tests/lib/join" lan0 2001:db8:3::53
wait_for grep -q joined "$work/join.log"
cat >"$work/own.conf" <<END
[declared]
prefix = 192.0.2.0/24
[expected]
dns = 192.0.2.53 dev lo
service = 2001:db8:3::53
[anycastipd]
notify = expected rows delivery
hold-time = 0
rate-limit = 30
END
start_snmptt

module='with the module'
start_receiver yes
snmpd_extra="trap2sink $receiver public"
start_snmpd
provoke_all '[0-9]+-[0-9]+-[0-9]+,[0-9:.]+,[+]0:0' declared joined \
	delivered
stop_snmpd
stop "$snmptrapd_pid" || :
: >"$work/events.log"

module='without the module'
start_receiver no
snmpd_extra="trap2sink $receiver public"
start_snmpd
provoke_all '([0-9A-F]{2} ?){11}' 4 2 1
finish
