/* SPDX-License-Identifier: MIT */
#include "core/plan/depends.h"

#include <string.h>

#include "core/sys/ignore.h"
#include "core/sys/path.h"

static void
add(struct state *state, file_id to, uint32_t line)
{
    VEC_PUSH(&state->depends, (struct edge){.to = to,
                                            .line = line,
                                            .kinds = EDGE_DEPENDS,
                                            .reference = NO_REFERENCE});
}

static bool
is_glob(struct str pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        if (strchr("*?[\\", pattern.data[i])) {
            return true;
        }
    }
    return false;
}

/* Every file that the pattern names; one by name may be an ignored one. */
static void
add_matching(struct state *state, struct str pattern, uint32_t line)
{
    if (!is_glob(pattern)) {
        file_id file = tree_probe_file(&state->tree, pattern);
        if (file != NO_FILE) {
            add(state, file, line);
        }
        return;
    }
    for (size_t i = 0; i < state->tree.files.len; i++) {
        const struct tree_file *file = &state->tree.files.items[i];
        if (!(file->flags & (FILE_IGNORED | FILE_RULES)) &&
            ignore_glob(pattern, file->path)) {
            add(state, (file_id)i, line);
        }
    }
}

static void
add_configured(struct state *state, struct str path)
{
    const struct conf *conf = state->conf;
    for (size_t row = 0; row < conf->depends_len; row++) {
        const struct conf_depends *depends = &conf->depends[row];
        if (!ignore_glob(depends->subject, path)) {
            continue;
        }
        for (size_t i = 0; i < depends->data.len; i++) {
            add_matching(state, depends->data.items[i], 0);
        }
    }
}

/* A dotted name: the module's files, its parents too. */
static bool
add_module(struct state *state, dir_id folder, struct str dotted, uint32_t line)
{
    const struct resolver *resolver = &state->resolver;
    place_id id = resolve_name(&state->resolver, folder, dotted);
    const struct place *place = &resolver->places.items[id];
    for (uint32_t i = 0; i < place->targets.len; i++) {
        add(state, resolver->targets.items[place->targets.first + i].file,
            line);
    }
    return place->status == PLACE_FOUND;
}

/* A path beside the file, then below the root, then a module. */
static void
add_pragma(struct state *state, file_id file, struct str target, uint32_t line)
{
    size_t before = state->depends.len;
    dir_id dir = state->tree.files.items[file].dir;
    struct str folder = state->tree.dirs.items[dir].path;
    struct str beside = path_join(&state->tree.arena, folder, target);
    add_matching(state, beside, line);
    if (state->depends.len == before) {
        add_matching(state, target, line);
    }
    if (state->depends.len == before) {
        add_module(state, dir, target, line);
    }
}

static void
add_pragmas(struct state *state, file_id file)
{
    struct file_facts facts = state->facts.items[file];
    struct fact_file items = facts.table->files[facts.entry];
    for (uint32_t i = 0; i < items.len; i++) {
        const struct fact_item *item = &facts.table->items[items.first + i];
        struct fact_statement statement =
            facts.table->statements[item->statement];
        if (statement.len != 1) {
            continue;
        }
        const struct fact_import *fact = &facts.table->imports[statement.first];
        if (fact->form == FORM_DEPENDS) {
            add_pragma(state, file, fact_module(facts.table, fact), item->line);
        }
    }
}

void
depends_add(struct state *state, file_id file)
{
    uint32_t first = (uint32_t)state->depends.len;
    if (state->conf->depends_len > 0) {
        add_configured(state, state->tree.files.items[file].path);
    }
    if (state->facts.items[file].table) {
        add_pragmas(state, file);
    }
    uint32_t len = (uint32_t)state->depends.len - first;
    if (len == 0) {
        return;
    }
    while (state->depends_of.len <= file) {
        VEC_PUSH(&state->depends_of, (struct range){0});
    }
    state->depends_of.items[file] = (struct range){first, len};
}
