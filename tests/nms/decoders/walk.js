// SPDX-License-Identifier: BSD-2-Clause
//
// walk.js HOST PORT OID: node's net-snmp reads a subtree, by GETBULK.
'use strict';

const snmp = require('net-snmp');
const [host, port, subtree] = process.argv.slice(2);
const names = {
	[snmp.ObjectType.Integer]: 'INTEGER',
	[snmp.ObjectType.Gauge]: 'GAUGE',
	[snmp.ObjectType.Counter]: 'COUNTER',
	[snmp.ObjectType.TimeTicks]: 'TICKS',
};

const session = snmp.createSession(host, 'public', {
	port: Number(port), version: snmp.Version2c, timeout: 10000,
});

function print(cells)
{
	for (const cell of cells) {
		if (snmp.isVarbindError(cell))
			throw new Error(snmp.varbindError(cell));
		if (cell.type === snmp.ObjectType.OctetString)
			console.log(cell.oid, 'OCTETS', cell.value.toString('hex'));
		else
			console.log(cell.oid, names[cell.type] || cell.type, cell.value);
	}
}

session.subtree(subtree, 10, print, (error) => {
	session.close();
	if (error) {
		console.error('net-snmp: ' + error);
		process.exitCode = 1;
	}
});
