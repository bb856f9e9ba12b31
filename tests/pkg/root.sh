# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# For the tests of the packages, beside tools/lib.sh: Debians of their own, in
# which anything may be installed.  Take root, and a way to Debian's archive.

. "$top_srcdir/tests/lib/debian.sh"

# make_bare FOLDER: a Debian of apt and what is essential.
make_bare()
{
	make_debian "$1"
	# What an installer writes.
	printf '127.0.0.1 localhost\n::1 localhost\n' >"$1/etc/hosts"
	echo debian >"$1/etc/hostname"
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
