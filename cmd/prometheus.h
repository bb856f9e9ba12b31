/* SPDX-License-Identifier: BSD-2-Clause
 *
 * anycastip --prometheus: metrics for node_exporter. */
#ifndef CMD_PROMETHEUS_H
#define CMD_PROMETHEUS_H

#include "anycastip.h"
#include "cmd/arguments.h"

int cmd_prometheus(anycastip *handle, const struct arguments *arguments);

#endif
