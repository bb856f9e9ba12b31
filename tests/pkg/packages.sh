#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# packages.sh FOLDER: build the packages in a Debian of their own, which is
# $debian_suite, from a copy of the tree as a clone has it, into FOLDER/debs; have
# its lintian look at them; and in another one install them, run debian/tests,
# upgrade, remove and purge them.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
. "$top_srcdir/tests/lib/debian.sh"
set -e
folder=$1
[ "$(id -u)" = 0 ] || skip_test 'takes root: a system is unpacked and entered'
[ -d "$top_srcdir/debian" ] || skip_test 'debian/ is in the repository alone'

# ---- Build ------------------------------------------------------------------

rm -rf "$folder"
mkdir -p "$folder"
builder=$folder/builder
make_debian "$builder" dpkg-dev lintian
copy_sources "$builder/build/anycastip"
# As README.md has it.
debian_fetch in_debian "$builder" apt-get -qy --no-install-recommends \
	build-dep /build/anycastip/
in_debian "$builder" sh -ec 'cd /build/anycastip
	DEB_BUILD_OPTIONS=parallel=$1 dpkg-buildpackage -us -uc' sh "${jobs:-2}"
mkdir "$folder/debs"
cp "$builder"/build/*.deb "$folder/debs"
cd "$folder/debs"
for package in libanycastip0 libanycastip-dev anycastip anycastipd anycastip-mib
do
	ls "$package"_[0-9]*.deb || die "there is no package $package"
done

in_debian "$builder" sh -c 'exec lintian --allow-root --display-info \
	--fail-on error,warning /build/*.changes' >"$folder/lintian" 2>&1 || {
	cat "$folder/lintian"
	die 'lintian has something to say'
}
! grep -E 'hardening-no-(bindnow|pie|relro)' "$folder/lintian" ||
	die 'not hardened'

# ---- Install ----------------------------------------------------------------

rm -rf "$builder"
root=$folder/root
make_debian "$root"
mkdir "$root/debs" "$root/tests"
rm -f ./*-dbgsym_*.deb
cp ./*.deb "$root/debs"
cp "$top_srcdir"/debian/tests/* "$root/tests"

# What they take comes with them, and nothing of it was there before.
debian_fetch in_debian "$root" sh -c 'exec apt-get -qy \
	--no-install-recommends install /debs/*.deb snmpd snmp iproute2'
in_debian "$root" /tests/smoke
install_in "$root" gcc libc6-dev pkgconf
in_debian "$root" /tests/library
in_debian "$root" bash -c '. /usr/share/bash-completion/completions/anycastip &&
	complete -p anycastip'

# ---- Names ------------------------------------------------------------------

# translates OUTPUT ARGUMENT...: with no word of complaint.
translates()
{
	translated=$1
	shift
	said=$(in_debian "$root" snmptranslate "$@" 2>&1) || :
	[ "$said" = "$translated" ] || die "snmptranslate $*: $said"
}

# Nothing else looks different.
translates iso.3.6.1.2.1.1.1.0 .1.3.6.1.2.1.1.1.0
translates .1.3.6.1.4.1.8072.9999.9999.4291.1.3 -On \
	ANYCAST-IP-MIB::anycastIpTable
# As on a host with snmp-mibs-downloader: modules that the host has are taken,
# whatever stand-in we have for one.
mkdir -p "$root/usr/share/snmp/mibs/ietf"
for module in "$root"/usr/share/anycastip/mibs/*.txt; do
	name=${module##*/}
	name=${name%.txt}
	[ "$name" != NET-SNMP-MIB ] || continue
	sed '$d' "$module" >"$root/usr/share/snmp/mibs/ietf/$name"
	if [ "$name" = IF-MIB ]; then
		echo 'ifOfTheHost OBJECT IDENTIFIER ::= { ifMIB 4291 }'
	fi >>"$root/usr/share/snmp/mibs/ietf/$name"
	tail -n 1 "$module" >>"$root/usr/share/snmp/mibs/ietf/$name"
done
translates .1.3.6.1.2.1.31.4291 -On IF-MIB::ifOfTheHost
translates .1.3.6.1.4.1.8072.9999.9999.4291.1.3 -On \
	ANYCAST-IP-MIB::anycastIpTable
rm -r "$root/usr/share/snmp/mibs/ietf"
# The administrator's own folders are in force.
mkdir "$root/etc/own"
echo 'mibdirs /etc/own' >"$root/etc/snmp/snmp.local.conf"
if in_debian "$root" snmptranslate ANYCAST-IP-MIB::anycastIpTable; then
	die 'the folders that the administrator named are not in force'
fi
rm -r "$root/etc/own" "$root/etc/snmp/snmp.local.conf"

# ---- Purge ------------------------------------------------------------------

ours='libanycastip0 libanycastip-dev anycastip anycastipd anycastip-mib'
# Everything that a file could be, and whose it is.
list_files()
{
	(cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./tmp \
		-o -path ./debs -o -path ./tests -o -path ./var/cache -o -path ./var/log \
		-o -path './var/lib/dpkg/*' -o -path './var/lib/apt/*' \) -prune \
		-o -printf '%p %M %u %g\n' | sort)
}

# shellcheck disable=SC2086
purge()
{
	in_debian "$root" dpkg --remove $ours
	[ -e "$root/etc/anycastip.conf" ] ||
		die 'removed, and the configuration is gone'
	in_debian "$root" dpkg --purge $ours
	left=$(cd "$root" && find . -xdev -iname '*anycast*' \
		! -path './debs/*' ! -path './proc/*')
	[ -z "$left" ] || die "purged, and still there: $left"
	left=$(cd "$root" && grep -rlsI anycast etc lib usr/lib var/lib |
		grep -vE '^etc/(passwd|group|shadow|gshadow)-?$' |
		grep -vE "^var/lib/(apt|dpkg)/" || :)
	[ -z "$left" ] || die "purged, and still named in: $left"
	grep -q '^_anycastipd:' "$root/etc/passwd" ||
		die 'the user is gone: its files would be the next one'"'"'s'
}

purge
list_files >"$folder/before"

# ---- Upgrade ----------------------------------------------------------------

old=$(dpkg-deb -f "$(ls libanycastip0_*.deb)" Version)
new=$old+next
mkdir "$root/debs/new"
for deb in ./*.deb; do
	rm -rf "$folder/repack"
	dpkg-deb -R "$deb" "$folder/repack"
	sed -i "s/^Version: .*/Version: $new/; s/(= $old)/(= $new)/" \
		"$folder/repack/DEBIAN/control"
	# What the administrator did not touch changes with the package.
	conf=$folder/repack/etc/snmp/snmpd.conf.d/anycastip.conf
	[ ! -e "$conf" ] || echo '# of the next version' >>"$conf"
	dpkg-deb --root-owner-group -b "$folder/repack" "$root/debs/new" >/dev/null
done

in_debian "$root" sh -c 'exec dpkg -i /debs/*.deb'
echo '# of the administrator' >>"$root/etc/anycastip.conf"
in_debian "$root" sh -c 'exec dpkg -i /debs/new/*.deb'
for package in $ours; do
	[ "$(in_debian "$root" dpkg-query -W -f '${Status} ${Version}' "$package")" = \
		"install ok installed $new" ] || die "$package was not upgraded"
done
grep -q administrator "$root/etc/anycastip.conf" ||
	die 'an upgrade overwrote the configuration'
grep -q 'next version' "$root/etc/snmp/snmpd.conf.d/anycastip.conf" ||
	die 'the file for snmpd was not upgraded'
in_debian "$root" /tests/smoke
purge
rm -rf "$root/debs/new"
list_files | diff "$folder/before" - ||
	die 'purged, and the files are other ones than before'
rm -rf "$root" "$folder/repack"
say "$debian_suite: $ours: built, installed, upgraded, removed, purged"
