#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# readme.sh FOLDER: what README.md has a newcomer do, in a Debian that has nothing
# but git, which is $debian_suite, in a plain clone of what was committed last.
# The versions that are told at the end are those of the table in README.md.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
. "$top_srcdir/tests/lib/debian.sh"
set -e
root=$1
[ "$(id -u)" = 0 ] || skip_test 'takes root: a system is unpacked and entered'
have git && [ -e "$top_srcdir/.git" ] || skip_test 'this is no clone'
work_folder

make_debian "$root" ca-certificates git
# What apt knows, and the guard against services, are of our making.
rm -rf "$root"/var/lib/apt/lists/* "$root/usr/sbin/policy-rc.d"
# root may clone another user's tree.
printf '[safe]\n\tdirectory = *\n' >"$work/gitconfig"
GIT_CONFIG_GLOBAL=$work/gitconfig git clone -q --no-hardlinks "$top_srcdir" \
	"$root/root/anycastip"

commands=$(sed -n 's,^\(tools/[a-z]*\) *#.*,\1,p' "$top_srcdir/README.md" |
	tr '\n' ' ')
[ "$commands" = 'tools/demo tools/check ' ] ||
	die "README.md has other commands: $commands"
for command in $commands; do
	say "== $command"
	{
		in_debian "$root" env -u LC_ALL -u DEBIAN_FRONTEND \
			SLOW="${SLOW:-1}" \
			sh -c "cd /root/anycastip && exec $command" &&
			: >"$work/passed"
	} 2>&1 </dev/null | tee "$work/output"
	if [ ! -e "$work/passed" ]; then
		! archive_failed "$work/output" ||
			skip_test "Debian's archive does not answer"
		die "$debian_suite: $command fails"
	fi
	rm "$work/passed"
done
left=$(in_debian "$root" git -C /root/anycastip status --porcelain)
[ -z "$left" ] || die "git sees what they leave in the tree: $left"

# ---- With which versions --------------------------------------------------------

# version_of PACKAGE: as upstream counts them.
version_of()
{
	in_debian "$root" dpkg-query -W -f '${Version}' "$1" |
		sed 's/^[0-9]*://; s/[+~-].*//'
}

release=$(sed 's/[.].*//; s/.*\///' "$root/etc/debian_version")
row="| Debian $release | $(version_of libsnmp-dev) |"
row="$row $(version_of libnl-route-3-dev) | $(version_of gcc) |"
row="$row $(version_of automake) |"
say "$debian_suite: both commands pass, on Linux $(uname -r):"
say "$row"
grep -qF "$row" "$top_srcdir/README.md" || case $release in
[0-9]*) die 'README.md has other versions in its table of systems' ;;
*) say 'README.md has other versions in its table of systems' ;;
esac
