# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# What a Prometheus on 127.0.0.1:9090 says.  Needs tests/nms/lib.sh.

# ask QUERY: the values, one a line.
ask()
{
	curl -fsS http://127.0.0.1:9090/api/v1/query --data-urlencode "query=$1" |
		jq -r '.data.result[].value[1]'
}

# The alerts that fire now, one a line: name, host, what it is about.
firing()
{
	# A Prometheus that does not answer is not one without alerts.
	curl -fsS http://127.0.0.1:9090/api/v1/alerts >"$work/alerts" || return
	jq -r '.data.alerts[] | select(.state == "firing") | .labels |
		"\(.alertname) \(.instance) \(.anycastIpExpectedName //
			.anycastIpAddressText // "")"' "$work/alerts" |
		sed 's/ $//' | sort
}

fires_only()
{
	firing >"$work/firing" || return
	printf '%s' "${1:+$1
}" | sort | cmp -s - "$work/firing"
}

# alerts WHAT LINES: after a while these fire, and nothing else.
alerts()
{
	comes_true "$1" fires_only "$2"
	fires_only "$2" || sed 's/^/# firing: /' "$work/firing"
}
