#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every example of the manuals: commands are run, configuration is read, and C is
# made into a program and run.  An example that nothing here takes is a failure.

: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tools/lib.sh"
enter_namespace "$0" "$@" || skip_test "$lib_reason"
have_snmp || skip_test "$lib_reason"
have_ipv6 || skip_test "$lib_reason"
work_folder

# ---- What is in the manuals -------------------------------------------------

# Each block and each line of .Dl in EXAMPLES, to $work/PAGE-NUMBER.
mkdir "$work/examples" "$work/bin"
for page in "$top_srcdir"/man/*.[1-8]; do
	awk -v to="$work/examples/${page##*/}" '
	function text(line)
	{
		gsub(/\\&/, "", line)
		gsub(/\\e/, "\\", line)
		return line
	}
	/^[.]Sh / { inside = $2 == "EXAMPLES"; if (inside) pages++ }
	/^[.]Ed/ { block = 0 }
	inside && block { print text($0) >(to "-" count) }
	inside && /^[.]Bd -literal/ { block = 1; count++ }
	inside && /^[.]Dl / {
		count++
		sub(/^[.]Dl /, "")
		print text($0) >(to "-" count)
	}
	END { exit !pages }' "$page" || die "${page##*/} has no examples"
done

# take PAGE NUMBER: to $work/example
take()
{
	[ -e "$work/examples/$1-$2" ] || die "$1 has no example $2"
	mv "$work/examples/$1-$2" "$work/example"
	say "# $1, example $2"
}

# ---- A host to run them on --------------------------------------------------

# The programs of this build, asking the private snmpd.
own()
{
	{
		printf '#!/bin/sh\n'
		cat
	} >"$work/bin/$1"
	chmod 755 "$work/bin/$1"
}

config=$work/anycastip.conf
: >"$config"
snmpd_extra='createUser nms SHA-256 "a long secret" AES "another secret"
rouser nms authPriv -V seen'
start_snmpd
# A veth without addresses of its own under the names that the manuals have.
ip link add eth0 type veth peer name eth1
for name in eth0 eth1 lo; do
	set_sysctl "net/ipv6/conf/$name/accept_dad" 0 || skip_test "$lib_reason"
	ip link set "$name" up
done
ip link add dummy0 type veth peer name dummy1
ip -6 address add 2001:db8:1::1/64 dev eth0
ip -6 address add 2001:db8:1::2/64 dev eth1
wait_dad

own anycastip <<-EOF
	exec "$top_builddir/cmd/anycastip" -c "$config" "\$@"
EOF
own anycastipd <<-EOF
	exec "$top_builddir/agent/anycastipd" -x "$agentx_socket" -c "$config" "\$@"
EOF
own anycastip-doctor <<-EOF
	[ "\${*#*localhost}" != "\$*" ] || set -- "\$@" -v2c -c public localhost
	for word; do
		shift
		[ "\$word" != localhost ] || word=$snmp_address
		set -- "\$@" "\$word"
	done
	exec "$top_builddir/tools/anycastip-doctor" \
		--agentx-socket "$agentx_socket" --config "$config" "\$@"
EOF
for tool in snmptable snmpwalk; do
	own $tool <<-EOF
		PATH=$PATH
		for word; do
			shift
			case \$word in
			localhost) word=$snmp_address ;;
			-/usr/share/anycastip/mibs)
				word=$top_srcdir/mibs:$top_srcdir/mibs/base ;;
			esac
			set -- "\$@" "\$word"
		done
		exec $tool "\$@"
	EOF
done

# run STATUS [PATTERN]: the commands of the example; a line of what they print
# matches.
run()
{
	# Where there are prompts, the rest is what is printed.
	sed -n 's/^\$ //p' "$work/example" >"$work/commands"
	[ -s "$work/commands" ] || cp "$work/example" "$work/commands"
	sed -i "s,/var/lib/node_exporter,$work," "$work/commands"
	status=0
	PATH=$work/bin:$PATH sh -e "$work/commands" >"$work/output" 2>&1 ||
		status=$?
	[ "$status" = "$1" ] || {
		cat "$work/commands" "$work/output" >&2
		die "it ends with $status, not $1"
	}
	[ $# -lt 2 ] || grep -Eq -e "$2" "$work/output" || {
		cat "$work/commands" "$work/output" >&2
		die "it prints nothing like '$2'"
	}
}

# configure: the example is a file that has no fault.
configure()
{
	cp "$work/example" "$config"
	"$work/bin/anycastip" list >"$work/output" || die "$(cat "$config")"
}

# compiles [HEADER [DECLARATIONS [STATEMENTS]]]: a program that has the example
# at its end.
compiles()
{
	compiler=$(sed -n 's/^CC = *\([^ ]*\).*/\1/p' "$top_builddir/Makefile")
	cat >"$work/example.c" <<-EOF
		#define _GNU_SOURCE
		#include <arpa/inet.h>
		#include <err.h>
		#include <poll.h>
		#include <stdio.h>
		#include <sys/socket.h>
		${1-}
		#include <anycastip.h>
		${2-}
		int main(void)
		{
			setvbuf(stdout, NULL, _IOLBF, 0);
			${3-}
		$(cat "$work/example")
			return 0;
		}
	EOF
	# shellcheck disable=SC2046
	"$top_builddir/libtool" --silent --tag=CC --mode=link \
		"$compiler" -Wall -Wextra -Werror -Wno-unused-parameter \
		-I"$top_srcdir/core/include" \
		-I"$top_srcdir/core/include/windows" \
		$(sed -n 's/^SANITIZER_FLAGS = *//p' "$top_builddir/Makefile") \
		-o "$work/program" "$work/example.c" \
		"$top_builddir/core/libanycastip.la" >"$work/messages" 2>&1 || {
		cat "$work/example.c" "$work/messages" >&2
		die 'it does not compile'
	}
	chmod 755 "$work/program"
}

# ---- anycastip.conf(5) ------------------------------------------------------

take anycastip.conf.5 1
configure
grep -q '^dns .*missing' "$work/output" || die 'it expects nothing'
take anycastip.conf.5 2
run 0
"$work/bin/anycastip" list >"$work/output"
grep -q '^192\.0\.2\.53 .*declared *delivered' "$work/output" ||
	die 'the IPv4 address is not there'
grep -q '^2001:db8:53::53 .*declared *delivered' "$work/output" ||
	die 'the IPv6 address is not there'

take anycastip.conf.5 3
configure
ip address add 192.0.2.60/32 dev lo label lo:dns
"$work/bin/anycastip" list | grep -q '^192\.0\.2\.60 .*declared' ||
	die 'the label declares nothing'
take anycastip.conf.5 4
configure
if ip address add 192.0.2.61/32 dev lo proto 18 2>/dev/null; then
	"$work/bin/anycastip" list | grep -q '^192\.0\.2\.61 .*declared' ||
		die 'the protocol declares nothing'
fi
take anycastip.conf.5 5
configure
grep -q '^resolver .*missing (on dummy0)' "$work/output" ||
	die 'resolver is not expected'
take anycastip.conf.5 6
configure
start join "$top_builddir/tests/lib/join" eth0 fe80::53
gateway_there()
{
	"$work/bin/anycastip" list | grep -q '^gateway .* delivered (on eth0)'
}
wait_for gateway_there || die 'the gateway is not there'
stop "$started" || :

# ---- anycastip(1) -----------------------------------------------------------

ip address flush dev lo scope global
ip address add 192.0.2.53/32 dev lo
cat >"$config" <<-END
	[declared]
	prefix = 192.0.2.53
	[expected]
	dns = 192.0.2.53
	dns6 = 2001:db8:1::a
END
start join "$top_builddir/tests/lib/join" eth1 2001:db8:1::a
joined=$started
is_listed()
{
	"$work/bin/anycastip" list | grep -q '^2001:db8:1::a .* delivered'
}
wait_for is_listed
ip -6 route del anycast 2001:db8:1::a dev eth1 table local
is_undelivered()
{
	"$work/bin/anycastip" list | grep -q '^2001:db8:1::a .*undelivered'
}
wait_for is_undelivered
take anycastip.1 1
cp "$work/example" "$work/shown"
run 0 '^192\.0\.2\.53 +lo +declared +delivered '
# The same lines, but for what only a router has, and the time.
tidy()
{
	grep -v 'subnet-router' "$1" |
		sed 's/20[0-9-]* [0-9:]*$/TIME/; s/  */ /g; s/ *$//; /^\$/d'
}
tidy "$work/shown" >"$work/a"
tidy "$work/output" >"$work/b"
diff "$work/a" "$work/b" || die 'it prints something else'
take anycastip.1 2
run 1 'ip -6 route append anycast 2001:db8:1::a dev eth1 metric 1 table local'
take anycastip.1 3
if have jq; then
	run 0 '^2001:db8:1::a$'
else
	say '# not run, as jq is missing'
fi
take anycastip.1 4
run 0
grep -q '^anycastip_delivered{address="192.0.2.53"' "$work/anycastip.prom" ||
	die 'there are no metrics'
stop "$joined" || :

# ---- anycastipd.conf(5) -----------------------------------------------------

take anycastipd.conf.5 1
mkdir "$work/conf"
sed "s,tcp:127\\.0\\.0\\.1:705,unix:$agentx_socket," "$work/example" \
	>"$work/conf/anycastipd.conf"
grep -q "$agentx_socket" "$work/conf/anycastipd.conf" ||
	die 'the example names another socket'
start settings env SNMPCONFPATH="$work/conf" \
	"$top_builddir/agent/anycastipd" -f -c "$config"
wait_for anycastipd_answers || {
	cat "$work/settings.log" >&2
	die 'anycastipd does not find the socket that its file names'
}
stop "$started"

# ---- anycastipd(8), anycastip-doctor(1) -------------------------------------

ip address add 2001:db8:53::53/128 dev lo
printf '[declared]\nauto = yes\n' >"$config"
take anycastipd.8 1
# The process that is ended by pid must be the daemon, not a shell before it.
sed -i '1s/^/exec /' "$work/example"
start daemon env PATH="$work/bin:$PATH" sh "$work/example"
wait_for anycastipd_answers || {
	cat "$work/daemon.log" >&2
	die 'anycastipd does not answer'
}
take anycastipd.8 2
run 0 'ipv4."192\.0\.2\.53"\.1 +192\.0\.2\.53 +lo +declared'
take anycastipd.8 3
run 0 '^"2001:db8:53::53"$'

for number in 1 2 3; do
	take anycastip-doctor.1 $number
	case $number in
	3) run 0 ;;
	*) run 0 'the module answers' ;;
	esac
done

# ---- Section 3 --------------------------------------------------------------

# runs PATTERN: the program ends well, and prints a line like this.
runs()
{
	PATH=$work/bin:$PATH "$work/program" >"$work/output" 2>&1 || {
		cat "$work/output" >&2
		die 'the program fails'
	}
	grep -Eq -e "$1" "$work/output" || {
		cat "$work/output" >&2
		die "the program prints nothing like '$1'"
	}
}

driver='#include <netioapi.h>'
take CreateAnycastIpAddressEntry.3 1
compiles "$driver" '#include <stdlib.h>
static void Serve(void)
{
	if (system("anycastip list") != 0)
		exit(1);
}'
runs '^2001:db8:1::53 +eth0 +joined +delivered'
take GetAnycastIpAddressEntry.3 1
compiles "$driver"
runs '^it is gone$'
take ConvertInterfaceIndexToLuid.3 1
compiles "$driver" '' 'MIB_ANYCASTIPADDRESS_ROW Row = { 0 };
	ConvertInterfaceNameToLuidA("eth0", &Row.InterfaceLuid);'
runs '^eth0, type 6$'
start join "$top_builddir/tests/lib/join" eth0 2001:db8:1::a
wait_for grep -q joined "$work/join.log"
take FreeMibTable.3 1
compiles "$driver"
runs '^[1-9]'
take GetAnycastIpAddressTable.3 1
compiles '#include <iphlpapi.h>' \
	'static void Use(const MIB_ANYCASTIPADDRESS_ROW *Row)
	{
		printf("index %u\n", Row->InterfaceIndex);
	}'
runs '^index [1-9]'
take anycastip.3 1
compiles
: >"$work/program.log"
start program "$work/program"
wait_for grep -Eq '^2001:db8:1::a eth0 delivered$' "$work/program.log" ||
	die 'the program prints no address'
is_running "$started" || die 'the program does not go on'

left=$(ls "$work/examples")
[ -z "$left" ] || die "not run by any test: $left"
say 'every example of the manuals does what it says'
