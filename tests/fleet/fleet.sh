#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A fleet: HOSTS (20) network namespaces, each with snmpd, anycastipd and
# addresses of its own, on one bridge with a Prometheus that scrapes them all
# through one snmp_exporter.  Faults of all kinds at once raise alerts for the
# hosts that have them, and for no other.  Tells what a host costs.

set -u
: "${top_srcdir:=$(dirname "$0")/../..}"
: "${HOSTS:=20}"
export HOSTS
. "$top_srcdir/tests/nms/lib.sh"
. "$top_srcdir/tests/nms/alerts.sh"
enter_root "$0" prometheus prometheus-snmp-exporter

lib_deadline=$((60 + HOSTS))
interval=$((HOSTS / 20 + 1))
work_folder

# ---- The hosts ----------------------------------------------------------------

host_address()
{
	printf '10.77.%d.%d' $(($1 / 250 + 1)) $(($1 % 250 + 1))
}

# on HOST COMMAND...: in its namespace.
on()
{
	on_host=$1
	shift
	nsenter --net="/run/netns/h$on_host" "$@"
}

pid_of()
{
	cat "$work/h$1/$2.pid"
}

make_bridge()
{
	ip link add fleet type bridge
	set_sysctl net.ipv6.conf.fleet.disable_ipv6 1
	ip address add 10.77.0.1/16 dev fleet
	ip link set fleet up
}

start_host()
{
	mkdir "$work/h$1"
	ip netns add "h$1"
	ip link add "u$1" type veth peer name eth0 netns "h$1"
	set_sysctl "net.ipv6.conf.u$1.disable_ipv6" 1
	ip link set "u$1" master fleet up
	on "$1" "$top_srcdir/tests/fleet/host.sh" "$work/h$1" \
		"$(host_address "$1")" "$1"
}

start_hosts()
{
	for host in $(seq "$HOSTS"); do
		start_host "$host" || die "host $host does not start"
	done
}

start_manager()
{
	start_exporter "$own" prometheus-snmp-exporter 9116
	exporter=$started
	# Alerts soon, and all hosts as targets.
	sed 's/for: [0-9]*m$/for: 2s/' "$files/anycastip.rules.yml" \
		>"$work/anycastip.rules.yml"
	for host in $(seq "$HOSTS"); do
		printf '          - %s\n' "$(host_address "$host")"
	done >"$work/targets"
	sed -e "/anycast1.example.net/r $work/targets" \
		-e '/anycast[12].example.net/d' \
		-e "s/scrape_interval: .*/scrape_interval: ${interval}s/" \
		-e "1i global: { evaluation_interval: ${interval}s }" \
		-e "$own_auth" "$files/prometheus.yml" >"$work/prometheus.yml"
	start prometheus prometheus --config.file="$work/prometheus.yml" \
		--storage.tsdb.path="$work/tsdb" \
		--web.listen-address=127.0.0.1:9090
	prometheus=$started
}

# all_are QUERY: it is true of every host.
all_are()
{
	[ "$(ask "count($1)")" = "$HOSTS" ]
}

# ---- Faults -------------------------------------------------------------------

# One fault each, spread over the fleet.
choose_hosts()
{
	withdrawn=2
	withdrawn_too=$HOSTS
	dead=$((HOSTS / 2))
	flapped=$((HOSTS / 2 + 1))
	mute=$((HOSTS / 2 + 2))
	extra=$((HOSTS / 2 + 3))
}

break_things()
{
	on $withdrawn ip address del "198.18.0.$withdrawn/32" dev lo
	on $withdrawn_too ip address del \
		"2001:db8:ffff::$(printf %x "$withdrawn_too")/128" dev lo
	ip link set "u$dead" down
	on $flapped sh -c 'ip link set lan0 down; ip link set lan0 up'
	kill "$(pid_of $mute anycastipd)"
	on $extra ip address add 198.51.100.1/32 dev lo
}

expected_alerts()
{
	a=$(host_address $flapped)
	web=2001:db8:$(printf %x $flapped)::53
	cat <<END
AnycastExpectedMissing $(host_address $withdrawn) dns4
AnycastExpectedMissing $(host_address $withdrawn_too) dns6
AnycastHostSilent $(host_address $dead)
AnycastExpectedUndelivered $a web
AnycastUndelivered $a $web
AnycastAgentSilent $(host_address $mute)
AnycastUnexpected $(host_address $extra)
END
}

repair_things()
{
	on $withdrawn ip address add "198.18.0.$withdrawn/32" dev lo
	on $withdrawn_too ip address add \
		"2001:db8:ffff::$(printf %x "$withdrawn_too")/128" dev lo
	ip link set "u$dead" up
	on $flapped ip -6 route add anycast \
		"2001:db8:$(printf %x $flapped)::53" dev lan0 proto kernel \
		metric 0 table local
	MIBS='' on $mute setsid "$ANYCASTIPD" -f -x "$work/h$mute/agentx" \
		-c "$work/h$mute/anycastip.conf" \
		</dev/null >>"$work/h$mute/anycastipd.log" 2>&1 &
	on $extra ip address del 198.51.100.1/32 dev lo
}

# ---- What it costs --------------------------------------------------------------

# memory NAME: kilobytes of the program's own on the hosts, on average.
memory()
{
	for host in $(seq "$HOSTS"); do
		cat "/proc/$(pid_of "$host" "$1")/smaps_rollup"
	done | awk -v hosts="$HOSTS" '/^Pss:/ { sum += $2 }
		END { printf "%.0f", sum / hosts }'
}

# processor NAME: ticks that it has used on all hosts.
processor()
{
	for host in $(seq "$HOSTS"); do
		sed 's/.*) //' "/proc/$(pid_of "$host" "$1")/stat"
	done | awk '{ sum += $12 + $13 } END { print sum }'
}

ticks_of()
{
	sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

available()
{
	awk '/^MemAvailable/ { print $2 }' /proc/meminfo
}

bytes()
{
	cat /proc/net/dev | awk '/^ *fleet:/ { sub(/^.*:/, ""); print $1 + $9 }'
}

scrapes()
{
	ask 'sum(count_over_time(up[1h]))'
}

took_scrapes()
{
	[ "$(scrapes)" -ge $1 ]
}

milliseconds()
{
	awk -v ticks="$1" -v n="$2" -v hz="$(getconf CLK_TCK)" \
		'BEGIN { printf "%.2f", ticks * 1000 / hz / n }'
}

# Over ten scrapes of each host while nothing happens.
measure()
{
	n0=$(scrapes)
	snmpd0=$(processor snmpd)
	agent0=$(processor anycastipd)
	exporter0=$(ticks_of "$exporter")
	prometheus0=$(ticks_of "$prometheus")
	bytes0=$(bytes)
	wait_for took_scrapes $((n0 + 10 * HOSTS)) || return
	n=$(($(scrapes) - n0))
	say "# $HOSTS hosts started in $started_in s, \
$((1000 * started_in / HOSTS)) ms each"
	say "# memory of a host: $(((before - after) / HOSTS)) kB of the machine;" \
		"snmpd $(memory snmpd) kB, anycastipd $(memory anycastipd) kB"
	say "# a scrape: $(ask 'avg(scrape_duration_seconds) * 1000') ms," \
		"$(ask 'avg(scrape_samples_scraped)') samples," \
		"$((($(bytes) - bytes0) / n)) bytes of IP"
	say "# processor for a scrape, ms:" \
		"snmpd $(milliseconds $(($(processor snmpd) - snmpd0)) $n)," \
		"anycastipd $(milliseconds $(($(processor anycastipd) - agent0)) $n)," \
		"exporter $(milliseconds $(($(ticks_of "$exporter") - exporter0)) $n)," \
		"Prometheus $(milliseconds $(($(ticks_of "$prometheus") - prometheus0)) $n)"
	for program in "exporter $exporter" "Prometheus $prometheus"; do
		say "# memory of ${program% *}:" "$(awk '/^VmRSS/ { print $2 }' \
			"/proc/${program#* }/status") kB"
	done
}

[ "$HOSTS" -ge 16 ] || die 'HOSTS: at least 16'
[ "$HOSTS" -le 1000 ] || die 'HOSTS: at most 1000; a bridge has 1023 ports'
choose_hosts
make_bridge
before=$(available)
begin=$(date +%s)
start_hosts
started_in=$(($(date +%s) - begin))
after=$(available)
start_manager
comes_true 'all hosts answer' all_are 'up == 1'
comes_true 'all agents answer' all_are 'anycastIpRefreshSuccesses'
comes_true 'each host has its three addresses' all_are \
	'sum by (instance) (anycastIpExpectedState == 1) == 3'
alerts 'no alert fires' ''
test_that 'what a host costs can be told' measure
break_things
alerts 'the faulty hosts, and no others, raise alerts' "$(expected_alerts)"
repair_things
alerts 'their repair clears them' ''
finish
