#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# host.sh FOLDER ADDRESS NUMBER: make the present network namespace, with its
# interface eth0, a host of the fleet: addresses, snmpd, anycastipd and a program
# that joins.  Their process ids are left in FOLDER.

set -eu
. "$top_srcdir/tools/lib.sh"
folder=$1
address=$2
number=$3

# run NAME COMMAND...
run()
{
	name=$1
	shift
	"$@" </dev/null >"$folder/$name.log" 2>&1 &
	echo $! >"$folder/$name.pid"
}

mkdir -p "$folder/persistent"
ip link set lo up
set_sysctl net.ipv6.conf.eth0.disable_ipv6 1
ip address add "$address/16" dev eth0
ip link set eth0 up
hex=$(printf %x "$number")
lib_add_interface lan0 "2001:db8:$hex::1/64"
ip address add "198.18.$((number / 256)).$((number % 256))/32" dev lo
ip address add "2001:db8:ffff::$hex/128" dev lo

cat >"$folder/snmpd.conf" <<END
master agentx
agentXSocket $folder/agentx
rocommunity public
END
cat >"$folder/anycastip.conf" <<END
[declared]
prefix = 198.51.100.0/24
[expected]
dns4 = 198.18.$((number / 256)).$((number % 256))
dns6 = 2001:db8:ffff::$hex
web = 2001:db8:$hex::53 dev lan0
END
MIBS='' SNMPCONFPATH=$folder SNMP_PERSISTENT_DIR=$folder/persistent
export MIBS SNMPCONFPATH SNMP_PERSISTENT_DIR
run join "$top_builddir/tests/lib/join" lan0 "2001:db8:$hex::53"
run snmpd snmpd -f -LE 6 -C -c "$folder/snmpd.conf" \
	-I -smux,-mteTrigger,-mteTriggerConf "udp:$address:161"
run anycastipd "$ANYCASTIPD" -f -x "$folder/agentx" -c "$folder/anycastip.conf"
