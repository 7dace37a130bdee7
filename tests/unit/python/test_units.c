/* SPDX-License-Identifier: MIT */
/* Units (levels.md, U1 - U6): what belongs to them and what they refer to. */
#include "core/python/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/python/symbol_case.h"

static const char levels[STAMPS] = {'d', 'i', 'c'};

static void
write_refs(const struct symbols *symbols, uint32_t unit, struct buf *out)
{
    struct symbol_refs refs = symbols_refs(symbols, unit);
    struct symbol_ref ref;
    while (symbol_refs_next(&refs, &ref)) {
        if (ref.len == 0) {
            buf_printf(out, " @%u", symbols->imports[ref.import].line);
            continue;
        }
        for (uint32_t i = 0; i < ref.len; i++) {
            buf_text(out, i > 0 ? "." : " ");
            buf_str(out, symbols_name(symbols, ref.names[i]));
        }
        buf_printf(out, "/%c", levels[ref.level]);
    }
}

static uint32_t
find_unit(const struct symbols *symbols, const char *name)
{
    for (uint32_t i = UNITS_NAMED; i < symbols->units_len; i++) {
        uint32_t number = symbols->units[i].name;
        if (str_equal(symbols_name(symbols, number), str_from(name))) {
            return i;
        }
    }
    return UNIT_BASE;
}

/* What the unit, or the base, refers to: " a.b/LEVEL", " @LINE". */
static void
assert_refs(void **state, const char *source, const char *unit,
            const char *expected)
{
    struct buf out;
    const struct symbols *symbols = read_text(*state, str_from(source));
    buf_init(&out, BUF_UNLIMITED);
    write_refs(symbols, find_unit(symbols, unit), &out);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

/* The levels at which the stamps of a unit of two texts differ. */
static void
assert_differs(void **state, const char *unit, const char *one,
               const char *other, const char *expected)
{
    struct symbol_digest stamps[STAMPS];
    char found[STAMPS + 1] = "";
    const struct symbols *symbols = read_text(*state, str_from(one));
    for (int i = 0; i < STAMPS; i++) {
        stamps[i] = *symbols_unit_stamp(symbols, find_unit(symbols, unit),
                                        (enum stamp_level)i);
    }
    symbols = read_text(*state, str_from(other));
    for (int i = 0; i < STAMPS; i++) {
        const struct symbol_digest *stamp = symbols_unit_stamp(
            symbols, find_unit(symbols, unit), (enum stamp_level)i);
        if (memcmp(stamp, &stamps[i], sizeof(*stamp)) != 0) {
            found[strlen(found)] = levels[i];
        }
    }
    assert_string_equal(found, expected);
}

static void
a_name_leads_on_if_an_import_binds_it(void **state)
{
    assert_refs(state, "import m\ndef f(x: m.A): pass\n", "f", " m.A/d");
    assert_refs(state, "class m: pass\ndef f(x: m.A): pass\n", "f", " m/d");
    assert_refs(state, "def f(x: int) -> int: pass\n", "f", "");
    assert_refs(state, "from m import *\nx = y.z\n", "x", " y.z/d");
    assert_refs(state, "import m\nx = m(1).a\n", "x", " m/d");
}

static void
what_a_level_leaves_out_refers_to_nothing_there(void **state)
{
    assert_refs(state, "x = 1\ndef f() -> int: return x\n", "f", " x/c");
    assert_refs(state, "x = 1\ndef f(): return x\n", "f", " x/i");
    assert_refs(state, "x = 1\ndef f(a=x): pass\n", "f", " x/d");
}

static void
an_import_belongs_to_the_names_that_it_binds(void **state)
{
    assert_refs(state, "from m import a, b\n", "b", " @1");
    assert_refs(state, "def f() -> int:\n import m\n", "f", " @2");
    assert_refs(state, "from __future__ import annotations\n", "", " @1");
}

static void
strings_are_read_as_types(void **state)
{
    const char *unit = "class A: pass\n";
    char text[256];
    static const char *const strings[][2] = {
        {"'A'", " A/d"},    {"'list[A]'", " A/d"}, {"'B' 'A'", ""},
        {"'' 'A'", " A/d"}, {"'\\x41'", " A/d"},   {"r'\\x41'", ""},
        {"'see A'", ""},    {"'A see'", " A/d"},   {"'x | A'", " A/d"},
    };
    for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
        snprintf(text, sizeof(text), "%sdef f(x: %s): pass\n", unit,
                 strings[i][0]);
        assert_refs(state, text, "f", strings[i][1]);
    }
}

static void
docstrings_and_lists_of_names_refer_to_nothing(void **state)
{
    assert_refs(state, "def f():\n 'f'\ndef g(): 'f'\n", "g", "");
    assert_refs(state, "def f(): pass\n__all__ = ['f']\n", "", "");
}

static void
statements_of_a_name_belong_together(void **state)
{
    assert_differs(state, "x", "x = 1\ny = 1\n", "x = 1\ny = 2\n", "");
    assert_differs(state, "x", "x = 1\ny = 1\n", "x = 1\nx = 2\n", "dic");
    assert_differs(state, "x", "x = 1\ndef f():\n global x\n x = 1\n",
                   "x = 1\ndef f():\n global x\n x = 2\n", "dic");
}

static void
what_changes_other_names_is_base(void **state)
{
    static const char *const base[] = {
        "f()\n",
        "raise A\n",
        "assert x\n",
        "del x\n",
        "from m import *\n",
        "__all__ = [x]\n",
        "__all__ = [f'a']\n",
        "__all__ = ['a'] + b\n",
        "__all__ = ['a.b']\n",
        "__all__ = ['a']\n__all__ += []\n",
        "__all__ = ['a']\ndef f():\n global __all__\n",
        "if x:\n __all__ = ['a']\n",
        "x.y = 1\n",
        "x[1] = 2\n",
        "while x: pass\n",
        "'doc'\n",
        "class A:\n raise B\n",
        "def __getattr__(n): pass\n",
    };
    for (size_t i = 0; i < sizeof(base) / sizeof(*base); i++) {
        assert_differs(state, "", base[i], "", "dic");
    }
    assert_differs(state, "", "x = 1\n", "x = 2\n", "");
    assert_differs(state, "", "x = 1\n'text'\n", "x = 1\n", "");
    assert_differs(state, "", "if __name__ == '__main__':\n f()\n", "", "");
    assert_differs(state, "", "if __name__ == '__main__':\n f()\nelse:\n g()\n",
                   "", "dic");
}

static void
a_plain_list_goes_with_the_names_in_it(void **state)
{
    const char *one = "__all__ = ['x']\nx = 1\ny = 1\nf()\n";
    const char *two = "__all__ = (\n 'x', 'y',\n)\nx = 1\ny = 1\nf()\n";
    assert_differs(state, "", one, two, "c");
    assert_differs(state, "x", one, two, "");
    assert_differs(state, "y", one, two, "dic");
    assert_differs(state, "__all__", one, two, "dic");
    assert_differs(state, "x", one, "x = 1\ny = 1\nf()\n", "dic");
    assert_differs(state, "y", one, "x = 1\ny = 1\nf()\n", "dic");
    assert_differs(state, "", one, "x = 1\n__all__ = ['x']\ny = 1\nf()\n", "c");
}

static void
order_counts(void **state)
{
    assert_differs(state, "y", "x = 1\ny = x\n", "y = x\nx = 1\n", "dic");
    assert_differs(state, "y", "x = 1\ny = 1\n", "y = 1\nx = 1\n", "");
    assert_differs(state, "y", "f()\ny = 1\n", "y = 1\nf()\n", "dic");
}

static void
first_uses_belong_to_what_they_decide(void **state)
{
    assert_differs(state, "x", "x = []\ny = x.a\n", "x = []\ny = x.b\n", "dic");
    assert_differs(state, "x", "x = 1\ny = x.a\n", "x = 1\ny = x.b\n", "");
    assert_differs(state, "x", "x = []\ndef f() -> int: x.a\n",
                   "x = []\ndef f() -> int: x.b\n", "c");
}

static void
names_that_are_not_ascii_make_a_file_coarse(void **state)
{
    static const char *const coarse[] = {
        "\xc3\xa4 = 1\n", "x = '\xf0\x9d\x90\x80'\n", "import \xc3\xa4\n"};
    for (size_t i = 0; i < sizeof(coarse) / sizeof(*coarse); i++) {
        assert_true(read_text(*state, str_from(coarse[i]))->flags &
                    SYMBOLS_COARSE);
    }
    assert_false(read_text(*state, STR("x = '\xc3\xa4'\n"))->flags &
                 SYMBOLS_COARSE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        READER_TEST(a_name_leads_on_if_an_import_binds_it),
        READER_TEST(what_a_level_leaves_out_refers_to_nothing_there),
        READER_TEST(an_import_belongs_to_the_names_that_it_binds),
        READER_TEST(strings_are_read_as_types),
        READER_TEST(docstrings_and_lists_of_names_refer_to_nothing),
        READER_TEST(statements_of_a_name_belong_together),
        READER_TEST(what_changes_other_names_is_base),
        READER_TEST(a_plain_list_goes_with_the_names_in_it),
        READER_TEST(order_counts),
        READER_TEST(first_uses_belong_to_what_they_decide),
        READER_TEST(names_that_are_not_ascii_make_a_file_coarse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
