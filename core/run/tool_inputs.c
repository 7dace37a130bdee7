/* SPDX-License-Identifier: MIT */
#include "core/run/tool_inputs.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/run/input_walk.h"
#include "core/run/nearest_memory.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

/* The names that an analyzer looks for in folders, and what is known. */
struct nearest_set {
    const struct analyzer *analyzer; /* or one that does it the same way */
    struct conf_list names;
    struct intern holders; /* folders of the tree with such files, if they
                              are remembered */
    struct intern folders; /* relative to the root */
    struct {
        VEC_FIELDS(struct digest); /* by folder: with all above it */
    } digests;
    struct digest above; /* of what lies above the root */
};

struct tool_inputs {
    struct input_files files;
    struct search_folders *folders;
    struct hasher hasher;
    struct buf path;               /* of the name that is asked for */
    struct nearest_memory *memory; /* or NULL */
    struct {
        VEC_FIELDS(struct nearest_set *);
    } sets;
};

struct tool_inputs *
tool_inputs_new(struct str root, char *const *environment,
                enum hash_algorithm algorithm)
{
    struct tool_inputs *inputs = memory_zero(sizeof(*inputs));
    input_files_init(&inputs->files, root, environment, algorithm);
    inputs->folders = search_folders_new(&inputs->files);
    hasher_init(&inputs->hasher, algorithm);
    buf_init(&inputs->path, BUF_UNLIMITED);
    return inputs;
}

void
tool_inputs_know(struct tool_inputs *inputs, struct state *state, bool resolves,
                 struct str cache_dir)
{
    struct input_files *files = &inputs->files;
    const char *memory = NULL;
    if (cache_dir.len > 0) {
        inputs->memory =
            nearest_memory_open(&state->tree, files->root, cache_dir);
        memory =
            cache_dir_file(&files->arena, cache_dir, files->root, "folders");
    }
    search_folders_know(inputs->folders,
                        state->resolved || resolves ? state : NULL, memory);
}

void
tool_inputs_free(struct tool_inputs *inputs)
{
    if (!inputs) {
        return;
    }
    for (size_t i = 0; i < inputs->sets.len; i++) {
        struct nearest_set *set = inputs->sets.items[i];
        intern_release(&set->holders);
        intern_release(&set->folders);
        VEC_RELEASE(&set->digests);
        free(set);
    }
    VEC_RELEASE(&inputs->sets);
    hasher_release(&inputs->hasher);
    buf_release(&inputs->path);
    nearest_memory_close(inputs->memory);
    search_folders_free(inputs->folders);
    input_files_release(&inputs->files);
    free(inputs);
}

/* ---- digests */

struct digesting {
    struct hasher hasher;
    size_t present;
    struct str above; /* folder above the root that was hashed last */
};

/* Of files above the root it counts which ones lie in one folder, and what
   folders those are does not. */
static void
hash_input(void *context, struct str name, struct input_file file)
{
    struct digesting *digesting = context;
    if (str_starts_with(name, STR("../"))) {
        struct str folder = path_folder(name);
        hasher_number(&digesting->hasher, 'f',
                      str_equal(folder, digesting->above));
        digesting->above = folder;
        name = path_name(name);
    }
    hasher_text(&digesting->hasher, 'n', name);
    hasher_number(&digesting->hasher, 'p', file.present);
    hasher_digest(&digesting->hasher, 'd', &file.digest);
    digesting->present += file.present;
}

void
tool_inputs_common(struct tool_inputs *inputs, const struct analyzer *analyzer,
                   struct digest *digest)
{
    struct digesting digesting = {0};
    struct input_walk walk = {&inputs->files, inputs->folders, analyzer,
                              hash_input, &digesting};
    hasher_init(&digesting.hasher, inputs->files.algorithm);
    hasher_begin(&digesting.hasher, "tool-inputs");
    input_walk_common(&walk);
    hasher_end(&digesting.hasher, digest);
    hasher_release(&digesting.hasher);
}

/* ---- nearest files */

static bool
lists_equal(const struct conf_list *a, const struct conf_list *b)
{
    bool equal = a->len == b->len;
    for (size_t i = 0; equal && i < a->len; i++) {
        equal = str_equal(a->items[i], b->items[i]);
    }
    return equal;
}

static void
hash_above(struct tool_inputs *inputs, struct nearest_set *set)
{
    struct digesting digesting = {0};
    struct input_walk walk = {&inputs->files, inputs->folders, set->analyzer,
                              hash_input, &digesting};
    hasher_init(&digesting.hasher, inputs->files.algorithm);
    hasher_begin(&digesting.hasher, "above");
    input_walk_above(&walk, &set->names);
    hasher_end(&digesting.hasher, &set->above);
    hasher_release(&digesting.hasher);
}

/* They share what is known if they look for the same in the same files. */
static bool
look_alike(const struct analyzer *a, const struct analyzer *b)
{
    return a == b ||
           (a->kind.level == b->kind.level && str_equal(a->tool, b->tool) &&
            lists_equal(&a->row.nearest, &b->row.nearest));
}

static struct nearest_set *
find_set(struct tool_inputs *inputs, const struct analyzer *analyzer)
{
    const struct conf_list *names = &analyzer->row.nearest;
    for (size_t i = 0; i < inputs->sets.len; i++) {
        if (look_alike(inputs->sets.items[i]->analyzer, analyzer)) {
            return inputs->sets.items[i];
        }
    }
    struct nearest_set *set = memory_zero(sizeof(*set));
    set->analyzer = analyzer;
    set->names = *names;
    intern_init(&set->folders);
    intern_init(&set->holders);
    if (inputs->memory) {
        nearest_memory_find(inputs->memory, names, &set->holders);
    }
    hash_above(inputs, set);
    VEC_PUSH(&inputs->sets, set);
    return set;
}

/* Most folders have none, and asking for a name is all that it takes then. */
static bool
has_any(struct tool_inputs *inputs, const struct nearest_set *set,
        struct str folder)
{
    const struct conf_list *names = &set->names;
    struct buf *path = &inputs->path;
    bool found = false;
    if (inputs->memory && nearest_memory_knows(inputs->memory, folder)) {
        return intern_find(&set->holders, folder) != NO_TEXT;
    }
    buf_clear(path);
    buf_str(path, inputs->files.root);
    buf_byte(path, '/');
    buf_str(path, folder);
    buf_text(path, folder.len > 0 ? "/" : "");
    size_t len = path->len;
    for (size_t i = 0; i < names->len && !found; i++) {
        path->len = len;
        buf_str(path, names->items[i]);
        found = file_exists(buf_cstr(path));
    }
    return found;
}

/* A folder without such files is as the one above it. */
static struct digest
hash_folder(struct tool_inputs *inputs, const struct nearest_set *set,
            struct str folder, const struct digest *above)
{
    struct input_files *files = &inputs->files;
    struct digesting digesting = {0};
    struct input_walk walk = {&inputs->files, inputs->folders, set->analyzer,
                              hash_input, &digesting};
    struct digest digest;
    hasher_init(&digesting.hasher, files->algorithm);
    hasher_begin(&digesting.hasher, "nearest");
    hasher_digest(&digesting.hasher, 'a', above);
    /* Paths in settings are relative to where they stand. */
    hasher_text(&digesting.hasher, 'w', folder);
    input_walk_folder(&walk, &set->names,
                      path_join(&files->arena, files->root, folder),
                      (struct str){0});
    hasher_end(&digesting.hasher, &digest);
    hasher_release(&digesting.hasher);
    return digesting.present > 0 ? digest : *above;
}

static struct digest
folder_digest(struct tool_inputs *inputs, struct nearest_set *set,
              struct str folder)
{
    text_id id = intern_find(&set->folders, folder);
    if (id != NO_TEXT) {
        return set->digests.items[id];
    }
    struct digest above = folder.len == 0
                              ? set->above
                              : folder_digest(inputs, set, path_folder(folder));
    struct digest digest = above;
    if (has_any(inputs, set, folder)) {
        digest = hash_folder(inputs, set, folder, &above);
    }
    intern_text(&set->folders, folder);
    VEC_PUSH(&set->digests, digest);
    return digest;
}

void
tool_inputs_of(struct tool_inputs *inputs, const struct analyzer *analyzer,
               struct str folder, struct digest *digest)
{
    const struct conf_list *names = &analyzer->row.nearest;
    *digest = (struct digest){0};
    if (names->len > 0) {
        *digest = folder_digest(inputs, find_set(inputs, analyzer), folder);
    }
}

void
tool_inputs_everywhere(struct tool_inputs *inputs,
                       const struct analyzer *analyzer,
                       const struct str *folders, size_t len,
                       struct digest *digest)
{
    struct digest part;
    *digest = (struct digest){0};
    if (analyzer->row.nearest.len == 0 ||
        analyzer->kind.level < LEVEL_DECLARED) {
        return;
    }
    hasher_begin(&inputs->hasher, "everywhere");
    for (size_t i = 0; i < len; i++) {
        tool_inputs_of(inputs, analyzer, folders[i], &part);
        hasher_digest(&inputs->hasher, 'f', &part);
    }
    hasher_end(&inputs->hasher, digest);
}

struct str
tool_inputs_nearest(struct tool_inputs *inputs, const struct analyzer *analyzer,
                    struct str folder)
{
    struct input_files *files = &inputs->files;
    const struct conf_list *names = &analyzer->row.nearest;
    for (;;) {
        struct str path = path_join(&files->arena, files->root, folder);
        for (size_t i = 0; i < names->len; i++) {
            struct str name = path_join(&files->arena, path, names->items[i]);
            if (input_files_look(files, name).present) {
                return folder;
            }
        }
        if (folder.len == 0) {
            return STR("..");
        }
        folder = path_folder(folder);
    }
}

bool
tool_inputs_has_plugins(const struct tool_inputs *inputs)
{
    return search_folders_has_plugins(inputs->folders);
}

struct forwarding {
    tool_inputs_sink *sink;
    void *context;
};

static void
forward(void *context, struct str path)
{
    const struct forwarding *forwarding = context;
    forwarding->sink(forwarding->context, path, true);
}

void
tool_inputs_each(const struct tool_inputs *inputs, tool_inputs_sink *sink,
                 void *context)
{
    const struct input_files *files = &inputs->files;
    for (size_t i = 0; i < files->items.len; i++) {
        if (files->items.items[i].present) {
            sink(context, intern_str(&files->paths, (text_id)i), false);
        }
    }
    struct forwarding forwarding = {sink, context};
    search_folders_each(inputs->folders, forward, &forwarding);
}

/* ---- for people */

struct line {
    struct str name;
    struct input_file file;
};

struct lines {
    VEC_FIELDS(struct line);
    struct arena *arena;
};

static void
take_line(void *context, struct str name, struct input_file file)
{
    struct lines *lines = context;
    VEC_PUSH(lines, (struct line){arena_str(lines->arena, name), file});
}

static int
compare_lines(const void *a, const void *b)
{
    return str_compare(((const struct line *)a)->name,
                       ((const struct line *)b)->name);
}

static void
walk_nearest(const struct input_walk *walk, struct str folder)
{
    struct input_files *files = walk->files;
    const struct conf_list *names = &walk->analyzer->row.nearest;
    if (names->len == 0) {
        return;
    }
    input_walk_above(walk, names);
    input_walk_folder(walk, names, files->root, (struct str){0});
    while (folder.len > 0) {
        input_walk_folder(
            walk, names, path_join(&files->arena, files->root, folder), folder);
        folder = path_folder(folder);
    }
}

static void
write_line(struct tool_inputs *inputs, const struct line *line, struct buf *out)
{
    char text[DIGEST_TEXT_MAX];
    buf_str(out, path_quote(&inputs->files.arena, line->name));
    buf_byte(out, ' ');
    buf_text(out, line->file.present ? digest_text(inputs->files.algorithm,
                                                   &line->file.digest, text)
                                     : "absent");
    buf_byte(out, '\n');
}

void
tool_inputs_list(struct tool_inputs *inputs, const struct analyzer *analyzer,
                 struct str folder, struct buf *out)
{
    struct lines lines = {.arena = &inputs->files.arena};
    struct input_walk walk = {&inputs->files, inputs->folders, analyzer,
                              take_line, &lines};
    input_walk_common(&walk);
    walk_nearest(&walk, folder);
    qsort(lines.items, lines.len, sizeof(*lines.items), compare_lines);
    for (size_t i = 0; i < lines.len; i++) {
        if (i == 0 ||
            !str_equal(lines.items[i - 1].name, lines.items[i].name)) {
            write_line(inputs, &lines.items[i], out);
        }
    }
    VEC_RELEASE(&lines);
}
