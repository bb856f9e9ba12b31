/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ANYCAST-IP-MIB in numbers: the only place in the agent where they stand.
 *
 * Every readable object has a dense number, in OID order, and every instance
 * of a snapshot an ordinal, in OID order too (snapshot.h): the instance after
 * ordinal n is n + 1.
 */
#ifndef AGENT_MIB_MIB_H
#define AGENT_MIB_MIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* anycastIpMIB, { netSnmpPlaypen 4291 }, and the one registration below it,
 * anycastIpObjects. */
#define MIB_ROOT	   1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 4291
#define MIB_ROOT_LENGTH	   10
#define MIB_OBJECTS	   MIB_ROOT, 1
#define MIB_OBJECTS_LENGTH 11
#define MIB_NOTIFICATIONS  MIB_ROOT, 0

/* anycastIpObjects as text. */
#define MIB_OBJECTS_TEXT MIB_DOTTED(MIB_OBJECTS)
#define MIB_DOTTED(...)	 MIB_DOTTED_(__VA_ARGS__)
#define MIB_DOTTED_(a, b, c, d, e, f, g, h, i, j, k) \
#a "." #b "." #c "." #d "." #e "." #f "." #g "." #h "." #i "." #j "." #k

/* The arcs below anycastIpObjects. */
enum mib_group {
	MIB_SUMMARY = 1,
	MIB_REFRESH = 2,
	MIB_TABLE = 3,
	MIB_EXPECTED_TABLE = 4,
	MIB_EXPECTED = 5
};

/* The arcs below anycastIpNotifications. */
enum mib_notification {
	MIB_EXPECTED_LOST = 1,
	MIB_EXPECTED_RESTORED = 2,
	MIB_APPEARED = 3,
	MIB_GONE = 4,
	MIB_UNDELIVERED = 5,
	MIB_DELIVERED = 6,
	MIB_TABLE_CHANGE = 7
};

/* InetAddressType */
enum mib_address_type { MIB_IPV4 = 1, MIB_IPV6 = 2 };

/* anycastIpRefreshLastStatus */
enum mib_status {
	MIB_NEVER = 1,
	MIB_SUCCESS = 2,
	MIB_NOT_SUPPORTED = 3,
	MIB_RETRY = 4,
	MIB_NO_MEMORY = 5,
	MIB_TOO_MANY_FILES = 6,
	MIB_ACCESS_DENIED = 7,
	MIB_TIMEOUT = 8,
	MIB_BAD_ANSWER = 9,
	MIB_OTHER_FAILURE = 10
};

/* Every readable object: NAME, the arc below anycastIpObjects, the scalar's or
 * column's number; in OID order. */
#define MIB_FOR_EACH_OBJECT(X)                             \
	X(IPV4_COUNT, MIB_SUMMARY, 1)                      \
	X(IPV6_COUNT, MIB_SUMMARY, 2)                      \
	X(UNDELIVERED_COUNT, MIB_SUMMARY, 3)               \
	X(TABLE_LAST_CHANGE, MIB_SUMMARY, 4)               \
	X(REFRESH_SUCCESSES, MIB_REFRESH, 1)               \
	X(REFRESH_FAILURES, MIB_REFRESH, 2)                \
	X(REFRESH_REREADS, MIB_REFRESH, 3)                 \
	X(REFRESH_OVERRUNS, MIB_REFRESH, 4)                \
	X(REFRESH_LAST_STATUS, MIB_REFRESH, 5)             \
	X(REFRESH_LAST_SUCCESS, MIB_REFRESH, 6)            \
	X(REFRESH_LAST_DURATION, MIB_REFRESH, 7)           \
	X(DISCONTINUITY_TIME, MIB_REFRESH, 8)              \
	X(IF_LUID, MIB_TABLE, 4)                           \
	X(SCOPE_ZONE, MIB_TABLE, 5)                        \
	X(SCOPE_LEVEL, MIB_TABLE, 6)                       \
	X(ADDRESS_TEXT, MIB_TABLE, 7)                      \
	X(IF_NAME, MIB_TABLE, 8)                           \
	X(ORIGIN, MIB_TABLE, 9)                            \
	X(STATE, MIB_TABLE, 10)                            \
	X(CREATED, MIB_TABLE, 11)                          \
	X(EXPECTED_ADDRESS_TYPE, MIB_EXPECTED_TABLE, 2)    \
	X(EXPECTED_ADDRESS, MIB_EXPECTED_TABLE, 3)         \
	X(EXPECTED_ADDRESS_TEXT, MIB_EXPECTED_TABLE, 4)    \
	X(EXPECTED_WANTED_IF_NAME, MIB_EXPECTED_TABLE, 5)  \
	X(EXPECTED_STATE, MIB_EXPECTED_TABLE, 6)           \
	X(EXPECTED_IF_INDEX, MIB_EXPECTED_TABLE, 7)        \
	X(EXPECTED_INTERFACE_COUNT, MIB_EXPECTED_TABLE, 8) \
	X(EXPECTED_LAST_CHANGE, MIB_EXPECTED_TABLE, 9)     \
	X(EXPECTED_TRANSITIONS, MIB_EXPECTED_TABLE, 10)    \
	X(EXPECTED_COUNT, MIB_EXPECTED, 1)                 \
	X(EXPECTED_MISSING, MIB_EXPECTED, 2)               \
	X(EXPECTED_UNDELIVERED, MIB_EXPECTED, 3)           \
	X(UNEXPECTED_COUNT, MIB_EXPECTED, 4)

enum mib_object {
#define X(name, group, number) MIB_##name,
	MIB_FOR_EACH_OBJECT(X)
#undef X
		MIB_OBJECT_COUNT
};

struct mib_arc {
	uint8_t group;
	uint8_t number;
};

extern const struct mib_arc mib_arcs[MIB_OBJECT_COUNT];

/* Whether the object is a column: anycastIpObjects.group.1.number.index, and
 * not a scalar: anycastIpObjects.group.number.0 */
static inline bool mib_is_column(unsigned int object)
{
	return mib_arcs[object].group == MIB_TABLE ||
	       mib_arcs[object].group == MIB_EXPECTED_TABLE;
}

/* The longest OID of an instance, and the longest index of one: the name of
 * an expected address, with its length. */
#define MIB_INDEX_MAX 33
#define MIB_NAME_MAX  (MIB_OBJECTS_LENGTH + 3 + MIB_INDEX_MAX)

/* Where an OID lies among the objects. */
struct mib_place {
	/* The object below which it lies, or the first one after it;
	 * MIB_OBJECT_COUNT where there is none. */
	unsigned int object;
	/* The first object after that which the OID is no prefix of. */
	unsigned int end;
	/* What follows the object's own OID; length 0 where the OID is not
	 * below an object, or is that object's. */
	const unsigned long *index;
	size_t length;
};

/* Whether it is the place of an instance, by its form: not the beginning of a
 * column, nor the beginning of an index. */
bool mib_is_whole(const struct mib_place *place);

struct mib_place mib_place_of(const unsigned long *name, size_t length);

/* Write the object's own OID, without index; returns its length. */
size_t mib_object_name(unsigned int object, unsigned long *name);

/* Compare two OIDs: negative, 0, positive. */
int mib_compare(const unsigned long *a, size_t a_length, const unsigned long *b,
		size_t b_length);

#endif
