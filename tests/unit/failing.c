/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/failing.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "tests/unit/hook.h"

/* Shared libraries want functions of these names, too, so that the linker does
 * not let them be hidden; what calls these is the test and what it links. */
#pragma GCC visibility push(default)
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
void __real_free(void *old);
void __wrap_free(void *old);
char *__wrap_strdup(const char *text);
#pragma GCC visibility pop

static unsigned int failing, made;
static int left;
static bool all_fail;

void fail_allocation(unsigned int count)
{
	failing = count;
	made = 0;
	left = 0;
}

void fail_allocations(bool all)
{
	all_fail = all;
}

unsigned int allocations(void)
{
	return made;
}

int allocations_left(void)
{
	return left;
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

static void *count_piece(void *piece)
{
	left += piece != NULL;
	return piece;
}

void *__wrap_malloc(size_t size)
{
	return allocation_fails() ? NULL : count_piece(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return allocation_fails() ? NULL
				  : count_piece(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
	if (allocation_fails())
		return NULL;
	left -= old != NULL;
	return count_piece(__real_realloc(old, size));
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	if (allocation_fails())
		return NULL;
	left -= old != NULL;
	return count_piece(__real_reallocarray(old, count, size));
}

void __wrap_free(void *old)
{
	left -= old != NULL;
	__real_free(old);
}

/* The C library's would allocate where it does not count. */
char *__wrap_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = __wrap_malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

bool fail_in_library(const char *name)
{
	unsigned int places = 0;

	places += hook_calls(name, "malloc", (hook_function *)__wrap_malloc);
	places += hook_calls(name, "calloc", (hook_function *)__wrap_calloc);
	places += hook_calls(name, "realloc", (hook_function *)__wrap_realloc);
	places += hook_calls(name, "strdup", (hook_function *)__wrap_strdup);
	hook_calls(name, "free", (hook_function *)__wrap_free);
	return places > 0;
}
