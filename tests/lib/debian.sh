# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# A Debian in a folder, beside tools/lib.sh.  Takes root, and a way to Debian's
# archive.

debian_suite=bookworm

# make_debian FOLDER [OPTION OF mmdebstrap...]: apt and what is essential, unless
# it is there; the steps of one run share it.  No package starts its service.
make_debian()
{
	[ ! -e "$1.made" ] || return 0
	have mmdebstrap || die 'mmdebstrap is missing (Debian: mmdebstrap)'
	work_folder
	debian_folder=$1
	shift
	rm -rf "$debian_folder"
	mkdir -p "$debian_folder"
	debian_apt_settings >"$work/apt.conf"
	debian_sources >"$work/sources.list"
	lib_run_quietly unshare -m --propagation private -- \
		mmdebstrap --mode=root --variant=apt \
		--aptopt="$work/apt.conf" --dpkgopt=force-unsafe-io \
		--skip=cleanup/apt/lists "$@" \
		"$debian_suite" "$debian_folder" "$work/sources.list" ||
		die "no Debian could be unpacked into $debian_folder"
	printf '#!/bin/sh\nexit 101\n' >"$debian_folder/usr/sbin/policy-rc.d"
	chmod 755 "$debian_folder/usr/sbin/policy-rc.d"
	: >"$debian_folder.made"
}

# The host's own source of Debian, or Debian's.
debian_sources()
{
	debian_lines=$(apt-get indextargets \
		--format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		grep -E " $debian_suite(-updates|-security)? main\$" | sort -u)
	printf '%s\n' \
		"${debian_lines:-deb http://deb.debian.org/debian $debian_suite main}"
}

# How the host's apt gets at it: proxies, retries, clocks that are wrong.
debian_apt_settings()
{
	printf 'Acquire::Languages "none";\n'
	apt-config dump | grep -E \
		'^Acquire::(https?::|Check-|Retries|ForceIPv)[^ ]* "[^"]' || :
}
