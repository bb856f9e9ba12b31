/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/walk/snapshot.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

void date_set(struct date *date, int64_t seconds, long nanoseconds)
{
	time_t time = (time_t)seconds;
	struct tm tm;
	unsigned int year;

	memset(date, 0, sizeof(*date));
	/* A time_t of 32 bits ends in 2038. */
	if (time != seconds || !gmtime_r(&time, &tm) || tm.tm_year + 1900 < 0 ||
	    tm.tm_year + 1900 > 65535)
		return;
	year = (unsigned int)tm.tm_year + 1900;
	date->length = DATE_LENGTH;
	date->octets[0] = (uint8_t)(year >> 8);
	date->octets[1] = (uint8_t)year;
	date->octets[2] = (uint8_t)(tm.tm_mon + 1);
	date->octets[3] = (uint8_t)tm.tm_mday;
	date->octets[4] = (uint8_t)tm.tm_hour;
	date->octets[5] = (uint8_t)tm.tm_min;
	date->octets[6] = (uint8_t)tm.tm_sec;
	date->octets[7] = (uint8_t)(nanoseconds / 100000000);
	date->octets[8] = '+';
}

/* ---- Rows ------------------------------------------------------------- */

/* Give every row its date.  A row that was there before keeps the one that it
 * had: the clock of stamps and the system's drift against each other, and a
 * clock that is set must not make every row look new. */
static void set_dates(struct snapshot *snapshot, const struct snapshot *before)
{
	const struct anycastip_row *old = NULL, *row = snapshot->table->rows;
	size_t old_count = 0, i, j = 0;

	if (before && before->table) {
		old = before->table->rows;
		old_count = before->row_count;
	}
	for (i = 0; i < snapshot->row_count; i++, row++) {
		struct timespec created;

		while (j < old_count && anycastip_row_compare(&old[j], row) < 0)
			j++;
		if (j < old_count && anycastip_row_compare(&old[j], row) == 0 &&
		    old[j].has_stamp == row->has_stamp &&
		    old[j].stamp == row->stamp)
			snapshot->created[i] = before->created[j];
		else if (anycastip_created(row, &created))
			date_set(&snapshot->created[i], created.tv_sec,
				 created.tv_nsec);
	}
}

static void count_rows(struct snapshot *snapshot)
{
	const struct anycastip_row *row = snapshot->table->rows;
	size_t i;

	for (i = 0; i < snapshot->row_count; i++, row++) {
		if (row->family == AF_INET)
			snapshot->ipv4_count++;
		if (row->state == ANYCASTIP_UNDELIVERED)
			snapshot->undelivered_count++;
	}
}

/* ---- What is expected ------------------------------------------------- */

size_t expected_find(const struct anycastip_expected *wanted, const void *first,
		     size_t size, size_t count, size_t guess)
{
	const char *at = first;
	size_t i;

	if (guess < count &&
	    memcmp(at + guess * size, wanted, sizeof(*wanted)) == 0)
		return guess;
	for (i = 0; i < count; i++)
		if (memcmp(at + i * size, wanted, sizeof(*wanted)) == 0)
			break;
	return i;
}

/* Go on with what the snapshot before says of the same expectation. */
static void carry_over(struct expected_row *row, size_t place,
		       const struct snapshot_parts *parts)
{
	const struct snapshot *before = parts->before;
	size_t count = before ? before->expected_count : 0, old;

	old = expected_find(&row->expected, count ? before->expected : NULL,
			    sizeof(*row), count, place);
	if (old < count) {
		row->transitions = before->expected[old].transitions;
		row->last_change = before->expected[old].last_change;
		if (before->expected[old].state == row->state)
			return;
		row->transitions++;
	}
	date_set(&row->last_change, parts->now, 0);
}

/* Declared addresses that nobody expects. */
static uint32_t count_unexpected(const struct snapshot *snapshot,
				 const struct snapshot_parts *parts)
{
	const struct anycastip_row *row;
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < snapshot->row_count; i++) {
		row = &snapshot->table->rows[i];
		count += row->origin == ANYCASTIP_DECLARED &&
			 !anycastip_is_expected(row, parts->expected,
						snapshot->expected_count);
	}
	return count;
}

static void set_expected(struct snapshot *snapshot,
			 const struct snapshot_parts *parts)
{
	size_t i;

	for (i = 0; i < snapshot->expected_count; i++) {
		struct expected_row *row = &snapshot->expected[i];

		row->expected = parts->expected[i];
		row->state = anycastip_expected_state(
			&row->expected, snapshot->table, &row->ifindex,
			&row->interfaces);
		carry_over(row, i, parts);
		if (row->state == ANYCASTIP_MISSING)
			snapshot->expected_missing++;
		else if (row->state == ANYCASTIP_UNDELIVERED)
			snapshot->expected_undelivered++;
	}
	snapshot->unexpected_count = count_unexpected(snapshot, parts);
}

/* ---- Building --------------------------------------------------------- */

static void number_instances(struct snapshot *snapshot)
{
	uint32_t ordinal = 0;
	unsigned int object;

	for (object = 0; object < MIB_OBJECT_COUNT; object++) {
		snapshot->first[object] = ordinal;
		if (mib_arcs[object].group == MIB_TABLE)
			ordinal += (uint32_t)snapshot->row_count;
		else if (mib_arcs[object].group == MIB_EXPECTED_TABLE)
			ordinal += (uint32_t)snapshot->expected_count;
		else
			ordinal++;
	}
	snapshot->first[MIB_OBJECT_COUNT] = ordinal;
}

/* At least one element, so that NULL always means that memory is short. */
static void *allocate(size_t count, size_t size)
{
	return calloc(count ? count : 1, size);
}

struct snapshot *snapshot_new(const struct snapshot_parts *parts)
{
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
	size_t row_count = parts->table ? parts->table->count : 0;
	size_t expected_count = parts->table ? parts->expected_count : 0;

	if (!snapshot)
		return NULL;
	snapshot->references = 1;
	snapshot->created = allocate(row_count, sizeof(*snapshot->created));
	snapshot->expected = allocate(expected_count,
				      sizeof(*snapshot->expected));
	if (!snapshot->created || !snapshot->expected) {
		snapshot_unref(snapshot);
		return NULL;
	}
	snapshot->table = parts->table;
	snapshot->row_count = row_count;
	snapshot->expected_count = expected_count;
	if (snapshot->table) {
		set_dates(snapshot, parts->before);
		count_rows(snapshot);
	}
	set_expected(snapshot, parts);
	number_instances(snapshot);
	snapshot->last_change = parts->last_change;
	return snapshot;
}

struct snapshot *snapshot_ref(struct snapshot *snapshot)
{
	snapshot->references++;
	return snapshot;
}

void snapshot_unref(struct snapshot *snapshot)
{
	if (!snapshot || --snapshot->references > 0)
		return;
	anycastip_snapshot_free(snapshot->table);
	free(snapshot->created);
	free(snapshot->expected);
	free(snapshot);
}

/* ---- Instances -------------------------------------------------------- */

unsigned int snapshot_object(const struct snapshot *snapshot, uint32_t ordinal)
{
	unsigned int low = 0, high = MIB_OBJECT_COUNT;

	/* The last object whose first instance is not after it: objects
	 * without instances share their first ordinal with the next one. */
	while (high - low > 1) {
		unsigned int middle = low + (high - low) / 2;

		if (snapshot->first[middle] <= ordinal)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static size_t put_row_index(const struct anycastip_row *row,
			    unsigned long *index)
{
	size_t octets = row->family == AF_INET ? 4 : 16;
	size_t i;

	index[0] = row->family == AF_INET ? MIB_IPV4 : MIB_IPV6;
	index[1] = octets;
	for (i = 0; i < octets; i++)
		index[2 + i] = row->address[i];
	index[2 + octets] = row->ifindex;
	return octets + 3;
}

static size_t put_expected_index(const struct expected_row *row,
				 unsigned long *index)
{
	const char *name = row->expected.name;
	size_t i;

	for (i = 0; name[i]; i++)
		index[1 + i] = (unsigned char)name[i];
	index[0] = i;
	return i + 1;
}

/* The index of an object's n-th instance. */
static size_t put_index(const struct snapshot *snapshot, unsigned int object,
			uint32_t n, unsigned long *index)
{
	switch (mib_arcs[object].group) {
	case MIB_TABLE:
		return put_row_index(&snapshot->table->rows[n], index);
	case MIB_EXPECTED_TABLE:
		return put_expected_index(&snapshot->expected[n], index);
	default:
		index[0] = 0;
		return 1;
	}
}

size_t snapshot_name(const struct snapshot *snapshot, unsigned int object,
		     uint32_t ordinal, unsigned long *name)
{
	size_t length = mib_object_name(object, name);

	return length + put_index(snapshot, object,
				  ordinal - snapshot->first[object],
				  name + length);
}

static bool row_is_at(const struct anycastip_row *row,
		      const struct mib_place *place)
{
	const unsigned long *index = place->index;
	size_t octets = row->family == AF_INET ? 4 : 16;
	size_t i;

	if (place->length != octets + 3 || index[2 + octets] != row->ifindex ||
	    index[0] != (row->family == AF_INET ? MIB_IPV4 : MIB_IPV6) ||
	    index[1] != octets)
		return false;
	/* Backwards: neighbours differ at their end. */
	for (i = octets; i > 0; i--) {
		if (index[1 + i] != row->address[i - 1])
			return false;
	}
	return true;
}

bool snapshot_is_at(const struct snapshot *snapshot, uint32_t ordinal,
		    const struct mib_place *place)
{
	unsigned long index[MIB_INDEX_MAX];
	unsigned int object = place->object;
	uint32_t n;
	size_t length;

	if (object >= MIB_OBJECT_COUNT || place->length == 0 ||
	    ordinal < snapshot->first[object] ||
	    ordinal >= snapshot->first[object + 1])
		return false;
	n = ordinal - snapshot->first[object];
	if (mib_arcs[object].group == MIB_TABLE)
		return row_is_at(&snapshot->table->rows[n], place);
	length = put_index(snapshot, object, n, index);
	return length == place->length &&
	       memcmp(index, place->index, length * sizeof(*index)) == 0;
}

/* The first instance n of the object, from `from' on, that is not before the
 * index; or, with `beyond', that is not below it either. */
static uint32_t find_instance(const struct snapshot *snapshot,
			      const struct mib_place *place, uint32_t from,
			      bool beyond)
{
	uint32_t high = snapshot->first[place->object + 1] -
			snapshot->first[place->object];
	uint32_t low = from;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		unsigned long index[MIB_INDEX_MAX];
		size_t length = put_index(snapshot, place->object, middle,
					  index);

		if (beyond && length > place->length)
			length = place->length;
		if (mib_compare(index, length, place->index, place->length) <
		    (beyond ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct snapshot_position snapshot_locate(const struct snapshot *snapshot,
					 const struct mib_place *place)
{
	struct snapshot_position position;
	uint32_t first, n;

	position.exact = false;
	if (place->object >= MIB_OBJECT_COUNT) {
		position.next = position.end = snapshot_end(snapshot);
		return position;
	}
	first = snapshot->first[place->object];
	if (place->length == 0) {
		position.next = first;
		position.end = snapshot->first[place->object + 1];
		return position;
	}
	n = find_instance(snapshot, place, 0, false);
	position.next = first + n;
	position.exact = snapshot_is_at(snapshot, position.next, place);
	position.end = first + (position.exact ? n
					       : find_instance(snapshot, place,
							       n, true));
	return position;
}
