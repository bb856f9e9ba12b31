#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# init.sh STACK RESULT SRCDIR BUILDDIR SCRIPT: the first process of a kernel
# that tests/kernels/uml.sh boots.  The root file system is that of the host,
# read-only.  Runs tests/SCRIPT.sh, and leaves its status in RESULT/status.
# STACK is "ipv6", or "none" for a kernel that has no IPv6.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/tmp TMPDIR=/tmp LC_ALL=C
stack=$1
result=$2
export top_srcdir="$3" top_builddir="$4"
script=$5

# What the host has in /proc and /dev is not of this kernel; and what is kept
# may lie in /tmp, which gets its own.
make_places()
{
	mount -t proc proc /proc &&
		mount -t sysfs sysfs /sys &&
		mount -t tmpfs tmpfs /run &&
		mount -t tmpfs tmpfs /tmp &&
		mkdir -p /dev/pts &&
		mount -t devpts devpts /dev/pts || return
	for folder in "$top_srcdir" "$top_builddir"; do
		[ -d "$folder" ] && continue
		mkdir -p "$folder" &&
			mount -t hostfs -o "ro,$folder" "$folder" "$folder" ||
			return
	done
	mkdir -p "$result" && mount -t hostfs -o "$result" result "$result"
}

# As modprobe does it at boot, it takes parameters from the command line of the
# kernel: there may be ipv6.disable=1.
load_modules()
{
	mkdir -p /run/host/lib &&
		ln -s /usr/lib/uml/modules /run/host/lib/modules || return
	case $stack in
	ipv6) modprobe -d /run/host -a ipv6 bridge dummy veth vrf ;;
	*) modprobe -d /run/host -a veth dummy ;;
	esac
}

status=1
if make_places; then
	# Nothing else is to be loaded by itself.
	echo /bin/false >/proc/sys/kernel/modprobe
	if load_modules && ip link set lo up; then
		echo "== Linux $(uname -r), IPv6: $stack: $script"
		sh "$top_srcdir/tests/$script.sh"
		status=$?
	fi
fi
echo $status >"$result/status"
sync
echo o >/proc/sysrq-trigger
# The kernel ends when its first process does, too; then loudly.
sleep 60
