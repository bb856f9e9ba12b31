#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Prometheus: what contrib/nms/prometheus has is current and sound, and real
# faults, scraped through the snmp_exporter of this Debian, raise their alerts and
# no others, and clear them again.  That of the other Debian gives the same.

set -u
: "${top_srcdir:=$(dirname "$0")/../..}"
. "$top_srcdir/tests/nms/lib.sh"
. "$top_srcdir/tests/nms/alerts.sh"

case $own in
old) other=trixie old=/usr/bin old_port=9116 new=/opt/trixie/usr/bin new_port=9117 ;;
new) other=bookworm old=/opt/bookworm/usr/bin old_port=9117 new=/usr/bin new_port=9116 ;;
esac
enter_root "$0" prometheus prometheus-snmp-exporter \
	prometheus-snmp-exporter/$other

# A scrape and an evaluation each second, and a busy machine.
lib_deadline=90
work_folder

# ---- The files ----------------------------------------------------------------

# is_current FILE GENERATOR: it is what that makes of generator.yml.
is_current()
{
	MIBDIRS=$top_srcdir/mibs:$top_srcdir/mibs/base "$2" generate \
		-o "$work/$1" >"$work/generator.log" 2>&1 || return
	diff -u "$files/$1" "$work/$1"
}

check_files()
{
	cd "$files" || exit
	test_that 'snmp.yml is what the generator of 0.21 makes' \
		is_current snmp.yml $old/prometheus-snmp-generator
	test_that 'snmp-0.23.yml is what that of 0.28 makes' \
		is_current snmp-0.23.yml $new/prometheus-snmp-generator
	test_that 'prometheus.yml and the rules are sound' \
		promtool check config prometheus.yml
	test_that 'the rules say what their tests expect' \
		promtool test rules anycastip.rules.test.yml
	cd / || exit
}

# ---- The chain ----------------------------------------------------------------

start_exporters()
{
	start_exporter old $old/prometheus-snmp-exporter $old_port
	start_exporter new $new/prometheus-snmp-exporter $new_port
}

# What is to be copied, with this host as the target and everything sooner.
start_prometheus()
{
	sed 's/for: [0-9]*m$/for: 2s/; s/\[15m\]/[30s]/' \
		"$files/anycastip.rules.yml" >"$work/anycastip.rules.yml"
	sed -e "s/anycast1.example.net/$snmp_address/; /anycast2/d" \
		-e 's/scrape_interval: .*/scrape_interval: 1s/' \
		-e '1i global: { evaluation_interval: 1s }' \
		-e "$own_auth" "$files/prometheus.yml" >"$work/prometheus.yml"
	start prometheus prometheus --config.file="$work/prometheus.yml" \
		--storage.tsdb.path="$work/tsdb" \
		--web.listen-address=127.0.0.1:9090
}

# scrape PORT [PARAMETER]: the metrics of our module that do not change by
# themselves, sorted.
scrape()
{
	curl -fsS "http://127.0.0.1:$1/snmp?target=$snmp_address&module=anycastip${2-}" |
		grep '^anycastIp' |
		grep -vE '^anycastIpRefresh(Successes|Last(Success|Duration)) ' |
		sort
}

scraped()
{
	scrape $old_port >"$work/old" && [ -s "$work/old" ]
}

scrapes_alike()
{
	scrape $old_port >"$work/old"
	scrape $new_port "$1" >"$work/new"
	[ -s "$work/old" ] && diff "$work/old" "$work/new"
}

has_metric()
{
	grep -qxF "$1" "$work/old" || {
		sed 's/^/# /' "$work/old"
		return 1
	}
}

# ---- Faults -------------------------------------------------------------------

# mail's link went down and up in the scene.
repair_mail()
{
	ip -6 route add anycast 2001:db8:3::53 dev lan2 proto kernel metric 0 \
		table local
}

# count_is N: the times that Prometheus has seen resolver4 change.
count_is()
{
	curl -fsS http://127.0.0.1:9090/api/v1/query --data-urlencode \
		'query=anycastIpExpectedTransitions{anycastIpExpectedName="resolver4"}' |
		jq -e ".data.result[0].value[1] == \"$1\""
}

lose_resolver4()
{
	ip address del 192.0.2.53/32 dev lo
}

restore_resolver4()
{
	ip address add 192.0.2.53/32 dev lo
}

# Each change is seen by a scrape.
flap()
{
	for count in 3 5 7; do
		lose_resolver4
		wait_for count_is $count || return
		restore_resolver4
		wait_for count_is $((count + 1)) || return
	done
}

# restart_snmpd [LINE]: with one more line in its configuration.
restart_snmpd()
{
	stop_snmpd
	snmpd_extra="$users
${1-}"
	start_snmpd
}

provoke_faults()
{
	alerts 'an address that is not delivered raises alerts' \
		"AnycastExpectedUndelivered $snmp_address mail
AnycastUndelivered $snmp_address 2001:db8:3::53"
	repair_mail
	alerts 'its repair clears them' ''

	lose_resolver4
	alerts 'a lost address raises one' "AnycastExpectedMissing $snmp_address resolver4"
	restore_resolver4
	alerts 'its return clears it' ''

	ip address add 198.18.0.1/32 dev lo
	alerts 'an address that nobody expects raises one' \
		"AnycastUnexpected $snmp_address"
	ip address del 198.18.0.1/32 dev lo
	alerts 'its removal clears it' ''

	test_that 'an address flaps' flap
	alerts 'flapping raises one' "AnycastFlapping $snmp_address resolver4"
	alerts 'an end of it clears it' ''

	stop_anycastipd
	alerts 'an end of anycastipd raises one' \
		"AnycastAgentSilent $snmp_address"
	run_anycastipd -c "$work/anycastip.conf"
	alerts 'its start clears it' ''

	stop_snmpd
	alerts 'an end of snmpd raises one' "AnycastHostSilent $snmp_address"
	restart_snmpd
	alerts 'its start clears it' ''

	# snmpd says it in the place of an anycastipd that cannot read.
	restart_snmpd "override $lib_root_oid.1.2.5.0 integer 5"
	alerts 'a refresh that fails raises one' \
		"AnycastRefreshFailing $snmp_address"
	restart_snmpd
	alerts 'one that succeeds clears it' ''
}

check_files
scene_settings='prefix = 198.18.0.0/15'
users='createUser nms SHA-256 "an authentication secret" AES "a privacy secret"
rouser nms authPriv -V seen'
snmpd_extra=$users
start_agents
start_exporters
comes_true 'the exporter of 0.21 answers' scraped
test_that 'labels name the address and the interface' has_metric \
	'anycastIpState{anycastIpAddress="2001:0DB8:0001:0000:0000:0000:0000:0053",anycastIpAddressText="2001:db8:1::53",anycastIpIfIndex="3",anycastIpIfName="lan0"} 1'
test_that 'an expected address is a row' has_metric \
	'anycastIpExpectedState{anycastIpExpectedAddressText="2001:db8:3::53",anycastIpExpectedName="mail"} 2'
comes_true 'that of 0.28 gives the same' scrapes_alike '&auth=anycastip_v2'
comes_true 'by SNMPv3, too' scrapes_alike '&auth=anycastip_v3'
start_prometheus
provoke_faults
finish
