#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# kernel.sh [SUITE]: run tests/net/test_kernel in a namespace of its own.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
set_sysctl net/ipv6/conf/default/accept_dad 0 || skip_test "$lib_reason"
[ -x "$top_builddir/tests/net/test_kernel" ] ||
	skip_test 'the tests were built without CUnit'
exec "$top_builddir/tests/net/test_kernel" "$@"
