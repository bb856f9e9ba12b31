# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Ways in which a host has an address, or has lost it, made in the namespace of
# tests/lib/host.sh, which sources this.
#
# A layout is a line that says what becomes of a datagram for the address by IPv4
# and by IPv6, "arrives", "lost", "differs" from link to link, or "-" where it
# cannot be; and the function of that name, which makes it.

# ---- What layouts are made of -----------------------------------------------

layouts=

layout()
{
	layouts="$layouts $3:$1:$2"
}

# What there is so far is to be seen by those who watch the host: a change
# follows.
seen()
{
	:
}

# add INTERFACE [OPTION...]: the address, as such addresses mostly are.
add()
{
	dev=$1
	shift
	case $family in
	6) set -- nodad "$@" ;;
	esac
	$ip address add "$address/$length" dev "$dev" "$@"
}

local_route()
{
	verb=$1
	shift
	$ip route "$verb" local "$@" table local
}

# join INTERFACE ADDRESS: by a program that stays.
join()
{
	: >"$work/join-$1.log"
	start "join-$1" "$top_builddir/tests/lib/join" "$1" "$2"
	wait_for grep -q joined "$work/join-$1.log"
}

# Down and up; the addresses of the link are there again.
flap()
{
	ip link set "$1" down
	ip link set "$1" up
	ip -6 address replace "2001:db8:1${1#eth}::1/64" dev "$1" nodad
}

bridge()
{
	ip link add "$1" type bridge
	ip link set "$1" addrgenmode none
}

dummy()
{
	ip link add "$1" type dummy 2>/dev/null ||
		skip_test 'this kernel has no dummy interfaces'
	ip link set "$1" addrgenmode none
}

# unplug INTERFACE: the other end of the link goes.
unplug()
{
	at_peer ip link set "p${1#eth}.$$" down
	wait_for without_carrier "$1"
}

without_carrier()
{
	ip link show dev "$1" | grep -q NO-CARRIER
}

# The rule that leads to the table local goes behind others.
move_local_rule()
{
	$ip rule add pref 100 lookup local
	$ip rule del pref 0
}

rule()
{
	$ip rule add pref 50 "$@"
}

# ---- Unicast addresses ------------------------------------------------------

layout arrives arrives plain_on_lo
plain_on_lo()
{
	add lo
}

layout arrives arrives plain_on_link
plain_on_link()
{
	add eth0
}

layout arrives arrives plain_on_another_link
plain_on_another_link()
{
	make_link 1
	add eth1
}

layout arrives arrives plain_on_bridge
plain_on_bridge()
{
	bridge br0
	ip link set eth0 master br0
	ip link set br0 up
	add br0
}

layout arrives arrives plain_on_bridge_without_ports
plain_on_bridge_without_ports()
{
	bridge br0
	ip link set br0 up
	add br0
}

layout arrives arrives plain_on_dummy
plain_on_dummy()
{
	dummy dummy0
	ip link set dummy0 up
	add dummy0
}

layout arrives arrives plain_on_a_router
plain_on_a_router()
{
	set_sysctl "net/ipv$family/conf/all/forwarding" 1
	add lo
}

layout arrives arrives with_a_shorter_prefix
with_a_shorter_prefix()
{
	length=${prefix#*/}
	add eth0
}

layout arrives arrives point_to_point
point_to_point()
{
	case $family in
	4) $ip address add "$address" peer 203.0.113.1 dev eth0 ;;
	6) $ip address add "$address" peer 2001:db8:ff::1 dev eth0 nodad ;;
	esac
}

layout arrives - of_scope_host
of_scope_host()
{
	add lo scope host
}

layout arrives arrives on_two_links
on_two_links()
{
	make_link 1
	add eth0
	add eth1
}

layout arrives arrives on_two_links_and_taken_from_one
on_two_links_and_taken_from_one()
{
	on_two_links
	$ip address del "$address/$length" dev eth0
}

layout arrives arrives on_lo_and_on_a_link_that_is_down
on_lo_and_on_a_link_that_is_down()
{
	make_link 1
	add lo
	add eth1
	ip link set eth1 down
}

layout arrives arrives on_two_links_of_which_one_is_down
on_two_links_of_which_one_is_down()
{
	on_two_links
	ip link set eth1 down
}

layout arrives arrives on_lo_and_link_without_one_of_the_routes
on_lo_and_link_without_one_of_the_routes()
{
	add lo
	add eth0
	local_route del "$address" dev lo
}

layout lost lost taken_away
taken_away()
{
	add lo
	seen
	$ip address del "$address/$length" dev lo
}

layout lost lost never_there
never_there()
{
	:
}

# ---- States of addresses ----------------------------------------------------

layout arrives arrives deprecated
deprecated()
{
	add lo valid_lft forever preferred_lft 0
}

layout lost lost expired
expired()
{
	add eth0 valid_lft 1 preferred_lft 1
	wait_for is_gone
}

is_gone()
{
	! $ip address show | grep -qw "$address"
}

layout - lost tentative
tentative()
{
	make_link 1
	set_sysctl net/ipv6/conf/eth1/accept_dad 1
	set_sysctl net/ipv6/conf/eth1/dad_transmits 1000
	$ip address add "$address/$length" dev eth1
	$ip address show dev eth1 tentative | grep -qw "$address"
}

layout - arrives tentative_with_a_route_by_hand
tentative_with_a_route_by_hand()
{
	tentative
	local_route add "$address" dev lo
}

layout - arrives tentative_beside_one_that_is_not
tentative_beside_one_that_is_not()
{
	tentative
	add lo
}

layout - arrives optimistic
optimistic()
{
	make_link 1
	set_sysctl net/ipv6/conf/eth1/optimistic_dad 1 ||
		skip_test 'this kernel has no optimistic addresses'
	set_sysctl net/ipv6/conf/eth1/accept_dad 1
	set_sysctl net/ipv6/conf/eth1/dad_transmits 1000
	$ip address add "$address/$length" dev eth1 optimistic
	$ip address show dev eth1 tentative | grep -qw "$address"
}

layout - lost duplicate
duplicate()
{
	make_link 1
	at_peer ip -6 address add "$address/$length" dev p1.$$ nodad
	set_sysctl net/ipv6/conf/eth1/accept_dad 1
	$ip address add "$address/$length" dev eth1
	wait_for is_duplicate
	at_peer ip -6 address del "$address/$length" dev p1.$$
}

is_duplicate()
{
	$ip address show dev eth1 dadfailed | grep -qw "$address"
}

# ---- Interfaces that are switched off ---------------------------------------

layout arrives lost link_down
link_down()
{
	make_link 1
	add eth1
	seen
	ip link set eth1 down
}

layout - lost link_down_and_address_kept
link_down_and_address_kept()
{
	set_sysctl net/ipv6/conf/all/keep_addr_on_down 1
	link_down
	$ip address show dev eth1 | grep -qw "$address"
}

layout arrives arrives link_never_up
link_never_up()
{
	bridge br0
	add br0
}

layout arrives arrives dummy_never_up
dummy_never_up()
{
	dummy dummy0
	add dummy0
}

layout arrives lost link_down_and_up
link_down_and_up()
{
	link_down
	seen
	ip link set eth1 up
}

layout arrives arrives link_down_and_up_and_address_kept
link_down_and_up_and_address_kept()
{
	set_sysctl net/ipv6/conf/all/keep_addr_on_down 1
	link_down
	ip link set eth1 up
	wait_dad
}

layout arrives arrives link_without_carrier
link_without_carrier()
{
	make_link 1
	add eth1
	unplug eth1
}

layout arrives arrives link_without_carrier_whose_routes_do_not_count
link_without_carrier_whose_routes_do_not_count()
{
	make_link 1
	set_sysctl "net/ipv$family/conf/eth1/ignore_routes_with_linkdown" 1
	add eth1
	unplug eth1
}

layout arrives lost lo_down
lo_down()
{
	add lo
	seen
	ip link set lo down
}

layout arrives lost lo_down_and_up
lo_down_and_up()
{
	lo_down
	ip link set lo up
}

layout arrives arrives lo_down_before
lo_down_before()
{
	ip link set lo down
	add lo
}

layout arrives arrives lo_down_and_address_elsewhere
lo_down_and_address_elsewhere()
{
	ip link set lo down
	add eth0
}

layout - lost ipv6_disabled_and_enabled
ipv6_disabled_and_enabled()
{
	add lo
	set_sysctl net/ipv6/conf/lo/disable_ipv6 1
	set_sysctl net/ipv6/conf/lo/disable_ipv6 0
}

layout - lost mtu_too_small_for_ipv6
mtu_too_small_for_ipv6()
{
	make_link 1
	add eth1
	ip link set eth1 mtu 1279
}

# ---- The local route --------------------------------------------------------

layout lost lost local_route_deleted
local_route_deleted()
{
	add lo
	seen
	local_route del "$address" dev lo
}

layout lost lost local_route_of_a_link_deleted
local_route_of_a_link_deleted()
{
	add eth0
	local_route del "$address" dev eth0
}

layout arrives arrives local_route_revived
local_route_revived()
{
	local_route_deleted
	seen
	local_route add "$address" dev lo
}

layout arrives arrives local_route_revived_on_a_link
local_route_revived_on_a_link()
{
	local_route_deleted
	local_route add "$address" dev eth0
}

layout lost lost local_route_replaced_by_a_blackhole
local_route_replaced_by_a_blackhole()
{
	local_route_deleted
	$ip route add blackhole "$address" table local
}

layout lost lost local_route_replaced_by_a_unicast_one
local_route_replaced_by_a_unicast_one()
{
	local_route_deleted
	$ip route add "$address" dev eth0 table local
}

layout lost lost local_table_flushed
local_table_flushed()
{
	add lo
	$ip route flush table local
}

# ---- Local routes without an address (AnyIP) --------------------------------

layout arrives arrives anyip_by_prefix
anyip_by_prefix()
{
	local_route add "$prefix" dev lo
}

layout arrives arrives anyip_by_a_single_route
anyip_by_a_single_route()
{
	local_route add "$address" dev lo
}

layout arrives arrives anyip_on_a_link
anyip_on_a_link()
{
	local_route add "$prefix" dev eth0
}

layout arrives arrives anyip_on_another_link
anyip_on_another_link()
{
	make_link 1
	local_route add "$prefix" dev eth1
}

layout arrives lost anyip_on_a_link_that_went_down
anyip_on_a_link_that_went_down()
{
	anyip_on_another_link
	ip link set eth1 down
}

layout arrives lost anyip_and_lo_down
anyip_and_lo_down()
{
	anyip_by_prefix
	ip link set lo down
}

# An address on lo takes in its whole prefix.
layout arrives - anyip_by_an_address_on_lo
anyip_by_an_address_on_lo()
{
	$ip address add "192.0.2.1/24" dev lo
}

layout lost lost anyip_with_a_hole
anyip_with_a_hole()
{
	anyip_by_prefix
	seen
	$ip route add blackhole "$address" table local
}

layout arrives arrives anyip_in_the_table_main
anyip_in_the_table_main()
{
	$ip route add local "$prefix" dev lo table main
}

layout lost lost anyip_in_the_table_main_with_a_way_out
anyip_in_the_table_main_with_a_way_out()
{
	anyip_in_the_table_main
	$ip route add "$address" dev eth0 table main
}

layout arrives arrives anyip_in_a_table_of_a_rule
anyip_in_a_table_of_a_rule()
{
	$ip route add local "$prefix" dev lo table 100
	rule to "$prefix" lookup 100
}

layout lost lost anyip_in_a_table_without_a_rule
anyip_in_a_table_without_a_rule()
{
	$ip route add local "$prefix" dev lo table 100
}

# As transparent proxies have it.
layout lost lost anyip_for_a_mark
anyip_for_a_mark()
{
	$ip route add local default dev lo table 100
	rule fwmark 1 lookup 100
}

layout arrives arrives anyip_for_the_incoming_interface
anyip_for_the_incoming_interface()
{
	$ip route add local "$prefix" dev lo table 100
	rule iif eth0 lookup 100
}

layout lost lost anyip_for_another_incoming_interface
anyip_for_another_incoming_interface()
{
	$ip route add local "$prefix" dev lo table 100
	rule iif lo lookup 100
}

layout arrives arrives anyip_under_an_address_that_was_taken_away
anyip_under_an_address_that_was_taken_away()
{
	anyip_by_prefix
	taken_away
}

layout arrives arrives anyip_under_an_address_without_its_route
anyip_under_an_address_without_its_route()
{
	anyip_by_prefix
	local_route_deleted
}

# The peer's address has its way back by eth0, everything else by eth1.
layout arrives - anyip_and_reverse_paths
anyip_and_reverse_paths()
{
	make_link 1
	set_sysctl net/ipv4/conf/all/rp_filter 1
	$ip route add default via 198.51.101.2 dev eth1
	anyip_by_prefix
}

layout arrives arrives plain_and_reverse_paths
plain_and_reverse_paths()
{
	make_link 1
	set_sysctl net/ipv4/conf/all/rp_filter 1
	add lo
}

# ---- Rules ------------------------------------------------------------------

layout arrives arrives local_rule_moved
local_rule_moved()
{
	add lo
	move_local_rule
}

layout lost lost blackhole_rule
blackhole_rule()
{
	local_rule_moved
	seen
	rule to "$address" blackhole
}

layout lost lost blackhole_rule_for_an_address_of_a_link
blackhole_rule_for_an_address_of_a_link()
{
	add eth0
	move_local_rule
	rule to "$prefix" blackhole
}

layout lost lost unreachable_rule
unreachable_rule()
{
	local_rule_moved
	rule to "$address" unreachable
}

layout lost lost prohibit_rule
prohibit_rule()
{
	local_rule_moved
	rule to "$address" prohibit
}

layout lost lost throw_rule
throw_rule()
{
	local_rule_moved
	rule to "$address" throw
}

# A router answers a lookup without result in another way.
layout lost lost blackhole_rule_of_a_router
blackhole_rule_of_a_router()
{
	set_sysctl "net/ipv$family/conf/all/forwarding" 1
	blackhole_rule
}

layout lost lost blackhole_rule_and_anyip
blackhole_rule_and_anyip()
{
	anyip_by_prefix
	move_local_rule
	rule to "$address" blackhole
}

layout arrives arrives blackhole_rule_after_the_local_one
blackhole_rule_after_the_local_one()
{
	add lo
	rule to "$address" blackhole
}

layout arrives arrives blackhole_rule_for_another_address
blackhole_rule_for_another_address()
{
	local_rule_moved
	case $family in
	4) rule to 192.0.2.54 blackhole ;;
	6) rule to 2001:db8:53::54 blackhole ;;
	esac
}

layout arrives arrives blackhole_rule_for_all_but_the_address
blackhole_rule_for_all_but_the_address()
{
	local_rule_moved
	rule not to "$address" blackhole
}

layout arrives arrives blackhole_rule_of_a_mark
blackhole_rule_of_a_mark()
{
	local_rule_moved
	rule to "$address" fwmark 7 blackhole
}

layout arrives arrives blackhole_rule_of_a_source
blackhole_rule_of_a_source()
{
	local_rule_moved
	case $family in
	4) rule from 203.0.113.0/24 blackhole ;;
	6) rule from 2001:db8:f::/48 blackhole ;;
	esac
}

layout arrives arrives blackhole_rule_for_what_the_host_sends_itself
blackhole_rule_for_what_the_host_sends_itself()
{
	local_rule_moved
	rule to "$address" iif lo blackhole
}

layout arrives arrives blackhole_rule_of_another_incoming_interface
blackhole_rule_of_another_incoming_interface()
{
	local_rule_moved
	rule to "$address" iif eth1 blackhole
}

layout lost lost blackhole_rule_of_the_incoming_interface
blackhole_rule_of_the_incoming_interface()
{
	local_rule_moved
	rule to "$address" iif eth0 blackhole
}

layout lost lost blackhole_rule_of_the_incoming_interface_of_a_router
blackhole_rule_of_the_incoming_interface_of_a_router()
{
	set_sysctl "net/ipv$family/conf/all/forwarding" 1
	blackhole_rule_of_the_incoming_interface
}

layout lost lost blackhole_rule_of_the_interface_of_the_address
blackhole_rule_of_the_interface_of_the_address()
{
	add eth0
	move_local_rule
	rule to "$address" iif eth0 blackhole
}

# It can come in by the other one.
layout arrives arrives blackhole_rule_of_one_of_two_links
blackhole_rule_of_one_of_two_links()
{
	make_link 1
	blackhole_rule_of_the_incoming_interface
}

layout arrives arrives blackhole_rule_of_an_outgoing_interface
blackhole_rule_of_an_outgoing_interface()
{
	local_rule_moved
	rule to "$address" oif eth0 blackhole
}

layout arrives arrives blackhole_rule_of_a_service
blackhole_rule_of_a_service()
{
	local_rule_moved
	rule to "$address" tos 0x10 blackhole
}

layout arrives arrives blackhole_rule_of_a_protocol
blackhole_rule_of_a_protocol()
{
	local_rule_moved
	rule to "$address" ipproto 6 dport 22 blackhole
}

# IPv6 takes all that comes in for the superuser of the system, IPv4 for that of
# the namespace.
layout lost - blackhole_rule_of_the_superuser
blackhole_rule_of_the_superuser()
{
	local_rule_moved
	rule to "$address" uidrange 0-0 blackhole
}

layout arrives arrives blackhole_rule_of_a_user
blackhole_rule_of_a_user()
{
	user=65534
	setpriv --reuid=$user true 2>/dev/null ||
		skip_test 'another user cannot be had'
	local_rule_moved
	rule to "$address" uidrange $user-$user blackhole
}

layout arrives arrives blackhole_rule_that_is_skipped
blackhole_rule_that_is_skipped()
{
	local_rule_moved
	rule to "$address" blackhole
	$ip rule add pref 60 nop
	$ip rule add pref 40 goto 60
}

layout lost lost blackhole_route_of_a_rule
blackhole_route_of_a_rule()
{
	local_rule_moved
	$ip route add blackhole "$address" table 100
	rule lookup 100
}

layout arrives arrives throw_route_of_a_rule
throw_route_of_a_rule()
{
	local_rule_moved
	$ip route add throw "$address" table 100
	rule lookup 100
}

layout lost lost unicast_route_of_a_rule
unicast_route_of_a_rule()
{
	local_rule_moved
	$ip route add default dev eth0 table 100
	seen
	rule lookup 100
}

layout lost lost unicast_route_in_a_table_before_local
unicast_route_in_a_table_before_local()
{
	local_rule_moved
	rule lookup 100
	seen
	$ip route add default dev eth0 table 100
}

layout arrives arrives unicast_route_of_a_rule_that_is_too_short
unicast_route_of_a_rule_that_is_too_short()
{
	unicast_route_of_a_rule
	$ip rule del pref 50
	rule lookup 100 suppress_prefixlength 0
}

# IPv6 has a unicast route of it in main as well.
layout arrives lost main_before_local
main_before_local()
{
	local_rule_moved
	rule lookup main
}

layout arrives arrives local_rule_of_another_table
local_rule_of_another_table()
{
	add lo
	$ip route add local "$address" dev lo table 100
	rule lookup 100
	$ip rule del pref 0
}

layout arrives arrives rules_of_cilium
rules_of_cilium()
{
	add lo
	$ip route add local default dev lo table 2004
	$ip rule add pref 9 fwmark 0x200/0xf00 lookup 2004
	move_local_rule
}

# IPv6 looks at rules only after there has been one besides its own.
layout lost arrives local_rule_deleted
local_rule_deleted()
{
	add lo
	$ip rule del pref 0
}

layout lost lost local_rule_deleted_after_another
local_rule_deleted_after_another()
{
	add lo
	$ip rule add pref 50 lookup 100
	$ip rule del pref 50
	seen
	$ip rule del pref 0
}

layout arrives arrives local_rule_deleted_and_made_again
local_rule_deleted_and_made_again()
{
	local_rule_deleted_after_another
	seen
	$ip rule add pref 0 lookup local
}

# ---- Addresses that a program joined ----------------------------------------

layout - arrives joined
joined()
{
	address=2001:db8:10::53
	join eth0 $address
}

layout - arrives joined_on_lo
joined_on_lo()
{
	set_sysctl net/ipv6/conf/lo/forwarding 1
	join lo "$address"
}

layout - arrives joined_on_a_bridge
joined_on_a_bridge()
{
	plain_on_bridge
	$ip address add 2001:db8:54::1/64 dev br0 nodad
	address=2001:db8:54::53
	join br0 $address
}

layout - lost joined_and_link_down_and_up
joined_and_link_down_and_up()
{
	joined
	seen
	flap eth0
}

layout - arrives joined_and_link_down_and_up_and_joined_again
joined_and_link_down_and_up_and_joined_again()
{
	joined_and_link_down_and_up
	seen
	stop "$started" || :
	join eth0 $address
}

layout - arrives joined_and_link_down_and_up_and_route_by_hand
joined_and_link_down_and_up_and_route_by_hand()
{
	joined_and_link_down_and_up
	seen
	$ip route add anycast $address dev eth0 table local
}

layout - lost joined_and_another_link_down
joined_and_another_link_down()
{
	make_link 1
	address=2001:db8:11::53
	join eth1 $address
	seen
	ip link set eth1 down
}

layout - arrives joined_and_no_carrier
joined_and_no_carrier()
{
	make_link 1
	address=2001:db8:11::53
	join eth1 $address
	set_sysctl net/ipv6/conf/eth1/ignore_routes_with_linkdown 1
	unplug eth1
}

layout - lost joined_and_route_deleted
joined_and_route_deleted()
{
	joined
	seen
	$ip route del anycast $address dev eth0 table local
}

layout - lost joined_and_another_link_too_small_for_ipv6
joined_and_another_link_too_small_for_ipv6()
{
	make_link 1
	address=2001:db8:11::53
	join eth1 $address
	seen
	ip link set eth1 mtu 1279
}

layout - lost joined_and_another_link_gone
joined_and_another_link_gone()
{
	make_link 1
	address=2001:db8:11::53
	join eth1 $address
	seen
	ip link del eth1
}

layout - lost joined_and_ipv6_disabled_and_enabled
joined_and_ipv6_disabled_and_enabled()
{
	joined
	seen
	set_sysctl net/ipv6/conf/eth0/disable_ipv6 1
	set_sysctl net/ipv6/conf/eth0/disable_ipv6 0
	$ip address add 2001:db8:10::1/64 dev eth0 nodad
}

layout - lost joined_and_program_ended
joined_and_program_ended()
{
	joined
	seen
	stop "$started" || :
}

layout - arrives joined_on_two_links
joined_on_two_links()
{
	joined
	make_link 1
	set_sysctl net/ipv6/conf/eth1/forwarding 1
	join eth1 $address
}

# What comes in by eth1 finds the route of eth0.
layout - arrives joined_on_two_links_and_one_down_and_up
joined_on_two_links_and_one_down_and_up()
{
	joined_on_two_links
	flap eth1
}

layout - arrives link_local_joined
link_local_joined()
{
	address=fe80::53
	links='eth0 eth1'
	make_link 1
	join eth0 $address
	join eth1 $address
}

layout - differs link_local_joined_and_one_link_down_and_up
link_local_joined_and_one_link_down_and_up()
{
	link_local_joined
	flap eth1
}

layout - lost joined_and_blackhole_rule
joined_and_blackhole_rule()
{
	joined
	move_local_rule
	seen
	rule to $address blackhole
}

layout - lost joined_and_blackhole_rule_of_its_interface
joined_and_blackhole_rule_of_its_interface()
{
	joined
	move_local_rule
	rule to $address iif eth0 blackhole
}

layout - arrives joined_and_blackhole_rule_of_another_interface
joined_and_blackhole_rule_of_another_interface()
{
	joined
	make_link 1
	move_local_rule
	rule to $address iif eth1 blackhole
}

# ---- Routes of type anycast -------------------------------------------------

layout lost arrives anycast_route
anycast_route()
{
	$ip route add anycast "$address" dev eth0 table local
}

layout - lost anycast_route_on_lo
anycast_route_on_lo()
{
	$ip route add anycast "$address" dev lo table local
}

layout - lost anycast_route_and_link_down_and_up
anycast_route_and_link_down_and_up()
{
	anycast_route
	seen
	flap eth0
}

layout - arrives anycast_route_of_a_prefix
anycast_route_of_a_prefix()
{
	$ip route add anycast 2001:db8:53::/64 dev eth0 table local
}

layout - arrives anycast_route_in_the_table_main
anycast_route_in_the_table_main()
{
	$ip route add anycast "$address" dev eth0 table main
}

layout - lost anycast_route_in_a_table_without_a_rule
anycast_route_in_a_table_without_a_rule()
{
	$ip route add anycast "$address" dev eth0 table 100
}

layout - arrives anycast_route_without_carrier
anycast_route_without_carrier()
{
	make_link 1
	$ip route add anycast "$address" dev eth1 table local
	unplug eth1
}

layout - lost anycast_route_without_carrier_that_does_not_count
anycast_route_without_carrier_that_does_not_count()
{
	set_sysctl net/ipv6/conf/default/ignore_routes_with_linkdown 1
	anycast_route_without_carrier
}

layout - arrives anycast_route_over_two_links
anycast_route_over_two_links()
{
	make_link 1
	ip -6 nexthop add id 1 dev eth0
	ip -6 nexthop add id 2 dev eth1
	ip nexthop add id 3 group 1/2
	$ip route add anycast "$address" nhid 3 table local
}

layout - arrives anycast_route_by_a_nexthop_object
anycast_route_by_a_nexthop_object()
{
	ip -6 nexthop add id 1 dev eth0
	$ip route add anycast "$address" nhid 1 table local
}

# ---- Subnet-Router anycast addresses ----------------------------------------

layout - arrives subnet_router
subnet_router()
{
	address=2001:db8:10::
	seen
	set_sysctl net/ipv6/conf/eth0/forwarding 1
}

layout - lost subnet_router_that_does_not_forward
subnet_router_that_does_not_forward()
{
	address=2001:db8:10::
}

layout - lost subnet_router_that_forwards_no_more
subnet_router_that_forwards_no_more()
{
	subnet_router
	seen
	set_sysctl net/ipv6/conf/eth0/forwarding 0
}

layout - arrives subnet_router_and_link_down_and_up
subnet_router_and_link_down_and_up()
{
	subnet_router
	seen
	flap eth0
}

layout - lost subnet_router_and_address_taken_away
subnet_router_and_address_taken_away()
{
	subnet_router
	seen
	$ip address del 2001:db8:10::1/64 dev eth0
}

layout - lost subnet_router_and_route_deleted
subnet_router_and_route_deleted()
{
	subnet_router
	seen
	$ip route del anycast $address dev eth0 table local
}

# ---- VRFs -------------------------------------------------------------------

# The link goes into a VRF with a table of its own; sockets outside take what
# comes in there, too.
vrf()
{
	ip link add red type vrf table 10 2>/dev/null ||
		skip_test 'this kernel has no VRF'
	ip link set red addrgenmode none
	ip link set red up
	ip link set eth0 master red
	ip -6 address replace 2001:db8:10::1/64 dev eth0 nodad
	set_sysctl net/ipv4/udp_l3mdev_accept 1
}

layout arrives arrives vrf_plain
vrf_plain()
{
	vrf
	add red
}

layout arrives arrives vrf_plain_on_its_link
vrf_plain_on_its_link()
{
	vrf
	add eth0
}

layout arrives lost vrf_entered
vrf_entered()
{
	add eth0
	vrf
}

layout arrives lost vrf_left
vrf_left()
{
	vrf_plain_on_its_link
	ip link set eth0 nomaster
}

layout lost lost vrf_local_route_deleted
vrf_local_route_deleted()
{
	vrf_plain
	$ip route del local "$address" dev red table 10
}

layout lost lost vrf_without_its_rule
vrf_without_its_rule()
{
	vrf_plain
	$ip rule del pref 1000
}

layout lost lost vrf_blackhole_rule
vrf_blackhole_rule()
{
	vrf_plain
	rule to "$address" blackhole
}

layout arrives arrives vrf_anyip
vrf_anyip()
{
	vrf
	$ip route add local "$prefix" dev red table 10
}

# The table local stands before that of the VRF.
layout arrives arrives vrf_and_address_outside
vrf_and_address_outside()
{
	vrf
	add lo
}

# Only what comes in outside is handed to it.
layout arrives arrives vrf_and_address_and_link_outside
vrf_and_address_and_link_outside()
{
	make_link 1
	vrf_and_address_outside
	$ip route add unreachable default table 10
	$ip rule add pref 2000 lookup local
	$ip rule del pref 0
}

layout - arrives vrf_joined
vrf_joined()
{
	vrf
	address=2001:db8:10::53
	join eth0 $address
}

layout - lost vrf_joined_and_then_entered
vrf_joined_and_then_entered()
{
	joined
	vrf
}

layout - arrives vrf_anycast_route
vrf_anycast_route()
{
	vrf
	$ip route add anycast "$address" dev eth0 table 10
}

layout - arrives vrf_subnet_router
vrf_subnet_router()
{
	vrf
	subnet_router
}
