#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# delivered.sh [LAYOUT...]: whether the command says of an address what becomes
# of a datagram for it, in each layout of tests/lib/layouts.sh.  In TAP.  The
# question that is asked stands in tests/lib/host.sh.

: "${top_srcdir:=$(dirname "$0")/../..}"
folder=${work-}
. "$top_srcdir/tools/lib.sh"
. "$top_srcdir/tests/lib/host.sh"

# The program itself: libtool's script takes longer than all the rest.
anycastip()
{
	set -- -c "$work/anycastip.conf" "$@"
	if [ -x "$top_builddir/cmd/.libs/anycastip" ]; then
		set -- "$top_builddir/cmd/.libs/anycastip" "$@"
	else
		set -- "$top_builddir/cmd/anycastip" "$@"
	fi
	[ -z "$user" ] || set -- setpriv --reuid="$user" -- "$@"
	LD_LIBRARY_PATH=$top_builddir/core/.libs:${LD_LIBRARY_PATH-} "$@"
}

# What the list says of the address, for hold_all.
listed()
{
	anycastip -a list >"$work/list"
	awk -v address="$address" '
	$1 == "EXPECTED" {
		expected = 1
	}
	expected && $2 == address {
		print "expected", $4 == "(on" ? substr($5, 1, length($5) - 1) : "any", $3
	}
	!expected && ($1 == address || index($1, address "%") == 1) {
		print "row", $2, $4
	}' "$work/list"
}

# ends STATUS COMMAND...
ends()
{
	wanted=$1
	shift
	status=0
	anycastip "$@" >"$work/output" 2>&1 || status=$?
	[ $status = "$wanted" ] ||
		fault "$1 ends with $status, not $wanted: $(cat "$work/output")"
}

# hold_host FAMILY LAYOUT WANTED: in a namespace of its own; the folder is that
# of all hosts.
hold_host()
{
	set -e
	at_exit :
	make_host "$1"
	$2
	send_datagrams
	configuration "$address" >"$work/anycastip.conf"
	set +e
	hold_all "$3" listed
	case $expected in
	*lost*) ends 2 check ;;
	*) ends 0 check ;;
	esac
	case ${rows:-$expected} in
	*lost*) ends 1 explain "$address" ;;
	*) ends 0 explain "$address" ;;
	esac
	case $2 in
	anyip_*)
		: >"$work/anycastip.conf"
		[ -z "$(listed)" ] || fault 'nobody expects it, and it is listed'
		;;
	esac
	[ -z "$faults" ]
}

if [ "${1-}" = --host ]; then
	shift
	work=$folder
	KEEP_WORK=yes
	hold_host "$@"
	exit
fi
enter_namespace "$0" "$@" || skip_test "$lib_reason"
try_layouts "$@"
