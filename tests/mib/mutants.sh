#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# lint.sh, style.sh and tree.sh can fail: each mutant below of the MIB module,
# and each wrong file beside it, is refused by the test that its line names.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}
here=$srcdir/tests/mib
module=$srcdir/mibs/ANYCAST-IP-MIB.txt

if ! command -v smilint >/dev/null 2>&1; then
	echo "SKIP: smilint is not installed (Debian: apt install smitools)"
	exit 77
fi

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
mutant=$tmp/ANYCAST-IP-MIB.txt
bad=0
count=0

# refused TEST WHAT SED-SCRIPT
refused() {
	count=$((count + 1))
	sed "$3" "$module" >"$mutant" || exit 1
	if cmp -s "$module" "$mutant"; then
		echo "FAIL: the mutation changes nothing: $2"
		bad=$((bad + 1))
		return
	fi
	if sh "$here/$1" "$mutant" >"$tmp/out" 2>&1; then
		echo "FAIL: $1 accepts: $2"
		bad=$((bad + 1))
	fi
}

cp "$module" "$mutant"
for test in lint.sh style.sh; do
	if ! sh "$here/$test" "$mutant" >"$tmp/out" 2>&1; then
		cat "$tmp/out"
		echo "FAIL: $test refuses an unchanged copy"
		bad=$((bad + 1))
	fi
done

refused lint.sh 'a missing END' '/^END$/d'
refused lint.sh 'an unknown import' 's/InetZoneIndex$/InetZoneIndexes/'
refused lint.sh 'a type that is not imported' \
	's/SYNTAX      Gauge32/SYNTAX      CounterBasedGauge64/'
refused lint.sh 'an import that is not used' 's/Counter32, Gauge32$/Counter32, Counter64, Gauge32/'
refused lint.sh 'a date that is not the newest revision' \
	's/LAST-UPDATED "202611220000Z"/LAST-UPDATED "202611230000Z"/'
refused lint.sh 'two columns with one number' \
	's/::= { anycastIpEntry 9 }/::= { anycastIpEntry 8 }/'
refused lint.sh 'a column that the row lacks' \
	'/anycastIpOrigin  *INTEGER,/d'
refused lint.sh 'columns in another order than the row' \
	's/::= { anycastIpEntry 9 }/::= { anycastIpEntry 12 }/'
refused lint.sh 'a writable index' \
	'/^anycastIpIfIndex OBJECT-TYPE/,/::=/s/not-accessible/read-only/'
refused lint.sh 'an address type with a subtype' \
	'/^anycastIpAddressType OBJECT-TYPE/,/::=/s/InetAddressType$/InetAddressType { ipv4(1) }/'
refused lint.sh 'an index without a type before the address' \
	's/INDEX       { anycastIpAddressType,/INDEX       { anycastIpIfName,/'
refused lint.sh 'an address index of any size' \
	's/InetAddress (SIZE (4 | 16))/InetAddress/'
refused lint.sh 'names that differ in case alone' \
	's/AnycastDeliveryState/AnycastIpState/'
refused lint.sh 'a name longer than 32 characters' \
	's/anycastIpExpectedUndelivered/anycastIpExpectedUndeliveredAddresses/'
refused lint.sh 'an object in no group' '/^ *anycastIpUnexpectedCount }/d;s/anycastIpExpectedUndelivered,$/anycastIpExpectedUndelivered }/'
refused lint.sh 'a group of something unknown' \
	's/anycastIpIfLuid,$/anycastIpLuid,/'
refused lint.sh 'a notification of an index object' \
	's/OBJECTS     { anycastIpAddressText,/OBJECTS     { anycastIpAddress,/'
refused lint.sh 'a counter that may be written' \
	'/^anycastIpRefreshFailures OBJECT-TYPE/,/::=/s/read-only/read-write/'
refused lint.sh 'a state without a number' 's/missing(3)$/missing/'
refused lint.sh 'two states with one number' 's/ missing(3)$/ missing(2)/'
refused lint.sh 'a parent that is not defined' \
	's/::= { netSnmpPlaypen 4291 }/::= { netSnmpPlaypens 4291 }/'

refused style.sh 'a hyphen in a column name' \
	's/anycastIpIfName/anycastIpIf-Name/'
refused style.sh 'an underscore in a column name' \
	's/anycastIpIfName/anycastIpIf_Name/'
refused style.sh 'another prefix' 's/anycastIpGone/addressGone/'
refused style.sh 'an object in no group' \
	'/^anycastIpTableGroup/,/::=/s/anycastIpScopeZone,//'
refused style.sh 'an object in a group that is in no compliance' \
	'/GROUP       anycastIpRefreshGroup/,/request\."/d'
refused style.sh 'a notification in no group' \
	'/NOTIFICATIONS { anycastIpAppeared,/s/anycastIpAppeared,//'
refused style.sh 'a quantity without a unit' \
	'/^anycastIpIpv4Count OBJECT-TYPE/,/::=/{/UNITS/d;}'
refused style.sh 'a writable object' \
	'/^anycastIpOrigin OBJECT-TYPE/,/::=/s/read-only/read-write/'
refused style.sh 'an enumeration from zero' \
	's/subnetRouter(1),$/subnetRouter(0),/'
refused style.sh 'an enumerated value that is not explained' \
	's/^           joined(2)  /           by a program  /'
refused style.sh 'the name of an implementation' \
	's/A row of anycastIpTable was added\./A row came by netlink./'

# stray WHAT TEXT: tree.sh refuses a tree in which a file has the text
stray() {
	count=$((count + 1))
	printf "$2\n" >"$tmp/tree/file"
	if sh "$here/tree.sh" "$tmp/tree" >"$tmp/out" 2>&1; then
		echo "FAIL: tree.sh accepts: $1"
		bad=$((bad + 1))
	fi
}

mkdir "$tmp/tree" && cp "$module" "$tmp/tree" || exit 1
printf '1.3.6.1.4.1.8072.9999.9999.4291.1.3.1.7.1.4.192.0.2.1.2\n' >"$tmp/tree/file"
if ! sh "$here/tree.sh" "$tmp/tree" >"$tmp/out" 2>&1; then
	cat "$tmp/out"
	echo "FAIL: tree.sh refuses a right OID"
	bad=$((bad + 1))
fi
stray 'another root' '1.3.6.1.4.1.8072.9999.9999.4292.1'
stray 'another root in C, wrapped' '{ 1, 3, 6, 1, 4, 1, 8072, 9999,\n\t9999, 4292 }'
stray 'another root by name' 'walk netSnmpPlaypen.4292'
stray 'another root as in SMI' '::= { netSnmpPlaypen 4292 }'
stray 'a column that is not there' '1.3.6.1.4.1.8072.9999.9999.4291.1.3.1.12'
stray 'an arc that is not there' '1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 4291, 3'
stray 'an object that is not there' 'snmpget anycastIpAdressText.1'

[ $bad -eq 0 ] || exit 1
echo "PASS: $count mutants refused"
