#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# foreign.sh FOLDER PROCESSOR: builds for another processor (i386, arm64, s390x:
# 32 bits, and the other order of octets) in a Debian that has its libraries and
# a compiler for it, and runs the unit tests in an emulator of its programs.
# That emulator knows nothing of netlink, so the kernel's answers are made up.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
. "$top_srcdir/tests/lib/debian.sh"
set -e
root=$1
case $2 in
i386) host=i686-linux-gnu libraries=i386-linux-gnu emulator=qemu-i386-static ;;
arm64) host=aarch64-linux-gnu libraries=$host emulator=qemu-aarch64-static ;;
s390x) host=s390x-linux-gnu libraries=$host emulator=qemu-s390x-static ;;
*) die "no such processor is known here: $2" ;;
esac
[ "$(id -u)" = 0 ] || skip_test 'takes root: a system is unpacked and entered'
work_folder

# Both processors' packages have to be of one version, and updates do not come to
# all of them at once.
debian_sources()
{
	printf 'deb %s %s main\n' "$(debian_archive)" "$debian_suite"
}

DEBIANS=${DEBIANS:-$work}/release
make_debian "$root"
debian_fetch in_debian "$root" \
	sh -ec "dpkg --add-architecture $2 && apt-get -q update"
install_in "$root" "crossbuild-essential-$2" make autoconf automake libtool \
	pkgconf qemu-user-static
install_in "$root" "libsnmp-dev:$2" "libnl-route-3-dev:$2" \
	"libjansson-dev:$2" "libcunit1-dev:$2"
copy_sources "$root/root/anycastip"

in_debian "$root" env "host=$host" "emulator=$emulator" \
	"PKG_CONFIG_LIBDIR=/usr/lib/$libraries/pkgconfig" jobs="$(nproc)" sh -ec '
	cd /root/anycastip
	./autogen.sh
	mkdir ../build
	cd ../build
	../anycastip/configure --silent --host="$host" CFLAGS="-O1 -g"
	make -j"$jobs"
	make -j"$jobs" units
	count=0
	for program in $(find tests/unit -name "test_*" -type f -perm -100 \
		! -path "*/.libs/*"); do
		top_srcdir=../anycastip top_builddir=. \
			./libtool --mode=execute "$emulator" "$program"
		count=$((count + 1))
	done
	[ $count -gt 0 ]
'
