#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Each installed header alone, in every dialect of C and C++, 32 and 64 bits,
# before and after the system's network headers, with no warning; and the
# layout on big-endian machines.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
work_folder

include=$top_srcdir/core/include
windows='ifdef.h iphlpapi.h ipifcons.h netioapi.h ntddk.h ntstatus.h windef.h
	windows.h winerror.h winsock2.h ws2def.h ws2ipdef.h ws2tcpip.h'
flags='-Wall -Wextra -Wpedantic -Wundef -Werror -fsyntax-only'
# Without <linux/in.h>: in front of <netinet/in.h> it does not go with glibc.
system='sys/types.h sys/socket.h netinet/in.h arpa/inet.h net/if.h netdb.h
	ifaddrs.h net/if_arp.h netinet/ip6.h linux/if_addr.h
	linux/rtnetlink.h linux/if_link.h'
compiled=0

# compile LANGUAGE COMMAND...: the file $work/try.LANGUAGE must be taken.
compile()
{
	language=$1
	shift
	"$@" $flags -I"$include" -I"$include/windows" -x "$language" \
		"$work/try" >"$work/messages" 2>&1 || {
		warn "$*"
		cat "$work/try" "$work/messages" >&2
		exit 1
	}
	compiled=$((compiled + 1))
}

try()
{
	printf '#include <%s>\n' "$@" >"$work/try"
	printf 'int main(void);\nint main(void) { return 0; }\n' >>"$work/try"
}

# check_compiler LANGUAGE COMPILER MAIN-DIALECT OTHER-DIALECT...
check_compiler()
{
	language=$1
	compiler=$2
	standard=$3
	shift 3
	have "$compiler" || return 0
	for header in $windows anycastip.h; do
		try "$header"
		compile "$language" "$compiler" -std="$standard"
	done
	try $system
	m32=
	"$compiler" -m32 -fsyntax-only -x "$language" "$work/try" \
		2>/dev/null && m32=-m32
	for dialect in "$standard" "$@"; do
		for width in '' $m32; do
			for header in iphlpapi.h netioapi.h; do
				try "$header"
				compile "$language" "$compiler" $width \
					-std="$dialect"
			done
		done
	done
	for header in netioapi.h iphlpapi.h ws2tcpip.h ntddk.h anycastip.h; do
		try $system "$header"
		compile "$language" "$compiler"
		try "$header" $system
		compile "$language" "$compiler"
	done
	check_ifreq
}

# ifreq has room for 16 octets, whatever Windows says.
check_ifreq()
{
	try winsock2.h iphlpapi.h ws2tcpip.h net/if.h
	cat >>"$work/try" <<-'END'
	struct ifreq request;
	typedef char right[sizeof(request.ifr_name) == IF_NAMESIZE ? 1 : -1];
	typedef char sixteen[IF_NAMESIZE == 16 ? 1 : -1];
	END
	compile "$language" "$compiler"
}

# One header of the system at a time.
check_orders()
{
	language=$1
	compiler=$2
	have "$compiler" || return 0
	for other in $system; do
		try iphlpapi.h "$other" ws2tcpip.h
		compile "$language" "$compiler"
		try "$other" iphlpapi.h ws2tcpip.h
		compile "$language" "$compiler"
	done
}

# The spellings of Windows sources, one by one and all together.
check_spellings()
{
	language=c
	compiler=$1
	have "$compiler" || return 0
	spellings=$(cd "$include/windows" && echo *[[:upper:]]*)
	for header in $spellings; do
		[ -e "$include/windows/$(printf '%s' "$header" |
			tr '[:upper:]' '[:lower:]')" ] ||
			die "$header stands for no header"
		try "$header"
		compile "$language" "$compiler"
	done
	try $spellings
	compile "$language" "$compiler"
}

check_compiler c gcc c11 c90 c99 c2x
check_compiler c clang c11 c90 c99 c2x
check_compiler c++ g++ c++17 c++98 c++11 c++20
check_compiler c++ clang++ c++17 c++98 c++11 c++20
check_orders c gcc
check_orders c++ clang++
check_spellings gcc
[ "$compiled" -gt 0 ] || skip_test 'no C compiler is here'
say "$compiled times compiled without a warning"

# Where bit-fields begin at the other end.  The compiler works the values out;
# nothing of the other machine is needed but the compiler's idea of it.
have clang || { say 'big-endian layout not tried: clang is missing'; exit 0; }
cat >"$work/bits.c" <<'END'
#include <ifdef.h>
ULONG64 type(void);
ULONG64 number(void);
ULONG64 type(void) { NET_LUID l; l.Value = 0; l.Info.IfType = 6; return l.Value; }
ULONG64 number(void)
{
	NET_LUID l;
	l.Value = 0;
	l.Info.NetLuidIndex = 1;
	l.Info.Reserved = 1;
	return l.Value;
}
END
for target in x86_64-linux-gnu s390x-linux-gnu powerpc64-linux-gnu; do
	clang --target="$target" -ffreestanding -nostdlibinc -O2 -S -emit-llvm \
		-I"$include/windows" -o "$work/bits" "$work/bits.c" \
		2>"$work/messages" || {
		say "$target not tried: this clang does not know it"
		continue
	}
	grep -q 'ret i64 1688849860263936$' "$work/bits" ||
		die "$target: IfType is not in bits 48 to 63"
	grep -q 'ret i64 16777217$' "$work/bits" ||
		die "$target: NetLuidIndex and Reserved are not in their bits"
	say "$target: NET_LUID as on Windows"
done
