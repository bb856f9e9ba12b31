# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Exporters, and what a Prometheus on 127.0.0.1:9090 says.  Needs tests/nms/lib.sh.

files=$top_srcdir/contrib/nms/prometheus

# Exporters up to 0.22 (old) take other settings than newer ones, and Prometheus
# names no "auth" to them.  $own is which of both this Debian has.
case $debian_suite in
bookworm) own=old own_auth= ;;
*) own=new own_auth='s/#auth:/auth:/' ;;
esac

# start_exporter old|new PROGRAM PORT: sets $started.
start_exporter()
{
	case $1 in
	old) set -- "$@" --config.file="$files/snmp.yml" ;;
	new) set -- "$@" --config.file="$files/auths.yml" \
		--config.file="$files/snmp-0.23.yml" ;;
	esac
	exporter_name=exporter-$1
	exporter_program=$2
	exporter_address=127.0.0.1:$3
	shift 3
	start "$exporter_name" "$exporter_program" "$@" \
		--web.listen-address="$exporter_address"
}

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
