#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The quick version of tests/stress/reading.sh.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
set_sysctl net/ipv6/conf/default/accept_dad 0 || skip_test "$lib_reason"
"$top_builddir/tests/stress/reading" 60 1 2 0 &&
	ip link del v1 &&
	exec "$top_builddir/tests/stress/reading" 60 20 2 100
