#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
#
# walk.py HOST PORT OID: pysnmp reads a subtree, by GETBULK.
import importlib.util  # pysnmp 4.4 takes it for imported
import sys

from pysnmp.hlapi import (CommunityData, ContextData, ObjectIdentity,
                          ObjectType, SnmpEngine, UdpTransportTarget, bulkCmd)

NAMES = {"Integer32": "INTEGER", "Integer": "INTEGER", "Gauge32": "GAUGE",
         "Unsigned32": "GAUGE", "Counter32": "COUNTER", "TimeTicks": "TICKS"}

host, port, subtree = sys.argv[1:]
answers = bulkCmd(SnmpEngine(), CommunityData("public", mpModel=1),
                  UdpTransportTarget((host, int(port)), timeout=10),
                  ContextData(), 0, 10, ObjectType(ObjectIdentity(subtree)),
                  lookupMib=False, lexicographicMode=False)
for indication, status, index, cells in answers:
    if indication or status:
        sys.exit("pysnmp: %s" % (indication or status.prettyPrint()))
    for name, value in cells:
        kind = type(value).__name__
        if kind == "OctetString":
            print(name, "OCTETS", value.asOctets().hex())
        else:
            print(name, NAMES.get(kind, kind), int(value))
