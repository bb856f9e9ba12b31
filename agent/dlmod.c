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

#include "agent/mib/handler.h"
#include "agent/walk/source.h"
#include "anycastip.h"

/* Seconds between two looks for walks that nobody goes on with. */
#define EXPIRE_INTERVAL 30
/* ... and until changes are looked for again that could not be taken. */
#define EVENTS_AGAIN 1

/* The names are snmpd's: "init_" and "deinit_" before the module's. */
__attribute__((visibility("default"))) void init_anycastip(void);
__attribute__((visibility("default"))) void deinit_anycastip(void);

static struct source *source;
static int events = -1; /* watched by snmpd, or -1 */
static unsigned int expire_alarm;
static unsigned int again_alarm; /* 0 where none is set */
/* The last trouble with events, told once. */
static enum anycastip_status events_status = ANYCASTIP_OK;

/* Take the changes that are signalled; false where that fails. */
static bool poll_events(void)
{
	struct anycastip_error error;
	enum anycastip_status status;
	bool changed;

	status = source_poll(source, &changed, &error);
	if (status != events_status && status != ANYCASTIP_OK)
		snmp_log(LOG_ERR,
			 "anycastip: cannot follow the kernel's changes: %s\n",
			 error.text);
	else if (status != events_status)
		snmp_log(
			LOG_NOTICE,
			"anycastip: the kernel's changes are followed again\n");
	events_status = status;
	return status == ANYCASTIP_OK;
}

static void watch_events(void);

/* What could not be taken would have snmpd call us again and again, so it is
 * left alone for a while.  Every walk reads afresh without events too. */
static void events_again(unsigned int alarm, void *context)
{
	(void)alarm;
	(void)context;
	again_alarm = 0;
	if (poll_events())
		watch_events();
	else
		again_alarm = snmp_alarm_register(EVENTS_AGAIN, 0, events_again,
						  NULL);
}

static void take_events(int fd, void *context)
{
	(void)context;
	if (poll_events())
		return;
	unregister_readfd(fd);
	events = -1;
	again_alarm = snmp_alarm_register(EVENTS_AGAIN, 0, events_again, NULL);
}

static void watch_events(void)
{
	int fd = source_fd(source);

	if (fd < 0)
		return;
	if (register_readfd(fd, take_events, NULL) == FD_REGISTERED_OK)
		events = fd;
	else
		snmp_log(LOG_ERR, "anycastip: snmpd watches too many "
				  "descriptors: changes are seen late\n");
}

static void expire(unsigned int alarm, void *context)
{
	handler_expire();
	/* Its alarm could not be set. */
	if (events_status != ANYCASTIP_OK && again_alarm == 0)
		events_again(alarm, context);
}

void init_anycastip(void)
{
	struct anycastip_error error;

	source = source_open(NULL, 0, &error);
	if (!source) {
		snmp_log(LOG_ERR, "anycastip: %s\n", error.text);
		return;
	}
	if (handler_register(source)) {
		source_close(source);
		source = NULL;
		return;
	}
	watch_events();
	expire_alarm = snmp_alarm_register(EXPIRE_INTERVAL, SA_REPEAT, expire,
					   NULL);
}

void deinit_anycastip(void)
{
	if (!source)
		return;
	snmp_alarm_unregister(expire_alarm);
	snmp_alarm_unregister(again_alarm);
	again_alarm = 0;
	events_status = ANYCASTIP_OK;
	if (events >= 0)
		unregister_readfd(events);
	events = -1;
	handler_unregister();
	source_close(source);
	source = NULL;
}
