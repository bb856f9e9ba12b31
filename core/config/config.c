/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip.conf(5): what the lines mean. */
#include "core/config/config.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "core/config/declared.h"
#include "core/config/lines.h"
#include "core/config/settings.h"
#include "core/error.h"

struct config {
	struct declared declared;
	struct settings settings;
	struct anycastip_expected *expected;
	size_t expected_count;
};

struct parser {
	struct config *config;
	struct lines lines;
	unsigned int flags;
	unsigned int automatic_line; /* where auto = stands, or 0 */
};

/* Two of them are compared with memcmp(). */
_Static_assert(sizeof(struct anycastip_expected) ==
		       ANYCASTIP_NAME_SIZE + 1 + 2 + 16 + ANYCASTIP_IFNAME_SIZE,
	       "an expected address has no padding");

/* ---- Values ----------------------------------------------------------- */

static bool is_multicast(int family, const uint8_t *address)
{
	return family == AF_INET ? (address[0] & 0xf0) == 0xe0
				 : address[0] == 0xff;
}

/* An IP address that may be an interface's own. */
static bool parse_address(struct lines *lines, const char *text,
			  uint16_t *family, uint8_t address[16])
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	int parsed;

	if (strchr(text, '%'))
		return lines_refuse(lines, text,
				    "has a zone; write the address alone (in "
				    "[expected]: ADDRESS dev IFNAME)");
	if (anycastip_address_parse(text, &parsed, address))
		return lines_refuse(lines, text,
				    "is not an IP address; write it as in "
				    "192.0.2.1 or 2001:db8::1");
	if (parsed == AF_INET6 && memcmp(address, mapped, sizeof(mapped)) == 0)
		return lines_refuse(lines, text,
				    "is an IPv4 address in IPv6 form; write "
				    "%u.%u.%u.%u",
				    address[12], address[13], address[14],
				    address[15]);
	if (is_multicast(parsed, address))
		return lines_refuse(lines, text,
				    "is a multicast address; write a unicast "
				    "one");
	*family = (uint16_t)parsed;
	return true;
}

static bool has_blank(const char *text)
{
	return strpbrk(text, " \t") != NULL;
}

/* What the kernel takes as the name of an interface. */
static bool is_ifname(const char *text)
{
	return text[0] != '\0' && strlen(text) < ANYCASTIP_IFNAME_SIZE &&
	       strcmp(text, ".") != 0 && strcmp(text, "..") != 0 &&
	       !strpbrk(text, "/: \t");
}

/* ---- [declared] ---------------------------------------------------------- */

static bool check_prefix(struct lines *lines, const struct prefix *prefix)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t address[16];

	memcpy(address, prefix->address, sizeof(address));
	anycastip_address_mask(address, prefix->length);
	if (memcmp(address, prefix->address, sizeof(address)) == 0)
		return true;
	inet_ntop(prefix->family, address, text, sizeof(text));
	return lines_refuse(lines, lines->value,
			    "has bits set after the prefix length; write "
			    "%s/%u, or the address alone for that one address",
			    text, prefix->length);
}

static bool take_prefix(struct declared *declared, struct lines *lines)
{
	struct prefix prefix = {.line = lines->number}, *prefixes;
	char text[sizeof(lines->text)], *slash;
	int bits, bits_max;

	memcpy(text, lines->value, strlen(lines->value) + 1);
	slash = strchr(text, '/');
	if (slash)
		*slash = '\0';
	if (!parse_address(lines, text, &prefix.family, prefix.address))
		return false;
	bits = bits_max = prefix.family == AF_INET ? 32 : 128;
	if (slash)
		bits = lines_number(slash + 1, bits_max);
	if (bits < 1)
		return lines_refuse(lines, lines->value,
				    "has an invalid prefix length; write one "
				    "from 1 to %d",
				    bits_max);
	prefix.length = (uint8_t)bits;
	if (!check_prefix(lines, &prefix))
		return false;
	prefixes = array_grow(declared->prefixes, declared->prefix_count,
			      sizeof(*prefixes));
	if (!prefixes)
		return lines_no_memory(lines);
	declared->prefixes = prefixes;
	prefixes[declared->prefix_count++] = prefix;
	return true;
}

static bool take_label(struct declared *declared, struct lines *lines)
{
	struct label label = {.line = lines->number}, *labels;
	size_t length = strlen(lines->value);

	if (length == 0 || length >= sizeof(label.text))
		return lines_refuse(lines, lines->value,
				    "has %zu octets; write a label of 1 to "
				    "%zu, as in lo:service",
				    length, sizeof(label.text) - 1);
	if (has_blank(lines->value) || strchr(lines->value, '*'))
		return lines_refuse(lines, lines->value,
				    "has a blank or a star; a label is "
				    "compared whole, so write each on a line "
				    "of its own");
	memcpy(label.text, lines->value, length);
	labels = array_grow(declared->labels, declared->label_count,
			    sizeof(*labels));
	if (!labels)
		return lines_no_memory(lines);
	declared->labels = labels;
	labels[declared->label_count++] = label;
	return true;
}

static bool take_protocol(struct declared *declared, struct lines *lines)
{
	int number = lines_number(lines->value, 255);

	/* The kernel says 0 of an address to which nobody gave one. */
	if (number < 1)
		return lines_refuse(lines, lines->value,
				    "is not an address protocol; write a "
				    "number from 1 to 255, such as 18 for "
				    "keepalived");
	declared->protocols[number] = lines->number;
	declared->has_protocol = true;
	return true;
}

static bool take_automatic(struct declared *declared, struct lines *lines)
{
	if (strcmp(lines->value, "yes") == 0)
		declared->automatic = lines->number;
	else if (strcmp(lines->value, "no") != 0)
		return lines_refuse(lines, lines->value,
				    "is neither yes nor no; write auto = yes "
				    "or auto = no");
	return true;
}

static bool take_declared(struct parser *parser)
{
	struct declared *declared = &parser->config->declared;
	struct lines *lines = &parser->lines;

	if (strcmp(lines->name, "prefix") == 0)
		return take_prefix(declared, lines);
	if (strcmp(lines->name, "label") == 0)
		return take_label(declared, lines);
	if (strcmp(lines->name, "proto") == 0)
		return take_protocol(declared, lines);
	if (strcmp(lines->name, "auto") == 0)
		return lines_once(lines, &parser->automatic_line) &&
		       take_automatic(declared, lines);
	return lines_refuse(lines, lines->name,
			    "is not a setting of [declared]; write prefix, "
			    "label, proto or auto");
}

/* ---- [expected] ---------------------------------------------------------- */

static bool parse_name(struct lines *lines, char name[ANYCASTIP_NAME_SIZE])
{
	size_t length = strlen(lines->name);

	if (length == 0 || length >= ANYCASTIP_NAME_SIZE)
		return lines_refuse(lines, lines->name,
				    "has %zu octets; give the address a name "
				    "of 1 to %d",
				    length, ANYCASTIP_NAME_SIZE - 1);
	if (anycastip_clean(NULL, 0, lines->name) != length)
		return lines_refuse(lines, lines->name,
				    "is not UTF-8 or has a control character; "
				    "write it in UTF-8");
	memcpy(name, lines->name, length);
	return true;
}

/* Split ADDRESS [dev IFNAME] in place; NULL for no interface. */
static bool split_place(struct lines *lines, char **ifname)
{
	static const char blanks[] = " \t";
	char *rest, *word;

	*ifname = NULL;
	if (!has_blank(lines->value))
		return true;
	strtok_r(lines->value, blanks, &rest);
	word = strtok_r(NULL, blanks, &rest);
	*ifname = strtok_r(NULL, blanks, &rest);
	if (strcmp(word, "dev") == 0 && *ifname &&
	    !strtok_r(NULL, blanks, &rest))
		return true;
	return lines_refuse(lines, NULL,
			    "something else than dev IFNAME follows the "
			    "address; write NAME = ADDRESS or NAME = ADDRESS "
			    "dev IFNAME");
}

static bool parse_place(struct lines *lines,
			struct anycastip_expected *expected)
{
	static const uint8_t unspecified[16];
	const uint8_t *address = expected->address;
	char *ifname;

	if (!split_place(lines, &ifname))
		return false;
	if (strchr(lines->value, '/'))
		return lines_refuse(lines, lines->value,
				    "has a prefix length; write the address "
				    "alone");
	if (!parse_address(lines, lines->value, &expected->family,
			   expected->address))
		return false;
	if (memcmp(address, unspecified, sizeof(unspecified)) == 0)
		return lines_refuse(lines, lines->value,
				    "is the unspecified address; write that "
				    "of a service");
	if (!ifname && expected->family == AF_INET6 && address[0] == 0xfe &&
	    address[1] >> 6 == 2)
		return lines_refuse(lines, lines->value,
				    "is a link-local address, which needs an "
				    "interface; write %s dev IFNAME",
				    lines->value);
	if (!ifname)
		return true;
	if (!is_ifname(ifname))
		return lines_refuse(lines, ifname,
				    "is not a name of an interface; write one "
				    "of 1 to %d octets, without / and :",
				    ANYCASTIP_IFNAME_SIZE - 1);
	memcpy(expected->ifname, ifname, strlen(ifname));
	return true;
}

static bool take_expected(struct parser *parser)
{
	struct declared *declared = &parser->config->declared;
	struct lines *lines = &parser->lines;
	struct place *places, place;

	memset(&place, 0, sizeof(place));
	place.line = lines->number;
	if (!parse_name(lines, place.expected.name) ||
	    !parse_place(lines, &place.expected))
		return false;
	places = array_grow(declared->places, declared->place_count,
			    sizeof(*places));
	if (!places)
		return lines_no_memory(lines);
	declared->places = places;
	places[declared->place_count++] = place;
	return true;
}

/* By name, in the order of the MIB; of equal names the later line last. */
static int compare_names(const void *a, const void *b)
{
	const struct place *p = a, *q = b;
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
static bool finish_expected(struct parser *parser)
{
	struct config *config = parser->config;
	struct place *places = config->declared.places;
	size_t count = config->declared.place_count, i;

	if (count == 0)
		return true;
	qsort(places, count, sizeof(*places), compare_names);
	config->expected = calloc(count, sizeof(*config->expected));
	if (!config->expected)
		return lines_no_memory(&parser->lines);
	for (i = 0; i < count; i++) {
		if (i > 0 && strcmp(places[i].expected.name,
				    places[i - 1].expected.name) == 0) {
			parser->lines.number = places[i].line;
			return lines_refuse(&parser->lines,
					    places[i].expected.name,
					    "is a name on line %u already; "
					    "give each address a name of its "
					    "own",
					    places[i - 1].line);
		}
		config->expected[i] = places[i].expected;
	}
	config->expected_count = count;
	return true;
}

/* ---- File ---------------------------------------------------------------- */

static bool take_line(struct parser *parser)
{
	const char *section = parser->lines.section;

	if (strcmp(section, "declared") == 0)
		return take_declared(parser);
	if (strcmp(section, "expected") == 0)
		return take_expected(parser);
	/* [anycastipd]: for one program alone. */
	return !(parser->flags & ANYCASTIP_F_SETTINGS) ||
	       settings_take(&parser->config->settings, &parser->lines);
}

enum anycastip_status config_read(struct config **config, const char *file,
				  unsigned int flags,
				  struct anycastip_error *error)
{
	struct parser parser = {.flags = flags};
	enum anycastip_status status;

	*config = NULL;
	parser.config = calloc(1, sizeof(*parser.config));
	if (!parser.config)
		return no_memory(error, "the configuration");
	parser.config->settings.values = settings_default;
	status = lines_open(&parser.lines, file,
			    flags & ANYCASTIP_F_CONFIG_OPTIONAL, error);
	if (!status) {
		while (lines_next(&parser.lines) && take_line(&parser))
			;
		status = parser.lines.status;
		if (!status && !finish_expected(&parser))
			status = parser.lines.status;
		lines_close(&parser.lines);
	}
	if (status) {
		config_free(parser.config);
		return status;
	}
	declared_sort(&parser.config->declared);
	*config = parser.config;
	return ANYCASTIP_OK;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	declared_free(&config->declared);
	free(config->expected);
	free(config);
}

size_t config_expected(const struct config *config,
		       const struct anycastip_expected **expected)
{
	*expected = config ? config->expected : NULL;
	return config ? config->expected_count : 0;
}

const struct anycastip_settings *config_settings(const struct config *config)
{
	return config ? &config->settings.values : &settings_default;
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
