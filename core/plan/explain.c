/* SPDX-License-Identifier: MIT */
/* explain - from an affected file to what made the difference. */
#include <stdlib.h>

#include "core/plan/compare.h"
#include "core/plan/record.h"
#include "core/plan/symbol_cache.h"
#include "core/plan/symbol_diff.h"

/* Both sides of one comparison, for the file at the end of the chain. */
struct looking {
    const struct comparison *comparison;
    struct state *before;
    struct state *after;
    struct arena *arena;
    struct cause *cause;
};

static struct str
stamp_text(struct arena *arena, const struct keys *keys, file_id file)
{
    char text[DIGEST_TEXT_MAX];
    const struct tree_file *entry = &keys->state->tree.files.items[file];
    digest_text(keys->algorithm, &entry->digest, text);
    return arena_str(arena, str_from(text));
}

struct paths {
    VEC_FIELDS(struct str);
};

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void
target_paths(struct state *state, file_id file, struct paths *paths)
{
    struct edge_list edges = {0};
    state_edges(state, file, &edges);
    for (size_t i = 0; i < edges.len; i++) {
        VEC_PUSH(paths, state->tree.files.items[edges.items[i].to].path);
    }
    if (paths->len > 0) {
        qsort(paths->items, paths->len, sizeof(struct str), compare_texts);
    }
    VEC_RELEASE(&edges);
}

/* The first path of `a` that is not in `b`; both sorted. */
static struct str
first_missing(const struct paths *a, const struct paths *b)
{
    size_t k = 0;
    for (size_t i = 0; i < a->len; i++) {
        while (k < b->len && str_compare(b->items[k], a->items[i]) < 0) {
            k++;
        }
        if (k == b->len || !str_equal(b->items[k], a->items[i])) {
            return a->items[i];
        }
    }
    return (struct str){0};
}

/* An import that leads to other files: those are the cause. */
static bool
other_targets(struct looking *looking, file_id old, file_id file)
{
    struct cause *cause = looking->cause;
    struct paths before = {0};
    struct paths after = {0};
    target_paths(looking->before, old, &before);
    target_paths(looking->after, file, &after);
    cause->before = first_missing(&before, &after);
    cause->after = first_missing(&after, &before);
    VEC_RELEASE(&before);
    VEC_RELEASE(&after);
    if (!cause->before.data && !cause->after.data) {
        return false;
    }
    cause->path = cause->after.data ? cause->after : cause->before;
    bool was = tree_find_file(&looking->before->tree, cause->path) != NO_FILE;
    bool is = tree_find_file(&looking->after->tree, cause->path) != NO_FILE;
    cause->what = was == is ? "resolution" : is ? "added" : "deleted";
    return true;
}

/* The same files, but other folder facts: the import that sees them. */
static void
other_facts(struct looking *looking, file_id old, file_id file)
{
    struct recorder before;
    struct recorder after;
    size_t len_before;
    size_t len_after;
    enum level level = looking->comparison->after->level;
    const struct resolved_import *a =
        state_imports(looking->before, old, &len_before);
    const struct resolved_import *b =
        state_imports(looking->after, file, &len_after);
    recorder_init(&before, looking->before, level);
    recorder_init(&after, looking->after, level);
    for (size_t i = 0; i < len_before && i < len_after; i++) {
        if (!digest_equal(record_reference(&before, a[i].reference),
                          record_reference(&after, b[i].reference))) {
            const struct reference *reference =
                &looking->after->resolver.references.items[b[i].reference];
            looking->cause->after =
                fact_module(reference->table, reference->fact);
            break;
        }
    }
    recorder_release(&before);
    recorder_release(&after);
}

static void
explain_resolution(struct looking *looking, file_id old, file_id file)
{
    struct cause *cause = looking->cause;
    cause->what = "resolution";
    cause->path = looking->after->tree.files.items[file].path;
    if (!other_targets(looking, old, file)) {
        other_facts(looking, old, file);
    }
}

static bool
has_input(const struct state *state, struct str path)
{
    for (size_t i = 0; i < state->inputs.len; i++) {
        file_id file = state->inputs.items[i].file;
        if (str_equal(state->tree.files.items[file].path, path)) {
            return true;
        }
    }
    return false;
}

/* The first input of the tree that is not what it was, if one is. */
static void
explain_environment(struct looking *looking)
{
    const struct comparison *comparison = looking->comparison;
    struct cause *cause = looking->cause;
    cause->what = "environment";
    for (size_t i = 0; i < looking->after->inputs.len; i++) {
        file_id file = looking->after->inputs.items[i].file;
        if (file < comparison->after->len &&
            (comparison->reasons[file] != REASON_NONE ||
             !has_input(looking->before,
                        looking->after->tree.files.items[file].path))) {
            cause->path = looking->after->tree.files.items[file].path;
            return;
        }
    }
    for (size_t i = 0; i < looking->before->inputs.len; i++) {
        file_id file = looking->before->inputs.items[i].file;
        struct str path = looking->before->tree.files.items[file].path;
        if (!has_input(looking->after, path)) {
            cause->path = path;
            return;
        }
    }
    for (size_t i = 0; i < comparison->changed.len; i++) {
        file_id file = comparison->changed.items[i];
        if (comparison->reasons[file] == REASON_ADDED) {
            cause->path = looking->after->tree.files.items[file].path;
            return;
        }
    }
    if (comparison->deleted.len > 0) {
        cause->path = comparison->deleted.items[0];
    }
}

/*
 * Which declarations make importers see the change, where both versions are
 * known to the cache.
 */
static void
name_declarations(struct looking *looking, const struct digest *old,
                  const struct digest *new)
{
    struct symbols before;
    struct symbols after;
    struct buf records[2];
    const struct keys *keys = looking->comparison->after;
    struct symbol_cache *cache = looking->after->symbols;
    if (!cache || !level_needs_symbols(keys->level)) {
        return;
    }
    buf_init(&records[0], BUF_UNLIMITED);
    buf_init(&records[1], BUF_UNLIMITED);
    if (symbol_cache_record(cache, old, &records[0]) &&
        symbol_cache_record(cache, new, &records[1]) &&
        symbols_view(buf_view(&records[0]), &before) &&
        symbols_view(buf_view(&records[1]), &after) &&
        !(before.flags & SYMBOLS_DAMAGED) && !(after.flags & SYMBOLS_DAMAGED)) {
        struct str text = symbol_diff(looking->arena, &before, &after,
                                      level_stamp(keys->level));
        looking->cause->what = arena_cstr(looking->arena, text);
    }
    buf_release(&records[0]);
    buf_release(&records[1]);
}

/* All that a baseline has kept is the stamp. */
static void
explain_by_baseline(struct looking *looking, file_id file)
{
    char text[DIGEST_TEXT_MAX];
    const struct comparison *comparison = looking->comparison;
    struct cause *cause = looking->cause;
    const struct baseline *baseline = comparison->baseline;
    const struct tree_file *entry = &looking->after->tree.files.items[file];
    const struct baseline_row *row = baseline_find(baseline, entry->path);
    bool same_bytes = row && digest_equal(&row->content, &entry->digest);
    cause->path = entry->path;
    cause->what = !row ? "added" : same_bytes ? "mode" : "content";
    if (row && !same_bytes) {
        digest_text(baseline->algorithm, &row->content, text);
        cause->before = arena_str(looking->arena, str_from(text));
    }
    if (!same_bytes) {
        cause->after = stamp_text(looking->arena, comparison->after, file);
    }
    if (row && !same_bytes) {
        name_declarations(looking, &row->content, &entry->digest);
    }
}

static void
explain_own(struct looking *looking, file_id file)
{
    const struct comparison *comparison = looking->comparison;
    struct cause *cause = looking->cause;
    file_id old = comparison->before_ids[file];
    cause->path = looking->after->tree.files.items[file].path;
    cause->after = stamp_text(looking->arena, comparison->after, file);
    if (old == NO_FILE) {
        cause->what = "added";
        return;
    }
    cause->before = stamp_text(looking->arena, comparison->before, old);
    bool same_mode =
        (looking->after->tree.files.items[file].flags & FILE_EXEC) ==
        (looking->before->tree.files.items[old].flags & FILE_EXEC);
    bool same_bytes = str_equal(cause->before, cause->after);
    cause->what = same_bytes && !same_mode ? "mode" : "content";
    if (!same_bytes) {
        name_declarations(looking,
                          &looking->before->tree.files.items[old].digest,
                          &looking->after->tree.files.items[file].digest);
    }
}

file_id
comparison_way(const struct comparison *comparison, file_id file,
               struct file_list *chain)
{
    chain->len = 0;
    VEC_PUSH(chain, file);
    /* A file that changed is its own cause, whatever it depends on. */
    bool own = comparison->reasons[file] == REASON_CHANGED ||
               comparison->reasons[file] == REASON_ADDED;
    while (!own && comparison->next[file] != file) {
        file = comparison->next[file];
        VEC_PUSH(chain, file);
    }
    return file;
}

void
comparison_cause(const struct comparison *comparison, file_id file,
                 struct arena *arena, struct cause *cause)
{
    *cause = (struct cause){0};
    struct looking looking = {.comparison = comparison,
                              .before = comparison->before->state,
                              .after = comparison->after->state,
                              .arena = arena,
                              .cause = cause};
    enum affected_reason reason = comparison->reasons[file];
    if (reason == REASON_RESOLUTION) {
        explain_resolution(&looking, comparison->before_ids[file], file);
    } else if (reason == REASON_ENVIRONMENT) {
        explain_environment(&looking);
    } else if (comparison->baseline) {
        explain_by_baseline(&looking, file);
    } else {
        explain_own(&looking, file);
    }
}

void
comparison_explain(const struct comparison *comparison, file_id file,
                   struct arena *arena, struct file_list *chain,
                   struct cause *cause)
{
    comparison_cause(comparison, comparison_way(comparison, file, chain), arena,
                     cause);
}
