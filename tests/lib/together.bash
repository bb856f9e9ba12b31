# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For bats files whose tests take minutes, of which most is waiting.

# together FUNCTION...: all of them at the same time, each with a folder, snmpd
# and anycastipd of its own.  Fails, with what it said, where one fails.
together()
{
	local scene pids="" status=0
	for scene; do
		(
			set -e
			unset snmp_address agentx_socket
			work=
			lib_pids=
			trap clean_up EXIT
			$scene
		) >"$BATS_TEST_TMPDIR/$scene" 2>&1 3>&- &
		pids="$pids $!:$scene"
	done
	for scene in $pids; do
		wait "${scene%%:*}" || {
			echo "${scene#*:}:"
			cat "$BATS_TEST_TMPDIR/${scene#*:}"
			status=1
		}
	done
	return $status
}
