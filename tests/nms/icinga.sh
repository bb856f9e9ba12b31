#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# icinga.sh: Icinga 2 with the services that we ship polls snmpd and runs the
# plugin; addresses are lost and come back, and it tells of each.

set -eu
. "${top_srcdir:-$(dirname "$0")/../..}/tests/nms/lib.sh"

enter_root "$0" icinga2-bin monitoring-plugins-standard
lib_deadline=60

plugins=/usr/lib/nagios/plugins

# Icinga's own user writes there.
write_config()
{
	: >"$work/told"
	chmod 666 "$work/told"
	cat >"$work/tell" <<-END
	#!/bin/sh
	echo "\$*" >>$work/told
	END
	chmod 755 "$work/tell"
	sed -e 's/check_interval = 1m/check_interval = 1s/' \
		-e 's/retry_interval = 20s/retry_interval = 1s/' \
		"$top_srcdir/contrib/nms/icinga/anycastip.conf" >"$work/anycastip.conf"
	cat >"$work/icinga2.conf" <<-END
	include "$work/constants.conf"
	include <itl>
	include <plugins>
	object CheckerComponent "checker" { }
	object NotificationComponent "notification" { }
	object Host "polled" {
		check_command = "passive"
		enable_active_checks = false
		address = "127.0.0.1"
		vars.snmp_port = ${snmp_address##*:}
		vars.anycastip = true
		vars.anycastip_plugin = true
		vars.anycastip_expected["dns"] = "3.100.110.115"
	}
	object User "operator" { }
	object NotificationCommand "tell" {
		command = [ "$work/tell", "\$service.name\$", "\$service.state\$", "\$service.output\$" ]
	}
	apply Notification "tell" to Service {
		command = "tell"
		users = [ "operator" ]
		types = [ Problem, Recovery ]
		interval = 0
		assign where true
	}
	include "$work/anycastip.conf"
	END
	cat >"$work/constants.conf" <<-END
	const PluginDir = "$plugins"
	const ManubulonPluginDir = PluginDir
	const PluginContribDir = PluginDir
	const NodeName = "poller"
	const ZoneName = NodeName
	const TicketSalt = ""
	END
}

# told SERVICE STATE TEXT: Icinga's last word about the service.
told()
{
	grep "^$1 " "$work/told" | tail -n 1 | grep -qE "^$1 $2 $3"
}

# notified SERVICE STATE TEXT
notified()
{
	comes_true "Icinga says: $1 is $2" told "$@"
}

# run_lines: the lines for Nagios, as it runs them; "LABEL STATUS OUTPUT" of each.
run_lines()
{
	file=$top_srcdir/contrib/nms/icinga/nagios.cfg
	line=$(sed -n 's/^[[:space:]]*command_line *//p' "$file")
	sed -n 's/^[[:space:]]*check_command *check_anycast!//p' "$file" \
		>"$work/checks"
	while IFS=! read -r community arc label; do
		status=0
		# shellcheck disable=SC2016
		command=$(printf '%s\n' "$line" | sed \
			-e 's/\$HOSTADDRESS\$/127.0.0.1 -p '"${snmp_address##*:}/" \
			-e 's/\$ARG1\$/'"$community/" -e 's/\$ARG2\$/'"$arc/" \
			-e 's/\$ARG3\$/'"$label/")
		said=$($command) || status=$?
		say "$label $status $said"
	done <"$work/checks" >"$work/lines"
}

# run_readme: the same lines as README.md has them; their first output each.
run_readme()
{
	sed -n "s,^check_snmp -H resolver1,$plugins/check_snmp -H 127.0.0.1 -p ${snmp_address##*:},p" \
		"$top_srcdir/README.md" >"$work/readme"
	while read -r command; do
		$command || :
	done <"$work/readme" >"$work/lines"
}

# line_says PATTERN: what one of them said when they were run last.
line_says()
{
	grep -q "$1" "$work/lines" || { cat "$work/lines"; return 1; }
}

work_folder
ip address add 192.0.2.53/32 dev lo
# Its place, for the plugin's sake.
cat >/etc/anycastip.conf <<END
[declared]
prefix = 192.0.2.0/24
[expected]
dns = 192.0.2.53
[anycastipd]
notify = none
END
start_snmpd
start_anycastipd -c /etc/anycastip.conf

run_lines
test_that 'check_snmp: none is missing' line_says '^missing 0 SNMP OK - missing 0 '
test_that 'check_snmp: none is undelivered' \
	line_says '^undelivered 0 SNMP OK - undelivered 0 '

write_config
/usr/lib/icinga2/prepare-dirs /etc/default/icinga2
start icinga2 icinga2 daemon -c "$work/icinga2.conf"

ip address del 192.0.2.53/32 dev lo
notified anycast-missing CRITICAL 'SNMP CRITICAL - expected addresses missing: [*]1[*]'
notified anycast-dns CRITICAL 'SNMP CRITICAL - dns state: [*]3[*]'
notified anycast CRITICAL 'ANYCASTIP CRITICAL - 1 of 1 expected missing'
run_lines
test_that 'check_snmp: one is missing' \
	line_says '^missing 2 SNMP CRITICAL - missing [*]1[*]'
run_readme
test_that 'the line of README.md: one is missing' line_says '^SNMP CRITICAL - [*]1[*]'
test_that 'and none is undelivered' line_says '^SNMP OK - 0'

ip address add 192.0.2.53/32 dev lo
notified anycast-missing OK 'SNMP OK - expected addresses missing: 0'
notified anycast-dns OK 'SNMP OK - dns state: 1'
notified anycast OK 'ANYCASTIP OK'

# One that nobody expects is a warning.
ip address add 192.0.2.54/32 dev lo
notified anycast-unexpected WARNING 'SNMP WARNING'
ip address del 192.0.2.54/32 dev lo
notified anycast-unexpected OK 'SNMP OK'

# Held, but not delivered: on a link that is down.
add_veth lan0
ip link set lan0 down
ip address del 192.0.2.53/32 dev lo
ip address add 192.0.2.53/32 dev lan0
notified anycast-undelivered CRITICAL 'SNMP CRITICAL - expected addresses undelivered: [*]1[*]'
notified anycast CRITICAL 'ANYCASTIP CRITICAL - 1 of 1 expected undelivered'
ip link set lan0 up
notified anycast-undelivered OK 'SNMP OK'
notified anycast OK 'ANYCASTIP OK'

# A silent agent is no "OK".
stop_anycastipd
notified anycast-missing UNKNOWN 'No valid data'
notified anycast-refresh UNKNOWN 'No valid data'
finish
