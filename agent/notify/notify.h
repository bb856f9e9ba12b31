/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Notifications: what changed is logged, and told to managers through the
 * master agent, one message in flight at a time, so that no burst can fill
 * the connection.
 */
#ifndef AGENT_NOTIFY_NOTIFY_H
#define AGENT_NOTIFY_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "anycastip.h"

struct notify;
struct snmp_session;
struct source;

/* NULL where there is no memory, which is logged. */
struct notify *notify_new(struct source *source,
			  const struct anycastip_settings *settings);
void notify_free(struct notify *notify);

/* Other settings from now on. */
void notify_configure(struct notify *notify,
		      const struct anycastip_settings *settings);

/* The rows may have changed. */
void notify_changed(struct notify *notify);

/* Go on: call it after whatever happened.  The session is that with the master
 * agent, NULL where there is none; one that is lost is followed by NULL before
 * there is another. */
void notify_advance(struct notify *notify, struct snmp_session *session);
int64_t notify_deadline(const struct notify *notify);

#endif
