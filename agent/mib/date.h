/* SPDX-License-Identifier: BSD-2-Clause
 *
 * AnycastDateAndTime: moments that the clock since boot tells, as dates of the
 * clock as it is set now.  One that was set wrong when something happened, and
 * right later, makes that date right, too.
 */
#ifndef AGENT_MIB_DATE_H
#define AGENT_MIB_DATE_H

#include <stdint.h>

struct anycastip_row;
struct value;

/* The date of a moment, in UTC; none for 0, or where it cannot be told. */
void date_value(struct value *value, int64_t since_boot);

/* When the row was created, by the clock since boot, or 0. */
int64_t date_created(const struct anycastip_row *row);

#endif
