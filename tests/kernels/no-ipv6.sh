#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# On a kernel without IPv6: the library, the command and the daemon.  Run by
# tests/kernels/init.sh.

. "$top_srcdir/tools/lib.sh"
work_folder
export LD_LIBRARY_PATH="$top_builddir/core/.libs"

! have_ipv6 || die 'this kernel has IPv6'
[ ! -e /proc/sys/net/ipv6 ] || die 'this kernel has the settings of IPv6'

# The programs themselves: to start libtool's scripts takes seconds here.
anycastip()
{
	"$top_builddir/cmd/.libs/anycastip" -c "$CONFIG" "$@" \
		>"$work/output" 2>&1
}

# ends STATUS WORDS COMMAND...: the command ends so, and its words are there.
ends()
{
	wanted=$1
	words=$2
	shift 2
	status=0
	"$@" || status=$?
	if [ $status != "$wanted" ] || ! grep -qF "$words" "$work/output"; then
		cat "$work/output"
		die "$*: ends with $status, not $wanted and '$words'"
	fi
}

CONFIG=$work/anycastip.conf
export CONFIG
printf '[declared]\nprefix = 192.0.2.0/24\n[expected]\ndns = 2001:db8::53\n' \
	>"$CONFIG"
ip address add 192.0.2.53/32 dev lo || die 'cannot add an address'

remedy='load its module (modprobe ipv6), or boot it without ipv6.disable=1'
ends 0 "No IPv6 address can be here: this kernel runs without IPv6; $remedy" \
	anycastip
ends 0 '192.0.2.53 ' anycastip
ends 2 "anycastip: this kernel runs without IPv6; $remedy" anycastip -6
ends 2 "anycastip: this kernel runs without IPv6; $remedy" \
	anycastip explain 2001:db8::53
ends 2 "no IPv6 address can be here: this kernel runs without IPv6; $remedy" \
	anycastip check

start watch "$top_builddir/cmd/.libs/anycastip" -c "$CONFIG" watch
wait_for grep -q '^# no IPv6 address can be here' "$work/watch.log" ||
	die 'watch does not say that there is no IPv6'
ip address add 192.0.2.54/32 dev lo
wait_for grep -q ' appeared 192.0.2.54 ' "$work/watch.log" ||
	die 'watch does not tell of a declared address'
ip address delete 192.0.2.54/32 dev lo

start anycastipd "$top_builddir/agent/.libs/anycastipd" -f -c "$CONFIG" \
	-x "$work/agentx"
wait_for grep -qF "this kernel runs without IPv6; $remedy; only" \
	"$work/anycastipd.log" || {
	cat "$work/anycastipd.log"
	die 'anycastipd does not say that there is no IPv6'
}
stop "$started" || die 'anycastipd does not end well'

case $(cat /proc/cmdline) in
*ipv6.disable=1*) set -- ;;
*) set -- 'modprobe -d /run/host ipv6' ;;
esac
"$top_builddir/tests/kernels/no-ipv6" "$@"
