/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct writer {
    struct buf out;
    struct json json;
};

static int
set_up(void **state)
{
    static struct writer writer;

    buf_init(&writer.out, BUF_UNLIMITED);
    json_init(&writer.json, &writer.out);
    *state = &writer;
    return 0;
}

static int
tear_down(void **state)
{
    struct writer *writer = *state;

    buf_release(&writer->out);
    return 0;
}

static void
assert_string_is(void **state, struct str text, const char *expected)
{
    struct writer *writer = *state;

    buf_clear(&writer->out);
    json_init(&writer->json, &writer->out);
    json_str(&writer->json, text);
    assert_string_equal(buf_cstr(&writer->out), expected);
}

/* As Python's json.dumps(…, indent=2) prints it. */
static void
nested_values_are_indented_by_two(void **state)
{
    static const char expected[] = "{\n"
                                   "  \"version\": 1,\n"
                                   "  \"level\": \"content\",\n"
                                   "  \"complete\": true,\n"
                                   "  \"list\": [\n"
                                   "    -5,\n"
                                   "    null,\n"
                                   "    [],\n"
                                   "    {},\n"
                                   "    [\n"
                                   "      false\n"
                                   "    ]\n"
                                   "  ],\n"
                                   "  \"object\": {\n"
                                   "    \"none\": null\n"
                                   "  }\n"
                                   "}";
    struct writer *writer = *state;
    struct json *json = &writer->json;

    json_object(json);
    json_key_number(json, "version", 1);
    json_key_text(json, "level", "content");
    json_key_bool(json, "complete", true);
    json_key(json, "list");
    json_array(json);
    json_number(json, -5);
    json_null(json);
    json_array(json);
    json_close(json);
    json_object(json);
    json_close(json);
    json_array(json);
    json_bool(json, false);
    json_close(json);
    json_close(json);
    json_key(json, "object");
    json_object(json);
    json_key_text(json, "none", NULL);
    json_close(json);
    json_close(json);
    assert_string_equal(buf_cstr(&writer->out), expected);
}

static void
an_empty_top_level_stays_on_one_line(void **state)
{
    struct writer *writer = *state;

    json_array(&writer->json);
    json_close(&writer->json);
    assert_string_equal(buf_cstr(&writer->out), "[]");
}

static void
numbers_span_64_bits(void **state)
{
    struct writer *writer = *state;

    json_array(&writer->json);
    json_number(&writer->json, INT64_MIN);
    json_number(&writer->json, INT64_MAX);
    json_close(&writer->json);
    assert_string_equal(buf_cstr(&writer->out),
                        "[\n  -9223372036854775808,\n  9223372036854775807\n]");
}

static void
keys_are_escaped_like_values(void **state)
{
    struct writer *writer = *state;

    json_object(&writer->json);
    json_key_str(&writer->json, STR("a\"\xff"));
    json_text(&writer->json, "b\\");
    json_close(&writer->json);
    assert_string_equal(buf_cstr(&writer->out),
                        "{\n  \"a\\\"\\udcff\": \"b\\\\\"\n}");
}

static void
control_characters_are_escaped(void **state)
{
    assert_string_is(state, STR("\n\t\r\b\f"), "\"\\n\\t\\r\\b\\f\"");
    assert_string_is(state, STR("\0\x01\x1f"), "\"\\u0000\\u0001\\u001f\"");
    assert_string_is(state, STR("\"\\"), "\"\\\"\\\\\"");
    assert_string_is(state, STR("a/b\x7f"), "\"a/b\x7f\"");
    assert_string_is(state, (struct str){0}, "\"\"");
}

static void
utf_8_is_written_as_it_is(void **state)
{
    static const char *const valid[] = {
        "\xc2\x80",         "\xdf\xbf",         "\xe0\xa0\x80",
        "\xed\x9f\xbf",     "\xee\x80\x80",     "\xef\xbf\xbf",
        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xf3\xa0\x80\x81",
    };

    for (size_t i = 0; i < sizeof(valid) / sizeof(*valid); i++) {
        char expected[16];
        (void)snprintf(expected, sizeof(expected), "\"%s\"", valid[i]);
        assert_string_is(state, str_from(valid[i]), expected);
    }
}

static void
each_byte_that_is_not_utf_8_is_kept_as_a_surrogate(void **state)
{
    /* A tail without a head, and what can never be a head. */
    assert_string_is(state, STR("a\x80z"), "\"a\\udc80z\"");
    assert_string_is(state, STR("\xff\xfe"), "\"\\udcff\\udcfe\"");
    /* Overlong. */
    assert_string_is(state, STR("\xc0\xaf"), "\"\\udcc0\\udcaf\"");
    assert_string_is(state, STR("\xc1\xbf"), "\"\\udcc1\\udcbf\"");
    assert_string_is(state, STR("\xe0\x9f\xbf"), "\"\\udce0\\udc9f\\udcbf\"");
    assert_string_is(state, STR("\xf0\x8f\xbf\xbf"),
                     "\"\\udcf0\\udc8f\\udcbf\\udcbf\"");
    /* A surrogate. */
    assert_string_is(state, STR("\xed\xa0\x80"), "\"\\udced\\udca0\\udc80\"");
    /* Beyond U+10FFFF. */
    assert_string_is(state, STR("\xf4\x90\x80\x80"),
                     "\"\\udcf4\\udc90\\udc80\\udc80\"");
    assert_string_is(state, STR("\xf5\x80\x80\x80"),
                     "\"\\udcf5\\udc80\\udc80\\udc80\"");
}

static void
a_sequence_cut_off_is_kept_byte_by_byte(void **state)
{
    assert_string_is(state, STR("\xc3"), "\"\\udcc3\"");
    assert_string_is(state, STR("\xe2\x82"), "\"\\udce2\\udc82\"");
    assert_string_is(state, STR("\xf0\x9f\x98"), "\"\\udcf0\\udc9f\\udc98\"");
    assert_string_is(state, STR("\xe2\x82\""), "\"\\udce2\\udc82\\\"\"");
    assert_string_is(state, STR("\xe2\xc3\xa9"), "\"\\udce2\xc3\xa9\"");
}

static void
a_writer_goes_on_where_another_stopped(void **state)
{
    struct json json;
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    json_init(&json, &out);
    json_object(&json);
    json_key(&json, "a");
    json_array(&json);
    for (int i = 0; i < 2; i++) {
        json_init_inside(&json, &out, "}]", i > 0);
        json_number(&json, i);
    }
    json_init_inside(&json, &out, "}]", true);
    json_close(&json);
    json_close(&json);
    assert_string_equal(buf_cstr(&out), "{\n  \"a\": [\n    0,\n    1\n  ]\n}");
    buf_release(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nested_values_are_indented_by_two,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_top_level_stays_on_one_line,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_span_64_bits, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(keys_are_escaped_like_values, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(control_characters_are_escaped, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(utf_8_is_written_as_it_is, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            each_byte_that_is_not_utf_8_is_kept_as_a_surrogate, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(a_sequence_cut_off_is_kept_byte_by_byte,
                                        set_up, tear_down),
        cmocka_unit_test(a_writer_goes_on_where_another_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
