/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bench-await PEER OID SECONDS: ask for what comes after sysUpTime and OID in
 * one request, over and over, and print the milliseconds from the first answer
 * of the agent to the first that has something below OID.
 */
#include <stdbool.h>
#include <unistd.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "bench.h"

#define PAUSE 2000 /* microseconds between two requests */

static netsnmp_session *open_session(const char *peer)
{
	netsnmp_session session, *opened;

	snmp_sess_init(&session);
	session.version = SNMP_VERSION_2c;
	session.peername = (char *)(uintptr_t)peer;
	session.community = (u_char *)(uintptr_t) "public";
	session.community_len = 6;
	/* A request that the agent never saw shall not hold the next one. */
	session.timeout = 20000;
	session.retries = 0;
	opened = snmp_open(&session);
	if (!opened)
		bench_die("no SNMP session to %s", peer);
	return opened;
}

/* Whether the agent answers, and whether it has something below the OID. */
static bool answers(netsnmp_session *session, const oid *name, size_t length,
		    bool *has_value)
{
	static const oid uptime[] = {1, 3, 6, 1, 2, 1, 1, 3};
	netsnmp_pdu *request = snmp_pdu_create(SNMP_MSG_GETNEXT);
	netsnmp_variable_list *found = NULL;
	netsnmp_pdu *response = NULL;
	bool answered;

	snmp_add_null_var(request, uptime, OID_LENGTH(uptime));
	snmp_add_null_var(request, name, length);
	answered = snmp_synch_response(session, request, &response) ==
			   STAT_SUCCESS &&
		   !response->errstat;
	if (answered)
		found = response->variables->next_variable;
	*has_value = found && !snmp_oidtree_compare(name, length, found->name,
						    found->name_length);
	snmp_free_pdu(response);
	return answered;
}

int main(int argc, char **argv)
{
	netsnmp_session *session;
	uint64_t start = bench_now(), first = 0;
	oid name[MAX_OID_LEN];
	size_t length = MAX_OID_LEN;
	bool has_value = false;

	if (argc != 4)
		bench_die("usage: bench-await PEER OID SECONDS");
	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	init_snmp("bench-await");
	if (!read_objid(argv[2], name, &length))
		bench_die("%s is no OID", argv[2]);
	session = open_session(argv[1]);
	while (!has_value) {
		if (answers(session, name, length, &has_value) && !first)
			first = bench_now();
		if (bench_now() - start > (uint64_t)atoi(argv[3]) * 1000000000u)
			bench_die("%s had nothing below %s in %s seconds",
				  argv[1], argv[2], argv[3]);
		if (!has_value)
			usleep(PAUSE);
	}
	printf("%.1f\n", (double)(bench_now() - first) / 1e6);
	snmp_close(session);
	return 0;
}
