#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Notifications, from a change in the kernel through anycastipd and snmpd to
# snmptrapd.

load ../lib/notifications

setup()
{
	unset snmp_address agentx_socket
	start_notifying
}

# A notification that comes after all that were on their way: that the address is
# there, and not that it was missing before.
flush()
{
	ip address add 192.0.2.250/32 dev lan0
	wait_for grep -qE "($(kind 2)|$(kind 3)).*\"192\\.0\\.2\\.250\"" \
		"$work/snmptrapd.log"
}

@test "an expected address that is missing, comes, and goes" {
	configure '[expected]' 'dns = 192.0.2.53' \
		'[anycastipd]' 'hold-time = 0'
	start_daemon -c "$work/own.conf"
	# The agent looked for the first time: it is missing.
	wait_received 1 "$(kind 1)"
	logged 1 'expected address dns (192.0.2.53) is missing'
	ip address add 192.0.2.53/32 dev lan0
	wait_received 1 "$(kind 2)"
	logged 1 'dns (192.0.2.53) is delivered again'
	ip address del 192.0.2.53/32 dev lan0
	wait_received 2 "$(kind 1)"
	run grep -E "$(kind 1)" "$work/snmptrapd.log"
	# Name as index, address, wanted interface, state, where, when, how often.
	[[ ${lines[1]} == *".1.4.1.4.3.100.110.115 = \"192.0.2.53\""* ]]
	[[ ${lines[1]} == *".1.4.1.5.3.100.110.115 = \"\""* ]]
	[[ ${lines[1]} == *".1.4.1.6.3.100.110.115 = 3"* ]]
	[[ ${lines[1]} == *".1.4.1.7.3.100.110.115 = 0"* ]]
	[[ ${lines[1]} == *".1.4.1.9.3.100.110.115 = "* ]]
	[[ ${lines[1]} == *".1.4.1.10.3.100.110.115 = 2"* ]]
	end_daemon
}

@test "an expected address that is there causes none" {
	ip address add 192.0.2.53/32 dev lan0
	configure '[expected]' 'dns = 192.0.2.53' 'flush = 192.0.2.250' \
		'[anycastipd]' 'hold-time = 0'
	start_daemon -c "$work/own.conf"
	flush
	received 0 '192\.0\.2\.53'
	end_daemon
}

@test "rows that appear and go, with the values they had" {
	configure '[declared]' 'prefix = 192.0.2.0/24' \
		'[anycastipd]' 'notify = rows' 'hold-time = 0'
	set_sysctl net.ipv6.conf.all.forwarding 1
	join lan0 2001:db8::53
	start_daemon -c "$work/own.conf"
	ip address add 192.0.2.7/32 dev lan0
	wait_received 1 "$(kind 3).*\"192\\.0\\.2\\.7\".*\"lan0\""
	ip address del 192.0.2.7/32 dev lan0
	wait_received 1 "$(kind 4).*\"192\\.0\\.2\\.7\".*\"lan0\""
	# Not those that were there, nor subnetRouter.
	ip -6 address add 2001:db8:7::1/64 dev lan0 nodad
	flush
	received 0 '2001:db8'
	end_daemon
}

@test "rows that are no longer delivered, and are again" {
	configure '[declared]' 'prefix = 192.0.2.0/24' \
		'[anycastipd]' 'notify = rows delivery' 'hold-time = 0'
	set_sysctl net.ipv6.conf.all.forwarding 1
	join lan0 2001:db8:3::53
	start_daemon -c "$work/own.conf"
	ip link set lan0 down
	wait_received 1 "$(kind 5).*\"2001:db8:3::53\""
	ip link set lan0 up
	# Linux forgets the route: it stays so until it is repaired.
	ip -6 route add anycast 2001:db8:3::53 dev lan0 proto kernel metric 0 \
		table local
	wait_received 1 "$(kind 6).*\"2001:db8:3::53\""
	received 0 "$(kind 3)"
	received 0 "$(kind 4)"
	end_daemon
}

@test "none, where none is wanted" {
	configure '[expected]' 'dns = 192.0.2.53' \
		'[anycastipd]' 'notify = none' 'hold-time = 0'
	start_daemon -c "$work/own.conf"
	# But the log has it.
	wait_logged 1 'dns (192.0.2.53) is missing'
	snmp snmpget -- "$objects.1.1.0"
	received 0 .4291.0
	end_daemon
}

@test "a change that is undone within the hold time causes none" {
	ip address add 192.0.2.53/32 dev lan0
	configure '[expected]' 'dns = 192.0.2.53' 'flush = 192.0.2.250' \
		'[anycastipd]' 'hold-time = 10'
	start_daemon -c "$work/own.conf"
	ip address del 192.0.2.53/32 dev lan0
	wait_for expected_state_is 3
	ip address add 192.0.2.53/32 dev lan0
	wait_for expected_state_is 1
	# Lost from the start, so told after the hold time.
	lib_deadline=60
	wait_received 1 "$(kind 1)"
	received 0 '"192\.0\.2\.53"'
	end_daemon
}

expected_state_is()
{
	[ "$(get "$objects.4.1.6.3.100.110.115")" = \
		"$objects.4.1.6.3.100.110.115 $1" ]
}

@test "a storm becomes one tableChange, and the next single change is told" {
	configure '[declared]' 'prefix = 192.0.2.0/24' \
		'[anycastipd]' 'notify = expected rows' 'hold-time = 1' \
		'rate-limit = 10'
	start_daemon -c "$work/own.conf"
	start=$SECONDS
	for n in $(seq 1 200); do
		echo "address add 192.0.2.$n/32 dev lan0"
	done | ip -batch -
	wait_for grep -qE "$(kind 7)" "$work/snmptrapd.log"
	# Ten at once, and then one every six seconds: the storm may last.
	[ "$(grep -cE "$(kind 3)" "$work/snmptrapd.log")" -le \
		$((10 + (SECONDS - start) / 6)) ]
	[ "$(grep -cE "$(kind 7)" "$work/snmptrapd.log")" -le 2 ]
	grep -q 'changes of the anycast table at once' "$anycastipd_log"
	wait_for has_counted 200
	# There is credit for one more, at the latest in some seconds.
	ip address del 192.0.2.5/32 dev lan0
	wait_for told 5 4 3
	end_daemon
}

has_counted()
{
	[ "$(get "$objects.1.1.0")" = "$objects.1.1.0 $1" ]
}

@test "10000 changes, and snmpd answers all the while" {
	configure '[declared]' 'prefix = 192.0.2.0/24' '[expected]' \
		'dns = 192.0.2.53' '[anycastipd]' 'notify = expected rows' \
		'hold-time = 0' 'rate-limit = 6000'
	start_daemon -c "$work/own.conf"
	come_and_go >"$work/batch"
	start churn ip -batch "$work/batch"
	churn=$started
	while is_running "$churn"; do
		snmp snmpget -Oqv -- .1.3.6.1.2.1.1.3.0 \
			"$objects.1.1.0" >/dev/null
	done
	# The last that was told is how things are.
	ip address add 192.0.2.251/32 dev lan0
	wait_for told 251 3 4
	for n in 1 54 250; do
		wait_for gone $n
	done
	wait_for told 53 1 2
	end_daemon
}

@test "what changed while snmpd was away is told when it is back" {
	ip address add 192.0.2.53/32 dev lan0
	configure '[expected]' 'dns = 192.0.2.53' '[anycastipd]' 'hold-time = 0'
	start_daemon -c "$work/own.conf"
	stop_snmpd KILL
	ip address del 192.0.2.53/32 dev lan0
	wait_logged 1 'dns (192.0.2.53) is missing'
	received 0 "$(kind 1)"
	start_snmpd
	wait_received 1 "$(kind 1)"
	received 0 "$(kind 2)"
	end_daemon
}

@test "what came and went while snmpd was away is not told" {
	configure '[expected]' 'dns = 192.0.2.53' 'flush = 192.0.2.250' \
		'[anycastipd]' 'hold-time = 0'
	start_daemon -c "$work/own.conf"
	wait_received 2 "$(kind 1)"
	stop_snmpd KILL
	ip address add 192.0.2.53/32 dev lan0
	wait_logged 1 'dns (192.0.2.53) is delivered again'
	ip address del 192.0.2.53/32 dev lan0
	wait_logged 2 'dns (192.0.2.53) is missing'
	start_snmpd
	flush
	received 0 "$(kind 2).*\"192\\.0\\.2\\.53\""
	received 1 "$(kind 1).*\"192\\.0\\.2\\.53\""
	end_daemon
}

@test "as informs" {
	stop_snmpd
	snmpd_extra="informsink $receiver public"
	start_snmpd
	configure '[expected]' 'dns = 192.0.2.53' '[anycastipd]' 'hold-time = 0'
	start_daemon -c "$work/own.conf"
	wait_received 1 "$(kind 1)"
	ip address add 192.0.2.53/32 dev lan0
	wait_received 1 "$(kind 2)"
	end_daemon
}

@test "a master agent that takes no notification does not stop us" {
	stop_snmpd
	rm -f "$agentx_socket"
	start_master drop-notify
	configure '[expected]' 'dns = 192.0.2.53' '[anycastipd]' 'hold-time = 0'
	run_daemon -c "$work/own.conf"
	wait_for grep -q '^message 12' "$master_log"
	ip address add 192.0.2.53/32 dev lan0
	wait_logged 1 'dns (192.0.2.53) is delivered again'
	# One in flight.
	[ "$(grep -c '^message 12' "$master_log")" = 1 ]
	end_daemon
}

@test "wrong settings are refused, with line and remedy" {
	daemon=${ANYCASTIPD:-$top_builddir/agent/anycastipd}
	while IFS='|' read -r line reason; do
		configure '[anycastipd]' "$line"
		run "$daemon" -t -c "$work/own.conf"
		echo "$line: $output"
		[ "$status" = 1 ]
		[[ $output == *"own.conf:2: "*"$reason"* ]]
	done <<-END
	notify = everything|expected, rows
	notify =|expected, rows
	hold-time = soon|a number from 0 to 3600
	hold-time = -1|a number from 0 to 3600
	hold-time = 3601|a number from 0 to 3600
	rate-limit = 0|a number from 1 to 6000
	rate-limit = 10x|a number from 1 to 6000
	colour = red|is not a setting of [anycastipd]; write notify
	END
	configure '[anycastipd]' 'notify = rows' 'notify = none'
	run "$daemon" -t -c "$work/own.conf"
	[ "$status" = 1 ]
	[[ $output == *'own.conf:3: '*twice* ]]
	configure '[anycastipd]' 'notify = expected, rows delivery' \
		'hold-time = 0' 'rate-limit = 6000'
	"$daemon" -t -c "$work/own.conf"
}

@test "SIGHUP takes other settings, and none that are wrong" {
	configure '[expected]' 'dns = 192.0.2.53' '[anycastipd]' \
		'notify = none' 'hold-time = 0'
	start_daemon -c "$work/own.conf"
	wait_logged 1 'dns (192.0.2.53) is missing'
	configure '[expected]' '[anycastipd]' 'notify = everything'
	kill -HUP "$anycastipd_pid"
	wait_logged 1 'own.conf:3: '
	# Nothing of the wrong file is in force.
	[ "$(get "$objects.5.1.0")" = "$objects.5.1.0 1" ]
	received 0 .4291.0
	configure '[expected]' 'dns = 192.0.2.53' '[anycastipd]' 'hold-time = 0'
	kill -HUP "$anycastipd_pid"
	wait_received 1 "$(kind 1)"
	end_daemon
}
