#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# tree.sh [DIRECTORY]: every file of the tree that names an OID under the
# module's root, or an object of the module, agrees with the MIB.  The files
# are found by looking, so that no list can forget one.  OIDs are known in
# three forms: dotted, with commas as in C, and netSnmpPlaypen with a number.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}
tree=${1:-$srcdir}
here=$srcdir/tests/mib

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
awk -f "$here/nodes.awk" "$srcdir/mibs/ANYCAST-IP-MIB.txt" >"$tmp/nodes" ||
	exit 1

# mutants.sh names what is wrong on purpose.
# The files: those under version control or, in a release, all but what the
# build makes.
if git -C "$tree" rev-parse --is-inside-work-tree >/dev/null 2>&1 &&
	[ "$(git -C "$tree" rev-parse --show-prefix)" = "" ]; then
	git -C "$tree" ls-files --cached --others --exclude-standard
else
	(cd "$tree" && find . \( -name .git -o -name autom4te.cache -o \
		-name .libs -o -name .deps -o -name '_build*' \) -prune -o \
		-type f ! -name '*.log' ! -name '*.trs' ! -name '*.o' -print)
fi | grep -v 'tests/mib/mutants\.sh$' | sort >"$tmp/files"

(cd "$tree" && tr '\n' '\0' <"$tmp/files" |
	xargs -0 grep -lIE '8072[., ]+9999|netSnmpPlaypen|anycastIp[A-Z]' --) \
	>"$tmp/named" 2>/dev/null

# One line a file, so that an OID may be wrapped; then one line a finding.
while read -r file; do
	{ tr '\n\t' '  ' <"$tree/$file"; echo; } |
		awk -v file="${file#./}" '
	{
		text = $0
		while (match(text, /8072([.]|, *)9999([.]|, *)9999(([.]|, *)[0-9]+)+/)) {
			oid = substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
			gsub(/, */, ".", oid)
			sub(/^8072.9999.9999/, "", oid)
			print file, "oid", oid
		}
		text = $0
		while (match(text, /netSnmpPlaypen *[. ] *[0-9][.0-9]*/)) {
			oid = substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
			if (text ~ /^>/) continue # "netSnmpPlaypen 2>&1"
			sub(/^netSnmpPlaypen *[. ] */, "", oid)
			sub(/[.]$/, "", oid)
			print file, "oid", "." oid
		}
		text = $0
		while (match(text, /anycastIp[A-Z][A-Za-z0-9]*/)) {
			name = substr(text, RSTART, RLENGTH)
			before = RSTART > 1 ? substr(text, RSTART - 1, 1) : ""
			text = substr(text, RSTART + RLENGTH)
			# anycastIpRefresh... and anycastIp{A,B} are no names.
			if (before !~ /[A-Za-z0-9_]/ && text !~ /^([.][.][.]|[{*])/)
				print file, "name", name
		}
	}'
done <"$tmp/named" | sort | uniq >"$tmp/findings"

awk '
NR == FNR {
	known[$1] = 1
	if (FNR == 1) { root = $2; sub(/^[^.]*/, "", root) }
	else { kind[root $2] = $3; label[root $2] = $1 }
	if (FNR == 1) kind[root] = "root"
	next
}
$2 == "name" { names++; files[$1] = 1; if (!($3 in known)) bad($3 ": no such name in the MIB"); next }
{
	oids++; files[$1] = 1
	# The longest node that the OID begins with.
	node = $3
	while (node != "" && !(node in kind)) sub(/[.][0-9]+$/, "", node)
	if (node == "") bad($3 ": not under the root " root)
	else if (node != $3 && kind[node] != "object" && kind[node] != "index")
		bad($3 ": nothing there; " label[node] " is the last node on the way")
}
function bad(what) { print "FAIL: " $1 ": " what; faults++ }
END {
	for (f in files) count++
	if (faults) exit 1
	print "PASS: " count + 0 " files, " oids + 0 " OIDs, " names + 0 " names"
	# Looking must have found at least the module itself.
	if (count < 1 || oids < 1 || names < 60) {
		print "FAIL: too little was found"
		exit 1
	}
}' "$tmp/nodes" "$tmp/findings"
