/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How the program ends, in particular where it cannot go on. */
#ifndef CMD_DIE_H
#define CMD_DIE_H

#include <stdio.h>

#include "anycastip.h"

#define EXIT_NO	     1 /* explain: the address is not delivered as anycast */
#define EXIT_TROUBLE 2
#define EXIT_UNKNOWN 3 /* of a monitoring plugin, where 2 means critical */

/* From now on trouble is told as a monitoring plugin has to: on standard
 * output, and with EXIT_UNKNOWN. */
void die_as_plugin(void);
bool is_plugin(void);

/* Write a clean text where a "|" would start the performance data of a
 * plugin. */
void put_plugin_text(FILE *file, const char *text);

/* Print the error and end the program. */
void die(const struct anycastip_error *error) __attribute__((noreturn));
void die_of_memory(void) __attribute__((noreturn));

/* EXIT_TROUBLE or EXIT_UNKNOWN. */
int trouble_status(void);

/* The status to end with after all was done: this one, if all that was printed
 * could be written. */
int finish(int status);

#endif
