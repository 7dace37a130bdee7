/* SPDX-License-Identifier: MIT */
#include "core/python/statement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct string_imports no_strings;

struct parsed {
    struct statement_parser *parser;
    struct arena arena;
    struct statement statement;
};

static void
parse(struct parsed *parsed, const char *line, enum clause clause)
{
    struct statement_request request = {
        .line = str_from(line), .clause = clause, .strings = &no_strings};
    parsed->parser = statement_parser_new();
    arena_init(&parsed->arena);
    statement_parse(parsed->parser, &request, &parsed->arena,
                    &parsed->statement);
}

static void
release(struct parsed *parsed)
{
    statement_parser_free(parsed->parser);
    arena_release(&parsed->arena);
}

static void
write_imports(const struct statement *statement, char *text, size_t room)
{
    size_t len = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < statement->len; i++) {
        const struct import *import = &statement->imports[i];
        int wrote =
            snprintf(text + len, room - len, "%s%u %u %.*s:%.*s %#x",
                     i ? "; " : "", import->row, import->level,
                     (int)import->module.len, import->module.data,
                     (int)import->name.len, import->name.data, import->flags);
        assert_true(wrote > 0 && (size_t)wrote < room - len);
        len += (size_t)wrote;
    }
}

/* Imports as `ROW LEVEL MODULE:NAME FLAGS; …`. */
static void
assert_imports(const char *line, enum clause clause, const char *expected)
{
    struct parsed parsed;
    char found[512];
    parse(&parsed, line, clause);
    write_imports(&parsed.statement, found, sizeof(found));
    assert_string_equal(found, expected);
    release(&parsed);
}

static void
assert_guards(const char *line, enum clause clause, uint8_t guards)
{
    struct parsed parsed;
    parse(&parsed, line, clause);
    assert_int_equal(parsed.statement.guards, guards);
    release(&parsed);
}

static void
plain_statements_are_read(void **state)
{
    (void)state;
    assert_imports("import a.b as c, d", CLAUSE_NONE,
                   "0 0 a.b: 0x10; 0 0 d: 0");
    assert_imports("from ..a import b", CLAUSE_NONE, "0 2 a:b 0");
    assert_imports("x = 1; import a", CLAUSE_NONE, "0 0 a: 0");
    assert_imports("f(\n\n__import__('a'))", CLAUSE_NONE, "2 0 a: 0");
}

static void
clauses_get_the_partner_they_need(void **state)
{
    (void)state;
    assert_imports("else: import a", CLAUSE_ELSE, "0 0 a: 0");
    assert_imports("elif TYPE_CHECKING: import a", CLAUSE_ELIF, "0 0 a: 0x2");
    assert_imports("except E: import a", CLAUSE_EXCEPT, "0 0 a: 0");
    assert_imports("finally: import a", CLAUSE_FINALLY, "0 0 a: 0");
    assert_imports("try: import a", CLAUSE_TRY, "0 0 a: 0");
    assert_imports("case x: import a", CLAUSE_CASE, "0 0 a: 0");
    assert_imports("match __import__('a'):", CLAUSE_MATCH, "0 0 a: 0");
    assert_imports("@__import__('a')", CLAUSE_DECORATOR, "0 0 a: 0");
    assert_imports("def f(): import a", CLAUSE_DEF, "0 0 a: 0x1");
    assert_imports("def f(x=__import__('a')):", CLAUSE_DEF, "0 0 a: 0");
    assert_imports("if (x := __import__('a')):", CLAUSE_IF, "0 0 a: 0");
    assert_imports("with suppress(ImportError): import a", CLAUSE_WITH,
                   "0 0 a: 0x4");
}

static void
no_clause_is_damaged_by_its_partner(void **state)
{
    static const struct {
        const char *line;
        enum clause clause;
    } lines[] = {
        {"else:", CLAUSE_ELSE},         {"elif x:", CLAUSE_ELIF},
        {"except E:", CLAUSE_EXCEPT},   {"finally:", CLAUSE_FINALLY},
        {"try:", CLAUSE_TRY},           {"case x:", CLAUSE_CASE},
        {"match x:", CLAUSE_MATCH},     {"@x", CLAUSE_DECORATOR},
        {"def f():", CLAUSE_DEF},       {"class C:", CLAUSE_CLASS},
        {"while x:", CLAUSE_LOOP},      {"async for x in y:", CLAUSE_LOOP},
        {"with x:", CLAUSE_WITH},       {"if x:", CLAUSE_IF},
        {"try: x", CLAUSE_TRY},         {"else: x", CLAUSE_ELSE},
        {"match = x[1:]", CLAUSE_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct parsed parsed;
        parse(&parsed, lines[i].line, lines[i].clause);
        assert_false(parsed.statement.damaged);
        release(&parsed);
    }
}

static void
conditions_are_read_as_formulas(void **state)
{
    (void)state;
    assert_guards("if TYPE_CHECKING:", CLAUSE_IF, GUARD_IF_TRUE);
    assert_guards("if not t.TYPE_CHECKING:", CLAUSE_IF, GUARD_IF_FALSE);
    assert_guards("if x and TYPE_CHECKING:", CLAUSE_IF, GUARD_IF_TRUE);
    assert_guards("if x or TYPE_CHECKING:", CLAUSE_IF, 0);
    assert_guards("if not (x or TYPE_CHECKING):", CLAUSE_IF, 0);
    assert_guards("if not (not TYPE_CHECKING and x):", CLAUSE_IF, 0);
    assert_guards("if not TYPE_CHECKING or x:", CLAUSE_IF, GUARD_IF_FALSE);
    assert_guards("elif TYPE_CHECKING:", CLAUSE_ELIF, GUARD_IF_TRUE);
    assert_guards("if f(TYPE_CHECKING):", CLAUSE_IF, 0);
}

static void
headers_name_the_errors_of_missing_modules(void **state)
{
    (void)state;
    assert_guards("except ImportError:", CLAUSE_EXCEPT, GUARD_IMPORT_ERROR);
    assert_guards("except (A, b.ModuleNotFoundError) as e:", CLAUSE_EXCEPT,
                  GUARD_IMPORT_ERROR);
    assert_guards("except MyImportError:", CLAUSE_EXCEPT, 0);
    assert_guards("except:", CLAUSE_EXCEPT, 0);
    assert_guards("except A: raise ImportError", CLAUSE_EXCEPT, 0);
    assert_guards("with suppress(A, ImportError) as x:", CLAUSE_WITH,
                  GUARD_SUPPRESS);
    assert_guards("with x, c.suppress(ImportError):", CLAUSE_WITH,
                  GUARD_SUPPRESS);
    assert_guards("with suppress(A):", CLAUSE_WITH, 0);
}

static void
names_of_what_is_watched_are_noted(void **state)
{
    struct parsed parsed;
    (void)state;
    parse(&parsed, "from t import TYPE_CHECKING as A, import_module as B, c",
          CLAUSE_NONE);
    assert_int_equal(parsed.statement.type_checking_len, 1);
    assert_true(str_equal(parsed.statement.type_checking[0], STR("A")));
    assert_int_equal(parsed.statement.import_module_len, 1);
    assert_true(str_equal(parsed.statement.import_module[0], STR("B")));
    release(&parsed);
    parse(&parsed, "f = importlib.import_module", CLAUSE_NONE);
    assert_int_equal(parsed.statement.import_module_len, 1);
    assert_true(str_equal(parsed.statement.import_module[0], STR("f")));
    release(&parsed);
}

static void
lazy_is_no_damage(void **state)
{
    struct parsed parsed;
    (void)state;
    assert_imports("lazy import a; import b", CLAUSE_NONE,
                   "0 0 a: 0x8; 0 0 b: 0");
    assert_imports("lazy  from . import a", CLAUSE_NONE, "0 1 :a 0x8");
    parse(&parsed, "lazy import a", CLAUSE_NONE);
    assert_false(parsed.statement.damaged);
    release(&parsed);
    parse(&parsed, "lazzy import a", CLAUSE_NONE);
    assert_true(parsed.statement.damaged);
    release(&parsed);
}

/* One parser for all lines, so that shapes are learned from the first. */
static void
lines_of_one_shape_keep_their_own_names(void **state)
{
    static const char *const lines[][2] = {
        {"from a.b import c, d", "0 0 a.b:c 0; 0 0 a.b:d 0"},
        {"from xx.yyy import z, w", "0 0 xx.yyy:z 0; 0 0 xx.yyy:w 0"},
        {"lazy from a.b import c, d", "0 0 a.b:c 0x8; 0 0 a.b:d 0x8"},
        {"from e.f import g, h # i", "0 0 e.f:g 0; 0 0 e.f:h 0"},
        {"from __future__ import a", "0 0 __future__:a 0"},
        {"from futures import b", "0 0 futures:b 0"},
        {"import a as b", "0 0 a: 0x10"},
        {"import longer as c", "0 0 longer: 0x10"},
        {"from . import (\n  a,\n  b)", "0 1 :a 0; 0 1 :b 0"},
        {"from . import (\n  cc,\n  d)", "0 1 :cc 0; 0 1 :d 0"},
        {"from a import *", "0 0 a: 0"},
        {"from bb import *", "0 0 bb: 0"},
        {"import a . b", "0 0 a.b: 0"},
        {"import c . d", "0 0 c.d: 0"},
    };
    struct statement_parser *parser = statement_parser_new();
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
            struct statement_request request = {.line = str_from(lines[i][0]),
                                                .strings = &no_strings};
            struct statement statement;
            char found[256];
            statement_parse(parser, &request, &arena, &statement);
            write_imports(&statement, found, sizeof(found));
            assert_string_equal(found, lines[i][1]);
        }
    }
    arena_release(&arena);
    statement_parser_free(parser);
}

static void
a_text_that_takes_too_long_is_given_up(void **state)
{
    size_t len = 6 << 20;
    char *text = malloc(len + 1);
    struct parsed parsed;
    (void)state;
    assert_non_null(text);
    memset(text, '(', len);
    text[len] = '\0';
    parse(&parsed, text, CLAUSE_NONE);
    assert_true(parsed.statement.hopeless);
    assert_int_equal(parsed.statement.len, 0);
    release(&parsed);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_statements_are_read),
        cmocka_unit_test(clauses_get_the_partner_they_need),
        cmocka_unit_test(no_clause_is_damaged_by_its_partner),
        cmocka_unit_test(conditions_are_read_as_formulas),
        cmocka_unit_test(headers_name_the_errors_of_missing_modules),
        cmocka_unit_test(names_of_what_is_watched_are_noted),
        cmocka_unit_test(lazy_is_no_damage),
        cmocka_unit_test(lines_of_one_shape_keep_their_own_names),
        cmocka_unit_test(a_text_that_takes_too_long_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
