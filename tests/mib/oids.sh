#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# oids.sh: agent/mib/mib.h and the MIB module agree on every OID, every
# notification and every enumerated value.  NOT_SUPPORTED in C is
# notSupported in the module.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}
builddir=${top_builddir:-.}
module=$srcdir/mibs/ANYCAST-IP-MIB.txt
header=$srcdir/agent/mib/mib.h
here=$srcdir/tests/mib
bad=0

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# Where it is missing, the tools make it, and say so.
SNMP_PERSISTENT_DIR=$tmp/persistent
mkdir -p "$tmp/persistent/cert_indexes"
export SNMP_PERSISTENT_DIR

# camel PREFIX: the first word of each line from UPPER_CASE to mixedCase
camel() {
	awk -v prefix="$1" '{
		n = split(tolower($1), word, "_")
		name = prefix
		for (i = 1; i <= n; i++)
			name = name (name == "" ? word[i] : toupper(substr( \
				word[i], 1, 1)) substr(word[i], 2))
		sub(/Mib$/, "MIB", name)
		print name, $2
	}' | sort
}

# same WHAT MINIMUM: the lists $tmp/mib and $tmp/agent are alike
same() {
	if ! diff -u "$tmp/mib" "$tmp/agent"; then
		echo "FAIL: $1 differ (- MIB, + agent/mib/mib.h)"
		bad=1
	elif [ "$(wc -l <"$tmp/mib")" -lt "$2" ]; then
		echo "FAIL: $1: hardly any was found"
		bad=1
	else
		echo "PASS: $1: $(wc -l <"$tmp/mib") alike"
	fi
}

# values_of PATTERN: "name number" for the enumeration after PATTERN
values_of() {
	awk -v start="^$1 " '
		$0 ~ start { inside = 1 }
		inside && /^[^"]*SYNTAX *INTEGER *{/ { on = 1; next }
		on && /}/ { exit }
		on { gsub(/[(),]/, " "); print $1, $2 }' "$module"
}

# enum_of NAME: "NAME number" for the enumerators in agent/mib/mib.h
enum_of() {
	tr '\n' ' ' <"$header" | sed -n "s/.*enum $1 {\([^}]*\)}.*/\1/p" |
		tr ',' '\n' | sed 's/^[ \t]*MIB_//; s/ *= */ /; s/[ \t]*$//' |
		grep .
}

base=1.3.6.1.4.1.8072.9999.9999
if command -v snmptranslate >/dev/null 2>&1; then
	# What the tools make of netSnmpPlaypen, rather than what we think.
	base=$(MIBS='' snmptranslate -On -M "$srcdir/mibs/base" \
		-m NET-SNMP-MIB NET-SNMP-MIB::netSnmpPlaypen 2>&1 |
		sed 's/^[.]//')
fi
awk -f "$here/nodes.awk" "$module" >"$tmp/nodes" || exit 1
root=$base.$(sed -n '1s/.*[.]\([0-9]*\) root$/\1/p' "$tmp/nodes")

awk -v root="$root" '
	NR == 1 { print $1, root; next }
	$3 == "object" || $1 == "anycastIpObjects" ||
	$1 == "anycastIpNotifications" { print $1, root $2 }
' "$tmp/nodes" | sort >"$tmp/mib"
"$builddir/tests/mib/print-oids" | camel anycastIp >"$tmp/agent"
same 'readable objects' 36

awk '$3 == "notification-type" { sub(/.*[.]/, "", $2); print $1, $2 }' \
	"$tmp/nodes" | sort >"$tmp/mib"
enum_of mib_notification | camel anycastIp >"$tmp/agent"
same 'notifications' 7

values_of anycastIpRefreshLastStatus | sort >"$tmp/mib"
enum_of mib_status | camel '' >"$tmp/agent"
same 'values of anycastIpRefreshLastStatus' 10

# The library's numbers go out as they are.
header=$srcdir/core/include/anycastip.h
enum_of_library() {
	sed -n "/^enum $1 {/,/^}/p" "$header" |
		sed -n 's/^\tANYCASTIP_\([A-Z_]*\) = \([0-9]*\).*/\1 \2/p'
}
values_of anycastIpOrigin | sort >"$tmp/mib"
enum_of_library anycastip_origin | camel '' >"$tmp/agent"
same 'values of anycastIpOrigin' 4

values_of AnycastDeliveryState | sort >"$tmp/mib"
{
	enum_of_library anycastip_state
	sed -n 's/.*MIB_STATE_\(MISSING\) = \([0-9]*\).*/\1 \2/p' \
		"$srcdir/agent/mib/mib.h"
} | camel '' >"$tmp/agent"
same 'values of AnycastDeliveryState' 3

# Where snmptranslate is at hand, it reads the module as nodes.awk does.
if command -v snmptranslate >/dev/null 2>&1; then
	awk -v root="$root" '{ print $1, NR == 1 ? root : root $2 }' \
		"$tmp/nodes" | sort >"$tmp/mib"
	MIBS='' snmptranslate -M "$srcdir/mibs/base:$srcdir/mibs" \
		-m ANYCAST-IP-MIB -Tz | tr -d '"' |
		awk -v root="$root" 'index($2, root) == 1 { print $1, $2 }' |
		sort >"$tmp/agent"
	same 'names as snmptranslate reads them' 60
fi
exit $bad
