#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# nspawn.sh FOLDER: the packages of packages.sh FOLDER in a Debian, which is
# $debian_suite, that is booted by systemd, where snmpd and lldpd run already:
# what the service does there is in nspawn-inside.sh.  Nothing of the host's
# systemd, if there is one, takes part.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
. "$top_srcdir/tests/lib/debian.sh"
set -e
folder=$1
[ "$(id -u)" = 0 ] || skip_test 'takes root: a system is unpacked and booted'
[ -d "$top_srcdir/debian" ] || skip_test 'debian/ is in the repository alone'
ls "$folder"/debs/anycastipd_*.deb >/dev/null ||
	die "there is no package in $folder/debs: run tests/pkg/packages.sh first"

root=$folder/booted
make_debian "$root" dbus iproute2 lldpd procps snmp snmpd systemd-sysv
# What our packages depend on comes now, as there is no way out later.
debian_fetch in_debian "$root" apt-get -qy --no-install-recommends satisfy \
	"$(for deb in "$folder"/debs/*.deb; do
		dpkg-deb -f "$deb" Depends
	done | tr ',' '\n' | sed 's/^ *//' | grep -v anycastip | paste -s -d , -)"
rm "$root/usr/sbin/policy-rc.d"
mkdir "$root/test"
cp "$folder"/debs/*.deb "$top_srcdir/debian/tests/smoke" \
	"$top_srcdir/tests/pkg/nspawn-inside.sh" "$top_srcdir/README.md" \
	"$root/test"
# The other subagent, which everybody may see.
echo 'DAEMON_ARGS="-x"' >"$root/etc/default/lldpd"
echo 'view systemonly included .1.0.8802.1.1.2' \
	>"$root/etc/snmp/snmpd.conf.d/lldp.conf"
cat >"$root/etc/systemd/system/test.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
StandardOutput=file:/test/log
StandardError=file:/test/log
ExecStart=/bin/sh /test/nspawn-inside.sh
ExecStopPost=/bin/sh -c 'echo "$EXIT_STATUS" >/test/status'
ExecStopPost=/bin/systemctl --no-block poweroff
[Install]
WantedBy=default.target
UNIT
mkdir -p "$root/etc/systemd/system/default.target.wants"
ln -s ../test.service "$root/etc/systemd/system/default.target.wants"

# Under any init, also without a host's systemd to register with.
before=$(date +%s)
start booted systemd-nspawn --quiet --register=no --keep-unit \
	--private-network --directory="$root" --machine="anycastip-$$" --boot
lib_deadline=${NSPAWN_DEADLINE:-400}
wait_for is_ended "$started" || {
	cat "$root/test/log" "$work/booted.log" >&2 || :
	die 'the system did not come to an end'
}
if [ ! -e "$root/test/status" ]; then
	cat "$work/booted.log"
	! grep -qE 'Operation not permitted|Read-only file system' \
		"$work/booted.log" ||
		skip_test 'this system lets systemd-nspawn boot nothing'
	die 'systemd does not boot'
fi
cat "$root/test/log"
status=$(cat "$root/test/status")
[ "$status" = 0 ] || die "the service does not do what it should: $status"
say "booted and tested in $(($(date +%s) - before)) seconds"
rm -rf "$root"
