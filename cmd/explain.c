/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip explain: why an address is an anycast address of this host, or is
 * not, and what repairs it. */
#include "cmd/commands.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

#include "cmd/data.h"
#include "cmd/die.h"
#include "cmd/json.h"
#include "cmd/quote.h"
#include "cmd/text.h"

#define TABLE_LOCAL  255
#define IPV6_MTU_MIN 1280u

/* What there is to say about the address on one interface, or at all. */
struct finding {
	const struct anycastip_row *row; /* NULL: no row */
	char *text;
	char *command; /* that repairs it, or NULL */
};

/* What is asked, and what is known. */
struct question {
	anycastip *handle;
	const struct arguments *arguments;
	int family;
	uint8_t address[16];
	char ifname[ANYCASTIP_IFNAME_SIZE]; /* "": any */
	const char *nowhere;   /* the interface asked for, if there is none */
	char text[CLEAN_SIZE]; /* the address, as we write it */
	char *netns;	       /* the namespace, as a word for a shell */
	struct anycastip_snapshot *snapshot;
	struct expectations expectations;
	struct anycastip_unicast *unicast;
	size_t unicast_count;
	struct finding *findings;
	size_t count;
};

/* Add to a text that may not be there yet. */
static void add(char **text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(char **text, const char *format, ...)
{
	char *piece, *whole;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&piece, format, arguments) < 0)
		die_of_memory();
	va_end(arguments);
	if (asprintf(&whole, "%s%s", *text ? *text : "", piece) < 0)
		die_of_memory();
	free(piece);
	free(*text);
	*text = whole;
}

#define SAY(finding, ...) add(&(finding)->text, __VA_ARGS__)
#define DO(finding, ...)  add(&(finding)->command, __VA_ARGS__)

/* ip(8) takes the names of namespaces, and no files. */
static bool is_netns_file(const struct question *question)
{
	return question->netns && strchr(question->arguments->netns, '/');
}

/* The start of a command that is to run in the namespace. */
static void do_inside(const struct question *question, struct finding *finding)
{
	if (finding->command)
		DO(finding, " && ");
	if (is_netns_file(question))
		DO(finding, "nsenter --net=%s ", question->netns);
}

/* The start of a command of ip(8), behind another command. */
static void do_ip(const struct question *question, struct finding *finding)
{
	do_inside(question, finding);
	if (question->netns && !is_netns_file(question))
		DO(finding, "ip -n %s ", question->netns);
	else
		DO(finding, "ip ");
}

static void do_sysctl(const struct question *question, struct finding *finding,
		      const char *ifname, const char *setting)
{
	char quoted[CLEAN_SIZE], path[CLEAN_SIZE];

	do_inside(question, finding);
	if (question->netns && !is_netns_file(question))
		DO(finding, "ip netns exec %s ", question->netns);
	/* With slashes, as a dot can be part of an interface's name. */
	snprintf(path, sizeof(path), "net/ipv6/conf/%s/%s", ifname, setting);
	DO(finding, "sysctl -w %s", quote(quoted, sizeof(quoted), path));
}

/* Whether an IPv6 address is asked for where the interface has no IPv6... */
static bool lacks_its_ipv6(const struct question *question,
			   const struct anycastip_interface *interface)
{
	return question->family == AF_INET6 && !interface->ipv6;
}

/* ...and can have none, whatever its settings are. */
static bool is_too_small(const struct question *question,
			 const struct anycastip_interface *interface)
{
	return lacks_its_ipv6(question, interface) && interface->mtu > 0 &&
	       interface->mtu < IPV6_MTU_MIN;
}

/* Whether the interface is switched off, which IPv4 does not care about. */
static bool is_off(const struct question *question,
		   const struct anycastip_interface *interface)
{
	return question->family == AF_INET6 && !interface->up;
}

/* What of the interface keeps any address from being delivered... */
static void say_off(const struct question *question, struct finding *finding,
		    const struct anycastip_interface *interface)
{
	char ifname[CLEAN_SIZE];

	clean_text(ifname, interface->ifname);
	if (is_off(question, interface))
		SAY(finding, " %s is switched off.", ifname);
	if (is_too_small(question, interface))
		SAY(finding, " The MTU of %s is %u, and IPv6 takes %u.", ifname,
		    interface->mtu, IPV6_MTU_MIN);
	else if (lacks_its_ipv6(question, interface))
		SAY(finding, " IPv6 is disabled on %s.", ifname);
}

/* ...and how that is changed. */
static void do_on(const struct question *question, struct finding *finding,
		  const struct anycastip_interface *interface)
{
	char ifname[CLEAN_SIZE];

	if (is_off(question, interface)) {
		do_ip(question, finding);
		DO(finding, "link set dev %s up",
		   quote(ifname, sizeof(ifname), interface->ifname));
	}
	if (is_too_small(question, interface)) {
		do_ip(question, finding);
		DO(finding, "link set dev %s mtu %u",
		   quote(ifname, sizeof(ifname), interface->ifname),
		   IPV6_MTU_MIN);
	} else if (lacks_its_ipv6(question, interface)) {
		do_sysctl(question, finding, interface->ifname,
			  "disable_ipv6=0");
	}
}

static struct finding *add_finding(struct question *question,
				   const struct anycastip_row *row)
{
	struct finding *findings;

	findings = realloc(question->findings,
			   (question->count + 1) * sizeof(*findings));
	if (!findings)
		die_of_memory();
	question->findings = findings;
	memset(&findings[question->count], 0, sizeof(*findings));
	findings[question->count].row = row;
	return &findings[question->count++];
}

static void free_question(struct question *question)
{
	size_t i;

	for (i = 0; i < question->count; i++) {
		free(question->findings[i].text);
		free(question->findings[i].command);
	}
	free(question->findings);
	free(question->netns);
	free(question->unicast);
	free(question->expectations.at);
	anycastip_snapshot_free(question->snapshot);
}

/* Whether it is the address that is asked for. */
static bool is_asked(const struct question *question, int family,
		     const uint8_t *address)
{
	return family == question->family &&
	       memcmp(address, question->address, sizeof(question->address)) ==
		       0;
}

/* ---- Rows ------------------------------------------------------------- */

static const struct anycastip_unicast *find_unicast(
	const struct question *question, uint32_t ifindex)
{
	const struct anycastip_unicast *unicast;
	size_t i;

	for (i = 0; i < question->unicast_count; i++) {
		unicast = &question->unicast[i];
		if (unicast->ifindex == ifindex &&
		    is_asked(question, unicast->family, unicast->address))
			return unicast;
	}
	return NULL;
}

/* A line of a file as it stands there; "" where it cannot be had again, as of a
 * pipe. */
static const char *read_config_line(char line[CLEAN_SIZE], const char *file,
				    uint32_t number)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *stream = fd >= 0 ? fdopen(fd, "r") : NULL;
	char *text = NULL;
	size_t size = 0;

	line[0] = '\0';
	if (!stream) {
		if (fd >= 0)
			close(fd);
		return line;
	}
	while (number > 0 && getline(&text, &size, stream) >= 0)
		number--;
	if (number == 0 && text) {
		text[strcspn(text, "\r\n")] = '\0';
		clean_text(line, text);
	}
	free(text);
	fclose(stream);
	return line;
}

/* By which line of the configuration. */
static void say_declared(const struct question *question,
			 struct finding *finding)
{
	const char *file = question->arguments->config_text;
	const struct anycastip_unicast *unicast = find_unicast(
		question, finding->row->ifindex);
	char line[CLEAN_SIZE];

	if (!unicast || unicast->line == 0) {
		SAY(finding,
		    "It is a unicast address of the interface, and %s "
		    "declares or expects it.",
		    file);
		return;
	}
	SAY(finding,
	    "It is a unicast address of the interface, and anycast by line %u "
	    "of %s",
	    unicast->line, file);
	if (read_config_line(line, question->arguments->config_file,
			     unicast->line)[0] != '\0')
		SAY(finding, ", \"%s\"", line);
	SAY(finding, ".");
}

/* By which route, if it is one for a prefix. */
static void say_covered(const struct question *question,
			struct finding *finding)
{
	const struct anycastip_row *row = finding->row;
	char prefix[CLEAN_SIZE], ifname[CLEAN_SIZE];
	uint8_t first[16];

	memcpy(first, row->address, sizeof(first));
	anycastip_address_mask(first, row->prefix_length);
	bare_address(prefix, question->family, first);
	SAY(finding,
	    "No interface has it, and %s expects it. The route \"%s %s/%u dev "
	    "%s\" takes in whatever comes for that prefix.",
	    question->arguments->config_text,
	    row->origin == ANYCASTIP_ROUTE ? "anycast" : "local", prefix,
	    row->prefix_length, clean_text(ifname, row->ifname));
}

static void say_origin(const struct question *question, struct finding *finding)
{
	switch (finding->row->origin) {
	case ANYCASTIP_SUBNET_ROUTER:
		SAY(finding, "The interface forwards IPv6 and has a prefix "
			     "with this address as its Subnet-Router anycast "
			     "address (RFC 4291), which every router has.");
		break;
	case ANYCASTIP_JOINED:
		SAY(finding, "A program joined it (IPV6_JOIN_ANYCAST) and has "
			     "it for as long as it runs.");
		break;
	case ANYCASTIP_LOCAL_ROUTE:
		say_covered(question, finding);
		break;
	case ANYCASTIP_ROUTE:
		if (finding->row->prefix_length < 128) {
			say_covered(question, finding);
			break;
		}
		SAY(finding, "Somebody made a route of type anycast for it. "
			     "Routers can send packets here, but the host "
			     "answers no neighbour solicitation for it.");
		break;
	default:
		say_declared(question, finding);
		break;
	}
}

static void repair_declared(const struct question *question,
			    struct finding *finding,
			    const struct anycastip_interface *interface)
{
	const struct anycastip_unicast *unicast = find_unicast(
		question, interface->ifindex);
	int family = question->family == AF_INET ? 4 : 6;
	char ifname[CLEAN_SIZE];

	quote(ifname, sizeof(ifname), interface->ifname);
	if (unicast && unicast->flags & ANYCASTIP_U_DUPLICATE) {
		SAY(finding, " It is not delivered, because duplicate address "
			     "detection found another host on the link that "
			     "has it. Take it from that host; or, if both are "
			     "to have it, add it without the detection:");
		do_ip(question, finding);
		DO(finding, "address del %s/%u dev %s", question->text,
		   unicast->prefix_length, ifname);
		do_ip(question, finding);
		DO(finding, "address add %s/%u dev %s nodad", question->text,
		   unicast->prefix_length, ifname);
	} else if (is_off(question, interface)) {
		SAY(finding, " It is not delivered, because the interface is "
			     "switched off. Switch it on:");
		do_on(question, finding, interface);
	} else if (unicast && unicast->flags & ANYCASTIP_U_TENTATIVE) {
		SAY(finding, " It is not delivered yet: duplicate address "
			     "detection takes a second or two, and waits for "
			     "a carrier.");
	} else {
		SAY(finding,
		    " It is not delivered: a packet that comes in for it finds "
		    "no route by which this host takes it. Its own may have "
		    "been deleted; then take the address away and add it once "
		    "more. Or a rule, or another route, stands before that. "
		    "Look at both:\n"
		    "ip -%d rule\nip -%d route show table %u %s",
		    family, family, interface->table, question->text);
	}
}

static void repair_listed(const struct question *question,
			  struct finding *finding,
			  const struct anycastip_interface *interface)
{
	char ifname[CLEAN_SIZE];

	quote(ifname, sizeof(ifname), interface->ifname);
	if (finding->row->origin == ANYCASTIP_ROUTE)
		SAY(finding, " It is not delivered: packets from the interface "
			     "do not come to that route. Another one stands "
			     "before it, no rule leads to its table, or that "
			     "is the table of a VRF that the interface is not "
			     "in.");
	else
		SAY(finding, " It is not delivered: the kernel has no route by "
			     "which a packet for it would come in. That "
			     "happens when the link goes down and up again, "
			     "when IPv6 is disabled on the interface for a "
			     "while, or when the interface moves into a VRF "
			     "or out of one.");
	say_off(question, finding, interface);
	if (finding->row->origin == ANYCASTIP_JOINED)
		SAY(finding, " The clean repair is to restart the program "
			     "that joined it. Without that, make the route, "
			     "and delete it when the program has ended:");
	else
		SAY(finding, " Make the route:");
	do_on(question, finding, interface);
	/* Before any other that somebody made, and beside one for another
	 * interface, which "add" would refuse. */
	do_ip(question, finding);
	DO(finding, "-6 route append anycast %s dev %s metric 1 table ",
	   question->text, ifname);
	if (interface->table == TABLE_LOCAL)
		DO(finding, "local");
	else
		DO(finding, "%u", interface->table);
}

static void explain_row(struct question *question,
			const struct anycastip_row *row)
{
	struct finding *finding = add_finding(question, row);
	struct anycastip_interface interface;
	struct anycastip_error error;

	say_origin(question, finding);
	if (row->state == ANYCASTIP_DELIVERED) {
		SAY(finding, " The kernel delivers it.");
		return;
	}
	if (anycastip_read_interface(question->handle, row->ifindex, &interface,
				     &error) != ANYCASTIP_OK) {
		SAY(finding, " It is not delivered (%s).", error.text);
		return;
	}
	if (row->origin == ANYCASTIP_DECLARED)
		repair_declared(question, finding, &interface);
	else
		repair_listed(question, finding, &interface);
}

/* ---- No row ----------------------------------------------------------- */

static bool is_wanted_interface(const struct question *question,
				const char *ifname)
{
	return question->ifname[0] == '\0' ||
	       strcmp(question->ifname, ifname) == 0;
}

/* Whether the address is the first of the unicast address' prefix. */
static bool is_subnet_router(const struct question *question,
			     const struct anycastip_unicast *unicast)
{
	unsigned int length = unicast->prefix_length;
	uint8_t first[16];

	memcpy(first, unicast->address, sizeof(first));
	anycastip_address_mask(first, length);
	return unicast->family == AF_INET6 && question->family == AF_INET6 &&
	       length > 0 && length <= 126 &&
	       is_wanted_interface(question, unicast->ifname) &&
	       memcmp(first, question->address, sizeof(first)) == 0;
}

static bool explain_undeclared(struct question *question)
{
	const struct anycastip_unicast *unicast;
	struct finding *finding;
	char ifname[CLEAN_SIZE];
	bool found = false;
	size_t i;

	for (i = 0; i < question->unicast_count; i++) {
		unicast = &question->unicast[i];
		if (!is_asked(question, unicast->family, unicast->address) ||
		    !is_wanted_interface(question, unicast->ifname))
			continue;
		found = true;
		finding = add_finding(question, NULL);
		SAY(finding,
		    "It is a unicast address of %s (%s/%u), and nothing says "
		    "that it is anycast. If it is, write into %s:\n"
		    "[declared]\nprefix = %s",
		    clean_text(ifname, unicast->ifname), question->text,
		    unicast->prefix_length, question->arguments->config_text,
		    question->text);
	}
	return found;
}

static void explain_missing(struct question *question,
			    const struct anycastip_expected *expected)
{
	bool anywhere = expected->ifname[0] == '\0';
	const char *where = anywhere ? "lo" : expected->ifname;
	struct finding *finding = add_finding(question, NULL);
	struct anycastip_interface interface;
	struct anycastip_error error;
	enum anycastip_status status;
	char ifname[CLEAN_SIZE];

	SAY(finding, "It is missing: %s expects it as %s",
	    question->arguments->config_text, expected->name);
	if (!anywhere)
		SAY(finding, " on %s", clean_text(ifname, where));
	status = anycastip_find_interface(question->handle, where, &interface,
					  &error);
	if (status == ANYCASTIP_NO_INTERFACE) {
		SAY(finding, ", and there is no such interface.");
		return;
	}
	if (status)
		die(&error);
	SAY(finding,
	    ", and %s. What is to add it may not run, or may have "
	    "taken it away because the service failed.",
	    anywhere ? "no interface has it" : "there it is not");
	say_off(question, finding, &interface);
	SAY(finding, " By hand:");
	do_on(question, finding, &interface);
	do_ip(question, finding);
	DO(finding, "address add %s/%d dev %s", question->text,
	   question->family == AF_INET ? 32 : 128,
	   quote(ifname, sizeof(ifname), where));
}

static bool explain_expected(struct question *question)
{
	const struct anycastip_expected *expected;
	bool found = false;
	size_t i;

	for (i = 0; i < question->expectations.count; i++) {
		expected = &question->expectations.at[i];
		if (!is_asked(question, expected->family, expected->address) ||
		    state_of(expected, question->snapshot) != ANYCASTIP_MISSING)
			continue;
		explain_missing(question, expected);
		found = true;
	}
	return found;
}

static bool explain_subnet_router(struct question *question)
{
	const struct anycastip_unicast *unicast;
	struct finding *finding;
	char ifname[CLEAN_SIZE];
	size_t i;

	for (i = 0; i < question->unicast_count; i++) {
		unicast = &question->unicast[i];
		if (!is_subnet_router(question, unicast))
			continue;
		finding = add_finding(question, NULL);
		SAY(finding,
		    "It is the Subnet-Router anycast address of the prefix "
		    "%s/%u of %s, which a router has, and %s does not forward "
		    "IPv6. If this host is to be a router there:",
		    question->text, unicast->prefix_length,
		    clean_text(ifname, unicast->ifname), ifname);
		do_sysctl(question, finding, unicast->ifname, "forwarding=1");
		return true;
	}
	return false;
}

static void explain_nowhere(struct question *question)
{
	struct finding *finding = add_finding(question, NULL);
	char clean[CLEAN_SIZE];

	SAY(finding,
	    "There is no interface %s; those that there are, \"ip link\" "
	    "shows.",
	    clean_text(clean, question->nowhere));
}

/* What no address of a service is; NULL for any other. */
static const char *what_kind(const struct question *question)
{
	static const uint8_t loopback[16] = {[15] = 1}, none[16];
	const uint8_t *address = question->address;

	if (memcmp(address, none, sizeof(none)) == 0)
		return "the unspecified address, which no interface can have";
	if (question->family == AF_INET ? address[0] >> 4 == 14
					: address[0] == 0xff)
		return "a multicast address";
	if (question->family == AF_INET
		    ? address[0] == 127
		    : memcmp(address, loopback, sizeof(loopback)) == 0)
		return "a loopback address, by which a host reaches itself "
		       "alone";
	return NULL;
}

static void explain_nothing(struct question *question)
{
	struct finding *finding = add_finding(question, NULL);
	char ifname[CLEAN_SIZE];

	/* Of the other interfaces nothing is known here. */
	if (question->ifname[0] != '\0')
		SAY(finding, "The interface %s does not have it",
		    clean_text(ifname, question->ifname));
	else
		SAY(finding, "No interface of this host has it");
	if (question->family == AF_INET)
		SAY(finding,
		    ". An IPv4 address is anycast here if an interface has it "
		    "as a unicast address, and %s declares it; or if a route "
		    "of type local takes it in, and the file expects it. "
		    "(Linux never delivers by an IPv4 route of type "
		    "anycast.)",
		    question->arguments->config_text);
	else
		SAY(finding,
		    ", as a unicast or an anycast address, and there is no "
		    "route of type anycast for it alone. (A route that takes "
		    "it in with others counts if %s expects it.)",
		    question->arguments->config_text);
}

/* ---- The answer ------------------------------------------------------- */

static void find_out(struct question *question)
{
	const struct anycastip_row *row;
	bool found;
	size_t i;

	if (question->nowhere) {
		explain_nowhere(question);
		explain_expected(question);
		return;
	}
	for (i = 0; i < question->snapshot->count; i++) {
		row = &question->snapshot->rows[i];
		if (is_asked(question, row->family, row->address) &&
		    is_wanted_interface(question, row->ifname))
			explain_row(question, row);
	}
	found = question->count > 0;
	found = explain_expected(question) || found;
	if (question->count > 0 && question->findings[0].row)
		return;
	if (what_kind(question)) {
		SAY(add_finding(question, NULL), "It is %s.",
		    what_kind(question));
		return;
	}
	found = explain_undeclared(question) || found;
	found = explain_subnet_router(question) || found;
	if (!found)
		explain_nothing(question);
}

/* The text, broken into lines of at most 72 columns behind an indent; where
 * the text has a new line, it is a line of a file and indented further. */
static void print_wrapped(const char *text)
{
	size_t line, length;
	bool verbatim = false;

	while (*text) {
		length = strcspn(text, "\n");
		line = length;
		if (!verbatim && line > 72) {
			for (line = 72; line > 0 && text[line] != ' '; line--)
				;
			if (line == 0)
				line = strcspn(text, " \n");
		}
		printf(verbatim ? "      %.*s\n" : "  %.*s\n", (int)line, text);
		text += line;
		if (*text == '\n')
			verbatim = true;
		if (*text)
			text++;
	}
}

static void print_answer(const struct question *question)
{
	const struct arguments *arguments = question->arguments;
	const struct anycastip_row *row;
	const struct finding *finding;
	char ifname[CLEAN_SIZE], since[TIME_SIZE];
	size_t i;

	if (!question->findings[0].row)
		printf("%s is not an anycast address of this host.\n",
		       question->text);
	for (i = 0; i < question->count; i++) {
		finding = &question->findings[i];
		row = finding->row;
		if (row) {
			printf("%s on %s", question->text,
			       clean_text(ifname, row->ifname));
			created_local(since, row);
			if (strcmp(since, "-") != 0)
				printf(" since %s", since);
			printf(": %s, %s%s%s\n",
			       anycastip_origin_name(row->origin),
			       colour_of(arguments->colour, row->state),
			       anycastip_state_name(row->state),
			       no_colour(arguments->colour));
		}
		print_wrapped(finding->text);
		if (finding->command)
			printf("      %s\n", finding->command);
	}
}

static void print_answer_json(const struct question *question)
{
	json_t *array = must_have(json_array()), *item;
	const struct finding *finding;
	size_t i;

	for (i = 0; i < question->count; i++) {
		finding = &question->findings[i];
		item = finding->row ? json_row(finding->row)
				    : must_have(json_object());
		add_members(item,
			    json_pack("{s:s, s:s?}", "reason", finding->text,
				      "repair", finding->command));
		add_item(array, item);
	}
	print_json(json_pack("{s:i, s:s, s:b, s:o}", "schema", 1, "address",
			     question->text, "anycast",
			     question->findings[0].row != NULL, "findings",
			     array),
		   false);
}

/* Delivered wherever it is? */
static int verdict(const struct question *question)
{
	size_t i;

	for (i = 0; i < question->count; i++)
		if (!question->findings[i].row ||
		    question->findings[i].row->state != ANYCASTIP_DELIVERED)
			return EXIT_NO;
	return EXIT_SUCCESS;
}

/* What follows the address: the name of an interface, or its index. */
static void parse_zone(struct question *question, const char *zone)
{
	enum anycastip_status status = ANYCASTIP_NO_INTERFACE;
	struct anycastip_interface interface;
	struct anycastip_error error;
	unsigned long ifindex;
	char *end;

	ifindex = strtoul(zone, &end, 10);
	if (zone[0] >= '1' && zone[0] <= '9' && *end == '\0' &&
	    ifindex <= UINT32_MAX)
		status = anycastip_read_interface(question->handle,
						  (uint32_t)ifindex, &interface,
						  &error);
	if (status == ANYCASTIP_NO_INTERFACE)
		status = anycastip_find_interface(question->handle, zone,
						  &interface, &error);
	if (status == ANYCASTIP_NO_INTERFACE)
		question->nowhere = zone;
	else if (status)
		die(&error);
	else
		memcpy(question->ifname, interface.ifname,
		       sizeof(question->ifname));
}

/* ADDRESS or ADDRESS%ZONE. */
static void parse_question(struct question *question)
{
	const char *word = question->arguments->words[1];
	const char *netns = question->arguments->netns;
	struct anycastip_error error = {.text = ""};
	char address[ANYCASTIP_TEXT_SIZE] = "", clean[CLEAN_SIZE];
	size_t length = strcspn(word, "%"), size;

	if (length < sizeof(address))
		memcpy(address, word, length);
	if (anycastip_address_parse(address, &question->family,
				    question->address) != ANYCASTIP_OK ||
	    strcmp(word + length, "%") == 0) {
		snprintf(error.text, sizeof(error.text),
			 "%s is not an IP address; write it as in 192.0.2.1, "
			 "2001:db8::1 or fe80::%%eth0",
			 clean_text(clean, word));
		die(&error);
	}
	bare_address(question->text, question->family, question->address);
	if (word[length] == '%')
		parse_zone(question, word + length + 1);
	if (netns) {
		size = QUOTED_SIZE(strlen(netns));
		question->netns = malloc(size);
		if (!question->netns)
			die_of_memory();
		quote(question->netns, size, netns);
	}
}

int cmd_explain(anycastip *handle, const struct arguments *arguments)
{
	struct arguments narrowed = *arguments;
	struct question question = {.handle = handle, .arguments = &narrowed};
	struct anycastip_error error;
	int status;

	parse_question(&question);
	narrowed.family = question.family;
	question.snapshot = data_rows(handle, &narrowed);
	question.expectations = data_expected(handle, &narrowed);
	if (anycastip_read_unicast(handle, &question.unicast,
				   &question.unicast_count,
				   &error) != ANYCASTIP_OK)
		die(&error);
	find_out(&question);
	if (arguments->json)
		print_answer_json(&question);
	else
		print_answer(&question);
	status = verdict(&question);
	free_question(&question);
	return status;
}
