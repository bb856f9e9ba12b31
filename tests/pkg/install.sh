#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What "make install" gives to programs outside: headers in their two folders,
# the library with the symbols of its list, pkg-config files that find them;
# and programs in the shapes of a driver, of Windows' samples, of a Java
# runtime and of C++, compiled without a warning, linked and run.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
have pkg-config || skip_test 'pkg-config is missing'
work_folder

root=$work/root
callers=$top_srcdir/tests/pkg/callers
: "${MAKE:=make}"
(cd "$top_builddir" && "$MAKE" install DESTDIR="$root") >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	die 'make install failed'
}

# ---- What is there --------------------------------------------------------

pc=$(find "$root" -name anycastip.pc)
[ -n "$pc" ] || die 'anycastip.pc is not installed'
PKG_CONFIG_LIBDIR=${pc%/*}:$(pkg-config --variable pc_path pkg-config)
PKG_CONFIG_PATH=
PKG_CONFIG_SYSROOT_DIR=$root
PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1
PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export PKG_CONFIG_LIBDIR PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR \
	PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS
for package in anycastip anycastip-windows; do
	pkg-config --exists --print-errors "$package" || die "$package"
done
version=$(pkg-config --modversion anycastip)
[ "$version" = "$(pkg-config --modversion anycastip-windows)" ] ||
	die 'the two packages are of different versions'

library=$(find "$root" -name 'libanycastip.so')
[ -n "$library" ] || die 'libanycastip.so is not installed'
LD_LIBRARY_PATH=${library%/*}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

headers=$(dirname "$(find "$root" -name anycastip.h)")
[ -z "$(find "$headers" -maxdepth 1 -iname 'win*')" ] ||
	die "headers of Windows' names are in the general folder"
(cd "$top_srcdir/core/include/windows" && ls) >"$work/source"
(cd "$headers/anycastip-windows" && ls) | diff "$work/source" - ||
	die 'not every header of core/include/windows is installed'

if have nm; then
	nm -D --defined-only "$library" | sed 's/@.*//' |
		awk '$2 == "T" { print $3 }' | sort >"$work/symbols"
	sed -n 's/^[[:blank:]]*\([A-Za-z_0-9]*\);$/\1/p' \
		"$top_srcdir/core/libanycastip.sym" | sort |
		diff - "$work/symbols" ||
		die 'the library has other symbols than its list'
fi

# "man FUNCTION" shows a page for every function that a program can call, which
# describes it; and no page is about a function that there is not.
pages=$(dirname "$(find "$root" -name anycastip.3)")
sed -n 's/^[[:blank:]]*\([A-Za-z_0-9]*\);$/\1/p' \
	"$top_srcdir/core/libanycastip.sym" >"$work/functions"
while read -r function; do
	case $function in
	anycastip_win32_text | anycastip_ntstatus_text) ;;
	# The other face of a function has its name in programs.
	anycastip_win32_* | anycastip_empty_*) continue ;;
	esac
	[ -f "$pages/$function.3" ] || die "no page $function.3 is installed"
	page=$(sed -n 's/^[.]so man3//p' "$pages/$function.3")
	grep -q "^[.]Nm $function\( ,\)*\$" "$pages/${page:-$function.3}" ||
		die "$function.3 leads to no page about $function"
	grep -q "^[.]F[no] $function" "$pages/${page:-$function.3}" ||
		die "the page about $function does not say how to call it"
done <"$work/functions"
for page in "$pages"/*.3; do
	function=${page##*/}
	[ "$function" = anycastip.3 ] ||
		grep -qx "${function%.3}" "$work/functions" ||
		die "$function is about no function"
done

# ---- Programs -------------------------------------------------------------

# build PACKAGE OUTPUT COMPILER OPTION-OR-FILE...; sanitizers of the library
# want to be in the program too.
build()
{
	package=$1
	output=$2
	shift 2
	# shellcheck disable=SC2046
	"$@" -Wall -Wextra -Wpedantic -Werror $sanitizers -o "$output" \
		$(pkg-config --cflags --libs "$package") >"$work/messages" 2>&1
}

# must PACKAGE COMPILER OPTION-OR-FILE...: the program must come to be, and succeed.
must()
{
	package=$1
	shift
	build "$package" "$work/program" "$@" || {
		warn "$*"
		cat "$work/messages" >&2
		exit 1
	}
	"$work/program" >"$work/output" 2>&1 || {
		warn "$*: the program ended with $?"
		cat "$work/output" >&2
		exit 1
	}
	count=$((count + 1))
}

count=0
sanitizers=$(sed -n 's/^SANITIZER_FLAGS = *//p' "$top_builddir/Makefile")
built_with=$(sed -n 's/^CC = *\([^ ]*\).*/\1/p' "$top_builddir/Makefile")
if [ -n "$sanitizers" ]; then
	case $built_with in
	*clang*) c=clang cxx=clang++ ;;
	*) c=gcc cxx=g++ ;;
	esac
else
	c='gcc clang' cxx='g++ clang++'
fi
for compiler in $c; do
	have "$compiler" || continue
	must anycastip "$compiler" "$callers/native.c"
	for program in "$callers/driver.c" "$callers/jdk.c" \
		"$top_srcdir/examples/list-anycast.c"; do
		must anycastip-windows "$compiler" "$program"
	done
	must anycastip-windows "$compiler" "$callers/both-driver.c" \
		"$callers/both-user.c"
	# Optimising over both files at once; not every linker can.
	printf 'int main(void) { return 0; }\n' >"$work/empty.c"
	if build anycastip "$work/program" "$compiler" -flto -O2 \
		"$work/empty.c"; then
		must anycastip-windows "$compiler" -flto -O2 \
			"$callers/both-driver.c" "$callers/both-user.c"
	else
		say "$compiler: -flto not tried, as the linker cannot"
	fi
done
for compiler in $cxx; do
	have "$compiler" || continue
	must anycastip-windows "$compiler" -std=c++11 "$callers/template.cc"
	must anycastip-windows "$compiler" -std=c++20 "$callers/template.cc"
	for program in driver jdk; do
		must anycastip-windows "$compiler" -x c++ \
			"$callers/$program.c" -x none
	done
done
# ---- What the manual steps of README.md take --------------------------------

example=$(find "$root" -name snmpapp.conf)
[ -f "$example" ] || die 'the file for the tools of Net-SNMP is not installed'
folder=$(sed -n 's/^\[snmp\] mibdirs -//p' "$example")
[ -f "$root$folder/SNMPv2-SMI.txt" ] ||
	die "$example names \"$folder\", and the stand-ins are not there"
[ -f "${example%/*}/anycastip.conf" ] ||
	die 'the file for snmpd is not beside the one for its tools'

# ---- And back ---------------------------------------------------------------

(cd "$top_builddir" && "$MAKE" uninstall DESTDIR="$root") >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	die 'make uninstall failed'
}
# The folders above those that it installs into may have any name.
prefix=$root$(sed -n 's/^prefix = *//p' "$top_builddir/Makefile")
left=$(find "$root" ! -type d -o -iname '*anycast*' -path "$prefix/*")
[ -z "$left" ] || die "uninstalled, and still there: $left"

[ "$count" -gt 0 ] || skip_test 'no C compiler is here'
say "$count programs built and run"
