/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent/mib/mib.h"

#include <string.h>

const struct mib_arc mib_arcs[MIB_OBJECT_COUNT] = {
#define X(name, group, number) {group, number},
	MIB_FOR_EACH_OBJECT(X)
#undef X
};

static const unsigned long objects[MIB_OBJECTS_LENGTH] = {MIB_OBJECTS};

int mib_compare(const unsigned long *a, size_t a_length, const unsigned long *b,
		size_t b_length)
{
	size_t shorter = a_length < b_length ? a_length : b_length;
	size_t i;

	for (i = 0; i < shorter; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return (a_length > b_length) - (a_length < b_length);
}

/* Write what the object's own OID has below anycastIpObjects. */
static size_t put_arcs(unsigned int object, unsigned long arcs[3])
{
	size_t depth = 0;

	arcs[depth++] = mib_arcs[object].group;
	if (mib_is_column(object))
		arcs[depth++] = 1;
	arcs[depth++] = mib_arcs[object].number;
	return depth;
}

size_t mib_object_name(unsigned int object, unsigned long *name)
{
	memcpy(name, objects, sizeof(objects));
	return MIB_OBJECTS_LENGTH + put_arcs(object, name + MIB_OBJECTS_LENGTH);
}

/* Compare the object's own OID with one given from below anycastIpObjects,
 * as far as both go: 0 where one is a prefix of the other. */
static int compare_start(unsigned int object, const unsigned long *name,
			 size_t length)
{
	unsigned long own[3];
	size_t depth = put_arcs(object, own);
	size_t common = length < depth ? length : depth;

	return mib_compare(own, common, name, common);
}

/* The first object that is not before the OID; or, with `beyond', that the OID
 * is no prefix of either. */
static unsigned int find_object(const unsigned long *name, size_t length,
				bool beyond)
{
	unsigned int low = 0, high = MIB_OBJECT_COUNT;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (compare_start(middle, name, length) < (beyond ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct mib_place mib_place_of(const unsigned long *name, size_t length)
{
	struct mib_place place = {0, 0, NULL, 0};
	size_t common = length < MIB_OBJECTS_LENGTH ? length
						    : MIB_OBJECTS_LENGTH;
	int order = mib_compare(name, common, objects, common);

	if (order != 0 || length <= MIB_OBJECTS_LENGTH) {
		place.object = order > 0 ? MIB_OBJECT_COUNT : 0;
		place.end = order < 0 ? 0 : MIB_OBJECT_COUNT;
		return place;
	}
	name += MIB_OBJECTS_LENGTH;
	length -= MIB_OBJECTS_LENGTH;
	place.object = find_object(name, length, false);
	place.end = find_object(name, length, true);
	if (place.end > place.object) {
		size_t depth = mib_is_column(place.object) ? 3 : 2;

		place.index = name + depth;
		place.length = length > depth ? length - depth : 0;
	}
	return place;
}

bool mib_is_whole(const struct mib_place *place)
{
	if (place->length == 0)
		return false;
	switch (mib_arcs[place->object].group) {
	case MIB_TABLE:
		return place->length > 2 && place->length - 2 > place->index[1];
	case MIB_EXPECTED_TABLE:
		return place->length > place->index[0];
	default:
		return true;
	}
}
