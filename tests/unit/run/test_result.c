/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/run/result.h"

enum { FINDINGS = 2 };

static struct diagnostic findings[FINDINGS];

static int
make_findings(void **state)
{
    (void)state;
    findings[0] = (struct diagnostic){
        .path = STR("pkg/a.py"),
        .line = 3,
        .column = 5,
        .end_line = 3,
        .end_column = 9,
        .code = STR("F401"),
        .severity = SEVERITY_ERROR,
        .message = STR("`os` imported but unused"),
        .url = STR("https://example.org/F401"),
    };
    findings[1] = (struct diagnostic){
        .path = STR("pkg/b.py"),
        .severity = SEVERITY_NOTE,
        .message = STR("two\nlines \xc3\xa9"),
    };
    return 0;
}

static void
write_findings(struct buf *out)
{
    struct result result = {
        .duration_us = 1234567890123, .diagnostics = findings, .len = FINDINGS};
    buf_init(out, BUF_UNLIMITED);
    result_write(&result, STR("pkg/a.py"), out);
}

static void
a_result_is_read_as_it_was_written(void **state)
{
    (void)state;
    struct buf bytes;
    uint64_t duration = 0;
    struct diagnostic_list list = {0};
    write_findings(&bytes);
    assert_true(result_read(buf_view(&bytes), STR("pkg/a.py"), STR("ruff"),
                            &list, &duration));
    assert_int_equal(duration, 1234567890123);
    assert_int_equal(list.len, FINDINGS);
    for (size_t i = 0; i < list.len; i++) {
        struct diagnostic expected = findings[i];
        expected.analyzer = STR("ruff");
        assert_int_equal(diagnostic_compare(&list.items[i], &expected), 0);
        assert_true(str_equal(list.items[i].url, expected.url));
    }
    VEC_RELEASE(&list);
    buf_release(&bytes);
}

static void
the_own_path_moves_with_the_file(void **state)
{
    (void)state;
    struct buf bytes;
    uint64_t duration;
    struct diagnostic_list list = {0};
    write_findings(&bytes);
    assert_true(result_read(buf_view(&bytes), STR("other.py"), STR("ruff"),
                            &list, &duration));
    assert_true(str_equal(list.items[0].path, STR("other.py")));
    assert_true(str_equal(list.items[1].path, STR("pkg/b.py")));
    VEC_RELEASE(&list);
    buf_release(&bytes);
}

static void
a_result_that_is_cut_or_longer_is_none(void **state)
{
    (void)state;
    struct buf bytes;
    uint64_t duration;
    struct diagnostic_list list = {0};
    write_findings(&bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        assert_false(result_read(str_slice(buf_view(&bytes), 0, len),
                                 STR("pkg/a.py"), STR("ruff"), &list,
                                 &duration));
        assert_int_equal(list.len, 0);
    }
    buf_byte(&bytes, 'x');
    assert_false(result_read(buf_view(&bytes), STR("pkg/a.py"), STR("ruff"),
                             &list, &duration));
    VEC_RELEASE(&list);
    buf_release(&bytes);
}

/* The store's checksum keeps such bytes away; here they must not crash. */
static void
no_flipped_byte_is_read_beyond_its_end(void **state)
{
    (void)state;
    struct buf bytes;
    write_findings(&bytes);
    for (size_t at = 0; at < bytes.len; at++) {
        for (int bit = 0; bit < 8; bit++) {
            uint64_t duration;
            struct diagnostic_list list = {0};
            bytes.data[at] = (char)(bytes.data[at] ^ (1 << bit));
            (void)result_read(buf_view(&bytes), STR("pkg/a.py"), STR("ruff"),
                              &list, &duration);
            bytes.data[at] = (char)(bytes.data[at] ^ (1 << bit));
            VEC_RELEASE(&list);
        }
    }
    buf_release(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_is_read_as_it_was_written),
        cmocka_unit_test(the_own_path_moves_with_the_file),
        cmocka_unit_test(a_result_that_is_cut_or_longer_is_none),
        cmocka_unit_test(no_flipped_byte_is_read_beyond_its_end),
    };
    return cmocka_run_group_tests(tests, make_findings, NULL);
}
