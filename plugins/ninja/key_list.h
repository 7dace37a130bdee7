/* SPDX-License-Identifier: MIT */
/*
 * key_list - under which keys an analyzer's answers are stored, as the last
 * scan found them: what `depstamp exec` replays by, without a scan of its own.
 *
 *     depstamp-keys1 <16 hex digits: XXH3-64 of all that follows>
 *     <key> <path, quoted as git does>             a line each, sorted by path
 *
 * An answer about the whole tree has the empty path.  A list that is damaged
 * or of another version is no list; the slow way is always open.
 *
 * Ownership: the list owns its bytes.  Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_KEY_LIST_H
#define PLUGINS_NINJA_KEY_LIST_H

#include <stdbool.h>

#include "core/base/hash.h"

struct key_list {
    struct buf bytes;
    struct str lines;
    struct str next; /* behind the line found last: where the next one is
                        looked for first */
};

/* One more line, before key_list_seal; `out` is empty at first. */
void key_list_add(struct buf *out, enum hash_algorithm algorithm,
                  const struct digest *key, struct str path);
/* The text of the file: a header, and the lines. */
void key_list_seal(struct str lines, struct buf *out);

/* False if there is no usable list; then there is nothing to release. */
bool key_list_read(const char *path, struct key_list *list);
void key_list_release(struct key_list *list);

/* Give the path of a line another key of the same algorithm; false if there is
   no such line.  The text to be written again is key_list_seal's. */
bool key_list_set(struct key_list *list, enum hash_algorithm algorithm,
                  const struct digest *key, struct str path);

/* Of its lines. */
size_t key_list_count(const struct key_list *list);

/* False if the path is not in it.  Quick if paths are asked for in order. */
bool key_list_find(struct key_list *list, struct str path, struct digest *key);

#endif
