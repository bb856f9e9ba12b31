/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/failing.h"

#include <errno.h>
#include <stddef.h>

/* Calls in shared libraries come here, too. */
#pragma GCC visibility push(default)
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
#pragma GCC visibility pop

static unsigned int failing, made;
static bool all_fail;

void fail_allocation(unsigned int count)
{
	failing = count;
	made = 0;
}

void fail_allocations(bool all)
{
	all_fail = all;
}

unsigned int allocations(void)
{
	return made;
}

bool allocation_failed(void)
{
	return failing > 0 && made >= failing;
}

bool allocation_fails(void)
{
	if (++made != failing && !all_fail)
		return false;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return allocation_fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return allocation_fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return allocation_fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return allocation_fails() ? NULL
				  : __real_reallocarray(old, count, size);
}
