/* SPDX-License-Identifier: MIT */
/*
 * known_keys - the keys of an unchanged tree, from the run before.
 *
 * All that keys are made of lies in the index, in the settings and in files
 * that imports reach beside it.  If none of these differ, neither do the
 * keys: reading them back takes 0.2 ms for Home Assistant, resolving its
 * imports and hashing what they resolve to takes 35 ms.
 *
 * The file is laid out as an index (index.h), "known-LEVEL-PRECISION"
 * beside it, and what it holds under is a digest of
 *
 *   - the sum of the index that the tree was taken from, as it is
 *   - all settings in force
 *   - the program itself, which may compute keys in another way
 *
 *     section  record
 *     1 keys   digest, by file
 *     2 late   files outside of the index: digest, path (offset, length)
 *     3 paths  bytes
 *
 * What was late is read again each time.  Of a tree where folders were looked
 * into that the scan had left out, nothing is remembered.
 *
 * Ownership: keys lie in the mapping.  Threads: one at a time.
 */
#ifndef CORE_PLAN_KNOWN_KEYS_H
#define CORE_PLAN_KNOWN_KEYS_H

#include "core/plan/keys.h"
#include "core/store/index.h"

struct known_keys {
    struct index_file file;
    const struct digest *keys; /* by file; NULL if none are known */
};

/* `state` as disk_load has left it, whose files need not be resolved. */
void known_keys_read(struct known_keys *known, const struct state *state,
                     struct str cache_dir, struct str root,
                     struct key_kind kind);
void known_keys_release(struct known_keys *known);

/* Remember `keys`, if their tree allows; that it fails is no error. */
void known_keys_write(const struct keys *keys, struct str cache_dir,
                      struct str root);

#endif
