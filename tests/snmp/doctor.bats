#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# anycastip-doctor finds each fault that it knows of, and nothing where all is
# in order.  Each test provokes the fault for real.

load ../lib/snmp

setup()
{
	# Else the subagents of other tests look like ours to the doctor.
	grep -q 4294967295 /proc/self/uid_map ||
		skip 'takes root: who is in which namespace cannot be told'
	work_folder
	agentx_socket=$work/agentx
	PATH=$top_builddir/agent:$PATH
	ip address del 192.0.2.53/32 dev lo 2>/dev/null || :
}

# doctor [OPTION...]: asks the private snmpd, and for long only where there is to
# be an answer; else set patience.
doctor()
{
	[ -n "${snmp_address-}" ] || local patience=1
	run "$top_builddir/tools/anycastip-doctor" --timeout "${patience-10}" \
		--agentx-socket "$agentx_socket" --config "$work/conf" "$@" \
		-v2c -c "${community-public}" "${snmp_address:-127.0.0.1:9}"
	echo "$output"
}

finds()
{
	[ "$status" -eq 1 ] && [[ $output == *"FAULT  $1: "* ]]
}

hints()
{
	[ "$status" -eq 0 ] && [[ $output == *"hint   $1: "* ]]
}

# as_nobody COMMAND...: as a user without rights, who sees no process of others
as_nobody()
{
	unshare --pid --fork --mount-proc setpriv --reuid=65534 --regid=65534 \
		--clear-groups "$@"
}

can_be_nobody()
{
	as_nobody true 2>/dev/null || skip 'takes root'
	[ -z "$(getent passwd _anycastipd)" ] ||
		skip 'this host has the user _anycastipd'
}

# Values that snmpd itself gives for the module.
pretend()
{
	for value in "1.1.0 = 1" "1.2.0 = 1" "1.3.0 = 0" "5.2.0 = 0" "$@"; do
		printf 'override %s.%s %s %s\n' "$objects" "${value%% *}" \
			"$( [[ $value == 2.5.0* ]] && echo integer || echo uinteger)" \
			"${value##* }"
	done
}

@test "all in order" {
	ip address add 192.0.2.53/32 dev lo
	printf '[expected]\ndns = 192.0.2.53\n' >"$work/conf"
	start_snmpd
	start_anycastipd -c "$work/conf"
	doctor
	[ "$status" -eq 0 ]
	[[ $output == *'All is in order.' ]]
	doctor --quiet
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	ip address del 192.0.2.53/32 dev lo
	doctor
	hints missing
}

@test "snmpd and anycastipd, one after the other" {
	start_snmpd
	doctor
	finds daemon-absent
	start_anycastipd
	doctor
	hints empty

	patience=1 community=nobody doctor
	finds no-answer

	# snmpd itself gives up after six seconds.
	kill -STOP "$anycastipd_pid"
	patience=2 doctor
	finds stuck
	kill -CONT "$anycastipd_pid"

	printf '[expected]\ndns = 192.0.2.53/24\n' >"$work/conf"
	doctor
	finds config-wrong
	[[ $output == *"$work/conf:2:"* ]]
	rm "$work/conf"

	stop_snmpd
	patience=1 doctor
	finds snmpd-absent
}

@test "a view without the module" {
	snmpd_view=.1.3.6.1.2.1.1
	start_snmpd
	run_anycastipd
	wait_for grep -q 'is registered' "$anycastipd_log"
	doctor
	finds view
	[[ $output == *"view systemonly included $lib_root_oid"* ]]
}

@test "anycastipd elsewhere" {
	start_snmpd
	agentx_socket=$work/nowhere run_anycastipd
	doctor
	finds not-registered
}

@test "a socket that is not there, and one that nobody listens on" {
	start_snmpd
	doctor --agentx-socket "$work/nothing"
	finds socket-missing
	stop_snmpd KILL
	mv "$agentx_socket" "$work/dead"
	start_snmpd
	doctor --agentx-socket "$work/dead"
	finds socket-dead
}

@test "what anycastipd was told, however that is written" {
	start_snmpd
	: >"$work/own.conf"
	for words in "-f -x $work/none -c $work/own.conf" \
		"-fx $work/none -c$work/own.conf" \
		"-fx$work/none --config=$work/own.conf" \
		"-fdc $work/own.conf --agentx-socket $work/none" \
		"--agentx=$work/none --log stderr --con $work/own.conf -f" \
		"-x $work/first -fLstderr -x $work/none -c $work/own.conf"; do
		# shellcheck disable=SC2086
		start anycastipd anycastipd $words
		wait_for grep -q 'cannot connect' "$work/anycastipd.log"
		run "$top_builddir/tools/anycastip-doctor" --timeout 1 \
			-v2c -c public "$snmp_address"
		echo "$words: $output"
		finds socket-missing
		[[ $output == *" at $work/none."* ]]
		[[ $output == *"$work/own.conf has no fault"* ]]
		stop "$started"
		rm "$work/anycastipd.log"
	done
}

@test "a folder and a socket that are closed" {
	can_be_nobody
	mkdir "$work/folder"
	agentx_socket=$work/folder/agentx
	start_snmpd
	chmod 0700 "$work/folder"
	run as_nobody "$top_builddir/tools/anycastip-doctor" --timeout 1 \
		--agentx-socket "$agentx_socket" -v2c -c public "$snmp_address"
	echo "$output"
	finds folder-closed
	[[ $output == *"chmod 0755 $work/folder"* ]]
	chmod 0755 "$work/folder"
	chmod 0600 "$agentx_socket"
	run as_nobody "$top_builddir/tools/anycastip-doctor" --timeout 1 \
		--agentx-socket "$agentx_socket" -v2c -c public "$snmp_address"
	echo "$output"
	finds socket-closed
}

@test "a configuration that is closed" {
	can_be_nobody
	: >"$work/conf"
	chmod 0600 "$work/conf"
	run as_nobody "$top_builddir/tools/anycastip-doctor" --timeout 1 \
		--config "$work/conf" -v2c -c public 127.0.0.1:9
	echo "$output"
	finds config-closed
	[[ $output == *"chmod a+r $work/conf"* ]]
	[[ $output != *'has no fault'* ]]
	chmod a+r "$work/conf"
	run as_nobody "$top_builddir/tools/anycastip-doctor" --timeout 1 \
		--config "$work/conf" -v2c -c public 127.0.0.1:9
	[[ $output == *"$work/conf has no fault"* ]]
}

@test "rows that cannot be read, and another program that answers" {
	snmpd_extra=$(pretend "2.5.0 = 5")
	start_snmpd
	doctor
	finds read-failing
	[[ $output == *'no memory'* ]]
	stop_snmpd
	snmpd_extra=$(pretend "2.5.0 = 2")
	start_snmpd
	doctor
	hints registered-twice
}

@test "anycastip.so in snmpd, in place of anycastipd and beside it" {
	ip address add 192.0.2.53/32 dev lo
	printf '[expected]\ndns = 192.0.2.53\n' >"$work/conf"
	snmpd_extra='dlmod anycastip /nonexistent/anycastip.so'
	start_snmpd
	grep -q '^dlopen(.*) failed' "$snmpd_log"
	doctor
	finds module-failed
	[[ $output == *"($work/snmpd.conf:"* ]]
	[[ $output == *"/dlmod/anycastip.so"* ]]
	stop_snmpd
	start_module
	doctor
	[ "$status" -eq 0 ]
	[[ $output == *'snmpd has loaded anycastip.so'* ]]
	[[ $output != *registered-twice* ]]
	# As a user who may not look into snmpd.
	if as_nobody true 2>/dev/null; then
		run setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$top_builddir/tools/anycastip-doctor" --timeout 1 \
			-v2c -c public "$snmp_address"
		echo "$output"
		[[ $output == *'the module answers'* ]]
		[[ $output != *'has loaded'* ]]
		[[ $output != *registered-twice* ]]
	fi
	# One that waits until it can register the module.
	agentx_socket=$work/nowhere run_anycastipd
	wait_for runs_daemon
	doctor
	hints registered-twice
}

runs_daemon()
{
	[ "$(cat "/proc/$anycastipd_pid/comm")" = anycastipd ]
}

@test "modules that the tools do not find" {
	lib_snmp_environment
	MIBDIRS=/nonexistent doctor
	finds mib-missing
	MIBDIRS=$top_srcdir/mibs doctor
	finds base-missing
	# The first use of a tool on a host makes a folder, and says so.
	SNMP_PERSISTENT_DIR=$work/fresh doctor
	[[ $output == *'the tools find ANYCAST-IP-MIB'* ]]
}

@test "no tools of Net-SNMP" {
	mkdir "$work/bin"
	for tool in awk cat grep printf readlink sed sh stat tail tr; do
		ln -s "$(command -v $tool)" "$work/bin/$tool"
	done
	PATH=$work/bin doctor
	finds no-tools
}

@test "findings about the tools alone: no-address, all-modules" {
	ip address add 192.0.2.53/32 dev lo
	printf '[expected]\ndns = 192.0.2.53\n' >"$work/conf"
	start_snmpd
	start_anycastipd -c "$work/conf"
	run snmp snmptable -- anycastIpTable
	[[ $output != *'ipv4."192.0.2.53"'* ]]
	run snmp snmptable -Ci -- anycastIpTable
	[[ $output == *'ipv4."192.0.2.53".1'* ]]

	[ -e /usr/share/snmp/mibs/NET-SNMP-VACM-MIB.txt ] ||
		skip 'this host has no other modules'
	MIBDIRS=$MIBDIRS:/usr/share/snmp/mibs
	run snmptranslate -m ANYCAST-IP-MIB -IR -On anycastIpTable
	[ "$output" = "$objects.3" ]
	# The default list of modules comes with the plus sign.
	MIBS=+ANYCAST-IP-MIB run snmptranslate -IR -On anycastIpTable
	[ "${#lines[@]}" -gt 10 ]
}

@test "an address that is undelivered" {
	make_scene
	start_snmpd
	start_anycastipd
	doctor
	hints undelivered
}

@test "each finding has its test here" {
	local names name
	names=$(sed -n '/^findings()/,/^END/s/^\([a-z-]*\)|.*/\1/p' \
		"$top_builddir/tools/anycastip-doctor")
	[ "$(wc -w <<<"$names")" -gt 15 ]
	for name in $names; do
		if ! grep -qE "(finds|hints) $name\$|@test.* $name" \
			"$BATS_TEST_FILENAME"; then
			echo "no test provokes $name"
			return 1
		fi
	done
}

@test "wrong usage" {
	run "$top_builddir/tools/anycastip-doctor" --table html
	[ "$status" -eq 2 ]
	run "$top_builddir/tools/anycastip-doctor" --nonsense
	[ "$status" -eq 2 ]
	# What snmpget(1) refuses is not laid at snmpd's door.
	run "$top_builddir/tools/anycastip-doctor" --timeout soon
	[ "$status" -eq 2 ]
	[[ $output == *'Invalid timeout'* ]]
	run "$top_builddir/tools/anycastip-doctor" -v2c -c public
	[ "$status" -eq 2 ]
	[[ $output != *FAULT*no-answer* ]]
	run "$top_builddir/tools/anycastip-doctor" --help
	[ "$status" -eq 0 ]
}
