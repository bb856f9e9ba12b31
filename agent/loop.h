/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The one loop of the daemon.
 */
#ifndef AGENT_LOOP_H
#define AGENT_LOOP_H

#include <stdbool.h>

struct source;

/* Take the signals that end the daemon or have it read its configuration
 * anew; from now on they wait for loop_run().  False where the reason is
 * logged. */
bool loop_start(void);

/* Serve until a signal ends it, or there is no use in going on.  Returns the
 * status to exit with. */
int loop_run(struct source *source);

/* Give back what loop_start() took. */
void loop_stop(void);

#endif
