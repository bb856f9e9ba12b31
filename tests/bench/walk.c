/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bench-walk: walks tables of the same shape that several agents serve, in
 * turn, and prints their cost as ratios.
 *
 *   bench-walk [-r ROUNDS] [-m METHOD]... CONTENDER CONTENDER...
 *
 * A contender is NAME,PEER,ENTRY,COLUMN,COLUMNS,ROWS,SNMPD,AGENT: the agent's
 * address, the OID of the table's entry, the first column and how many, the
 * rows that must come out (0: any number), and the process numbers of snmpd and
 * of the subagent (0: none).  The first contender is what the others are
 * compared with.
 *
 * Methods: bulk10, bulk50 (one column at a time, GETBULK of so many
 * repetitions), columns (all columns in one GETBULK of ten), next (GETNEXT).
 */
#include <stdbool.h>
#include <unistd.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "bench.h"

enum {
	MAX_CONTENDERS = 8,
	MAX_ROUNDS = 100,
	MAX_COLUMNS = 16,
	MAX_SAMPLES = MAX_ROUNDS * MAX_COLUMNS
};

/* Microseconds per instance: on the wall, and of snmpd's and of the subagent's
 * CPU time. */
enum part { WALL, SNMPD, AGENT, PARTS };

struct cost {
	double part[PARTS];
};

struct contender {
	const char *name;
	netsnmp_session *session;
	oid entry[MAX_OID_LEN];
	size_t entry_length;
	unsigned column, columns, rows;
	int snmpd, agent;
	struct cost cost[MAX_SAMPLES];
};

struct method {
	const char *name;
	int repetitions; /* 0: GETNEXT */
	bool together;	 /* all columns in one request */
};

static const struct method methods[] = {
	{"bulk10", 10, false},
	{"bulk50", 50, false},
	{"columns", 10, true},
	{"next", 0, false},
};

static struct contender contenders[MAX_CONTENDERS];
static size_t contender_count;
static unsigned rounds = 5;

/* ---- Walking --------------------------------------------------------------*/

struct place {
	oid name[MAX_OID_LEN];
	size_t length;
};

static netsnmp_pdu *ask(const struct contender *contender,
			const struct method *method, const struct place *places,
			size_t count)
{
	netsnmp_pdu *request = snmp_pdu_create(
		method->repetitions ? SNMP_MSG_GETBULK : SNMP_MSG_GETNEXT);
	netsnmp_pdu *response = NULL;
	size_t i;

	if (!request)
		bench_die("no memory");
	if (method->repetitions) {
		request->non_repeaters = 0;
		request->max_repetitions = method->repetitions;
	}
	for (i = 0; i < count; i++)
		snmp_add_null_var(request, places[i].name, places[i].length);
	if (snmp_synch_response(contender->session, request, &response) !=
		    STAT_SUCCESS ||
	    response->errstat)
		bench_die("%s: no answer, or an error", contender->name);
	return response;
}

/* Walk `count' neighbouring columns from `column' on and return how many
 * instances there were.  The columns are those of one table, so the first one
 * that ends ends all. */
static unsigned walk_columns(const struct contender *contender,
			     const struct method *method, unsigned column,
			     size_t count)
{
	static struct place places[MAX_COLUMNS];
	size_t prefix = contender->entry_length + 1, i;
	unsigned instances = 0;
	bool more = true;

	for (i = 0; i < count; i++) {
		memcpy(places[i].name, contender->entry,
		       contender->entry_length * sizeof(oid));
		places[i].name[prefix - 1] = column + i;
		places[i].length = prefix;
	}
	while (more) {
		netsnmp_pdu *response = ask(contender, method, places, count);
		netsnmp_variable_list *variable = response->variables;

		more = variable != NULL;
		for (i = 0; variable; variable = variable->next_variable) {
			struct place *place = &places[i];

			if (variable->type == SNMP_ENDOFMIBVIEW ||
			    snmp_oidtree_compare(place->name, prefix,
						 variable->name,
						 variable->name_length)) {
				more = false;
				break;
			}
			memcpy(place->name, variable->name,
			       variable->name_length * sizeof(oid));
			place->length = variable->name_length;
			instances++;
			i = (i + 1) % count;
		}
		snmp_free_pdu(response);
	}
	return instances;
}

/* ---- Cost -----------------------------------------------------------------*/

/* The CPU time that a process has used, in nanoseconds. */
static uint64_t cpu_time(int pid)
{
	unsigned long long spent;
	char path[64];
	FILE *file;

	if (!pid)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%llu", &spent) != 1)
		bench_die_errno("%s", path);
	fclose(file);
	return spent;
}

/* One column, or all of them together. */
static struct cost measure(const struct contender *contender,
			   const struct method *method, unsigned column)
{
	unsigned columns = method->together ? contender->columns : 1;
	uint64_t snmpd = cpu_time(contender->snmpd);
	uint64_t agent = cpu_time(contender->agent);
	uint64_t start = bench_now();
	unsigned instances = walk_columns(contender, method,
					  contender->column + column, columns);
	double scale = 1000.0 * instances;
	struct cost cost;

	cost.part[WALL] = (double)(bench_now() - start) / scale;
	cost.part[SNMPD] = (double)(cpu_time(contender->snmpd) - snmpd) / scale;
	cost.part[AGENT] = (double)(cpu_time(contender->agent) - agent) / scale;
	if (!instances ||
	    (contender->rows && instances != contender->rows * columns))
		bench_die("%s: %u instances came, %u rows of %u columns should",
			  contender->name, instances, contender->rows, columns);
	return cost;
}

static struct bench_spread spread_of(const struct contender *contender,
				     enum part part, unsigned samples)
{
	static double values[MAX_SAMPLES];
	unsigned i;

	for (i = 0; i < samples; i++)
		values[i] = contender->cost[i].part[part];
	return bench_spread(values, samples);
}

static void print_cost(const struct method *method,
		       const struct contender *contender, unsigned samples)
{
	static double mine[MAX_SAMPLES], theirs[MAX_SAMPLES];
	struct bench_spread first = spread_of(&contenders[0], WALL, samples);
	struct bench_spread wall = spread_of(contender, WALL, samples);
	struct bench_spread snmpd = spread_of(contender, SNMPD, samples);
	struct bench_spread agent = spread_of(contender, AGENT, samples);
	struct bench_spread ratio;
	unsigned i;

	for (i = 0; i < samples; i++) {
		mine[i] = contenders[0].cost[i].part[WALL];
		theirs[i] = contender->cost[i].part[WALL];
	}
	ratio = bench_ratio(theirs, mine, samples);
	printf("%-8s %-14s %8.1f %8.1f %8.1f %8.1f %8.1f %7.2f %7.2f "
	       "(%.2f-%.2f)\n",
	       method->name, contender->name, wall.min, wall.median, snmpd.min,
	       agent.min, snmpd.min + agent.min, wall.min / first.min,
	       ratio.median, ratio.min, ratio.max);
}

/* The contenders take turns at every column, so that a moment in which the
 * machine is busy with something else spoils few ratios. */
static void compare(const struct method *method)
{
	unsigned steps = method->together ? 1 : contenders[0].columns;
	unsigned round, step, sample = 0;
	size_t i;

	for (round = 0; round < rounds; round++)
		for (step = 0; step < steps; step++, sample++)
			for (i = 0; i < contender_count; i++)
				contenders[i].cost[sample] = measure(
					&contenders[i], method, step);
	for (i = 0; i < contender_count; i++)
		print_cost(method, &contenders[i], sample);
	fflush(stdout);
}

/* ---- Command line ---------------------------------------------------------*/

static const char *field(char **rest, const char *of)
{
	char *value = strsep(rest, ",");

	if (!value || !*value)
		bench_die("contender %s: NAME,PEER,ENTRY,COLUMN,COLUMNS,ROWS,"
			  "SNMPD,AGENT",
			  of);
	return value;
}

static void add_contender(char *text)
{
	struct contender *contender = &contenders[contender_count++];
	netsnmp_session session;
	char *rest = text;

	if (contender_count > MAX_CONTENDERS)
		bench_die("at most %d contenders", MAX_CONTENDERS);
	snmp_sess_init(&session);
	contender->name = field(&rest, text);
	session.version = SNMP_VERSION_2c;
	session.peername = (char *)(uintptr_t)field(&rest, text);
	session.community = (u_char *)(uintptr_t) "public";
	session.community_len = 6;
	session.timeout = 60 * 1000000L;
	session.retries = 0;
	contender->session = snmp_open(&session);
	if (!contender->session)
		bench_die("no SNMP session to %s", session.peername);
	contender->entry_length = MAX_OID_LEN;
	if (!read_objid(field(&rest, text), contender->entry,
			&contender->entry_length))
		bench_die("contender %s: the entry's OID", text);
	contender->column = (unsigned)atoi(field(&rest, text));
	contender->columns = (unsigned)atoi(field(&rest, text));
	contender->rows = (unsigned)atoi(field(&rest, text));
	contender->snmpd = atoi(field(&rest, text));
	contender->agent = atoi(field(&rest, text));
	if (!contender->columns || contender->columns > MAX_COLUMNS)
		bench_die("contender %s: 1 to %d columns", text, MAX_COLUMNS);
}

int main(int argc, char **argv)
{
	bool chosen[sizeof(methods) / sizeof(*methods)] = {false}, any = false;
	size_t i;
	int option;

	while ((option = getopt(argc, argv, "m:r:")) != -1) {
		bool known = option == 'r';

		if (option == 'r')
			rounds = (unsigned)atoi(optarg);
		for (i = 0; option == 'm' && i < sizeof(chosen); i++)
			if (!strcmp(methods[i].name, optarg))
				any = known = chosen[i] = true;
		if (!known || !rounds || rounds > MAX_ROUNDS)
			bench_die("usage: bench-walk [-r ROUNDS] [-m bulk10|"
				  "bulk50|columns|next]... CONTENDER...");
	}
	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
	init_snmp("bench-walk");
	for (; optind < argc; optind++)
		add_contender(argv[optind]);
	if (!contender_count)
		bench_die("bench-walk: no contender is named");
	for (i = 1; i < contender_count; i++)
		if (contenders[i].columns != contenders[0].columns)
			bench_die("the contenders differ in columns");
	printf("Microseconds per instance: the best and the median step, and "
	       "the least CPU time.\n"
	       "Ratios to the first contender's: of the best steps, and median "
	       "(least-greatest)\nof all.\n"
	       "%-8s %-14s %8s %8s %8s %8s %8s %7s %7s\n",
	       "method", "contender", "best", "median", "snmpd", "agent",
	       "both", "best", "median");
	for (i = 0; i < sizeof(chosen); i++)
		if (!any || chosen[i])
			compare(&methods[i]);
	return 0;
}
