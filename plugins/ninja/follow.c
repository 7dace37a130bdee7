/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/follow.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/stamps.h"
#include "core/plan/symbol_cache.h"
#include "plugins/ninja/key_list.h"

/* Files that are parsed for nothing but to see that nothing has changed. */
enum { PEEKED_MAX = 16 };

struct following {
    struct memo *memo;
    struct state *state;
    enum hash_algorithm algorithm;
    struct hasher hasher;
    struct {
        VEC_FIELDS(file_id);
    } changed;
    struct digest *keys; /* by file; of those that changed, at one level */
};

static void
find_changed(struct following *following)
{
    const struct memo_rows *rows = &following->memo->rows;
    const struct tree *tree = &following->state->tree;
    for (file_id i = 0; i < tree->files.len; i++) {
        if (!digest_equal(&rows->contents[i], &tree->files.items[i].digest)) {
            VEC_PUSH(&following->changed, i);
        }
    }
}

static bool
all_say_the_same(struct following *following)
{
    bool same = true;
    const struct digest *says = following->memo->rows.says;
    for (size_t i = 0; i < following->changed.len && same; i++) {
        struct digest now;
        file_id file = following->changed.items[i];
        face_says(following->state, file, &following->hasher, &now);
        same = digest_equal(&now, &says[file]);
    }
    return same;
}

static bool
needs_stamps(const struct following *following, file_id file)
{
    return following->state->symbols &&
           following->memo->rows.sees[file] & LEVEL_SET_SYMBOLS;
}

/* Parse what others see, and let the table of stamps know that it is still in
   use as a whole: it drops what is not. */
static void
fill_stamps(struct following *following)
{
    struct state *state = following->state;
    file_id *files = memory_new((following->changed.len + 1) * sizeof(*files));
    size_t len = 0;
    for (size_t i = 0; i < following->changed.len; i++) {
        if (needs_stamps(following, following->changed.items[i])) {
            files[len++] = following->changed.items[i];
        }
    }
    symbol_cache_fill(state->symbols, state, files, len);
    for (file_id i = 0; i < state->tree.files.len; i++) {
        if (needs_stamps(following, i)) {
            symbol_cache_stamps(state->symbols,
                                &state->tree.files.items[i].digest);
        }
    }
    free(files);
}

static bool
shows_the_same(struct following *following, file_id file)
{
    struct digest now;
    struct digest peeked[STAMPS];
    const struct digest *stamps = NULL;
    struct state *state = following->state;
    const struct memo_rows *rows = &following->memo->rows;
    const struct tree_file *entry = &state->tree.files.items[file];
    if (needs_stamps(following, file)) {
        if (following->changed.len > PEEKED_MAX) {
            stamps = symbol_cache_stamps(state->symbols, &entry->digest);
        } else if (symbol_cache_peek(state->symbols, state, file, peeked)) {
            stamps = peeked;
        }
    }
    face_shows(entry, stamps, rows->sees[file], &following->hasher, &now);
    return digest_equal(&now, &rows->shows[file]);
}

static bool
all_show_the_same(struct following *following)
{
    bool same = true;
    if (following->changed.len > PEEKED_MAX && following->state->symbols) {
        fill_stamps(following);
    }
    for (size_t i = 0; i < following->changed.len && same; i++) {
        same = shows_the_same(following, following->changed.items[i]);
    }
    return same;
}

/* ---- writing */

static void
compute_keys(struct following *following, enum level level)
{
    const struct tree_file *files = following->state->tree.files.items;
    for (size_t i = 0; i < following->changed.len; i++) {
        file_id file = following->changed.items[i];
        keys_join(&following->hasher, level, &files[file],
                  &following->memo->rows.seen[level][file],
                  &following->keys[file]);
    }
}

/* The list that the last scan wrote; false if it is another one by now. */
static bool
read_list(const struct memo *memo, struct str path, struct key_list *list)
{
    uint64_t sum;
    if (!memo_sum(memo, path, &sum) || !key_list_read(path.data, list)) {
        return false;
    }
    if (hash_64(list->bytes.data, list->bytes.len) != sum) {
        key_list_release(list);
        return false;
    }
    return true;
}

static int
write_list(struct memo *memo, struct str path, struct key_list *list,
           struct err *err)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    key_list_seal(list->lines, &text);
    int status = file_replace(path.data, text.data, text.len, err);
    memo_wrote(memo, path, buf_view(&text));
    buf_release(&text);
    return status;
}

/* A linter has no line for a file that it does not look at, and none at all
   if it is not installed. */
static enum followed
list_answers(struct following *following, size_t number, struct err *err)
{
    struct memo *memo = following->memo;
    const struct linter *linter = &memo->lint->linters[number];
    struct view_analyzer keys = {linter->analyzer, memo->rows.shared[number]};
    const struct digest *configured =
        &memo->rows.configured[number * memo->sizes.folders];
    struct key_list list;
    struct str path =
        places_analyzer(&memo->arena, memo->places, linter->analyzer, "keys");
    if (!read_list(memo, path, &list)) {
        return FOLLOW_NOT;
    }
    compute_keys(following, linter->analyzer->kind.level);
    for (size_t i = 0; i < following->changed.len; i++) {
        struct digest key;
        file_id file = following->changed.items[i];
        const struct tree_file *entry =
            &following->state->tree.files.items[file];
        view_join_key(&keys, &configured[memo->folder_of[file]],
                      &following->keys[file], &following->hasher, &key);
        if (analyzer_wants(linter->analyzer, entry->path)) {
            key_list_set(&list, following->algorithm, &key, entry->path);
        }
    }
    int status = write_list(memo, path, &list, err);
    key_list_release(&list);
    return status < 0 ? FOLLOW_FAILED : FOLLOW_DONE;
}

/* Killed between the two, a list of before must not stand beside stamps of
   today. */
static enum followed
write_stamps(struct following *following, enum level level, struct err *err)
{
    struct memo *memo = following->memo;
    struct key_list list;
    struct str path = places_keys(&memo->arena, memo->places, level);
    struct keys keys = {.state = following->state,
                        .level = level,
                        .algorithm = following->algorithm,
                        .len = following->state->tree.files.len,
                        .keys = following->keys};
    struct stamp_files files = {.files = following->changed.items,
                                .len = following->changed.len,
                                .out = memo->places->stamps.data};
    if (!read_list(memo, path, &list)) {
        return FOLLOW_NOT;
    }
    compute_keys(following, level);
    for (size_t i = 0; i < files.len; i++) {
        file_id file = files.files[i];
        key_list_set(&list, following->algorithm, &keys.keys[file],
                     following->state->tree.files.items[file].path);
    }
    file_remove(path.data);
    int status = stamps_write(&keys, &files, err) < 0
                     ? -1
                     : write_list(memo, path, &list, err);
    key_list_release(&list);
    return status < 0 ? FOLLOW_FAILED : FOLLOW_DONE;
}

/* Keys before stamps: an edge that runs finds today's. */
static enum followed
write_all(struct following *following, struct err *err)
{
    struct memo *memo = following->memo;
    enum followed status = FOLLOW_DONE;
    for (size_t i = 0; i < memo->lint->len && status == FOLLOW_DONE; i++) {
        status = list_answers(following, i, err);
    }
    for (int level = 0; level < LEVELS && status == FOLLOW_DONE; level++) {
        if (memo->sizes.levels[level]) {
            status = write_stamps(following, (enum level)level, err);
        }
    }
    for (size_t i = 0; i < following->changed.len; i++) {
        file_id file = following->changed.items[i];
        memo->rows.contents[file] =
            following->state->tree.files.items[file].digest;
    }
    return status;
}

static enum followed
follow_changes(struct following *following, struct err *err)
{
    struct memo *memo = following->memo;
    if (!*memo->rows.follows || !all_say_the_same(following)) {
        return FOLLOW_NOT;
    }
    if (!all_show_the_same(following)) {
        return FOLLOW_SAID;
    }
    following->keys = memory_zero((following->state->tree.files.len + 1) *
                                  sizeof(*following->keys));
    enum followed status = write_all(following, err);
    if (status == FOLLOW_DONE) {
        memo_keep_rows(memo);
    }
    free(following->keys);
    return status;
}

enum followed
follow_edits(struct memo *memo, struct err *err)
{
    enum followed status = FOLLOW_DONE;
    struct following following = {
        .memo = memo,
        .state = memo->lint->view.state,
        .algorithm = memo->lint->options->disk->conf->cache.hash,
    };
    if (!memo->holds) {
        return FOLLOW_NOT;
    }
    hasher_init(&following.hasher, following.algorithm);
    find_changed(&following);
    if (following.changed.len > 0) {
        status = follow_changes(&following, err);
    } else if (memo->tired) {
        memo_keep_rows(memo);
    }
    hasher_release(&following.hasher);
    VEC_RELEASE(&following.changed);
    return status;
}
