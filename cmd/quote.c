/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Words for a shell. */
#include "cmd/quote.h"

#include <stdio.h>
#include <string.h>

#include "anycastip.h"

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "@%+=:,./_-";

/* A word for a shell that cannot be shown as it is, by its octets. */
static const char *quote_octets(char *quoted, size_t size, const char *word)
{
	size_t at = (size_t)sprintf(quoted, "\"$(printf %%b '");

	for (; *word && at + 9 < size; word++) {
		if (strchr(plain, *word))
			quoted[at++] = *word;
		else
			at += (size_t)sprintf(quoted + at, "\\0%03o",
					      (unsigned char)*word);
	}
	memcpy(quoted + at, "')\"", 4);
	return quoted;
}

const char *quote(char *quoted, size_t size, const char *word)
{
	size_t at = 0;

	/* What cannot be shown as it is gets longer. */
	if (anycastip_clean(NULL, 0, word) != strlen(word))
		return quote_octets(quoted, size, word);
	if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
		snprintf(quoted, size, "%s", word);
		return quoted;
	}
	quoted[at++] = '\'';
	for (; *word && at + 6 < size; word++) {
		if (*word == '\'') {
			memcpy(quoted + at, "'\\'", 3);
			at += 3;
		}
		quoted[at++] = *word;
	}
	quoted[at++] = '\'';
	quoted[at] = '\0';
	return quoted;
}
