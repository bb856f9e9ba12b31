/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip.so: the tables of anycastipd as a module that snmpd loads itself
 * (snmpd.conf: "dlmod anycastip PATH"), for those who would rather have one
 * process less than a separate one.  It has no configuration of its own but
 * anycastip.conf, logs with snmpd, and sends no notifications.
 *
 * snmpd waits while the rows are read, so nothing here waits for anything but
 * the kernel.  SIGHUP makes snmpd unload and load it: whatever is made in
 * init_anycastip() is undone in deinit_anycastip().
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/sysORTable.h>
#include <net-snmp/agent/agent_sysORTable.h>

#include "anycastip.h"
#include "agent/mib/handler.h"
#include "agent/mib/mib.h"
#include "agent/walk/source.h"

/* Seconds between two looks for walks that nobody goes on with. */
#define EXPIRE_INTERVAL 30
/* The names are snmpd's: "init_" and "deinit_" before the module's. */
__attribute__((visibility("default"))) void init_anycastip(void);
__attribute__((visibility("default"))) void deinit_anycastip(void);

static oid module[] = {MIB_ROOT};
static struct source *source;
static int events = -1; /* watched by snmpd, or -1 */
static unsigned int expire_alarm;

static void log_source(bool is_trouble, const char *text)
{
	snmp_log(is_trouble ? LOG_ERR : LOG_NOTICE, "anycastip: %s\n", text);
}

static void work(int fd, void *context)
{
	(void)fd;
	(void)context;
	source_work(source);
}

static void watch_events(void)
{
	int fd = source_fd(source);

	if (register_readfd(fd, work, NULL) == FD_REGISTERED_OK)
		events = fd;
	else
		snmp_log(LOG_ERR, "anycastip: snmpd watches too many "
				  "descriptors: changes are seen late\n");
}

static void expire(unsigned int alarm, void *context)
{
	(void)alarm;
	(void)context;
	handler_expire();
}

void init_anycastip(void)
{
	struct anycastip_error error;

	source = source_open(NULL, 0, log_source, &error);
	if (!source) {
		snmp_log(LOG_ERR, "anycastip: %s\n", error.text);
		return;
	}
	if (handler_register(source)) {
		source_close(source);
		source = NULL;
		return;
	}
	register_sysORTable(module, OID_LENGTH(module),
			    "The anycast IP addresses of this host "
			    "(ANYCAST-IP-MIB)");
	watch_events();
	expire_alarm = snmp_alarm_register(EXPIRE_INTERVAL, SA_REPEAT, expire,
					   NULL);
}

void deinit_anycastip(void)
{
	if (!source)
		return;
	snmp_alarm_unregister(expire_alarm);
	if (events >= 0)
		unregister_readfd(events);
	events = -1;
	unregister_sysORTable(module, OID_LENGTH(module));
	handler_unregister();
	source_close(source);
	source = NULL;
}
