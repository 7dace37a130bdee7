/* SPDX-License-Identifier: MIT */
/*
 * grove - a tree of names without a disk, and what imports mean in it.
 *
 * Not a layer: only unit tests include this.
 *
 *     grove_plant(&grove, (const char *const[]){"a.py", "empty/", NULL});
 *     grove_resolve(&grove, &(struct resolve_options){0});
 *     assert_imports(&grove, "a.py", "import b", "absent");
 *     grove_clear(&grove);
 */
#ifndef TESTS_UNIT_PYTHON_GROVE_H
#define TESTS_UNIT_PYTHON_GROVE_H

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/imports.h"
#include "core/python/resolve.h"
#include "core/sys/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The facts of one source. */
struct grove_facts {
    struct import_builder *builder;
    struct import_reader *reader;
    struct facts_table table;
};

struct grove {
    struct tree tree;
    struct resolver resolver;
    struct {
        VEC_FIELDS(struct grove_facts *);
    } facts;
};

/* The folder of that path, made with those above it. */
static inline dir_id
grove_dir(struct grove *grove, struct str path, uint32_t flags)
{
    dir_id dir = tree_find_dir(&grove->tree, path);
    if (dir == NO_DIR) {
        dir_id parent = grove_dir(grove, path_folder(path), flags);
        dir = tree_add_dir(&grove->tree, parent, path, DIR_LISTED);
    }
    grove->tree.dirs.items[dir].flags |= flags;
    return dir;
}

/*
 * A NULL-ended list of files, all of them subjects; "a/" is a folder that
 * git would not know.
 */
static inline void
grove_plant(struct grove *grove, const char *const *paths)
{
    memset(grove, 0, sizeof(*grove));
    tree_init(&grove->tree);
    grove->tree.dirs.items[ROOT_DIR].flags |= DIR_LISTED;
    for (; *paths; paths++) {
        struct str path = str_from(*paths);
        if (str_ends_with(path, STR("/"))) {
            grove_dir(grove, str_slice(path, 0, path.len - 1), 0);
        } else {
            dir_id dir = grove_dir(grove, path_folder(path), DIR_COUNTS);
            tree_add_file(&grove->tree, dir, path, FILE_SUBJECT);
        }
    }
    tree_sort(&grove->tree);
}

static inline void
grove_mark(struct grove *grove, const char *folder, uint32_t flags)
{
    dir_id dir = tree_find_dir(&grove->tree, str_from(folder));
    assert_int_not_equal(dir, NO_DIR);
    grove->tree.dirs.items[dir].flags |= flags;
}

static inline void
grove_resolve(struct grove *grove, const struct resolve_options *options)
{
    resolver_init(&grove->resolver, &grove->tree, options);
}

/* Roots are a NULL-ended list; without one they are detected. */
static inline void
grove_grow(struct grove *grove, const char *const *paths,
           const char *const *roots)
{
    struct str names[8];
    size_t len = 0;
    grove_plant(grove, paths);
    for (; roots && roots[len]; len++) {
        names[len] = str_from(roots[len]);
    }
    grove_resolve(grove, &(struct resolve_options){.roots = names,
                                                   .roots_len = len,
                                                   .roots_set = roots});
}

static inline void
grove_clear(struct grove *grove)
{
    resolver_release(&grove->resolver);
    for (size_t i = 0; i < grove->facts.len; i++) {
        import_reader_free(grove->facts.items[i]->reader);
        import_builder_free(grove->facts.items[i]->builder);
        free(grove->facts.items[i]);
    }
    VEC_RELEASE(&grove->facts);
    tree_release(&grove->tree);
}

static inline file_id
grove_file(const struct grove *grove, const char *path)
{
    file_id file = tree_find_file(&grove->tree, str_from(path));
    assert_int_not_equal(file, NO_FILE);
    return file;
}

static inline dir_id
grove_folder(const struct grove *grove, const char *path)
{
    dir_id dir = tree_find_dir(&grove->tree, str_from(path));
    assert_int_not_equal(dir, NO_DIR);
    return dir;
}

static inline const struct facts_table *
grove_read(struct grove *grove, const char *source)
{
    static const struct string_imports strings = {.enabled = true,
                                                  .min_dots = 1};
    struct grove_facts *facts = memory_zero(sizeof(*facts));
    facts->builder = import_builder_new(&strings);
    facts->reader = import_reader_new(facts->builder);
    const struct import_list *list =
        import_read(facts->reader, str_from(source));
    import_build_table(facts->builder,
                       &(struct import_sources){.lists = &list, .len = 1},
                       &facts->table);
    VEC_PUSH(&grove->facts, facts);
    return &facts->table;
}

/* " pkg/__init__.py(p) pkg/a.pyi(s)": parents and stubs are marked. */
static inline void
describe_place(const struct grove *grove, place_id id, struct buf *out)
{
    const struct resolver *resolver = &grove->resolver;
    struct range range = resolver->places.items[id].targets;
    for (uint32_t i = 0; i < range.len; i++) {
        struct target target = resolver->targets.items[range.first + i];
        buf_byte(out, ' ');
        buf_str(out, grove->tree.files.items[target.file].path);
        if (target.roles) {
            buf_printf(out, "(%s%s)", target.roles & TARGET_PARENT ? "p" : "",
                       target.roles & TARGET_STUB ? "s" : "");
        }
    }
}

static inline const char *
status_name(unsigned status)
{
    static const char *const names[] = {"found", "partly", "absent"};
    assert_true(status < 3);
    return names[status];
}

/* Each import as "found TARGETS", `from m import n` as "… | TARGETS of n". */
static inline void
describe_imports(const struct grove *grove,
                 const struct resolved_imports *imports, struct buf *out)
{
    for (size_t i = 0; i < imports->len; i++) {
        const struct reference *reference =
            &grove->resolver.references.items[imports->items[i].reference];
        buf_printf(out, "%s%s", i > 0 ? "; " : "",
                   status_name(reference->status));
        describe_place(grove, reference->place, out);
        if (reference->member != NO_PLACE) {
            buf_text(out, " |");
            describe_place(grove, reference->member, out);
        }
    }
    buf_byte(out, '\0');
}

static inline void
assert_imports(struct grove *grove, const char *importer, const char *source,
               const char *expected)
{
    struct buf text;
    struct resolved_imports imports = {0};
    buf_init(&text, BUF_UNLIMITED);
    resolve_file(&grove->resolver, grove_read(grove, source), 0,
                 grove_file(grove, importer), &imports);
    describe_imports(grove, &imports, &text);
    if (strcmp(text.data, expected) != 0) {
        print_error("%s: %s\n", importer, source);
    }
    assert_string_equal(text.data, expected);
    VEC_RELEASE(&imports);
    buf_release(&text);
}

/* A list of folders as "a b/c", the root as ".". */
static inline void
assert_folders(const struct grove *grove, const dir_id *dirs, size_t len,
               const char *expected)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    for (size_t i = 0; i < len; i++) {
        struct str path = grove->tree.dirs.items[dirs[i]].path;
        buf_printf(&text, "%s%s", i > 0 ? " " : "",
                   path.len > 0 ? path.data : ".");
    }
    buf_byte(&text, '\0');
    assert_string_equal(text.data, expected);
    buf_release(&text);
}

#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
