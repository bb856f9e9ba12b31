#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# man.sh: mandoc has nothing to say about any page in man/, each page is named
# as its own .Dt line names it, and refers to no page of ours that is missing.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/..}
ours='^(anycast|getanycast|createanycast|deleteanycast|convertinterface|freemib)'
bad=0
count=0

if ! command -v mandoc >/dev/null 2>&1; then
	echo "SKIP: mandoc is not installed (Debian: apt install mandoc)"
	exit 77
fi

for page in "$srcdir"/man/*.[1-8]; do
	[ -e "$page" ] || continue
	count=$((count + 1))
	# Two findings are about the host, not the page.
	out=$(mandoc -T lint -W style "$page" 2>&1 |
		grep -vE 'referenced manual not found|outdated mandoc.db')
	if [ -n "$out" ]; then
		printf 'FAIL: %s\n' "$out"
		bad=1
	fi
	name=$(basename "$page")
	title=$(sed -n 's/^\.Dt \([^ ]*\) \([^ ]*\).*/\1.\2/p' "$page" |
		tr '[:lower:]' '[:upper:]')
	if [ "$title" != "$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')" ]; then
		echo "FAIL: $name: .Dt says $title"
		bad=1
	fi
	# Pages of this project that .Xr names have to be there.
	for other in $(sed -n 's/^\.Xr \([^ ]*\) \([1-8]\).*/\1.\2/p' "$page" |
		sort -u | grep -iE "$ours"); do
		if [ ! -e "$srcdir/man/$other" ]; then
			echo "FAIL: $name refers to $other, which is missing"
			bad=1
		fi
	done
done

if [ $count -eq 0 ]; then
	echo "FAIL: no page found in $srcdir/man"
	exit 1
fi
[ $bad -eq 0 ] && echo "PASS: $count pages"
exit $bad
