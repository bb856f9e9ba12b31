/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip(1): the table without SNMP. */
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

#include "cmd/arguments.h"
#include "cmd/commands.h"
#include "cmd/data.h"
#include "cmd/die.h"
#include "cmd/text.h"

struct command {
	const char *name;
	/* Which options tell it something. */
	bool takes_family, takes_all, takes_json;
	/* Does it; the program's exit status. */
	int (*run)(anycastip *handle, const struct arguments *arguments);
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

static int wrong_usage(void)
{
	/* All that a monitoring system sees is the standard output. */
	if (is_plugin())
		printf("ANYCASTIP UNKNOWN - wrong options; see 'anycastip "
		       "--help'\n");
	else
		fprintf(stderr, "Try 'anycastip --help'.\n");
	return trouble_status();
}

/* Whether `check' is meant, going by the words as they stand: a wrong option is
 * found before the command is known. */
static bool means_check(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "check") == 0)
			return true;
	return false;
}

static const struct command *find_command(const char *name,
					  const struct arguments *arguments)
{
	size_t i;

	if (arguments->prometheus && strcmp(name, "list") == 0)
		return &metrics;
	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* An option that was given and tells the command nothing. */
static const char *find_misfit(const struct command *command,
			       const struct arguments *arguments)
{
	if (arguments->family != AF_UNSPEC && !command->takes_family)
		return arguments->family == AF_INET ? "-4" : "-6";
	if (arguments->all && !command->takes_all)
		return "--all";
	if (arguments->json && !command->takes_json)
		return "--json";
	if (arguments->prometheus && command != &metrics)
		return "--prometheus";
	return NULL;
}

/* Whether the command is used as it is to be; if not, that is said. */
static bool is_usage_right(const struct command *command,
			   const struct arguments *arguments)
{
	bool explaining = command->run == cmd_explain;
	const char *misfit = find_misfit(command, arguments);

	if (misfit)
		fprintf(stderr, "anycastip: %s does not take %s\n",
			command->name, misfit);
	else if (arguments->count > 1 + explaining ||
		 (explaining && arguments->count < 2))
		fprintf(stderr, "anycastip: %s takes %s\n", command->name,
			explaining ? "one address" : "nothing more");
	else
		return true;
	return false;
}

static int run(const struct arguments *arguments)
{
	const char *name = arguments->count > 0 ? arguments->words[0] : "list";
	const struct command *command = find_command(name, arguments);
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
		die_as_plugin();
	if (!is_usage_right(command, arguments))
		return wrong_usage();
	handle = data_open(arguments, command->run == cmd_watch);
	status = command->run(handle, arguments);
	anycastip_close(handle);
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
	struct arguments arguments;
	int status;

	fill_standard_descriptors();
	/* Names are UTF-8 in any locale; this tells how wide they are. */
	setlocale(LC_CTYPE, "C.UTF-8");
	if (!arguments_read(&arguments, argc, argv)) {
		if (means_check(argc, argv))
			die_as_plugin();
		return wrong_usage();
	}
	status = run(&arguments);
	free(arguments.config_text);
	return status;
}
