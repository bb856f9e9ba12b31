/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The one loop of the daemon.
 */
#ifndef AGENT_LOOP_H
#define AGENT_LOOP_H

#include <stdbool.h>

struct loop;
struct master;
struct notify;
struct source;

/* Take the signals that end the daemon or have it read its configuration
 * anew; from now on they wait for loop_run().  NULL where the reason is
 * logged. */
struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* Serve until a signal ends it; false where there is no use in going on. */
bool loop_run(struct loop *loop, struct source *source, struct notify *notify,
	      struct master *master);

#endif
