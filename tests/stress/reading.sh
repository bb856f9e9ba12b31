#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# reading.sh [READS]: snapshots (default 300) of a table while others churn it,
# on one interface and over a hundred, with 1, 2 and 4 churners at several
# rates; and a plain dump beside them, which must be seen to fail.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
work_folder

reading()
{
	unshare $lib_again -- "$top_builddir/tests/stress/reading" "$@"
}

lib_again=-n
unshare -n true 2>/dev/null || lib_again=-Urn
reads=${1:-300}
failed=0
for interfaces in 1 100; do
	for churners in 1 2 4; do
		for pause in 0 100 1000; do
			reading "$reads" $interfaces $churners $pause ||
				failed=$((failed + 1))
		done
	done
done >"$work/log"
cat "$work/log"
awk '$1 == "plain" { bad += $4 } END { exit !bad }' "$work/log" ||
	die 'a plain dump was never wrong: this proves nothing here'
[ $failed = 0 ] || die "$failed of 18 series failed"
