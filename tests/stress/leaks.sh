#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# leaks.sh [CALLS]: nothing is left behind by so many calls (default 100000) of
# each kind.

set -eu
: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
set_sysctl net/ipv6/conf/default/accept_dad 0 || skip_test "$lib_reason"
work_folder

cat >"$work/anycastip.conf" <<END
[declared]
prefix = 2001:db8:1::/48
[expected]
dns = 2001:db8:1::77
END
"$top_builddir/tests/stress/leaks" "${1:-100000}" "$work/anycastip.conf" ||
	die 'something was left behind'
