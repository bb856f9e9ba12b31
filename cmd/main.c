/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip(1): the table without SNMP. */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
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
	/* There may be no memory for more. */
	static char clean[4 * sizeof(error->text)];

	anycastip_clean(clean, sizeof(clean), error->text);
	if (trouble == EXIT_TROUBLE) {
		fprintf(stderr, "anycastip: %s\n", clean);
	} else {
		printf("ANYCASTIP UNKNOWN - ");
		print_plugin_text(clean);
		putchar('\n');
	}
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
	/* All that a monitoring system sees is the standard output. */
	if (trouble == EXIT_UNKNOWN)
		printf("ANYCASTIP UNKNOWN - wrong options; see 'anycastip "
		       "--help'\n");
	else
		fprintf(stderr, "Try 'anycastip --help'.\n");
	return trouble;
}

/* Open a namespace as ip(8) names them, or by its file. */
static int open_netns(const char *name)
{
	struct anycastip_error error = {.text = ""};
	const char *remedy = "";
	char *path;
	int fd;

	if (asprintf(&path, "%s%s", strchr(name, '/') ? "" : "/run/netns/",
		     name) < 0)
		die_of_memory();
	/* Nobody writes to it, should it be a FIFO. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		if (errno == EACCES || errno == EPERM)
			remedy = "; root may";
		else if (errno == ENOENT && !strchr(name, '/'))
			remedy = "; 'ip netns list' names those that there are";
		snprintf(error.text, sizeof(error.text),
			 "cannot open the network namespace %.200s: %s%s", name,
			 strerror(errno), remedy);
		die(&error);
	}
	free(path);
	return fd;
}

static anycastip *open_handle(const struct options *options, bool watching)
{
	struct anycastip_options how = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	enum anycastip_status status;
	anycastip *handle;

	if (options->netns)
		how.netns_fd = open_netns(options->netns);
	how.config_file = options->config_file;
	/* A file that somebody names is to be there. */
	if (options->config_file == anycastip_config_path())
		how.flags |= ANYCASTIP_F_CONFIG_OPTIONAL;
	if (!watching)
		how.flags |= ANYCASTIP_F_NO_EVENTS;
	status = anycastip_open(&handle, &how, &error);
	/* The library knows the descriptor alone. */
	if (status == ANYCASTIP_INVALID_PARAMETER && options->netns)
		snprintf(error.text, sizeof(error.text),
			 "%.200s is no network namespace", options->netns);
	if (status != ANYCASTIP_OK)
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

static const char *long_name(const struct option *names, int option)
{
	while (names->val != option)
		names++;
	return names->name;
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
		/* As of a variable that a script did not set. */
		if (optarg && optarg[0] == '\0') {
			fprintf(stderr,
				"anycastip: --%s is followed by an "
				"empty text\n",
				long_name(names, option));
			return -1;
		}
	}
	return argc - optind;
}

struct command {
	const char *name;
	/* Which options tell it something. */
	bool takes_family, takes_all, takes_json;
	int (*run)(anycastip *handle, const struct options *options);
};

static const struct command commands[] = {
	{"list", true, true, true, cmd_list},
	{"watch", true, false, true, cmd_watch},
	{"check", true, false, false, cmd_check},
	{"explain", false, false, true, cmd_explain},
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* What takes the place of `list'. */
static const struct command metrics = {
	"--prometheus", true, false, false, cmd_prometheus,
};

static const struct command *find_command(const char *name,
					  const struct options *options)
{
	size_t i;

	if (options->prometheus && strcmp(name, "list") == 0)
		return &metrics;
	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* An option that was given and tells the command nothing. */
static const char *find_misfit(const struct command *command,
			       const struct options *options)
{
	if (options->family != AF_UNSPEC && !command->takes_family)
		return options->family == AF_INET ? "-4" : "-6";
	if (options->all && !command->takes_all)
		return "--all";
	if (options->json && !command->takes_json)
		return "--json";
	if (options->prometheus && command != &metrics)
		return "--prometheus";
	return NULL;
}

/* Whether the command is used as it is to be; if not, that is said. */
static bool is_usage_right(const struct command *command,
			   const struct options *options, int count)
{
	bool explaining = command->run == cmd_explain;
	const char *misfit = find_misfit(command, options);

	if (misfit)
		fprintf(stderr, "anycastip: %s does not take %s\n",
			command->name, misfit);
	else if (count > 1 + explaining || (explaining && count < 2))
		fprintf(stderr, "anycastip: %s takes %s\n", command->name,
			explaining ? "one address" : "nothing more");
	else
		return true;
	return false;
}

static int run(struct options *options, int count, char **words)
{
	const char *name = count > 0 ? words[0] : "list";
	const struct command *command = find_command(name, options);
	anycastip *handle;
	char *clean;
	int status;

	if (!command) {
		clean = clean_copy(name);
		fprintf(stderr, "anycastip: there is no command '%s'\n", clean);
		free(clean);
		return wrong_usage();
	}
	if (command->run == cmd_check)
		trouble = EXIT_UNKNOWN;
	if (!is_usage_right(command, options, count))
		return wrong_usage();
	if (command->run == cmd_explain)
		options->address = words[1];
	options->config_text = clean_copy(options->config_file);
	handle = open_handle(options, command->run == cmd_watch);
	status = command->run(handle, options);
	anycastip_close(handle);
	free(options->config_text);
	return finish(status);
}

/* The next file or socket would take the number of a standard descriptor that
 * is closed, and get what is printed.  The substitute is opened the wrong way
 * round, so that the use of it fails as that of a closed one does. */
static void fill_standard_descriptors(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null",
			 fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			return;
}

int main(int argc, char **argv)
{
	struct options options = {
		.family = AF_UNSPEC,
		.config_file = anycastip_config_path(),
		.colour = wants_colour(),
	};
	int count;

	fill_standard_descriptors();
	/* Names are UTF-8 in any locale; this tells how wide they are. */
	setlocale(LC_CTYPE, "C.UTF-8");
	count = read_options(argc, argv, &options);
	if (count < 0) {
		if (is_check(argc, argv))
			trouble = EXIT_UNKNOWN;
		return wrong_usage();
	}
	return run(&options, count, argv + argc - count);
}
