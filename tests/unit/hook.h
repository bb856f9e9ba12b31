/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Functions that shared libraries call, replaced: --wrap reaches only what is
 * linked into the test itself.
 */
#ifndef TESTS_UNIT_HOOK_H
#define TESTS_UNIT_HOOK_H

typedef void hook_function(void);

/* Have the shared libraries whose file has this in its name call another
 * function instead of the one of that name, from now on.  Returns in how many
 * places. */
unsigned int hook_calls(const char *library, const char *name,
			hook_function *function);

#endif
