/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The JSON of anycastip(1).  A failure, for want of memory, ends the program.
 */
#ifndef CMD_JSON_H
#define CMD_JSON_H

#include <jansson.h>

#include "anycastip.h"

/* The value, which is NULL without memory. */
json_t *must_have(json_t *value);

/* A text, made clean; an address; a row. */
json_t *json_clean(const char *text);
json_t *json_address(int family, const uint8_t *address);
json_t *json_row(const struct anycastip_row *row);

/* Add to an object what another one has, to an array a value; both are theirs
 * then. */
void add_members(json_t *object, json_t *others);
void add_item(json_t *array, json_t *value);

/* Print it, and free it. */
void print_json(json_t *value, bool on_one_line);

#endif
