/* SPDX-License-Identifier: MIT */
/*
 * What no honest tool prints: real outputs (tests/fuzz/seeds/formats) cut,
 * damaged, and with other values in each place, and things made up.  Nothing
 * crashes, and what is not refused could have been said by an honest tool.
 */
#include "tests/unit/run/format_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/sys/file.h"
#include "tests/unit/stride.h"

#define SEEDS "tests/fuzz/seeds/formats/"

enum {
    SEED_MAX_BYTES = 1 << 20,
    LONG_BYTES = (100 << 20) / STRIDE,
    DEPTH = 1000 * 1000 / STRIDE,
};

static const char *const seeds[] = {
    "bandit",    "black",      "files",     "flake8",     "gcc-flake8",
    "gcc-mypy",  "gcc-pylint", "gitlab-ty", "mypy",       "mypy-fatal",
    "pylint",    "pyrefly",    "pyright",   "regex",      "ruff-format",
    "ruff-json", "ruff-lines", "sarif-all", "sarif-ruff",
};

enum { SEEDS_LEN = sizeof(seeds) / sizeof(*seeds) };

static const char pattern[] =
    "^(?<path>[^:,\n]+)(?::(?<line>\\d+): \\[(?<severity>.*?)\\] |, line "
    "(?<line>\\d+), column (?<column>\\d+) \\((?<code>\\w+)\\): )"
    "(?<message>.*)$";

struct seed {
    struct buf bytes;
    const struct format *format;
    struct str output;
};

static void
seed_open(struct seed *seed, size_t i)
{
    struct err err;
    char path[128];

    buf_init(&seed->bytes, SEED_MAX_BYTES);
    snprintf(path, sizeof(path), SEEDS "%s", seeds[i]);
    if (file_read(FILE_HERE, path, &seed->bytes, NULL, &err) != 0)
        fail_msg("%s", err.text);
    seed->output = buf_view(&seed->bytes);
    seed->format = format_find(str_split(&seed->output, '\n'));
    assert_non_null(seed->format);
}

static void
seed_close(struct seed *seed)
{
    buf_release(&seed->bytes);
}

/* Read it; true if it was not refused. */
static bool
survives(const struct format *format, struct str output)
{
    struct format_case test;

    format_case_init(&test);
    test.input.output = output;
    test.input.other = output;
    test.input.pattern = STR(pattern);
    bool read = format_read(format, &test.input, &test.arena, &test.result,
                            &test.err) == 0;
    if (read) {
        assert_true(format_case_is_sound(&test.result));
    } else {
        assert_int_equal(test.err.code, ERR_FORMAT);
        assert_int_equal(test.result.diagnostics.len, 0);
        assert_int_equal(test.result.failed.len, 0);
    }
    format_case_release(&test);
    return read;
}

static void
real_outputs_are_read(void **state)
{
    struct seed seed;

    (void)state;
    for (size_t i = 0; i < SEEDS_LEN; i++) {
        seed_open(&seed, i);
        assert_true(survives(seed.format, seed.output));
        seed_close(&seed);
    }
}

/* A document is whole or refused, and so are lines but at their ends. */
static bool
may_be_read(struct str whole, size_t cut)
{
    struct str rest = str_slice(whole, cut, whole.len);

    if (cut == 0 || str_trim(rest).len == 0)
        return true;
    if (whole.data[0] == '{' && memchr(whole.data, '\n', whole.len - 1) &&
        str_find_byte(whole, '}') < str_find_byte(whole, '\n'))
        return whole.data[cut - 1] == '\n' || whole.data[cut] == '\n';
    return whole.data[0] != '{' && whole.data[0] != '[';
}

static void
outputs_cut_at_each_byte_are_refused_or_whole(void **state)
{
    struct seed seed;

    (void)state;
    for (size_t i = 0; i < SEEDS_LEN; i++) {
        seed_open(&seed, i);
        for (size_t cut = 0; cut <= seed.output.len; cut += STRIDE)
            if (survives(seed.format, str_slice(seed.output, 0, cut)) &&
                !may_be_read(seed.output, cut))
                fail_msg("%s, cut at %zu, is read", seeds[i], cut);
        seed_close(&seed);
    }
}

static void
outputs_with_each_byte_changed_do_no_harm(void **state)
{
    static const char bytes[] = {'\0',   '"',    '\\', '{', '0',
                                 '\x80', '\xff', '\n', ':', '/'};
    struct seed seed;

    (void)state;
    for (size_t i = 0; i < SEEDS_LEN; i++) {
        seed_open(&seed, i);
        char *data = seed.bytes.data + (seed.output.data - seed.bytes.data);
        for (size_t at = 0; at < seed.output.len; at += STRIDE) {
            char kept = data[at];
            data[at] = at % 3 == 0 ? (char)(kept ^ 1 << at % 7)
                                   : bytes[at % sizeof(bytes)];
            (void)survives(seed.format, seed.output);
            data[at] = kept;
        }
        seed_close(&seed);
    }
}

/* Behind the JSON value that begins at `at`. */
static size_t
value_end(struct str text, size_t at)
{
    size_t depth = 0;
    bool quoted = false;

    for (; at < text.len; at++) {
        char c = text.data[at];
        if (c == '\\' && quoted) {
            at++;
            continue;
        }
        quoted = quoted != (c == '"');
        if (quoted)
            continue;
        if (c == '}' || c == ']') {
            if (depth == 0)
                break;
            depth--;
        }
        depth += c == '{' || c == '[';
        if (depth == 0 && (c == ',' || c == '\n'))
            break;
    }
    return at;
}

static void
replace_value(const struct seed *seed, size_t from, size_t to)
{
    static const char *const values[] = {
        "null",
        "true",
        "-1",
        "-2",
        "1.5",
        "1e3",
        "4294967296",
        "\"\"",
        "\"\\u0000\"",
        "\"/\"",
        "[]",
        "{}",
        "[[{}]]",
        "9223372036854775807",
        "\"https://x:1:2: y\"",
        /* No JSON, or beyond its reader's bounds. */
        "9223372036854775808",
        "1e999",
        "NaN",
        "Infinity",
        "01",
        "'x'",
    };
    enum { REFUSED_FROM = 15 };
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        buf_clear(&out);
        buf_str(&out, str_slice(seed->output, 0, from));
        buf_text(&out, values[i]);
        buf_str(&out, str_slice(seed->output, to, seed->output.len));
        bool read = survives(seed->format, buf_view(&out));
        if (i >= REFUSED_FROM)
            assert_false(read);
    }
    buf_release(&out);
}

static void
other_values_in_each_place_do_no_harm(void **state)
{
    struct seed seed;
    size_t places = 0;

    (void)state;
    for (size_t i = 0; i < SEEDS_LEN; i++) {
        seed_open(&seed, i);
        bool is_json = seed.output.data[0] == '{' || seed.output.data[0] == '[';
        for (size_t at = 1; is_json && at + 1 < seed.output.len; at++) {
            /* Colons of messages stand between other things. */
            if (seed.output.data[at] != ':' ||
                seed.output.data[at - 1] != '"' ||
                memchr("\" [{ntf0123456789", seed.output.data[at + 1], 17) ==
                    NULL)
                continue;
            if (places++ % STRIDE == 0)
                replace_value(&seed, at + 1, value_end(seed.output, at + 1));
        }
        seed_close(&seed);
    }
}

static void
all_formats_survive(struct str output, bool refused)
{
    for (size_t i = 0; format_names[i]; i++) {
        struct str name = str_from(format_names[i]);
        if (survives(format_find(name), output) && refused)
            fail_msg("%s read it", format_names[i]);
    }
}

static void
deep_nesting_is_refused(void **state)
{
    static const char *const openings[] = {"[", "{\"a\":", "[{\"messages\":"};
    struct buf out;

    (void)state;
    for (size_t i = 0; i < sizeof(openings) / sizeof(*openings); i++) {
        buf_init(&out, BUF_UNLIMITED);
        for (size_t depth = 0; depth < DEPTH; depth++)
            buf_text(&out, openings[i]);
        all_formats_survive(buf_view(&out), true);
        buf_release(&out);
    }
}

static void
a_hundred_megabytes_of_one_line_are_refused(void **state)
{
    static const char fills[] = {'x', '\0', '\xff', '"', '\\', '9'};
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    char *data = buf_reserve(&out, LONG_BYTES);
    for (size_t i = 0; i < sizeof(fills); i++) {
        /* One of them in full. */
        size_t len = i == 0 ? LONG_BYTES : LONG_BYTES / 16;
        memset(data, fills[i], len);
        all_formats_survive((struct str){data, len}, true);
        data[0] = i % 2 ? '[' : '{';
        data[1] = '"';
        len = LONG_BYTES / 16;
        all_formats_survive((struct str){data, len}, true);
    }
    buf_release(&out);
}

/* Text that makes careless readers try each part against each other. */
static void
repeated_parts_take_no_time(void **state)
{
    static const char *const parts[] = {": ",
                                        ":1",
                                        ":1:1: ",
                                        "a/",
                                        "/project",
                                        "[",
                                        "] [x",
                                        "\\ud800",
                                        "error: cannot format ",
                                        "error: cannot parse: a:1:1\n  ",
                                        "{}\n",
                                        "would reformat ",
                                        ", line 1, column ",
                                        "a:1: [",
                                        "%20"};
    enum { TIMES = 200 * 1000 / STRIDE };
    struct buf out;

    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        buf_init(&out, BUF_UNLIMITED);
        buf_text(&out, "a.py:1:1: E1 x ");
        for (size_t times = 0; times < TIMES; times++)
            buf_text(&out, parts[i]);
        all_formats_survive(buf_view(&out), false);
        buf_release(&out);
    }
}

static void
a_message_of_a_hundred_megabytes_is_a_message(void **state)
{
    struct format_case test;
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    buf_text(&out, "{\"filename\":\"a.py\",\"message\":\"");
    char *data = buf_reserve(&out, LONG_BYTES);
    memset(data, 'x', LONG_BYTES);
    out.len += LONG_BYTES;
    buf_text(&out, "\"}");
    format_case_init(&test);
    assert_int_equal(format_case_read_str(&test, "ruff", buf_view(&out)), 0);
    assert_int_equal(test.result.diagnostics.items[0].message.len, LONG_BYTES);
    format_case_release(&test);
    buf_release(&out);
}

static void
bytes_that_are_no_utf8_are_no_json(void **state)
{
    static const char *const bad[] = {"\xff", "\xc3", "\xc0\x80",
                                      "\xed\xa0\x80", "\xf4\x90\x80\x80"};
    struct format_case test;

    (void)state;
    format_case_init(&test);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        const char *output = arena_printf(
            &test.arena, "{\"filename\":\"a.py\",\"message\":\"%s\"}", bad[i]);
        assert_int_equal(format_case_read(&test, "ruff", output), -1);
    }
    format_case_release(&test);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_outputs_are_read),
        cmocka_unit_test(outputs_cut_at_each_byte_are_refused_or_whole),
        cmocka_unit_test(outputs_with_each_byte_changed_do_no_harm),
        cmocka_unit_test(other_values_in_each_place_do_no_harm),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_hundred_megabytes_of_one_line_are_refused),
        cmocka_unit_test(repeated_parts_take_no_time),
        cmocka_unit_test(a_message_of_a_hundred_megabytes_is_a_message),
        cmocka_unit_test(bytes_that_are_no_utf8_are_no_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
