#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Run every command of doc/anycast-on-linux.md and compare what it prints.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
set_sysctl net/ipv6/conf/default/accept_dad 0 || skip_test "$lib_reason"
work_folder

# The join of the document; `kill %1' there ends the only job.
join()
{
	start join "$top_builddir/tests/lib/join" "$@"
	joined=$started
}

# One command as the document has it, its output to $work/got.
run_command()
{
	case $1 in
	'join '*' &') eval "${1% &}" ;;
	'kill %1') stop "$joined" || : ;;
	*) eval "$1" ;;
	esac >"$work/got" 2>&1 || :
}

as_shown()
{
	run_command "$command"
	cmp -s "$work/expected" "$work/got"
}

# Only a command that looks, and changes nothing, may be asked again until the
# kernel is there.
finish_command()
{
	[ -n "$command" ] || return 0
	count=$((count + 1))
	case $command in
	'grep '* | 'cat '* | *' show '* | *' get '*) wait_for as_shown ;;
	*) as_shown ;;
	esac || {
		warn "$command"
		diff -u "$work/expected" "$work/got" >&2
		exit 1
	}
	command=
}

count=0
command=
inside=
while IFS= read -r line <&4; do
	case $inside$line in
	'```console')
		inside='>'
		;;
	'>```')
		finish_command
		inside=
		;;
	'># '*)
		finish_command
		command=${line#'# '}
		: >"$work/expected"
		;;
	'>'*)
		printf '%s\n' "$line" >>"$work/expected"
		;;
	esac
done 4<"$top_srcdir/doc/anycast-on-linux.md"
[ "$count" -ge 25 ] || die "only $count commands found"
say "$count commands print what the document shows"
