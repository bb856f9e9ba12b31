/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A kernel whose answers are the fuzzer's: linked with --wrap=nl_send_simple,
 * --wrap=nl_recv and --wrap=nl_socket_get_local_port. */
#ifndef TESTS_FUZZ_ANSWERS_H
#define TESTS_FUZZ_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What netlink requests get from now on: datagrams, each behind its length in
 * two octets, the lower one first.  Sequence numbers and ports are put right,
 * unless the length has its highest bit set.  After the last one dumps end,
 * and there is nothing else. */
void answers_set(const uint8_t *data, size_t size);

/* Called with each request; may be NULL. */
extern void (*answers_check)(int type, const void *payload, size_t length);

#endif
