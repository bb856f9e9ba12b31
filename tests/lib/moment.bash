# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For bats files about what a walk sees of a table that changes all the time.

load ../lib/daemon

setup_file()
{
	make_changes
	start_both
	wait_for many_rows
}

setup()
{
	out=$BATS_TEST_TMPDIR/out
}

manager()
{
	"$top_builddir/tests/lib/manager" "$@"
}

# At each of the three places the number in an address grows by one: the new
# one joins, the old one leaves, first at the beginning, last at the end.
changes()
{
	awk 'BEGIN {
		split("2001:db8:1::%x 2001:db8:8::8:%x 2001:db8:f::%x", place)
		for (k = 1;; k = k % 65535 + 1)
			for (i = 1; i <= 3; i++) {
				printf("join lan0 " place[i] "\n", k)
				if (old)
					printf("leave lan0 " place[i] "\n", old)
				if (i == 3)
					old = k
			}
	}'
}
export -f changes

# The table: an interface with 16 addresses that stay and three that change.
make_changes()
{
	set_sysctl net.ipv6.conf.all.forwarding 1
	add_veth lan0
	for n in 1 2 3 4 5 6 7 8 9 a b c d e f 10; do
		still="$still 2001:db8:8::$n:0"
	done
	# shellcheck disable=SC2086
	start changes bash -c 'exec "$@" < <(changes) >/dev/null' changes \
		"$top_builddir/tests/lib/join" lan0 $still
}

many_rows()
{
	[ "$(get "$objects.1.2.0" | cut -d' ' -f2)" -ge 20 ]
}

# The table has changed since.
has_changed()
{
	[ "$(get "$objects.1.4.0")" != "$1" ]
}

# one_moment FILE...: in all of them together every column has the same rows,
# in order; if there is a count, it is theirs; and the three places are at
# nearly the same number.
one_moment()
{
	awk -v prefix="$table.1." -v count="$objects.1.2.0" '
	function number(text, n, part) {
		n = split(text, part, ".")
		return part[n - 2] * 256 + part[n - 1]
	}
	function apart(a, b) {
		a = (a - b + 65535) % 65535
		return a < 32768 ? a : 65535 - a
	}
	$1 == count {
		rows = $2
	}
	index($1, prefix) == 1 {
		rest = substr($1, length(prefix) + 1)
		column = rest
		sub(/\..*/, "", column)
		sub(/^[0-9]*\./, "", rest)
		list[column] = list[column] rest "\n"
		length_of[column]++
		if (rest ~ /^2\.16\.32\.1\.13\.184\.0\.1\./)
			at[1] = number(rest)
		if (rest ~ /^2\.16\.32\.1\.13\.184\.0\.8\.0\.0\.0\.0\.0\.0\.0\.8\./ &&
		    number(rest) > 0)
			at[2] = number(rest)
		if (rest ~ /^2\.16\.32\.1\.13\.184\.0\.15\./)
			at[3] = number(rest)
	}
	END {
		for (column in list) {
			columns++
			if (first == "")
				first = column
			if (list[column] != list[first]) {
				print "columns " first " and " column \
					" differ:\n" list[first] "--\n" \
					list[column]
				exit 1
			}
		}
		if (columns == 0 || length_of[first] < 18) {
			print "only " length_of[first] " rows"
			exit 1
		}
		if (rows != "" && rows != length_of[first]) {
			print rows " counted, " length_of[first] " there"
			exit 1
		}
		if (apart(at[1], at[2]) > 100 || apart(at[1], at[3]) > 100) {
			print "not one moment: " at[1], at[2], at[3]
			exit 1
		}
	}' "$@"
}

# quiet TOOL ARGUMENT...: numbers only; fails where the OIDs do not increase.
quiet()
{
	local tool=$1
	shift
	snmp_mibs='' snmp "$tool" -Onq "$@"
}
