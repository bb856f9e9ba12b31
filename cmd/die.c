/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How the program ends. */
#include "cmd/die.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool plugin;

void die_as_plugin(void)
{
	plugin = true;
}

bool is_plugin(void)
{
	return plugin;
}

int trouble_status(void)
{
	return plugin ? EXIT_UNKNOWN : EXIT_TROUBLE;
}

void put_plugin_text(FILE *file, const char *text)
{
	for (; *text; text++)
		if (*text == '|')
			fputs("\\x7c", file);
		else
			putc(*text, file);
}

void die(const struct anycastip_error *error)
{
	/* There may be no memory for more. */
	static char clean[4 * sizeof(error->text)];

	anycastip_clean(clean, sizeof(clean), error->text);
	if (plugin) {
		printf("ANYCASTIP UNKNOWN - ");
		put_plugin_text(stdout, clean);
		putchar('\n');
	} else {
		fprintf(stderr, "anycastip: %s\n", clean);
	}
	exit(trouble_status());
}

void die_of_memory(void)
{
	static const struct anycastip_error error = {.text = "no memory"};

	die(&error);
}

int finish(int status)
{
	/* Here a full disk is seen. */
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "anycastip: cannot write: %s\n", strerror(errno));
	return trouble_status();
}
