#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The layouts of tests/net/delivered.sh that take interfaces which many kernels
# lack: VRFs and dummies.  Run by tests/kernels/init.sh.

. "$top_srcdir/tools/lib.sh"
work_folder

names=$(awk '$1 == "layout" && $NF ~ /vrf|dummy/ { print $NF }' \
	"$top_srcdir/tests/lib/layouts.sh")
# shellcheck disable=SC2086
{ sh "$top_srcdir/tests/net/delivered.sh" $names || echo "ends with $?"; } |
	tee "$work/result"
! grep -qE '^ends with|# SKIP' "$work/result" ||
	die 'not all layouts are judged well'
