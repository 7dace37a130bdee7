/* SPDX-License-Identifier: MIT */
#include "core/base/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct buf out;

static int
set_up(void **state)
{
    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    buf_release(&out);
    return 0;
}

static void
assert_text(struct str text, const char *expected)
{
    buf_clear(&out);
    page_text(text, &out);
    assert_string_equal(buf_cstr(&out), expected);
}

static void
plain_text_stays_as_it_is(void **state)
{
    (void)state;
    assert_text(STR(""), "\"\"");
    assert_text(STR("pkg/a.py"), "\"pkg/a.py\"");
    assert_text(STR("caf\xc3\xa9 \xf0\x9f\x98\x80>&'"),
                "\"caf\xc3\xa9 \xf0\x9f\x98\x80>&'\"");
}

static void
no_text_ends_the_script_or_begins_a_comment(void **state)
{
    (void)state;
    assert_text(STR("</script>"), "\"\\u003c/script>\"");
    assert_text(STR("<!--"), "\"\\u003c!--\"");
}

static void
quotes_and_control_characters_are_escaped(void **state)
{
    (void)state;
    assert_text(STR("\"\\"), "\"\\u0022\\u005c\"");
    assert_text(((struct str){"\0\n\x1f\x7f", 4}),
                "\"\\u0000\\u000a\\u001f\\u007f\"");
}

static void
line_ends_of_javascript_are_escaped(void **state)
{
    (void)state;
    assert_text(STR("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"),
                "\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa\"");
}

static void
bytes_that_are_no_utf_8_become_surrogates(void **state)
{
    (void)state;
    assert_text(STR("a\xff\xc3"), "\"a\\udcff\\udcc3\"");
    assert_text(STR("\xe2\x80"), "\"\\udce2\\udc80\"");
    assert_text(STR("\xed\xa0\x80"), "\"\\udced\\udca0\\udc80\"");
}

static void
every_byte_leaves_plain_ascii_or_utf_8(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        char text[2] = {(char)byte, 'x'};
        buf_clear(&out);
        page_text((struct str){text, 2}, &out);
        for (size_t i = 0; i < out.len; i++) {
            unsigned char got = (unsigned char)out.data[i];
            assert_true(got >= 0x20 && got < 0x7f && got != '<');
        }
    }
}

static void
numbers_are_an_array(void **state)
{
    (void)state;
    const uint32_t numbers[] = {0, 7, UINT32_MAX};
    page_numbers(numbers, 3, &out);
    page_numbers(NULL, 0, &out);
    assert_string_equal(buf_cstr(&out), "[0,7,4294967295][]");
}

static void
markup_is_escaped(void **state)
{
    (void)state;
    page_markup(STR("a<b>&\"'"), &out);
    assert_string_equal(buf_cstr(&out), "a&lt;b&gt;&amp;&quot;&#39;");
}

/* How often `word` stands in what was written. */
static size_t
count_words(const char *word)
{
    size_t count = 0;
    const char *at = buf_cstr(&out);
    for (; (at = strstr(at, word)); at++) {
        count++;
    }
    return count;
}

static void
a_page_has_all_its_parts_and_its_title(void **state)
{
    (void)state;
    page_begin("graph.html", STR("<i>"), &out);
    assert_int_equal(count_words("id=\"data\">"), 1);
    assert_int_equal(count_words("<title>&lt;i&gt; - "), 1);
    buf_text(&out, "{}");
    page_end("graph.html", &out);
    assert_int_equal(count_words("{{graph"), 0);
    assert_int_equal(count_words("{{page"), 0);
    assert_int_equal(count_words("{{data"), 0);
    assert_int_equal(count_words("id=\"data\">{}</script>"), 1);
    assert_int_equal(count_words("</html>"), 1);
    assert_int_equal(count_words("<script>"), 3);
    assert_int_equal(count_words("</script>"), 4);
    assert_int_equal(strlen(buf_cstr(&out)), out.len);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plain_text_stays_as_it_is, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            no_text_ends_the_script_or_begins_a_comment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            quotes_and_control_characters_are_escaped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(line_ends_of_javascript_are_escaped,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            bytes_that_are_no_utf_8_become_surrogates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_byte_leaves_plain_ascii_or_utf_8,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_an_array, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(markup_is_escaped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_page_has_all_its_parts_and_its_title,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
