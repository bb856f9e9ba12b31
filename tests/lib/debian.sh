# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# A Debian in a folder, beside tools/lib.sh.  Takes root, and a way to Debian's
# archive.
#
# What a caller may set beforehand:
#	debian_suite	which: bookworm (the default), trixie, sid
#	DEBIANS		a folder that keeps what was unpacked, for those who come
#			later in the same run

: "${debian_suite:=bookworm}"
export debian_suite

# ---- Making one ---------------------------------------------------------------

# make_debian FOLDER [PACKAGE...]: what is essential, apt and these.  No package
# starts its service.  The folder is there when it is complete.
make_debian()
{
	debian_folder=$1
	shift
	[ "$(id -u)" = 0 ] || die 'takes root: a system has to be unpacked'
	work_folder
	: "${DEBIANS:=$work/debians}"
	[ -e "$DEBIANS/$debian_suite" ] || debian_unpack "$DEBIANS/$debian_suite"
	rm -rf "$debian_folder" "$debian_folder.part"
	mkdir -p "${debian_folder%/*}"
	cp -a "$DEBIANS/$debian_suite" "$debian_folder.part"
	[ $# = 0 ] || install_in "$debian_folder.part" "$@"
	mv "$debian_folder.part" "$debian_folder"
}

# debian_unpack FOLDER: the one that others are copies of.
debian_unpack()
{
	have mmdebstrap || die 'mmdebstrap is missing (Debian: mmdebstrap)'
	rm -rf "$1.part"
	mkdir -p "$1.part"
	debian_apt_settings >"$work/apt.conf"
	debian_sources >"$work/sources.list"
	debian_fetch unshare -m --propagation private -- \
		mmdebstrap --mode=root --variant=minbase \
		--aptopt="$work/apt.conf" --dpkgopt=force-unsafe-io \
		--skip=cleanup/apt/lists \
		"$debian_suite" "$1.part" "$work/sources.list"
	# What an installer writes.
	printf '127.0.0.1 localhost\n::1 localhost\n' >"$1.part/etc/hosts"
	echo debian >"$1.part/etc/hostname"
	printf '#!/bin/sh\nexit 101\n' >"$1.part/usr/sbin/policy-rc.d"
	chmod 755 "$1.part/usr/sbin/policy-rc.d"
	mv "$1.part" "$1"
}

debian_sources()
{
	debian_targets >"$work/targets"
	grep -E "^deb [^ ]* $debian_suite(-updates|-security)? main\$" \
		"$work/targets" ||
		printf 'deb %s %s main\n' "$(debian_archive)" "$debian_suite"
}

# The host's own archive of Debian, or Debian's.
debian_archive()
{
	debian_targets >"$work/targets"
	debian_own=$(sed -n '/-\(updates\|security\) /d
		s/^deb \([^ ]*\) .*/\1/p' "$work/targets" | head -n 1)
	printf '%s\n' "${debian_own:-http://deb.debian.org/debian}"
}

debian_targets()
{
	# shellcheck disable=SC2016
	apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		sort -u || :
}

# How the host's apt gets at it: proxies, retries, clocks that are wrong.
debian_apt_settings()
{
	printf 'Acquire::Languages "none";\n'
	apt-config dump | grep -E \
		'^Acquire::(https?::|Check-|Retries|ForceIPv)[^ ]* "[^"]' || :
}

# debian_fetch COMMAND...: what takes the archive.  An archive that does not
# answer is nobody's failure here.
debian_fetch()
{
	"$@" >"$work/fetched" 2>&1 </dev/null && return 0
	cat "$work/fetched" >&2
	! archive_failed "$work/fetched" ||
		skip_test "Debian's archive does not answer"
	die "$debian_suite: not done: $*"
}

# archive_failed FILE: whether apt says so there.
archive_failed()
{
	grep -qE '^(E|Err|W): ?.*(Failed to fetch|Could not (connect|resolve))' "$1"
}

# ---- Using it -----------------------------------------------------------------

# in_debian FOLDER COMMAND...: with mounts and process ids of its own, so that
# nothing of either is left behind.
in_debian()
{
	cp /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || :
	unshare --mount --pid --fork --kill-child --propagation private -- \
		sh -ec '. "$0"; enter_debian "$@"' \
		"$top_srcdir/tests/lib/debian.sh" "$@"
}

# In a mount namespace of its own.
enter_debian()
{
	mount --bind "$1" "$1"
	mount -t proc proc "$1/proc"
	mount -t sysfs -o ro sysfs "$1/sys"
	mount_devices "$1/dev"
	cd "$1" || return
	shift
	# In a mere chroot nobody may have namespaces of users; and a root in
	# memory cannot be exchanged.
	! pivot_root . mnt 2>/dev/null || umount -l /mnt
	exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
		HOME=/root DEBIAN_FRONTEND=noninteractive chroot . "$@"
}

# mount_devices FOLDER: those that do no harm.
mount_devices()
{
	mount -t tmpfs -o mode=755 tmpfs "$1"
	for debian_node in null zero full random urandom tty; do
		: >"$1/$debian_node"
		mount --bind "/dev/$debian_node" "$1/$debian_node"
	done
	ln -s /proc/self/fd "$1/fd"
	ln -s fd/0 "$1/stdin"
	ln -s fd/1 "$1/stdout"
	ln -s fd/2 "$1/stderr"
	mkdir "$1/shm" "$1/pts"
	mount -t tmpfs -o mode=1777 tmpfs "$1/shm"
	mount -t devpts -o ptmxmode=666 devpts "$1/pts"
	ln -s pts/ptmx "$1/ptmx"
}

# install_in FOLDER [OPTION OF apt-get | PACKAGE]...
install_in()
{
	debian_root=$1
	shift
	debian_fetch in_debian "$debian_root" apt-get -qy \
		-o Dpkg::Options::=--force-unsafe-io --no-install-recommends \
		install "$@"
}
