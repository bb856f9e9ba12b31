#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A storm of changes while snmpd is restarted time and again: afterwards the
# last notification for each address tells how it is.

load ../lib/notifications

setup()
{
	unset snmp_address agentx_socket
	start_notifying
}

# storm FIRST: every address comes and goes; in the end every second one is
# there, from FIRST on.
storm()
{
	local n
	come_and_go
	for n in $(seq "$1" 2 250); do
		echo "address add 192.0.2.$n/32 dev lan0"
	done
}

restart_snmpd_while()
{
	restarts=0
	while is_running "$1"; do
		if [ $((restarts % 2)) = 0 ]; then
			stop_snmpd KILL
		else
			stop_snmpd
		fi
		start_snmpd
		wait_for anycastipd_answers
		restarts=$((restarts + 1))
	done
	echo "$restarts restarts"
	[ $restarts -gt 0 ]
}

# all_told FIRST: what was told last of each address is how it is.  That the whole
# table changed tells it of all.
all_told()
{
	awk -v kind="= $traps." -v first="$1" '
	{
		at = index($0, kind)
		if (!at)
			next
		what = substr($0, at + length(kind)) + 0
		if (what == 7) {
			delete told
			whole = 1
		} else if (match($0, /"192\.0\.2\.[0-9]+"/)) {
			n = substr($0, RSTART + 9, RLENGTH - 10)
			if (what == 3 || what == 4)
				told[n] = what
		}
	}
	END {
		for (n = 1; n <= 250; n++) {
			right = (n - first) % 2 ? 4 : 3
			if (n in told ? told[n] != right : !whole && right == 3) {
				print n ": told " told[n] ", not " right
				exit 1
			}
		}
		print NR " notifications"
	}' "$work/snmptrapd.log"
}

@test "a storm while snmpd is restarted" {
	configure '[declared]' 'prefix = 192.0.2.0/24' '[expected]' \
		'there = 192.0.2.53' 'lost = 192.0.2.54' \
		'[anycastipd]' 'notify = expected rows' 'hold-time = 0' \
		'rate-limit = 6000'
	start_daemon -c "$work/own.conf"
	for first in 1 2; do
		storm $first >"$work/batch"
		start churn ip -batch "$work/batch"
		restart_snmpd_while "$started"
		lib_deadline=60
		wait_for all_told $first || all_told $first
		wait_for told $((52 + first)) 2 1
		wait_for told $((55 - first)) 1 2
		# The second storm is told of in a log of its own.
		: >"$work/snmptrapd.log"
		for n in $(seq $first 2 250); do
			echo "address del 192.0.2.$n/32 dev lan0"
		done | ip -batch -
	done
	end_daemon
}
