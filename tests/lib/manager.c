/* SPDX-License-Identifier: BSD-2-Clause
 *
 * manager [-d] [-r REPETITIONS] [-p SECONDS] ADDRESS OID...: an SNMP manager
 * that does what Net-SNMP's tools do not.  It walks each OID's subtree, all of
 * them at the same time with one request of each in flight, and prints what it
 * gets as snmpwalk -Onq does, in order for each.
 *
 *	-d	send every request twice, but for the first of a walk, with
 *		which another would begin; both answers have to be the same
 *	-p	rest before each request but the first
 *	-r	GETBULK with so many repetitions; GETNEXT without
 *
 * Fails where an answer is missing, is an error, or does not increase.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WALKS	 20
#define PATIENCE 20000000L /* microseconds that an answer may take */

struct walk {
	oid root[MAX_OID_LEN];
	size_t root_length;
	oid name[MAX_OID_LEN]; /* where it goes on */
	size_t length;
	unsigned int awaited;	       /* answers */
	netsnmp_variable_list *answer; /* the first of two, or NULL */
	bool ended;
	time_t due; /* when the next request is, or 0 */
	char *text; /* what it got */
	size_t size;
	FILE *out;
};

static struct walk walks[WALKS];
static int walk_count;
static netsnmp_session *session;
static bool twice;
static long repetitions;
static unsigned int rest;

static void fail(const char *text)
{
	fprintf(stderr, "manager: %s\n", text);
	exit(EXIT_FAILURE);
}

/* ---- Answers ------------------------------------------------------------- */

static bool is_outside(const struct walk *walk,
		       const netsnmp_variable_list *variable)
{
	return variable->type == SNMP_ENDOFMIBVIEW ||
	       netsnmp_oid_is_subtree(walk->root, walk->root_length,
				      variable->name,
				      variable->name_length) != 0;
}

/* What comes behind the subtree may be a clock. */
static bool same_variables(const struct walk *walk,
			   const netsnmp_variable_list *a,
			   const netsnmp_variable_list *b)
{
	for (; a && b; a = a->next_variable, b = b->next_variable) {
		if (is_outside(walk, a) && is_outside(walk, b))
			return true;
		if (a->type != b->type || a->val_len != b->val_len ||
		    snmp_oid_compare(a->name, a->name_length, b->name,
				     b->name_length) != 0 ||
		    memcmp(a->val.string, b->val.string, a->val_len) != 0)
			return false;
	}
	return !a && !b;
}

static void print_line(FILE *out, const netsnmp_variable_list *variable)
{
	char text[4096];

	snprint_variable(text, sizeof(text), variable->name,
			 variable->name_length, variable);
	fprintf(out, "%s\n", text);
}

static void take_variables(struct walk *walk,
			   const netsnmp_variable_list *variable)
{
	for (; variable; variable = variable->next_variable) {
		if (is_outside(walk, variable)) {
			walk->ended = true;
			return;
		}
		if (snmp_oid_compare(walk->name, walk->length, variable->name,
				     variable->name_length) >= 0)
			fail("the answer does not increase");
		print_line(walk->out, variable);
		walk->length = variable->name_length;
		memcpy(walk->name, variable->name,
		       variable->name_length * sizeof(oid));
	}
	walk->due = time(NULL) + rest;
}

static void take_answer(struct walk *walk, const netsnmp_pdu *pdu)
{
	if (pdu->command != SNMP_MSG_RESPONSE ||
	    pdu->errstat != SNMP_ERR_NOERROR)
		fail("an error is answered");
	walk->awaited--;
	if (walk->awaited > 0) {
		walk->answer = snmp_clone_varbind(pdu->variables);
		return;
	}
	if (!walk->answer) {
		take_variables(walk, pdu->variables);
		return;
	}
	if (!same_variables(walk, walk->answer, pdu->variables))
		fail("what was asked twice was answered differently");
	take_variables(walk, walk->answer);
	snmp_free_varbind(walk->answer);
	walk->answer = NULL;
}

static int on_answer(int operation, netsnmp_session *of, int reqid,
		     netsnmp_pdu *pdu, void *magic)
{
	(void)of;
	(void)reqid;
	if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE)
		fail("no answer");
	take_answer(magic, pdu);
	return 1;
}

/* ---- Requests ------------------------------------------------------------ */

static void send_request(struct walk *walk, netsnmp_pdu *pdu)
{
	if (!snmp_async_send(session, pdu, on_answer, walk))
		fail("a request cannot be sent");
	walk->awaited++;
}

static void ask(struct walk *walk)
{
	netsnmp_pdu *pdu = snmp_pdu_create(repetitions ? SNMP_MSG_GETBULK
						       : SNMP_MSG_GETNEXT);

	if (!pdu)
		fail("no memory");
	if (repetitions) {
		pdu->non_repeaters = 0;
		pdu->max_repetitions = repetitions;
	}
	snmp_add_null_var(pdu, walk->name, walk->length);
	walk->due = 0;
	/* The same octets, with the same number of the request. */
	if (twice && walk->length > walk->root_length)
		send_request(walk, snmp_clone_pdu(pdu));
	send_request(walk, pdu);
}

/* Ask where it is time to; the seconds until it is again, or -1. */
static int ask_what_is_due(void)
{
	int seconds = -1, i;

	for (i = 0; i < walk_count; i++) {
		struct walk *walk = &walks[i];
		time_t now = time(NULL);

		if (walk->ended || walk->due == 0)
			continue;
		if (walk->due <= now)
			ask(walk);
		else if (seconds < 0 || walk->due - now < seconds)
			seconds = (int)(walk->due - now);
	}
	return seconds;
}

static bool all_ended(void)
{
	int i;

	for (i = 0; i < walk_count; i++) {
		if (!walks[i].ended)
			return false;
	}
	return true;
}

static void take_answers(int seconds)
{
	struct timeval limit = {1, 0};
	int count = 0, block = 0;
	fd_set set;

	FD_ZERO(&set);
	if (seconds >= 0)
		limit.tv_sec = seconds;
	snmp_select_info(&count, &set, &limit, &block);
	count = select(count, &set, NULL, NULL, &limit);
	if (count > 0)
		snmp_read(&set);
	else
		snmp_timeout();
}

/* ----  ----------------------------------------------------------------- */

static void add_walk(const char *text)
{
	struct walk *walk = &walks[walk_count++];

	walk->root_length = MAX_OID_LEN;
	if (!read_objid(text, walk->root, &walk->root_length))
		fail("not an OID");
	walk->length = walk->root_length;
	memcpy(walk->name, walk->root, sizeof(walk->name));
	walk->out = open_memstream(&walk->text, &walk->size);
	if (!walk->out)
		fail("no memory");
	walk->due = 1;
}

static void open_session(char *address)
{
	static u_char community[] = "public";
	netsnmp_session wanted;

	snmp_sess_init(&wanted);
	wanted.version = SNMP_VERSION_2c;
	wanted.peername = address;
	wanted.community = community;
	wanted.community_len = sizeof(community) - 1;
	wanted.retries = 0;
	wanted.timeout = PATIENCE;
	session = snmp_open(&wanted);
	if (!session)
		fail("no session");
}

int main(int argc, char **argv)
{
	int option, i;

	while ((option = getopt(argc, argv, "dp:r:")) != -1) {
		switch (option) {
		case 'd':
			twice = true;
			break;
		case 'p':
			rest = (unsigned int)atoi(optarg);
			break;
		case 'r':
			repetitions = atol(optarg);
			break;
		default:
			fail("wrong option");
		}
	}
	if (argc - optind < 2 || argc - optind - 1 > WALKS)
		fail("give an address and OIDs");
	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID,
			       NETSNMP_DS_LIB_QUICK_PRINT, 1);
	netsnmp_ds_set_int(NETSNMP_DS_LIBRARY_ID,
			   NETSNMP_DS_LIB_OID_OUTPUT_FORMAT,
			   NETSNMP_OID_OUTPUT_NUMERIC);
	init_snmp("manager");
	open_session(argv[optind]);
	for (i = optind + 1; i < argc; i++)
		add_walk(argv[i]);
	while (!all_ended())
		take_answers(ask_what_is_due());
	for (i = 0; i < walk_count; i++) {
		fclose(walks[i].out);
		fputs(walks[i].text, stdout);
		free(walks[i].text);
	}
	snmp_close(session);
	return EXIT_SUCCESS;
}
