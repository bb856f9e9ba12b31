/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastipd(8): the host's anycast addresses in SNMP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent/agentx/library.h"
#include "agent/agentx/master.h"
#include "agent/daemon.h"
#include "agent/log.h"
#include "agent/loop.h"
#include "agent/mib/handler.h"
#include "agent/mib/mib.h"
#include "agent/notify/notify.h"
#include "agent/options.h"
#include "agent/walk/source.h"
#include "anycastip.h"

#define EXIT_USAGE 2

static int check_config(const char *file)
{
	struct anycastip_options options = ANYCASTIP_OPTIONS_INIT;
	struct anycastip_error error;
	anycastip *handle;

	options.flags = ANYCASTIP_F_NO_EVENTS | ANYCASTIP_F_SETTINGS;
	options.config_file = file;
	if (!file) {
		options.config_file = anycastip_config_path();
		options.flags |= ANYCASTIP_F_CONFIG_OPTIONAL;
	}
	if (anycastip_open(&handle, &options, &error) != ANYCASTIP_OK) {
		fprintf(stderr, "anycastipd: %s\n", error.text);
		return EXIT_FAILURE;
	}
	anycastip_close(handle);
	if (!file && access(anycastip_config_path(), F_OK) != 0)
		printf("%s: there is no such file; nothing is declared or "
		       "expected\n",
		       anycastip_config_path());
	else
		printf("%s: no fault found\n",
		       file ? file : anycastip_config_path());
	return EXIT_SUCCESS;
}

/* Register the MIB with the library, and serve a master agent. */
static bool serve_snmp(const struct options *options, struct loop *loop,
		       struct source *source, struct notify *notify)
{
	struct master_options wanted = {
		.socket = options->socket,
		.registration = MIB_OBJECTS_TEXT,
		.status = daemon_status,
		.lost = handler_flush,
	};
	struct master *master = NULL;
	bool served = false;

	if (library_start() && handler_register(source) == 0) {
		if (!options->no_short_way)
			wanted.short_way = handler_answerer();
		master = master_new(&wanted);
	}
	if (master)
		served = loop_run(loop, source, notify, master);
	master_free(master);
	handler_unregister();
	library_stop();
	return served;
}

static int serve(const struct options *options)
{
	struct anycastip_error error;
	struct loop *loop = loop_new();
	struct source *source = NULL;
	struct notify *notify = NULL;
	int status = EXIT_FAILURE;

	if (!loop)
		goto out;
	source = source_open(options->config, ANYCASTIP_F_SETTINGS, &error);
	if (!source) {
		log_error("%s", error.text);
		goto out;
	}
	if (source_lacks_ipv6(source, &error))
		log_warning("%s; only IPv4 addresses that the configuration "
			    "declares can be shown",
			    error.text);
	notify = notify_new(source, source_get_settings(source));
	if (notify && serve_snmp(options, loop, source, notify))
		status = EXIT_SUCCESS;
out:
	notify_free(notify);
	source_close(source);
	loop_free(loop);
	return status;
}

int main(int argc, char **argv)
{
	struct options options;
	int status;

	switch (options_parse(&options, argc, argv)) {
	case OPTIONS_WRONG:
		return EXIT_USAGE;
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_RUN:
		break;
	}
	if (options.check_config)
		return check_config(options.config);
	if (options.debug)
		log_enable_debug();
	if (!options.foreground && !daemon_detach())
		return EXIT_FAILURE;
	/* What goes wrong with the log itself is told on stderr. */
	log_close();
	if (!log_open(options.log	   ? options.log
		      : options.foreground ? "stderr"
					   : "syslog"))
		return EXIT_FAILURE;
	log_echo(!options.foreground);
	daemon_find_manager();
	status = serve(&options);
	log_close();
	return status;
}
