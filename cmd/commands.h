/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The commands, each in a file of its name: what it does with a handle; the
 * status to exit with. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "anycastip.h"
#include "cmd/arguments.h"

int cmd_check(anycastip *handle, const struct arguments *arguments);
int cmd_explain(anycastip *handle, const struct arguments *arguments);
int cmd_list(anycastip *handle, const struct arguments *arguments);
int cmd_prometheus(anycastip *handle, const struct arguments *arguments);
int cmd_watch(anycastip *handle, const struct arguments *arguments);

#endif
