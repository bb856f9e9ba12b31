/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the command line says. */
#ifndef CMD_ARGUMENTS_H
#define CMD_ARGUMENTS_H

#include <stdbool.h>

struct arguments {
	int family; /* AF_UNSPEC for both */
	bool all;
	bool json;
	const char *config_file;
	const char *netns;	/* NULL for that of the process */
	const char *prometheus; /* file, or NULL */
	unsigned int timeout; /* in seconds; of a table that changes too fast */
	char **words;	      /* that are no options */
	int count;
	/* What follows from these and from the terminal. */
	char *config_text; /* the name of the file as it can be shown */
	bool colour;
};

/* False where an option is wrong, which is said.  Ends the program where help
 * or the version is asked for. */
bool arguments_read(struct arguments *arguments, int argc, char **argv);

#endif
