# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For bats files about how soon the agent knows what happens: interfaces with
# events to make, and an agent that is asked only when a test says so.

load ../lib/daemon

# ---- The scene ----------------------------------------------------------------

# lan0 with rows of every kind, lan1 with a row that is undelivered for good.
make_events()
{
	work_folder
	set_sysctl net.ipv6.conf.all.forwarding 1
	add_veth lan0
	add_veth lan1
	ip -6 address add 2001:db8:1::1/64 dev lan0 nodad
	ip -6 address add 2001:db8:2::1/64 dev lan1 nodad
	ip address add 192.0.2.53/32 dev lan0
	wait_dad
	mkfifo "$work/orders"
	# Open for writing, too, so that it has no end.
	start orders bash -c 'exec "$0" lan0 2001:db8:1::53 <>"$1"' \
		"$top_builddir/tests/lib/join" "$work/orders"
	export orders="$work/orders" orders_log="$work/orders.log"
	wait_for grep -q joined "$orders_log"
	order join lan1 2001:db8:2::54
	ip -6 route del anycast 2001:db8:2::54 dev lan1 table local
	export own_config=$work/own.conf
	printf '%s\n' '[declared]' 'prefix = 192.0.2.0/24' >"$own_config"
}

# order WORD...: a line to join; returns when it is obeyed.
order()
{
	local count
	count=$(wc -l <"$orders_log")
	echo "$*" >"$orders"
	wait_for longer_than "$count" "$orders_log"
	[ "$(tail -n 1 "$orders_log")" = ok ]
}

longer_than()
{
	[ "$(wc -l <"$2")" -gt "$1" ]
}

# ---- Events -------------------------------------------------------------------
#
# In an order in which each is undone.  After those that begin with a "+" the
# kernel goes on by itself; "-" is none, but puts things back.

events='leave come_back route_gone route_back -renew
	by_hand not_by_hand no_address address -another_joins another_ends
	prefix_gone +prefix_back host router
	link_down +link_up leave come_back
	ipv6_off +ipv6_on leave come_back
	mtu_small +mtu_large -renew
	-new_link no_link'

leave() { order leave lan0 2001:db8:1::53; }
come_back() { order join lan0 2001:db8:1::53; }
route_gone() { ip -6 route del anycast 2001:db8:1::53 dev lan0 table local; }
route_back() { ip -6 route add anycast 2001:db8:1::53 dev lan0 table local; }
by_hand() { ip -6 route add anycast 2001:db8:9::53 dev lan1 table local; }
not_by_hand() { ip -6 route del anycast 2001:db8:9::53 dev lan1 table local; }
no_address() { ip address del 192.0.2.53/32 dev lan0; }
address() { ip address add 192.0.2.53/32 dev lan0; }
prefix_gone() { ip -6 address del 2001:db8:1::1/64 dev lan0; }
prefix_back() { ip -6 address add 2001:db8:1::1/64 dev lan0 nodad; }
host() { set_sysctl net.ipv6.conf.lan0.forwarding 0; }
router() { set_sysctl net.ipv6.conf.lan0.forwarding 1; }
link_down() { ip link set lan0 down; }
ipv6_off() { set_sysctl net.ipv6.conf.lan0.disable_ipv6 1; }
mtu_small() { ip link set lan0 mtu 1200; }
no_link() { ip link del lan2; }
another_ends() { stop "$another" || :; }

link_up()
{
	ip link set lan0 up
	prefix_back
}

ipv6_on()
{
	set_sysctl net.ipv6.conf.lan0.disable_ipv6 0
	prefix_back
}

mtu_large()
{
	ip link set lan0 mtu 1500
	prefix_back
}

# The kernel does not take away what it has not made, or has forgotten.
renew()
{
	order leave lan0 2001:db8:1::53 || :
	route_gone 2>/dev/null || :
	come_back
}

another_joins()
{
	start another "$top_builddir/tests/lib/join" lan0 2001:db8:1::63
	another=$started
	wait_for grep -q joined "$work/another.log"
}

new_link()
{
	add_veth lan2
	order join lan2 2001:db8:5::53
}

# ---- The agent ----------------------------------------------------------------

# The process to watch is $watched_pid.
start_watched()
{
	if [ -n "${inside_snmpd-}" ]; then
		module_config=$own_config start_module
		watched_pid=$snmpd_pid
	else
		start_both -c "$own_config"
		watched_pid=$anycastipd_pid
	fi
	export watched_pid
}

# One for a test alone, with an address that is expected.
start_expecting()
{
	unset snmp_address agentx_socket work
	work_folder
	printf '%s\n' '[expected]' 'dns = 2001:db8:1::53' |
		cat "$own_config" - >"$work/expecting.conf"
	own_config=$work/expecting.conf
	start_watched
}

# noticed COMMAND...: until the agent has woken for it, and sleeps again.
noticed()
{
	local before
	before=$(switches_of)
	"$@"
	wait_for sleeps_again
}

sleeps_again()
{
	local now
	now=$(switches_of)
	[ "$now" != "$before" ] && sleep 0.5 && [ "$now" = "$(switches_of)" ]
}

switches_of()
{
	awk '/ctxt_switches/ { sum += $2 } END { print sum }' \
		"/proc/$watched_pid/status"
}

# ---- What it says, and what is --------------------------------------------------

# Link-local addresses come when the kernel gets round to it.
not_link_local()
{
	grep -v '\.16\.254\.128\.' || :
}

# walked TOOL: the states, in one walk.
walked()
{
	snmp_mibs='' snmp "$1" -Onq -- "$table.1.10" | not_link_local
}

# The counts, in one GET.
counted()
{
	get "$objects.1.1.0" "$objects.1.2.0" "$objects.1.3.0"
}

# The same, from a library that waits to be sure.
is_walked()
{
	library -c "$own_config" | grep "^$table\.1\.10\." | not_link_local
}

is_counted()
{
	library -c "$own_config" | grep "^$objects\.1\."
}

# check_poll HOW...: it is right.
check_poll()
{
	local said
	said=$("$@")
	is=$("is_$1")
	same "$is" "$said"
	polls=$((${polls-0} + 1))
}

# after EVENT HOW...: the first poll, before anything else looks.
after()
{
	local event=$1 was=${is-}
	shift
	echo "$* after $event"
	"${event#[-+]}"
	case $event in
	-*)
		is=
		return
		;;
	+*)
		# What goes on may bring link-local addresses.
		[ "$1" != counted ] || return 0
		wait_for differs
		;;
	esac
	check_poll "$@"
	[ "$is" != "$was" ] || {
		echo 'that changes nothing'
		return 1
	}
}

differs()
{
	[ "$(is_walked)" != "$was" ]
}

# ---- Time -----------------------------------------------------------------------

# ticks OID: a TimeTicks, as a number.
ticks()
{
	snmp_mibs='' snmp snmpget -Onqvt -- "$1"
}

uptime_ticks()
{
	ticks .1.3.6.1.2.1.1.3.0
}

stamps()
{
	get "$objects.1.4.0" "$objects.2.8.0"
}

# Seconds since 1970 of an octet string in hexadecimal.
seconds_of()
{
	# shellcheck disable=SC2046
	set -- $(printf '%s\n' "$1" | tr -d '"')
	date -u +%s -d "$((16#$1$2))-$((16#$3))-$((16#$4)) $((16#$5)):$((16#$6)):$((16#$7))"
}
