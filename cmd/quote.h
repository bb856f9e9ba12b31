/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Words for a shell. */
#ifndef CMD_QUOTE_H
#define CMD_QUOTE_H

#include <stddef.h>

/* Room for a word of so many octets, quoted in any way. */
#define QUOTED_SIZE(length) (5 * (length) + 32)

/* The word as a shell takes it, and as it can be shown.  Returns `quoted'. */
const char *quote(char *quoted, size_t size, const char *word);

#endif
