/* SPDX-License-Identifier: MIT */
#include "core/run/settled.h"

#include <string.h>

#include "core/plan/cache_dir.h"
#include "core/sys/file.h"
#include "core/sys/git.h"

enum { STATES_MAX_BYTES = SETTLED_STATES * DIGEST_BYTES };

void
settled_init(struct settled *settled, struct arena *arena,
             const struct settled_options *options)
{
    *settled = (struct settled){
        .arena = arena,
        .root = options->root,
        .environment = options->environment,
        .path =
            cache_dir_file(arena, options->cache_dir, options->root, "settled"),
    };
    settled->has_mark = index_mark_read(arena, options->root,
                                        options->environment, &settled->mark);
}

/* One state: an index and keys, by this version of ours. */
static void
combine(const struct settled *settled, const struct digest *keys,
        struct digest *state)
{
    struct hasher hasher;
    struct str mark = {(const char *)settled->mark.bytes, INDEX_MARK_BYTES};
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "settled");
    hasher_text(&hasher, 'i', mark);
    hasher_digest(&hasher, 'k', keys);
    hasher_end(&hasher, state);
    hasher_release(&hasher);
}

static void
read_states(const struct settled *settled, struct buf *states)
{
    struct err err;
    buf_init(states, STATES_MAX_BYTES);
    if (file_read(FILE_HERE, settled->path, states, NULL, &err) != 0 ||
        states->len % DIGEST_BYTES != 0) {
        buf_clear(states);
    }
}

static bool
has_state(const struct buf *states, const struct digest *state)
{
    for (size_t at = 0; at < states->len; at += DIGEST_BYTES) {
        if (memcmp(states->data + at, state->bytes, DIGEST_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

bool
settled_knows(struct settled *settled, const struct digest *keys)
{
    struct buf states;
    struct digest state;
    settled->keys = *keys;
    settled->has_keys = true;
    if (!settled->has_mark) {
        return false;
    }
    combine(settled, keys, &state);
    read_states(settled, &states);
    bool known = has_state(&states, &state);
    buf_release(&states);
    return known;
}

/* Is the index that was read git's, and as it was? */
static bool
is_right_index(const struct settled *settled)
{
    struct err err;
    struct index_mark now;
    struct git *git = git_open(settled->root.data, &err);
    bool right = git && git_has_index(git, settled->mark.path.data) &&
                 index_mark_read(settled->arena, settled->root,
                                 settled->environment, &now) &&
                 index_mark_equal(&settled->mark, &now);
    if (git) {
        git_close(git);
    }
    return right;
}

void
settled_remember(const struct settled *settled, const struct digest *keys)
{
    struct err err;
    struct buf states;
    struct buf all;
    struct digest state;
    if (!settled->has_mark || !settled->has_keys ||
        !digest_equal(&settled->keys, keys) || !is_right_index(settled)) {
        return;
    }
    combine(settled, keys, &state);
    read_states(settled, &states);
    if (!has_state(&states, &state)) {
        size_t kept = states.len < STATES_MAX_BYTES ? states.len
                                                    : states.len - DIGEST_BYTES;
        buf_init(&all, STATES_MAX_BYTES);
        buf_append(&all, state.bytes, DIGEST_BYTES);
        buf_append(&all, states.data, kept);
        (void)file_replace(settled->path, all.data, all.len, &err);
        buf_release(&all);
    }
    buf_release(&states);
}
