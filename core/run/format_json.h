/* SPDX-License-Identifier: MIT */
/*
 * format_json - JSON that tools print, read by jansson.
 *
 * An object with a key twice, text that is not UTF-8, numbers beyond 64
 * bits, NaN and nesting beyond jansson's limit (2,048) are refused.  A lone
 * surrogate ("\udce9"), which Python's json writes for bytes of file names
 * that are no UTF-8, and for what stands in string literals, is no UTF-8
 * either, but it is well-formed JSON that real tools print: it becomes
 * U+FFFD.
 *
 * Ownership: a tree owns all its values and their texts.
 * Threads: safe for different trees.
 */
#ifndef CORE_RUN_FORMAT_JSON_H
#define CORE_RUN_FORMAT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

struct value; /* of any type, inside a tree */

/*
 * The value that `text` is, an object or an array, with nothing but blanks
 * around it.  NULL with ERR_FORMAT: "(line 3): Expected …"; lines count from
 * `first_line`.
 */
struct value *value_parse(struct str text, size_t first_line, struct err *err);
void value_free(struct value *tree);

/* All of these take NULL for null. */
bool value_is_object(const struct value *value);
bool value_is_array(const struct value *value);

/* Member of an object by its key, or by keys, "location.row"; NULL if it is
   absent or null, or if something on the way is no object. */
const struct value *value_find(const struct value *value, const char *keys);
/* Member of an object by a key that may have dots in it. */
const struct value *value_member(const struct value *value, struct str key);
/* Items of an array; 0 if it is none. */
size_t value_len(const struct value *value);
const struct value *value_at(const struct value *value, size_t i);
/* False if it is of another type. */
bool value_text(const struct value *value, struct str *text);
bool value_number(const struct value *value, int64_t *number);
bool value_is_false(const struct value *value);

/* "2.14", of jansson. */
const char *format_json_version(void);

#endif
