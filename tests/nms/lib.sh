# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# For tests against other people's programs, beside tools/lib.sh: a Debian of
# its own for each, with the packages that it names and our build installed.
#
#	. "$top_srcdir/tests/nms/lib.sh"
#	enter_root "$0" prometheus curl
#	start_agents
#	test_that 'it is listed' grep -q 2001:db8:1::53 "$work/output"
#	finish
#
# From enter_root on, the script runs in that Debian: its own files, processes
# and network, in which only lo is up.  $work and the functions of
# tools/lib.sh are as anywhere; the sources and $top_builddir are to be seen at
# the same places as outside, read-only.  When the script ends, everything that
# it started is killed, and the Debian is removed.
#
# What a caller may set beforehand:
#	NMS_BASE	the folder of the Debian that all are copies of; one that is
#			made already is used again
#	nms_shared	a folder that is to be seen, and written to, as /shared

. "${top_srcdir:-.}/tools/lib.sh"
. "$top_srcdir/tests/lib/debian.sh"

: "${nms_shared:=}"

# What is in the base: what anycastipd is linked with, and what the helpers run.
nms_base_packages='snmp snmpd libjansson4 libnl-3-200 iproute2 procps
	ca-certificates curl jq'

# ---- The root ---------------------------------------------------------------

# enter_root SCRIPT PACKAGE...: go on in a Debian that has these packages, by
# running the script again in it; there it returns.  PACKAGE/SUITE is one of
# another release, without what it depends on, unpacked into /opt/SUITE.
enter_root()
{
	nms_script=$(cd "$(dirname "$1")" && pwd)/${1##*/}
	shift
	case ${nms_stage-} in
	inside)
		unset nms_stage
		ip link set lo up || die 'cannot bring lo up'
		return
		;;
	mounts)
		nms_run_in_root "$@"
		exit
		;;
	esac
	[ "$(id -u)" = 0 ] ||
		die 'takes root: a system of its own has to be unpacked and entered'
	work_folder
	: "${NMS_BASE:=$work/base}"
	make_base
	nms_root=$work/root
	mkdir "$nms_root"
	export NMS_BASE nms_root nms_shared
	# The mounts are seen by the child alone: nothing that removes $work
	# can get at what is mounted there.
	nms_stage=mounts unshare -m --propagation private -- \
		"$nms_script" "$@" &
	lib_pids="$lib_pids $!"
	nms_status=0
	wait $! || nms_status=$?
	exit $nms_status
}

# Make the Debian that the others are copies of, unless it is there.
make_base()
{
	# shellcheck disable=SC2086
	[ -e "$NMS_BASE" ] || make_debian "$NMS_BASE" $nms_base_packages
}

# The second stage, with mounts of its own: put the root together, and go in.
nms_run_in_root()
{
	nms_clone
	mount_devices "$nms_root/dev"
	cp /etc/resolv.conf "$nms_root/etc/resolv.conf" 2>/dev/null || :
	nms_install_build
	[ $# = 0 ] || nms_install_packages "$@"
	if [ -n "$nms_shared" ]; then
		mkdir "$nms_root/shared"
		mount --bind "$nms_shared" "$nms_root/shared"
	fi
	for nms_folder in "$top_srcdir" "$top_builddir"; do
		mkdir -p "$nms_root$nms_folder"
		mount --bind "$nms_folder" "$nms_root$nms_folder"
		mount -o remount,bind,ro "$nms_root$nms_folder"
	done
	# No way out from here: whatever runs there has lo alone.
	nms_status=0
	nms_stage=inside ANYCASTIPD=$nms_daemon TMPDIR=/tmp \
		nms_in_root -n sh "$nms_script" || nms_status=$?
	exit $nms_status
}

# Layered, or copied where that cannot be.
nms_clone()
{
	mkdir "$nms_root.upper" "$nms_root.work"
	mount -t overlay overlay -o "lowerdir=$NMS_BASE,upperdir=$nms_root.upper,workdir=$nms_root.work" \
		"$nms_root" 2>/dev/null ||
		cp -a "$NMS_BASE/." "$nms_root"
}

# nms_in_root [OPTION OF unshare...] COMMAND...: all that it leaves is killed, also
# when this shell is killed.
nms_in_root()
{
	nms_option=
	case $1 in
	-*)
		nms_option=$1
		shift
		;;
	esac
	# shellcheck disable=SC2086
	setpriv --pdeathsig KILL \
		unshare $nms_option -p -f --kill-child --mount-proc="$nms_root/proc" \
		chroot "$nms_root" "$@"
}

nms_install_build()
{
	lib_output=$nms_root.output
	# One at a time: installing links some files anew in the build.
	flock "$top_builddir/config.status" \
		make -C "$top_builddir" install DESTDIR="$nms_root" \
		>"$lib_output" 2>&1 && nms_in_root ldconfig ||
		{ cat "$lib_output"; die "cannot install the build $top_builddir"; }
	nms_daemon=$(cd "$nms_root" && ls usr/sbin/anycastipd \
		usr/local/sbin/anycastipd 2>/dev/null | head -n 1)
	nms_daemon=/${nms_daemon:?anycastipd was not installed}
	nms_in_root "$nms_daemon" -V >/dev/null || die \
		"what is built here does not run on Debian's $debian_suite"
}

nms_install_packages()
{
	lib_output=$nms_root.output
	nms_of_suite=
	nms_from=
	for nms_package; do
		case $nms_package in
		*/*) nms_from="$nms_from $nms_package" ;;
		*) nms_of_suite="$nms_of_suite $nms_package" ;;
		esac
	done
	# shellcheck disable=SC2086
	nms_apt install --no-install-recommends $nms_of_suite
	for nms_package in $nms_from; do
		nms_unpack "${nms_package%/*}" "${nms_package#*/}"
	done
}

nms_apt()
{
	nms_in_root env DEBIAN_FRONTEND=noninteractive apt-get -qy "$@" \
		>"$lib_output" 2>&1 </dev/null ||
		{ tail -n 40 "$lib_output"; die "apt-get $*: failed"; }
}

# nms_unpack PACKAGE SUITE: a newer one, beside what is installed.
nms_unpack()
{
	nms_list=$nms_root/etc/apt/sources.list.d/$2.list
	if [ ! -e "$nms_list" ]; then
		grep -h "^deb .* $debian_suite main" -r "$nms_root/etc/apt" |
			sed "s/ $debian_suite main/ $2 main/" >"$nms_list"
		nms_apt update -o Dir::Etc::sourceparts=- \
			-o Dir::Etc::sourcelist="/etc/apt/sources.list.d/$2.list"
	fi
	nms_in_root sh -c 'mkdir -p "/opt/$2" && cd "/opt/$2" &&
		apt-get -q -o APT::Sandbox::User=root download "$1/$2" &&
		dpkg-deb -x "$1"_*.deb .' sh "$1" "$2" >"$lib_output" 2>&1 || {
		cat "$lib_output"
		die "cannot unpack $1 of $2"
	}
}

# ---- The agents ---------------------------------------------------------------

# start_agents: the demo's addresses (see make_scene), all of them expected, and
# a private snmpd with anycastipd.  $snmp_address is where it answers.  Lines for
# [declared] are taken from $scene_settings, for [anycastipd] from
# $anycastipd_settings.
start_agents()
{
	work_folder
	make_scene
	cat >>"$work/anycastip.conf" <<END
${scene_settings-}
[expected]
resolver4 = 192.0.2.53
resolver = 2001:db8:1::53 dev lan0
web = 2001:db8:9::53
mail = 2001:db8:3::53
[anycastipd]
${anycastipd_settings-}
END
	start_snmpd
	start_anycastipd -c "$work/anycastip.conf"
}

# ---- TAP ----------------------------------------------------------------------

nms_count=0
nms_failed=0

# test_that WHAT COMMAND...: one test, that the command succeeds.
test_that()
{
	nms_what=$1
	shift
	nms_count=$((nms_count + 1))
	if "$@"; then
		say "ok $nms_count - $nms_what"
	else
		say "not ok $nms_count - $nms_what"
		nms_failed=$((nms_failed + 1))
	fi
}

# comes_true WHAT COMMAND...: the same, waiting for it.
comes_true()
{
	nms_what=$1
	shift
	test_that "$nms_what" wait_for "$@"
}

# The plan, after a failure all logs, and the end.
finish()
{
	say "1..$nms_count"
	if [ $nms_failed != 0 ]; then
		for nms_log in "$work"/*.log; do
			say "# ${nms_log##*/}:"
			tail -n 30 "$nms_log" | sed 's/^/#  /'
		done
		exit 1
	fi
	exit 0
}
