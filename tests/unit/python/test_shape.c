/* SPDX-License-Identifier: MIT */
#include "core/python/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <tree_sitter/api.h>

#include <cmocka.h>

const TSLanguage *tree_sitter_python(void);

static bool
is_word(const char *name)
{
    for (const char *at = name; *at; at++) {
        bool is_letter = (*at >= 'a' && *at <= 'z') ||
                         (*at >= 'A' && *at <= 'Z') || *at == '_';
        if (!is_letter) {
            return false;
        }
    }
    return *name != '\0';
}

/* A word left out would be taken for a name of any other meaning. */
static void
every_keyword_of_the_grammar_is_part_of_a_shape(void **state)
{
    const TSLanguage *language = tree_sitter_python();
    uint32_t count = ts_language_symbol_count(language);
    size_t seen = 0;
    (void)state;
    for (uint32_t i = 0; i < count; i++) {
        const char *name = ts_language_symbol_name(language, (TSSymbol)i);
        TSSymbolType type = ts_language_symbol_type(language, (TSSymbol)i);
        if (type == TSSymbolTypeAnonymous && is_word(name)) {
            assert_true(shape_is_word(str_from(name)));
            seen++;
        }
    }
    assert_true(seen > 30);
    assert_true(shape_is_word(STR("True")));
    assert_true(shape_is_word(STR("TYPE_CHECKING")));
    assert_true(shape_is_word(STR("__future__")));
    assert_false(shape_is_word(STR("futures")));
    assert_false(shape_is_word(STR("a")));
}

static void
only_lines_of_names_and_commas_have_a_shape(void **state)
{
    struct shape_table *table = shape_table_new();
    (void)state;
    assert_true(shape_read(table, STR("from a.b import (c, d)"), false));
    assert_true(shape_read(table, STR("import a # b 'c'"), false));
    assert_false(shape_read(table, STR("import a; x = 'b'"), false));
    assert_false(shape_read(table, STR("import \xc3\xa9"), false));
    assert_false(shape_read(table, STR("import 1a"), false));
    assert_false(shape_read(table, STR("import a # \xc3\xa9"), false));
    assert_false(shape_read(table, STR("import a\0"), false));
    assert_false(shape_read(table, STR("import a # \0"), false));
    shape_table_free(table);
}

static void
a_shape_is_applied_to_other_names(void **state)
{
    struct shape_table *table = shape_table_new();
    struct str text = STR("from a.b import c\n");
    struct import import = {.module = str_slice(text, 5, 8),
                            .name = str_slice(text, 16, 17)};
    struct arena arena;
    struct statement statement = {0};
    (void)state;
    arena_init(&arena);
    assert_true(shape_read(table, STR("from a.b import c"), false));
    assert_false(shape_apply(table, &arena, &statement));
    shape_learn(table, text, &import, 1);
    assert_true(shape_read(table, STR("from one.two import three"), false));
    assert_true(shape_apply(table, &arena, &statement));
    assert_int_equal(statement.len, 1);
    assert_true(str_equal(statement.imports[0].module, STR("one.two")));
    assert_true(str_equal(statement.imports[0].name, STR("three")));
    assert_true(shape_read(table, STR("from one.two import three"), true));
    assert_false(shape_apply(table, &arena, &statement));
    arena_release(&arena);
    shape_table_free(table);
}

static void
a_name_from_elsewhere_is_not_learned(void **state)
{
    struct shape_table *table = shape_table_new();
    struct import import = {.module = STR("joined.name")};
    struct arena arena;
    struct statement statement = {0};
    (void)state;
    arena_init(&arena);
    assert_true(shape_read(table, STR("import joined . name"), false));
    shape_learn(table, STR("import joined . name\n"), &import, 1);
    assert_false(shape_apply(table, &arena, &statement));
    arena_release(&arena);
    shape_table_free(table);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_keyword_of_the_grammar_is_part_of_a_shape),
        cmocka_unit_test(only_lines_of_names_and_commas_have_a_shape),
        cmocka_unit_test(a_shape_is_applied_to_other_names),
        cmocka_unit_test(a_name_from_elsewhere_is_not_learned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
