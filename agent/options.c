/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads the command line, and has the text of --help.
 */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "anycastip.h"
#include "agent/options.h"

/* An option without a letter. */
#define NO_SHORT_WAY 256

static const struct option long_options[] = {
	{"foreground", no_argument, NULL, 'f'},
	{"agentx-socket", required_argument, NULL, 'x'},
	{"config", required_argument, NULL, 'c'},
	{"check-config", no_argument, NULL, 't'},
	{"log", required_argument, NULL, 'L'},
	{"no-short-way", no_argument, NULL, NO_SHORT_WAY},
	{"debug", no_argument, NULL, 'd'},
	{"version", no_argument, NULL, 'V'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static void print_help(void)
{
	/* clang-format off */
	printf(
"Usage: anycastipd [OPTION]...\n"
"Show the anycast IP addresses of this host in SNMP, as an AgentX subagent of\n"
"snmpd.\n"
"\n"
"  -f, --foreground            stay in the foreground\n"
"  -x, --agentx-socket=SOCKET  where snmpd listens, as agentXSocket in\n"
"                              snmpd.conf(5): a path, unix:PATH,\n"
"                              tcp:ADDRESS:PORT, ADDRESS:PORT or PORT\n"
"  -c, --config=FILE           read FILE instead of\n"
"                              %s\n"
"  -t, --check-config          read the configuration, say what is wrong with\n"
"                              it, and end\n"
"  -L, --log=TARGET            log to stderr, syslog or file:PATH; the default\n"
"                              is stderr with -f, or else syslog\n"
"      --no-short-way          answer through Net-SNMP's library alone, which\n"
"                              is slower\n"
"  -d, --debug                 log what happens in detail\n"
"  -V, --version               print the version\n"
"  -h, --help                  print this help\n"
"\n"
"See anycastipd(8).\n",
	       anycastip_config_path());
	/* clang-format on */
}

/* What getopt_long() finds wrong it says itself. */
static enum options_result wrong(const char *text, const char *what)
{
	if (text)
		fprintf(stderr, "anycastipd: %s%s\n", text, what);
	fprintf(stderr, "Try `anycastipd --help'.\n");
	return OPTIONS_WRONG;
}

static bool log_target_is_known(const char *target)
{
	return strcmp(target, "stderr") == 0 || strcmp(target, "syslog") == 0 ||
	       (strncmp(target, "file:", 5) == 0 && target[5] != '\0');
}

enum options_result options_parse(struct options *options, int argc,
				  char **argv)
{
	/* getopt_long() starts its messages with it. */
	static char name[] = "anycastipd";
	int option;

	memset(options, 0, sizeof(*options));
	if (argc > 0)
		argv[0] = name;
	while ((option = getopt_long(argc, argv, "fx:c:tL:dVh", long_options,
				     NULL)) != -1) {
		switch (option) {
		case 'f':
			options->foreground = true;
			break;
		case 'x':
			options->socket = optarg;
			break;
		case 'c':
			options->config = optarg;
			break;
		case 't':
			options->check_config = true;
			break;
		case 'L':
			if (!log_target_is_known(optarg))
				return wrong(
					"-L takes stderr, syslog or file:PATH, "
					"not ",
					optarg);
			options->log = optarg;
			break;
		case NO_SHORT_WAY:
			options->no_short_way = true;
			break;
		case 'd':
			options->debug = true;
			break;
		case 'V':
			printf("anycastipd %s\n", PACKAGE_VERSION);
			return OPTIONS_DONE;
		case 'h':
			print_help();
			return OPTIONS_DONE;
		default:
			return wrong(NULL, NULL);
		}
	}
	if (optind < argc)
		return wrong("unexpected argument ", argv[optind]);
	return OPTIONS_RUN;
}
