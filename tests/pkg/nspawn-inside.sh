#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What nspawn.sh runs in the Debian that it boots.

set -eu
cd /test
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive
# The tools find the names by themselves.
unset MIBS MIBDIRS
ours=.1.3.6.1.4.1.8072.9999.9999.4291.1.1.2.0
theirs=.1.0.8802.1.1.2.1.1.1.0

step()
{
	echo "== $(cut -d ' ' -f 1 /proc/uptime) $*"
}

die()
{
	echo "FAIL: $*"
	systemctl status --no-pager -l anycastipd snmpd || :
	journalctl --no-pager -n 60 || :
	exit 1
}

wait_for()
{
	until=$(($(date +%s) + 60))
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt $until ] || die "not so in 60 seconds: $*"
		sleep 0.1
	done
}

answers()
{
	case $(snmpget -v2c -c public -r 0 -t 2 -Oqv localhost "$1" 2>&1) in
	'' | *[!0-9]*) return 1 ;;
	esac
}

silent()
{
	snmpget -v2c -c public -r 0 -t 2 -Oqv localhost "$ours" | grep -q 'No Such'
}

of()
{
	systemctl show -P "$2" "$1"
}

# equal WHAT VALUE EXPECTED
equal()
{
	[ "$2" = "$3" ] || die "$1 is '$2', not '$3'"
}

wait_for systemctl is-active snmpd lldpd

step 'before: lldpd is answered, and the folder of the socket is closed'
wait_for answers $theirs
equal 'the mode of /var/agentx' "$(stat -c %a /var/agentx)" 700

step 'install'
dpkg -i ./libanycastip0_*.deb ./anycastip_*.deb ./anycastipd_*.deb \
	./anycastip-mib_*.deb
systemctl is-enabled anycastipd
wait_for systemctl is-active anycastipd
wait_for answers $ours
wait_for answers $theirs
sh ./smoke

step 'as which user, and with what rights'
pid=$(of anycastipd MainPID)
equal 'its user' "$(stat -c %U "/proc/$pid")" _anycastipd
equal 'its capabilities' "$(sed -n 's/^CapEff:\t//p' "/proc/$pid/status")" \
	0000000000000000
equal 'no new privileges' "$(sed -n 's/^NoNewPrivs:\t//p' "/proc/$pid/status")" 1
equal 'its filter of system calls' \
	"$(sed -n 's/^Seccomp:\t//p' "/proc/$pid/status")" 2
systemd-analyze security --no-pager --threshold=10 anycastipd >exposure ||
	die "it is exposed: $(tail -n 1 exposure)"
tail -n 1 exposure
equal 'its type' "$(of anycastipd Type)" notify

step 'a restart of snmpd'
systemctl restart snmpd
wait_for answers $ours
wait_for answers $theirs
equal 'its process' "$(of anycastipd MainPID)" "$pid"
equal 'its restarts' "$(of anycastipd NRestarts)" 0

step 'a reload, with a right file and a wrong one'
cp /etc/anycastip.conf saved
printf '[declared]\nauto = perhaps\n' >/etc/anycastip.conf
systemctl reload anycastipd
told_of_it()
{
	journalctl -q -u anycastipd | grep -q '/etc/anycastip.conf:2'
}
wait_for told_of_it
cp saved /etc/anycastip.conf
systemctl reload anycastipd
answers $ours || die 'a wrong file ends it'
equal 'its process' "$(of anycastipd MainPID)" "$pid"

step 'the watchdog'
mkdir -p /etc/systemd/system/anycastipd.service.d
printf '[Service]\nWatchdogSec=2\nTimeoutAbortSec=2\n' \
	>/etc/systemd/system/anycastipd.service.d/quick.conf
systemctl daemon-reload
systemctl restart anycastipd
pid=$(of anycastipd MainPID)
first=$(of anycastipd WatchdogTimestampMonotonic)
fed_again()
{
	[ "$(of anycastipd WatchdogTimestampMonotonic)" != "$first" ]
}
for _ in 1 2 3 4; do
	wait_for fed_again
	first=$(of anycastipd WatchdogTimestampMonotonic)
done
equal 'its process' "$(of anycastipd MainPID)" "$pid"
kill -STOP "$pid"
replaced()
{
	[ "$(of anycastipd NRestarts)" = 1 ] &&
		[ "$(of anycastipd ActiveState)" = active ]
}
wait_for replaced
wait_for answers $ours
rm -r /etc/systemd/system/anycastipd.service.d
systemctl daemon-reload
systemctl restart anycastipd
wait_for answers $ours

step 'SNMPv3, as README.md has it'
sed -n '/^<!-- run by tests.pkg.nspawn -->/,/^```$/p' README.md |
	sed '1,2d; $d' >v3
[ -s v3 ] || die 'README.md has no example of SNMPv3'
sed -i 's/localhost/-t 5 localhost/' v3
cat v3
asks_v3()
{
	sed -n '/^snmptable/,$p' v3 | sh | grep '192\.0\.2\.53.*declared'
}
ip address add 192.0.2.53/32 dev lo
printf '[declared]\nauto = yes\n' >/etc/anycastip.conf
systemctl reload anycastipd
sed '/^snmptable/,$d' v3 | sh -e
wait_for answers $ours
wait_for asks_v3
asks_v3
! grep -q secret /var/lib/snmp/snmpd.conf || die 'snmpd kept the secrets as they are'

step 'anycastip.so in its place'
systemctl disable --now anycastipd
wait_for silent
wait_for answers $theirs
module=$(dpkg -L anycastipd | grep '/anycastip\.so$')
echo "dlmod anycastip $module" >/etc/snmp/snmpd.conf.d/dlmod.conf
systemctl restart snmpd
wait_for answers $ours
anycastip-doctor || die 'the doctor finds fault with anycastip.so'
rm /etc/snmp/snmpd.conf.d/dlmod.conf
systemctl restart snmpd
wait_for silent

step 'an upgrade keeps it disabled'
dpkg -i ./anycastipd_*.deb
equal 'disabled, it' "$(of anycastipd ActiveState)" inactive
systemctl enable --now anycastipd
wait_for answers $ours

step 'stop'
before=$(date +%s%N)
systemctl stop anycastipd
took=$((($(date +%s%N) - before) / 1000000))
echo "it took $took ms"
[ $took -lt 10000 ] || die 'it takes too long to end'
equal 'ended, its result' "$(of anycastipd Result)" success
wait_for silent
wait_for answers $theirs
systemctl start anycastipd
wait_for answers $ours

step 'purge'
dpkg --purge anycastipd anycastip-mib anycastip libanycastip0
wait_for silent
wait_for answers $theirs
equal 'the unit' "$(of anycastipd LoadState)" not-found
systemctl restart snmpd
wait_for systemctl is-active snmpd
getent passwd _anycastipd
step 'done'
