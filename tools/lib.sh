# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# The one helper of the scripts and tests that need a network namespace, a
# private snmpd, a private anycastipd or a free port.  Source it:
#
#	. "$top_srcdir/tools/lib.sh"
#	enter_namespace "$0" "$@" || skip_test "$lib_reason"
#	work_folder
#	start_snmpd
#	start_anycastipd
#	snmp snmptable anycastIpTable
#
# Plain sh, also fit for bats.  Everything started here is ended by its
# process id, and $work is removed, when the shell exits or is interrupted.
# Do not call the functions that start something from a subshell: the process
# dies with it.
#
# What a caller may set beforehand:
#	top_srcdir	the source tree (default: the folder above this file)
#	top_builddir	the build tree (default: $top_srcdir)
#	ANYCASTIPD	the subagent to start
#	SNMPD		the snmpd to start
#	TMPDIR		where $work is made

: "${top_srcdir:=.}"
if [ ! -e "$top_srcdir/tools/lib.sh" ]; then
	top_srcdir=$(dirname "$0")/..
fi
top_srcdir=$(cd "$top_srcdir" && pwd)
: "${top_builddir:=$top_srcdir}"
top_builddir=$(cd "$top_builddir" && pwd)
export top_srcdir top_builddir

# Seconds that anything may take: a machine under load is slow, and a wait
# ends as soon as the thing is there.
: "${lib_deadline:=20}"

lib_root_oid=.1.3.6.1.4.1.8072.9999.9999.4291
lib_reason=
lib_pids=
lib_at_exit=
work=

# Debian keeps ip and snmpd where an ordinary user's PATH does not look.
case :$PATH: in
*:/usr/sbin:*) ;;
*) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin ;;
esac
export PATH

# ---- Saying and ending ----------------------------------------------------

say()
{
	printf '%s\n' "$*"
}

warn()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	warn "$*"
	exit 1
}

# End the whole test with automake's status for "skipped".
skip_test()
{
	printf 'SKIP: %s\n' "$*"
	exit 77
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# ---- Cleaning up ----------------------------------------------------------

# Run a command, given as one string, at the end; the last one first.
at_exit()
{
	lib_trap
	lib_at_exit="$1
$lib_at_exit"
}

# Install the traps, unless this is bats: there a test file calls clean_up in
# its teardown, since bats needs the EXIT trap itself.
lib_trap()
{
	[ -z "${BATS_VERSION-}" ] || return 0
	[ -z "${lib_trapped-}" ] || return 0
	lib_trapped=$$
	trap 'lib_status=$?; clean_up; exit $lib_status' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# End what was started and remove $work.  Called by the traps.
clean_up()
{
	[ -n "${BATS_VERSION-}" ] || trap '' HUP INT TERM
	for lib_pid in $lib_pids; do
		kill -TERM "$lib_pid" 2>/dev/null || :
		# A stopped process sees a signal only when it goes on.
		kill -CONT "$lib_pid" 2>/dev/null || :
	done
	for lib_pid in $lib_pids; do
		lib_end "$lib_pid" || :
	done
	lib_pids=
	eval "$lib_at_exit"
	lib_at_exit=
	if [ -n "$work" ] && [ -z "${KEEP_WORK-}" ]; then
		rm -rf "$work"
	fi
	work=
	[ -n "${BATS_VERSION-}" ] || trap - HUP INT TERM
}

# The private folder $work.  Readable by all: the programs under test may run
# as another user.
work_folder()
{
	[ -z "$work" ] || return 0
	lib_trap
	work=$(mktemp -d "${TMPDIR:-/tmp}/anycastip.XXXXXXXX") ||
		die "cannot make a folder in ${TMPDIR:-/tmp}"
	chmod 755 "$work"
	export work
}

# ---- Waiting --------------------------------------------------------------

# wait_for COMMAND...: until it succeeds; fails after $lib_deadline seconds.
wait_for()
{
	lib_until=$(($(date +%s) + lib_deadline))
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$lib_until" ] || return 1
		sleep 0.02
	done
}

# A process that has ended stays visible to kill until it is waited for.
is_running()
{
	case $(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) in
	'' | Z | X) return 1 ;;
	esac
}

is_ended()
{
	! is_running "$1"
}

# ---- Processes ------------------------------------------------------------

# start NAME COMMAND...: in the background, its output to $work/NAME.log.
# Sets $started to its process id.  It ends with this shell, also when that is
# killed without a chance to clean up.
start()
{
	work_folder
	lib_name=$1
	shift
	if [ -z "${lib_setpriv-}" ]; then
		lib_setpriv=no
		! setpriv --pdeathsig TERM true 2>/dev/null || lib_setpriv=yes
	fi
	if [ $lib_setpriv = yes ]; then
		set -- setpriv --pdeathsig TERM "$@"
	fi
	# Ctrl-C is for the shell, which then ends them in order.
	! have setsid || set -- setsid "$@"
	# bats waits for everything that holds its descriptor 3.
	"$@" </dev/null >>"$work/$lib_name.log" 2>&1 3>&- &
	started=$!
	lib_pids="$lib_pids $started"
}

# End a process that has had its signal: wait, then insist.  Its status.
lib_end()
{
	if ! wait_for is_ended "$1"; then
		kill -KILL "$1" 2>/dev/null || :
	fi
	wait "$1" 2>/dev/null
}

# stop PID [SIGNAL]: end it; the status is the process' own.
stop()
{
	kill "-${2:-TERM}" "$1" 2>/dev/null || :
	lib_left=
	for lib_pid in $lib_pids; do
		[ "$lib_pid" = "$1" ] || lib_left="$lib_left $lib_pid"
	done
	lib_pids=$lib_left
	lib_end "$1"
}

# ---- Network namespaces ---------------------------------------------------

# enter_namespace SCRIPT ARGUMENT...: go on in a network namespace of its own,
# by running the script again in it; there it returns success, with lo up.
# Fails, with the reason in $lib_reason, where that is not possible.
enter_namespace()
{
	if [ -z "${lib_in_namespace-}" ]; then
		can_enter_namespace || return 1
		export lib_in_namespace=$$
		exec unshare $lib_unshare -- "$@"
	fi
	# Only this script is in it: what it runs may want its own.
	unset lib_in_namespace
	ip link set lo up || {
		lib_reason='cannot bring lo up in a namespace'
		return 1
	}
}

# Whether a network namespace can be had; $lib_unshare or $lib_reason.
can_enter_namespace()
{
	if ! have ip; then
		lib_reason='ip is missing (Debian: iproute2)'
		return 1
	fi
	for lib_unshare in -n -Urn; do
		if unshare $lib_unshare -- ip link set lo up 2>/dev/null; then
			return 0
		fi
	done
	if [ "$(id -u)" = 0 ]; then
		lib_reason='this system lets root make no network namespace (it takes CAP_SYS_ADMIN)'
	else
		lib_reason='this system lets users make no network namespace; try as root'
	fi
	return 1
}

# Whether IPv6 is there, seen from the present namespace.
have_ipv6()
{
	[ -e /proc/net/if_inet6 ] ||
		{ lib_reason='this system has no IPv6'; return 1; }
}

# set_sysctl net.ipv6.conf.all.forwarding 1; a "/" in place of a "." also does.
# In a container /proc/sys may be read-only.
set_sysctl()
{
	lib_path=/proc/sys/$(printf '%s' "$1" | tr . /)
	if ! { printf '%s\n' "$2" >"$lib_path"; } 2>/dev/null; then
		lib_reason="$lib_path cannot be written"
		return 1
	fi
}

# add_veth NAME [PEER]: a pair of interfaces, both up, addresses usable at
# once.  The peer's name is NAMEp unless given.
add_veth()
{
	ip link add "$1" type veth peer name "${2:-${1}p}"
	set_sysctl "net/ipv6/conf/$1/accept_dad" 0
	set_sysctl "net/ipv6/conf/${2:-${1}p}/accept_dad" 0
	ip link set "$1" up
	ip link set "${2:-${1}p}" up
	wait_for lib_has_link_local "$1"
	wait_for lib_has_link_local "${2:-${1}p}"
}

# The kernel takes an address into use in its own time, also one that was given
# with "nodad": the last that it does is the route.
lib_has_link_local()
{
	ip -6 route show table local type local dev "$1" | grep -q '^local fe80:'
}

lib_dad_done()
{
	{
		ip -6 route show table local type local
		ip -6 -o addr show up
	} | awk '$1 == "local" { used[$2, $4] = 1; next }
		{ sub("/.*", "", $4) }
		/ tentative/ || !(($4, $2) in used) { early = 1 }
		END { exit early }'
}

# Wait until every address is in use.
wait_dad()
{
	wait_for lib_dad_done
}

# ---- Ports ----------------------------------------------------------------

# A UDP and TCP port that nothing has now; whoever binds it must be ready to
# find it taken.
free_port()
{
	for lib_port in $(shuf -i 20000-29999 -n 50); do
		lib_hex=$(printf ':%04X ' "$lib_port")
		grep -qs "$lib_hex" /proc/net/udp /proc/net/udp6 \
			/proc/net/tcp /proc/net/tcp6 || break
	done
	printf '%s\n' "$lib_port"
}

# ---- Net-SNMP -------------------------------------------------------------

# Find snmpd; $SNMPD, or fails with $lib_reason.
find_snmpd()
{
	[ -z "${SNMPD-}" ] || return 0
	SNMPD=$(command -v snmpd) && return 0
	unset SNMPD
	lib_reason='snmpd is missing (Debian: snmpd)'
	return 1
}

# What a test of the real thing needs; fails with $lib_reason.
have_snmp()
{
	find_snmpd || return 1
	have snmpget || {
		lib_reason='snmpget is missing (Debian: snmp)'
		return 1
	}
}

# Keep every Net-SNMP program away from the host's and the user's
# configuration, persistent files and modules.
lib_snmp_environment()
{
	work_folder
	mkdir -p "$work/snmp" "$work/persistent"
	# Another user, too, may have to write there.
	chmod 1777 "$work/persistent"
	export SNMPCONFPATH="$work/snmp"
	export SNMP_PERSISTENT_DIR="$work/persistent"
	export MIBDIRS="$top_srcdir/mibs:$top_srcdir/mibs/base"
	export MIBS=
	unset SNMP_PREFIX SNMPCONFFILE
}

# start_snmpd: a private snmpd.  Lines for its configuration are taken from
# $snmpd_extra; $snmpd_view is the subtree that everybody sees (default: all).
# Sets $snmpd_pid, $snmp_address (host:port), $agentx_socket, $snmpd_log.
#	community public reads, private writes; user reader has authPriv with
#	SHA-256 and AES, both passwords "keep it quiet".
start_snmpd()
{
	find_snmpd || die "$lib_reason"
	lib_snmp_environment
	: "${agentx_socket:=$work/agentx}"
	snmpd_log=$work/snmpd.log
	for lib_try in 1 2 3 4 5; do
		: "${snmp_address:=127.0.0.1:$(free_port)}"
		lib_run_snmpd
		if wait_for lib_snmpd_settled && wait_for lib_snmpd_answers &&
			is_running "$snmpd_pid"; then
			return 0
		fi
		stop "$snmpd_pid" || :
		# The port may have been taken in between.
		grep -q 'opening specified endpoint' "$snmpd_log" || break
		snmp_address=
	done
	warn 'snmpd does not start; its log:'
	cat "$snmpd_log" >&2
	return 1
}

lib_run_snmpd()
{
	cat >"$work/snmpd.conf" <<END
master agentx
agentXSocket $agentx_socket
agentXPerms 0666 0755
view seen included ${snmpd_view:-.1}
rocommunity public default -V seen
rwcommunity private default
createUser reader SHA-256 "keep it quiet" AES "keep it quiet"
rouser reader priv -V seen
sysLocation here
sysContact nobody
${snmpd_extra-}
END
	chmod 644 "$work/snmpd.conf"
	: >"$snmpd_log"
	# mteTrigger and smux would open ports or sessions of their own.
	set -- "$SNMPD" -f -LE 6 -C -c "$work/snmpd.conf" \
		-I -smux,-mteTrigger,-mteTriggerConf \
		-p "$work/snmpd.pid" "udp:$snmp_address"
	# The leaks of snmpd are not ours to find.
	[ -z "${snmpd_preload-}" ] || set -- env \
		LD_PRELOAD="$snmpd_preload" ASAN_OPTIONS=detect_leaks=0 "$@"
	start snmpd "$@"
	snmpd_pid=$started
}

# snmpd logs its version when it listens.
lib_snmpd_settled()
{
	is_ended "$snmpd_pid" || grep -q '^NET-SNMP version' "$snmpd_log"
}

lib_snmpd_answers()
{
	is_ended "$snmpd_pid" || snmpget -v2c -c private -r 0 -t 5 \
		"$snmp_address" .1.3.6.1.2.1.1.1.0 >/dev/null 2>&1
}

# stop_snmpd; start_snmpd: a restart, on the same port and socket.
stop_snmpd()
{
	stop "$snmpd_pid" "$@" || :
}

# snmp TOOL [ARGUMENT...]: a Net-SNMP client asks the private snmpd; an OID, or
# what the tool takes, comes after the options as usual:
#	snmp snmpwalk -Oq -- anycastIpTable
# With snmp_user=v3 in the environment it asks by SNMPv3 authPriv; there are
# snmp_version, snmp_community, snmp_mibs (modules) and snmp_timeout, too.
# Everything before "--" goes before the agent's address.
snmp()
{
	lib_tool=$1
	shift
	lib_before=
	lib_count=$#
	lib_split=
	for lib_word in "$@"; do
		[ "$lib_word" != -- ] || { lib_split=1; break; }
	done
	if [ -z "$lib_split" ]; then
		set -- -- "$@"
		lib_count=$#
	fi
	# Rotate: the words before "--" first, then who and where, then the rest.
	while [ "$1" != -- ]; do
		set -- "$@" "$1"
		shift
		lib_count=$((lib_count - 1))
	done
	shift
	lib_count=$((lib_count - 1))
	if [ "${snmp_user-}" = v3 ]; then
		set -- "$@" -v3 -l authPriv -u reader -a SHA-256 -A 'keep it quiet' \
			-x AES -X 'keep it quiet' "$snmp_address"
	else
		set -- "$@" "-v${snmp_version:-2c}" -c "${snmp_community:-public}" "$snmp_address"
	fi
	while [ "$lib_count" -gt 0 ]; do
		set -- "$@" "$1"
		shift
		lib_count=$((lib_count - 1))
	done
	MIBS=${snmp_mibs-ANYCAST-IP-MIB} "$lib_tool" -t "${snmp_timeout:-10}" -r 0 "$@"
}

# ---- A host with anycast addresses ------------------------------------------

# Peers stay out of the way: they have no IPv6.
lib_add_interface()
{
	ip link add "$1" type veth peer name "$1-peer"
	set_sysctl "net/ipv6/conf/$1-peer/disable_ipv6" 1
	set_sysctl "net/ipv6/conf/$1/accept_dad" 0
	ip link set "$1-peer" up
	ip link set "$1" up
	ip -6 address add "$2" dev "$1" nodad
}

# make_scene: anycast addresses of every kind in the present namespace, and the
# file $work/anycastip.conf that declares the last:
#	lan0	2001:db8:1::53	joined by a program
#	lan1	2001:db8:9::53	by a route
#	lan2	2001:db8:3::53	joined, and undelivered since the link was down
#	lo	192.0.2.53	declared
make_scene()
{
	set_sysctl net.ipv6.conf.all.forwarding 1 || die "$lib_reason"
	lib_add_interface lan0 2001:db8:1::1/64
	lib_add_interface lan1 2001:db8:2::1/64
	lib_add_interface lan2 2001:db8:3::1/64
	wait_dad
	start join0 "$top_builddir/tests/lib/join" lan0 2001:db8:1::53
	start join2 "$top_builddir/tests/lib/join" lan2 2001:db8:3::53
	wait_for grep -q joined "$work/join0.log"
	wait_for grep -q joined "$work/join2.log"
	ip -6 route add anycast 2001:db8:9::53 dev lan1 table local
	ip link set lan2 down
	ip link set lan2 up
	ip -6 address add 2001:db8:3::1/64 dev lan2 nodad 2>/dev/null || :
	ip address add 192.0.2.53/32 dev lo
	printf '[declared]\nprefix = 192.0.2.53\n' >"$work/anycastip.conf"
	wait_dad
}

# ---- Dependencies ---------------------------------------------------------

# install_packages PACKAGE...: by apt-get, those that are missing, so that no
# service is started.  Without root, or where there is no apt-get, it says what
# is missing and fails.
install_packages()
{
	have dpkg-query || {
		lib_reason='this is no Debian: see README.md for what has to be installed'
		return 1
	}
	lib_missing=
	for lib_package in "$@"; do
		lib_has_package "$lib_package" || lib_missing="$lib_missing $lib_package"
	done
	[ -n "$lib_missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		lib_reason="missing:$lib_missing
As root: apt-get install --no-install-recommends$lib_missing"
		return 1
	fi
	say "Installing$lib_missing"
	# shellcheck disable=SC2086
	lib_apt install $lib_missing || {
		lib_reason="apt-get could not install$lib_missing"
		return 1
	}
}

lib_has_package()
{
	case $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) in
	ii*) ;;
	*) return 1 ;;
	esac
}

# lib_apt COMMAND ARGUMENT...: apt-get, with newer lists where it fails with the
# old ones.  None of our packages brings a service.  Should one ever, then the
# guard of invoke-rc.d keeps it from being started.
lib_apt()
{
	lib_policy=/usr/sbin/policy-rc.d
	if [ ! -e $lib_policy ]; then
		at_exit "rm -f $lib_policy"
		printf '#!/bin/sh\nexit 101\n' >$lib_policy
		chmod 755 $lib_policy
	else
		lib_policy=
	fi
	lib_status=0
	lib_apt_get "$@" 2>/dev/null ||
		{ lib_run_quietly apt-get -q update && lib_apt_get "$@"; } ||
		lib_status=$?
	[ -z "$lib_policy" ] || rm -f "$lib_policy"
	return $lib_status
}

# As root, and not as apt's own user, who may not get to the folder.
lib_apt_get()
{
	DEBIAN_FRONTEND=noninteractive lib_run_quietly apt-get -qy \
		-o DPkg::Lock::Timeout=300 -o APT::Sandbox::User=root \
		--no-install-recommends "$@"
}

# run_quietly COMMAND...: its output is shown only if it fails.
lib_run_quietly()
{
	work_folder
	"$@" >"$work/output" 2>&1 </dev/null || {
		lib_status=$?
		cat "$work/output" >&2
		return $lib_status
	}
}

# What building takes; the names of Debian and those who follow it.
lib_build_packages='gcc libc6-dev make autoconf automake libtool pkgconf
	libsnmp-dev libnl-route-3-dev libjansson-dev'

# Whether a build can be tried: under other names, or without a package
# manager, the tools may all be there.
can_build()
{
	for lib_tool in make autoreconf libtoolize pkg-config; do
		have $lib_tool || return 1
	done
	{ have cc || have gcc || have clang; } &&
		pkg-config --exists netsnmp-agent libnl-route-3.0 jansson
}

# provide_daemon snmpd|snmptrapd: have it at hand without its package, which
# would enable and start a service: unpacked into build-snmpd, what it depends
# on installed as usual, the folder added to PATH.
provide_daemon()
{
	have "$1" && return 0
	lib_folder=$top_srcdir/build-snmpd
	PATH=$PATH:$lib_folder/usr/sbin
	have "$1" && return 0
	if [ "$(id -u)" != 0 ] || ! have dpkg-deb; then
		lib_reason="$1 is missing (Debian: $1)"
		return 1
	fi
	say "Unpacking $1 into $lib_folder (not installed: that would start it)"
	lib_unpack "$1" && "$1" -v >/dev/null && return 0
	lib_reason="$1 could not be unpacked into $lib_folder"
	return 1
}

# lib_unpack PACKAGE: into $lib_folder.
lib_unpack()
{
	rm -rf "${lib_folder:?}/$1"
	mkdir -p "$lib_folder/$1"
	(cd "$lib_folder/$1" && lib_apt download "$1") &&
		lib_apt satisfy "$(dpkg-deb -f "$lib_folder/$1/$1"_*.deb Depends)" &&
		dpkg-deb -x "$lib_folder/$1/$1"_*.deb "$lib_folder"
}

# ---- Sources --------------------------------------------------------------

# copy_sources FOLDER: what belongs to the source tree, with its times, so that
# a second copy rebuilds only what changed.  A build in a copy leaves the tree
# alone, also one that is configured already or is not ours to write to.
copy_sources()
{
	mkdir -p "$1"
	lib_copy=$(cd "$1" && pwd)
	(
		cd "$top_srcdir" || exit
		list_sources --others --exclude-standard | tar -cf - --null --no-recursion -T -
	) | tar -xf - -C "$lib_copy"
}

# list_sources [OPTION OF git ls-files...]: the files that git has here, each
# name ended by a zero; all files where this is no clone.
list_sources()
{
	# root may look at another user's clone.
	if git -c safe.directory='*' rev-parse --is-inside-work-tree \
		>/dev/null 2>&1; then
		git -c safe.directory='*' ls-files -z --cached "$@" |
			xargs -0 sh -c 'for file; do
				[ ! -e "$file" ] || printf "%s\\0" "$file"
			done' sh
	else
		find . \( -name 'build*' -o -name .git \) -prune -o \
			-type f -print0
	fi
}

# ---- anycastipd -----------------------------------------------------------

# start_anycastipd [OPTION...]: a private one, connected to the private snmpd;
# returns when it answers.  Sets $anycastipd_pid, $anycastipd_log.
start_anycastipd()
{
	run_anycastipd "$@"
	if wait_for lib_anycastipd_settled && anycastipd_answers; then
		return 0
	fi
	warn 'anycastipd does not answer; its log:'
	cat "$anycastipd_log" >&2
	return 1
}

# The same, without waiting for anything.  Without -c in the options it gets
# an empty configuration file, not the host's.
run_anycastipd()
{
	lib_snmp_environment
	: "${ANYCASTIPD:=$top_builddir/agent/anycastipd}"
	anycastipd_log=$work/anycastipd.log
	: >"$anycastipd_log"
	case " $* " in
	*' -c '*) ;;
	*)
		: >"$work/anycastip.conf"
		set -- -c "$work/anycastip.conf" "$@"
		;;
	esac
	start anycastipd "$ANYCASTIPD" -f -x "$agentx_socket" "$@"
	anycastipd_pid=$started
}

# Whether the table is there: a scalar of ours can be had, whatever the view.
anycastipd_answers()
{
	case $(snmpget -v2c -c private -r 0 -t 2 -Oqv "$snmp_address" \
		"$lib_root_oid.1.1.2.0" 2>/dev/null) in
	'' | *[!0-9]*) return 1 ;;
	esac
}

lib_anycastipd_settled()
{
	is_ended "$anycastipd_pid" || anycastipd_answers
}

stop_anycastipd()
{
	stop "$anycastipd_pid" "$@"
}
