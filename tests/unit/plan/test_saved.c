/* SPDX-License-Identifier: MIT */
#include "core/plan/saved.h"

#include <string.h>

#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* As saved.h and index.h describe the bytes. */
enum {
    DIRS = 1,
    FILES,
    PATHS_OF_ALL,
    FACT_FILES,
    FACT_ITEMS,
    FACT_STATEMENTS,
    FACT_IMPORTS,
    FACT_TEXT,
    FACT_ENDS,
    FACT_LINKS,
    AT_CHECKSUM = 16,
    AT_REST = 24,
    AT_TABLE = 88,
    ROW_BYTES = 24,
    DIR_BYTES = 56,
    FILE_BYTES = 88,
};

static const struct digest settings = {{9}};

/* "", a, a/b with a.py, a/b/m.py, a/x.py; the last two import "os.path". */
static void
make_tree(struct tree *tree)
{
    tree_init(tree);
    dir_id a = tree_add_dir(tree, ROOT_DIR, STR("a"), DIR_LISTED);
    dir_id b = tree_add_dir(tree, a, STR("a/b"), DIR_COUNTS);
    tree_add_file(tree, ROOT_DIR, STR("a.py"), FILE_SUBJECT);
    tree_add_file(tree, b, STR("a/b/m.py"), FILE_SUBJECT | FILE_EXEC);
    tree_add_file(tree, a, STR("a/x.py"), FILE_IGNORED);
    tree->files.items[1].sig.size = 77;
    tree->files.items[1].digest.bytes[31] = 5;
    tree->dirs.items[1].sig.mtime_ns = -1;
}

static const struct fact_file files[] = {
    {0, 0, 0, 0}, {0, 2, 0, 2}, {2, 1, 2, 1}};
static const struct fact_item items[] = {{1, 0, 0}, {4, 1, 1}, {2, 0, 0}};
static const struct fact_statement statements[] = {{0, 1}, {1, 2}};
static const struct fact_import imports[] = {
    {.module = 0, .module_len = 7, .bound_len = 2, .form = FORM_IMPORT},
    {.module = 0, .module_len = 2, .name = 3, .name_len = 4},
    {.module = 0, .module_len = 2, .name = 7, .name_len = 0},
};
/* os.path, and path alone. */
static const uint32_t ends[] = {1, 0, 2};
static const struct fact_link links[] = {
    {NO_LINK, 0, 2, 1}, {0, 3, 4, 2}, {NO_LINK, 3, 4, 1}};
static const struct facts_table facts = {.files = files,
                                         .items = items,
                                         .statements = statements,
                                         .imports = imports,
                                         .ends = ends,
                                         .links = links,
                                         .text = "os.path",
                                         .files_len = 3,
                                         .items_len = 3,
                                         .statements_len = 2,
                                         .imports_len = 3,
                                         .ends_len = 3,
                                         .links_len = 3,
                                         .text_len = 7};

/* The bytes of an index that holds them. */
static void
write_image(struct buf *out, const struct tree *tree,
            const struct facts_table *table)
{
    struct saved_stamp stamp = {.settings = settings, .since_ns = 1};
    struct saved_image image;
    saved_image_init(&image, &stamp, tree, table);
    for (size_t i = 0; i < image.index.len; i++) {
        buf_str(out, image.index.parts[i]);
    }
    saved_image_release(&image);
}

static void
make(struct buf *bytes)
{
    struct tree tree;
    make_tree(&tree);
    buf_init(bytes, BUF_UNLIMITED);
    write_image(bytes, &tree, &facts);
    tree_release(&tree);
}

/* Where section `id` begins; its length goes to `*len`. */
static size_t
section_at(const struct buf *bytes, uint32_t id, uint64_t *len)
{
    for (size_t row = AT_TABLE;; row += ROW_BYTES) {
        uint32_t found;
        uint64_t offset;
        memcpy(&found, bytes->data + row, sizeof(found));
        if (found == id) {
            memcpy(&offset, bytes->data + row + 8, sizeof(offset));
            memcpy(len, bytes->data + row + 16, sizeof(*len));
            return (size_t)offset;
        }
    }
}

static void
set_number(struct buf *bytes, uint32_t section, size_t at, uint32_t number)
{
    uint64_t len;
    size_t start = section_at(bytes, section, &len);
    assert_true(at + sizeof(number) <= len);
    memcpy(bytes->data + start + at, &number, sizeof(number));
}

static void
set_section_len(struct buf *bytes, uint32_t id, uint64_t len)
{
    for (size_t row = AT_TABLE;; row += ROW_BYTES) {
        uint32_t found;
        memcpy(&found, bytes->data + row, sizeof(found));
        if (found == id) {
            memcpy(bytes->data + row + 16, &len, sizeof(len));
            return;
        }
    }
}

/* Map the bytes under a right checksum; the index itself finds no fault. */
static void
open_repaired(struct buf *bytes, struct index_file *index)
{
    struct err err;
    uint64_t sum = hash_64(bytes->data + AT_REST, bytes->len - AT_REST);
    memcpy(bytes->data + AT_CHECKSUM, &sum, sizeof(sum));
    assert_int_equal(file_replace("index", bytes->data, bytes->len, &err), 0);
    assert_true(index_open("index", &settings, index));
}

/* From the last link of a chain to the first. */
static size_t
walk_chain(const struct facts_table *table, uint32_t end)
{
    size_t sum = 0;
    unsigned depth = table->links[table->ends[end]].depth;
    for (uint32_t at = table->ends[end]; at != NO_LINK;
         at = table->links[at].before) {
        struct str name = fact_link_name(table, &table->links[at]);
        sum += name.len > 0 ? hash_64(name.data, name.len) : 0;
        assert_true(depth-- > 0);
    }
    assert_int_equal(depth, 0);
    return sum;
}

/* Touch every byte that a reader of the tree could. */
static size_t
walk_all(const struct tree *tree, const struct facts_table *table)
{
    size_t sum = 0;
    for (size_t i = 0; i < tree->dirs.len; i++) {
        sum += strlen(tree->dirs.items[i].path.data);
        sum += tree_find_dir(tree, tree->dirs.items[i].path);
    }
    for (size_t i = 0; i < tree->files.len; i++) {
        sum += strlen(tree->files.items[i].path.data);
        sum += tree->dirs.items[tree->files.items[i].dir].path.len;
        for (uint32_t k = 0; k < table->files[i].len; k++) {
            uint32_t at = table->files[i].first + k;
            sum += table->statements[table->items[at].statement].len;
        }
        for (uint32_t k = 0; k < table->files[i].ends_len; k++) {
            sum += walk_chain(table, table->files[i].ends_first + k);
        }
    }
    for (size_t i = 0; i < table->statements_len; i++) {
        for (uint32_t k = 0; k < table->statements[i].len; k++) {
            const struct fact_import *import =
                &table->imports[table->statements[i].first + k];
            struct str module = fact_module(table, import);
            struct str name = fact_name(table, import);
            struct str bound = fact_bound(table, import);
            sum += bound.len > 0 ? hash_64(bound.data, bound.len) : 0;
            sum += module.len > 0 ? hash_64(module.data, module.len) : 0;
            sum += name.len > 0 ? hash_64(name.data, name.len) : 0;
        }
    }
    return sum;
}

static bool
reads(struct buf *bytes)
{
    struct index_file index;
    struct tree tree;
    struct facts_table table;
    open_repaired(bytes, &index);
    tree_init(&tree);
    bool result = saved_read(&index, &tree, &table);
    if (result) {
        walk_all(&tree, &table);
    }
    tree_release(&tree);
    index_close(&index);
    return result;
}

static void
a_tree_is_read_as_it_was_written(void **state)
{
    struct buf bytes;
    struct index_file index;
    struct tree before;
    struct tree tree;
    struct facts_table table;

    (void)state;
    make(&bytes);
    make_tree(&before);
    open_repaired(&bytes, &index);
    tree_init(&tree);
    assert_true(saved_read(&index, &tree, &table));
    assert_int_equal(tree.dirs.len, before.dirs.len);
    for (size_t i = 0; i < tree.dirs.len; i++) {
        const struct tree_dir *a = &tree.dirs.items[i];
        const struct tree_dir *b = &before.dirs.items[i];
        assert_string_equal(a->path.data, b->path.data);
        assert_int_equal(a->parent, b->parent);
        assert_int_equal(a->flags, b->flags);
        assert_true(stat_sig_equal(&a->sig, &b->sig));
    }
    assert_int_equal(tree.files.len, before.files.len);
    for (size_t i = 0; i < tree.files.len; i++) {
        const struct tree_file *a = &tree.files.items[i];
        const struct tree_file *b = &before.files.items[i];
        assert_string_equal(a->path.data, b->path.data);
        assert_int_equal(a->dir, b->dir);
        assert_int_equal(a->flags, b->flags);
        assert_true(stat_sig_equal(&a->sig, &b->sig));
        assert_true(digest_equal(&a->digest, &b->digest));
        assert_int_equal(tree_find_file(&tree, b->path), i);
    }
    assert_memory_equal(table.files, files, sizeof(files));
    assert_memory_equal(table.items, items, sizeof(items));
    assert_memory_equal(table.statements, statements, sizeof(statements));
    assert_memory_equal(table.imports, imports, sizeof(imports));
    assert_memory_equal(table.ends, ends, sizeof(ends));
    assert_memory_equal(table.links, links, sizeof(links));
    assert_memory_equal(table.text, "os.path", 7);
    tree_release(&tree);
    tree_release(&before);
    index_close(&index);
    buf_release(&bytes);
}

static void
an_empty_tree_is_read_too(void **state)
{
    static const struct facts_table none = {0};
    struct buf bytes;
    struct tree tree;

    (void)state;
    tree_init(&tree);
    buf_init(&bytes, BUF_UNLIMITED);
    write_image(&bytes, &tree, &none);
    assert_true(reads(&bytes));
    tree_release(&tree);
    buf_release(&bytes);
}

static const struct {
    const char *what;
    uint32_t section;
    uint32_t at;
    uint32_t number;
} wrong[] = {
    {"the root has a parent", DIRS, 8, 0},
    {"a folder is its own parent", DIRS, DIR_BYTES + 8, 1},
    {"a parent comes later", DIRS, DIR_BYTES + 8, 2},
    {"a parent is out of range", DIRS, DIR_BYTES + 8, 3},
    {"a second root", DIRS, DIR_BYTES + 8, NO_DIR},
    {"a parent is another folder", DIRS, 2 * DIR_BYTES + 8, 0},
    {"the root has a name", DIRS, 4, 1},
    {"a folder's path is elsewhere", DIRS, DIR_BYTES, 1000},
    {"a folder's path wraps around", DIRS, DIR_BYTES, UINT32_MAX},
    {"a folder's path is too long", DIRS, DIR_BYTES + 4, UINT32_MAX},
    {"a folder's path holds a NUL", DIRS, DIR_BYTES + 4, 5},
    {"a folder's path has no NUL", DIRS, 2 * DIR_BYTES + 4, 1},
    {"two folders have one path", DIRS, 2 * DIR_BYTES, 1},
    {"a file's folder is out of range", FILES, 8, 3},
    {"a file's folder is none", FILES, 8, NO_DIR},
    {"a file's folder is another", FILES, 8, 1},
    {"a file's path is elsewhere", FILES, 0, 1000},
    {"a file's path is too long", FILES, 4, 1000},
    {"a file's path is empty", FILES, 4, 0},
    {"two files have one path", FILES, FILE_BYTES, 7},
    {"a file's items are out of range", FACT_FILES, 16, 3},
    {"a file's items wrap around", FACT_FILES, 16, UINT32_MAX},
    {"a file has too many items", FACT_FILES, 20, 4},
    {"a file's chains are out of range", FACT_FILES, 24, 2},
    {"a file's chains wrap around", FACT_FILES, 24, UINT32_MAX},
    {"a file has too many chains", FACT_FILES, 28, 4},
    {"an item's statement", FACT_ITEMS, 8, 2},
    {"a statement's imports", FACT_STATEMENTS, 0, 3},
    {"a statement's imports wrap", FACT_STATEMENTS, 0, UINT32_MAX},
    {"a statement has too many", FACT_STATEMENTS, 4, UINT32_MAX},
    {"a module's text", FACT_IMPORTS, 0, 1},
    {"a module's text wraps", FACT_IMPORTS, 0, UINT32_MAX},
    {"a name's text", FACT_IMPORTS, 4, 8},
    {"a bound name's text", FACT_IMPORTS, 8, 6},
    {"a bound name's text wraps", FACT_IMPORTS, 8, UINT32_MAX},
    {"a chain's link is out of range", FACT_ENDS, 0, 3},
    {"a chain's link is none", FACT_ENDS, 0, NO_LINK},
    {"a link stands behind itself", FACT_LINKS, 12, 1},
    {"a link stands behind a later one", FACT_LINKS, 12, 2},
    {"a link stands behind none", FACT_LINKS, 12, NO_LINK},
    {"the first link stands behind one", FACT_LINKS, 24, 0},
    {"a link's text", FACT_LINKS, 16, 4},
    {"a link's text wraps", FACT_LINKS, 16, UINT32_MAX},
    {"a link's depth is none", FACT_LINKS, 8, 2},
    {"a link is too deep", FACT_LINKS, 20, 4 | 3u << 16},
};

static void
wrong_numbers_under_a_right_checksum_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct buf bytes;
        make(&bytes);
        set_number(&bytes, wrong[i].section, wrong[i].at, wrong[i].number);
        if (reads(&bytes)) {
            fail_msg("accepted: %s", wrong[i].what);
        }
        buf_release(&bytes);
    }
}

static void
a_section_that_is_cut_is_refused(void **state)
{
    (void)state;
    for (uint32_t id = DIRS; id <= FACT_LINKS; id++) {
        struct buf bytes;
        uint64_t len;
        make(&bytes);
        section_at(&bytes, id, &len);
        for (uint64_t cut = 0; cut < len; cut++) {
            set_section_len(&bytes, id, cut);
            assert_false(reads(&bytes));
        }
        set_section_len(&bytes, id, len);
        assert_true(reads(&bytes));
        buf_release(&bytes);
    }
}

static void
paths_are_clean_and_lie_in_their_folders(void **state)
{
    static const struct {
        const char *before;
        const char *after;
    } changes[] = {
        {"a/b/m.py", "a/b/m/py"}, {"a/b/m.py", "a/c/m.py"},
        {"a/b/m.py", "a/bbm.py"}, {"a/x.py", "/ax.py"},
        {"a/x.py", "a//.py"},     {"a.py", "b.py"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
        struct buf bytes;
        uint64_t len;
        size_t bytes_len = strlen(changes[i].before) + 1;
        make(&bytes);
        size_t start = section_at(&bytes, PATHS_OF_ALL, &len);
        char *at = memmem(bytes.data + start, (size_t)len, changes[i].before,
                          bytes_len);
        assert_non_null(at);
        memcpy(at, changes[i].after, bytes_len);
        if (reads(&bytes)) {
            fail_msg("accepted: %s", changes[i].after);
        }
        buf_release(&bytes);
    }
}

/* Whatever one number becomes, what is accepted can be walked. */
static void
no_number_leads_outside_of_the_index(void **state)
{
    static const uint32_t numbers[] = {
        0, 1, 2, 7, 0xffff, 0x7fffffff, 0xfffffff8, UINT32_MAX};
    struct buf good;

    (void)state;
    make(&good);
    for (size_t at = AT_TABLE + 10 * ROW_BYTES; at + 4 <= good.len; at += 4) {
        for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
            struct buf bytes;
            buf_init(&bytes, BUF_UNLIMITED);
            buf_append(&bytes, good.data, good.len);
            memcpy(bytes.data + at, &numbers[i], sizeof(numbers[i]));
            reads(&bytes);
            buf_release(&bytes);
        }
    }
    buf_release(&good);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_tree_is_read_as_it_was_written),
        SCRATCH_TEST(an_empty_tree_is_read_too),
        SCRATCH_TEST(wrong_numbers_under_a_right_checksum_are_refused),
        SCRATCH_TEST(a_section_that_is_cut_is_refused),
        SCRATCH_TEST(paths_are_clean_and_lie_in_their_folders),
        SCRATCH_TEST(no_number_leads_outside_of_the_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
