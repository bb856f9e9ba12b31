#!/usr/bin/ruby
# SPDX-License-Identifier: BSD-2-Clause
#
# walk.rb HOST PORT OID: ruby-snmp reads a subtree, by GETNEXT.
require 'snmp'

NAMES = { SNMP::Integer => 'INTEGER', SNMP::Gauge32 => 'GAUGE',
          SNMP::Counter32 => 'COUNTER', SNMP::TimeTicks => 'TICKS' }.freeze

host, port, subtree = ARGV
# It would load modules that it brings as files; the numbers will do.
SNMP::Manager.open(host: host, port: port.to_i, community: 'public',
                   version: :SNMPv2c, timeout: 10, mib_modules: []) do |manager|
  manager.walk(subtree) do |cell|
    oid = cell.name.to_a.join('.')
    case cell.value
    when SNMP::OctetString
      puts "#{oid} OCTETS #{cell.value.unpack1('H*')}"
    else
      puts "#{oid} #{NAMES.fetch(cell.value.class)} #{cell.value.to_i}"
    end
  end
end
