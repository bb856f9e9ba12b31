#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every size, offset, number and bit of the Windows interface against
# mingw-w64's headers, on 64 and on 32 bits.  Nothing is run: the compilers'
# assembly has the numbers.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
have gcc || skip_test 'gcc is missing'
work_folder

here=$top_srcdir/tests/pkg/layout
include=$top_srcdir/core/include
compared=0

# numbers OUTPUT COMPILER...: the lines "->NAME VALUE" of both sources.
numbers()
{
	output=$1
	shift
	: >"$output"
	for source in windows status; do
		"$@" -S -O1 -o "$work/assembly" "$here/$source.c" || die "$*"
		sed -n 's/.*"->\(.*\)".*/\1/p' "$work/assembly" >>"$output"
	done
}

# bits OUTPUT COMPILER...: what each function of bits.c returns, as a name of
# no dialect: the assembly but for labels and directives.
bits()
{
	output=$1
	shift
	"$@" -S -O2 -fno-asynchronous-unwind-tables -fcf-protection=none \
		-o "$work/assembly" "$here/bits.c" || die "$*"
	sed -n '/^[[:blank:]]*[.]/d; s/^_//; /:$/p
		/^[[:blank:]]*\(mov\|xor\|sal\|ret\)/p' "$work/assembly" |
		grep -v '^L' >"$output"
}

compare()
{
	mingw=$1
	width=$2
	have "$mingw" || { say "$mingw is missing: -m$width not compared"; return; }
	numbers "$work/theirs" "$mingw" -D_WIN32_WINNT=0x0A00
	printf '#include <stdint.h>\n' >"$work/try.c"
	if ! gcc "-m$width" -fsyntax-only -include sys/socket.h \
		"$work/try.c" 2>/dev/null; then
		say "this gcc has no -m$width: not compared"
		return
	fi
	numbers "$work/ours" gcc "-m$width" -I"$include/windows"
	[ "$(wc -l <"$work/ours")" -ge 100 ] || die 'the numbers are missing'
	diff -u "$work/theirs" "$work/ours" ||
		die "-m$width: not as mingw-w64 has it"
	numbers=$(wc -l <"$work/ours")
	bits "$work/theirs" "$mingw" -D_WIN32_WINNT=0x0A00
	bits "$work/ours" gcc "-m$width" -I"$include/windows"
	[ "$(grep -c ret "$work/ours")" = 5 ] || die 'the bits are missing'
	diff -u "$work/theirs" "$work/ours" ||
		die "-m$width: bits not as mingw-w64 has them"
	compared=$((compared + 1))
	say "-m$width: $numbers numbers and 5 bit-fields agree"
}

compare x86_64-w64-mingw32-gcc 64
compare i686-w64-mingw32-gcc 32
[ "$compared" -gt 0 ] || skip_test 'mingw-w64 is missing (Debian: gcc-mingw-w64)'
