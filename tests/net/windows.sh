#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The Windows interface against the kernel, in a namespace with a router's
# interface and a host's; every call through the installed headers and the
# shared library, both faces in one program.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
set_sysctl net/ipv6/conf/default/accept_dad 0 || skip_test "$lib_reason"
set_sysctl net/ipv6/conf/lo/forwarding 1 || skip_test "$lib_reason"
ip link add router0 type veth peer name host0 || die 'cannot make a veth'
set_sysctl net/ipv6/conf/router0/forwarding 1 || skip_test "$lib_reason"
ip link set router0 up
ip link set host0 up
ip -6 addr add 2001:db8:1::1/64 dev router0 nodad
ip -6 addr add 2001:db8:2::1/64 dev router0 nodad

ready()
{
	[ "$(grep -c ' router0 ' /proc/net/anycast6)" -ge 3 ]
}
wait_for ready || die 'the kernel lists no anycast addresses of router0'
"$top_builddir/tests/net/windows-user" router0 host0
