/* SPDX-License-Identifier: MIT */
#include "core/python/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "core/python/place.h"
#include "core/python/stdlib.h"
#include "core/sys/ignore.h"
#include "core/sys/path.h"

void
resolver_init(struct resolver *resolver, struct tree *tree,
              const struct resolve_options *options)
{
    memset(resolver, 0, sizeof(*resolver));
    modules_init(&resolver->modules, tree);
    resolver->modules.git_folders = options->git_folders;
    resolver->python_minor = options->python_minor;
    resolver->absent = NO_PLACE;
    resolver->string_ignore = options->string_ignore;
    resolver->string_ignore_len = options->string_ignore_len;
    roots_init(&resolver->roots, &resolver->modules, options->roots,
               options->roots_len, options->roots_set);
}

void
resolver_release(struct resolver *resolver)
{
    roots_release(&resolver->roots);
    modules_release(&resolver->modules);
    VEC_RELEASE(&resolver->targets);
    VEC_RELEASE(&resolver->dirs);
    VEC_RELEASE(&resolver->places);
    VEC_RELEASE(&resolver->references);
    VEC_RELEASE(&resolver->statement_refs);
    map_release(&resolver->place_ids);
    map_release(&resolver->statement_ids);
}

bool
resolve_is_stdlib(const struct resolver *resolver, struct str dotted)
{
    return stdlib_has(str_split(&dotted, '.'), resolver->python_minor);
}

/* Who asks: all that the meaning of a name depends on. */
struct importer {
    file_id file;
    dir_id dir;
    root_context context;
    /* What the module of the import before this one was: all names of one
       `from m import a, b, c` are looked for in the same place. */
    const struct fact_import *last;
    place_id last_place;
};

static struct importer
importer_of(struct resolver *resolver, file_id file)
{
    dir_id dir = resolver->modules.tree->files.items[file].dir;
    return (struct importer){
        .file = file,
        .dir = dir,
        .context = roots_context(&resolver->roots, dir),
    };
}

place_id
resolve_name(struct resolver *resolver, dir_id folder, struct str dotted)
{
    root_context context = roots_context(&resolver->roots, folder);
    return place_absolute(resolver, context, dotted);
}

place_id
resolve_member(struct resolver *resolver, place_id package, struct str name)
{
    return place_member(resolver, package, name);
}

place_id
resolve_first(struct resolver *resolver, place_id place)
{
    return place_first(resolver, place);
}

/* Texts of one table are unique, so their offsets are good keys. */
static place_id
absolute_module(struct resolver *resolver, const struct importer *importer,
                const struct fact_import *fact)
{
    uint64_t key = map_pair(importer->context, fact->module);
    uint32_t id;
    if (fact->module_len == 0 || !map_get(&resolver->place_ids, key, &id)) {
        id = place_absolute(resolver, importer->context,
                            fact_module(resolver->table, fact));
        if (fact->module_len > 0) {
            map_put(&resolver->place_ids, key, id);
        }
    }
    return id;
}

/*
 * The folder where a relative name begins: `level` - 1 folders up, one less
 * if the name is relative to the module itself (import_module(…, __name__)
 * in a plain module looks *inside* it).  NO_DIR beyond the project root.
 */
static dir_id
relative_base(struct resolver *resolver, const struct importer *importer,
              const struct fact_import *fact)
{
    struct modules *modules = &resolver->modules;
    const struct tree *tree = modules->tree;
    uint16_t up = fact->level - 1;
    dir_id dir = importer->dir;
    if (fact->flags & IMPORT_OWN_NAME) {
        struct str name = path_name(tree->files.items[importer->file].path);
        ptrdiff_t dot = str_find_last_byte(name, '.');
        struct str stem = str_slice(name, 0, (size_t)dot);
        if (!str_equal(stem, STR("__init__"))) {
            return up > 0 ? relative_base(resolver, importer,
                                          &(struct fact_import){.level = up})
                          : modules_find_text(modules, dir, stem).dir;
        }
    }
    for (; up > 0 && dir != NO_DIR; up--) {
        dir = tree->dirs.items[dir].parent;
    }
    return dir;
}

static bool
same_module(const struct fact_import *a, const struct fact_import *b)
{
    return a->module == b->module && a->module_len == b->module_len &&
           a->level == b->level && !((a->flags ^ b->flags) & IMPORT_OWN_NAME);
}

static place_id
module_of(struct resolver *resolver, struct importer *importer,
          const struct fact_import *fact)
{
    if (importer->last && same_module(importer->last, fact)) {
        return importer->last_place;
    }
    importer->last = fact;
    importer->last_place =
        fact->level == 0
            ? absolute_module(resolver, importer, fact)
            : place_relative(resolver, importer->context,
                             relative_base(resolver, importer, fact),
                             fact_module(resolver->table, fact));
    return importer->last_place;
}

/* A name that is no submodule is an attribute, where there can be any. */
static uint8_t
from_status(const struct place *module, const struct place *member)
{
    if (module->status != PLACE_FOUND || member->status == PLACE_FOUND) {
        return module->status;
    }
    return module->is_namespace ? PLACE_PARTLY : PLACE_FOUND;
}

static reference_id
add_reference(struct resolver *resolver, struct importer *importer,
              const struct fact_import *fact)
{
    struct reference reference = {
        .fact = fact,
        .table = resolver->table,
        .context = importer->context,
        .place = module_of(resolver, importer, fact),
        .member = NO_PLACE,
    };
    reference.status = resolver->places.items[reference.place].status;
    if (fact->name_len > 0) {
        reference.member = place_member(resolver, reference.place,
                                        fact_name(resolver->table, fact));
        reference.status =
            from_status(&resolver->places.items[reference.place],
                        &resolver->places.items[reference.member]);
    }
    VEC_PUSH(&resolver->references, reference);
    return (reference_id)resolver->references.len - 1;
}

/*
 * A dotted string names a module, or something in one: up to two last
 * components may be an attribute of it (a class and its method).  Without a
 * module it is just a string.
 */
enum { STRING_ATTRIBUTES_MAX = 2 };

static void
add_string_reference(struct resolver *resolver, const struct importer *importer,
                     const struct fact_import *fact)
{
    struct str dotted = fact_module(resolver->table, fact);
    for (size_t i = 0; i < resolver->string_ignore_len; i++) {
        if (ignore_glob(resolver->string_ignore[i], dotted)) {
            return;
        }
    }
    for (int cut = 0; cut <= STRING_ATTRIBUTES_MAX && dotted.len > 0; cut++) {
        place_id place = place_absolute(resolver, importer->context, dotted);
        if (resolver->places.items[place].status == PLACE_FOUND) {
            struct reference reference = {.fact = fact,
                                          .table = resolver->table,
                                          .context = importer->context,
                                          .place = place,
                                          .member = NO_PLACE,
                                          .status = PLACE_FOUND};
            VEC_PUSH(&resolver->references, reference);
            return;
        }
        ptrdiff_t dot = str_find_last_byte(dotted, '.');
        dotted = str_slice(dotted, 0, dot < 0 ? 0 : (size_t)dot);
    }
}

static void
add_references(struct resolver *resolver, struct importer *importer,
               const struct fact_import *fact)
{
    if (fact->form == FORM_STRING) {
        add_string_reference(resolver, importer, fact);
    } else if (fact->form != FORM_DEPENDS) {
        add_reference(resolver, importer, fact);
    }
}

/* What decides the meaning of a statement, and so may be shared. */
enum sharing { SHARED_BY_CONTEXT, SHARED_BY_FOLDER, NOT_SHARED };

static enum sharing
sharing_of(const struct facts_table *table, struct fact_statement statement)
{
    enum sharing sharing = SHARED_BY_CONTEXT;
    for (uint32_t i = 0; i < statement.len; i++) {
        const struct fact_import *fact = &table->imports[statement.first + i];
        if (fact->flags & IMPORT_OWN_NAME) {
            return NOT_SHARED;
        }
        if (fact->level > 0) {
            sharing = SHARED_BY_FOLDER;
        }
    }
    return sharing;
}

/* Folders and contexts are told apart by the statement number's top bit. */
static uint64_t
statement_key(const struct importer *importer, enum sharing sharing,
              uint32_t statement)
{
    return sharing == SHARED_BY_FOLDER
               ? map_pair(importer->dir, statement | UINT32_C(1) << 31)
               : map_pair(importer->context, statement);
}

static struct range
statement_references(struct resolver *resolver, struct importer *importer,
                     uint32_t id)
{
    const struct facts_table *table = resolver->table;
    struct fact_statement statement = table->statements[id];
    enum sharing sharing = sharing_of(table, statement);
    uint64_t key = statement_key(importer, sharing, id);
    uint32_t at;
    if (sharing != NOT_SHARED && map_get(&resolver->statement_ids, key, &at)) {
        return resolver->statement_refs.items[at];
    }
    struct range range = {(uint32_t)resolver->references.len, 0};
    for (uint32_t i = 0; i < statement.len; i++) {
        add_references(resolver, importer,
                       &table->imports[statement.first + i]);
    }
    range.len = (uint32_t)resolver->references.len - range.first;
    map_put(&resolver->statement_ids, key,
            (uint32_t)resolver->statement_refs.len);
    VEC_PUSH(&resolver->statement_refs, range);
    return range;
}

static void
use_table(struct resolver *resolver, const struct facts_table *table)
{
    if (resolver->table != table) {
        map_release(&resolver->place_ids);
        map_release(&resolver->statement_ids);
        map_init(&resolver->place_ids);
        map_init(&resolver->statement_ids);
        resolver->table = table;
    }
}

void
resolve_file(struct resolver *resolver, const struct facts_table *table,
             uint32_t entry, file_id file, struct resolved_imports *out)
{
    use_table(resolver, table);
    struct importer importer = importer_of(resolver, file);
    struct fact_file items = table->files[entry];
    for (uint32_t i = 0; i < items.len; i++) {
        const struct fact_item *item = &table->items[items.first + i];
        struct range range =
            statement_references(resolver, &importer, item->statement);
        for (uint32_t k = 0; k < range.len; k++) {
            reference_id id = range.first + k;
            const struct fact_import *fact =
                resolver->references.items[id].fact;
            struct resolved_import import = {
                .reference = id,
                .line = item->line + fact->row,
                .flags = (uint8_t)(item->flags | fact->flags),
            };
            VEC_PUSH(out, import);
        }
    }
}

/* "src/pkg/mod.py" below "src" gives "pkg.mod". */
void
resolve_module_name(struct resolver *resolver, file_id file, struct buf *out,
                    dir_id *root)
{
    const struct tree *tree = resolver->modules.tree;
    const struct tree_file *entry = &tree->files.items[file];
    *root = roots_of_dir(&resolver->roots, entry->dir);
    struct str base = tree->dirs.items[*root].path;
    struct str path = entry->path;
    struct str rest =
        base.len > 0 ? str_slice(path, base.len + 1, path.len) : path;
    ptrdiff_t dot = str_find_last_byte(rest, '.');
    rest = str_slice(rest, 0, dot < 0 ? rest.len : (size_t)dot);
    if (str_ends_with(rest, STR("/__init__"))) {
        rest = str_slice(rest, 0, rest.len - strlen("/__init__"));
    }
    while (rest.data) {
        buf_str(out, str_split(&rest, '/'));
        if (rest.data) {
            buf_byte(out, '.');
        }
    }
}
