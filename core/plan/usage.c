/* SPDX-License-Identifier: MIT */
#include "core/plan/usage.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/symbol_cache.h"

/* What the cache knows of the file, if it is a source; nothing if `read`, the
   list to read into, is NULL. */
static void
read_file(struct usage *usage, file_id id, struct construct_list *read)
{
    const struct state *state = usage->state;
    const struct tree_file *entry = &state->tree.files.items[id];
    struct usage_file file = {.first = usage->constructs_len};
    struct str record = {0};
    if (read && state->symbols && (entry->flags & FILE_HASHED)) {
        record = symbol_cache_view(state->symbols, &entry->digest);
    }
    file.known = record.len > 0 && symbols_view(record, &file.symbols);
    if (file.known) {
        constructs_read(&file.symbols, read);
        VEC_RESERVE(&file.constructs, read->len);
        for (size_t i = 0; i < read->len; i++) {
            VEC_PUSH(&file.constructs, read->items[i]);
        }
    }
    usage->constructs_len += (uint32_t)file.constructs.len;
    VEC_PUSH(&usage->files, file);
}

static void
define(struct usage *usage, file_id id)
{
    const struct usage_file *file = &usage->files.items[id];
    for (uint32_t i = 0; i < file->constructs.len; i++) {
        const struct construct *construct = &file->constructs.items[i];
        if (construct->parent == NO_CONSTRUCT) {
            text_id name =
                intern_text(&usage->meanings.names.texts, construct->name);
            meanings_define(&usage->meanings, id, name, file->first + i);
        }
    }
}

void
usage_init(struct usage *usage, struct state *state, const unsigned char *only)
{
    struct construct_list read = {0};
    size_t len = state->tree.files.len;
    memset(usage, 0, sizeof(*usage));
    usage->state = state;
    meanings_init(&usage->meanings, state);
    file_id *all = memory_new((len + 1) * sizeof(*all));
    size_t kept = 0;
    for (file_id file = 0; file < len; file++) {
        if (!only || only[file]) {
            all[kept++] = file;
        }
    }
    if (state->symbols) {
        symbol_cache_fill_records(state->symbols, state, all, kept);
    }
    for (file_id file = 0; file < len; file++) {
        read_file(usage, file, !only || only[file] ? &read : NULL);
        define(usage, file);
    }
    VEC_RELEASE(&read);
    free(all);
}

void
usage_release(struct usage *usage)
{
    for (size_t i = 0; i < usage->files.len; i++) {
        VEC_RELEASE(&usage->files.items[i].constructs);
    }
    VEC_RELEASE(&usage->files);
    VEC_RELEASE(&usage->names);
    VEC_RELEASE(&usage->attributes);
    meanings_release(&usage->meanings);
    free(usage->wanted);
    free(usage->named);
    free(usage->dotted);
    free(usage->needed);
    free(usage->names_first);
    free(usage->attributes_first);
}

const struct construct *
usage_construct(const struct usage *usage, file_id file, uint32_t construct)
{
    const struct usage_file *of = &usage->files.items[file];
    return &of->constructs.items[construct - of->first];
}

file_id
usage_definer(const struct usage *usage, uint32_t construct)
{
    size_t from = 0;
    size_t to = usage->files.len;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (usage->files.items[middle].first <= construct) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return (file_id)from;
}

void
usage_want(struct usage *usage, uint32_t construct)
{
    if (!usage->wanted) {
        usage->wanted = memory_zero(usage->constructs_len + 1);
    }
    usage->wanted[construct] = 1;
}

/* The places from one number to another; there may be none at all. */
static struct usage_span
span(const struct usage_places *places, uint32_t from, uint32_t to)
{
    return from == to ? (struct usage_span){NULL, 0}
                      : (struct usage_span){places->items + from, to - from};
}

struct usage_span
usage_by_name(const struct usage *usage, uint32_t construct)
{
    return span(&usage->names, usage->names_first[construct],
                usage->names_first[construct + 1]);
}

struct usage_span
usage_by_attribute(struct usage *usage, file_id file, uint32_t construct)
{
    const struct construct *one = usage_construct(usage, file, construct);
    text_id text = intern_find(&usage->meanings.names.texts, one->name);
    if (text == NO_TEXT || text >= usage->texts_len) {
        return (struct usage_span){NULL, 0};
    }
    return span(&usage->attributes, usage->attributes_first[text],
                usage->attributes_first[text + 1]);
}
