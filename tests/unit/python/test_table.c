/* SPDX-License-Identifier: MIT */
#include "core/python/imports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct string_imports no_strings;

struct built {
    struct import_builder *builder;
    struct facts_table table;
};

static void
build(struct built *built, const char *const *sources, size_t len)
{
    const struct import_list *lists[4];
    struct import_sources from = {.lists = lists, .len = len};
    built->builder = import_builder_new(&no_strings);
    struct import_reader *reader = import_reader_new(built->builder);
    for (size_t i = 0; i < len; i++) {
        lists[i] = import_read(reader, str_from(sources[i]));
    }
    import_reader_free(reader);
    import_build_table(built->builder, &from, &built->table);
}

static const char *const sources[] = {
    "import a\nfrom .b import c\n",
    "",
    "def f():\n    import a\nimport a\n# depstamp: depends x\n",
};

static void
equal_statements_are_kept_once(void **state)
{
    struct built built;
    (void)state;
    build(&built, sources, 3);
    assert_true(facts_table_valid(&built.table));
    assert_int_equal(built.table.files_len, 3);
    assert_int_equal(built.table.items_len, 5);
    assert_int_equal(built.table.statements_len, 3);
    assert_int_equal(built.table.imports_len, 3);
    assert_int_equal(built.table.files[1].len, 0);
    assert_int_equal(built.table.items[0].statement,
                     built.table.items[2].statement);
    assert_int_equal(built.table.items[2].flags, IMPORT_LOCAL);
    import_builder_free(built.builder);
}

static bool
same_fact(const struct facts_table *a, const struct facts_table *b, size_t i)
{
    const struct fact_import *left = &a->imports[i];
    const struct fact_import *right = &b->imports[i];
    return str_equal(fact_module(a, left), fact_module(b, right)) &&
           str_equal(fact_name(a, left), fact_name(b, right)) &&
           left->level == right->level && left->form == right->form;
}

static void
facts_of_before_come_back_the_same(void **state)
{
    struct built before;
    struct built after;
    const struct import_list *lists[3] = {NULL, NULL, NULL};
    uint32_t ids[3] = {2, 0, 1};
    (void)state;
    build(&before, sources, 3);
    after.builder = import_builder_new(&no_strings);
    struct import_sources from = {
        .lists = lists, .before_ids = ids, .len = 3, .before = &before.table};
    import_build_table(after.builder, &from, &after.table);
    assert_true(facts_table_valid(&after.table));
    assert_int_equal(after.table.files[0].len, 3);
    assert_int_equal(after.table.files[1].len, 2);
    assert_int_equal(after.table.files[2].len, 0);
    assert_int_equal(after.table.imports_len, before.table.imports_len);
    /* `import a` is met first in both; file 2 has the pragma before b. */
    assert_true(same_fact(&before.table, &after.table, 0));
    assert_int_equal(after.table.items[0].line, 2);
    assert_int_equal(after.table.items[0].flags, IMPORT_LOCAL);
    import_builder_free(after.builder);
    import_builder_free(before.builder);
}

static void
ranges_out_of_bounds_are_refused(void **state)
{
    struct built built;
    (void)state;
    build(&built, sources, 3);
    struct fact_file file = {.first = UINT32_MAX, .len = 2};
    struct fact_item item = {.statement = 3};
    struct fact_statement statement = {.first = 2, .len = 2};
    struct fact_import import = {.module = UINT32_MAX, .module_len = 9};
    struct facts_table table = built.table;
    table.files = &file;
    table.files_len = 1;
    assert_false(facts_table_valid(&table));
    table = built.table;
    table.items = &item;
    table.items_len = 1;
    assert_false(facts_table_valid(&table));
    table = built.table;
    table.statements = &statement;
    table.statements_len = 1;
    assert_false(facts_table_valid(&table));
    table = built.table;
    table.imports = &import;
    table.imports_len = 1;
    assert_false(facts_table_valid(&table));
    import_builder_free(built.builder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_statements_are_kept_once),
        cmocka_unit_test(facts_of_before_come_back_the_same),
        cmocka_unit_test(ranges_out_of_bounds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
