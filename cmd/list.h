/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip list: the table, and what is expected. */
#ifndef CMD_LIST_H
#define CMD_LIST_H

#include "anycastip.h"
#include "cmd/arguments.h"

int cmd_list(anycastip *handle, const struct arguments *arguments);

#endif
