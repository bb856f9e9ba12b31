# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# A host under test, its peer that sends it datagrams, and what is said of an
# address of the host against what becomes of them.  Sourced after tools/lib.sh
# by a script in a network namespace of its own, which is that of the peer; each
# host is one made by a child.  The script goes like this:
#
#	hold_host() { make_host "$1"; $2; send_datagrams; hold_all ...; }
#	[ "${1-}" != --host ] || { shift; hold_host "$@"; exit; }
#	enter_namespace "$0" "$@" || skip_test "$lib_reason"
#	try_layouts "$@"
#
# The question that a datagram asks is: does the kernel hand this host a packet
# for the address that comes in from elsewhere?  The peer sends it by the link
# that a row names.  Where nothing comes in by that interface, be it lo, one that
# is switched off or has no carrier, it may be any link; so too for an address
# that is expected on no interface in particular.  That there are neighbours and
# a way to the host is seen to: they are not in question, nor are packet filters
# and reverse paths.
#
# "missing" is as good as "undelivered" where nothing arrives.

# ---- The host and its peer --------------------------------------------------

# make_host 4|6: the present namespace becomes a host with a link eth0 to its
# peer, the namespace of the parent.  Sets, for the layouts:
#	ip		"ip -4" or "ip -6"
#	address		the one in question; a layout may choose another
#	length		32 or 128
#	prefix		that it is in, and no link
#	links		where it is expected; "" for anywhere
#	user		who is to ask; "" for this one
make_host()
{
	family=$1
	ip="ip -$family"
	case $family in
	4) address=192.0.2.53 length=32 prefix=192.0.2.0/24 ;;
	6) address=2001:db8:53::53 length=128 prefix=2001:db8:53::/48 ;;
	esac
	links=
	user=
	made=
	ways=
	peer=/proc/$PPID/ns/net
	quiet_namespace
	make_link 0
}

# What a new namespace takes over from others must not matter.
quiet_namespace()
{
	for name in all default; do
		for setting in ipv4/conf/$name/rp_filter \
			ipv4/conf/$name/forwarding \
			ipv4/conf/$name/accept_local \
			ipv6/conf/$name/forwarding \
			ipv6/conf/$name/accept_dad \
			ipv6/conf/$name/accept_ra \
			ipv6/conf/$name/keep_addr_on_down \
			ipv6/conf/$name/disable_ipv6; do
			echo 0 >"/proc/sys/net/$setting" || return
		done
	done
}

at_peer()
{
	nsenter --net="$peer" -- "$@"
}

# make_link 0|1: the link eth0 or eth1 to the peer; lo comes up with the first.
make_link()
{
	ip -batch - <<-END
	${made:+#} link set lo up
	link add eth$1 address 02:00:00:00:00:1$1 type veth peer name p$1.$$ netns $PPID
	link set eth$1 addrgenmode none
	link set eth$1 up
	address add 198.51.10$1.1/24 dev eth$1
	address add 2001:db8:1$1::1/64 dev eth$1 nodad
	address add fe80::1/64 dev eth$1 nodad
	END
	at_peer ip -batch - <<-END
	link set p$1.$$ addrgenmode none
	link set p$1.$$ up
	address add 198.51.10$1.2/24 dev p$1.$$
	address add 2001:db8:1$1::2/64 dev p$1.$$ nodad
	address add fe80::2/64 dev p$1.$$ nodad
	$(way "$1")
	END
	made="$made eth$1"
	ways="$ways eth$1:$address"
}

# The peer's way to the address, for ip -batch: one of many for the same, told
# apart by metrics that no other host has.
way()
{
	say "route replace $address dev p$1.$$ metric $$$1"
	say "neighbour replace $address dev p$1.$$ lladdr 02:00:00:00:00:1$1 nud permanent"
}

# ---- Datagrams --------------------------------------------------------------

# datagram eth0|eth1: "arrives" or "lost", when the peer sends one for the
# address out of its end of the link.
datagram()
{
	case " $ways " in
	*" $1:$address "*) ;;
	*) way "${1#eth}" | at_peer ip -batch - ;;
	esac
	"$top_builddir/tests/lib/datagram" "$peer" "p${1#eth}.$$" "$address"
}

# One by each link that carries any.  Sets $by_eth0 and $by_eth1.
send_datagrams()
{
	by_eth0=
	by_eth1=
	for link in $made; do
		case $(ip link show dev "$link" 2>/dev/null) in
		*LOWER_UP*) eval "by_$link=\$(datagram $link)" ;;
		esac
	done
}

# find_out INTERFACE: sets $found, what became of the datagram that came in
# there, or by any link.
find_out()
{
	case $1 in
	eth0 | br0) found=$by_eth0 ;;
	eth1) found=$by_eth1 ;;
	*) found= ;;
	esac
	[ -z "$found" ] || return 0
	case $by_eth0,$by_eth1 in
	*arrives*) found=arrives ;;
	*) found=lost ;;
	esac
}

# ---- What is said -----------------------------------------------------------

faults=

fault()
{
	faults=yes
	say "$*"
}

# configuration ADDRESS...: they are expected, on $links or anywhere.
configuration()
{
	say '[expected]'
	number=0
	for expected_address; do
		for link in ${links:-any}; do
			number=$((number + 1))
			case $link in
			any) say "$number = $expected_address" ;;
			*) say "$number = $expected_address dev $link" ;;
			esac
		done
	done
}

# hold COMMAND...: its output, lines "row INTERFACE STATE" and "expected
# INTERFACE|any STATE" of the address, against what is found.  Sets $rows and
# $expected, each the words that were found.
hold()
{
	rows=
	expected=
	while read -r what name state; do
		[ -n "$what" ] || continue
		find_out "$name"
		case $found:$state in
		arrives:delivered | lost:undelivered | lost:missing) ;;
		*) fault "$found, and yet: $what $name $state" ;;
		esac
		case $what in
		row) rows="$rows $found" ;;
		*) expected="$expected $found" ;;
		esac
	done <<-END
	$("$@")
	END
}

# hold_all WANTED COMMAND...: the same, of an address that is expected; and that
# the layout is what it is meant to be.
hold_all()
{
	wanted=$1
	shift
	hold "$@"
	case $expected in
	'') fault 'it is not among what is expected' ;;
	*arrives*lost* | *lost*arrives*) found=differs ;;
	*arrives*) found=arrives ;;
	*) found=lost ;;
	esac
	[ "$found" = "$wanted" ] || fault "$found, and the layout was to be: $wanted"
	[ "$found$rows" != arrives ] || fault 'arrives, and there is no row'
}

# ---- All layouts ------------------------------------------------------------

# try_layouts [NAME...]: all, or these, in TAP; fails if one does.  It is mostly
# processes that start, so each processor has its share.
try_layouts()
{
	have_ipv6 || skip_test "$lib_reason"
	quiet_namespace ||
		skip_test 'the settings of a namespace cannot be written'
	work_folder
	lanes=$(nproc 2>/dev/null || say 1)
	for lane in $(seq "$lanes"); do
		mkdir "$work/$lane"
		try_share "$@" >"$work/$lane/results" &
		lib_pids="$lib_pids $!"
	done
	wait
	sort -ns "$work"/*/results | sed 's/^[0-9]* //' | tee "$work/results"
	count=$(grep -cE '^(not )?ok' "$work/results")
	failed=$(grep -c '^not ok' "$work/results")
	say "1..$count"
	[ "$count" -gt 0 ] || die "there is no such layout: $*"
	[ "$count" = "$(cat "$work/$lanes/count")" ] || die 'not all were tried'
	[ "$failed" = 0 ] || die "$failed of $count failed"
}

# try_share [NAME...]: what is for this lane, each line with the number of its
# test before it.
try_share()
{
	count=0
	for layout in $layouts; do
		name=${layout%%:*}
		[ $# = 0 ] || case " $* " in
		*" $name "*) ;;
		*) continue ;;
		esac
		words=${layout#*:}
		try_layout 4 "$name" "${words%:*}"
		try_layout 6 "$name" "${words#*:}"
	done
	echo $count >"$work/$lane/count"
}

# try_layout FAMILY LAYOUT WANTED
try_layout()
{
	[ "$3" != - ] || return 0
	count=$((count + 1))
	[ $((count % lanes + 1)) = "$lane" ] || return 0
	status=0
	work=$work/$lane unshare -n -- sh "$0" --host "$@" \
		>"$work/$lane/result" 2>&1 || status=$?
	case $status in
	0) say "$count ok $count - IPv$1 $2: $3" ;;
	77)
		say "$count ok $count - IPv$1 $2 # $(tail -n 1 \
			"$work/$lane/result")"
		;;
	*)
		say "$count not ok $count - IPv$1 $2: $3"
		sed "s/^/$count #   /" "$work/$lane/result"
		;;
	esac
}

. "$top_srcdir/tests/lib/layouts.sh"
