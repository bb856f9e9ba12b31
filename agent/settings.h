/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The section [anycastipd] of anycastip.conf(5).
 */
#ifndef AGENT_SETTINGS_H
#define AGENT_SETTINGS_H

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

/* What settings_take() fills in, for messages with the file's name, NULL for
 * the default one. */
struct settings_reading {
	const char *file;
	struct settings settings;
};

/* Take the lines of the section into `reading', a struct settings_reading *:
 * to be given to anycastip_reload_if().  On failure the settings there are
 * unchanged, and the text names file, line, reason and remedy. */
enum anycastip_status settings_take(const struct anycastip_setting *lines,
				    size_t count, void *reading,
				    struct anycastip_error *error);

/* Read the whole configuration file to see whether it is right. */
enum anycastip_status settings_check(const char *file,
				     struct anycastip_error *error);

#endif
