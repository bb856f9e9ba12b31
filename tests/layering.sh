#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# layering.sh: what the folders may know of each other, by the headers that
# they include and by the symbols that their objects want.
#
#   core   nothing of SNMP, of agent/ nor of cmd/; libnl in core/kernel alone
#   agent  of core the native header alone; no netlink, no Windows header
#   cmd    as agent, and nothing of SNMP either
#
# A folder that has no file yet is not looked at.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/..}
builddir=${top_builddir:-.}
looked=0

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
: >"$tmp/faults"

fault() {
	echo "FAIL: $*" >>"$tmp/faults"
}

# "FILE HEADER" for each include of the C files in a folder; a header in
# quotes keeps its first quote.
includes() {
	find "$1" -name '*.[ch]' -exec awk '
		/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
			header = $0
			sub(/^[ \t]*#[ \t]*include[ \t]*</, "", header)
			sub(/^[ \t]*#[ \t]*include[ \t]*"/, "\"", header)
			print FILENAME, substr(header, 1, 1) \
				substr(header, 2, match(substr(header, 2), /[">]/) - 1)
		}' {} +
}

# Whether a name is that of a header in the Windows folder, in any spelling.
is_windows_header() {
	find "$srcdir/core/include/windows" -iname "$1" 2>/dev/null | grep -q .
}

check_core() {
	includes "$1/core" | while read -r file header; do
		case $header in
		*net-snmp/* | *agent/* | *cmd/*)
			fault "$file includes $header: core knows no SNMP, no agent, no command"
			;;
		esac
		case $file:$header in
		*/core/kernel/*:netlink/*) ;;
		*:netlink/*)
			fault "$file includes <$header>: only core/kernel knows libnl"
			;;
		esac
		case $file:$header in
		*/core/include/windows/*) ;;
		*/core/include/*:\"* | */core/include/*:linux/* | */core/include/*:netlink/*)
			fault "$file, which is installed, includes $header"
			;;
		esac
	done
}

# check_user FOLDER: agent or cmd
check_user() {
	folder=$1/$2
	includes "$folder" | while read -r file header; do
		name=${header#\"}
		case $header in
		\"anycastip.h | \"config.h) continue ;;
		\"*..*)
			fault "$file includes \"$name\", from outside $2/"
			;;
		\"*)
			[ -e "$folder/${name#"$2"/}" ] ||
				fault "$file includes \"$name\", which is not in $2/"
			;;
		linux/* | netlink/* | libmnl/*)
			fault "$file includes <$name>: only core talks to the kernel"
			;;
		net-snmp/*)
			[ "$2" = agent ] ||
				fault "$file includes <$name>: only agent knows SNMP"
			;;
		esac
		if is_windows_header "${name##*/}"; then
			fault "$file includes $name, a header with a name of Windows"
		fi
	done
	# Part of the agent is without SNMP as well.
	for plain in snapshot walk; do
		includes "$folder" | grep "/$plain\.[ch] net-snmp/" >"$tmp/found" &&
			fault "$(head -n 1 "$tmp/found"): the rules of walks have no SNMP type"
	done
}

# ---- The test of the test --------------------------------------------------

# refused FOLDER TEXT: a file of that folder with this text is refused
refused() {
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/core" "$tmp/tree/agent" "$tmp/tree/cmd"
	printf '%s\n' "$2" >"$tmp/tree/$1/walk.c"
	: >"$tmp/tree/core/luid.h"
	: >"$tmp/faults"
	case $1 in
	core*) check_core "$tmp/tree" ;;
	*) check_user "$tmp/tree" "$1" ;;
	esac
	[ -s "$tmp/faults" ] || echo "FAIL: accepts in $1: $2" >>"$tmp/missed"
}

: >"$tmp/missed"
refused core '#include <net-snmp/net-snmp-config.h>'
refused core '# include "agent/mib/mib.h"'
refused core '#include <netlink/route/link.h>'
refused agent '#include <linux/rtnetlink.h>'
refused agent '#include <netlink/msg.h>'
refused agent '#include "core/luid.h"'
refused agent '#include "../core/luid.h"'
refused agent '#include "luid.h"'
refused agent '#include <net-snmp/net-snmp-config.h>'
refused cmd '#include <net-snmp/net-snmp-config.h>'
if [ -e "$srcdir/core/include/windows/netioapi.h" ]; then
	refused agent '#include <NetIOApi.h>'
	refused cmd '#include <winsock2.h>'
fi
: >"$tmp/faults"

# ---- Headers ---------------------------------------------------------------

for folder in core agent cmd; do
	[ -n "$(find "$srcdir/$folder" -name '*.c' 2>/dev/null)" ] || continue
	looked=$((looked + 1))
	case $folder in
	core) check_core "$srcdir" ;;
	*) check_user "$srcdir" $folder ;;
	esac
done

# ---- Symbols ---------------------------------------------------------------

objects() {
	# One of each: the position-independent one where libtool made two.
	find "$builddir/$1" -name '*.o' 2>/dev/null
}

wants() {
	objects "$1" | while read -r object; do
		nm -u "$object" 2>/dev/null | awk -v o="$object" \
			'$1 == "U" { sub(/@.*/, "", $2); print $2, o }'
	done | sort -u
}

if ! command -v nm >/dev/null 2>&1 || [ -z "$(objects core)" ]; then
	echo "NOTE: no nm, or nothing is built: symbols are not looked at"
else
	objects core | while read -r object; do
		nm --defined-only -g "$object" | awk 'NF == 3 { print $3 }'
	done | sort -u >"$tmp/core-symbols"
	[ -s "$tmp/core-symbols" ] || fault "core defines no symbol"

	snmp='^(snmp_|netsnmp_|agentx_|init_agent|init_snmp|register_|unregister_|send_v2trap)'
	kernel='^(nl_|nlmsg_|nla_|rtnl_|genl_|mnl_)'

	wants core | grep -E "$snmp" |
		while read -r symbol object; do
			fault "$object wants $symbol: core knows no SNMP"
		done
	for folder in agent cmd; do
		wants $folder >"$tmp/wanted"
		grep -E "$kernel" "$tmp/wanted" |
			while read -r symbol object; do
				fault "$object wants $symbol: only core talks to the kernel"
			done
		# What a folder takes of core begins with anycastip_ and belongs
		# to the native interface.
		while read -r symbol object; do
			case $symbol in
			anycastip_win32_* | anycastip_nt*) ;;
			anycastip_*) continue ;;
			esac
			grep -qx "$symbol" "$tmp/core-symbols" || continue
			case $symbol in
			anycastip_ntstatus_text | anycastip_win32_text) continue ;;
			esac
			# A name that the folder defines itself as well is its own.
			objects $folder | while read -r own; do
				nm --defined-only -g "$own" |
					awk -v s="$symbol" '$3 == s { print "own" }'
			done | grep -q own && continue
			fault "$object wants $symbol of core, which is internal"
		done <"$tmp/wanted"
	done
	wants cmd | grep -E "$snmp" |
		while read -r symbol object; do
			fault "$object wants $symbol: the command knows no SNMP"
		done
fi

# ---- Libraries -------------------------------------------------------------

# needs FILE PATTERN WHY: the built file is not linked with such a library
needs() {
	[ -e "$1" ] || return 0
	found=$(readelf -d "$1" 2>/dev/null | grep NEEDED | grep -E "$2")
	[ -z "$found" ] || fault "$1: $3: $found"
}

if command -v readelf >/dev/null 2>&1; then
	library=$builddir/core/.libs/libanycastip.so
	needs "$library" 'libnetsnmp' 'core knows no SNMP'
	if [ -e "$library" ]; then
		readelf -d "$library" | grep NEEDED | grep -q 'libnl-route-3' ||
			fault "$library is not linked with libnl-route-3"
	fi
	for built in agent/.libs/anycastipd agent/anycastipd; do
		needs "$builddir/$built" 'libnl' \
			'only core talks to the kernel'
	done
	for built in cmd/.libs/anycastip cmd/anycastip; do
		needs "$builddir/$built" 'libnl|libnetsnmp' \
			'the command takes all from core'
	done
fi

cat "$tmp/missed" "$tmp/faults"
[ ! -s "$tmp/missed" ] && [ ! -s "$tmp/faults" ] || exit 1
if [ $looked -eq 0 ]; then
	echo "FAIL: no folder found in $srcdir"
	exit 1
fi
echo "PASS: $looked folders"
