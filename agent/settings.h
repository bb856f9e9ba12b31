/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The section [anycastipd] of anycastip.conf(5).
 */
#ifndef ANYCASTIPD_SETTINGS_H
#define ANYCASTIPD_SETTINGS_H

#include <stdbool.h>

#include "anycastip.h"

struct settings {
	/* Which notifications are sent. */
	bool notify_expected;	 /* anycastIpExpectedLost, ...Restored */
	bool notify_rows;	 /* anycastIpAppeared, ...Gone */
	bool notify_delivery;	 /* anycastIpUndelivered, ...Delivered */
	unsigned int hold_time;	 /* seconds that a change has to last */
	unsigned int rate_limit; /* notifications a minute */
};

/* Read the whole configuration file, NULL for the default one, which need not
 * exist; nothing of it is taken but the settings.  On failure they are
 * unchanged, and the text names file, line, reason and remedy. */
enum anycastip_status settings_read(struct settings *settings, const char *file,
				    struct anycastip_error *error);

#endif
