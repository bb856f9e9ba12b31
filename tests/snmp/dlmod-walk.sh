#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# anycastip.so inside snmpd serves what anycastipd does: the same tests with it.

here=$(dirname "$0")
: "${top_srcdir:=$here/../..}"
export top_srcdir inside_snmpd=yes

output=$(sh "$top_srcdir/tests/lib/run-bats" "$here/walk.bats")
status=$?
printf '%s\n' "$output"
case $output in
'1..0 # SKIP'*)
	echo "SKIP: ${output#*SKIP }"
	exit 77
	;;
esac
exit $status
