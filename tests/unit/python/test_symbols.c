/* SPDX-License-Identifier: MIT */
#include "core/python/symbols.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/python/symbol_case.h"

/* Two texts, and the levels that tell them apart. */
struct pair {
    const char *one;
    const char *other;
    const char *levels;
};

static void
assert_pairs(struct symbol_reader *reader, const struct pair *pairs)
{
    for (; pairs->one; pairs++) {
        const char *levels = differing(reader, pairs->one, pairs->other);
        if (strcmp(levels, pairs->levels) != 0) {
            print_error("of:\n%s\nand:\n%s\n", pairs->one, pairs->other);
        }
        assert_string_equal(levels, pairs->levels);
    }
}

#define BODY(body) "def f() -> int:\n" body "y = 1\n"
#define OPEN(body) "def f():\n" body "y = 1\n"
#define METHOD(body) "class A:\n def f(self) -> int:\n" body " y = 1\n"

static void
what_cannot_be_read_is_stamped_by_its_content(void **state)
{
    static const char *const damaged[] = {
        "x = (\n",
        "x =\n1\n",
        "print 1\n",
        "if x:\ny\n",
        "a = 1\rb = 2\n",
        "# coding: nonesuch\nx = 1\n",
        "\xff",
        "x = '\xff'\n",
        "\xef\xbb\xbf# coding: latin-1\nx = 1\n",
        "x = 1 \xe2\x80\x8b\n",
        "  x = 1\n",
        "x\\",
        "raise A, 'b'\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
        struct str text = str_from(damaged[i]);
        struct digest content;
        hash_bytes(HASH_XXH3, text.data, text.len, &content);
        const struct symbols *symbols = read_text(*state, text);
        assert_int_equal(symbols->flags, SYMBOLS_DAMAGED);
        for (int level = 0; level < STAMPS; level++) {
            assert_true(digest_equal(&symbols->stamps[level], &content));
        }
        assert_int_equal(symbols->units_len, 0);
        assert_int_equal(symbols->definitions_len, 0);
    }
    assert_true(read_text(*state, STR("x = 1\0\n"))->flags & SYMBOLS_DAMAGED);
}

static void
a_cookie_is_part_of_the_stamp(void **state)
{
    static const struct pair pairs[] = {
        {"# coding: utf-8\nx = 1\n", "x = 1\n", "dic"},
        {"# coding: utf-8\nx = 1\n", "# coding: utf8\nx = 1\n", "dic"},
        {"# coding: utf-8\nx = 1\n", "#!a\n# coding: utf-8\nx = 1\n", ""},
        {"\xef\xbb\xbf# coding: utf-8\nx = 1\n", "# coding: utf-8\nx = 1\n",
         ""},
        {"\xef\xbb\xbf# coding: utf-8\nx = 1\n", "x = 1\n", "dic"},
        {"# coding: latin-1\nx = '\xe9'\n", "# coding: latin-1\nx = '\xe8'\n",
         "dic"},
        {"x = 1\n# coding: latin-1\n", "x = 1\n", ""},
        {"#\n#\n# coding: latin-1\nx = 1\n", "x = 1\n", ""},
        {0},
    };
    assert_pairs(*state, pairs);
}

static void
directives_count_where_importers_obey_them(void **state)
{
    static const struct pair pairs[] = {
        {"x = []  # type: int\n", "x = []\n", "dic"},
        {"x = []  # type: int\n", "x = []  #type:int\n", "dic"},
        {"x = []  # type: int\n", "x = []  # type: int  \r\n", ""},
        {"x = []  # type: int\n", "x = []\n# type: int\n", "dic"},
        {"x = []  # type: int\n", "x = [] \\\n  # type: int\n", ""},
        {"x = [\n  a,  # type: int\n]\n", "x = [\n  a\n  # type: int\n,]\n",
         "dic"},
        {"x = []  # ty: ignore\n", "x = []\n", ""},
        {BODY(" # type: () -> str\n x\n"), BODY(" x\n"), "dic"},
        {BODY(" x\n x = 1  # type: int\n"), BODY(" x\n x = 1\n"), "c"},
        {OPEN(" x\n x = 1  # type: int\n"), OPEN(" x\n x = 1\n"), "ic"},
        {BODY(" x\n # pyright: strict\n"), BODY(" x\n"), "dic"},
        {BODY(" x\n # mypy: strict\n"), BODY(" x\n"), "dic"},
        {BODY(" x\n # mypy: strict\n x\n"), BODY(" x\n# mypy: strict\n x\n"),
         "dic"},
        {BODY(" x = '''\n# mypy: strict\n'''\n"), BODY(" x = ''\n"), "dic"},
        {BODY(" x = '''\n # mypy: strict\n'''\n"), BODY(" x = ''\n"), "c"},
        {"f'''{x # type: int\n}'''\n", "f'''{x # type: str\n}'''\n", "dic"},
        {0},
    };
    assert_pairs(*state, pairs);
}

static void
statements_and_blocks_end_where_python_sees_it(void **state)
{
    static const struct pair pairs[] = {
        {"a; b\n", "a\nb\n", "dic"},
        {"a; b\n", "a;\nb\n", "dic"},
        {"a;\nb\n", "a\nb\n", "dic"},
        {"a;\n", "a\n", "dic"},
        {"a; b\n", "a; \\\nb\n", ""},
        {"if a: b\n", "if a:\n  b\n", "dic"},
        {"if a: b\n", "if a: \\\n  b\n", ""},
        {"if a:\n  b\n  c\n", "if a:\n  b\nc\n", "dic"},
        {"if a:\n  if b:\n    c\n  d\n", "if a:\n  if b:\n    c\nd\n", "dic"},
        {"@a\ndef f(): b\n", "@a\n\n\n# c\ndef f(): b\n", ""},
        {"a = b\n", "a\\\n = \\\n\tb ", ""},
        {"'a' 'b'\n", "'ab'\n", "dic"},
        {"x\n\fy\n", "x\ny\n", ""},
        {BODY(" a; b\n"), BODY(" a\n b\n"), "c"},
        {BODY(" import a; b\n"), BODY(" import a\n"), "c"},
        {0},
    };
    assert_pairs(*state, pairs);
}

static void
strings_count_by_their_bytes(void **state)
{
    static const struct pair pairs[] = {
        {"x = 'a'\n", "x = \"a\"\n", "dic"},
        {"x = '''a\nb'''\n", "x = '''a\r\nb'''\n", "dic"},
        {"x = 'a'\ny = 1\n", "x = 'a'\r\ny = 1\r\n", ""},
        {"x = f'{a}'\n", "x = f'{ a }'\n", "dic"},
        {"'doc'\n", "'cod'\n", "dic"},
        {0},
    };
    assert_pairs(*state, pairs);
}

static void
docstrings_of_classes_and_functions_are_not_seen(void **state)
{
    static const struct pair pairs[] = {
        {"class A:\n 'a'\n x = 1\n", "class A:\n 'b'\n x = 1\n", "c"},
        {"class A:\n 'a'\n x = 1\n", "class A:\n x = 1\n", "c"},
        {"class A:\n x = 1\n 'a'\n", "class A:\n x = 1\n 'b'\n", "dic"},
        {"class A:\n b'a'\n", "class A:\n b'b'\n", "dic"},
        {"class A:\n f'a'\n", "class A:\n f'b'\n", "dic"},
        {"class A:\n class B:\n  'a'\n", "class A:\n class B:\n  'b'\n", "c"},
        {BODY(" 'a'\n x\n"), BODY(" 'b'\n x\n"), "c"},
        {OPEN(" 'a'\n x\n"), OPEN(" 'b'\n x\n"), "c"},
        {METHOD("  'a'\n  self.x = 1\n"), METHOD("  'b'\n  self.x = 1\n"), "c"},
        {METHOD("  'a'\n"), METHOD("  'b'\n"), "dic"},
        {OPEN(" def g():\n  'a'\n"), OPEN(" def g():\n  'b'\n"), "ic"},
        {0},
    };
    assert_pairs(*state, pairs);
}

/* Rules D1 to D6 and I1, each both ways. */
static void
bodies_are_seen_where_a_rule_keeps_them(void **state)
{
    static const struct pair pairs[] = {
        {BODY(" x = 1\n"), BODY(" x = 2\n"), "c"},
        {OPEN(" x = 1\n"), OPEN(" x = 2\n"), "ic"},
        {"async def f() -> A:\n yield\n", "async def f() -> A:\n x\n", "dic"},
        {"async def f() -> A:\n f'{(yield)}'\n", "async def f() -> A:\n x\n",
         "dic"},
        {"async def f() -> A:\n def g(): yield\n", "async def f() -> A:\n x\n",
         "c"},
        {BODY(" yield\n"), BODY(" x\n"), "c"},
        {METHOD("  pass\n"), METHOD("  ...\n"), "dic"},
        {METHOD("  pass\n"), METHOD("  x = 1\n"), "dic"},
        {METHOD("  x = 1\n"), METHOD("  x = 2\n"), "c"},
        {METHOD("  x = 1\n  raise A\n"), METHOD("  x = 2\n  raise A\n"), "dic"},
        {METHOD("  def g(): raise A\n  x = 1\n"),
         METHOD("  def g(): raise A\n  x = 2\n"), "c"},
        {METHOD("  self.x = 1\n"), METHOD("  self.x = 2\n"), "dic"},
        {METHOD("  self.x.y = 1\n"), METHOD("  self.x.y = 2\n"), "c"},
        {METHOD("  del self.x\n  y = 1\n"), METHOD("  del self.x\n  y = 2\n"),
         "c"},
        {BODY(" self.x = 1\n"), BODY(" self.x = 2\n"), "c"},
        {BODY(" global x\n x = 1\n"), BODY(" global x\n x = 2\n"), "dic"},
        {0},
    };
    assert_pairs(*state, pairs);
}

static void
imports_in_bodies_are_seen(void **state)
{
    static const struct pair pairs[] = {
        {BODY(" import a\n"), BODY(" import b\n"), "dic"},
        {BODY(" if x: import a\n"), BODY(" if y: import a\n"), "c"},
        {BODY(" x\n import a\n"), BODY(" import a\n x\n"), "c"},
        {BODY(" import a\n"), BODY(" x = 1\n"), "dic"},
        {0},
    };
    assert_pairs(*state, pairs);
}

/* D7 counts lines in kept bodies, I2 those of names that stand twice. */
static void
lines_of_classes_count_where_names_tell_them(void **state)
{
    static const struct pair pairs[] = {
        {BODY(" global x\n class A: pass\n"),
         BODY(" global x\n\n class A: pass\n"), "dic"},
        {BODY(" class A: pass\n"), BODY("\n class A: pass\n"), ""},
        {BODY(" global x\n A = namedtuple('A', 'a')\n"),
         BODY(" global x\n\n A = namedtuple('A', 'a')\n"), "dic"},
        {"import m\n" BODY(" global x\n A = m.n('A', 'a')\n"),
         "import m\n" BODY(" global x\n\n A = m.n('A', 'a')\n"), "dic"},
        {BODY(" global x\n a = k.pop('a', 1)\n"),
         BODY(" global x\n\n a = k.pop('a', 1)\n"), ""},
        {BODY(" global x\n a = k('a')\n"), BODY(" global x\n\n a = k('a')\n"),
         ""},
        {"class A: pass\nclass A: pass\n", "class A: pass\n\nclass A: pass\n",
         "ic"},
        {"class A: pass\nclass B: pass\n", "class A: pass\n\nclass B: pass\n",
         ""},
        {"class A: pass\nA = NewType(  # a\n 'A', B)\n",
         "\nclass A: pass\nA = NewType(  # a\n 'A', B)\n", "ic"},
        {"class A: pass\nA = (NewType)(r'''A''', B)\n",
         "\nclass A: pass\nA = (NewType)(r'''A''', B)\n", "ic"},
        {"T = TypeVar('T')\nT = TypeVar('T')\n",
         "T = TypeVar('T')\n\nT = TypeVar('T')\n", ""},
        {0},
    };
    assert_pairs(*state, pairs);
}

static void
partial_types_make_all_levels_see_all(void **state)
{
#define SET "# mypy: no-local-partial-types\n"
    static const struct pair pairs[] = {
        {SET BODY(" x = 1\n"), SET BODY(" x = 2\n"), "dic"},
        {SET BODY(" x = 1\n"), SET BODY(" x  =  1\n"), ""},
        {0},
    };
    assert_pairs(*state, pairs);
    assert_true(read_text(*state, STR(SET "x\n"))->flags &
                SYMBOLS_PARTIAL_TYPES);
    assert_true(read_text(*state, STR("'''\n" SET "'''\n"))->flags &
                SYMBOLS_PARTIAL_TYPES);
    assert_false(read_text(*state, STR("'''\n " SET "'''\n"))->flags &
                 SYMBOLS_PARTIAL_TYPES);
}

static void
stamps_are_those_of_the_algorithm(void **state)
{
    struct symbol_reader *other = symbol_reader_new(HASH_SHA256);
    struct symbols one = *read_text(*state, STR("x = 1\n"));
    const struct symbols *two = read_text(other, STR("x = 1\n"));
    for (int level = 0; level < STAMPS; level++) {
        assert_false(digest_equal(&one.stamps[level], &two->stamps[level]));
    }
    symbol_reader_free(other);
    symbol_reader_free(NULL);
}

static void
a_reader_forgets_what_it_read(void **state)
{
    static const char *const texts[] = {
        "class A:\n def f(self):\n  self.x = 1\n  raise B\n", "x = (", "",
        "# mypy: no-local-partial-types\n",
        "from a import *\nx = b.c('x', 1)\n"};
    struct digest stamps[5][STAMPS];
    for (size_t i = 0; i < 5; i++) {
        struct symbol_reader *fresh = symbol_reader_new(HASH_XXH3);
        const struct symbols *symbols = read_text(fresh, str_from(texts[i]));
        memcpy(stamps[i], symbols->stamps, sizeof(stamps[i]));
        symbol_reader_free(fresh);
    }
    for (size_t i = 0; i < 50; i++) {
        size_t which = i * 7 % 5;
        const struct symbols *symbols =
            read_text(*state, str_from(texts[which]));
        assert_memory_equal(symbols->stamps, stamps[which],
                            sizeof(stamps[which]));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        READER_TEST(what_cannot_be_read_is_stamped_by_its_content),
        READER_TEST(a_cookie_is_part_of_the_stamp),
        READER_TEST(directives_count_where_importers_obey_them),
        READER_TEST(statements_and_blocks_end_where_python_sees_it),
        READER_TEST(strings_count_by_their_bytes),
        READER_TEST(docstrings_of_classes_and_functions_are_not_seen),
        READER_TEST(bodies_are_seen_where_a_rule_keeps_them),
        READER_TEST(imports_in_bodies_are_seen),
        READER_TEST(lines_of_classes_count_where_names_tell_them),
        READER_TEST(partial_types_make_all_levels_see_all),
        READER_TEST(stamps_are_those_of_the_algorithm),
        READER_TEST(a_reader_forgets_what_it_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
