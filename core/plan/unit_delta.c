/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_delta.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/graph/reach.h"
#include "core/plan/import_order.h"
#include "core/sys/path.h"

/* What has to be the same of a file; the executable bit is its own matter. */
enum { FLAGS_COMPARED = FILE_SUBJECT | FILE_DATA | FILE_FAILED | FILE_HASHED };

/* A node that differs, of a file of `after`. */
struct differing {
    file_id file;
    uint32_t offset; /* from UNIT_NODE_WHOLE on */
};

struct delta {
    struct keys *before;
    struct keys *after;
    const unsigned char *touched; /* NULL if no file is */
    file_id *old; /* by file of after; NO_FILE for rules, which are no part of
                     any key */
    struct {
        VEC_FIELDS(file_id); /* of after: the bytes differ */
    } changed;
    struct {
        VEC_FIELDS(struct differing);
    } nodes;
    unsigned char *imports; /* by file of after: its import statements differ */
    unsigned char *affected;
    struct hasher hasher;
    struct digest_list refs[2]; /* of the unit at hand, in both versions */
};

/* One of the two versions of a file that changed. */
struct version {
    struct state *state;
    file_id file;
    bool known;
    struct symbols symbols;
};

/* ---- are the states the same but for the bytes of some files? */

static const struct tree_file *
file_of(const struct keys *keys, file_id file)
{
    return &keys->state->tree.files.items[file];
}

static size_t
count_files(const struct keys *keys)
{
    size_t count = 0;
    for (file_id file = 0; file < keys->len; file++) {
        count += !(file_of(keys, file)->flags & FILE_RULES);
    }
    return count;
}

static bool
is_touched(const struct delta *delta, file_id file)
{
    return delta->touched && delta->touched[file];
}

static bool
pair_file(struct delta *delta, file_id file)
{
    const struct tree_file *now = file_of(delta->after, file);
    delta->old[file] = NO_FILE;
    if (now->flags & FILE_RULES) {
        return true;
    }
    file_id old = tree_find_file(&delta->before->state->tree, now->path);
    if (old == NO_FILE || old >= delta->before->len) {
        return false;
    }
    const struct tree_file *was = file_of(delta->before, old);
    delta->old[file] = old;
    if ((was->flags & FILE_RULES) ||
        ((now->flags ^ was->flags) & FLAGS_COMPARED) ||
        !digest_equal(&delta->before->records[old],
                      &delta->after->records[file])) {
        return false;
    }
    bool differs =
        (now->flags & FILE_HASHED) && !digest_equal(&now->digest, &was->digest);
    if (differs) {
        VEC_PUSH(&delta->changed, file);
    }
    delta->affected[file] = differs || is_touched(delta, file) ||
                            ((now->flags ^ was->flags) & FILE_EXEC);
    return !(differs && delta->touched);
}

/* Can a module lie in it? */
static bool
is_module(const struct tree_dir *dir)
{
    struct str name = path_name(dir->path);
    return tree_is_identifier(name) && !str_equal(name, STR("__pycache__"));
}

/* All folders that may be modules are there in the other state as well. */
static bool
has_dirs(const struct state *state, const struct state *other)
{
    const struct tree *tree = &state->tree;
    for (size_t i = 0; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        if (!is_module(dir)) {
            continue;
        }
        dir_id found = tree_find_dir(&other->tree, dir->path);
        if (found == NO_DIR ||
            ((other->tree.dirs.items[found].flags ^ dir->flags) &
             (DIR_COUNTS | DIR_PROJECT))) {
            return false;
        }
    }
    return true;
}

static bool
is_comparable(struct delta *delta)
{
    const struct keys *before = delta->before;
    const struct keys *after = delta->after;
    /* Circles at `code` (U12) are seen by who looks at all components. */
    if (after->precision != PRECISION_SYMBOL || after->level == LEVEL_CODE ||
        before->state == after->state ||
        count_files(before) != count_files(after) ||
        !digest_equal(&before->tree, &after->tree) ||
        !has_dirs(before->state, after->state) ||
        !has_dirs(after->state, before->state)) {
        return false;
    }
    for (file_id file = 0; file < after->len; file++) {
        if (!pair_file(delta, file)) {
            return false;
        }
    }
    return true;
}

/* ---- what differs in a file that changed */

static struct version
version_of(const struct keys *keys, file_id file)
{
    struct version version = {.state = keys->state, .file = file};
    version.known = unit_files_read(keys->state, file, &version.symbols);
    return version;
}

static struct str
unit_text(const struct symbols *symbols, uint32_t unit)
{
    return symbols_name(symbols, symbols->units[unit].name);
}

static bool
bind_same_units(const struct symbols *a, const struct symbols *b)
{
    if (a->units_len != b->units_len ||
        ((a->flags ^ b->flags) & SYMBOLS_PARTIAL_TYPES)) {
        return false;
    }
    for (uint32_t i = UNITS_NAMED; i < a->units_len; i++) {
        if (!str_equal(unit_text(a, i), unit_text(b, i))) {
            return false;
        }
    }
    return true;
}

/* By import of the file: does it stand in a statement that is known? */
static unsigned char *
find_stated(const struct version *version)
{
    const struct state *state = version->state;
    struct range all = state->imports_of.items[version->file];
    unsigned char *stated = memory_zero(all.len + 1);
    for (uint32_t i = 0; i < version->symbols.imports_len; i++) {
        struct range range = unit_files_imports(state, version->file,
                                                &version->symbols.imports[i]);
        memset(stated + (range.first - all.first), 1, range.len);
    }
    return stated;
}

/* Records say that the imports lead to the same; not what they bind. */
static bool
bind_same_imports(const struct version *a, const struct version *b)
{
    size_t len;
    size_t other;
    const struct resolved_import *one = state_imports(a->state, a->file, &len);
    const struct resolved_import *two =
        state_imports(b->state, b->file, &other);
    bool same = len == other;
    for (size_t i = 0; i < len && same; i++) {
        const struct reference *x =
            &a->state->resolver.references.items[one[i].reference];
        const struct reference *y =
            &b->state->resolver.references.items[two[i].reference];
        same = x->fact->form == y->fact->form &&
               !((x->fact->flags ^ y->fact->flags) & IMPORT_ALIASED) &&
               str_equal(fact_bound(x->table, x->fact),
                         fact_bound(y->table, y->fact));
    }
    if (same) {
        unsigned char *x = find_stated(a);
        unsigned char *y = find_stated(b);
        same = memcmp(x, y, len) == 0;
        free(x);
        free(y);
    }
    return same;
}

/* Which imports of the file stand in the statement, and how they count. */
static void
hash_statement(struct hasher *hasher, const struct version *version,
               uint32_t number)
{
    const struct symbol_import *statement = &version->symbols.imports[number];
    struct range all = version->state->imports_of.items[version->file];
    struct range range =
        unit_files_imports(version->state, version->file, statement);
    hasher_number(hasher, 's', statement->flags);
    hasher_number(hasher, 'f', range.first - all.first);
    hasher_number(hasher, 'l', range.len);
}

/* What the level sees that the unit refers to, sorted: a record has it in the
   order of its own numbers of names. */
static void
find_refs(struct hasher *hasher, const struct version *version, uint32_t unit,
          enum stamp_level level, struct digest_list *out)
{
    struct symbol_refs refs = symbols_refs(&version->symbols, unit);
    struct symbol_ref ref;
    struct digest digest;
    out->len = 0;
    while (symbol_refs_next(&refs, &ref)) {
        if (ref.len > 0 && ref.level > level) {
            continue;
        }
        hasher_begin(hasher, "unit reference");
        for (uint32_t i = 0; i < ref.len; i++) {
            hasher_text(hasher, 'n',
                        symbols_name(&version->symbols, ref.names[i]));
        }
        if (ref.len == 0) {
            hash_statement(hasher, version, ref.import);
        }
        hasher_end(hasher, &digest);
        VEC_PUSH(out, digest);
    }
    out->len = closure_sort(out->items, out->len);
}

static bool
is_same_stamp(const struct symbol_digest *a, const struct symbol_digest *b)
{
    return a && b && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* The unit has the same stamp and refers to the same. */
static bool
is_same_unit(struct delta *delta, const struct version *a,
             const struct version *b, uint32_t unit)
{
    struct digest_list *x = &delta->refs[0];
    struct digest_list *y = &delta->refs[1];
    struct unit_file entry = {.symbols.flags = a->symbols.flags};
    enum stamp_level level =
        unit_file_level(&entry, level_stamp(delta->after->level));
    if (!is_same_stamp(symbols_unit_stamp(&a->symbols, unit, level),
                       symbols_unit_stamp(&b->symbols, unit, level))) {
        return false;
    }
    find_refs(&delta->hasher, a, unit, level, x);
    find_refs(&delta->hasher, b, unit, level, y);
    return x->len == y->len &&
           (x->len == 0 ||
            memcmp(x->items, y->items, x->len * sizeof(struct digest)) == 0);
}

static void
add_units(struct delta *delta, file_id file, const struct version *was,
          const struct version *is)
{
    for (uint32_t i = 0; i < is->symbols.units_len; i++) {
        uint32_t offset = i == UNIT_BASE ? (uint32_t)UNIT_NODE_BASE
                                         : UNIT_NODE_FIRST + i - UNITS_NAMED;
        if (i != UNIT_REST && !is_same_unit(delta, was, is, i)) {
            VEC_PUSH(&delta->nodes, (struct differing){file, offset});
        }
    }
    if (!is_same_stamp(&was->symbols.digests[0], &is->symbols.digests[0])) {
        VEC_PUSH(&delta->nodes, (struct differing){file, UNIT_NODE_IMPORTS});
        delta->imports[file] = 1;
    }
}

/* False if others may see something else in it than they did. */
static bool
compare_file(struct delta *delta, file_id file)
{
    file_id old = delta->old[file];
    struct version was = version_of(delta->before, old);
    struct version is = version_of(delta->after, file);
    if (!was.known && !is.known) {
        delta->imports[file] = !digest_equal(&delta->before->nodes[old],
                                             &delta->after->nodes[file]);
        return true;
    }
    if (!was.known || !is.known ||
        !bind_same_units(&was.symbols, &is.symbols) ||
        !bind_same_imports(&was, &is)) {
        return false;
    }
    add_units(delta, file, &was, &is);
    return true;
}

static bool
compare_files(struct delta *delta)
{
    for (size_t i = 0; i < delta->changed.len; i++) {
        if (!compare_file(delta, delta->changed.items[i])) {
            return false;
        }
    }
    return true;
}

/* ---- who sees it */

/* What the file of `after` is called on that side. */
static file_id
own_id(const struct delta *delta, const struct keys *keys, file_id file)
{
    return keys == delta->after ? file : delta->old[file];
}

/* Mark, among the nodes of `keys`, those that differ. */
static void
mark_nodes(const struct delta *delta, const struct keys *keys,
           unsigned char *marks)
{
    const struct unit_files *files = &keys->units.files;
    for (file_id file = 0; file < delta->after->len; file++) {
        file_id old = delta->old[file];
        file_id own = own_id(delta, keys, file);
        if (old == NO_FILE) {
            continue;
        }
        uint32_t node = files->files[own].node;
        uint32_t end = own + 1 < files->len ? files->files[own + 1].node
                                            : files->nodes_len;
        if (is_touched(delta, file)) {
            memset(marks + node, 1, end - node);
        } else if (!digest_equal(&delta->before->nodes[old],
                                 &delta->after->nodes[file])) {
            marks[node + UNIT_NODE_WHOLE] = 1;
        }
    }
    for (size_t i = 0; i < delta->nodes.len; i++) {
        struct differing differing = delta->nodes.items[i];
        marks[files->files[differing.file].node + differing.offset] = 1;
    }
}

/* The files, of `keys`, that reach by edges of the graph one that is marked. */
static unsigned char *
find_users(const struct delta *delta, const struct keys *keys,
           const struct graph *graph, const unsigned char *marks)
{
    unsigned char *users = memory_zero(keys->len + 1);
    for (file_id file = 0; marks && file < delta->after->len; file++) {
        if (delta->old[file] != NO_FILE) {
            users[own_id(delta, keys, file)] = marks[file];
        }
    }
    reach_back(graph, users);
    return users;
}

/* U9, D8: as keys cover it (import_order.h). */
static void
mark_imports(const struct delta *delta, const struct keys *keys,
             unsigned char *marks)
{
    struct import_order order;
    struct hasher hasher;
    unsigned char *modules =
        find_users(delta, keys, &keys->graphs.imports, delta->touched);
    unsigned char *statements =
        find_users(delta, keys, &keys->graph, delta->imports);
    hasher_init(&hasher, keys->algorithm);
    import_order_init(&order, keys->state, &keys->graphs.imports, NULL,
                      &hasher);
    for (file_id file = 0; file < keys->len; file++) {
        bool counts =
            keys->level == LEVEL_CODE || import_order_is_cyclic(&order, file);
        marks[file] = modules[file] || (counts && statements[file]);
    }
    import_order_release(&order);
    hasher_release(&hasher);
    free(modules);
    free(statements);
}

/* Most edits leave all import statements as they are. */
static bool
has_imports(const struct delta *delta)
{
    return memchr(delta->imports, 1, delta->after->len) != NULL;
}

/* `keys` is the side whose graph is walked. */
static void
walk_back(struct delta *delta, struct keys *keys)
{
    keys_link(keys);
    const struct unit_graph *units = &keys->units;
    unsigned char *nodes = memory_zero((size_t)units->files.nodes_len + 1);
    unsigned char *imports = memory_zero(keys->len + 1);
    mark_nodes(delta, keys, nodes);
    reach_back(&units->graph, nodes);
    if (keys->level != LEVEL_INFERRED && has_imports(delta)) {
        mark_imports(delta, keys, imports);
    }
    for (file_id file = 0; file < delta->after->len; file++) {
        file_id own = own_id(delta, keys, file);
        uint32_t len;
        if (own == NO_FILE) {
            continue;
        }
        const node_id *text = graph_edges(&units->texts, own, &len);
        bool seen = imports[own];
        for (uint32_t i = 0; i < len && !seen; i++) {
            seen = nodes[text[i]];
        }
        delta->affected[file] |= seen;
    }
    free(nodes);
    free(imports);
}

bool
unit_delta_find(struct keys *before, struct keys *after,
                const unsigned char *touched, unsigned char *affected)
{
    struct delta delta = {.before = before,
                          .after = after,
                          .touched = touched,
                          .affected = affected};
    hasher_init(&delta.hasher, after->algorithm);
    delta.old = memory_new((after->len + 1) * sizeof(*delta.old));
    delta.imports = memory_zero(after->len + 1);
    for (file_id file = 0; touched && file < after->len; file++) {
        delta.imports[file] = touched[file];
    }
    bool simple = is_comparable(&delta) && compare_files(&delta);
    if (simple) {
        /* A touched file cannot be looked into any more; what it was can. */
        walk_back(&delta, touched ? before : after);
    } else {
        memset(affected, 0, after->len);
    }
    hasher_release(&delta.hasher);
    VEC_RELEASE(&delta.refs[0]);
    VEC_RELEASE(&delta.refs[1]);
    VEC_RELEASE(&delta.changed);
    VEC_RELEASE(&delta.nodes);
    free(delta.old);
    free(delta.imports);
    return simple;
}
