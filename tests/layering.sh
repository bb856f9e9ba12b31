#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# layering.sh: what a file may know, by the headers that it includes and the
# symbols that its object wants; that no two files need each other; and that a
# name stands for one thing.

set -u
LC_ALL=C
export LC_ALL
srcdir=${top_srcdir:-$(dirname "$0")/..}
builddir=${top_builddir:-.}

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
: >"$tmp/missed"

fault() {
	echo "FAIL: $*" >>"$tmp/faults"
}

# ---- Headers ----------------------------------------------------------------

# may_include FILE HEADER: the rules; a header in quotes begins with one.  The
# first line that fits decides, and all is allowed that has none.
may_include() {
	case $1:$2 in
	# What is installed stands alone, or with the headers beside it.
	core/include/windows/*:\"*) ;;
	core/include/*:\"* | core/include/*:linux/* | core/include/*:netlink/*)
		return 1
		;;

	# core: the kernel and the file at the bottom, each by itself; only the
	# first knows libnl; and Windows' names on top.
	core/kernel/*:netlink/*) ;;
	core/*:netlink/* | core/*:net-snmp/*) return 1 ;;
	core/*:\"agent/* | core/*:\"cmd/*) return 1 ;;
	core/kernel/*:\"core/kernel/* | core/kernel/*:\"core/array.h | \
		core/kernel/*:\"core/entries.h | core/kernel/*:\"core/error.h | \
		core/kernel/*:\"core/luid.h) ;;
	core/kernel/*:\"core/*) return 1 ;;
	core/config/*:\"core/kernel/addresses.h) ;;
	core/config/*:\"core/kernel/* | core/config/*:\"core/windows/*) return 1 ;;
	core/windows/*:\"core/kernel/* | core/windows/*:\"core/config/*)
		return 1
		;;
	core/windows/*) ;;
	core/*:\"core/windows/codes.h | core/*:\"core/windows/table.h) ;;
	core/*:\"core/windows/*) return 1 ;;

	# agent and cmd: of core what is installed, without Windows' names; the
	# kernel not at all; and cmd no SNMP.
	agent/*:linux/* | agent/*:netlink/* | agent/*:libmnl/*) return 1 ;;
	cmd/*:linux/* | cmd/*:netlink/* | cmd/*:libmnl/*) return 1 ;;
	cmd/*:net-snmp/*) return 1 ;;
	agent/*:\"anycastip.h | agent/*:\"config.h) ;;
	cmd/*:\"anycastip.h | cmd/*:\"config.h | cmd/*:\"cmd/*) ;;
	cmd/*:\"*) return 1 ;;

	# agent: AgentX knows nothing of the MIB but where requests get their
	# answers, walks no SNMP, and the MIB and the walks not who asks.
	agent/agentx/request.[ch]:\"agent/walk/answer.h) ;;
	agent/agentx/*:\"agent/agentx/*) ;;
	agent/walk/answer.c:\"agent/mib/* | agent/walk/*:\"agent/mib/mib.h) ;;
	agent/walk/answer.h:\"agent/mib/value.h) ;;
	agent/walk/*:net-snmp/* | agent/walk/*:\"agent/mib/*) return 1 ;;
	agent/mib/*:\"agent/mib/* | agent/mib/*:\"agent/walk/*) ;;
	agent/walk/*:\"agent/walk/* | agent/walk/*:\"agent/clock.h) ;;
	agent/mib/*:\"* | agent/walk/*:\"*) return 1 ;;
	agent/agentx/*:\"agent/log.h | agent/agentx/*:\"agent/clock.h) ;;
	agent/agentx/*:\"*) return 1 ;;
	agent/notify/*:\"agent/log.h | agent/notify/*:\"agent/clock.h) ;;
	agent/notify/*:\"agent/*/*) ;;
	agent/notify/*:\"*) return 1 ;;
	agent/*:\"agent/*) ;;
	agent/*:\"*) return 1 ;;
	esac
}

# "FILE HEADER" for each include of the product.
includes() {
	find core agent cmd -name '*.[ch]' -exec awk '
		sub(/^[ \t]*#[ \t]*include[ \t]*/, "") {
			sub(/^</, "")
			sub(/[">][^">]*$/, "")
			print FILENAME, $0
		}' {} + 2>/dev/null
}

check_includes() {
	while read -r file header; do
		may_include "$file" "$header" ||
			fault "$file includes ${header#\"}, of which it may not know"
	done <"$tmp/includes"
	# In any spelling, and wherever it is.
	find core/include/windows -name '*.h' 2>/dev/null >"$tmp/windows"
	awk '
		{ name = tolower($NF); sub(/.*[\/"]/, "", name) }
		NF == 1 { windows[name] }
		NF == 2 && $1 !~ /^core/ && name in windows
	' "$tmp/windows" "$tmp/includes" | while read -r file header; do
		fault "$file includes $header, a name of Windows"
	done
}

# X.c and X.h are one.
check_circles() {
	sed -n 's/^\(.*\)\.[ch] "\(.*\/.*\)\.h$/\1 \2/p' "$tmp/includes" |
		awk '$1 != $2' | tsort 2>&1 >/dev/null |
		sed -n '/loop/!s/^tsort: //p' | sort -u >"$tmp/circle"
	[ ! -s "$tmp/circle" ] ||
		fault "files need each other: $(tr '\n' ' ' <"$tmp/circle")"
}

# ---- Names ------------------------------------------------------------------

# "KIND NAME FILE" for each struct, union, enum and function that is defined, by
# how clang-format writes them; what is installed has others' names.
definitions() {
	find core agent cmd -name '*.[ch]' ! -path 'core/include/*' -exec awk '
		/^[ \t]*(static )?(struct|union|enum) [a-z_0-9]+ [{]$/ {
			sub(/^[ \t]*(static )?/, "")
			print $1, $2, FILENAME
		}
		/^[A-Za-z_]/ { head = $0 }
		/^[A-Za-z_].*[;{]$/ { head = "" }
		/^[{]/ && head ~ /\(/ {
			sub(/\(.*/, "", head)
			sub(/.*[ *]/, "", head)
			print "function", head, FILENAME
			head = ""
		}' {} + 2>/dev/null
}

check_twins() {
	definitions | grep -v '^function main ' | sort -u | awk '{
		name = $1 " " $2
		files[name] = files[name] " " $3
		count[name]++
	}
	END {
		for (name in count)
			if (count[name] > 1)
				print name files[name]
	}' | sort >"$tmp/twins"
	while read -r twin; do
		fault "one name, two things: $twin"
	done <"$tmp/twins"
}

# check_sources FOLDER: all of the above
check_sources() {
	: >"$tmp/faults"
	(
		cd "$1" || exit
		includes >"$tmp/includes"
		check_includes
		check_circles
		check_twins
	)
}

# ---- The test of the test ---------------------------------------------------

# planted WHAT [FILE TEXT]...: these files are refused for that
planted() {
	what=$1
	shift
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/core/include/windows" "$tmp/tree/cmd"
	: >"$tmp/tree/core/include/windows/NetIOApi.h"
	set_of="$*"
	while [ $# -gt 0 ]; do
		mkdir -p "$tmp/tree/$(dirname "$1")"
		printf '%b\n' "$2" >"$tmp/tree/$1"
		shift 2
	done
	check_sources "$tmp/tree"
	grep -q "$what" "$tmp/faults" ||
		echo "FAIL: accepts $set_of" >>"$tmp/missed"
}

unknown='may not know'
planted "$unknown" core/row.c '#include <net-snmp/net-snmp-config.h>'
planted "$unknown" core/row.c '# include "agent/mib/mib.h"'
planted "$unknown" core/row.c '#include <netlink/route/link.h>'
planted "$unknown" core/include/anycastip.h '#include <linux/rtnetlink.h>'
planted "$unknown" core/kernel/links.c '#include "core/config/lines.h"'
planted "$unknown" core/kernel/links.c '#include "core/handle.h"'
planted "$unknown" core/config/config.c '#include "core/kernel/netlink.h"'
planted "$unknown" core/windows/table.c '#include "core/kernel/links.h"'
planted "$unknown" agent/walk/source.c '#include <linux/rtnetlink.h>'
planted "$unknown" agent/log.c '#include <netlink/msg.h>'
planted "$unknown" agent/log.c '#include "core/luid.h"'
planted "$unknown" agent/log.c '#include "../core/luid.h"'
planted "$unknown" agent/log.c '#include "luid.h"'
planted "$unknown" agent/walk/walk.c '#include <net-snmp/net-snmp-config.h>'
planted "$unknown" agent/agentx/master.c '#include "agent/daemon.h"'
planted "$unknown" agent/agentx/gate.c '#include "agent/mib/mib.h"'
planted "$unknown" agent/mib/handler.c '#include "agent/agentx/library.h"'
planted "$unknown" cmd/list.c '#include <net-snmp/net-snmp-config.h>'
planted "$unknown" cmd/list.c '#include "agent/clock.h"'
planted 'name of Windows' agent/log.c '#include <NetIoApi.h>'
planted 'name of Windows' cmd/list.c '\t#\tinclude <windows/netioapi.h>'
planted 'need each other' core/kernel/links.h '#include "core/luid.h"' \
	core/luid.c '#include "core/kernel/links.h"'
planted 'need each other' agent/loop.c '#include "agent/log.h"' \
	agent/log.h '#include "agent/options.h"' \
	agent/options.c '#include "agent/loop.h"'
planted 'struct walk' agent/walk/walk.h 'struct walk {\n};' \
	core/kernel/links.c 'static struct walk {\n} walks;'
planted 'function fill' core/luid.c 'static int fill(int *a,\n\t\tint b)\n{\n}' \
	cmd/list.c 'void fill(void)\n{\n}'
planted 'function Get' core/luid.c 'ULONG Get(PVOID a)\n{\n}' \
	core/row.c 'int\nGet(void)\n{\n}'

check_sources "$srcdir"

# ---- Symbols ----------------------------------------------------------------

# wanting FOLDER PATTERN: the objects of a folder that want such symbols
wanting() {
	find "$builddir/$1" -name '*.o' -exec nm -uA {} + 2>/dev/null |
		awk -v pattern="$2" '
			{ sub(/@.*/, "", $NF) }
			$NF ~ pattern { sub(/:.*/, "", $1); print $1, $NF }'
}

# unwanted FOLDER PATTERN WHY
unwanted() {
	wanting "$1" "$2" | while read -r object symbol; do
		fault "$object wants $symbol: $3"
	done
}

snmp='^(snmp_|netsnmp_|agentx_|init_agent|init_snmp|register_|unregister_|send_v2trap)'
kernel='^(nl_|nlmsg_|nla_|rtnl_|genl_|mnl_)'
windows='^([A-Z][a-z]+[A-Z]|anycastip_(empty|nt|win32)_?)'

if [ -z "$(wanting core "$kernel")" ]; then
	echo "NOTE: no nm, or nothing is built: symbols are not looked at"
else
	unwanted core "$snmp" 'core knows no SNMP'
	unwanted agent "$kernel" 'only core talks to the kernel'
	unwanted agent "$windows" 'Windows is for other programs'
	unwanted cmd "$kernel" 'only core talks to the kernel'
	unwanted cmd "$windows" 'Windows is for other programs'
	unwanted cmd "$snmp" 'the command knows no SNMP'
fi

# ---- Libraries --------------------------------------------------------------

# linked NAME: the libraries that a program or library is linked with
linked() {
	for file in "$builddir/${1%/*}/.libs/${1##*/}" "$builddir/$1"; do
		readelf -d "$file" 2>/dev/null | sed -n 's/.*NEEDED.*\[\(.*\)].*/\1/p'
	done
}

# unlinked NAME PATTERN WHY
unlinked() {
	linked "$1" | grep -E "$2" | while read -r library; do
		fault "$1 is linked with $library: $3"
	done
}

if [ -n "$(linked core/libanycastip.so)" ]; then
	linked core/libanycastip.so | grep -q 'libnl-route-3' ||
		fault "core/libanycastip.so is not linked with libnl-route-3"
fi
unlinked core/libanycastip.so 'libnetsnmp' 'core knows no SNMP'
unlinked agent/anycastipd 'libnl' 'only core talks to the kernel'
unlinked agent/anycastip.so 'libnl' 'only core talks to the kernel'
unlinked cmd/anycastip 'libnl|libnetsnmp' 'the command takes all from core'

for folder in core agent cmd; do
	grep -q "^$folder/" "$tmp/includes" ||
		fault "no file found in $srcdir/$folder"
done
cat "$tmp/missed" "$tmp/faults"
[ ! -s "$tmp/missed" ] && [ ! -s "$tmp/faults" ] || exit 1
echo "PASS: $(wc -l <"$tmp/includes") includes"
