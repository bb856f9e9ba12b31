#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# decoders.sh: other people's SNMP libraries read both tables and find in them, cell
# for cell, what snmpbulkwalk finds.

set -eu
. "${top_srcdir:-$(dirname "$0")/../..}/tests/nms/lib.sh"

# The one that is not Debian's, by the npm of the host, which knows its way to
# the registry.
if [ -z "${nms_stage-}" ]; then
	have npm || install_packages npm || die "$lib_reason"
	work_folder
	nms_shared=$work/shared
	mkdir "$nms_shared"
	npm install --prefix "$nms_shared" --no-audit --no-fund net-snmp@3.29.2 \
		>"$work/npm.log" 2>&1 </dev/null || {
		cat "$work/npm.log"
		# Then all but this one is tested.
		grep -qE 'npm (error|ERR!) (network|FetchError|code E5)' "$work/npm.log" ||
			die 'npm cannot install net-snmp'
	}
fi

# Net::SNMP needs the names of protocols (netbase).
enter_root "$0" python3-pysnmp4 ruby-snmp libnet-snmp-perl netbase erlang-base \
	erlang-snmp collectd-core nodejs
here=$top_srcdir/tests/nms/decoders
table=1.3.6.1.4.1.8072.9999.9999.4291.1.3
expected_table=1.3.6.1.4.1.8072.9999.9999.4291.1.4
lib_deadline=60

# Rows of each family, origin, state and scope; more than one PDU of them.
make_rows()
{
	set_sysctl net.ipv6.conf.all.forwarding 1
	add_veth lan0
	add_veth lan1
	for n in $(seq 1 40); do
		echo "address add 192.0.2.$n/32 dev lo"
		echo "address add 2001:db8:53::$n/128 dev lo"
	done | ip -batch -
	ip -6 address add 2001:db8:1::1/64 dev lan0 nodad
	ip -6 address add 2001:db8:2::1/64 dev lan1 nodad
	ip -6 route add anycast 2001:db8:9::53 dev lan0 table local
	start join "$top_builddir/tests/lib/join" lan1 2001:db8:3::53 fec0::53
	wait_for grep -q joined "$work/join.log"
	wait_dad
	ip link set lan1 down
	ip link set lan1 up
	cat >"$work/own.conf" <<-END
	[declared]
	prefix = 192.0.2.0/24
	prefix = 2001:db8:53::/48
	[expected]
	a name = 192.0.2.1
	dns = 192.0.2.2 dev lo
	lost = 192.0.2.250
	lost6 = 2001:db8:53::250 dev lan0
	undelivered = 2001:db8:3::53
	END
}

# Both tables as lines "OID TYPE VALUE", octets in hexadecimal digits.
reference()
{
	for oid in $table $expected_table; do
		snmp_mibs='' snmp snmpbulkwalk -Onxe -- "$oid"
	done | awk '
	/^[.]1[.]3/ { flush() }
	{ line = line " " $0 }
	END { flush() }
	function flush(    part, type) {
		if (line == "") return
		sub(/^ [.]/, "", line)
		split(line, part, / = /)
		type = part[2]
		sub(/:.*/, "", type)
		sub(/^[^:]*: */, "", part[2])
		gsub(/ /, "", part[2])
		if (type == "\"\"") { type = "Hex-STRING"; part[2] = "" }
		if (type == "Hex-STRING") { type = "OCTETS"; part[2] = tolower(part[2]) }
		print part[1], names[type] ? names[type] : type, part[2]
		line = ""
	}
	BEGIN { names["Gauge32"] = "GAUGE"; names["Counter32"] = "COUNTER" }'
}

read_pysnmp()
{
	/usr/bin/python3 "$here/walk.py" "$@"
}

read_ruby()
{
	ruby "$here/walk.rb" "$@"
}

read_perl()
{
	perl "$here/walk.pl" "$@"
}

read_node()
{
	NODE_PATH=/shared/node_modules node "$here/walk.js" "$@"
}

read_erlang()
{
	rm -rf "$work/erlang.d"
	mkdir "$work/erlang.d"
	escript "$here/walk.escript" "$@" "$work/erlang.d"
}

# agrees NAME: it reads both tables, and they are as in $work/reference.
agrees()
{
	for oid in $table $expected_table; do
		"read_$1" "${snmp_address%:*}" "${snmp_address##*:}" "$oid" \
			2>>"$work/$1.log"
	done >"$work/$1.cells" || return
	# An empty value may leave a blank at the end, or not.
	sed 's/ *$//' "$work/$1.cells" | sort >"$work/$1.sorted"
	diff -u "$work/reference" "$work/$1.sorted"
}

# collectd takes numbers alone, and names them by two other columns: a file
# for each row of the CSV plugin.
start_collectd()
{
	host=${snmp_address%:*} port=${snmp_address##*:}
	sed -e "s|@ADDRESS@|$host:$port|; s|^\( *Interval\) .*|\1 1|" \
		"$top_srcdir/contrib/nms/collectd/anycastip.conf" \
		>"$work/anycastip-collectd.conf"
	cat >"$work/collectd.conf" <<-END
	BaseDir "$work/collectd"
	PIDFile "$work/collectd.pid"
	TypesDB "/usr/share/collectd/types.db"
	Hostname "poller"
	FQDNLookup false
	Interval 1
	LoadPlugin logfile
	<Plugin logfile>
		LogLevel info
		File stdout
	</Plugin>
	LoadPlugin csv
	<Plugin csv>
		DataDir "$work/csv"
		StoreRates false
	</Plugin>
	Include "$work/anycastip-collectd.conf"
	END
	expected_csv | sort >"$work/csv.wanted"
	start collectd collectd -f -C "$work/collectd.conf"
}

column()
{
	snmp_mibs='' snmp snmpbulkwalk -Oqv -- "$1" | tr -d '"'
}

# The lines that the files of CSV come to: "FOLDER/FILE VALUE".
expected_csv()
{
	column $table.1.7 >"$work/texts"
	column $table.1.8 >"$work/names"
	column $table.1.10 >"$work/states"
	paste -d ' ' "$work/names" "$work/texts" "$work/states" |
		sed 's,^\([^ ]*\) ,anycastip-\1/gauge-,'
	column $expected_table.1.4 >"$work/texts"
	column $expected_table.1.5 >"$work/names"
	column $expected_table.1.6 >"$work/states"
	paste -d ' ' "$work/names" "$work/texts" "$work/states" |
		sed 's,^\([^ ]*\) ,anycastip_expected-\1/gauge-,; s,-/,/,'
	say 'anycastip/gauge-expected_missing 2'
	say 'anycastip/gauge-expected_undelivered 1'
}

csv_alike()
{
	(cd "$work/csv/polled" && find . -name 'gauge-*' | sed 's,^[.]/,,' |
		while read -r file; do
			say "${file%-????-??-??} $(tail -n 1 "$file" |
				sed 's/.*,//; s/[.]0*$//')"
		done) | sort >"$work/csv.found"
	cmp "$work/csv.wanted" "$work/csv.found"
}

work_folder
make_rows
start_snmpd
start_anycastipd -c "$work/own.conf"
reference | sed 's/ *$//' | sort >"$work/reference"

# What makes a difference to decoders is in it: each type, an empty value, more
# octets than text has, a state of each kind.
holds()
{
	for wanted in '1\.7\.1\.4\.192\.0\.2\.1\.1 OCTETS 3139322e302e322e31$' \
		'1\.11\.2\.16\.32\.1\.13\.184\.0\.9\..* OCTETS$' \
		'1\.10\.2\.16\.32\.1\.13\.184\.0\.3\..* INTEGER 2$' \
		'1\.5\.2\.16\.254\.128\..* GAUGE [1-9]' \
		'1\.6\.4\.108\.111\.115\.116 INTEGER 3' \
		'1\.6\.11\..* INTEGER 2' '1\.10\..* COUNTER 0'; do
		grep -q "$wanted" "$work/reference" || {
			say "nothing like $wanted"
			return 1
		}
	done
	[ "$(wc -l <"$work/reference")" -gt 700 ]
}

test_that 'there is something to compare' holds
[ ! -e /shared/node_modules ] || node=node
for name in pysnmp ruby perl ${node-} erlang; do
	test_that "$name reads what snmpbulkwalk reads" agrees $name
done
start_collectd
comes_true 'collectd reads what snmpbulkwalk reads' csv_alike
[ $nms_failed = 0 ] || diff -u "$work/csv.wanted" "$work/csv.found" || :
[ $nms_failed != 0 ] || [ -n "${node-}" ] || skip_test \
	"net-snmp alone: npm's registry does not answer; all else passes"
finish
