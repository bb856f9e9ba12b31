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

struct source;

/* False where there is no memory. */
bool notify_start(struct source *source,
		  const struct anycastip_settings *settings);
void notify_stop(void);

/* Other settings from now on. */
void notify_configure(const struct anycastip_settings *settings);

/* The rows may have changed. */
void notify_changed(void);

/* The connection to the master agent is there; or is lost. */
void notify_connected(void);
void notify_disconnected(void);

/* Go on, when the deadline has come. */
void notify_advance(void);
int64_t notify_deadline(void);

#endif
