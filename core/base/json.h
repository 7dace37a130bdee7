/* SPDX-License-Identifier: MIT */
/*
 * json - writes JSON, two spaces per level, stable to the byte.
 *
 * The layout is the one of Python's json.dumps(indent=2) and serde's
 * to_string_pretty (what `ruff analyze graph` prints): an empty list is [],
 * an empty object {}.  Text that is not UTF-8 (file names may be anything)
 * has each offending byte b written as \udcXX with XX = b, which is how
 * Python's surrogateescape reads it back: nothing is lost.
 *
 * Calling sequence: json_init; then values, with json_key before each inside
 * objects; nesting is asserted.  The writer adds the commas.
 *
 * Ownership: writes into the caller's buf.  Threads: one at a time.
 */
#ifndef CORE_BASE_JSON_H
#define CORE_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

enum { JSON_DEPTH_MAX = 64 };

struct json {
    struct buf *out;
    int depth;
    bool after_key;
    bool has_items[JSON_DEPTH_MAX];
    char closer[JSON_DEPTH_MAX];
};

/*
 * jansson, which format_json.c reads with, has functions of these names too,
 * and a shared library calls the program's if there are some.  So the linker
 * knows ours by others.
 */
#define JSON_LINKED_AS(name) __asm__("depstamp_" name)

void json_init(struct json *json, struct buf *out);
/*
 * Go on inside of what another writer has begun: `closers` is what will end
 * it, from the outermost, "}]" for an array in an object.  In the innermost
 * something stands already if `has_items`.
 */
void json_init_inside(struct json *json, struct buf *out, const char *closers,
                      bool has_items);

void json_object(struct json *json) JSON_LINKED_AS("json_object");
void json_array(struct json *json) JSON_LINKED_AS("json_array");
void json_close(struct json *json); /* the innermost open one */
void json_key(struct json *json, const char *key);
void json_key_str(struct json *json, struct str key);

void json_str(struct json *json, struct str text);
void json_text(struct json *json, const char *text); /* NULL writes null */
void json_number(struct json *json, int64_t number);
void json_bool(struct json *json, bool value);
void json_null(struct json *json) JSON_LINKED_AS("json_null");

/* json_key and the value in one. */
void json_key_text(struct json *json, const char *key, const char *text);
void json_key_number(struct json *json, const char *key, int64_t number);
void json_key_bool(struct json *json, const char *key, bool value);

#endif
