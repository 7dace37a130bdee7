/* SPDX-License-Identifier: MIT */
#include "core/python/outline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/python/symbol_case.h"

#define STAR "\nfrom z import *\n"

/* "KIND LINE NAME[ in PARENT]" per line. */
static void
write_definitions(const struct symbols *symbols, struct buf *out)
{
    static const char *const kinds[] = {"class", "function", "method",
                                        "attribute", "import"};
    struct symbol_definitions definitions = symbols_definitions(symbols);
    struct symbol_definition definition;
    while (symbol_definitions_next(&definitions, &definition)) {
        struct str name = symbols_name(symbols, definition.name);
        buf_printf(out, "%s %u %.*s", kinds[definition.kind], definition.line,
                   (int)name.len, name.data);
        if (definition.parent != NO_DEFINITION) {
            uint32_t parent = symbols->definitions[definition.parent].name;
            buf_text(out, " in ");
            buf_str(out, symbols_name(symbols, parent));
        }
        buf_byte(out, '\n');
    }
}

/* "LINE:COLUMN [.]NAME" per use. */
static void
write_uses(const struct symbols *symbols, struct buf *out)
{
    struct symbol_uses uses = symbols_uses(symbols);
    struct symbol_use use;
    while (symbol_uses_next(&uses, &use)) {
        struct str name = symbols_name(symbols, use.name);
        buf_printf(out, "%s%u:%u %s%.*s", out->len > 0 ? " " : "", use.line,
                   use.column, use.dotted ? "." : "", (int)name.len, name.data);
    }
}

static void
assert_written(struct symbol_reader *reader, const char *source,
               void (*write)(const struct symbols *, struct buf *),
               const char *expected)
{
    struct buf out;
    const struct symbols *symbols = read_text(reader, str_from(source));
    assert_false(symbols->flags & SYMBOLS_DAMAGED);
    buf_init(&out, BUF_UNLIMITED);
    write(symbols, &out);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
assert_definitions(void **state, const char *source, const char *expected)
{
    assert_written(*state, source, write_definitions, expected);
}

/* Behind a star import any name may be more than a local variable. */
static void
assert_uses(void **state, const char *source, const char *expected)
{
    char *text = malloc(strlen(source) + sizeof(STAR));
    assert_non_null(text);
    memcpy(text, source, strlen(source));
    memcpy(text + strlen(source), STAR, sizeof(STAR));
    assert_written(*state, text, write_uses, expected);
    free(text);
}

static void
classes_and_functions_have_members(void **state)
{
    assert_definitions(state,
                       "class A:\n"
                       "    '''Doc.'''\n"
                       "    x = 1\n"
                       "    def f(self): pass\n"
                       "    class B(C):\n"
                       "        async def g(self):\n"
                       "            '''D\n"
                       "            oc.'''\n"
                       "    y: int\n"
                       "@a\n"
                       "def h(): 'doc'\n"
                       "async def i(): b'no doc'\n",
                       "class 1 A\n"
                       "attribute 3 x in A\n"
                       "method 4 f in A\n"
                       "class 5 B in A\n"
                       "method 6 g in B\n"
                       "attribute 9 y in A\n"
                       "function 11 h\n"
                       "function 12 i\n");
}

static void
names_are_found_behind_backslashes_and_comments(void **state)
{
    assert_definitions(state,
                       "class \\\n A: pass\n"
                       "async \\\n  def \\\n f(): pass\n"
                       "from a import (  # b\n  c,\n  d as  # e\n   f)\n"
                       "import g \\\n  as h, i.j\n",
                       "class 1 A\nfunction 3 f\nimport 7 c\nimport 9 f\n"
                       "import 11 h\nimport 11 i\n");
}

static void
all_that_binds_a_name_defines_it(void **state)
{
    assert_definitions(
        state,
        "a = b, (c, *d) = e\n"
        "f += (g := 1)\n"
        "for h, [i] in j: pass\n"
        "with k as l, m as (n, o): pass\n"
        "try: pass\nexcept p as q: pass\n"
        "type r[s] = t\n"
        "global u\n"
        "def v(w, x=(y := 1)): z = 1\n"
        "a.b = c[d] = 1\n"
        "x: int\n"
        "lambda a: (b := a)\n",
        "attribute 1 a\nattribute 1 b\nattribute 1 c\nattribute 1 d\n"
        "attribute 2 f\nattribute 2 g\nattribute 3 h\nattribute 3 i\n"
        "attribute 4 l\nattribute 4 n\nattribute 4 o\nattribute 6 q\n"
        "attribute 7 r\nattribute 8 u\nfunction 9 v\nattribute 9 y\n"
        "attribute 11 x\nattribute 12 b\n");
}

static void
patterns_bind_what_they_capture(void **state)
{
    assert_definitions(state,
                       "match a:\n"
                       "  case b: pass\n"
                       "  case c.d | E(): pass\n"
                       "  case [f, (g | h), *i]: pass\n"
                       "  case {j.x: k, **l}: pass\n"
                       "  case M(n, o=p, q=r.s) as t if (u := v): pass\n"
                       "  case _ | None | 'w' | -1: pass\n",
                       "attribute 2 b\nattribute 4 f\nattribute 4 g\n"
                       "attribute 4 h\nattribute 4 i\nattribute 5 k\n"
                       "attribute 5 l\nattribute 6 n\nattribute 6 p\n"
                       "attribute 6 t\nattribute 6 u\n");
}

static void
attributes_of_instances_are_members(void **state)
{
    assert_definitions(state,
                       "class A:\n"
                       "    def f(self):\n"
                       "        self.a = self.b.c = 1\n"
                       "        (self\n"
                       "          .d) = 1\n"
                       "        e, (self.f, *self.g) = 1\n"
                       "        for self.h in i: pass\n"
                       "        with j as self.k: pass\n"
                       "        def l(self): self.m = 1\n"
                       "        n[self.o] = 1\n"
                       "self.p = 1\n",
                       "class 1 A\nmethod 2 f in A\nattribute 3 a in A\n"
                       "attribute 5 d in A\nattribute 6 f in A\n"
                       "attribute 6 g in A\nattribute 7 h in A\n"
                       "attribute 8 k in A\n");
}

static void
uses_have_lines_and_columns_in_code_points(void **state)
{
    assert_uses(state, "a = b.c(d=e)\n\nf'{g}' + h\n",
                "1:0 a 1:4 b 1:6 .c 1:10 e 3:3 g 3:9 h");
    assert_uses(state, "'\xc3\xa9\xf0\x9f\x98\x80' + \xc3\xa9 + a\n",
                "1:7 \xc3\xa9 1:11 a");
    assert_uses(state,
                "\xef\xbb\xbf"
                "a\n",
                "1:0 a");
    assert_uses(state, "# coding: latin-1\n'\xe9' + a\n", "2:6 a");
    assert_uses(state, "(a\n .b\n .c) = (\n  d)\n",
                "1:1 a 2:2 .b 3:2 .c 4:2 d");
    assert_uses(state, "x; y\r\nz\r\n", "1:0 x 1:3 y 2:0 z");
    assert_uses(state, "def f(a, *b: c, d=e) -> g:\n    return a\n",
                "1:6 a 1:10 b 1:13 c 1:16 d 1:18 e 1:24 g 2:11 a");
    assert_uses(state, "match a:\n  case b.c: d\n",
                "1:6 a 2:7 b 2:9 .c 2:12 d");
    assert_uses(state, "import a.b as c\nfrom d import e\n", "");
    assert_uses(state, "", "");
}

static void
attributes_on_several_lines_keep_their_lines(void **state)
{
    assert_uses(state,
                "class A:\n"
                " def f(self):\n"
                "  (self\n"
                "    .b) = c\n",
                "2:7 self 3:3 self 4:5 .b 4:10 c");
}

/* Locals and builtins are no uses of anything. */
static void
only_names_that_can_be_more_are_uses(void **state)
{
    assert_written(*state,
                   "import a\n"
                   "b = a\n"
                   "def f(c):\n"
                   "    d = c.e(b)\n"
                   "    return print(d, f)\n",
                   write_uses, "2:0 b 2:4 a 4:10 .e 4:12 b 5:20 f");
}

/* The definition that comes last. */
static struct symbol_definition
last_definition(const struct symbols *symbols)
{
    struct symbol_definitions definitions = symbols_definitions(symbols);
    struct symbol_definition definition = {0};
    while (symbol_definitions_next(&definitions, &definition)) {}
    return definition;
}

/* What a body shows, and hashes of what is in front of it and in it. */
static void
functions_tell_head_and_body(void **state)
{
    static const char *const texts[] = {
        "def f(x) -> int: return 1\n", "def f(x) -> int: return 2\n",
        "def f(y) -> int: return 1\n", "@a\ndef f(x) -> int: return 1\n",
        "def f(x): return 1\n",        "class A:\n def f(x): pass\n"};
    static const uint32_t seen[] = {1 << STAMP_CODE,
                                    1 << STAMP_CODE,
                                    1 << STAMP_CODE,
                                    1 << STAMP_CODE,
                                    1 << STAMP_CODE | 1 << STAMP_INFERRED,
                                    7};
    struct symbol_definition found[6];
    for (size_t i = 0; i < 6; i++) {
        const struct symbols *symbols = read_text(*state, str_from(texts[i]));
        found[i] = last_definition(symbols);
        assert_int_equal(found[i].seen, seen[i]);
    }
    assert_true(found[0].head == found[1].head);
    assert_true(found[0].body != found[1].body);
    assert_true(found[0].head != found[2].head);
    assert_true(found[0].body == found[2].body);
    assert_true(found[0].head != found[3].head);
    assert_true(found[0].head != found[4].head);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        READER_TEST(classes_and_functions_have_members),
        READER_TEST(names_are_found_behind_backslashes_and_comments),
        READER_TEST(all_that_binds_a_name_defines_it),
        READER_TEST(patterns_bind_what_they_capture),
        READER_TEST(attributes_of_instances_are_members),
        READER_TEST(uses_have_lines_and_columns_in_code_points),
        READER_TEST(attributes_on_several_lines_keep_their_lines),
        READER_TEST(only_names_that_can_be_more_are_uses),
        READER_TEST(functions_tell_head_and_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
