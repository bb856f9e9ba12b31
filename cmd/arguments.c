/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the command line says, and how it is to be written. */
#include "cmd/arguments.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

#include "anycastip.h"
#include "cmd/die.h"
#include "cmd/text.h"

/* clang-format off */
static const char usage[] =
"Usage: anycastip [OPTION]... [COMMAND]\n"
"Which anycast addresses this host has, and whether its kernel delivers them.\n"
"\n"
"  list             the table (this is the default)\n"
"  watch            a line for each change\n"
"  check            a check for monitoring systems\n"
"  explain ADDRESS  why it is an anycast address of this host, or is not,\n"
"                   and what repairs it\n"
"\n"
"  -4, -6             only this family\n"
"  -a, --all          do not fold subnet-router addresses\n"
"  -c, --config FILE  instead of %s\n"
"  -j, --json         JSON, for list, watch and explain\n"
"  -n, --netns NAME   look into this network namespace\n"
"  -t, --timeout SECONDS  try so long if the table changes too fast (%u)\n"
"      --prometheus FILE  write metrics to FILE (-: standard output)\n"
"  -V, --version\n"
"  -h, --help\n"
"\n"
"See anycastip(1).\n";
/* clang-format on */

/* In seconds: less than the plugins of monitoring systems are given. */
#define TIMEOUT_DEFAULT 3u
#define TIMEOUT_MAX	3600u

static bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && no_color[0] != '\0') &&
	       !(term && strcmp(term, "dumb") == 0);
}

static const char *long_name(const struct option *names, int option)
{
	while (names->val != option)
		names++;
	return names->name;
}

static bool take_timeout(struct arguments *arguments, const char *text)
{
	char *end;
	unsigned long seconds = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' ||
	    seconds > TIMEOUT_MAX) {
		fprintf(stderr, "anycastip: --timeout takes seconds, 0 to %u\n",
			TIMEOUT_MAX);
		return false;
	}
	arguments->timeout = (unsigned int)seconds;
	return true;
}

static bool take_option(struct arguments *arguments, int option)
{
	switch (option) {
	case '4':
		arguments->family = AF_INET;
		return true;
	case '6':
		arguments->family = AF_INET6;
		return true;
	case 'a':
		arguments->all = true;
		return true;
	case 'c':
		arguments->config_file = optarg;
		return true;
	case 'j':
		arguments->json = true;
		return true;
	case 'n':
		arguments->netns = optarg;
		return true;
	case 'p':
		arguments->prometheus = optarg;
		return true;
	case 't':
		return optarg && take_timeout(arguments, optarg);
	case 'V':
		printf("anycastip %s\n", anycastip_version());
		exit(finish(EXIT_SUCCESS));
	case 'h':
		printf(usage, anycastip_config_path(), TIMEOUT_DEFAULT);
		exit(finish(EXIT_SUCCESS));
	default:
		return false;
	}
}

bool arguments_read(struct arguments *arguments, int argc, char **argv)
{
	static const struct option names[] = {
		{"all", no_argument, NULL, 'a'},
		{"config", required_argument, NULL, 'c'},
		{"json", no_argument, NULL, 'j'},
		{"netns", required_argument, NULL, 'n'},
		{"prometheus", required_argument, NULL, 'p'},
		{"timeout", required_argument, NULL, 't'},
		{"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	/* getopt_long() starts its messages with it. */
	static char name[] = "anycastip";
	int option;

	memset(arguments, 0, sizeof(*arguments));
	arguments->family = AF_UNSPEC;
	arguments->config_file = anycastip_config_path();
	arguments->timeout = TIMEOUT_DEFAULT;
	arguments->colour = wants_colour();
	if (argc > 0)
		argv[0] = name;
	while ((option = getopt_long(argc, argv, "46ac:jn:t:Vh", names,
				     NULL)) != -1) {
		if (!take_option(arguments, option))
			return false;
		/* As of a variable that a script did not set. */
		if (optarg && optarg[0] == '\0') {
			fprintf(stderr,
				"anycastip: --%s is followed by an empty "
				"text\n",
				long_name(names, option));
			return false;
		}
	}
	arguments->words = argv + optind;
	arguments->count = argc - optind;
	arguments->config_text = clean_copy(arguments->config_file);
	return true;
}
