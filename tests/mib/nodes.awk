# SPDX-License-Identifier: BSD-2-Clause
#
# nodes.awk: print each name that the MIB module registers, its number under
# the module's root ("" for the root itself, else ".1.3"), and what it is.
# The first line is the root.  No tool but awk is needed.


# Strip comments and texts; a text may run over many lines.
{
	line = $0; out = ""
	while (line != "") {
		if (quoted) {
			end = index(line, "\"")
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
	text = text " " out
}

END {
	gsub(/[ \t]+/, " ", text)
	pattern = "[a-z][A-Za-z0-9]* (MODULE-IDENTITY|OBJECT-TYPE|" \
		"NOTIFICATION-TYPE|OBJECT-GROUP|NOTIFICATION-GROUP|" \
		"MODULE-COMPLIANCE|OBJECT IDENTIFIER) "
	while (match(text, pattern)) {
		head = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		name = head; sub(/ .*/, "", name)
		kind = head; sub(/^[^ ]* /, "", kind); sub(/ $/, "", kind)
		if (!match(text, /::= { [A-Za-z0-9]+ [0-9]+ }/)) continue
		# A macro's name in a list or a sequence assigns nothing.
		body = substr(text, 1, RSTART)
		if (match(body, pattern)) continue
		match(text, /::= { [A-Za-z0-9]+ [0-9]+ }/)
		split(substr(text, RSTART, RLENGTH), word, " ")
		text = substr(text, RSTART + RLENGTH)
		if (kind == "MODULE-IDENTITY") {
			oid[name] = ""
			print name " " word[3] "." word[4] " root"
			continue
		}
		if (!(word[3] in oid)) {
			print "nodes.awk: no parent for " name > "/dev/stderr"
			exit 1
		}
		oid[name] = oid[word[3]] "." word[4]
		if (kind == "OBJECT-TYPE") {
			kind = "object"
			if (body ~ / SEQUENCE OF /) kind = "table"
			else if (body ~ / INDEX /) kind = "row"
			else if (body ~ /MAX-ACCESS not-accessible/) kind = "index"
		} else if (kind == "OBJECT IDENTIFIER") kind = "arc"
		else kind = tolower(kind)
		print name " " oid[name] " " kind
	}
}
