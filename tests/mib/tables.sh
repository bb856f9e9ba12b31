#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# tables.sh: README.md and anycastipd(8) have the findings of anycastip-doctor as
# they are.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}

"$srcdir/tools/update-tables" --check || exit 1
count=$(sh "$srcdir/tools/anycastip-doctor.in" --table markdown | wc -l)
[ "$count" -gt 15 ] || { echo "FAIL: a table of $count lines"; exit 1; }
echo "PASS: $count lines"
