#!/usr/bin/perl
# SPDX-License-Identifier: BSD-2-Clause
#
# walk.pl HOST PORT OID: Perl's Net::SNMP reads a subtree, by GETBULK.
use strict;
use warnings;
use Net::SNMP qw(:asn1 oid_lex_sort);

my %names = (
	INTEGER, 'INTEGER', GAUGE32, 'GAUGE',
	COUNTER32, 'COUNTER', TIMETICKS, 'TICKS',
);
my ($host, $port, $subtree) = @ARGV;
my ($session, $error) = Net::SNMP->session(
	-hostname => $host, -port => $port, -community => 'public',
	-version => 'snmpv2c', -timeout => 10, -translate => 0,
	-maxmsgsize => 65535); # of 1472, a GETBULK of it may ask for more
die "Net::SNMP: $error\n" unless $session;
my $cells = $session->get_table(-baseoid => $subtree);
die 'Net::SNMP: ' . $session->error . "\n" unless $cells;
my $types = $session->var_bind_types;
for my $oid (oid_lex_sort(keys %$cells)) {
	if ($types->{$oid} == OCTET_STRING) {
		print "$oid OCTETS ", unpack('H*', $cells->{$oid}), "\n";
	} else {
		my $name = $names{$types->{$oid}} // $types->{$oid};
		print "$oid $name $cells->{$oid}\n";
	}
}
