/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The section [anycastipd] of anycastip.conf(5). */
#ifndef CORE_CONFIG_SETTINGS_H
#define CORE_CONFIG_SETTINGS_H

#include "core/config/lines.h"

/* What the section says, and where. */
struct settings {
	struct anycastip_settings values;
	unsigned int notify_line, hold_time_line, rate_limit_line; /* or 0 */
};

/* What holds where nothing is set. */
extern const struct anycastip_settings settings_default;

/* Take the setting of the last line. */
bool settings_take(struct settings *settings, struct lines *lines);

#endif
