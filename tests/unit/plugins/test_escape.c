/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plugins/ninja/escape.h"

typedef void escaper(struct buf *out, struct str text);

static void
expect(escaper *escape, struct str text, const char *wanted)
{
    struct buf out;
    buf_init(&out, BUF_UNLIMITED);
    escape(&out, text);
    assert_string_equal(buf_cstr(&out), wanted);
    buf_release(&out);
}

static void
a_path_of_a_build_line_has_dollars_before_what_means_something(void **state)
{
    (void)state;
    expect(escape_path, STR("pkg/a.py"), "pkg/a.py");
    expect(escape_path, STR("a b$c:d"), "a$ b$$c$:d");
    expect(escape_path, STR("a|b"), "a${depstamp_bar}b");
    expect(escape_path, STR("it's\t\"\\#"), "it's\t\"\\#");
}

static void
a_value_keeps_its_leading_space(void **state)
{
    (void)state;
    expect(escape_value, STR(" a b: $x|"), "$ a b: $$x|");
    expect(escape_value, STR(""), "");
}

static void
a_word_for_sh_is_quoted_if_it_has_to_be(void **state)
{
    (void)state;
    expect(escape_shell, STR("--root=/a_b-c.d,e@f:g+h"),
           "--root=/a_b-c.d,e@f:g+h");
    expect(escape_shell, STR(""), "''");
    expect(escape_shell, STR("a b"), "'a b'");
    expect(escape_shell, STR("it's"), "'it'\\''s'");
    expect(escape_shell, STR("$x;*"), "'$x;*'");
}

static void
a_depfile_is_written_as_gcc_writes_it(void **state)
{
    (void)state;
    expect(escape_depfile, STR("a b#c$d:e"), "a\\ b\\#c$$d:e");
}

static void
a_depfile_holds_no_quotes_backslashes_or_last_colons(void **state)
{
    (void)state;
    assert_true(escape_in_depfile(STR("pkg/a b#$-_.~()[]{}%=@!+,:x")));
    assert_true(escape_in_depfile(STR("\xc3\xbc.py")));
    assert_false(escape_in_depfile(STR("a:")));
    assert_false(escape_in_depfile(STR("")));
    const char *bad = "\"'\\*?&<>|;^`\t\n\r";
    for (const char *at = bad; *at; at++) {
        char text[] = {'a', *at, 'b', '\0'};
        assert_false(escape_in_depfile(str_from(text)));
    }
}

static void
line_ends_cannot_be_named(void **state)
{
    (void)state;
    assert_true(escape_can(STR("a\tb c")));
    assert_false(escape_can(STR("a\nb")));
    assert_false(escape_can(STR("a\rb")));
}

static void
lines_of_a_response_file_are_read_back(void **state)
{
    (void)state;
    struct str rest = STR("a.py\n\n'b c'\n'it'\\''s'\nx\\ y'\nz'\n");
    const char *const wanted[] = {"a.py", "b c", "it's", "x y\nz"};
    struct buf line;
    buf_init(&line, BUF_UNLIMITED);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
        assert_true(escape_next_line(&rest, &line));
        assert_string_equal(buf_cstr(&line), wanted[i]);
    }
    assert_false(escape_next_line(&rest, &line));
    buf_release(&line);
}

static void
a_broken_response_file_ends(void **state)
{
    (void)state;
    const char text[] = "'a\\'b\n'c\\";
    struct buf line;
    buf_init(&line, BUF_UNLIMITED);
    for (size_t len = 0; len < sizeof(text); len++) {
        struct str rest = {text, len};
        for (size_t lines = 0; escape_next_line(&rest, &line); lines++) {
            assert_true(lines < sizeof(text));
        }
    }
    buf_release(&line);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_path_of_a_build_line_has_dollars_before_what_means_something),
        cmocka_unit_test(a_value_keeps_its_leading_space),
        cmocka_unit_test(a_word_for_sh_is_quoted_if_it_has_to_be),
        cmocka_unit_test(a_depfile_is_written_as_gcc_writes_it),
        cmocka_unit_test(a_depfile_holds_no_quotes_backslashes_or_last_colons),
        cmocka_unit_test(line_ends_cannot_be_named),
        cmocka_unit_test(lines_of_a_response_file_are_read_back),
        cmocka_unit_test(a_broken_response_file_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
