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

static const char *const chained[] = {
    "import a\na.b.c, a.b, a.b.c\n",
    "import a as x\nx.b\n__all__ = ['b']\n",
    "import a\na.b.d\n__all__ = ['b']\n",
};

static const struct fact_link *
link_at(const struct facts_table *table, uint32_t file, uint32_t number)
{
    assert_in_range(number, 0, table->files[file].ends_len - 1);
    uint32_t end = table->files[file].ends_first + number;
    return &table->links[table->ends[end]];
}

static void
assert_link(const struct facts_table *table, const struct fact_link *link,
            const char *name, unsigned depth)
{
    assert_true(str_equal(fact_link_name(table, link), str_from(name)));
    assert_int_equal(link->depth, depth);
}

static void
assert_chained(const struct facts_table *table, const uint32_t *files)
{
    assert_true(facts_table_valid(table));
    assert_int_equal(table->files[files[0]].ends_len, 2);
    assert_int_equal(table->files[files[1]].ends_len, 2);
    assert_int_equal(table->files[files[2]].ends_len, 2);
    assert_link(table, link_at(table, files[0], 0), "c", 3);
    assert_link(table, link_at(table, files[0], 1), "b", 2);
    assert_link(table, link_at(table, files[1], 0), "b", 2);
    assert_link(table, link_at(table, files[1], 1), "b", 1);
    assert_link(table, link_at(table, files[2], 0), "d", 3);
    /* a.b.c, a.b and a.b.d share a.b; x.b does not; "b" is the same one. */
    assert_int_equal(link_at(table, files[0], 0)->before,
                     link_at(table, files[2], 0)->before);
    assert_int_equal(table->links_len, 7);
    assert_ptr_equal(link_at(table, files[1], 1), link_at(table, files[2], 1));
}

static void
chains_with_the_same_beginning_share_it(void **state)
{
    static const uint32_t files[] = {0, 1, 2};
    struct built built;
    (void)state;
    build(&built, chained, 3);
    assert_chained(&built.table, files);
    import_builder_free(built.builder);
}

static void
chains_of_before_come_back_the_same(void **state)
{
    static const uint32_t files[] = {1, 2, 0};
    struct built before;
    struct built after;
    const struct import_list *lists[3] = {NULL, NULL, NULL};
    uint32_t ids[3] = {2, 0, 1};
    (void)state;
    build(&before, chained, 3);
    after.builder = import_builder_new(&no_strings);
    struct import_sources from = {
        .lists = lists, .before_ids = ids, .len = 3, .before = &before.table};
    import_build_table(after.builder, &from, &after.table);
    assert_chained(&after.table, files);
    /* The second file binds x, now as before. */
    const struct facts_table *table = &after.table;
    uint32_t item = table->files[2].first;
    uint32_t statement = table->items[item].statement;
    uint32_t first = table->statements[statement].first;
    const struct fact_import *import = &table->imports[first];
    assert_true(str_equal(fact_bound(table, import), STR("x")));
    import_builder_free(after.builder);
    import_builder_free(before.builder);
}

static void
an_import_binds_its_alias_or_its_first_name(void **state)
{
    static const char *const binding[] = {
        "import a.b, c as d\nfrom e import f, g as h\nfrom i import *\n"
        "__import__('j')\n"};
    static const char *const bound[] = {"a", "d", "f", "h", "", ""};
    struct built built;
    (void)state;
    build(&built, binding, 1);
    assert_int_equal(built.table.imports_len, 6);
    for (size_t i = 0; i < 6; i++) {
        struct str name = fact_bound(&built.table, &built.table.imports[i]);
        assert_true(str_equal(name, str_from(bound[i])));
    }
    import_builder_free(built.builder);
}

static void
links_out_of_bounds_are_refused(void **state)
{
    static const struct fact_link wrong[] = {
        {0, 0, 1, 2},       {NO_LINK, UINT32_MAX, 1, 1},
        {NO_LINK, 0, 1, 0}, {NO_LINK, 0, 1, 2},
        {1, 0, 1, 1},
    };
    struct fact_link deep[CHAIN_LINKS_MAX + 1];
    struct built built;
    (void)state;
    build(&built, chained, 3);
    struct facts_table table = built.table;
    table.ends_len = 0;
    table.files_len = 0;
    table.links_len = 1;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        table.links = &wrong[i];
        assert_false(facts_table_valid(&table));
    }
    for (uint32_t i = 0; i <= CHAIN_LINKS_MAX; i++) {
        deep[i] = (struct fact_link){i > 0 ? i - 1 : NO_LINK, 0, 1,
                                     (uint16_t)(i + 1)};
    }
    table.links = deep;
    table.links_len = CHAIN_LINKS_MAX;
    assert_true(facts_table_valid(&table));
    table.links_len = CHAIN_LINKS_MAX + 1;
    assert_false(facts_table_valid(&table));
    static const uint32_t end = CHAIN_LINKS_MAX;
    table.links_len = CHAIN_LINKS_MAX;
    table.ends = &end;
    table.ends_len = 1;
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
        cmocka_unit_test(chains_with_the_same_beginning_share_it),
        cmocka_unit_test(chains_of_before_come_back_the_same),
        cmocka_unit_test(an_import_binds_its_alias_or_its_first_name),
        cmocka_unit_test(links_out_of_bounds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
