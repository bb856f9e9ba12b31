/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip check: a plugin for monitoring systems. */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "anycastip.h"
#include "cmd/arguments.h"

int cmd_check(anycastip *handle, const struct arguments *arguments);

#endif
