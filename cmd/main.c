/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip(1): the table without SNMP. */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

static const char usage[] =
	"Usage: anycastip [OPTION]... [COMMAND]\n"
	"Which anycast addresses this host has, and whether its kernel "
	"delivers them.\n"
	"\n"
	"  list             the table (this is the default)\n"
	"  watch            a line for each change\n"
	"  check            a check for monitoring systems\n"
	"  explain ADDRESS  why it is an anycast address of this host, or is "
	"not,\n"
	"                   and what repairs it\n"
	"\n"
	"  -4, -6             only this family\n"
	"  -a, --all          do not fold subnet-router addresses\n"
	"  -c, --config FILE  instead of %s\n"
	"  -j, --json         JSON, for list, watch and explain\n"
	"  -n, --netns NAME   look into this network namespace\n"
	"      --prometheus FILE  write metrics to FILE (-: standard output)\n"
	"  -V, --version\n"
	"  -h, --help\n"
	"\n"
	"See anycastip(1).\n";

/* What `check' ends with instead, where 2 means critical. */
#define EXIT_UNKNOWN 3

static int trouble = EXIT_TROUBLE;

void die(const struct anycastip_error *error)
{
	fprintf(trouble == EXIT_TROUBLE ? stderr : stdout, "%s%s\n",
		trouble == EXIT_TROUBLE ? "anycastip: "
					: "ANYCASTIP UNKNOWN - ",
		error->text);
	exit(trouble);
}

void die_of_memory(void)
{
	struct anycastip_error error = {.text = "no memory"};

	die(&error);
}

/* Close on standard output is where a full disk is seen. */
static int finish(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "anycastip: cannot write: %s\n", strerror(errno));
	return trouble;
}

static int wrong_usage(void)
{
	fprintf(stderr, "Try 'anycastip --help'.\n");
	return trouble;
}

/* Open a namespace as ip(8) names them, or by its file. */
static int open_netns(const char *name)
{
	struct anycastip_error error = {.text = ""};
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s%s",
		 strchr(name, '/') ? "" : "/run/netns/", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		snprintf(error.text, sizeof(error.text),
			 "cannot open the network namespace %.200s: %s; "
			 "'ip netns list' names those that there are",
			 name, strerror(errno));
		die(&error);
	}
	return fd;
}

static anycastip *open_handle(const struct options *options, bool watching)
{
	struct anycastip_options how = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	anycastip *handle;

	if (options->netns)
		how.netns_fd = open_netns(options->netns);
	how.config_file = options->config_file;
	/* A file that somebody names is to be there. */
	if (options->config_file == anycastip_config_path())
		how.flags |= ANYCASTIP_F_CONFIG_OPTIONAL;
	if (!watching)
		how.flags |= ANYCASTIP_F_NO_EVENTS;
	if (anycastip_open(&handle, &how, &error) != ANYCASTIP_OK)
		die(&error);
	if (how.netns_fd >= 0)
		close(how.netns_fd);
	return handle;
}

static bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && no_color[0] != '\0') &&
	       !(term && strcmp(term, "dumb") == 0);
}

/* Whether `check' is meant, going by the words as they stand: a wrong option is
 * found before the command is known. */
static bool is_check(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "check") == 0)
			return true;
	return false;
}

/* Read the options; the number of words that they leave, or -1. */
static int read_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{"all", no_argument, NULL, 'a'},
		{"config", required_argument, NULL, 'c'},
		{"json", no_argument, NULL, 'j'},
		{"netns", required_argument, NULL, 'n'},
		{"prometheus", required_argument, NULL, 'p'},
		{"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	/* getopt_long() starts its messages with it. */
	static char name[] = "anycastip";
	int option;

	if (argc > 0)
		argv[0] = name;
	while ((option = getopt_long(argc, argv, "46ac:jn:Vh", names, NULL)) !=
	       -1) {
		switch (option) {
		case '4':
			options->family = AF_INET;
			break;
		case '6':
			options->family = AF_INET6;
			break;
		case 'a':
			options->all = true;
			break;
		case 'c':
			options->config_file = optarg;
			break;
		case 'j':
			options->json = true;
			break;
		case 'n':
			options->netns = optarg;
			break;
		case 'p':
			options->prometheus = optarg;
			break;
		case 'V':
			printf("anycastip %s\n", anycastip_version());
			exit(finish(EXIT_SUCCESS));
		case 'h':
			printf(usage, anycastip_config_path());
			exit(finish(EXIT_SUCCESS));
		default:
			return -1;
		}
	}
	return argc - optind;
}

static int run(const struct options *options, int count, char **words)
{
	const char *command = count > 0 ? words[0] : "list";
	anycastip *handle;
	int status;
	bool watching = strcmp(command, "watch") == 0;
	bool explaining = strcmp(command, "explain") == 0;
	bool checking = strcmp(command, "check") == 0;

	if (checking)
		trouble = EXIT_UNKNOWN;
	if (!watching && !explaining && !checking &&
	    strcmp(command, "list") != 0) {
		fprintf(stderr, "anycastip: there is no command '%s'\n",
			command);
		return wrong_usage();
	}
	if (count > 1 + explaining || (explaining && count < 2)) {
		fprintf(stderr, "anycastip: %s takes %s\n", command,
			explaining ? "one address" : "nothing more");
		return wrong_usage();
	}
	handle = open_handle(options, watching);
	if (watching)
		status = cmd_watch(handle, options);
	else if (explaining)
		status = cmd_explain(handle, options, words[1]);
	else if (checking)
		status = cmd_check(handle, options);
	else if (options->prometheus)
		status = cmd_prometheus(handle, options);
	else
		status = cmd_list(handle, options);
	anycastip_close(handle);
	return finish(status);
}

int main(int argc, char **argv)
{
	struct options options = {
		.family = AF_UNSPEC,
		.config_file = anycastip_config_path(),
		.colour = wants_colour(),
	};
	int count = read_options(argc, argv, &options);

	if (count < 0) {
		if (is_check(argc, argv))
			trouble = EXIT_UNKNOWN;
		return wrong_usage();
	}
	return run(&options, count, argv + argc - count);
}
