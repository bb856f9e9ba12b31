#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# lint.sh [FILE]: smilint has nothing to say about the MIB module (or FILE).
# Its exit status is of no use: it is 0 whatever it finds in a module, so
# silence of both outputs is what counts.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}
module=${1:-$srcdir/mibs/ANYCAST-IP-MIB.txt}

if ! command -v smilint >/dev/null 2>&1; then
	echo "SKIP: smilint is not installed (Debian: apt install smitools)"
	exit 77
fi

# lint SMIPATH: no configuration file, since Debian's hides some findings.
lint() {
	out=$(SMIPATH=$1 smilint -c /dev/null -l 6 -s -m -I namelength-32 \
		"$module" 2>&1)
	status=$?
	if [ -n "$out" ] || [ $status -ne 0 ]; then
		printf '%s\n' "$out"
		echo "FAIL: smilint with SMIPATH=$1, status $status"
		exit 1
	fi
}

[ -r "$module" ] || { echo "FAIL: cannot read $module"; exit 1; }
lint "$srcdir/mibs/base"
# Where a host has base modules of its own, they come first.
for dir in /usr/share/snmp/mibs /usr/share/snmp/mibs/ietf /var/lib/mibs/ietf; do
	[ -d $dir ] && path="${path:+$path:}$dir"
done
[ -z "${path:-}" ] || lint "$path:$srcdir/mibs/base"
echo "PASS: $module"
