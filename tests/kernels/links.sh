#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# links.sh: interfaces of every kind that this kernel has, each told of itself
# to libnl-route in its own way, beside one with an anycast address: the library
# reads them all.  Runs in a kernel of its own (uml.sh).

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
work_folder

anycastip=$top_builddir/cmd/anycastip
modules=/run/host
modprobe -d $modules -qa bonding geneve gtp ifb ipvlan macsec macvlan macvtap \
	nlmon slcan team tun vcan vxcan vxlan ip_gre ip_tunnel ip_vti ip6_gre \
	ip6_tunnel ip6_vti ipip sit xfrm_interface 8021q bridge batman-adv \
	fou wireguard bareudp netdevsim ieee802154_6lowpan || :

tried=0
made=0
kind()
{
	tried=$((tried + 1))
	ip link add "$@" 2>/dev/null || {
		say "# not in this kernel: $*"
		return
	}
	made=$((made + 1))
}

ip link add v0 type veth peer name v1
ip addr add 2001:db8::1/64 dev v0 nodad
sysctl -qw net.ipv6.conf.v0.forwarding=1
ip link set v0 up
ip link set v1 up
for name in d0 d1 d2 d3; do
	ip link add $name type dummy
	ip link set $name up
done
ip addr add 192.0.2.1/24 dev d0

kind br0 type bridge vlan_filtering 1 mcast_snooping 1
kind bond0 type bond mode 802.3ad
kind team0 type team
kind ifb7 type ifb
kind vlan5 link d0 type vlan id 5 ingress-qos-map 1:2 egress-qos-map 3:4
kind mv0 link d0 type macvlan mode source macaddr set 02:00:00:00:00:01
kind mt0 link d0 type macvtap mode bridge
kind iv0 link d1 type ipvlan mode l3s vepa
kind ms0 link v1 type macsec encrypt on
kind vx0 type vxlan id 5 dstport 4789 local 192.0.2.1 group 239.0.0.1 dev d0
kind vx6 type vxlan id 6 dstport 4790 local 2001:db8::1 remote 2001:db8::2
kind vx7 type vxlan external dstport 4791
kind ge0 type geneve id 5 remote 192.0.2.9
kind ge6 type geneve id 6 remote 2001:db8::9
kind ge7 type geneve external dstport 6082
kind gre7 type gre local 192.0.2.1 remote 192.0.2.2 ikey 1 okey 2 csum
kind gt7 type gretap local 192.0.2.1 remote 192.0.2.2 encap fou encap-dport 5
kind er7 type erspan seq key 1 local 192.0.2.1 remote 192.0.2.2 erspan_ver 2
kind g67 type ip6gre local 2001:db8::1 remote 2001:db8::2
kind gt67 type ip6gretap local 2001:db8::1 remote 2001:db8::2
kind er67 type ip6erspan seq key 1 local 2001:db8::1 remote 2001:db8::2
kind ii7 type ipip local 192.0.2.1 remote 192.0.2.2
kind si7 type sit local 192.0.2.1 remote 192.0.2.2 6rd-prefix 2001:db8::/32
kind i67 type ip6tnl local 2001:db8::1 remote 2001:db8::2 mode any
kind vt7 type vti local 192.0.2.1 remote 192.0.2.2 key 1
kind vt67 type vti6 local 2001:db8::1 remote 2001:db8::2 key 1
kind xf7 type xfrm dev d0 if_id 5
kind wg0 type wireguard
kind nlm0 type nlmon
kind vc0 type vcan
kind vxc0 type vxcan
kind gtp0 type gtp role sgsn
kind bu0 type bareudp dstport 6635 ethertype mpls_uc
kind ns0 type netdevsim
kind nk0 type netkit
kind bat0 type batadv
kind vrf5 type vrf table 5
ip tuntap add tap0 mode tap
ip tuntap add tun0 mode tun
ip link set d0 alias 'an alias of two hundred octets or so: .......................'
ip link property add dev d0 altname a-name-longer-than-the-usual-ones
ip link add member type dummy 2>/dev/null && ip link set member master br0
ip link add inside type dummy && ip link set inside master vrf5
ip link add slave type dummy && ip link set slave master bond0

count=$(ip -o link | wc -l)
say "# $made of $tried kinds, $count interfaces"
[ $made -ge 8 ] || die 'that is too few to prove anything'
"$anycastip" list >"$work/list" || die 'cannot read the table'
grep -q 'v0 *subnetRouter' "$work/list" || die "v0 is not in: $(cat "$work/list")"
"$anycastip" explain 192.0.2.1 >"$work/explain" || [ $? = 1 ] ||
	die "cannot explain 192.0.2.1: $(cat "$work/explain")"
grep -q 'd0' "$work/explain" || die "d0 is not in: $(cat "$work/explain")"
