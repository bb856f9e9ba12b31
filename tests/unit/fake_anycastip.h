/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A libanycastip without a kernel, for deterministic tests of the agent: it
 * gives the rows that the test sets.
 */
#ifndef TESTS_FAKE_ANYCASTIP_H
#define TESTS_FAKE_ANYCASTIP_H

#include "anycastip.h"

/* What anycastip_read() gives from now on; copied. */
void fake_rows(const struct anycastip_row *rows, size_t count);

/* What anycastip_read(), or anycastip_open() and anycastip_reload(), fail
 * with from now on; ANYCASTIP_OK for no failure. */
void fake_read_fails(enum anycastip_status status);
void fake_config_fails(enum anycastip_status status);

/* What the configuration expects from the next open or reload on. */
void fake_expected(const struct anycastip_expected *expected, size_t count);

/* Make the handle's descriptor readable. */
void fake_signal(void);

void fake_stats(uint64_t rereads, uint64_t overruns);

/* How often anycastip_read() and anycastip_created() were called. */
unsigned int fake_reads(void);
unsigned int fake_conversions(void);

/* A row: address text, interface index; the rest follows from them.  The
 * interface is called if%u. */
struct anycastip_row fake_row(const char *address, uint32_t ifindex);

#endif
