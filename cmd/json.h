/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The JSON of anycastip(1).  A failure, for want of memory, ends the program.
 */
#ifndef CMD_JSON_H
#define CMD_JSON_H

#include <jansson.h>

#include "anycastip.h"

json_t *new_object(void);
json_t *new_array(void);

/* Add to an object or an array what is theirs then. */
void add_member(json_t *object, const char *key, json_t *value);
void add_item(json_t *array, json_t *value);

/* Add a text, made clean. */
void add_text(json_t *object, const char *key, const char *text);

/* Add the members of an address, and of a row. */
void add_address(json_t *object, int family, const uint8_t *address);
void add_row_members(json_t *object, const struct anycastip_row *row);

/* Print it, and free it. */
void print_json(json_t *value, bool on_one_line);

#endif
