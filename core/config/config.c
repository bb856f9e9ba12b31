/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip.conf(5): what the lines mean. */
#include "core/config/config.h"

#include <arpa/inet.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "core/config/declared.h"
#include "core/error.h"
#include "core/config/lines.h"

/* Settings that one file may have: bounds the memory that a file can take. */
#define ENTRIES_MAX 65536u

struct config {
	struct declared declared;
	struct anycastip_expected *expected;
	struct anycastip_setting *settings;
	size_t expected_count, setting_count;
};

/* A line of [expected], while the file is read. */
struct wanted {
	struct anycastip_expected expected;
	unsigned int line;
};

struct parser {
	struct config *config;
	struct wanted *wanted;
	size_t wanted_count;
	size_t entries;
	unsigned int automatic_line; /* where auto = stands, or 0 */
	struct lines lines;
};

/* ---- Memory ----------------------------------------------------------- */

static int out_of_memory(struct parser *parser)
{
	if (parser->lines.status == ANYCASTIP_OK)
		parser->lines.status = failure(
			parser->lines.error, ANYCASTIP_NO_MEMORY, 0,
			"no memory for the configuration");
	return 0;
}

/* Make room for one more element behind `count'.  The room of an array is
 * always the power of two that holds it.  NULL where there is no memory; the
 * array stays as it was. */
static void *grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return realloc(array, (count ? 2 * count : 1) * size);
}

/* ---- Values ----------------------------------------------------------- */

/* An IP address that may be an interface's own. */
static int parse_address(struct parser *parser, const char *text,
			 uint16_t *family, uint8_t address[16])
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0,    0,
					   0, 0, 0, 0, 0xff, 0xff};
	char shown[SHOWN_SIZE];
	int parsed;

	lines_show(shown, text);
	if (strchr(text, '%'))
		return lines_refuse(&parser->lines,
				    "%s has a zone; write the address alone "
				    "(in [expected]: ADDRESS dev IFNAME)",
				    shown);
	if (anycastip_address_parse(text, &parsed, address) != ANYCASTIP_OK)
		return lines_refuse(&parser->lines,
				    "%s is no IP address; write it as in "
				    "192.0.2.1 or 2001:db8::1",
				    shown);
	if (parsed == AF_INET6 && memcmp(address, mapped, 12) == 0)
		return lines_refuse(&parser->lines,
				    "%s is an IPv4 address in IPv6 form; "
				    "write %u.%u.%u.%u",
				    shown, address[12], address[13],
				    address[14], address[15]);
	if (parsed == AF_INET ? address[0] >> 4 == 14 : address[0] == 0xff)
		return lines_refuse(&parser->lines,
				    "%s is a multicast address; write a "
				    "unicast one",
				    shown);
	*family = (uint16_t)parsed;
	return 1;
}

/* A decimal number without sign or superfluous zeros, at most `max'; or -1. */
static int parse_number(const char *text, int max)
{
	int number = 0;

	if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		number = number * 10 + (*text - '0');
		if (number > max)
			return -1;
	}
	return number;
}

static bool has_blank(const char *text)
{
	return text[strcspn(text, " \t")] != '\0';
}

/* What the kernel takes as the name of an interface. */
static bool is_ifname(const char *text)
{
	return text[0] != '\0' && strlen(text) < ANYCASTIP_IFNAME_SIZE &&
	       strcmp(text, ".") != 0 && strcmp(text, "..") != 0 &&
	       text[strcspn(text, "/: \t")] == '\0';
}

/* ---- [declared] ---------------------------------------------------------- */

static int check_prefix(struct parser *parser, const char *value,
			const struct prefix *prefix)
{
	char shown[SHOWN_SIZE], text[INET6_ADDRSTRLEN];
	uint8_t address[16];

	memcpy(address, prefix->address, sizeof(address));
	anycastip_address_mask(address, prefix->length);
	if (memcmp(address, prefix->address, sizeof(address)) == 0)
		return 1;
	inet_ntop(prefix->family, address, text, sizeof(text));
	return lines_refuse(&parser->lines,
			    "%s has bits set after the prefix length; write "
			    "%s/%u, or the address alone for that one address",
			    lines_show(shown, value), text, prefix->length);
}

static int add_prefix(struct parser *parser, const char *value)
{
	struct declared *declared = &parser->config->declared;
	struct prefix prefix = {.family = 0}, *prefixes;
	char text[SHOWN_SIZE], shown[SHOWN_SIZE];
	size_t length = strcspn(value, "/");
	int bits, bits_max;

	/* Longer than any address; lines_show() cuts it, too. */
	if (length >= sizeof(text))
		length = sizeof(text) - 1;
	memcpy(text, value, length);
	text[length] = '\0';
	if (!parse_address(parser, text, &prefix.family, prefix.address))
		return 0;
	bits = bits_max = prefix.family == AF_INET ? 32 : 128;
	if (value[length] == '/')
		bits = parse_number(value + length + 1, bits_max);
	if (bits < 1)
		return lines_refuse(&parser->lines,
				    "%s has no good prefix length; write one "
				    "from 1 to %d",
				    lines_show(shown, value), bits_max);
	prefix.length = (uint8_t)bits;
	prefix.line = parser->lines.number;
	if (!check_prefix(parser, value, &prefix))
		return 0;
	prefixes = grow(declared->prefixes, declared->prefix_count,
			sizeof(*prefixes));
	if (!prefixes)
		return out_of_memory(parser);
	declared->prefixes = prefixes;
	prefixes[declared->prefix_count++] = prefix;
	return 1;
}

static int add_label(struct parser *parser, const char *value)
{
	struct declared *declared = &parser->config->declared;
	struct label label = {.text = ""}, *labels;
	char shown[SHOWN_SIZE];
	size_t length = strlen(value);

	lines_show(shown, value);
	if (length == 0 || length >= sizeof(label.text))
		return lines_refuse(&parser->lines,
				    "the label %s has %zu octets; write one of "
				    "1 to %zu, as in lo:service",
				    shown, length, sizeof(label.text) - 1);
	if (has_blank(value) || strchr(value, '*'))
		return lines_refuse(&parser->lines,
				    "the label %s has a blank or a star; a "
				    "label is compared whole, so write each "
				    "on a line of its own",
				    shown);
	memcpy(label.text, value, length);
	label.line = parser->lines.number;
	labels = grow(declared->labels, declared->label_count, sizeof(*labels));
	if (!labels)
		return out_of_memory(parser);
	declared->labels = labels;
	labels[declared->label_count++] = label;
	return 1;
}

static int add_protocol(struct parser *parser, const char *value)
{
	struct declared *declared = &parser->config->declared;
	char shown[SHOWN_SIZE];
	int number = parse_number(value, 255);

	/* The kernel says 0 of an address to which nobody gave one. */
	if (number < 1)
		return lines_refuse(&parser->lines,
				    "%s is no address protocol; write a "
				    "number from 1 to 255, such as 18 for "
				    "keepalived",
				    lines_show(shown, value));
	declared->protocols[number] = parser->lines.number;
	declared->has_protocol = true;
	return 1;
}

static int set_automatic(struct parser *parser, const char *value)
{
	char shown[SHOWN_SIZE];

	if (parser->automatic_line != 0)
		return lines_refuse(&parser->lines,
				    "auto is set on line %u already; remove "
				    "one of the two",
				    parser->automatic_line);
	parser->automatic_line = parser->lines.number;
	if (strcmp(value, "yes") == 0)
		parser->config->declared.automatic = parser->lines.number;
	else if (strcmp(value, "no") != 0)
		return lines_refuse(&parser->lines,
				    "%s is neither yes nor no; write auto = "
				    "yes or auto = no",
				    lines_show(shown, value));
	return 1;
}

static int add_declared(struct parser *parser, const char *name,
			const char *value)
{
	char shown[SHOWN_SIZE];

	if (strcmp(name, "prefix") == 0)
		return add_prefix(parser, value);
	if (strcmp(name, "label") == 0)
		return add_label(parser, value);
	if (strcmp(name, "proto") == 0)
		return add_protocol(parser, value);
	if (strcmp(name, "auto") == 0)
		return set_automatic(parser, value);
	return lines_refuse(&parser->lines,
			    "%s is no setting of [declared]; write prefix, "
			    "label, proto or auto",
			    lines_show(shown, name));
}

/* ---- [expected] ---------------------------------------------------------- */

static int parse_name(struct parser *parser, const char *text,
		      char name[ANYCASTIP_NAME_SIZE])
{
	char shown[SHOWN_SIZE];
	size_t length = strlen(text);

	if (length == 0 || length >= ANYCASTIP_NAME_SIZE)
		return lines_refuse(&parser->lines,
				    "the name %s has %zu octets; give the "
				    "address a name of 1 to %d",
				    lines_show(shown, text), length,
				    ANYCASTIP_NAME_SIZE - 1);
	if (anycastip_clean(NULL, 0, text) != length)
		return lines_refuse(&parser->lines,
				    "the name %s is not UTF-8 or has a "
				    "control character; write it in UTF-8",
				    lines_show(shown, text));
	memcpy(name, text, length + 1);
	return 1;
}

/* Split ADDRESS [dev IFNAME] in place; NULL for no interface. */
static int split_place(struct parser *parser, char *value, char **ifname)
{
	static const char blanks[] = " \t";
	char *rest, *word;

	*ifname = NULL;
	if (!has_blank(value))
		return 1;
	strtok_r(value, blanks, &rest);
	word = strtok_r(NULL, blanks, &rest);
	*ifname = strtok_r(NULL, blanks, &rest);
	if (strcmp(word, "dev") == 0 && *ifname &&
	    !strtok_r(NULL, blanks, &rest))
		return 1;
	return lines_refuse(&parser->lines,
			    "something else than dev IFNAME follows the "
			    "address; write NAME = ADDRESS or NAME = ADDRESS "
			    "dev IFNAME");
}

static int parse_place(struct parser *parser, char *value,
		       struct anycastip_expected *expected)
{
	static const uint8_t unspecified[16];
	char shown[SHOWN_SIZE], *ifname;
	const uint8_t *address = expected->address;

	if (!split_place(parser, value, &ifname))
		return 0;
	lines_show(shown, value);
	if (strchr(value, '/'))
		return lines_refuse(&parser->lines,
				    "%s has a prefix length; write the "
				    "address alone",
				    shown);
	if (!parse_address(parser, value, &expected->family, expected->address))
		return 0;
	if (memcmp(address, unspecified, sizeof(unspecified)) == 0)
		return lines_refuse(&parser->lines,
				    "%s is the unspecified address; write "
				    "that of a service",
				    shown);
	if (!ifname && expected->family == AF_INET6 && address[0] == 0xfe &&
	    address[1] >> 6 == 2)
		return lines_refuse(&parser->lines,
				    "%s is a link-local address, which needs "
				    "an interface; write %s dev IFNAME",
				    shown, value);
	if (!ifname)
		return 1;
	if (!is_ifname(ifname))
		return lines_refuse(&parser->lines,
				    "%s is no name of an interface; write "
				    "one of 1 to %d octets, without / and :",
				    lines_show(shown, ifname),
				    ANYCASTIP_IFNAME_SIZE - 1);
	memcpy(expected->ifname, ifname, strlen(ifname) + 1);
	return 1;
}

static int add_expected(struct parser *parser, const char *name,
			const char *value)
{
	struct wanted wanted, *array;
	char text[256];

	memset(&wanted, 0, sizeof(wanted));
	wanted.line = parser->lines.number;
	if (!parse_name(parser, name, wanted.expected.name))
		return 0;
	/* No line is as long. */
	memccpy(text, value, '\0', sizeof(text));
	if (!parse_place(parser, text, &wanted.expected))
		return 0;
	array = grow(parser->wanted, parser->wanted_count, sizeof(*array));
	if (!array)
		return out_of_memory(parser);
	parser->wanted = array;
	array[parser->wanted_count++] = wanted;
	return 1;
}

/* By name, in the order of the MIB; of equal names the later line last. */
static int compare_wanted(const void *a, const void *b)
{
	const struct wanted *p = a, *q = b;
	size_t length_p = strlen(p->expected.name);
	size_t length_q = strlen(q->expected.name);
	int order;

	if (length_p != length_q)
		return length_p < length_q ? -1 : 1;
	order = memcmp(p->expected.name, q->expected.name, length_p);
	if (order)
		return order;
	return p->line < q->line ? -1 : p->line > q->line;
}

/* Refuse a name that is there twice; give the configuration the list. */
static int finish_expected(struct parser *parser)
{
	struct config *config = parser->config;
	struct wanted *wanted = parser->wanted;
	size_t count = parser->wanted_count, i;
	struct place *place;

	if (count == 0)
		return 1;
	qsort(wanted, count, sizeof(*wanted), compare_wanted);
	config->expected = calloc(count, sizeof(*config->expected));
	config->declared.places = calloc(count, sizeof(*place));
	if (!config->expected || !config->declared.places)
		return out_of_memory(parser);
	for (i = 0; i < count; i++) {
		if (i > 0 && strcmp(wanted[i].expected.name,
				    wanted[i - 1].expected.name) == 0) {
			parser->lines.number = wanted[i].line;
			return lines_refuse(&parser->lines,
					    "the name \"%s\" is on line %u "
					    "already; give each address a "
					    "name of its own",
					    wanted[i].expected.name,
					    wanted[i - 1].line);
		}
		config->expected[i] = wanted[i].expected;
		place = &config->declared.places[i];
		place->family = wanted[i].expected.family;
		memcpy(place->address, wanted[i].expected.address,
		       sizeof(place->address));
		memcpy(place->ifname, wanted[i].expected.ifname,
		       sizeof(place->ifname));
		place->line = wanted[i].line;
	}
	config->expected_count = config->declared.place_count = count;
	return 1;
}

/* ---- [anycastipd] -------------------------------------------------------- */

/* Kept as it stands: the program that it is for knows what it means. */
static int add_setting(struct parser *parser, const char *name,
		       const char *value)
{
	struct config *config = parser->config;
	struct anycastip_setting setting = {.line = parser->lines.number};
	struct anycastip_setting *settings;
	size_t name_length = strlen(name), value_length = strlen(value);
	char shown[SHOWN_SIZE];

	if (name_length == 0 || name_length >= sizeof(setting.name))
		return lines_refuse(&parser->lines,
				    "%s is no setting of [anycastipd]; see "
				    "anycastip.conf(5)",
				    lines_show(shown, name));
	memcpy(setting.name, name, name_length);
	/* No line is as long. */
	memcpy(setting.value, value, value_length);
	settings = grow(config->settings, config->setting_count,
			sizeof(*settings));
	if (!settings)
		return out_of_memory(parser);
	config->settings = settings;
	settings[config->setting_count++] = setting;
	return 1;
}

/* ---- File ---------------------------------------------------------------- */

/* inih calls this for each NAME = VALUE; what it returns does not matter, as
 * lines_next() gives no line after a failure. */
static int take(void *user, const char *section, const char *name,
		const char *value)
{
	struct parser *parser = user;

	if (++parser->entries > ENTRIES_MAX)
		return lines_refuse(&parser->lines,
				    "the file has more than %u settings; "
				    "declare a prefix instead of its "
				    "addresses",
				    ENTRIES_MAX);
	if (strcmp(section, "declared") == 0)
		return add_declared(parser, name, value);
	if (strcmp(section, "expected") == 0)
		return add_expected(parser, name, value);
	if (strcmp(section, "anycastipd") == 0)
		return add_setting(parser, name, value);
	/* lines_next() lets no other section pass. */
	return lines_refuse(&parser->lines,
			    "a setting stands before the first section; write "
			    "[declared] or [expected] above it");
}

enum anycastip_status config_read(struct config **config, const char *file,
				  bool optional, struct anycastip_error *error)
{
	struct parser parser = {.config = NULL};
	enum anycastip_status status;
	int inih;

	*config = NULL;
	parser.config = calloc(1, sizeof(*parser.config));
	if (!parser.config)
		return failure(error, ANYCASTIP_NO_MEMORY, 0,
			       "no memory for the configuration");
	status = lines_open(&parser.lines, file, optional, error);
	if (status != ANYCASTIP_OK)
		goto out;
	inih = ini_parse_stream(lines_next, &parser.lines, take, &parser);
	if (inih < 0) {
		out_of_memory(&parser);
	} else if (inih > 0 && parser.lines.status == ANYCASTIP_OK) {
		/* No line that lines_next() gives, but inih can be built
		 * with other options. */
		parser.lines.number = (unsigned int)inih;
		lines_refuse(&parser.lines,
			     "the line is not understood; write NAME = VALUE");
	}
	if (parser.lines.status == ANYCASTIP_OK && finish_expected(&parser))
		declared_sort(&parser.config->declared);
	status = parser.lines.status;
	lines_close(&parser.lines);
out:
	free(parser.wanted);
	if (status != ANYCASTIP_OK)
		config_free(parser.config);
	else
		*config = parser.config;
	return status;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	declared_free(&config->declared);
	free(config->settings);
	free(config->expected);
	free(config);
}

size_t config_expected(const struct config *config,
		       const struct anycastip_expected **expected)
{
	*expected = config ? config->expected : NULL;
	return config ? config->expected_count : 0;
}

size_t config_settings(const struct config *config,
		       const struct anycastip_setting **settings)
{
	*settings = config ? config->settings : NULL;
	return config ? config->setting_count : 0;
}

bool config_has_declarations(const struct config *config)
{
	return config && !declared_is_empty(&config->declared);
}

unsigned int config_declares(const struct config *config,
			     const struct unicast *unicast, const char *ifname,
			     bool host_interface)
{
	return config ? declared_line(&config->declared, unicast, ifname,
				      host_interface)
		      : 0;
}
