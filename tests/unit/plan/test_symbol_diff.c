/* SPDX-License-Identifier: MIT */
#include "core/plan/symbol_diff.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
record_of(struct str text, struct buf *record, struct symbols *symbols)
{
    struct digest content;
    struct symbol_reader *reader = symbol_reader_new(HASH_XXH3);
    hash_bytes(HASH_XXH3, text.data, text.len, &content);
    buf_init(record, BUF_UNLIMITED);
    symbols_write(symbols_read(reader, text, &content), record);
    assert_true(symbols_view(buf_view(record), symbols));
    symbol_reader_free(reader);
}

static void
expect(enum stamp_level level, const char *before, const char *after,
       const char *words)
{
    struct arena arena;
    struct buf records[2];
    struct symbols symbols[2];
    arena_init(&arena);
    record_of(str_from(before), &records[0], &symbols[0]);
    record_of(str_from(after), &records[1], &symbols[1]);
    struct str found = symbol_diff(&arena, &symbols[0], &symbols[1], level);
    assert_string_equal(
        arena_printf(&arena, "%.*s", (int)found.len, found.data), words);
    buf_release(&records[0]);
    buf_release(&records[1]);
    arena_release(&arena);
}

static void
heads_are_called_by_what_they_are(void **state)
{
    (void)state;
    expect(STAMP_DECLARED, "def f(a): pass\n", "def f(b): pass\n",
           "signature of f");
    expect(STAMP_DECLARED, "class C(A): pass\n", "class C(B): pass\n",
           "head of class C");
    expect(STAMP_DECLARED, "x = 1\n", "x = 2\n", "value of x");
    expect(STAMP_DECLARED, "import a as x\n", "import b as x\n", "import of x");
}

static void
members_have_the_names_of_their_classes(void **state)
{
    (void)state;
    expect(STAMP_DECLARED, "class A:\n class B:\n  def f(self, a): pass\n",
           "class A:\n class B:\n  def f(self, b): pass\n",
           "signature of A.B.f");
}

static void
bodies_count_where_the_level_sees_them(void **state)
{
    const char *before = "def f():\n return 1\n";
    const char *after = "def f():\n return 2\n";
    (void)state;
    expect(STAMP_CODE, before, after, "body of f");
    expect(STAMP_INFERRED, before, after, "body of f");
    expect(STAMP_DECLARED, before, after, SYMBOL_DIFF_OTHER);
}

static void
what_came_and_what_went_is_said(void **state)
{
    (void)state;
    expect(STAMP_CODE, "x = 1\ny = 1\n", "y = 1\nz = 1\n",
           "x is gone, z is new");
    expect(STAMP_CODE, "", "x = 1\n", "x is new");
    expect(STAMP_CODE, "x = 1\n", "", "x is gone");
}

static void
a_name_that_is_another_thing_has_changed(void **state)
{
    (void)state;
    expect(STAMP_CODE, "class x: pass\n", "x = 1\n", "value of x");
}

static void
of_one_name_each_definition_counts(void **state)
{
    (void)state;
    expect(STAMP_CODE, "x = 1\nx = 2\n", "x = 1\nx = 3\n", "value of x");
    expect(STAMP_CODE, "x = 1\n", "x = 1\nx = 3\n", "x is new");
    expect(STAMP_CODE, "x = 1\nx = 3\n", "x = 1\n", "x is gone");
}

static void
more_than_five_are_counted(void **state)
{
    (void)state;
    expect(STAMP_CODE, "", "a = b = c = d = e = 1\n",
           "a is new, b is new, c is new, d is new, e is new");
    expect(STAMP_CODE, "", "a = b = c = d = e = f = g = 1\n",
           "a is new, b is new, c is new, d is new, e is new and 2 more");
}

static void
what_stands_between_definitions_has_no_name(void **state)
{
    (void)state;
    expect(STAMP_CODE, "x = 1\nprint(1)\n", "x = 1\nprint(2)\n",
           SYMBOL_DIFF_OTHER);
    expect(STAMP_CODE, "x = 1\n", "x = 1\n", SYMBOL_DIFF_OTHER);
    expect(STAMP_CODE, "", "", SYMBOL_DIFF_OTHER);
    expect(STAMP_CODE, "((\n", "(((\n", SYMBOL_DIFF_OTHER);
}

/* A record that was broken in the store is refused, or told in some words. */
static void
broken_records_are_no_trap(void **state)
{
    const char *text = "import os\nclass A(B):\n def f(self): return os.x\n"
                       "x: int = 1\ndef g(): pass\n";
    struct arena arena;
    struct buf good;
    struct buf bytes;
    struct symbols before;
    struct symbols after;
    (void)state;
    arena_init(&arena);
    buf_init(&bytes, BUF_UNLIMITED);
    record_of(str_from(text), &good, &before);
    for (size_t at = 0; at < good.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            buf_clear(&bytes);
            buf_str(&bytes, buf_view(&good));
            bytes.data[at] = (char)(bytes.data[at] ^ 1 << bit);
            if (symbols_view(buf_view(&bytes), &after)) {
                assert_true(
                    symbol_diff(&arena, &before, &after, STAMP_INFERRED).len);
            }
            arena_release(&arena);
        }
        assert_false(symbols_view(str_slice(buf_view(&good), 0, at), &after));
    }
    buf_release(&bytes);
    buf_release(&good);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_called_by_what_they_are),
        cmocka_unit_test(members_have_the_names_of_their_classes),
        cmocka_unit_test(bodies_count_where_the_level_sees_them),
        cmocka_unit_test(what_came_and_what_went_is_said),
        cmocka_unit_test(a_name_that_is_another_thing_has_changed),
        cmocka_unit_test(of_one_name_each_definition_counts),
        cmocka_unit_test(more_than_five_are_counted),
        cmocka_unit_test(what_stands_between_definitions_has_no_name),
        cmocka_unit_test(broken_records_are_no_trap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
