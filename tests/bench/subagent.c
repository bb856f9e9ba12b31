/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bench-subagent container|iterator SOCKET OID: anycastIpTable's columns as a
 * subagent written with one of Net-SNMP's table helpers, the way its own
 * tutorials and mib2c do it.  The table stands at OID.3, as in the MIB.  Says
 * "ready" when it is registered; ends with SIGTERM.
 */
#include <stdbool.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/table_container.h>

#include "bench.h"
#include "rows.h"

/* The container helper wants its key first. */
struct entry {
	netsnmp_index oid_index;
	oid key[ROWS_INDEX_LENGTH];
	const struct bench_row *row;
};

static struct bench_row *rows;
static size_t row_count;

static void answer(netsnmp_request_info *request, const struct bench_row *row)
{
	netsnmp_table_request_info *table = netsnmp_extract_table_info(request);
	struct bench_value value;
	int32_t number;

	if (!row) {
		netsnmp_set_request_error(NULL, request, SNMP_NOSUCHINSTANCE);
		return;
	}
	value = rows_value(row, table->colnum);
	number = (int32_t)value.number;
	if (value.kind == VALUE_OCTETS)
		snmp_set_var_typed_value(request->requestvb, ASN_OCTET_STR,
					 value.octets, value.length);
	else
		snmp_set_var_typed_value(request->requestvb,
					 value.kind == VALUE_INTEGER
						 ? ASN_INTEGER
						 : ASN_UNSIGNED,
					 &number, sizeof(number));
}

static int answer_container(netsnmp_mib_handler *handler,
			    netsnmp_handler_registration *registration,
			    netsnmp_agent_request_info *info,
			    netsnmp_request_info *request)
{
	(void)handler;
	(void)registration;
	if (info->mode != MODE_GET)
		return SNMP_ERR_NOERROR;
	for (; request; request = request->next) {
		struct entry *entry;

		if (request->processed)
			continue;
		entry = netsnmp_container_table_row_extract(request);
		answer(request, entry ? entry->row : NULL);
	}
	return SNMP_ERR_NOERROR;
}

static int answer_iterator(netsnmp_mib_handler *handler,
			   netsnmp_handler_registration *registration,
			   netsnmp_agent_request_info *info,
			   netsnmp_request_info *request)
{
	(void)handler;
	(void)registration;
	if (info->mode != MODE_GET)
		return SNMP_ERR_NOERROR;
	for (; request; request = request->next)
		if (!request->processed)
			answer(request,
			       netsnmp_extract_iterator_context(request));
	return SNMP_ERR_NOERROR;
}

/* ---- table_iterator -------------------------------------------------------*/

static netsnmp_variable_list *iterate(void **loop, void **data,
				      netsnmp_variable_list *index)
{
	uintptr_t position = (uintptr_t)*loop;
	const struct bench_row *row = &rows[position];
	long type = 2, ifindex = (long)row->ifindex;

	if (position >= row_count)
		return NULL;
	snmp_set_var_value(index, &type, sizeof(type));
	snmp_set_var_value(index->next_variable, row->address, 16);
	snmp_set_var_value(index->next_variable->next_variable, &ifindex,
			   sizeof(ifindex));
	*loop = (void *)(position + 1);
	*data = &rows[position];
	return index;
}

static netsnmp_variable_list *iterate_first(void **loop, void **data,
					    netsnmp_variable_list *index,
					    netsnmp_iterator_info *info)
{
	(void)info;
	*loop = NULL;
	return iterate(loop, data, index);
}

static netsnmp_variable_list *iterate_next(void **loop, void **data,
					   netsnmp_variable_list *index,
					   netsnmp_iterator_info *info)
{
	(void)info;
	return iterate(loop, data, index);
}

/* ---- Registration ---------------------------------------------------------*/

static netsnmp_container *fill_container(void)
{
	netsnmp_container *container = netsnmp_container_find(
		"anycastIpTable:table_container");
	struct entry *entries = bench_alloc((row_count + 1) * sizeof(*entries));
	size_t i, k;

	for (i = 0; i < row_count; i++) {
		for (k = 0; k < ROWS_INDEX_LENGTH; k++)
			entries[i].key[k] = rows[i].index[k];
		entries[i].oid_index.oids = entries[i].key;
		entries[i].oid_index.len = ROWS_INDEX_LENGTH;
		entries[i].row = &rows[i];
		if (CONTAINER_INSERT(container, &entries[i]))
			bench_die("the container refused row %zu", i);
	}
	return container;
}

static void register_table(bool container, const char *root)
{
	netsnmp_table_registration_info *table = SNMP_MALLOC_TYPEDEF(
		netsnmp_table_registration_info);
	netsnmp_handler_registration *registration;
	oid name[MAX_OID_LEN];
	size_t length = MAX_OID_LEN - 1;
	int refused;

	if (!read_objid(root, name, &length))
		bench_die("%s is no OID", root);
	name[length++] = 3;
	registration = netsnmp_create_handler_registration(
		"benchTable", container ? answer_container : answer_iterator,
		name, length, HANDLER_CAN_RONLY);
	netsnmp_table_helper_add_indexes(table, ASN_INTEGER, ASN_OCTET_STR,
					 ASN_INTEGER, 0);
	table->min_column = ROWS_FIRST_COLUMN;
	table->max_column = ROWS_LAST_COLUMN;
	if (container) {
		refused = netsnmp_container_table_register(
			registration, table, fill_container(),
			TABLE_CONTAINER_KEY_NETSNMP_INDEX);
	} else {
		netsnmp_iterator_info *iterator = SNMP_MALLOC_TYPEDEF(
			netsnmp_iterator_info);

		iterator->get_first_data_point = iterate_first;
		iterator->get_next_data_point = iterate_next;
		iterator->table_reginfo = table;
		refused = netsnmp_register_table_iterator2(registration,
							   iterator);
	}
	if (refused != SNMPERR_SUCCESS)
		bench_die("the registration of %s failed", root);
}

int main(int argc, char **argv)
{
	if (argc != 4 ||
	    (strcmp(argv[1], "container") && strcmp(argv[1], "iterator")))
		bench_die("usage: bench-subagent container|iterator "
			  "SOCKET OID");
	rows = rows_read(&row_count);
	setenv("MIBS", "", 1);
	snmp_enable_stderrlog();
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_ROLE,
			       1);
	netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID,
			      NETSNMP_DS_AGENT_X_SOCKET, argv[2]);
	init_agent("bench-subagent");
	register_table(!strcmp(argv[1], "container"), argv[3]);
	init_snmp("bench-subagent");
	puts("ready");
	fflush(stdout);
	for (;;)
		agent_check_and_process(1);
}
