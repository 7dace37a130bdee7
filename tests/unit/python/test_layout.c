/* SPDX-License-Identifier: MIT */
#include "core/python/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/*
 * A text is walked over as a tree would be: words of letters, and single
 * other bytes, are tokens; `|` is where a statement ends, `{` and `}` are
 * where a block begins and ends, and none of these three is text.  A `#` and
 * what follows in its line is a comment.
 */
struct walker {
    struct layout layout;
    char text[200];
    const char *script;
    char opened[16]; /* a letter for each block: Indented, Line */
    size_t opened_len;
};

static bool
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
is_gap(char byte)
{
    return byte != '\0' && strchr(" \t\f\v\r\n\\", byte);
}

/* The script without its marks. */
static void
write_text(struct walker *walker)
{
    size_t len = 0;
    for (const char *at = walker->script; *at; at++) {
        if (!strchr("|{}", *at)) {
            walker->text[len++] = *at;
        }
    }
    walker->text[len] = '\0';
}

static const char *
skip_blanks(const char *script)
{
    while (is_gap(*script)) {
        script++;
    }
    return script;
}

/* Returns where the token or comment at `at` ends. */
static uint32_t
token_end(const struct walker *walker, uint32_t at)
{
    const char *text = walker->text + at;
    if (*text == '#') {
        return at + (uint32_t)strcspn(text, "\n");
    }
    uint32_t len = 0;
    while (is_letter(text[len])) {
        len++;
    }
    return at + (len > 0 ? len : 1);
}

static void
obey(struct walker *walker, char mark, uint32_t at)
{
    if (mark == '|') {
        layout_end(&walker->layout);
    } else if (mark == '}') {
        layout_close_block(&walker->layout);
    } else {
        uint32_t next = at;
        next += (uint32_t)(skip_blanks(walker->text + at) - walker->text) - at;
        bool indented = layout_open_block(&walker->layout, next);
        walker->opened[walker->opened_len++] = indented ? 'I' : 'L';
    }
}

static void
walk(struct walker *walker)
{
    uint32_t at = 0;
    const char *script = walker->script;
    while (*script) {
        if (strchr("|{}", *script)) {
            obey(walker, *script++, at);
        } else if (is_gap(*script)) {
            script++;
            at++;
        } else {
            uint32_t end = token_end(walker, at);
            if (*script == '#') {
                layout_comment(&walker->layout, at, end);
            } else {
                layout_token(&walker->layout, at, end);
            }
            script += end - at;
            at = end;
        }
    }
    layout_finish(&walker->layout);
}

/* "" if it is broken, else a letter for each block. */
static const char *
read_script(struct walker *walker, const char *script)
{
    memset(walker, 0, sizeof(*walker));
    walker->script = script;
    write_text(walker);
    layout_init(&walker->layout);
    layout_begin(&walker->layout, str_from(walker->text));
    walk(walker);
    bool broken = walker->layout.broken;
    layout_release(&walker->layout);
    walker->opened[walker->opened_len++] = '.';
    return broken ? "" : walker->opened;
}

static void
assert_layout(const char *script, const char *expected)
{
    struct walker walker;
    if (strcmp(read_script(&walker, script), expected) != 0) {
        print_error("in: %s\n", script);
    }
    assert_string_equal(read_script(&walker, script), expected);
}

static void
a_statement_ends_with_its_line(void **state)
{
    (void)state;
    assert_layout("a = b|\nc|\n", ".");
    assert_layout("a = b| # c\nc|", ".");
    assert_layout("a =\nb|\n", "");
    assert_layout("a = # c\nb|\n", "");
    assert_layout("a = b| c|\n", "");
    assert_layout("(a =\n\n # c\n b)|\n", ".");
    assert_layout("(a)\n(b)|\n", "");
}

static void
a_backslash_hides_the_end_of_a_line(void **state)
{
    (void)state;
    assert_layout("a = \\\nb|\n", ".");
    assert_layout("a = \\\r\n  b|\r\n", ".");
    assert_layout("a = \\ \nb|\n", "");
    assert_layout("a = \\b|\n", "");
    assert_layout("a| \\\n\nb|\n", ".");
    assert_layout("a| \\\n # c\nb|\n", ".");
    assert_layout("a| \\\n b|\n", "");
    assert_layout("a|\\", "");
    assert_layout("a|\\\n", "");
}

static void
a_backslash_at_the_start_of_a_line_is_broken(void **state)
{
    (void)state;
    assert_layout("\\\na|\n", "");
    assert_layout("a|\n\\\nb|\n", "");
    assert_layout("a|\n # c\n  \\\nb|\n", "");
    assert_layout("a|\n\\\n\nb|\n", "");
    assert_layout("(a\n\\\nb)|\n", ".");
}

static void
a_semicolon_leads_on_or_ends_a_line(void **state)
{
    (void)state;
    assert_layout("a|; b|\n", ".");
    assert_layout("a|;\nb|\n", ".");
    assert_layout("a|; \\\nb|\n", ".");
    assert_layout("a|; # c\nb|\n", ".");
    assert_layout("a|\n; b|\n", "");
}

static void
only_blanks_stand_between_tokens(void **state)
{
    (void)state;
    assert_layout("a \t\f=\tb|\n", ".");
    assert_layout("a \v= b|\n", "");
}

static void
a_block_is_indented_or_stands_in_a_line(void **state)
{
    (void)state;
    assert_layout("if a:{\n  b|\n  c|}|\nd|\n", "I.");
    assert_layout("if a:{ b|; c|}|\nd|\n", "L.");
    assert_layout("if a:{ \\\n b|}|\nd|\n", "L.");
    assert_layout("if a: # c\n{ b|}|\nd|\n", "I.");
    assert_layout("if a:{\n  b|\n   c|}|\n", "");
    assert_layout("if a:{\n  b|\n c|}|\n", "");
    assert_layout("if a:{\nb|}|\n", "");
    assert_layout("if a:{\n  b|}\n else:{ c|}|\n", "");
    assert_layout("if a:{\n  b|}\nelse:{ c|}|\n", "IL.");
    assert_layout("if a:{ b|} else:{ c|}|\n", "");
    assert_layout(" a|\n", "");
    assert_layout("@ a|\n  def b:{ c|}|\n", "");
    assert_layout("@ a| def b:{ c|}|\n", "");
    assert_layout("@ a|\ndef b:{ c|}|\n", "L.");
}

/* CPython counts a tab as up to eight columns and as one. */
static void
tabs_and_blanks_that_do_not_agree_are_broken(void **state)
{
    (void)state;
    assert_layout("if a:{\n\tb|\n\tc|}|\n", "I.");
    assert_layout("if a:{\n\tb|\n        c|}|\n", "");
    assert_layout("if a:{\n \tb|\n \tc|}|\n", "I.");
    assert_layout("if a:{\n  if a:{\n\tb|}|}|\n", "");
    assert_layout("if a:{\n  if a:{\n  \tb|}|}|\n", "II.");
    assert_layout("if a:{\n\tif a:{\n         b|}|}|\n", "II.");
}

static void
a_form_feed_starts_the_line_anew(void **state)
{
    (void)state;
    assert_layout("\fa|\n  \fb|\n", ".");
    assert_layout("if a:{\n  b|\n\f  c|\n    \f  d|}|\n", "I.");
}

static void
a_comment_says_whether_a_token_stands_before_it(void **state)
{
    struct layout layout;
    (void)state;
    layout_init(&layout);
    layout_begin(&layout, STR("# c\na # c\n # c\n(b, # c\n # c\n)\\\n# c\n"));
    assert_false(layout_comment(&layout, 0, 3));
    layout_token(&layout, 4, 5);
    assert_true(layout_comment(&layout, 6, 9));
    layout_end(&layout);
    assert_false(layout_comment(&layout, 11, 14));
    layout_token(&layout, 15, 16);
    layout_token(&layout, 16, 17);
    layout_token(&layout, 17, 18);
    assert_true(layout_comment(&layout, 19, 22));
    assert_false(layout_comment(&layout, 24, 27));
    layout_token(&layout, 28, 29);
    assert_true(layout_comment(&layout, 31, 34));
    layout_end(&layout);
    layout_finish(&layout);
    assert_false(layout.broken);
    layout_release(&layout);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_ends_with_its_line),
        cmocka_unit_test(a_backslash_hides_the_end_of_a_line),
        cmocka_unit_test(a_backslash_at_the_start_of_a_line_is_broken),
        cmocka_unit_test(a_semicolon_leads_on_or_ends_a_line),
        cmocka_unit_test(only_blanks_stand_between_tokens),
        cmocka_unit_test(a_block_is_indented_or_stands_in_a_line),
        cmocka_unit_test(tabs_and_blanks_that_do_not_agree_are_broken),
        cmocka_unit_test(a_form_feed_starts_the_line_anew),
        cmocka_unit_test(a_comment_says_whether_a_token_stands_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
