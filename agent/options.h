/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The command line of anycastipd(8).
 */
#ifndef AGENT_OPTIONS_H
#define AGENT_OPTIONS_H

#include <stdbool.h>

struct options {
	bool foreground;
	bool debug;
	bool check_config;
	bool no_short_way;  /* see agent/agentx/request.h */
	const char *socket; /* as agentXSocket of snmpd.conf(5), or NULL */
	const char *config; /* anycastip.conf(5), or NULL for the default */
	const char *log;    /* as log_open() takes it, or NULL */
};

/* What is left to do after the command line was read. */
enum options_result {
	OPTIONS_RUN,
	OPTIONS_DONE, /* help or version is printed: exit 0 */
	OPTIONS_WRONG /* the reason is on stderr: exit 2 */
};

enum options_result options_parse(struct options *options, int argc,
				  char **argv);

#endif
