/* SPDX-License-Identifier: MIT */
#include "core/run/identity.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/python/version.h"
#include "core/run/inquiry.h"
#include "core/sys/path.h"

/* Of the built-in analyzers; change it with what they find. */
#define BUILTIN_VERSION "1"

/* ---- the file */

struct identities *
identities_open(const struct identity_options *options)
{
    struct identities *identities = memory_zero(sizeof(*identities));
    struct arena *arena = &identities->arena;
    const char *path = NULL;
    identities->options = *options;
    arena_init(arena);
    if (options->cache_dir) {
        struct str dir = str_from(options->cache_dir);
        path = cache_dir_file(arena, dir, options->root, "tools");
    }
    identities->memory = tool_memory_open(path);
    identities->pythons_options = (struct pythons_options){
        .root = arena_cstr(arena, options->root),
        .environment = options->environment,
        .algorithm = options->algorithm,
        .timeout_ms = options->timeout_ms,
        .memory = identities->memory,
    };
    pythons_init(&identities->pythons, &identities->pythons_options);
    return identities;
}

void
identities_close(struct identities *identities)
{
    pythons_release(&identities->pythons);
    tool_memory_close(identities->memory);
    arena_release(&identities->arena);
    free(identities);
}

/* ---- the program */

/* "ruff" may be called "ruff-0.17" in truth, but not "mise". */
static bool
is_another(const struct program *program)
{
    return !str_starts_with(path_name(program->real), path_name(program->path));
}

/* From the program to the Python that runs it, if one does. */
static void
look_behind(struct inquiry *inquiry)
{
    const struct conf_list *command = &inquiry->analyzer->row.command;
    const struct program *tool = &inquiry->tool;
    bool is_module = inquiry->tool_at >= 2 &&
                     str_equal(command->items[inquiry->tool_at - 1], STR("-m"));
    if (pythons_is_python(tool->path) && (is_module || inquiry->tool_at == 0)) {
        inquiry->python = tool->path;
    } else if (pythons_is_python(tool->interpreter)) {
        inquiry->python = tool->interpreter;
    } else if (tool->script.len > 0 ? !inquiry_is_node(tool->interpreter)
                                    : is_another(tool)) {
        inquiry->opaque = true;
    }
}

static void
note_program(struct inquiry *inquiry, const struct program *program)
{
    struct intern *places = &inquiry->identities->pythons.places;
    intern_text(places, program->path);
    intern_text(places, program->real);
    if (program->interpreter.len > 0) {
        intern_text(places, program->interpreter);
    }
}

static int
find_programs(struct inquiry *inquiry, struct err *err)
{
    const struct conf_list *command = &inquiry->analyzer->row.command;
    struct program_search search = inquiry_search(inquiry);
    size_t at = analyzer_tool_at(command);
    bool is_module = at >= 2 && str_equal(command->items[at - 1], STR("-m"));
    inquiry->tool_at = at;
    if (!program_find(inquiry->arena, &search, command->items[0],
                      &inquiry->program)) {
        return inquiry_refuse(inquiry, command->items[0], err);
    }
    inquiry->tool = inquiry->program;
    if (at > (is_module ? 2 : 0)) {
        inquiry->opaque = true;
        if (!program_find(inquiry->arena, &search,
                          command->items[is_module ? at - 2 : at],
                          &inquiry->tool)) {
            inquiry->tool = inquiry->program;
        }
    }
    note_program(inquiry, &inquiry->program);
    note_program(inquiry, &inquiry->tool);
    look_behind(inquiry);
    return 0;
}

/* ---- without a version, the program's own bytes */

static int
hash_content(struct inquiry *inquiry, struct digest *digest, struct err *err)
{
    struct identities *identities = inquiry->identities;
    struct hasher hasher;
    struct digest key;
    struct str known;
    struct file_map map;
    hasher_init(&hasher, identities->options.algorithm);
    hasher_begin(&hasher, "tool-content");
    inquiry_hash_program(&hasher, &inquiry->program);
    hasher_end(&hasher, &key);
    hasher_release(&hasher);
    if (tool_memory_find(identities->memory, &key, &known) &&
        known.len == DIGEST_BYTES) {
        memcpy(digest->bytes, known.data, DIGEST_BYTES);
        return 0;
    }
    if (file_map_open(inquiry->program.real.data, &map, err) != 0) {
        return -1;
    }
    hash_bytes(identities->options.algorithm, map.data, map.len, digest);
    file_map_close(&map);
    tool_memory_put(identities->memory, &key,
                    (struct str){(const char *)digest->bytes, DIGEST_BYTES});
    return 0;
}

/* ---- all of it */

static bool
has_word(const struct inquiry *inquiry, struct str wanted)
{
    const struct conf_list *words = &inquiry->analyzer->row.identity;
    for (size_t i = 0; i < words->len; i++) {
        if (str_equal(words->items[i], wanted)) {
            return true;
        }
    }
    return false;
}

static void
hash_pythons(struct inquiry *inquiry, struct hasher *hasher)
{
    struct pythons *pythons = &inquiry->identities->pythons;
    struct digest part;
    if (has_word(inquiry, STR("python")) && inquiry->python.len > 0) {
        part = pythons_of(pythons, inquiry->python);
        hasher_digest(hasher, 'y', &part);
    }
    if (has_word(inquiry, STR("environment")) || inquiry->opaque) {
        part = pythons_environment(pythons);
        hasher_digest(hasher, 'e', &part);
    }
    if (has_word(inquiry, STR("path")) || inquiry->opaque) {
        part = pythons_of(pythons, (struct str){0});
        hasher_digest(hasher, 'p', &part);
    }
}

static struct str
first_line(struct str text)
{
    while (text.data) {
        struct str line = str_trim(str_split(&text, '\n'));
        if (line.len > 0) {
            return line;
        }
    }
    return (struct str){0};
}

static void
finish(struct inquiry *inquiry, struct str version,
       const struct digest *content, struct identity *identity)
{
    struct hasher hasher;
    hasher_init(&hasher, inquiry->identities->options.algorithm);
    hasher_begin(&hasher, "identity");
    hasher_text(&hasher, 't', inquiry->analyzer->tool);
    hasher_text(&hasher, 'v', version);
    hasher_digest(&hasher, 'c', content);
    hash_pythons(inquiry, &hasher);
    hasher_end(&hasher, &identity->digest);
    hasher_release(&hasher);
    identity->program = inquiry->program.path;
    identity->version = arena_str(inquiry->arena, first_line(version));
    identity->asked = inquiry->asked;
}

static void
builtin_identity(const struct identities *identities,
                 const struct analyzer *analyzer, struct identity *identity)
{
    struct hasher hasher;
    hasher_init(&hasher, identities->options.algorithm);
    hasher_begin(&hasher, "builtin");
    hasher_number(&hasher, 'b', analyzer->builtin);
    hasher_text(&hasher, 'v', STR(BUILTIN_VERSION));
    hasher_text(&hasher, 'f', STR(FACTS_VERSION));
    hasher_text(&hasher, 'g', STR(GRAMMAR_VERSION));
    hasher_end(&hasher, &identity->digest);
    hasher_release(&hasher);
}

int
identity_find(struct identities *identities, const struct analyzer *analyzer,
              struct arena *arena, struct identity *identity, struct err *err)
{
    struct inquiry inquiry = {
        .identities = identities, .analyzer = analyzer, .arena = arena};
    struct str version = {0};
    struct digest content = {{0}};
    *identity = (struct identity){0};
    if (analyzer->builtin != BUILTIN_NONE) {
        builtin_identity(identities, analyzer, identity);
        return 0;
    }
    if (find_programs(&inquiry, err) != 0 ||
        (analyzer->row.version.len > 0
             ? inquiry_version(&inquiry, &version, err)
             : hash_content(&inquiry, &content, err)) != 0) {
        return -1;
    }
    finish(&inquiry, version, &content, identity);
    return 0;
}

void
identities_each(const struct identities *identities, identity_sink *sink,
                void *context)
{
    const struct intern *places = &identities->pythons.places;
    const struct intern *sources = &identities->pythons.sources;
    for (size_t i = 0; i < places->len; i++) {
        sink(context, intern_str(places, (text_id)i), false);
    }
    for (size_t i = 0; i < sources->len; i++) {
        sink(context, intern_str(sources, (text_id)i), true);
    }
}
