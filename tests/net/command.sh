#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The command anycastip in a namespace: what it prints for each kind of row,
# how it ends, and that the repairs which it names repair.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
work_folder

config=$work/anycastip.conf
TZ=UTC NO_COLOR='' TERM=vt100
export TZ NO_COLOR TERM

anycastip()
{
	"$top_builddir/cmd/anycastip" -c "$config" "$@"
}

configure()
{
	printf '%s\n' "$@" >"$config"
}

# ends STATUS COMMAND...: runs it and keeps what it prints in $work/output.
ends()
{
	expected_status=$1
	shift
	status=0
	"$@" >"$work/output" 2>&1 || status=$?
	[ "$status" = "$expected_status" ] || {
		cat "$work/output" >&2
		die "$*: ends with $status, not $expected_status"
	}
}

# The last output has, or has not, a line that matches.
prints()
{
	grep -Eq -e "$1" "$work/output" || {
		cat "$work/output" >&2
		die "nothing like '$1' was printed"
	}
}

prints_no()
{
	! grep -Eq -e "$1" "$work/output" || {
		cat "$work/output" >&2
		die "'$1' was printed"
	}
}

lists()
{
	anycastip -a -6 | grep -Eq "^$1 .* $2 "
}

# is ADDRESS STATE: wait for it.
is()
{
	wait_for lists "$1" "$2" || {
		anycastip -a >&2
		die "$1 does not become $2"
	}
}

# Run the one command that explain names, and see the address delivered.
repair()
{
	anycastip explain "$1" >"$work/explained" || :
	command=$(sed -n 's/^      \(ip .*\|sysctl .*\)/\1/p' "$work/explained")
	[ -n "$command" ] || {
		cat "$work/explained" >&2
		die "explain $1 names no command"
	}
	say "# $command"
	sh -c "$command" >/dev/null || die "$command: fails"
	wait_for anycastip explain "$1" || {
		anycastip explain "$1" >&2 || :
		die "$command: does not repair $1"
	}
}

# ---- Nothing ----------------------------------------------------------------

configure '# nothing'
ends 0 anycastip
prints '^This host has no anycast address\.$'
prints_no 'declared'
ends 0 anycastip -j
prints '"schema": 1,'
prints '"addresses": \[\]'
ends 3 anycastip check
prints "^ANYCASTIP UNKNOWN - .*\[expected\] of $config$"
ends 1 anycastip explain 192.0.2.1
prints '^192\.0\.2\.1 is not an anycast address of this host\.$'
prints 'IPv4 route of type'
ends 1 anycastip explain 2001:db8::1
prints 'no route of type'
ends 1 anycastip explain 224.0.0.1
prints 'multicast'
ends 1 anycastip explain ff02::1
prints 'multicast'
for address in 127.0.0.1 127.0.0.53 ::1; do
	ends 1 anycastip explain $address
	prints 'It is a loopback address'
	prints_no 'declared'
done
for address in 0.0.0.0 ::; do
	ends 1 anycastip explain $address
	prints 'It is the unspecified address'
done

# ---- Wrong use --------------------------------------------------------------

ends 2 anycastip lists
prints "no command 'lists'.*"
prints 'anycastip --help'
ends 2 anycastip list more
ends 2 anycastip watch more
ends 3 anycastip check more
ends 3 anycastip check --colour
ends 2 anycastip explain
prints 'explain takes one address'
ends 2 anycastip explain 192.0.2.1 192.0.2.2
ends 2 anycastip explain 192.0.2
prints '192\.0\.2 is not an IP address'
ends 2 anycastip explain 192.0.2.1/32
ends 2 anycastip explain 192.0.2.1%
prints '192\.0\.2\.1% is not an IP address'
# An option that a command does nothing with
ends 2 anycastip -a watch
prints '^anycastip: watch does not take --all$'
ends 2 anycastip --prometheus "$work/metrics.prom" watch
ends 3 anycastip -j check
prints '^anycastip: check does not take --json$'
# A monitoring system reads the standard output alone.
prints '^ANYCASTIP UNKNOWN - wrong options'
ends 3 anycastip --prometheus "$work/metrics.prom" check
prints '^anycastip: check does not take --prometheus$'
[ ! -e "$work/metrics.prom" ] || die 'a file is written'
ends 3 anycastip -a check
ends 2 anycastip -4 explain 192.0.2.1
prints '^anycastip: explain does not take -4$'
ends 2 anycastip explain -6 2001:db8::1
ends 2 anycastip -a explain 192.0.2.1
ends 2 anycastip -j --prometheus -
prints '^anycastip: --prometheus does not take --json$'
ends 2 anycastip -a --prometheus -
ends 2 anycastip --colour
prints "^anycastip: unrecognized option '--colour'"
ends 2 anycastip -n no-such-namespace
prints "no-such-namespace: No such file.*ip netns list"
ends 2 anycastip -n "$work/no-such-file"
prints '/no-such-file: No such file or directory$'
mkfifo "$work/netns"
ends 2 timeout 20 "$top_builddir/cmd/anycastip" -n "$work/netns"
prints 'netns is not a network namespace$'
ends 2 anycastip -n ''
prints '^anycastip: --[a-z]+ is followed by an empty text$'
ends 2 anycastip "$(printf 'li\033s\nt')"
prints "^anycastip: there is no command 'li.x1bs.x0at'\$"
ends 2 anycastip -n "$(printf 'li\033st')"
prints 'network namespace li.x1bst: No such file'
ends 2 anycastip -n "$config"
prints "^anycastip: $config is not a network namespace$"
ends 2 anycastip -n /proc/self/ns/uts
prints '^anycastip: /proc/self/ns/uts is not a network namespace$'
ends 2 "$top_builddir/cmd/anycastip" -c "$work/none.conf"
prints 'none.conf: No such file'
ends 0 anycastip --help
prints 'explain ADDRESS'
ends 0 anycastip --version
prints '^anycastip [0-9]+\.'
configure '[declared]' 'prefix = 2001:db8::1/64'
ends 2 anycastip
prints ':2: .*bits set.*write 2001:db8::/64'
ends 3 anycastip check
prints '^ANYCASTIP UNKNOWN - .*:2: .*bits set'
configure '# nothing'
if [ -c /dev/full ]; then
	ends 2 sh -c "'$top_builddir/cmd/anycastip' -c '$config' >/dev/full"
	prints 'cannot write'
fi

# No other file gets what is meant for a descriptor that is closed.
for command in list -j watch 'explain 192.0.2.1'; do
	ends 2 timeout 20 sh -c "'$top_builddir/cmd/anycastip' -c '$config' \
		$command >&-"
	prints '^anycastip: cannot write: Bad file descriptor$'
done

# ---- Rows -------------------------------------------------------------------

add_veth eth1
ip -6 address add 2001:db8:1::1/64 dev eth1
ip -6 address add 2001:db8:2::1/64 dev eth1
ip address add 192.0.2.53/32 dev lo
ip -6 address add 2001:db8:53::53/128 dev lo
wait_dad

ends 0 anycastip
prints '^Not declared, but look like service addresses: 192\.0\.2\.53 on lo, 2001:db8:53::53 on lo\.$'
prints "^If they are anycast, say so in $config"
prints '^auto = yes$'
ends 0 anycastip -4
prints 'looks like a service address: 192\.0\.2\.53 on lo\.$'
ends 1 anycastip explain 192.0.2.53
prints 'unicast address of lo'
prints '^      prefix = 192\.0\.2\.53$'

# Where a line of a check is cut is not up to the name of a thing.
configure '[expected]' 'a|b = 198.51.100.53 dev c|d'
ends 2 anycastip check
prints '^a\\x7cb \(198\.51\.100\.53 on c\\x7cd\) is missing$'
ends 3 "$top_builddir/cmd/anycastip" -c "$(printf '%s/a|b\nc' "$work")" check
prints '^ANYCASTIP UNKNOWN - .*/a\\x7cb\\x0ac: No such file or directory$'

# What the hint says works.
configure '[declared]' 'auto = yes'
ends 0 anycastip
prints '^192\.0\.2\.53 +lo +declared +delivered +20[0-9-]+ [0-9:]+$'
prints_no 'Not declared'
ends 0 anycastip explain 192.0.2.53
ends 0 anycastip -j explain 192.0.2.53
prints "anycast by line 2 of $config, ..auto = yes..\."
# Which of several lines it is, and by no line that others cover.
configure '[declared]' 'auto = yes' '# a comment' 'prefix = 192.0.2.0/25' \
	'prefix = 192.0.2.53' '[expected]' 'dns = 192.0.2.53' \
	'dns6 = 2001:db8:53::53'
ends 0 anycastip -j explain 192.0.2.53
prints "anycast by line 4 of $config, ..prefix = 192\.0\.2\.0/25..\."
configure '[expected]' '' 'dns6 = 2001:db8:53::53 dev lo'
ends 0 anycastip -j explain 2001:db8:53::53
prints "anycast by line 3 of $config, ..dns6 = 2001:db8:53::53 dev lo..\."
configure '[declared]' 'auto = yes'
ends 3 anycastip check
prints 'nothing is expected'

repair 2001:db8:1::
set_sysctl net/ipv6/conf/all/forwarding 1 || skip_test "$lib_reason"
start join "$top_builddir/tests/lib/join" eth1 2001:db8:1::a
joined=$started
is 2001:db8:1::a delivered
ip -6 route add anycast 2001:db8:1::b dev eth1 table local
is 2001:db8:1::b delivered

ends 0 anycastip
prints '^3 subnet-router addresses +eth1 +subnetRouter +delivered +-$'
prints '^fe80::%eth1p +eth1p +subnetRouter'
prints '^2001:db8:1::b +eth1 +route +delivered +-$'
ends 0 anycastip --all
prints '^2001:db8:1:: +eth1 +subnetRouter +delivered'
prints '^2001:db8:2:: +eth1 +subnetRouter +delivered'
prints '^fe80::%eth1 +eth1 +subnetRouter'
prints_no 'subnet-router addresses'
# Columns are aligned: each state starts where the heading does.
awk 'NR == 1 { at = index($0, "STATE") }
	/^$/ { exit }
	substr($0, at, 5) !~ /^(STATE|deliv|undel)/ { exit 1 }' \
	"$work/output" || die 'the columns are not aligned'
ends 0 anycastip -4
prints_no '2001'
ends 0 anycastip -6
prints_no '192\.0\.2'

ends 0 anycastip -j
prints '"address": "2001:db8:1::b"'
prints '"origin": "route"'
prints '"created": null'
prints '"created": "20..-..-..T..:..:..Z"'
prints '"address": "fe80::"'
prints_no '%eth1'

for address in 2001:db8:1:: 2001:db8:1::a 2001:db8:1::b fe80::%eth1; do
	ends 0 anycastip explain "$address"
	prints ' eth1( since 20[0-9-]+ [0-9:]+)?: .*, delivered'
done
ends 0 anycastip explain "fe80::%$(cat /sys/class/net/eth1/ifindex 2>/dev/null ||
	ip -o link show dev eth1 | cut -d : -f 1)"
ends 1 anycastip explain fe80::%lo
prints '^  The interface lo does not have it, '
prints_no 'no interface'
for name in nope 4294967295 a-name-much-too-long; do
	ends 1 anycastip explain "fe80::%$name"
	prints "There is no interface $name; "
done
ends 1 anycastip -j explain 2001:db8:1::a%nope
prints '"anycast": false'
ends 0 anycastip -j explain 2001:db8:1::a
prints '"anycast": true'
prints '"repair": null'

# ---- Repairs ----------------------------------------------------------------

# A link that goes down takes the routes with it, but not the list.
ip link set eth1 down
is 2001:db8:1::a undelivered
ends 1 anycastip explain 2001:db8:1::a
prints '^2001:db8:1::a on eth1 since 20[0-9-]+ [0-9:]+: joined, undelivered$'
prints 'ip link set dev eth1 up && ip -6 route append anycast 2001:db8:1::a dev eth1 metric 1 table local$'
repair 2001:db8:1::a
is 2001:db8:1::a delivered
ip -6 route del anycast 2001:db8:1::a dev eth1 table local
is 2001:db8:1::a undelivered
ends 1 anycastip -j explain 2001:db8:1::a
prints '"repair": "ip -6 route append anycast 2001:db8:1::a dev eth1 metric 1 table local"'
repair 2001:db8:1::a
ip -6 route del anycast 2001:db8:1::a dev eth1 table local
set_sysctl net/ipv6/conf/eth1/disable_ipv6 1
is 2001:db8:1::a undelivered
repair 2001:db8:1::a

# A VRF has a routing table of its own.
if ip link add red type vrf table 1234 2>"$work/vrf.log"; then
	ip link set red up
	ip link set eth1 master red
	is 2001:db8:1::a undelivered
	ends 1 anycastip explain 2001:db8:1::a
	prints 'dev eth1 metric 1 table 1234$'
	repair 2001:db8:1::a
	ip link set eth1 nomaster
	ip link del red
	repair 2001:db8:1::a
else
	say "# not tried in a VRF: $(cat "$work/vrf.log")"
fi

# Another route stands before one that was made by hand.
ip -6 route add blackhole 2001:db8:1::b table local metric 10
ip -6 route add anycast 2001:db8:1::b dev eth1 table local
is 2001:db8:1::b undelivered
repair 2001:db8:1::b
ip -6 route del blackhole 2001:db8:1::b table local

# One address on two interfaces is two routes.
start join-too "$top_builddir/tests/lib/join" eth1p 2001:db8:1::a
joined_too=$started
lists_two()
{
	[ "$(anycastip -a | grep -c "^2001:db8:1::a .* $1 ")" = 2 ]
}
wait_for lists_two delivered || die 'one address is not on two interfaces'
ip link set eth1 down
ip link set eth1p down
ip -6 route flush 2001:db8:1::a table local
wait_for lists_two undelivered || die 'routes stay'
anycastip -j explain 2001:db8:1::a >"$work/explained" || :
sed -n 's/^ *"repair": "\(.*\)"$/\1/p' "$work/explained" >"$work/repairs"
[ "$(wc -l <"$work/repairs")" = 2 ] || die 'explain does not name two commands'
while read -r command; do
	sh -c "$command" >"$work/output" 2>&1 || {
		cat "$work/output" >&2
		die "$command: fails"
	}
done <"$work/repairs"
wait_for lists_two delivered || die 'two commands do not repair two rows'
stop "$joined_too" || :
ip -6 route flush type anycast 2001:db8:1::a table local
repair 2001:db8:1::a

# Another host on the link had it.  (As long as that is this host itself, the
# address is delivered.)
set_sysctl net/ipv6/conf/eth1/accept_dad 1
ip -6 address add 2001:db8:9::9/64 dev eth1p nodad
ip -6 address add 2001:db8:9::9/64 dev eth1
configure '[expected]' 'other = 2001:db8:9::9 dev eth1'
is_duplicate()
{
	ip -6 address show dev eth1 dadfailed | grep -q 2001:db8:9::9
}
wait_for is_duplicate || die 'no duplicate address is found'
ends 0 anycastip check
ip -6 address del 2001:db8:9::9/64 dev eth1p
ends 1 anycastip -j explain 2001:db8:9::9%eth1
prints 'because duplicate address'
ends 2 anycastip check
prints '1 of 1 expected undelivered'
repair 2001:db8:9::9%eth1

# Missing, and switched off
configure '[expected]' 'dns = 198.51.100.53' 'here = 198.51.100.54 dev eth1'
ends 2 anycastip check
prints '^ANYCASTIP CRITICAL - 2 of 2 expected missing \| expected=2;;;0 missing=2;;0;0 undelivered=0'
prints '^dns \(198\.51\.100\.53\) is missing$'
prints '^here \(198\.51\.100\.54 on eth1\) is missing$'
repair 198.51.100.53
repair 198.51.100.54
ends 0 anycastip
prints '^dns +198\.51\.100\.53 +delivered$'
prints '^here +198\.51\.100\.54 +delivered \(on eth1\)$'
# IPv4 serves it on an interface that is switched off, and adds it there.
ip link set eth1 down
ends 1 anycastip check
prints ' missing=0;;0;0 undelivered=0;;0;0 other_undelivered=1;'
ends 0 anycastip explain 198.51.100.54
prints_no 'switched off'
ip address del 198.51.100.54/32 dev eth1
ends 1 anycastip explain 198.51.100.54
prints_no 'switched off'
prints '^      ip address add 198\.51\.100\.54/32 dev eth1$'
repair 198.51.100.54
ip link set eth1 up
repair 2001:db8:1::a
# Its route is gone, which nothing but the kernel's answer tells.
ip route del local 198.51.100.54 dev eth1 table local
ends 2 anycastip check
prints '1 of 2 expected undelivered'
ends 1 anycastip explain 198.51.100.54
prints '^      ip -4 route show table 255 198\.51\.100\.54$'
ends 1 anycastip -j explain 198.51.100.54
prints '"repair": null'
ip address del 198.51.100.54/32 dev eth1
ip address add 198.51.100.54/32 dev eth1
ends 0 anycastip check
# A route takes it in, and no interface has it.
configure '[expected]' 'dns = 203.0.113.53' 'dns6 = 2001:db8:77::53' \
	'any6 = 2001:db8:78::53'
ends 2 anycastip check
ip route add local 203.0.113.0/24 dev lo
ip -6 route add local 2001:db8:77::/48 dev lo
ip -6 route add anycast 2001:db8:78::/64 dev eth1 table local
ends 0 anycastip check
ends 0 anycastip
prints '^203\.0\.113\.53 +lo +localRoute +delivered +-$'
prints '^2001:db8:77::53 +lo +localRoute +delivered +-$'
prints '^2001:db8:78::53 +eth1 +route +delivered +-$'
prints '^dns +203\.0\.113\.53 +delivered$'
prints_no '203\.0\.113\.54'
ends 0 anycastip -j explain 203.0.113.53
prints 'The route ..local 203\.0\.113\.0/24 dev lo.. takes in'
prints '"prefixLength": 24'
ends 0 anycastip -j explain 2001:db8:77::53
prints 'The route ..local 2001:db8:77::/48 dev lo.. takes in'
ends 0 anycastip -j explain 2001:db8:78::53
prints 'The route ..anycast 2001:db8:78::/64 dev eth1.. takes in'
ip route del local 203.0.113.0/24 dev lo
ip -6 route del local 2001:db8:77::/48 dev lo
ip -6 route del anycast 2001:db8:78::/64 dev eth1 table local
ends 2 anycastip check
prints '3 of 3 expected missing'
configure '[expected]' 'dns = 198.51.100.53' 'here = 198.51.100.54 dev eth1'
# Missing where no address can be
ip link set lo down
set_sysctl net/ipv6/conf/lo/disable_ipv6 1
configure '[expected]' 'dns6 = 2001:db8:53::54'
repair 2001:db8:53::54
ip -6 address del 2001:db8:53::54/128 dev lo
ip -6 address add 2001:db8:53::53/128 dev lo
add_veth small
ip link set dev small mtu 1000
configure '[expected]' 'dns6 = 2001:db8:53::54 dev small'
repair 2001:db8:53::54
ip link del small
configure '[expected]' 'dns = 198.51.100.53' 'here = 198.51.100.54 dev eth1'
# There, but elsewhere
ip address del 198.51.100.54/32 dev eth1
ip address add 198.51.100.54/32 dev lo
ends 1 anycastip -j explain 198.51.100.54
prints 'missing: .* expects it as here on eth1'
# On an interface that is not there nothing can be added
configure '[expected]' 'lost = 198.51.100.55 dev nope'
ends 1 anycastip -j explain 198.51.100.55
prints 'expects it as lost on nope, and there is no such interface'
prints '"repair": null'
# A name that is not UTF-8, longer than any line
odd=$work/$(printf '%0200d/%0200d\374' 0 0)
mkdir -p "$odd"
printf '[expected]\ndns = 198.51.100.53\n' >"$odd/$(printf '\303\274').conf"
ends 0 "$top_builddir/cmd/anycastip" -c "$odd/$(printf '\303\274').conf" -j \
	explain 198.51.100.53
prints 'by line 2 of .*0[\]{2}xfc/.*\.conf, ..dns = 198\.51\.100\.53'
prints "/$(printf '\303\274')\.conf"

# ---- check ------------------------------------------------------------------

configure '[declared]' 'auto = yes' '[expected]' 'dns = 198.51.100.53' \
	'old = 198.51.100.54' 'dns4 = 192.0.2.53' 'dns6 = 2001:db8:53::53'
stop "$joined" || :
ip -6 route flush type anycast proto boot table local
gone()
{
	! anycastip | grep -q '2001:db8:1::[ab]'
}
wait_for gone || die 'what was joined stays'
ends 0 anycastip check
prints '^ANYCASTIP OK - all 4 expected delivered \| expected=4;;;0 '
ip address add 192.0.2.54/32 dev lo
ends 1 anycastip check
prints '^ANYCASTIP WARNING - 1 declared but not expected \| .*unexpected=1;0;;0 '
prints '^192\.0\.2\.54 on lo is not expected$'
ip address del 192.0.2.54/32 dev lo
start join "$top_builddir/tests/lib/join" eth1 2001:db8:1::a
joined=$started
is 2001:db8:1::a delivered
ip link set eth1 down
is 2001:db8:1::a undelivered
ends 1 anycastip check
prints '^ANYCASTIP WARNING - 1 other undelivered \| .*other_undelivered=1;0;;0 '
prints '^2001:db8:1::a on eth1 is undelivered$'
ip link set eth1 up

# ---- Metrics ----------------------------------------------------------------

umask 077
ends 0 anycastip --prometheus "$work/metrics.prom"
umask 022
[ "$(stat -c %a "$work/metrics.prom")" = 644 ] || die 'others cannot read it'
cp "$work/metrics.prom" "$work/output"
prints '^# TYPE anycastip_delivered gauge$'
prints '^anycastip_delivered\{address="2001:db8:1::a",family="ipv6",interface="eth1",origin="joined"\} 0$'
prints '^anycastip_expected\{name="dns",address="198\.51\.100\.53",family="ipv4",interface="",state="delivered"\} 1$'
prints '^anycastip_expected\{name="dns",.*,state="missing"\} 0$'
prints '^anycastip_addresses\{family="ipv4"\} 3$'
prints '^anycastip_undelivered_addresses 1$'
# No line is anything else than a comment or a sample.
! grep -Ev '^# (HELP|TYPE) anycastip_[a-z_]+ .+|^anycastip_[a-z_]+(\{([a-z]+="[^"\\]*",?)+\})? [01-9]+$' \
	"$work/metrics.prom" || die 'this is not the format of Prometheus'
# Rows still appear on the link that came up.
same_output()
{
	anycastip --prometheus "$work/metrics.prom" &&
		anycastip --prometheus - >"$work/output" &&
		cmp -s "$work/output" "$work/metrics.prom"
}
wait_for same_output || die 'the output is another one'
ends 2 anycastip --prometheus "$work/none/metrics.prom"
prints 'cannot write .*none/metrics.prom: No such file'
mkdir "$work/folder"
ends 2 anycastip --prometheus "$work/folder"
# What is no file is not replaced by one, least of all a device.
mkfifo "$work/fifo"
ln -s metrics.prom "$work/link"
ln -s nowhere "$work/loose"
for name in folder fifo link loose; do
	before=$(stat -c '%F %i' "$work/$name")
	ends 2 anycastip --prometheus "$work/$name"
	prints "cannot write .*/$name: it is not a regular file"
	[ "$(stat -c '%F %i' "$work/$name")" = "$before" ] ||
		die "$name is replaced"
done
# Where there is no room for it the old file stays.
cp "$work/metrics.prom" "$work/old"
ends 2 sh -c "trap '' XFSZ; ulimit -f 1; exec '$top_builddir/cmd/anycastip' \
	-c '$config' --prometheus '$work/metrics.prom'"
prints 'cannot write .*/metrics.prom: File too large'
cmp -s "$work/old" "$work/metrics.prom" || die 'half a file is there'
for name in "$work"/folder.* "$work"/metrics.prom.*; do
	[ ! -e "$name" ] || die "$name stays"
done

# ---- watch ------------------------------------------------------------------

: >"$work/watch.log"
: >"$work/watch-json.log"
start watch "$top_builddir/cmd/anycastip" -c "$config" watch
watch=$started
start watch-json "$top_builddir/cmd/anycastip" -c "$config" -j watch
watch_json=$started
saw()
{
	wait_for grep -Eq -e "$1" "$work/$2.log" || {
		cat "$work/$2.log" >&2
		die "$2 does not say '$1'"
	}
}
saw '^# watching [0-9]+ addresses$' watch
# The other says nothing of the kind: change something until it tells.
json_watches()
{
	if ip address add 192.0.2.78/32 dev lo 2>/dev/null; then
		false
	else
		ip address del 192.0.2.78/32 dev lo
		grep -q '192\.0\.2\.78' "$work/watch-json.log"
	fi
}
wait_for json_watches || die 'watch-json tells of no change'
stamp='^20..-..-..T..:..:..Z'
ip link set dev eth1 down
ip link set dev eth1 up
ip -6 route add anycast 2001:db8:1::a dev eth1 table local
saw "$stamp delivered 2001:db8:1::a dev eth1 joined delivered\$" watch
# Wait for both before the next, as only differences are told.
saw '"event":"delivered".*"address":"2001:db8:1::a"' watch-json
ip -6 route del anycast 2001:db8:1::a dev eth1 table local
saw "$stamp undelivered 2001:db8:1::a dev eth1 joined undelivered\$" watch
saw '"event":"undelivered".*"state":"undelivered"' watch-json
stop "$joined" || :
saw "$stamp gone 2001:db8:1::a dev eth1 joined undelivered\$" watch
saw '"event":"gone".*"address":"2001:db8:1::a"' watch-json
ip address add 192.0.2.77/32 dev lo
saw "$stamp appeared 192\.0\.2\.77 dev lo declared delivered\$" watch
saw '"event":"appeared".*"address":"192\.0\.2\.77"' watch-json
ip address del 192.0.2.77/32 dev lo
saw "$stamp gone 192\.0\.2\.77 dev lo " watch
stop "$watch" || :
stop "$watch_json" || :
cp "$work/watch-json.log" "$work/output"
prints_no '^[^{]|[^}]$'

# It ends with the last that reads, and not with the next change.
mkfifo "$work/pipe"
start unread sh -c "exec '$top_builddir/cmd/anycastip' -c '$config' watch \
	>'$work/pipe'"
watch=$started
read -r line <"$work/pipe"
[ "${line#'# watching'}" != "$line" ] || die "watch says '$line' first"
wait_for is_ended "$watch" || die 'watch goes on unread'

# ---- An ordinary user ---------------------------------------------------------

# Another user where that can be had and may reach the program; in any case
# without a right beyond those of everybody.
set -- setpriv --inh-caps=-all --bounding-set=-all --no-new-privs
if setpriv --reuid=65534 --regid=65534 --clear-groups \
	"$top_builddir/cmd/anycastip" --version >/dev/null 2>&1; then
	set -- "$@" --reuid=65534 --regid=65534 --clear-groups
fi
# All but the time of each call, which is seldom the same on a busy machine.
same_to_all()
{
	anycastip -a -j >"$work/own" &&
		"$@" "$top_builddir/cmd/anycastip" -c "$config" -a -j \
			>"$work/output" || return
	sed -i 's/"time": *"[^"]*"//' "$work/own" "$work/output"
	grep -q subnetRouter "$work/own" && cmp -s "$work/own" "$work/output"
}
wait_for same_to_all "$@" || {
	diff "$work/own" "$work/output" >&2
	die 'an ordinary user sees other rows'
}
ends 0 "$@" "$top_builddir/cmd/anycastip" -c "$config" explain 192.0.2.53
ends 0 "$@" "$top_builddir/cmd/anycastip" -c "$config" check
: >"$work/watch-user.log"
start watch-user "$@" "$top_builddir/cmd/anycastip" -c "$config" watch
watch=$started
saw '^# watching [0-9]+ addresses$' watch-user
ip address add 192.0.2.79/32 dev lo
saw "$stamp appeared 192\.0\.2\.79 dev lo declared delivered\$" watch-user
ip address del 192.0.2.79/32 dev lo
stop "$watch" || :

# ---- Other namespaces -------------------------------------------------------

start other unshare -n sleep 1000
in_other()
{
	[ "$(readlink "/proc/$started/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}
wait_for in_other || die 'there is no other namespace'
nsenter -t "$started" -n ip link set lo up
nsenter -t "$started" -n ip address add 192.0.2.99/32 dev lo
ends 0 anycastip -n "/proc/$started/ns/net"
prints '^192\.0\.2\.99 +lo +declared'
prints_no '192\.0\.2\.53 +lo'
configure '[expected]' 'far = 192.0.2.98'
ends 1 anycastip -n "/proc/$started/ns/net" explain 192.0.2.98
prints 'nsenter --net=/proc/[0-9]+/ns/net ip address add 192\.0\.2\.98/32 dev lo$'
sh -c "$(sed -n 's/^      \(nsenter .*\)/\1/p' "$work/output")" ||
	die 'the command does not run'
ends 0 anycastip -n "/proc/$started/ns/net" check

# ---- Terminals --------------------------------------------------------------

escape=$(printf '\033')
on_terminal()
{
	script -qec "$*" /dev/null </dev/null >"$work/output" 2>&1
}
configure '[declared]' 'auto = yes'
anycastip >"$work/output"
prints_no "$escape"
if have script && on_terminal true; then
	on_terminal "$top_builddir/cmd/anycastip" -c "$config"
	prints "${escape}\[32mdelivered"
	on_terminal env NO_COLOR=1 "$top_builddir/cmd/anycastip" -c "$config"
	prints_no "$escape"
	on_terminal env TERM=dumb "$top_builddir/cmd/anycastip" -c "$config"
	prints_no "$escape"
fi
# A character can be two columns wide.
wide=$(printf '\346\227\245\346\234\254\346\227\245\346\234\254')
configure '[expected]' "$wide = 198.51.100.53" '12345678 = 198.51.100.53'
ends 0 anycastip -4
prints "^$wide  198\.51\.100\.53  delivered\$"
prints '^12345678  198\.51\.100\.53  delivered$'
configure '[declared]' 'auto = yes'
# The name of an interface can be anything.
if ip link add "$(printf 'a\033[31mb"c')" type veth peer name plain 2>/dev/null; then
	ip link set "$(printf 'a\033[31mb"c')" up
	ip link set plain up
	listed()
	{
		anycastip | grep -q 'a.x1b'
	}
	wait_for listed || die 'an interface with an odd name is not listed'
	ends 0 anycastip
	prints 'fe80::%a\\x1b\[31mb"c +a\\x1b\[31mb"c '
	prints_no "$escape"
	ends 0 anycastip -j
	prints '"interface": "a\\\\x1b\[31mb\\"c"'
	ends 0 anycastip --prometheus -
	prints 'interface="a\\\\x1b\[31mb\\"c"'
	# Also in a command, which has to work all the same.
	configure '[declared]' 'prefix = 2001:db8:66::66'
	set_sysctl net/ipv6/conf/all/keep_addr_on_down 1
	ip address add 2001:db8:66::66/128 dev "$(printf 'a\033[31mb"c')"
	ip link set "$(printf 'a\033[31mb"c')" down
	ends 1 anycastip -j explain 2001:db8:66::66
	ends 1 anycastip explain 2001:db8:66::66
	prints '^      ip link set .* up$'
	prints_no "$escape"
	repair 2001:db8:66::66
fi
say 'anycastip does what its manual says'
