/* SPDX-License-Identifier: MIT */
#include "core/plan/compare.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/symbol_cache.h"

const char *
affected_reason_text(enum affected_reason reason)
{
    static const char *const texts[] = {
        "none", "changed", "added", "dependency", "resolution", "environment",
    };
    return texts[reason];
}

static const struct tree_file *
file_after(const struct comparison *comparison, file_id file)
{
    return &comparison->after->state->tree.files.items[file];
}

/* Pair the files of both states by path. */
static void
pair_files(struct comparison *comparison)
{
    for (file_id file = 0; file < comparison->after->len; file++) {
        comparison->before_ids[file] = NO_FILE;
        const struct tree *before = &comparison->before->state->tree;
        file_id old =
            tree_find_file(before, file_after(comparison, file)->path);
        if (old != NO_FILE && old < comparison->before->len &&
            (before->files.items[old].flags & FILE_HASHED)) {
            comparison->before_ids[file] = old;
        }
    }
}

/* What is known of the path before. */
struct past {
    const struct digest *content; /* NULL: there was no such file */
    const struct digest *key;     /* if it was a subject and keys tell */
    bool was_subject;
    const struct digest *record; /* NULL: not known */
    bool executable;
};

static struct past
past_of(const struct comparison *comparison, file_id file)
{
    struct past past = {0};
    const struct keys *before = comparison->before;
    file_id old = comparison->before_ids[file];
    if (old != NO_FILE) {
        past.record = &before->records[old];
    }
    if (comparison->baseline) {
        const struct baseline_row *row = baseline_find(
            comparison->baseline, file_after(comparison, file)->path);
        if (row) {
            past.content = &row->content;
            past.key = &row->key;
            past.was_subject = true;
        }
    } else if (old != NO_FILE) {
        const struct tree_file *entry = &before->state->tree.files.items[old];
        past.content = &entry->digest;
        past.was_subject = entry->flags & FILE_SUBJECT;
        past.key = before->keys ? &before->keys[old] : NULL;
        past.executable = entry->flags & FILE_EXEC;
    }
    return past;
}

/* A baseline knows subjects alone. */
static bool
is_comparable(const struct comparison *comparison, file_id file)
{
    uint32_t flags = file_after(comparison, file)->flags;
    return (flags & FILE_HASHED) && !(flags & FILE_RULES) &&
           (!comparison->baseline || (flags & FILE_SUBJECT));
}

/* What makes the file differ by itself, or REASON_NONE. */
static enum affected_reason
own_reason(const struct comparison *comparison, file_id file,
           const unsigned char *touched)
{
    struct past past = past_of(comparison, file);
    if (!is_comparable(comparison, file)) {
        return REASON_NONE;
    }
    if (!past.content) {
        return REASON_ADDED;
    }
    if ((touched && touched[file]) ||
        !digest_equal(&file_after(comparison, file)->digest, past.content)) {
        return REASON_CHANGED;
    }
    if (past.record && comparison->after->level >= LEVEL_NAMES &&
        !digest_equal(&comparison->after->records[file], past.record)) {
        return REASON_RESOLUTION;
    }
    return REASON_NONE;
}

struct queue {
    VEC_FIELDS(file_id);
};

/*
 * The file's bytes differ: do its importers see it?  Where both contents are
 * known, their stamps tell; a baseline may hold one that nobody remembers.
 */
static bool
is_seen(const struct comparison *comparison, file_id file,
        const unsigned char *touched)
{
    const struct keys *after = comparison->after;
    struct past past = past_of(comparison, file);
    struct symbol_cache *symbols = after->state->symbols;
    const struct digest *stamp = keys_stamp(after, file);
    if (!stamp || !past.content || (touched && touched[file])) {
        return true;
    }
    struct digest now = *stamp;
    const struct digest *stamps = symbol_cache_stamps(symbols, past.content);
    return !stamps || !digest_equal(&stamps[level_stamp(after->level)], &now) ||
           (past.record && !digest_equal(&after->records[file], past.record));
}

static void
push_source(struct comparison *comparison, struct queue *queue, file_id file)
{
    comparison->reached[file] = 1;
    VEC_PUSH(queue, file);
}

/*
 * All that differ by themselves, in order of path; files whose bytes differ
 * first, so that of two causes at the same distance theirs is named.
 */
static void
find_sources(struct comparison *comparison, const unsigned char *touched,
             struct queue *queue)
{
    for (size_t i = 0; i < comparison->order.len; i++) {
        file_id file = comparison->order.files[i];
        enum affected_reason reason = own_reason(comparison, file, touched);
        comparison->reasons[file] = (unsigned char)reason;
        comparison->next[file] = file;
        comparison->quiet &= reason == REASON_NONE;
        if ((reason == REASON_CHANGED || reason == REASON_ADDED) &&
            is_seen(comparison, file, touched)) {
            push_source(comparison, queue, file);
        }
    }
    for (size_t i = 0; i < comparison->order.len; i++) {
        file_id file = comparison->order.files[i];
        if (comparison->reasons[file] == REASON_RESOLUTION) {
            push_source(comparison, queue, file);
        }
    }
}

/*
 * What an importer does not see of a file that changed does not keep it from
 * passing on what comes from behind it.
 */
static void
reach(struct comparison *comparison, file_id user, file_id file)
{
    unsigned char *reason = &comparison->reasons[user];
    bool by_resolution = comparison->by_resolution[file] ||
                         comparison->reasons[file] == REASON_RESOLUTION;
    comparison->reached[user] = 1;
    comparison->by_resolution[user] = by_resolution;
    comparison->next[user] = file;
    comparison->distance[user] = comparison->distance[file] + 1;
    if (*reason == REASON_NONE) {
        *reason = by_resolution ? REASON_RESOLUTION : REASON_DEPENDENCY;
    }
}

/* Every file that reaches a source learns the next step to the nearest. */
static void
spread(struct comparison *comparison, struct queue *queue)
{
    struct graph reverse;
    graph_reverse(&comparison->after->graph, &reverse);
    for (size_t i = 0; i < queue->len; i++) {
        file_id file = queue->items[i];
        uint32_t len;
        const node_id *users = graph_edges(&reverse, file, &len);
        for (uint32_t k = 0; k < len; k++) {
            if (!comparison->reached[users[k]]) {
                reach(comparison, users[k], file);
                VEC_PUSH(queue, users[k]);
            }
        }
    }
    graph_release(&reverse);
}

static bool
is_affected(const struct comparison *comparison, file_id file)
{
    struct past past = past_of(comparison, file);
    if (!(file_after(comparison, file)->flags & FILE_SUBJECT)) {
        return false;
    }
    if (comparison->decided || !past.was_subject) {
        return !past.was_subject || comparison->decided[file];
    }
    return !digest_equal(&comparison->after->keys[file], past.key);
}

/*
 * An affected file without a cause of its own: what else its key covers.  A
 * baseline does not know modes, but if nothing else differs it was the mode.
 */
static enum affected_reason
remaining_reason(const struct comparison *comparison, file_id file)
{
    struct past past = past_of(comparison, file);
    bool executable = file_after(comparison, file)->flags & FILE_EXEC;
    if (!past.was_subject) {
        return REASON_ADDED;
    }
    bool mode = comparison->baseline ? comparison->quiet
                                     : past.executable != executable;
    return mode ? REASON_CHANGED : REASON_ENVIRONMENT;
}

static void
collect(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->order.len; i++) {
        file_id file = comparison->order.files[i];
        enum affected_reason reason = comparison->reasons[file];
        bool affected = is_affected(comparison, file);
        if (affected && reason == REASON_NONE) {
            reason = remaining_reason(comparison, file);
            comparison->reasons[file] = (unsigned char)reason;
        }
        if (reason == REASON_CHANGED || reason == REASON_ADDED) {
            VEC_PUSH(&comparison->changed, file);
        }
        if (affected) {
            VEC_PUSH(&comparison->affected, file);
        }
    }
}

static bool
is_gone(const struct comparison *comparison, struct str path)
{
    return tree_find_file(&comparison->after->state->tree, path) == NO_FILE;
}

static void
collect_deleted(struct comparison *comparison)
{
    struct order order;
    const struct tree *before = &comparison->before->state->tree;
    order_init(&order, before);
    for (size_t i = 0; i < order.len; i++) {
        const struct tree_file *file = &before->files.items[order.files[i]];
        if ((file->flags & FILE_SUBJECT) && is_gone(comparison, file->path)) {
            VEC_PUSH(&comparison->deleted, file->path);
        }
    }
    order_release(&order);
}

static void
collect_deleted_rows(struct comparison *comparison)
{
    const struct baseline *baseline = comparison->baseline;
    for (size_t i = 0; i < baseline->rows.len; i++) {
        struct str path = baseline->rows.items[i].path;
        if (is_gone(comparison, path)) {
            VEC_PUSH(&comparison->deleted, path);
        }
    }
}

/* Everything but the other side, which the caller has set. */
static void
compare(struct comparison *comparison, const unsigned char *touched)
{
    const struct keys *after = comparison->after;
    size_t len = after->len + 1;
    struct queue queue = {0};
    comparison->before_ids = memory_new(len * sizeof(file_id));
    comparison->reasons = memory_zero(len);
    comparison->next = memory_new(len * sizeof(file_id));
    comparison->distance = memory_zero(len * sizeof(uint32_t));
    comparison->reached = memory_zero(len);
    comparison->by_resolution = memory_zero(len);
    order_init(&comparison->order, &after->state->tree);
    pair_files(comparison);
    comparison->quiet = comparison->deleted.len == 0;
    find_sources(comparison, touched, &queue);
    if (after->level > LEVEL_NAMES) {
        spread(comparison, &queue);
    }
    VEC_RELEASE(&queue);
    collect(comparison);
}

void
comparison_init(struct comparison *comparison, const struct keys *before,
                const struct keys *after, const unsigned char *touched,
                const unsigned char *decided)
{
    *comparison = (struct comparison){
        .before = before, .after = after, .decided = decided};
    collect_deleted(comparison);
    compare(comparison, touched);
}

void
comparison_init_baseline(struct comparison *comparison,
                         const struct baseline *baseline,
                         const struct keys *before, const struct keys *after)
{
    *comparison = (struct comparison){
        .baseline = baseline, .before = before, .after = after};
    collect_deleted_rows(comparison);
    compare(comparison, NULL);
}

void
comparison_release(struct comparison *comparison)
{
    order_release(&comparison->order);
    free(comparison->before_ids);
    free(comparison->reasons);
    free(comparison->next);
    free(comparison->distance);
    free(comparison->reached);
    free(comparison->by_resolution);
    VEC_RELEASE(&comparison->changed);
    VEC_RELEASE(&comparison->affected);
    VEC_RELEASE(&comparison->deleted);
}
