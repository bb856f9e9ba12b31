#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# zabbix.sh: a Zabbix server imports the template that we ship, discovers the
# addresses, raises an alarm when one is lost and clears it when it is back.
#
#	PICTURE=doc/zabbix.png tests/nms/zabbix.sh
#
# takes the picture of README.md besides, by Chromium, while one is lost.

set -eu
. "${top_srcdir:-$(dirname "$0")/../..}/tests/nms/lib.sh"

set -- zabbix-server-pgsql zabbix-frontend-php postgresql php-pgsql php-cli \
	php-cgi jq
if [ -n "${PICTURE-}" ]; then
	set -- "$@" chromium fonts-dejavu-core locales
	nms_shared=$(cd "$(dirname "$PICTURE")" && pwd)
	export PICTURE nms_shared
fi
enter_root "$0" "$@"
sql=/usr/share/zabbix-server-pgsql

# A database of its own, which need not survive.
start_database()
{
	pg=$(echo /usr/lib/postgresql/*/bin)
	mkdir "$work/database" "$work/socket"
	chown postgres "$work/database" "$work/socket"
	chmod 755 "$work/socket"
	lib_run_quietly as postgres "$pg/initdb" -D "$work/database" -A trust \
		-E UTF8 --locale=C.UTF-8 --no-sync
	start postgres setpriv --reuid=postgres --regid=postgres --clear-groups \
		"$pg/postgres" -D "$work/database" -k "$work/socket" \
		-c listen_addresses= -c fsync=off -c synchronous_commit=off \
		-c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0
	wait_for query postgres 'select 1'
	query postgres 'create role zabbix login'
	query postgres 'create database zabbix owner zabbix'
	for file in schema images data; do
		zcat $sql/$file.sql.gz
	done | as zabbix psql -q -h "$work/socket" -U zabbix -v ON_ERROR_STOP=1 \
		zabbix >"$work/sql.log" 2>&1 || {
		cat "$work/sql.log"
		die 'the database of Zabbix cannot be made'
	}
}

as()
{
	as_user=$1
	shift
	setpriv --reuid="$as_user" --regid="$as_user" --clear-groups "$@"
}

query()
{
	as postgres psql -q -h "$work/socket" -d "$1" -c "$2"
}

start_server()
{
	cat >"$work/zabbix_server.conf" <<-END
	LogType=console
	PidFile=$work/zabbix/server.pid
	SocketDir=$work/zabbix
	DBHost=$work/socket
	DBName=zabbix
	DBUser=zabbix
	ListenIP=127.0.0.1
	CacheUpdateFrequency=1
	StartPollers=2
	StartPollersUnreachable=1
	StartPreprocessors=1
	StartPingers=0
	StartTrappers=1
	StartDiscoverers=0
	StartHTTPPollers=0
	StartDBSyncers=1
	END
	mkdir "$work/zabbix"
	chown zabbix "$work/zabbix"
	chmod 644 "$work/zabbix_server.conf"
	start zabbix setpriv --reuid=zabbix --regid=zabbix --clear-groups \
		zabbix_server -f -c "$work/zabbix_server.conf"
}

# The frontend has no other place for its settings.
start_frontend()
{
	cat >/etc/zabbix/zabbix.conf.php <<-END
	<?php
	\$DB = ['TYPE' => 'POSTGRESQL', 'SERVER' => '$work/socket', 'PORT' => '0',
		'DATABASE' => 'zabbix', 'USER' => 'zabbix', 'PASSWORD' => '',
		'SCHEMA' => '', 'ENCRYPTION' => false, 'KEY_FILE' => '',
		'CERT_FILE' => '', 'CA_FILE' => '', 'VERIFY_HOST' => false,
		'CIPHER_LIST' => '', 'VAULT_URL' => '', 'VAULT_DB_PATH' => '',
		'VAULT_TOKEN' => '', 'DOUBLE_IEEE754' => true];
	\$ZBX_SERVER = '127.0.0.1';
	\$ZBX_SERVER_PORT = '10051';
	\$ZBX_SERVER_NAME = 'anycastip';
	\$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
	END
	# On each page Zabbix complains where this is missing.
	[ -z "${PICTURE-}" ] || localedef -i en_US -f UTF-8 en_US.UTF-8
	web=127.0.0.1:$(free_port)
	start php php -d post_max_size=32M -d max_execution_time=300 \
		-d memory_limit=256M -d max_input_time=300 -d date.timezone=UTC \
		-S "$web" -t /usr/share/zabbix
	wait_for curl -sf -o /dev/null "http://$web/"
}

# api METHOD PARAMETERS: of the JSON-RPC, with $token; prints the result, or fails
# with what Zabbix says.
api()
{
	jq -n --arg method "$1" --argjson parameters "$2" --argjson token "$token" \
		'{jsonrpc: "2.0", id: 1, method: $method, params: $parameters,
		auth: $token}' >"$work/request"
	curl -sS -H 'Content-Type: application/json-rpc' \
		-d "@$work/request" "http://$web/api_jsonrpc.php" >"$work/answer"
	jq -e .result "$work/answer" || {
		cat "$work/answer" >&2
		return 1
	}
}

import_template()
{
	# Templates have groups of their own since 6.2.
	case $version in
	6.0.*) groups=groups ;;
	*) groups=template_groups ;;
	esac
	parameters=$(jq -n --arg groups $groups --rawfile source \
		"$top_srcdir/contrib/nms/zabbix/anycastip.yaml" '
		{createMissing: true, updateExisting: true} as $both |
		{format: "yaml", source: $source, rules: {
		($groups): $both, templates: $both, items: $both,
		triggers: $both, discoveryRules: $both, valueMaps: $both}}')
	[ "$(api configuration.import "$parameters")" = true ]
}

# The host, polled as fast as Zabbix does it.
create_host()
{
	template=$(api template.get \
		'{"filter": {"host": "Anycast addresses by SNMP"}}' |
		jq -r '.[0].templateid')
	group=$(api hostgroup.get '{"filter": {"name": "Linux servers"}}' |
		jq -r '.[0].groupid')
	api host.create "$(jq -n --arg template "$template" --arg group "$group" \
		--arg port "${snmp_address##*:}" '{
		host: "resolver1", groups: [{groupid: $group}],
		templates: [{templateid: $template}],
		interfaces: [{type: 2, main: 1, useip: 1, ip: "127.0.0.1",
			dns: "", port: $port, details: {version: 2, bulk: 1,
			community: "{$SNMP_COMMUNITY}"}}],
		macros: [{macro: "{$ANYCAST.INTERVAL}", value: "1s"},
			{macro: "{$ANYCAST.NODATA}", value: "30s"},
			{macro: "{$ANYCAST.DISCOVERY}", value: "3s"},
			{macro: "{$SNMP_COMMUNITY}", value: "public"}]}')" >"$work/host"
}

# reads NAME TEXT: what Zabbix last read, in the words of its value map if it has
# one.
reads()
{
	api item.get "$(jq -n --arg name "$1" '{output: ["lastvalue", "lastclock"],
		selectValueMap: ["mappings"], filter: {name: $name},
		host: "resolver1"}')" |
		jq -e --arg text "$2" 'length == 1 and (.[0] |
			.lastvalue as $value | .lastclock != "0" and $text ==
			if .valuemap == [] then $value else
			(.valuemap.mappings[] | select(.value == $value)).newvalue end)' >"$work/verdict"
}

# problem_is NAME: there is such a problem that is not over.
problem_is()
{
	api problem.get '{"output": ["name"]}' |
		jq -e --arg name "$1" 'any(.name == $name)' >"$work/verdict"
}

no_problem()
{
	api problem.get '{"output": ["name"]}' | jq -e 'length == 0' >"$work/verdict"
}

# was_resolved NAME: Zabbix has an event for the problem, and one for its end.
was_resolved()
{
	api event.get "$(jq -n --arg name "$1" '{output: ["name", "value", "r_eventid"],
		filter: {name: $name}}')" |
		jq -e 'any(.value == "1" and .r_eventid != "0")' >"$work/verdict"
}

# Unsupported items, as Zabbix calls those that it cannot read.
none_unsupported()
{
	api item.get '{"output": ["name", "error"], "host": "resolver1",
		"filter": {"state": 1}}' | jq -e 'length == 0' >"$work/verdict"
}

# What the discovery makes of the tables that have these rows.
rows_of()
{
	snmp_mibs='' snmp snmpbulkwalk -Oqv -- "$1" | tr -d '"'
}

discovered()
{
	oid=$lib_root_oid.1
	{
		rows_of "$oid".3.1.7 >"$work/texts"
		rows_of "$oid".3.1.8 >"$work/names"
		rows_of "$oid".3.1.9 >"$work/origins"
		paste -d '|' "$work/texts" "$work/names" "$work/origins" |
			sed -n 's/^\(.*\)|\(.*\)|[2345]$/Anycast \1 on \2: state/p'
		rows_of "$oid".4.1.4 >"$work/texts"
		snmp_mibs=ANYCAST-IP-MIB snmp snmpbulkwalk -OQX -- "$oid".4.1.6 |
			sed 's/.*\["\{0,1\}//; s/"\{0,1\}\].*//' >"$work/names"
		paste -d '|' "$work/names" "$work/texts" |
			sed 's/\(.*\)|\(.*\)/Anycast \1, expected \2: state/'
	} | sort >"$work/wanted"
	api item.get '{"output": ["name"], "host": "resolver1",
		"search": {"name": ": state"}}' | jq -r '.[].name' |
		sort >"$work/found"
	cmp "$work/wanted" "$work/found"
}

# A dashboard, as everybody sees it who has no login.
take_picture()
{
	guest=$(api user.get '{"filter": {"username": "guest"}}' |
		jq -r '.[0].userid')
	api user.update "$(jq -n --arg guest "$guest" '{userid: $guest,
		roleid: "3", usrgrps: [{usrgrpid: "8"}]}')" >"$work/verdict"
	dashboard=$(api dashboard.create "$(jq -n \
		--arg host "$(jq -r '.hostids[0]' "$work/host")" '
		{type: 3, name: "hostids", value: $host} as $hosts |
		{name: "Anycast", private: 0, pages: [{widgets: [
		{type: "problems", name: "What is wrong", x: 0, y: 0,
			width: 24, height: 3, fields: [$hosts,
			{type: 0, name: "show_opdata", value: 1}]},
		{type: "dataover", name: "Addresses", x: 0, y: 3,
			width: 24, height: 8, fields: [$hosts,
			{type: 0, name: "style", value: 1},
			{type: 1, name: "tags.tag.0", value: "address"},
			{type: 0, name: "tags.operator.0", value: 4},
			{type: 1, name: "tags.value.0", value: ""}]}]}]}')" |
		jq -r '.dashboardids[0]')
	page="zabbix.php?action=dashboard.view&dashboardid=$dashboard&kiosk=1"
	lib_run_quietly chromium --headless --no-sandbox --disable-gpu \
		--hide-scrollbars --window-size=1200,790 \
		--virtual-time-budget=15000 --user-data-dir="$work/chromium" \
		--screenshot="/shared/${PICTURE##*/}" "http://$web/$page"
}

start_agents
start_database
start_server
start_frontend
# Both without a token.
token=null
wait_for api apiinfo.version '[]'
version=$(api apiinfo.version '[]' | jq -r .)
token=$(api user.login '{"username": "Admin", "password": "zabbix"}')

lib_deadline=60
test_that "Zabbix $version imports the template" import_template
create_host
comes_true 'every address is discovered, and every expectation by its name' \
	discovered
for name in resolver4,192.0.2.53 resolver,2001:db8:1::53 web,2001:db8:9::53; do
	comes_true "$name is delivered" \
		reads "Anycast ${name%,*}, expected ${name#*,}: state" delivered
done
comes_true 'an address has its origin' \
	reads 'Anycast 2001:db8:9::53 on lan1: origin' route
comes_true 'an address has its state' \
	reads 'Anycast 2001:db8:3::53 on lan2: state' undelivered
comes_true 'the rows are counted' reads 'Anycast: expected addresses' 4
comes_true 'the last refresh has a name' reads 'Anycast: last refresh' success
comes_true 'all items can be read' none_unsupported

undelivered='Anycast mail: 2001:db8:3::53 is held but not delivered'
row='Anycast 2001:db8:3::53 on lan2 is not delivered'
missing='Anycast resolver4: 192.0.2.53 is missing'
comes_true 'one that is not delivered is an alarm' problem_is "$undelivered"
comes_true 'also as a row' problem_is "$row"
ip address del 192.0.2.53/32 dev lo
comes_true 'one that is lost is an alarm' problem_is "$missing"
comes_true 'it is missing' \
	reads 'Anycast resolver4, expected 192.0.2.53: state' missing
comes_true 'its row is gone' reads 'Anycast 192.0.2.53 on lo: state' 'no row'
comes_true 'one is missing' reads 'Anycast: expected addresses missing' 1
[ -z "${PICTURE-}" ] || take_picture

ip address add 192.0.2.53/32 dev lo
ip -6 route add anycast 2001:db8:3::53 dev lan2 proto kernel metric 0 table local
comes_true 'all is well again' no_problem
for name in "$missing" "$undelivered" "$row"; do
	test_that "over: $name" was_resolved "$name"
done

# Zabbix looks for silence every half minute.
lib_deadline=120
stop_anycastipd
comes_true 'a silent agent is an alarm' \
	problem_is 'Anycast: anycastipd does not answer'
start_anycastipd -c "$work/anycastip.conf"
comes_true 'and its return ends it' no_problem
finish
