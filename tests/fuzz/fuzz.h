/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What every target defines. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* End the program if something that is always true is not, whatever the
 * options of the compiler. */
#define MUST(truth)                                                        \
	do {                                                               \
		if (!(truth)) {                                            \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, \
				__LINE__, #truth);                         \
			abort();                                           \
		}                                                          \
	} while (0)

#endif
