/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The registered handler, called as the agent library calls it, without any
 * SNMP on a wire.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>

#include "agent/mib/handler.h"
#include "agent/mib/mib.h"
#include "agent/mib/scalars.h"
#include "agent/walk/source.h"
#include "agent/mib/value.h"
#include "tests/unit/failing.h"
#include "tests/unit/fake_anycastip.h"
#include "tests/unit/tap.h"

/* ---- Failures to order ------------------------------------------------ */

/* The linker wants to see them from the shared libraries too. */
#pragma GCC visibility push(default)
int __real_snmp_set_var_objid(netsnmp_variable_list *variable, const oid *name,
			      size_t length);
int __wrap_snmp_set_var_objid(netsnmp_variable_list *variable, const oid *name,
			      size_t length);
int __real_snmp_set_var_typed_value(netsnmp_variable_list *variable,
				    u_char type, const void *value,
				    size_t length);
int __wrap_snmp_set_var_typed_value(netsnmp_variable_list *variable,
				    u_char type, const void *value,
				    size_t length);
netsnmp_mib_handler *__real_netsnmp_create_handler(const char *name,
						   Netsnmp_Node_Handler *call);
netsnmp_mib_handler *__wrap_netsnmp_create_handler(const char *name,
						   Netsnmp_Node_Handler *call);
netsnmp_handler_registration *__real_netsnmp_handler_registration_create(
	const char *name, netsnmp_mib_handler *handler, const oid *root,
	size_t length, int modes);
netsnmp_handler_registration *__wrap_netsnmp_handler_registration_create(
	const char *name, netsnmp_mib_handler *handler, const oid *root,
	size_t length, int modes);

#pragma GCC visibility pop

int __wrap_snmp_set_var_objid(netsnmp_variable_list *variable, const oid *name,
			      size_t length)
{
	return allocation_fails()
		       ? 1
		       : __real_snmp_set_var_objid(variable, name, length);
}

int __wrap_snmp_set_var_typed_value(netsnmp_variable_list *variable,
				    u_char type, const void *value,
				    size_t length)
{
	return allocation_fails() ? 1
				  : __real_snmp_set_var_typed_value(
					    variable, type, value, length);
}

netsnmp_mib_handler *__wrap_netsnmp_create_handler(const char *name,
						   Netsnmp_Node_Handler *call)
{
	return allocation_fails() ? NULL
				  : __real_netsnmp_create_handler(name, call);
}

netsnmp_handler_registration *__wrap_netsnmp_handler_registration_create(
	const char *name, netsnmp_mib_handler *handler, const oid *root,
	size_t length, int modes)
{
	return allocation_fails() ? NULL
				  : __real_netsnmp_handler_registration_create(
					    name, handler, root, length, modes);
}

/* ---- The scene -------------------------------------------------------- */

/* Every instance of the scene, in order: what follows anycastIpObjects, and
 * the value: i INTEGER, g Gauge32, c Counter32, t TimeTicks, s text,
 * x octets; * for any. */
struct instance {
	const char *name;
	const char *value;
};

#define V4   "1.4.192.0.2.1.7"
#define LL   "2.16.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.0.300"
#define GL   "2.16.255.0.0.0.0.0.0.0.0.0.0.0.0.0.0.255.4294967295"
#define DNS  "3.100.110.115"
#define LOST "4.108.111.115.116"

static const struct instance golden[] = {
	{"1.1.0", "g 1"},
	{"1.2.0", "g 2"},
	{"1.3.0", "g 1"},
	{"1.4.0", "t 0"},
	{"2.1.0", "c *"},
	{"2.2.0", "c 0"},
	{"2.3.0", "c 41"},
	{"2.4.0", "c 42"},
	{"2.5.0", "i 2"},
	{"2.6.0", "x *"},
	{"2.7.0", "g *"},
	{"2.8.0", "t *"},
	{"3.1.4." V4, "x 0006000007000000"},
	{"3.1.4." LL, "x 000600012c000000"},
	{"3.1.4." GL, "x 0102030405060708"},
	{"3.1.5." V4, "g 0"},
	{"3.1.5." LL, "g 300"},
	{"3.1.5." GL, "g 0"},
	{"3.1.6." V4, "i 0"},
	{"3.1.6." LL, "i 2"},
	{"3.1.6." GL, "i 14"},
	{"3.1.7." V4, "s 192.0.2.1"},
	{"3.1.7." LL, "s fe80::%a\\xffb"},
	{"3.1.7." GL, "s ff00::ff"},
	{"3.1.8." V4, "s if7"},
	{"3.1.8." LL, "s a\\xffb"},
	{"3.1.8." GL, "s \xc3\xa9"},
	{"3.1.9." V4, "i 4"},
	{"3.1.9." LL, "i 1"},
	{"3.1.9." GL, "i 3"},
	{"3.1.10." V4, "i 1"},
	{"3.1.10." LL, "i 2"},
	{"3.1.10." GL, "i 1"},
	{"3.1.11." V4, "x *"},
	{"3.1.11." LL, "x *"},
	{"3.1.11." GL, "x "},
	{"4.1.2." DNS, "i 1"},
	{"4.1.2." LOST, "i 2"},
	{"4.1.3." DNS, "x c0000201"},
	{"4.1.3." LOST, "x fe800000000000000000000000000001"},
	{"4.1.4." DNS, "s 192.0.2.1"},
	{"4.1.4." LOST, "s fe80::1"},
	{"4.1.5." DNS, "s "},
	{"4.1.5." LOST, "s if9"},
	{"4.1.6." DNS, "i 1"},
	{"4.1.6." LOST, "i 3"},
	{"4.1.7." DNS, "i 7"},
	{"4.1.7." LOST, "i 0"},
	{"4.1.8." DNS, "g 1"},
	{"4.1.8." LOST, "g 0"},
	{"4.1.9." DNS, "x *"},
	{"4.1.9." LOST, "x *"},
	{"4.1.10." DNS, "c 0"},
	{"4.1.10." LOST, "c 0"},
	{"5.1.0", "g 2"},
	{"5.2.0", "g 1"},
	{"5.3.0", "g 0"},
	{"5.4.0", "g 0"},
};
#define INSTANCES (sizeof(golden) / sizeof(golden[0]))

struct name {
	oid name[MAX_OID_LEN];
	size_t length;
};

static struct name golden_names[INSTANCES];
static struct source *source;
static netsnmp_handler_registration *reginfo;
static int transaction;

static struct name name_of(const char *text)
{
	struct name name = {{MIB_OBJECTS}, MIB_OBJECTS_LENGTH};
	char *end;

	while (*text) {
		name.name[name.length++] = strtoul(text, &end, 10);
		text = *end ? end + 1 : end;
	}
	return name;
}

static void make_scene(void)
{
	struct anycastip_row rows[] = {fake_row("192.0.2.1", 7),
				       fake_row("fe80::", 300),
				       fake_row("ff00::ff", UINT32_MAX)};
	struct anycastip_expected expected[2] = {{.family = AF_INET},
						 {.family = AF_INET6}};

	rows[1].origin = ANYCASTIP_SUBNET_ROUTER;
	rows[1].state = ANYCASTIP_UNDELIVERED;
	strcpy(rows[1].ifname, "a\xff"
			       "b");
	rows[2].origin = ANYCASTIP_ROUTE;
	rows[2].has_stamp = 0;
	rows[2].stamp = 0;
	rows[2].luid = 0x0102030405060708;
	strcpy(rows[2].ifname, "\xc3\xa9");
	fake_rows(rows, 3);
	strcpy(expected[0].name, "dns");
	memcpy(expected[0].address, rows[0].address, 16);
	strcpy(expected[1].name, "lost");
	memcpy(expected[1].address, rows[1].address, 16);
	expected[1].address[15] = 1;
	strcpy(expected[1].ifname, "if9");
	fake_expected(expected, 2);
	fake_stats(41, 42);
}

/* What is registered for the objects, and not for all OIDs. */
static netsnmp_handler_registration *find_registration(void)
{
	struct name root = name_of("");
	netsnmp_subtree *subtree = netsnmp_subtree_find(root.name, root.length,
							NULL, "");

	if (!subtree || subtree->reginfo->rootoid_len != root.length)
		return NULL;
	return subtree->reginfo;
}

static int set_up(void)
{
	size_t i;

	make_scene();
	for (i = 0; i < INSTANCES; i++)
		golden_names[i] = name_of(golden[i].name);
	source = source_open(NULL, 0, NULL);
	if (!source || handler_register(source) != 0)
		return 1;
	reginfo = find_registration();
	return reginfo ? 0 : 1;
}

static int tear_down(void)
{
	handler_unregister();
	source_close(source);
	return find_registration() == NULL ? 0 : 1;
}

/* ---- A request -------------------------------------------------------- */

#define VARIABLES 40

struct request {
	netsnmp_pdu pdu;
	netsnmp_agent_session asp;
	netsnmp_agent_request_info info;
	netsnmp_request_info requests[VARIABLES];
	netsnmp_variable_list *variables;
	size_t count;
};

static void prepare(struct request *request, int command)
{
	memset(request, 0, sizeof(*request));
	request->pdu.command = command;
	request->pdu.transid = ++transaction;
	request->asp.pdu = &request->pdu;
	request->info.asp = &request->asp;
	request->info.mode = command;
}

static netsnmp_request_info *add(struct request *request,
				 const struct name *name)
{
	netsnmp_request_info *info = &request->requests[request->count];
	netsnmp_variable_list *variable = snmp_varlist_add_variable(
		&request->variables, name->name, name->length, ASN_NULL, NULL,
		0);

	info->requestvb = variable;
	info->requestvb_start = variable;
	info->index = (int)request->count + 1;
	info->agent_req_info = &request->info;
	if (request->count > 0) {
		info->prev = info - 1;
		info->prev->next = info;
	}
	request->count++;
	return info;
}

static void call(struct request *request)
{
	CU_ASSERT_EQUAL(netsnmp_call_handlers(reginfo, &request->info,
					      request->requests),
			SNMP_ERR_NOERROR);
}

static void done(struct request *request)
{
	snmp_free_varbind(request->variables);
}

/* ---- Its answer ------------------------------------------------------- */

static void put_value(const netsnmp_variable_list *variable, char *text,
		      size_t size)
{
	size_t length = 2, i;

	switch (variable->type) {
	case ASN_INTEGER:
		snprintf(text, size, "i %ld", *variable->val.integer);
		return;
	case ASN_GAUGE:
		snprintf(text, size, "g %ld", *variable->val.integer);
		return;
	case ASN_COUNTER:
		snprintf(text, size, "c %ld", *variable->val.integer);
		return;
	case ASN_TIMETICKS:
		snprintf(text, size, "t %ld", *variable->val.integer);
		return;
	case ASN_OCTET_STR:
		break;
	default:
		snprintf(text, size, "type %u", variable->type);
		return;
	}
	snprintf(text, size, "x ");
	for (i = 0; i < variable->val_len && length + 3 < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%02x",
					   variable->val.string[i]);
}

static void check_value(const netsnmp_variable_list *variable,
			const char *expected)
{
	char text[512];

	if (expected[0] == 's') {
		CU_ASSERT_EQUAL(variable->type, ASN_OCTET_STR);
		CU_ASSERT_EQUAL(variable->val_len, strlen(expected + 2));
		CU_ASSERT_EQUAL(memcmp(variable->val.string, expected + 2,
				       variable->val_len),
				0);
		return;
	}
	put_value(variable, text, sizeof(text));
	if (expected[2] == '*')
		CU_ASSERT_EQUAL(text[0], expected[0])
	else
		CU_ASSERT_STRING_EQUAL(text, expected);
}

static bool same_name(const netsnmp_variable_list *variable,
		      const struct name *name)
{
	return snmp_oid_compare(variable->name, variable->name_length,
				name->name, name->length) == 0;
}

static void check_get(const struct name *name, u_char type)
{
	struct request request;

	prepare(&request, SNMP_MSG_GET);
	add(&request, name);
	call(&request);
	CU_ASSERT_EQUAL(request.variables->type, type);
	CU_ASSERT_TRUE(same_name(request.variables, name));
	done(&request);
}

/* GETNEXT of the name gives that instance, whatever its value; INSTANCES:
 * none. */
static void check_next_name(const struct name *name, size_t expected)
{
	struct request request;

	prepare(&request, SNMP_MSG_GETNEXT);
	add(&request, name);
	call(&request);
	CU_ASSERT_TRUE(same_name(
		request.variables,
		expected == INSTANCES ? name : &golden_names[expected]));
	CU_ASSERT_EQUAL(request.variables->type == ASN_NULL,
			expected == INSTANCES);
	done(&request);
}

/* The same with the value of the golden list. */
static void check_next(const struct name *name, size_t expected)
{
	struct request request;

	prepare(&request, SNMP_MSG_GETNEXT);
	add(&request, name);
	call(&request);
	if (expected == INSTANCES) {
		CU_ASSERT_EQUAL(request.variables->type, ASN_NULL);
		CU_ASSERT_TRUE(same_name(request.variables, name));
	} else {
		CU_ASSERT_TRUE(
			same_name(request.variables, &golden_names[expected]));
		check_value(request.variables, golden[expected].value);
	}
	done(&request);
}

/* ---- The golden list, twice ------------------------------------------- */

static void test_get(void)
{
	size_t i;

	for (i = 0; i < INSTANCES; i++) {
		struct request request;

		prepare(&request, SNMP_MSG_GET);
		add(&request, &golden_names[i]);
		call(&request);
		check_value(request.variables, golden[i].value);
		done(&request);
	}
}

static void test_getnext(void)
{
	size_t i;

	for (i = 0; i < INSTANCES; i++)
		check_next(&golden_names[i], i + 1);
}

/* All of them, twenty at a time. */
static void test_many(void)
{
	size_t i, j;

	for (i = 0; i + 20 <= INSTANCES; i++) {
		struct request get, next;
		netsnmp_variable_list *variable;

		prepare(&get, SNMP_MSG_GET);
		prepare(&next, SNMP_MSG_GETNEXT);
		for (j = 0; j < 20; j++) {
			add(&get, &golden_names[i + 19 - j]);
			add(&next, &golden_names[i + j]);
		}
		call(&get);
		call(&next);
		for (j = 0, variable = get.variables; j < 20;
		     j++, variable = variable->next_variable)
			check_value(variable, golden[i + 19 - j].value);
		for (j = 0, variable = next.variables; j < 20;
		     j++, variable = variable->next_variable) {
			if (i + j + 1 < INSTANCES)
				check_value(variable, golden[i + j + 1].value);
			else
				CU_ASSERT_EQUAL(variable->type, ASN_NULL);
		}
		done(&get);
		done(&next);
	}
}

/* ---- Between the instances -------------------------------------------- */

static void test_around(void)
{
	static const oid before[] = {1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 4291};
	struct name name = {{0}, OID_LENGTH(before)};
	static const struct {
		const char *name;
		size_t next;
	} places[] = {
		{"", 0},
		{"0", 0},
		{"1", 0},
		{"1.0", 0},
		{"1.1", 0},
		{"1.1.0.0", 1},
		{"1.1.1", 1},
		{"1.4.1", 4},
		{"1.5", 4},
		{"1.9.9.9", 4},
		{"2", 4},
		{"2.9", 12},
		{"3", 12},
		{"3.0", 12},
		{"3.1", 12},
		{"3.1.1", 12},
		{"3.1.3.1", 12},
		{"3.1.4", 12},
		{"3.1.4.0", 12},
		{"3.1.4.1", 12},
		{"3.1.4.2", 13},
		{"3.1.4.3", 15},
		{"3.1.5", 15},
		{"3.1.12", 36},
		{"3.2", 36},
		{"4.1.1", 36},
		{"4.1.2.0", 36},
		{"4.1.2.3", 36},
		{"4.1.2.3.100.110", 36},
		{"4.1.2.3.200", 37},
		{"4.1.2.5", 38},
		{"4.1.11", 54},
		{"5", 54},
		{"5.4.0", INSTANCES},
		{"5.5", INSTANCES},
		{"6", INSTANCES},
		{"4294967295", INSTANCES},
	};
	size_t i;

	memcpy(name.name, before, sizeof(before));
	check_next(&name, 0);
	name.name[9]++;
	check_next(&name, INSTANCES);
	name.name[9] -= 2;
	check_next(&name, 0);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		name = name_of(places[i].name);
		check_next(&name, places[i].next);
	}
}

static void test_no_such(void)
{
	static const struct {
		const char *name;
		u_char type;
	} places[] = {
		{"", SNMP_NOSUCHOBJECT},
		{"1", SNMP_NOSUCHOBJECT},
		{"1.1", SNMP_NOSUCHINSTANCE},
		{"1.1.1", SNMP_NOSUCHINSTANCE},
		{"1.1.0.0", SNMP_NOSUCHINSTANCE},
		{"1.5.0", SNMP_NOSUCHOBJECT},
		{"2.0", SNMP_NOSUCHOBJECT},
		{"2.9.0", SNMP_NOSUCHOBJECT},
		{"3.1.1." V4, SNMP_NOSUCHOBJECT},
		{"3.1.2." V4, SNMP_NOSUCHOBJECT},
		{"3.1.3." V4, SNMP_NOSUCHOBJECT},
		{"3.1.12." V4, SNMP_NOSUCHOBJECT},
		{"3.2.4." V4, SNMP_NOSUCHOBJECT},
		{"3.1.4", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1", SNMP_NOSUCHINSTANCE},
		{"3.1.4." V4 ".0", SNMP_NOSUCHINSTANCE},
		/* Lengths that are not the type's. */
		{"3.1.4.1.3.192.0.2.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1.5.192.0.2.1.0.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1.0.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.2.4.192.0.2.1.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1.16.192.0.2.1.7", SNMP_NOSUCHINSTANCE},
		/* Octets that are none. */
		{"3.1.4.1.4.448.0.2.1.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1.4.192.256.2.1.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1.260.192.0.2.1.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.257.4.192.0.2.1.7", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1.4294967295.192.0.2.1.7", SNMP_NOSUCHINSTANCE},
		/* Another interface. */
		{"3.1.4.1.4.192.0.2.1.8", SNMP_NOSUCHINSTANCE},
		{"3.1.4.1.4.192.0.2.1.0", SNMP_NOSUCHINSTANCE},
		{"4.1.1." DNS, SNMP_NOSUCHOBJECT},
		{"4.1.11." DNS, SNMP_NOSUCHOBJECT},
		{"4.1.2.0", SNMP_NOSUCHINSTANCE},
		{"4.1.2.3.100.110", SNMP_NOSUCHINSTANCE},
		{"4.1.2.2.100.110.115", SNMP_NOSUCHINSTANCE},
		{"4.1.2.3.356.110.115", SNMP_NOSUCHINSTANCE},
		{"5.5.0", SNMP_NOSUCHOBJECT},
		{"9.1.0", SNMP_NOSUCHOBJECT},
	};
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct name name = name_of(places[i].name);

		check_get(&name, places[i].type);
	}
}

/* OIDs made of those of instances, also as long as they can be: the answer is
 * what the golden list says. */
static void test_random(void)
{
	static const oid odd[] = {0,   1,   2,	 4,	16,	    127,
				  128, 255, 256, 65536, 2147483648, 4294967295};
	int i;

	srand(1);
	for (i = 0; i < 20000; i++) {
		struct name name = golden_names[(size_t)rand() % INSTANCES];
		size_t next = 0, place;
		int changes = rand() % 3;

		if (rand() % 2)
			name.length = 9 + (size_t)rand() % (name.length - 8);
		while (changes-- > 0) {
			place = 9 + (size_t)rand() % (name.length - 8);
			if (place == name.length)
				name.name[name.length++] = 0;
			if (rand() % 2)
				name.name[place] = odd[rand() % 12];
			else
				name.name[place] += rand() % 2 ? 1 : -1ul;
			name.name[place] &= 0xffffffff;
		}
		if (rand() % 10 == 0) {
			while (name.length < MAX_OID_LEN)
				name.name[name.length++] = odd[rand() % 12];
		}
		while (next < INSTANCES &&
		       snmp_oid_compare(golden_names[next].name,
					golden_names[next].length, name.name,
					name.length) <= 0)
			next++;
		check_next(&name, next);
		if (next == 0 ||
		    snmp_oid_compare(golden_names[next - 1].name,
				     golden_names[next - 1].length, name.name,
				     name.length) != 0) {
			struct request request;

			prepare(&request, SNMP_MSG_GET);
			add(&request, &name);
			call(&request);
			CU_ASSERT(request.variables->type ==
					  SNMP_NOSUCHINSTANCE ||
				  request.variables->type == SNMP_NOSUCHOBJECT);
			done(&request);
		}
	}
}

/* ---- Other kinds of requests ------------------------------------------ */

/* A search that may find the very OID asked for: the library calls with a GET
 * for all variables first. */
static void test_inclusive(void)
{
	struct name root = name_of(""), gap = name_of("3.1.5.1.4");
	struct request request;
	netsnmp_variable_list *variable;

	prepare(&request, SNMP_MSG_GETNEXT);
	request.info.mode = MODE_GET;
	add(&request, &golden_names[20])->inclusive = 1;
	add(&request, &golden_names[20]);
	add(&request, &root)->inclusive = 1;
	add(&request, &gap)->inclusive = 1;
	call(&request);
	variable = request.variables;
	CU_ASSERT_TRUE(same_name(variable, &golden_names[20]));
	check_value(variable, golden[20].value);
	variable = variable->next_variable;
	CU_ASSERT_EQUAL(variable->type, ASN_NULL);
	variable = variable->next_variable;
	CU_ASSERT_TRUE(same_name(variable, &golden_names[0]));
	variable = variable->next_variable;
	CU_ASSERT_TRUE(same_name(variable, &golden_names[15]));

	request.info.mode = MODE_GETNEXT;
	request.requests[1].prev = NULL;
	request.requests[1].next = NULL;
	CU_ASSERT_EQUAL(netsnmp_call_handlers(reginfo, &request.info,
					      &request.requests[1]),
			SNMP_ERR_NOERROR);
	CU_ASSERT_TRUE(
		same_name(request.variables->next_variable, &golden_names[21]));
	done(&request);
}

/* As it comes inside snmpd: a variable for each repetition, one behind the
 * other; over the end of our objects too. */
static void test_getbulk(void)
{
	size_t starts[] = {0, 10, INSTANCES - 4};
	struct name nowhere = {{0}, 0};
	netsnmp_variable_list *variable;
	struct request request;
	size_t i, j;

	prepare(&request, SNMP_MSG_GETBULK);
	for (i = 0; i < 3; i++) {
		netsnmp_request_info *info = add(&request,
						 &golden_names[starts[i]]);

		info->repeat = 7;
		for (j = 0; j < 7; j++)
			snmp_varlist_add_variable(&request.variables,
						  nowhere.name, 0, ASN_NULL,
						  NULL, 0);
	}
	call(&request);
	variable = request.variables;
	for (i = 0; i < 3; i++) {
		for (j = 0; j < 8; j++, variable = variable->next_variable) {
			size_t expected = starts[i] + 1 + j;

			if (expected < INSTANCES)
				check_value(variable, golden[expected].value);
			else if (expected == INSTANCES)
				/* For the library to go on from. */
				CU_ASSERT_EQUAL(variable->type, ASN_PRIV_RETRY)
			else
				CU_ASSERT_EQUAL(variable->type, ASN_NULL);
		}
	}
	CU_ASSERT_EQUAL(request.requests[0].repeat, 0);
	CU_ASSERT_EQUAL(request.requests[2].repeat, 4);
	done(&request);
}

static void test_set(void)
{
	static const int modes[] = {MODE_SET_RESERVE1, MODE_SET_RESERVE2,
				    MODE_SET_ACTION};
	size_t i, j;

	for (i = 0; i < INSTANCES; i++) {
		for (j = 0; j < 3; j++) {
			struct request request;

			prepare(&request, SNMP_MSG_SET);
			request.info.mode = modes[j];
			add(&request, &golden_names[i]);
			call(&request);
			CU_ASSERT_EQUAL(request.requests[0].status,
					SNMP_ERR_NOTWRITABLE);
			done(&request);
		}
	}
}

static void test_empty(void)
{
	struct name table = name_of("3"), column = name_of("3.1.7");
	struct request request;

	fake_rows(NULL, 0);
	fake_expected(NULL, 0);
	CU_ASSERT_EQUAL(source_reload(source, NULL), ANYCASTIP_OK);
	check_next_name(&table, INSTANCES - 4);
	check_next_name(&column, INSTANCES - 4);
	prepare(&request, SNMP_MSG_GET);
	add(&request, &golden_names[20]);
	add(&request, &golden_names[1]);
	call(&request);
	CU_ASSERT_EQUAL(request.variables->type, SNMP_NOSUCHINSTANCE);
	check_value(request.variables->next_variable, "g 0");
	done(&request);
	make_scene();
	CU_ASSERT_EQUAL(source_reload(source, NULL), ANYCASTIP_OK);
}

/* A change between two GETs is in the second; between the PDUs of a walk it is
 * not, and the count at the walk's end is of its rows. */
static void test_moments(void)
{
	struct anycastip_row row = fake_row("2001:db8::1", 1);
	struct name last = golden_names[INSTANCES - 1];
	struct name name = name_of("");
	struct request request;
	size_t i;

	for (i = 0; i < INSTANCES; i++) {
		if (i == 20) {
			fake_rows(&row, 1);
			fake_signal();
		}
		if (i == 3)
			check_next_name(&name, i);
		else
			check_next(&name, i);
		name = golden_names[i];
	}
	check_next(&last, INSTANCES);
	prepare(&request, SNMP_MSG_GET);
	add(&request, &golden_names[0]);
	add(&request, &golden_names[1]);
	call(&request);
	check_value(request.variables, "g 0");
	check_value(request.variables->next_variable, "g 1");
	done(&request);
	make_scene();
	source_refresh(source, NULL);
}

/* ---- Failures
 * ------------------------------------------------------------------------------------------
 */

/* The host cannot be read: the last rows are answered, and the refresh group
 * says why. */
static void test_host_fails(void)
{
	static const struct {
		enum anycastip_status status;
		const char *value;
	} causes[] = {
		{ANYCASTIP_NOT_SUPPORTED, "i 3"},
		{ANYCASTIP_RETRY, "i 4"},
		{ANYCASTIP_NO_MEMORY, "i 5"},
		{ANYCASTIP_TOO_MANY_FILES, "i 6"},
		{ANYCASTIP_ACCESS_DENIED, "i 7"},
		{ANYCASTIP_TIMEOUT, "i 8"},
		{ANYCASTIP_BAD_ANSWER, "i 9"},
		{ANYCASTIP_SYSTEM_ERROR, "i 10"},
		{ANYCASTIP_FORKED, "i 10"},
	};
	size_t i;

	for (i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		struct request request;
		char text[32];

		fake_read_fails(causes[i].status);
		handler_flush();
		check_next(&golden_names[20], 21);
		prepare(&request, SNMP_MSG_GET);
		add(&request, &golden_names[8]);
		add(&request, &golden_names[5]);
		call(&request);
		check_value(request.variables, causes[i].value);
		/* The walk's read, and the GET's. */
		snprintf(text, sizeof(text), "c %zu", 2 * (i + 1));
		check_value(request.variables->next_variable, text);
		done(&request);
	}
	fake_read_fails(ANYCASTIP_OK);
	source_close(source);
	handler_unregister();
	set_up();
}

/* Every call that needs memory in turn: a value that cannot be given is
 * genErr, the others are answered. */
static void test_no_memory(void)
{
	static const int commands[] = {SNMP_MSG_GET, SNMP_MSG_GETNEXT,
				       SNMP_MSG_GETBULK};
	size_t c;
	unsigned int i;

	for (c = 0; c < 3; c++) {
		for (i = 1;; i++) {
			struct request request;
			unsigned int errors, j;

			handler_flush();
			prepare(&request, commands[c]);
			for (j = 0; j < 5; j++) {
				struct name nowhere = {{0}, 0};

				add(&request, &golden_names[20 + j])->repeat =
					commands[c] == SNMP_MSG_GETBULK;
				if (commands[c] != SNMP_MSG_GETBULK)
					continue;
				snmp_varlist_add_variable(&request.variables,
							  nowhere.name, 0,
							  ASN_NULL, NULL, 0);
			}
			fail_allocation(i);
			call(&request);
			for (j = 0, errors = 0; j < 5; j++) {
				int status = request.requests[j].status;

				CU_ASSERT(status == SNMP_ERR_NOERROR ||
					  status == SNMP_ERR_GENERR);
				errors += status != SNMP_ERR_NOERROR;
			}
			CU_ASSERT(errors <= 1);
			done(&request);
			if (!allocation_failed())
				break;
		}
		fail_allocation(0);
		CU_ASSERT(i > 5);
	}
}

static void test_no_memory_to_register(void)
{
	unsigned int i;

	handler_unregister();
	snmp_disable_log();
	for (i = 1;; i++) {
		int status;

		fail_allocation(i);
		status = handler_register(source);
		if (!allocation_failed())
			break;
		CU_ASSERT_EQUAL(status, -1);
		/* Nothing is registered, and nothing comes of asking. */
		handler_flush();
		CU_ASSERT_EQUAL(handler_expire(), 0);
		handler_unregister();
	}
	fail_allocation(0);
	CU_ASSERT_EQUAL(i, 5);
	/* Taken: by ourselves. */
	CU_ASSERT_EQUAL(handler_register(source), -1);
	snmp_enable_stderrlog();
	reginfo = find_registration();
	CU_ASSERT_PTR_NOT_NULL(reginfo);
	check_next(&golden_names[20], 21);
}

/* ---- Texts and moments
 * ------------------------------------------------------------------------------------
 */

static void test_text(void)
{
	static const struct {
		const char *name;
		const char *text;
	} names[] = {
		{"", ""},
		{"eth0", "eth0"},
		{"~ !\"%", "~ !\"%"},
		{"a\\b", "a\\b"},
		{"\t\n\x1f\x7f", "\\x09\\x0a\\x1f\\x7f"},
		{"\xc2\xa0\xdf\xbf", "\xc2\xa0\xdf\xbf"},
		{"\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf",
		 "\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf"},
		{"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
		 "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
		/* C1 controls, overlong forms, surrogates, too large. */
		{"\xc2\x85", "\\xc2\\x85"},
		{"\xc0\x80\xc1\xbf", "\\xc0\\x80\\xc1\\xbf"},
		{"\xe0\x9f\xbf", "\\xe0\\x9f\\xbf"},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"},
		{"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf"},
		{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
		{"\xf5\x80\x80\x80\xff", "\\xf5\\x80\\x80\\x80\\xff"},
		/* Cut off and out of place. */
		{"\x80", "\\x80"},
		{"a\xc3", "a\\xc3"},
		{"\xe2\x82", "\\xe2\\x82"},
		{"\xf0\x9f\x98", "\\xf0\\x9f\\x98"},
		{"\xf0\x9f"
		 "a",
		 "\\xf0\\x9fa"},
		{"\xc3\xc3\xa9", "\\xc3\xc3\xa9"},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
		 "\xff",
		 "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"
		 "\\xff\\xff\\xff"},
	};
	char longest[300];
	struct value value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value_text(&value, names[i].name);
		CU_ASSERT_EQUAL(value.length, strlen(names[i].text));
		CU_ASSERT_EQUAL(memcmp(value.data, names[i].text, value.length),
				0);
	}
	/* Cut off where a character ends. */
	memset(longest, 'a', sizeof(longest));
	longest[VALUE_MAX - 2] = '\xc3';
	longest[VALUE_MAX - 1] = '\xa9';
	longest[sizeof(longest) - 1] = '\0';
	value_text(&value, longest);
	CU_ASSERT_EQUAL(value.length, VALUE_MAX - 2);
}

static void test_sysuptime(void)
{
	uint64_t now = moment_now();

	netsnmp_set_agent_uptime(1000);
	CU_ASSERT_EQUAL(sysuptime_at(0), 0);
	CU_ASSERT(sysuptime_at(now) >= 999 && sysuptime_at(now) <= 1010);
	CU_ASSERT(sysuptime_at(now - 900) >= 99 &&
		  sysuptime_at(now - 900) <= 110);
	/* Before the master agent's start. */
	CU_ASSERT_EQUAL(sysuptime_at(now - 1100), 0);
}

static void test_expire(void)
{
	struct name root = name_of("");

	handler_flush();
	CU_ASSERT_EQUAL(handler_expire(), 0);
	check_next(&root, 0);
	CU_ASSERT(handler_expire() > 50);
	handler_flush();
	CU_ASSERT_EQUAL(handler_expire(), 0);
}

int main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{"GET of every instance", test_get},
		{"GETNEXT of every instance", test_getnext},
		{"many variables", test_many},
		{"GETNEXT before, between and after", test_around},
		{"GET of what is not there", test_no_such},
		{"random OIDs", test_random},
		{"inclusive", test_inclusive},
		{"GETBULK", test_getbulk},
		{"SET", test_set},
		{"empty tables", test_empty},
		{"moments", test_moments},
		{"host that fails", test_host_fails},
		{"no memory", test_no_memory},
		{"no memory to register", test_no_memory_to_register},
		{"texts", test_text},
		{"sysUpTime", test_sysuptime},
		{"expire", test_expire},
		CU_TEST_INFO_NULL,
	};
	CU_SuiteInfo suites[] = {
		{"handler", set_up, tear_down, NULL, NULL, tests},
		CU_SUITE_INFO_NULL,
	};

	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	snmp_enable_stderrlog();
	init_agent("test_handler");
	return tap_run_suites(argc, argv, suites);
}
