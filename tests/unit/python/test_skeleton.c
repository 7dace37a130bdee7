/* SPDX-License-Identifier: MIT */
#include "core/python/skeleton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/python/symbol_case.h"

static const struct skeleton_wish keep = {.level = STAMP_DECLARED,
                                          .keep_lines = true};
static const struct skeleton_wish compact = {.level = STAMP_DECLARED};
static const struct skeleton_wish stub = {
    .level = STAMP_DECLARED, .keep_lines = true, .stub = true};
static const struct skeleton_wish inferred = {.level = STAMP_INFERRED,
                                              .keep_lines = true};
static const struct skeleton_wish code = {.level = STAMP_CODE,
                                          .keep_lines = true};

static void
assert_skeleton(void **state, const struct skeleton_wish *wish,
                const char *source, const char *expected)
{
    struct buf out;
    buf_init(&out, BUF_UNLIMITED);
    symbols_skeleton(*state, str_from(source), wish, &out);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
a_left_out_body_becomes_an_assignment(void **state)
{
    assert_skeleton(state, &keep,
                    "def f(x) -> int:\n    'doc'\n    y = x\n\n    return y\n"
                    "z = 1\n",
                    "def f(x) -> int:\n    _ = 0\n\n\n\nz = 1\n");
    assert_skeleton(state, &keep, "def f(): return 1\n", "def f(): _ = 0\n");
    assert_skeleton(state, &compact, "def f(): return 1\nx=1\n",
                    "def f ( ) :\n    _ = 0\nx = 1\n");
    assert_skeleton(state, &inferred, "def f(): return 1\n",
                    "def f(): return 1\n");
}

static void
a_left_out_body_keeps_what_importers_see(void **state)
{
    assert_skeleton(state, &keep,
                    "async def f() -> A:\n    x = 1\n    yield x\n",
                    "async def f() -> A:\n    _ = yield\n");
    assert_skeleton(state, &keep,
                    "def f() -> A:\n    if x:\n        import a; y = 1\n"
                    "    from b import (c,\n        d)\n",
                    "def f() -> A:\n    _ = 0\n    import a\n"
                    "    from b import (c,\n        d)\n");
    assert_skeleton(state, &keep,
                    "def f() -> A:\n    import a; import b\n    return 1\n",
                    "def f() -> A:\n    _ = 0; import a; import b\n");
    assert_skeleton(state, &keep,
                    "def f() -> A:\n    x = 1  # pyright: basic\n"
                    "# mypy: strict\n    return 1\n",
                    "def f() -> A:\n    _ = 0  # pyright: basic\n"
                    "# mypy: strict\n");
    assert_skeleton(state, &keep, "def f(): x = 1  # pyright: basic\n",
                    "def f(): _ = 0  # pyright: basic\n");
}

static void
a_statement_behind_a_semicolon_goes_to_its_block(void **state)
{
    assert_skeleton(state, &keep, "x = 1; \\\n    y = 2; z = 3\n",
                    "x = 1\ny = 2; z = 3\n");
    assert_skeleton(state, &keep,
                    "class A:\n    # c\n    'doc'; x = 1; \\\n  y = 2\n"
                    "    z = 3\n",
                    "class A:\n\n    x = 1\n    y = 2\n    z = 3\n");
}

static void
each_line_of_a_statement_is_folded(void **state)
{
    assert_skeleton(state, &keep, "x = 1 + \\\n  \\\n  y\n",
                    "x = 1 + \\\n \\\n  y\n");
}

static void
a_comment_on_its_own_goes_to_its_block(void **state)
{
    /* The one that is left out ended the block for the one below. */
    assert_skeleton(state, &keep,
                    "if x:\n    y\n    # type: a\n# c\n    # type: b\n",
                    "if x:\n    y\n    # type: a\n\n# type: b\n");
}

static void
a_block_in_the_line_of_its_header_stays_there(void **state)
{
    assert_skeleton(state, &keep,
                    "def f() -> int: x = 1; \\\n  import a; \\\n  import b\n"
                    "class A: x = 1; \\\n  y = 2\n",
                    "def f() -> int: _ = 0; \\\n                import a; \\\n"
                    "                import b\n"
                    "class A: x = 1; \\\n  y = 2\n");
    assert_skeleton(state, &compact, "if a: b; c\nelse:\n  d\n",
                    "if a : b; c\nelse :\n    d\n");
}

static void
a_docstring_that_is_all_leaves_an_empty_one(void **state)
{
    assert_skeleton(state, &keep, "class A:\n    '''D\n    oc'''\nx = 1\n",
                    "class A:\n    \"\"\n\nx = 1\n");
    assert_skeleton(state, &keep, "class A: 'doc'\n", "class A: \"\"\n");
    assert_skeleton(state, &keep, "class A:\n    'doc'  # type: ignore\n",
                    "class A:\n    \"\"     # type: ignore\n");
    assert_skeleton(state, &keep, "class A:\n    'doc'\n    x = 1\n",
                    "class A:\n\n    x = 1\n");
    assert_skeleton(state, &compact, "class A:\n  'doc';\nx = 1\n",
                    "class A :\n    \"\"\nx = 1\n");
    assert_skeleton(state, &keep, "'doc'\n", "'doc'\n");
}

static void
comments_that_are_directives_stay(void **state)
{
    static const char text[] = "# type: ignore\n"
                               "x = [\n"
                               "    # type: a\n"
                               "    y,  # type: b\n"
                               "]  # type: c\n"
                               "class A:\n"
                               "    # type: d\n"
                               "    z = 1 \\\n"
                               "        # type: e\n";
    assert_skeleton(state, &code, text, text);
    assert_skeleton(state, &keep, "x = 1  # a\n# b\ny = 2\n",
                    "x = 1\n\ny = 2\n");
    assert_skeleton(state, &compact, "def f(x):\n  # type: (int) -> int\n  y\n",
                    "def f ( x ) :\n    # type: (int) -> int\n    _ = 0\n");
}

static void
a_stub_is_filled_with_dots(void **state)
{
    assert_skeleton(state, &stub, "def f() -> int: pass\n",
                    "def f() -> int: ...\n");
    assert_skeleton(state, &stub, "class A:\n    def f(self) -> int: pass\n",
                    "class A:\n    def f(self) -> int: pass\n");
}

static void
tokens_stay_where_they_are(void **state)
{
    static const char text[] = "x   =  [1,\n"
                               "        2] ;  y=3\n"
                               "\n"
                               "if  x :\n"
                               "\tz = \"\"\"a\n"
                               "b\"\"\" + \\\n"
                               "      1\n"
                               "@ a\n"
                               "def f ( ) :\n"
                               "  class B : pass\n";
    assert_skeleton(state, &code, text,
                    "x   =  [1,\n        2]; y=3\n\nif  x :\n z = \"\"\"a\n"
                    "b\"\"\" + \\\n      1\n@ a\ndef f ( ) :\n"
                    "  class B : pass\n");
}

static void
what_cannot_be_read_comes_out_as_it_is(void **state)
{
    assert_skeleton(state, &keep, "def f() -> int:\n    return (\n",
                    "def f() -> int:\n    return (\n");
    assert_skeleton(state, &keep, "\xff\n", "\xff\n");
    assert_skeleton(state, &keep, "", "");
    assert_skeleton(state, &keep, "x", "x\n");
}

static void
the_text_is_utf8_whatever_the_cookie_says(void **state)
{
    assert_skeleton(state, &keep, "# coding: latin-1\nx = '\xe9'\n",
                    "\nx = '\xc3\xa9'\n");
    assert_skeleton(state, &keep, "\xef\xbb\xbfx = 1\n", "x = 1\n");
    assert_skeleton(state, &keep, "x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n");
}

static void
with_partial_types_all_bodies_stay(void **state)
{
    static const char text[] = "# mypy: local-partial-types\n"
                               "def f() -> int:\n    return 1\n";
    assert_skeleton(state, &keep, text, text);
}

static void
it_is_appended_to_what_is_there(void **state)
{
    struct buf out;
    buf_init(&out, BUF_UNLIMITED);
    symbols_skeleton(*state, STR("x = 1\n"), &keep, &out);
    symbols_skeleton(*state, STR("y = 2\n"), &keep, &out);
    assert_string_equal(buf_cstr(&out), "x = 1\ny = 2\n");
    buf_release(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        READER_TEST(a_left_out_body_becomes_an_assignment),
        READER_TEST(a_left_out_body_keeps_what_importers_see),
        READER_TEST(a_statement_behind_a_semicolon_goes_to_its_block),
        READER_TEST(each_line_of_a_statement_is_folded),
        READER_TEST(a_comment_on_its_own_goes_to_its_block),
        READER_TEST(a_block_in_the_line_of_its_header_stays_there),
        READER_TEST(a_docstring_that_is_all_leaves_an_empty_one),
        READER_TEST(comments_that_are_directives_stay),
        READER_TEST(a_stub_is_filled_with_dots),
        READER_TEST(tokens_stay_where_they_are),
        READER_TEST(what_cannot_be_read_comes_out_as_it_is),
        READER_TEST(the_text_is_utf8_whatever_the_cookie_says),
        READER_TEST(with_partial_types_all_bodies_stay),
        READER_TEST(it_is_appended_to_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
