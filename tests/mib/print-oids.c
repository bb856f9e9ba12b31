/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Print what the agent holds for ANYCAST-IP-MIB, one name a line, as oids.sh
 * takes it from the MIB module.
 */
#include <stdio.h>

#include "agent/mib/mib.h"

static void print_oid(const char *name, const unsigned long *oid, size_t length)
{
	size_t i;

	printf("%s ", name);
	for (i = 0; i < length; i++)
		printf("%s%lu", i > 0 ? "." : "", oid[i]);
	printf("\n");
}

int main(void)
{
	static const char *const names[] = {
#define X(name, group, number) #name,
		MIB_FOR_EACH_OBJECT(X)
#undef X
	};
	static const unsigned long root[MIB_ROOT_LENGTH] = {MIB_ROOT};
	static const unsigned long objects[MIB_OBJECTS_LENGTH] = {MIB_OBJECTS};
	static const unsigned long notifications[] = {MIB_NOTIFICATIONS};
	unsigned long oid[MIB_NAME_MAX];
	unsigned int object;

	print_oid("MIB", root, MIB_ROOT_LENGTH);
	print_oid("OBJECTS", objects, MIB_OBJECTS_LENGTH);
	print_oid("NOTIFICATIONS", notifications,
		  sizeof(notifications) / sizeof(notifications[0]));
	for (object = 0; object < MIB_OBJECT_COUNT; object++)
		print_oid(names[object], oid, mib_object_name(object, oid));
	return 0;
}
