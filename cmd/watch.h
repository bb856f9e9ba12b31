/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip watch: a line for each change. */
#ifndef CMD_WATCH_H
#define CMD_WATCH_H

#include "anycastip.h"
#include "cmd/arguments.h"

int cmd_watch(anycastip *handle, const struct arguments *arguments);

#endif
