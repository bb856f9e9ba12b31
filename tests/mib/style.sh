#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# style.sh [FILE]: what smilint does not look at in the MIB module (or FILE):
# names, groups, units, read-only, the numbers and the words.

set -u
srcdir=${top_srcdir:-$(dirname "$0")/../..}
module=${1:-$srcdir/mibs/ANYCAST-IP-MIB.txt}

[ -r "$module" ] || { echo "FAIL: cannot read $module"; exit 1; }

# First the texts and comments go, so that the words left are the module's.
awk -v module="$module" '
function fault(what) { print "FAIL: " what; faults++ }

# Names between braces, of a clause that may run over several lines.
function braces(text, into,    list, n, i) {
	sub(/^[^{]*{/, "", text); sub(/}.*/, "", text)
	gsub(/[ \t]/, "", text)
	n = split(text, list, ",")
	for (i = 1; i <= n; i++) if (list[i] != "") into[list[i]] = 1
}

function finish(    text) {
	if (!name) return
	text = body
	if (kind == "OBJECT-TYPE") {
		if (text ~ /MAX-ACCESS +read-only/) member[name] = "object"
		else if (text !~ /MAX-ACCESS +not-accessible/)
			fault(name ": neither read-only nor not-accessible")
		if (text ~ /SYNTAX +(Gauge32|Counter32|Counter64|Unsigned32|Integer32)/ &&
		    text !~ /UNITS/) fault(name ": a quantity without UNITS")
		if (text ~ /SYNTAX +INTEGER *{/) enumerated(name, text, described)
	} else if (kind == "NOTIFICATION-TYPE") {
		member[name] = "notification"
	} else if (kind == "OBJECT-GROUP" || kind == "NOTIFICATION-GROUP") {
		group[name] = 1
		braces(text, grouped)
	} else if (kind == "MODULE-COMPLIANCE") {
		compliances++
		if (match(text, /MANDATORY-GROUPS[^}]*}/))
			braces(substr(text, RSTART, RLENGTH), required)
		while (match(text, /[^-]GROUP +[A-Za-z0-9]+/)) {
			word = substr(text, RSTART, RLENGTH)
			sub(/.* /, "", word); required[word] = 1
			text = substr(text, RSTART + RLENGTH)
		}
	} else if (kind == "TEXTUAL-CONVENTION") {
		if (text ~ /SYNTAX +INTEGER *{/ && name != "AnycastScopeLevel")
			enumerated(name, text, described)
	}
	name = ""
}

# Each value starts from 1 and stands in the description with its number.
function enumerated(name, text, described,    list, n, i) {
	sub(/.*SYNTAX +INTEGER *{/, "", text); sub(/}.*/, "", text)
	gsub(/[ \t]/, "", text)
	n = split(text, list, ",")
	for (i = 1; i <= n; i++) {
		if (list[i] !~ "\\(" i "\\)$")
			fault(name ": " list[i] " should be number " i)
		if (index(described, list[i] " ") == 0)
			fault(name ": " list[i] " is not explained")
	}
}

{
	line = $0
	if (tolower(line) ~ /netlink|net-snmp[^-m]|agentx|libnl|linux/)
		fault("line " NR " names an implementation: " line)
	# Comments, then texts: a text may run over many lines.
	out = ""
	while (line != "") {
		if (quoted) {
			end = index(line, "\"")
			described = described " " \
				(end ? substr(line, 1, end - 1) : line) " "
			line = end ? substr(line, end + 1) : ""
			if (end) quoted = 0
			continue
		}
		start = index(line, "\""); dash = index(line, "--")
		if (dash && (!start || dash < start)) {
			out = out substr(line, 1, dash - 1); line = ""
		} else if (start) {
			out = out substr(line, 1, start - 1)
			line = substr(line, start + 1); quoted = 1
		} else { out = out line; line = "" }
	}
	if (out ~ /^[A-Za-z][^ \t]*[ \t]+(MODULE-IDENTITY|OBJECT-TYPE|NOTIFICATION-TYPE|OBJECT-GROUP|NOTIFICATION-GROUP|MODULE-COMPLIANCE|OBJECT +IDENTIFIER|::= +TEXTUAL-CONVENTION|::= +SEQUENCE)/ ||
	    out ~ /^anycast[^ \t]*$/) {
		finish()
		split(out, token, /[ \t]+/)
		name = token[1]; body = ""; described = ""
		kind = token[2] == "::=" ? token[3] : token[2]
		if (name !~ /^[A-Za-z][A-Za-z0-9]*$/)
			fault(name ": only letters and digits make a name")
		if (length(name) > 32) fault(name ": longer than 32 characters")
		if (name !~ /^anycastIp[A-Z]/ && name !~ /^Anycast[A-Z]/)
			fault(name ": does not begin with anycastIp")
		names++
	}
	body = body " " out
	if (length($0) > 76) fault("line " NR " is longer than 76 characters")
	if ($0 ~ /[ \t]$/) fault("line " NR " ends in a blank")
	if ($0 ~ /\t/) fault("line " NR " has a tab")
}

END {
	finish()
	for (name in member) {
		objects++
		if (!(name in grouped)) fault(name ": a member of no group")
	}
	for (name in grouped)
		if (!(name in member)) fault(name ": in a group but no " \
			"accessible object or notification")
	for (name in group)
		if (!(name in required)) fault(name ": a group in no compliance")
	if (compliances != 1) fault("not one compliance statement")
	# A parser that sees nothing would be content with everything.
	if (names < 60 || objects < 35)
		fault("only " names + 0 " names and " objects + 0 " members seen")
	if (faults) exit 1
	print "PASS: " module ": " names " names, " objects " in groups"
}' "$module"
