/* SPDX-License-Identifier: MIT */
#include "core/python/strings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The literal that begins the text ends before its "|", or nowhere. */
static void
assert_span(const char *text, bool is_format)
{
    struct line_scanner scanner;
    struct string_span span;
    line_scanner_init(&scanner, str_from(text));
    size_t quote = strcspn(text, "\"'");
    string_scan(&scanner, 0, quote, &span);
    const char *end = strchr(text, '|');
    assert_non_null(end);
    assert_int_equal(span.end, (size_t)(end - text));
    assert_int_equal(span.is_format, is_format);
    assert_false(scanner.damaged);
    line_scanner_release(&scanner);
}

static void
assert_unclosed(const char *text, size_t end)
{
    struct line_scanner scanner;
    struct string_span span;
    line_scanner_init(&scanner, str_from(text));
    string_scan(&scanner, 0, strcspn(text, "\"'"), &span);
    assert_int_equal(span.end, end);
    assert_true(scanner.damaged);
    line_scanner_release(&scanner);
}

static void
plain_strings_end_at_their_quotes(void **state)
{
    (void)state;
    assert_span("'a'|", false);
    assert_span("''|", false);
    assert_span("\"it's\"|", false);
    assert_span("'''a'b''c\n'''|", false);
    assert_span("\"\"\"\"\"\"|", false);
    assert_span("'{'|", false);
}

static void
escapes_hide_quotes(void **state)
{
    (void)state;
    assert_span("'\\''|", false);
    assert_span("'\\\\'|", false);
    assert_span("r'\\''|", false);
    assert_span("r'\\\\'|", false);
    assert_span("b'\\x27\\''|", false);
    assert_span("'a\\\nb'|", false);
    assert_span("'a\\\r\nb'|", false);
    assert_span("'''\\''''|", false);
}

static void
every_prefix_counts(void **state)
{
    static const char *const plain[] = {"u'{'|", "R'{'|", "bR'{'|", "Rb'{'|"};
    static const char *const format[] = {"f'{a}'|",  "F'{a}'|", "fr'{a}'|",
                                         "Rf'{a}'|", "t'{a}'|", "rT'{a}'|"};
    (void)state;
    for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
        assert_span(plain[i], false);
    }
    for (size_t i = 0; i < sizeof(format) / sizeof(*format); i++) {
        assert_span(format[i], true);
    }
}

static void
fields_hold_strings_of_any_quotes(void **state)
{
    (void)state;
    assert_span("f'{a['b']}'|", true);
    assert_span("f'{f'{f'{a}'}'}'|", true);
    assert_span("f'{a:{w}.{p}}'|", true);
    assert_span("f'{a!r:>{w}}'|", true);
    assert_span("f'{ {1: 2}[1] }'|", true);
    assert_span("f'{(lambda x: 1)(2)}'|", true);
    assert_span("f'''{\na # '}\n}'''|", true);
    assert_span("f'{'}'}'|", true);
}

static void
doubled_braces_are_no_fields(void **state)
{
    (void)state;
    assert_span("f'{{'|", true);
    assert_span("f'}}{{a}}'|", true);
    assert_span("f'{{{a}}}'|", true);
    assert_span("f'\\N{DASH}'|", true);
    assert_span("f'{a}}}'|", true);
}

static void
an_unclosed_string_gives_up_early(void **state)
{
    (void)state;
    assert_unclosed("'abc\nd", 4);
    assert_unclosed("'abc", 4);
    assert_unclosed("'''abc\nd", 3);
    assert_unclosed("f'{a\nb", 4);
    assert_unclosed("f'''{a\nb", 4);
    assert_unclosed("'\\", 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_strings_end_at_their_quotes),
        cmocka_unit_test(escapes_hide_quotes),
        cmocka_unit_test(every_prefix_counts),
        cmocka_unit_test(fields_hold_strings_of_any_quotes),
        cmocka_unit_test(doubled_braces_are_no_fields),
        cmocka_unit_test(an_unclosed_string_gives_up_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
