#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# systemd.sh: what systemd's own tools say to the unit, the sysusers.d and the
# tmpfiles.d file.  Nothing is started and nothing of the host changed.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}
contrib=$(cd "$srcdir/contrib" && pwd)
bad=0

if ! command -v systemd-analyze >/dev/null 2>&1; then
	echo "SKIP: systemd-analyze is not installed (Debian: apt install systemd)"
	exit 77
fi

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
unit=$tmp/anycastipd.service
sed 's#@sbindir@#/bin#; s#/bin/anycastipd#/bin/true#' \
	"$contrib/systemd/anycastipd.service.in" >"$unit"

# The exposure, in tenths; less is better.
if ! systemd-analyze security --offline=true --threshold=10 "$unit" \
	>"$tmp/out" 2>&1; then
	case $(cat "$tmp/out") in
	*exposure*) ;;
	*)
		echo "SKIP: systemd-analyze cannot judge a file here: $(tail -n 1 "$tmp/out")"
		exit 77
		;;
	esac
	grep -v '✓' "$tmp/out"
	echo "FAIL: the unit is exposed by more than 1.0"
	bad=1
fi
# A setting that systemd does not know, it only warns of.
out=$(systemd-analyze verify --man=no "$unit" 2>&1 | grep "$unit")
if [ -n "$out" ]; then
	echo "$out"
	echo "FAIL: systemd-analyze verify has a word to say"
	bad=1
fi

# In an empty root, so that the host's users play no part.
mkdir -p "$tmp/root/etc"
if ! systemd-sysusers --root="$tmp/root" \
	"$contrib/systemd/anycastip.sysusers" >"$tmp/out" 2>&1; then
	if [ "$(id -u)" -eq 0 ]; then
		cat "$tmp/out"
		echo "FAIL: systemd-sysusers refuses the file"
		bad=1
	fi
elif ! grep -q '^agentx:.*:_anycastipd$' "$tmp/root/etc/group" ||
	! grep -q '^_anycastipd:' "$tmp/root/etc/passwd"; then
	cat "$tmp/root/etc/passwd" "$tmp/root/etc/group"
	echo "FAIL: the user or its group is not there"
	bad=1
fi

mkdir -p "$tmp/root/var"
mkdir -m 0700 "$tmp/root/var/agentx"
if [ "$(id -u)" -eq 0 ]; then
	if ! systemd-tmpfiles --root="$tmp/root" --create \
		"$contrib/systemd/anycastip.tmpfiles" >"$tmp/out" 2>&1 ||
		[ "$(stat -c %a "$tmp/root/var/agentx")" != 755 ]; then
		cat "$tmp/out"
		echo "FAIL: systemd-tmpfiles does not open /var/agentx"
		bad=1
	fi
fi

[ $bad -eq 0 ] && echo "PASS: unit, user and folder"
exit $bad
