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
# tools/lib.sh are as anywhere; the sources are to be seen at the same place as
# outside, read-only, and $top_builddir is the build in there.  When the script
# ends, everything that it started is killed, and the Debian is removed.
#
# What a caller may set beforehand, beside what tests/lib/debian.sh takes:
#	debian_suite	which Debian: trixie (the default), bookworm
#	nms_shared	a folder that is to be seen, and written to, as /shared

: "${debian_suite:=trixie}"
. "${top_srcdir:-.}/tools/lib.sh"
. "$top_srcdir/tests/lib/debian.sh"

: "${nms_shared:=}"

# What is in all of them: what our build takes, and what the helpers run.
nms_packages="$lib_build_packages libcunit1-dev snmp snmpd iproute2 procps
	ca-certificates curl jq"

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
		# It goes with all else in here, some of which may still write to
		# it.
		KEEP_WORK=yes
		ip link set lo up || die 'cannot bring lo up'
		dpkg-query -W -f '# ${Package} ${Version}\n' "$@" 2>/dev/null || :
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
	make_base
	nms_root=$work/root
	mkdir "$nms_root"
	export nms_base nms_root nms_shared
	# The mounts are seen by the child alone: nothing that removes $work
	# can get at what is mounted there.
	nms_stage=mounts unshare -m --propagation private -- \
		"$nms_script" "$@" &
	lib_pids="$lib_pids $!"
	nms_status=0
	wait $! || nms_status=$?
	exit $nms_status
}

# Make the Debian that the others are copies of, unless it is there: with our
# build in /build, installed as a package has it.
make_base()
{
	work_folder
	nms_base=${DEBIANS:=$work/debians}/$debian_suite-built
	[ ! -e "$nms_base" ] || return 0
	# shellcheck disable=SC2086
	make_debian "$nms_base.bare" $nms_packages
	copy_sources "$nms_base.bare/build/tree"
	# shellcheck disable=SC2016
	lib_run_quietly in_debian "$nms_base.bare" sh -ec '
		cd /build/tree
		./autogen.sh
		cd ..
		tree/configure --silent --prefix=/usr --sysconfdir=/etc \
			--localstatedir=/var
		make -j"$1" all tests/lib/join
		make install
		ldconfig' sh "${jobs:-$(nproc)}" ||
		die "cannot build on Debian's $debian_suite"
	mv "$nms_base.bare" "$nms_base"
}

# The second stage, with mounts of its own: put the root together, and go in.
nms_run_in_root()
{
	# Not one of its own: a shell with traps would wait for what runs in
	# there before it ends.
	work=$nms_root.output
	mkdir "$work"
	nms_clone
	for nms_package; do
		shift
		case $nms_package in
		*/*) nms_unpack "${nms_package%/*}" "${nms_package#*/}" ;;
		*) set -- "$@" "$nms_package" ;;
		esac
	done
	install_in "$nms_root" "$@"
	mount_devices "$nms_root/dev"
	if [ -n "$nms_shared" ]; then
		mkdir "$nms_root/shared"
		mount --bind "$nms_shared" "$nms_root/shared"
	fi
	mkdir -p "$nms_root$top_srcdir"
	mount --bind "$top_srcdir" "$nms_root$top_srcdir"
	mount -o remount,bind,ro "$nms_root$top_srcdir"
	# No way out from here: whatever runs there has lo alone.  All that it
	# leaves is killed, also when this shell is killed.
	nms_status=0
	nms_stage=inside ANYCASTIPD=/usr/sbin/anycastipd TMPDIR=/tmp \
		top_builddir=/build setpriv --pdeathsig KILL \
		unshare -n -p -f --kill-child --mount-proc="$nms_root/proc" \
		chroot "$nms_root" sh "$nms_script" || nms_status=$?
	exit $nms_status
}

# Layered, or copied where that cannot be.
nms_clone()
{
	mkdir "$nms_root.upper" "$nms_root.work"
	mount -t overlay overlay -o "lowerdir=$nms_base,upperdir=$nms_root.upper,workdir=$nms_root.work" \
		"$nms_root" 2>/dev/null ||
		cp -a "$nms_base/." "$nms_root"
}

# nms_unpack PACKAGE SUITE: another one, beside what is installed.
nms_unpack()
{
	(
		debian_suite=$2
		debian_sources
	) >"$nms_root/etc/apt/sources.list.d/$2.list"
	# shellcheck disable=SC2016
	debian_fetch in_debian "$nms_root" sh -ec 'apt-get -q update
		mkdir -p "/opt/$2"
		cd "/opt/$2"
		apt-get -q -o APT::Sandbox::User=root download "$1/$2"
		dpkg-deb -x "$1"_*.deb .' sh "$1" "$2"
	rm "$nms_root/etc/apt/sources.list.d/$2.list"
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
