/* SPDX-License-Identifier: MIT */
#include "core/plan/state.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/depends.h"
#include "core/plan/submodules.h"
#include "core/python/text.h"
#include "core/sys/path.h"

/* A Python source larger than this is not parsed, only hashed as failed. */
enum { LATE_FILE_MAX = 1 << 30 };

const char *const edge_kind_names[EDGE_KINDS] = {
    "import", "from",      "star",     "local",   "type_checking",
    "weak",   "lazy",      "dynamic",  "string",  "parent",
    "stub",   "submodule", "conftest", "depends",
};

/* One round of files that were met while resolving. */
struct late_facts {
    struct import_builder *builder;
    struct facts_table table;
};

struct state *
state_new(const struct conf *conf)
{
    struct state *state = memory_zero(sizeof(*state));
    state->conf = conf;
    tree_init(&state->tree);
    arena_init(&state->arena);
    return state;
}

void
state_free(struct state *state)
{
    if (!state) {
        return;
    }
    if (state->resolved) {
        resolver_release(&state->resolver);
    }
    for (size_t i = 0; i < state->late.len; i++) {
        import_builder_free(state->late.items[i]->builder);
        free(state->late.items[i]);
    }
    tree_inputs_release(&state->inputs);
    VEC_RELEASE(&state->late);
    VEC_RELEASE(&state->late_files);
    VEC_RELEASE(&state->facts);
    VEC_RELEASE(&state->imports);
    VEC_RELEASE(&state->imports_of);
    VEC_RELEASE(&state->depends);
    VEC_RELEASE(&state->depends_of);
    VEC_RELEASE(&state->submodules);
    VEC_RELEASE(&state->submodules_of);
    arena_release(&state->arena);
    tree_release(&state->tree);
    if (state->release_loaded) {
        state->release_loaded(state->loaded);
    }
    free(state);
}

void
state_set_facts(struct state *state, file_id file,
                const struct facts_table *table, uint32_t entry)
{
    while (state->facts.len <= file) {
        VEC_PUSH(&state->facts, (struct file_facts){0});
    }
    state->facts.items[file] = (struct file_facts){table, entry};
}

struct string_imports
state_string_settings(const struct conf *conf)
{
    return (struct string_imports){
        .enabled = conf->string_imports.enabled,
        .min_dots = conf->string_imports.min_dots,
    };
}

/* Read one file that resolution has met: its digest, and facts if any. */
static const struct import_list *
read_late(struct state *state, struct tree_file *file,
          struct import_reader *reader, struct buf *bytes, struct buf *scratch)
{
    struct err err;
    buf_clear(bytes);
    file->flags |= FILE_HASHED;
    if (state->read(state->read_context, file, bytes, &file->sig, &err) != 0) {
        file->flags |= FILE_FAILED;
        hash_bytes(state->conf->cache.hash, "unreadable", 10, &file->digest);
        return NULL;
    }
    hash_bytes(state->conf->cache.hash, bytes->data, bytes->len, &file->digest);
    if (!tree_is_python(file->path)) {
        return NULL;
    }
    return import_read(reader, text_decode(buf_view(bytes), scratch, NULL));
}

struct file_ids {
    VEC_FIELDS(file_id);
};

static void
load_late(struct state *state, const struct file_ids *files)
{
    struct string_imports strings = state_string_settings(state->conf);
    struct late_facts *late = memory_zero(sizeof(*late));
    late->builder = import_builder_new(&strings);
    VEC_PUSH(&state->late, late);
    struct import_reader *reader = import_reader_new(late->builder);
    const struct import_list **lists =
        memory_zero((files->len + 1) * sizeof(*lists));
    struct buf bytes;
    struct buf scratch;
    buf_init(&bytes, LATE_FILE_MAX);
    buf_init(&scratch, BUF_UNLIMITED);
    for (size_t i = 0; i < files->len; i++) {
        struct tree_file *file = &state->tree.files.items[files->items[i]];
        lists[i] = read_late(state, file, reader, &bytes, &scratch);
        VEC_PUSH(&state->late_files, files->items[i]);
    }
    struct import_sources sources = {.lists = lists, .len = files->len};
    import_build_table(late->builder, &sources, &late->table);
    for (size_t i = 0; i < files->len; i++) {
        state_set_facts(state, files->items[i], &late->table, (uint32_t)i);
    }
    buf_release(&bytes);
    buf_release(&scratch);
    import_reader_free(reader);
    free(lists);
}

static void
resolve_one(struct state *state, file_id file)
{
    struct file_facts facts = state->facts.items[file];
    while (state->imports_of.len <= file) {
        VEC_PUSH(&state->imports_of, (struct range){0});
    }
    uint32_t first = (uint32_t)state->imports.len;
    resolve_file(&state->resolver, facts.table, facts.entry, file,
                 &state->imports);
    state->imports_of.items[file] =
        (struct range){first, (uint32_t)state->imports.len - first};
}

static void
want(struct state *state, file_id file, struct file_ids *late)
{
    struct tree_file *entry = &state->tree.files.items[file];
    if (!(entry->flags & FILE_HASHED)) {
        entry->flags |= FILE_HASHED; /* asked for once */
        VEC_PUSH(late, file);
    }
}

/* How far the tables of the resolver have been looked through. */
struct progress {
    size_t targets;
    size_t depends;
    size_t inputs;
};

/* Files that something depends on and nobody has read. */
static void
find_late(struct state *state, struct progress *progress, struct file_ids *late)
{
    const struct resolver *resolver = &state->resolver;
    late->len = 0;
    for (; progress->targets < resolver->targets.len; progress->targets++) {
        want(state, resolver->targets.items[progress->targets].file, late);
    }
    for (; progress->depends < state->depends.len; progress->depends++) {
        want(state, state->depends.items[progress->depends].to, late);
    }
    for (; progress->inputs < state->inputs.len; progress->inputs++) {
        want(state, state->inputs.items[progress->inputs].file, late);
    }
}

static void
resolve_round(struct state *state, const struct file_ids *files)
{
    for (size_t i = 0; i < files->len; i++) {
        if (state->facts.items[files->items[i]].table) {
            resolve_one(state, files->items[i]);
        }
    }
    for (size_t i = 0; i < files->len; i++) {
        depends_add(state, files->items[i]);
    }
}

/* Resolve `files`, what they lead to that nobody has read, and so on. */
static void
resolve_rounds(struct state *state, struct progress *progress,
               struct file_ids *files)
{
    while (files->len > 0) {
        resolve_round(state, files);
        find_late(state, progress, files);
        if (files->len > 0) {
            load_late(state, files);
        }
    }
}

/* The names of a module that is read now may lead further, so all over. */
static void
resolve_submodules(struct state *state, struct progress *progress,
                   struct file_ids *files)
{
    submodules_find(state);
    find_late(state, progress, files);
    while (files->len > 0) {
        load_late(state, files);
        resolve_rounds(state, progress, files);
        submodules_find(state);
        find_late(state, progress, files);
    }
}

/* "3.12" gives 12; any other text, 0. */
static unsigned
python_minor(struct str version)
{
    unsigned minor = 0;
    struct str digits = version;
    str_split(&digits, '.');
    for (size_t i = 0; i < digits.len; i++) {
        minor = minor * 10 + (unsigned)(digits.data[i] - '0');
    }
    return minor;
}

void
state_resolve(struct state *state)
{
    const struct conf *conf = state->conf;
    struct file_ids files = {0};
    struct progress progress = {0};
    struct span span = span_begin(state->timeline, PHASE_RESOLVE);
    resolver_init(&state->resolver, &state->tree,
                  &(struct resolve_options){
                      .roots = conf->roots.items,
                      .roots_len = conf->roots.len,
                      .roots_set = conf->roots.set,
                      .git_folders = state->git_folders,
                      .string_ignore = conf->string_imports.ignore.items,
                      .string_ignore_len = conf->string_imports.ignore.len,
                      .python_minor = python_minor(conf->python_version)});
    state->resolved = true;
    tree_inputs_find(&state->resolver, &state->inputs);
    for (file_id file = 0; file < state->facts.len; file++) {
        VEC_PUSH(&files, file);
    }
    resolve_rounds(state, &progress, &files);
    resolve_submodules(state, &progress, &files);
    VEC_RELEASE(&files);
    span_end(&span);
}

const struct resolved_import *
state_imports(const struct state *state, file_id file, size_t *len)
{
    *len = 0;
    if (file >= state->imports_of.len) {
        return NULL;
    }
    struct range range = state->imports_of.items[file];
    *len = range.len;
    return range.len > 0 ? &state->imports.items[range.first] : NULL;
}

const struct submodule *
state_submodules(const struct state *state, file_id file, size_t *len)
{
    *len = 0;
    if (file >= state->submodules_of.len) {
        return NULL;
    }
    struct range range = state->submodules_of.items[file];
    *len = range.len;
    return range.len > 0 ? &state->submodules.items[range.first] : NULL;
}

bool
state_is_test(struct str path)
{
    struct str name = path_name(path);
    return (str_starts_with(name, STR("test_")) &&
            str_ends_with(name, STR(".py"))) ||
           str_ends_with(name, STR("_test.py")) ||
           str_equal(name, STR("conftest.py"));
}
