/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether a unicast address is one that the operator calls anycast. */
#include "core/config/declared.h"

#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "core/row.h"

static int compare_prefixes(const void *a, const void *b)
{
	const struct prefix *p = a, *q = b;
	int order = address_compare(p->family, p->address, q->family,
				    q->address);

	if (order)
		return order;
	if (p->length != q->length)
		return (int)p->length - (int)q->length;
	return p->line < q->line ? -1 : p->line > q->line;
}

static int compare_labels(const void *a, const void *b)
{
	const struct label *p = a, *q = b;

	return strcmp(p->text, q->text);
}

static int compare_places(const void *a, const void *b)
{
	const struct anycastip_expected *p =
		&((const struct place *)a)->expected;
	const struct anycastip_expected *q =
		&((const struct place *)b)->expected;
	int order = address_compare(p->family, p->address, q->family,
				    q->address);

	return order ? order : strcmp(p->ifname, q->ifname);
}

static bool prefix_has(const struct prefix *prefix, unsigned int family,
		       const uint8_t *address)
{
	uint8_t start[16];

	memcpy(start, address, sizeof(start));
	anycastip_address_mask(start, prefix->length);
	return prefix->family == family &&
	       memcmp(start, prefix->address, sizeof(start)) == 0;
}

/* Leave out prefixes that others cover: of those that are left, only the last
 * that does not come after an address can have it. */
static void drop_covered_prefixes(struct declared *declared)
{
	struct prefix *prefixes = declared->prefixes;
	size_t kept = 0, i;

	for (i = 0; i < declared->prefix_count; i++)
		if (kept == 0 ||
		    !prefix_has(&prefixes[kept - 1], prefixes[i].family,
				prefixes[i].address))
			prefixes[kept++] = prefixes[i];
	declared->prefix_count = kept;
}

/* qsort() wants no null pointer. */
static void sort(void *array, size_t count, size_t size,
		 int (*compare)(const void *, const void *))
{
	if (count > 1)
		qsort(array, count, size, compare);
}

void declared_sort(struct declared *declared)
{
	sort(declared->prefixes, declared->prefix_count,
	     sizeof(*declared->prefixes), compare_prefixes);
	sort(declared->labels, declared->label_count, sizeof(*declared->labels),
	     compare_labels);
	sort(declared->places, declared->place_count, sizeof(*declared->places),
	     compare_places);
	drop_covered_prefixes(declared);
}

bool declared_is_empty(const struct declared *declared)
{
	return declared->prefix_count == 0 && declared->label_count == 0 &&
	       declared->place_count == 0 && !declared->has_protocol &&
	       declared->automatic == 0;
}

/* Each of these gives the line that declares the address, or 0. */
static unsigned int prefix_line(const struct declared *declared,
				const struct unicast *unicast)
{
	size_t low = 0, high = declared->prefix_count, middle;
	const struct prefix *prefix;

	/* After this, low prefixes do not come after the address. */
	while (low < high) {
		middle = low + (high - low) / 2;
		prefix = &declared->prefixes[middle];
		if (address_compare(prefix->family, prefix->address,
				    unicast->family, unicast->address) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return 0;
	prefix = &declared->prefixes[low - 1];
	return prefix_has(prefix, unicast->family, unicast->address)
		       ? prefix->line
		       : 0;
}

static unsigned int label_line(const struct declared *declared,
			       const char *text)
{
	const struct label *found;
	struct label label = {.line = 0};

	if (declared->label_count == 0 || text[0] == '\0')
		return 0;
	memcpy(label.text, text, sizeof(label.text));
	found = bsearch(&label, declared->labels, declared->label_count,
			sizeof(label), compare_labels);
	return found ? found->line : 0;
}

static unsigned int automatic_line(const struct declared *declared,
				   const struct unicast *unicast,
				   bool host_interface)
{
	return declared_automatically(unicast, host_interface)
		       ? declared->automatic
		       : 0;
}

static unsigned int place_line(const struct declared *declared,
			       const struct unicast *unicast,
			       const char *ifname)
{
	struct place key = {.expected.family = unicast->family};
	const struct place *found;

	if (declared->place_count == 0)
		return 0;
	memcpy(key.expected.address, unicast->address,
	       sizeof(key.expected.address));
	found = bsearch(&key, declared->places, declared->place_count,
			sizeof(key), compare_places);
	if (!found) {
		memcpy(key.expected.ifname, ifname,
		       strnlen(ifname, sizeof(key.expected.ifname) - 1));
		found = bsearch(&key, declared->places, declared->place_count,
				sizeof(key), compare_places);
	}
	return found ? found->line : 0;
}

bool declared_automatically(const struct unicast *unicast, bool host_interface)
{
	return host_interface && unicast->scope == RT_SCOPE_UNIVERSE &&
	       unicast->prefix_length ==
		       (unicast->family == AF_INET ? 32 : 128);
}

unsigned int declared_line(const struct declared *declared,
			   const struct unicast *unicast, const char *ifname,
			   bool host_interface)
{
	unsigned int line = prefix_line(declared, unicast);

	if (line == 0)
		line = label_line(declared, unicast->label);
	if (line == 0)
		line = declared->protocols[unicast->proto];
	if (line == 0)
		line = automatic_line(declared, unicast, host_interface);
	if (line == 0)
		line = place_line(declared, unicast, ifname);
	return line;
}

void declared_free(struct declared *declared)
{
	free(declared->prefixes);
	free(declared->labels);
	free(declared->places);
}
