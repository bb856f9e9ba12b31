/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Arrays that grow, one element at a time. */
#ifndef CORE_ARRAY_H
#define CORE_ARRAY_H

#include <stdlib.h>

/* The array with room for one more element behind `count': realloc()ed whenever
 * the count is a power of two, and so never the other way round.  NULL without
 * memory; the array stays as it was. */
static inline void *array_grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

#endif
