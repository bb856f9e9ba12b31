/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip explain: why an address is anycast, or is not. */
#ifndef CMD_EXPLAIN_H
#define CMD_EXPLAIN_H

#include "anycastip.h"
#include "cmd/arguments.h"

int cmd_explain(anycastip *handle, const struct arguments *arguments);

#endif
