#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# base.sh: with the stand-ins of mibs/base/ alone, the Net-SNMP tools read the
# module without a complaint and print its indices readably; modules that the
# host has are preferred to the stand-ins.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}
base=$srcdir/mibs/base
bad=0

if ! command -v snmptranslate >/dev/null 2>&1; then
	echo "SKIP: snmptranslate is not installed (Debian: apt install snmp)"
	exit 77
fi

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# The user's own settings stay out of it, and so does what the tools say when
# they make their folder in /var/lib/snmp, as they do for root once.
SNMPCONFPATH=/nonexistent
SNMP_PERSISTENT_DIR=$tmp/persistent
MIBS=
mkdir -p "$tmp/persistent/cert_indexes" "$tmp/last"
export SNMPCONFPATH SNMP_PERSISTENT_DIR MIBS
unset MIBDIRS

# gives WHAT EXPECTED COMMAND...: the command prints EXPECTED on both outputs
gives() {
	what=$1 expected=$2
	shift 2
	out=$("$@" 2>&1)
	if [ "$out" != "$expected" ]; then
		printf 'FAIL: %s\nexpected: %s\ngot:      %s\n' \
			"$what" "$expected" "$out"
		bad=1
	fi
}

root=$(awk -f "$srcdir/tests/mib/nodes.awk" "$srcdir/mibs/ANYCAST-IP-MIB.txt" |
	sed -n '1s/.*[.]\([0-9]*\) root$/1.3.6.1.4.1.8072.9999.9999.\1/p')
translate() {
	snmptranslate -M "$base:$srcdir/mibs" -m ANYCAST-IP-MIB "$@"
}

gives 'an IPv6 index' \
	'ANYCAST-IP-MIB::anycastIpState.ipv6."20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:53".3' \
	translate ".$root.1.3.1.10.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.83.3"
gives 'an IPv4 index' \
	'ANYCAST-IP-MIB::anycastIpAddressText.ipv4."192.0.2.1".1' \
	translate ".$root.1.3.1.7.1.4.192.0.2.1.1"
gives 'a name as index' \
	'ANYCAST-IP-MIB::anycastIpExpectedState."dns"' \
	translate ".$root.1.4.1.6.3.100.110.115"
gives 'the number of a name' ".$root.1.3.1.8" \
	translate -On ANYCAST-IP-MIB::anycastIpIfName
gives 'a name found by search' ".$root.1.3.1.8" \
	translate -On -IR anycastIpIfName
gives 'the names in a notification' 'SNMPv2-MIB::snmpTrapOID.0' \
	snmptranslate -M "$base:$srcdir/mibs" -m ANYCAST-IP-MIB:SNMPv2-MIB \
	.1.3.6.1.6.3.1.1.4.1.0

hint=$(translate -Td ANYCAST-IP-MIB::anycastIpCreated |
	sed -n 's/^ *DISPLAY-HINT[ \t]*"\(.*\)"/\1/p')
if [ "$hint" != '2d-1d-1d,1d:1d:1d.1d,1a1d:1d' ]; then
	echo "FAIL: anycastIpCreated has the display hint \"$hint\""
	bad=1
fi

# Later folders win with these tools, and "-M -DIR" puts DIR before the host's
# own, as the manual advises: a module of the host replaces the stand-in.
used_from() {
	snmptranslate -M "$1" -m ANYCAST-IP-MIB -Dparse-mibs ".$root" 2>&1 |
		sed -n 's/.* NET-SNMP-MIB is\( now\)* in \(.*\)/\2/p' | tail -n 1
}
cp "$base/NET-SNMP-MIB.txt" "$tmp/last"
used=$(used_from "$base:$srcdir/mibs:$tmp/last")
if [ "$used" != "$tmp/last/NET-SNMP-MIB.txt" ]; then
	echo "FAIL: the last folder does not win, but: $used"
	bad=1
fi
host=/usr/share/snmp/mibs/NET-SNMP-MIB.txt
used=$(used_from "-$base:$srcdir/mibs")
if [ -e $host ] && [ "$used" != $host ]; then
	echo "FAIL: the host's module is not preferred, but: $used"
	bad=1
fi

[ $bad -eq 0 ] && echo "PASS: stand-ins"
exit $bad
