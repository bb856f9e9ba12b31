#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# uml.sh [NAME...]: tests on a kernel that is not the host's, Debian's user-mode-linux:
# older than 6.14, with VRFs, and with IPv6 switched off or not there at all.
# Each boot is one process, ready after a second.  It takes no privilege and no
# network, but has to be let ptrace(2).  tools/check --full runs debian.sh, which
# has this done with the kernels of several Debians.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"

# Seconds that a kernel may run, on a machine that has more to do.
: "${limit:=400}"

have linux.uml || skip_test 'linux.uml is missing (Debian: user-mode-linux)'
have modprobe || skip_test 'modprobe is missing (Debian: kmod)'
work_folder
case $top_srcdir$top_builddir$work in
*[!a-zA-Z0-9/._+~-]*)
	skip_test 'the command line of a kernel cannot take these paths'
	;;
esac
[ -x "$top_builddir/tests/net/test_kernel" ] ||
	skip_test 'the tests were built without CUnit'

# A kernel's memory is a file in a tmpfs that lets it be executed.  The host's
# /dev/shm need not be like that: better have a tmpfs of our own.
for own in '-m' '-Urm' ''; do
	[ -n "$own" ] || break
	# shellcheck disable=SC2086
	! unshare $own mount -t tmpfs tmpfs "$work" 2>/dev/null || break
done

# Devices that are not there, and measurements for the best of several ways,
# take more time than all the rest.
options='mem=128M root=/dev/root rootfstype=hostfs rootflags=/ ro quiet
	selinux=0 apparmor=0 pty.legacy_count=0 con=null con0=null,fd:1
	initcall_blacklist=ssl_init,raid6_select_algo,init_btrfs_fs,init_zswap'

# boot NAME STACK PARAMETER SCRIPT: start a kernel that runs the script, with
# what it says in $work/NAME.log.  Sets $started.
boot()
{
	booted=yes
	mkdir "$work/$1" "$work/$1.memory"
	# shellcheck disable=SC2086
	set -- "$1" timeout -k 10 "$limit" linux.uml $options "$3" \
		umid="$1" uml_dir="$work/$1.memory" init=/bin/sh -- \
		"$top_srcdir/tests/kernels/init.sh" "$2" "$work/$1" \
		"$top_srcdir" "$top_builddir" "$4"
	name=$1
	shift
	# shellcheck disable=SC2016,SC2086
	[ -z "$own" ] || set -- unshare $own sh -c \
		'mount -t tmpfs tmpfs "$TMPDIR" && exec "$@"' sh "$@"
	start "$name" env HOME="$work" TMPDIR="$work/$name.memory" "$@"
}

# result NAME PID: wait for that kernel; what became of its script.
result()
{
	wait "$2"
	if [ "$(cat "$work/$1/status" 2>/dev/null)" = 0 ]; then
		say "ok - $1"
		grep -aE '^(== |# |not ok)' "$work/$1.log" | tr -d '\r'
		return
	fi
	if grep -aqi 'ptrace.*not permitted' "$work/$1.log"; then
		skip_test 'this system does not let us ptrace(2)'
	fi
	failed="$failed $1"
	say "not ok - $1; its kernel said:"
	tr -d '\r' <"$work/$1.log"
	[ -s "$work/$1/status" ] ||
		say "Its kernel ended without an answer, or took over $limit seconds."
}

is_wanted()
{
	case " ${wanted:-$1} " in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
}

failed=
booted=
wanted=$*
older=
command=
delivered=
# They take minutes, so beside the others.
if is_wanted older; then
	boot older ipv6 kernels=1 kernels/older
	older=$started
fi
if is_wanted command; then
	boot command ipv6 kernels=1 net/command
	command=$started
fi
if is_wanted delivered; then
	boot delivered ipv6 kernels=1 kernels/delivered
	delivered=$started
fi
for name in 'vrf ipv6 kernels=1 net/vrf' \
	'links ipv6 kernels=1 kernels/links' \
	'windows ipv6 kernels=1 net/windows' \
	'disabled ipv6 ipv6.disable=1 kernels/no-ipv6' \
	'none none kernels=1 kernels/no-ipv6'; do
	is_wanted "${name%% *}" || continue
	# shellcheck disable=SC2086
	boot $name
	result "${name%% *}" "$started"
done
[ -z "$older" ] || result older "$older"
[ -z "$command" ] || result command "$command"
[ -z "$delivered" ] || result delivered "$delivered"
[ -n "$booted" ] || die "there is no kernel for: $wanted"
[ -z "$failed" ] || die "failed:$failed"
