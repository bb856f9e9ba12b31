# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# For the tests of the packages, beside tools/lib.sh: Debians of their own, in
# which anything may be installed.  Take root, and a way to Debian's archive.

root_suite=bookworm

# The host's own source of Debian, or Debian's.
root_sources()
{
	root_lines=$(apt-get indextargets \
		--format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		grep -E " $root_suite(-updates|-security)? main\$" | sort -u)
	printf '%s\n' \
		"${root_lines:-deb http://deb.debian.org/debian $root_suite main}"
}

# How the host's apt gets at it: proxies, retries, clocks that are wrong.
root_apt_settings()
{
	printf 'Acquire::Languages "none";\n'
	apt-config dump | grep -E \
		'^Acquire::(https?::|Check-|Retries|ForceIPv)[^ ]* "[^"]' || :
}

# make_bare FOLDER: a Debian of apt and what is essential, unless it is there;
# the steps of one run share it.  No service is ever started in it.
make_bare()
{
	[ ! -e "$1.made" ] || return 0
	work_folder
	rm -rf "$1"
	mkdir -p "$1"
	root_apt_settings >"$work/apt.conf"
	root_sources >"$work/sources.list"
	mmdebstrap --quiet --mode=root --variant=apt \
		--aptopt="$work/apt.conf" --dpkgopt=force-unsafe-io \
		--skip=cleanup/apt/lists \
		"$root_suite" "$1" "$work/sources.list" || return
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod 755 "$1/usr/sbin/policy-rc.d"
	# What an installer writes.
	printf '127.0.0.1 localhost\n::1 localhost\n' >"$1/etc/hosts"
	echo debian >"$1/etc/hostname"
	: >"$1.made"
}

# in_root FOLDER COMMAND...: with mounts and process ids of its own, so that
# nothing of either is left behind.
in_root()
{
	cp /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || :
	unshare --mount --pid --fork --kill-child --propagation private -- \
		sh -ec '
		root=$1
		shift
		mount -t proc proc "$root/proc"
		mount -t tmpfs -o mode=755 tmpfs "$root/dev"
		for node in null zero full random urandom tty; do
			: >"$root/dev/$node"
			mount --bind "/dev/$node" "$root/dev/$node"
		done
		ln -s /proc/self/fd "$root/dev/fd"
		mkdir "$root/dev/pts"
		mount -t devpts -o ptmxmode=666 devpts "$root/dev/pts"
		ln -s pts/ptmx "$root/dev/ptmx"
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
			HOME=/root DEBIAN_FRONTEND=noninteractive \
			chroot "$root" "$@"' sh "$@"
}

# install_in FOLDER PACKAGE...
install_in()
{
	root_folder=$1
	shift
	in_root "$root_folder" apt-get -qy -o Dpkg::Options::=--force-unsafe-io \
		--no-install-recommends install "$@"
}
