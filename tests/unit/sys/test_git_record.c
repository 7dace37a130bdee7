/* SPDX-License-Identifier: MIT */
#include "core/sys/git_record.h"

#include <stdlib.h>

#include "core/sys/git.h"
#include "core/sys/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OID "56a6051ca2b02b04ef92d5150c9ef600403cb1de"
#define ZERO "0000000000000000000000000000000000000000"

typedef int next_record(struct str *text, struct git_record *record);

static void
a_tree_line_is_taken_apart(void **state)
{
    struct str text = STR("100644 blob " OID "\ta b.py\0"
                          "120000 blob " OID "\tlink\0"
                          "160000 commit " OID OID "\0");
    struct git_record record;

    (void)state;
    assert_int_equal(git_record_tree(&text, &record), 1);
    assert_int_equal(record.mode, GIT_FILE);
    assert_true(str_equal(record.oid, STR(OID)));
    assert_string_equal(record.path.data, "a b.py");
    assert_int_equal(git_record_tree(&text, &record), 1);
    assert_int_equal(record.mode, GIT_SYMLINK);
    assert_int_equal(git_record_tree(&text, &record), -1);
}

static void
an_index_line_has_a_tag_and_a_stage(void **state)
{
    struct str text = STR("H 100755 " OID " 0\ta.py\0"
                          "160000 " OID " 2\tlib\0"
                          "s 100644 " OID " 3\tb\tc\0");
    struct git_record record;

    (void)state;
    assert_int_equal(git_record_index(&text, &record), 1);
    assert_int_equal(record.mode, GIT_EXECUTABLE);
    assert_int_equal(record.tag, 'H');
    assert_int_equal(record.stage, 0);
    assert_int_equal(git_record_index(&text, &record), 1);
    assert_int_equal(record.mode, GIT_LINK);
    assert_int_equal(record.tag, 0);
    assert_int_equal(record.stage, 2);
    assert_int_equal(git_record_index(&text, &record), 1);
    assert_int_equal(record.tag, 's');
    assert_string_equal(record.path.data, "b\tc");
    assert_int_equal(git_record_index(&text, &record), 0);
}

static void
a_change_has_a_status_and_the_new_mode(void **state)
{
    struct str text = STR(":100644 000000 " OID " " ZERO " D\0a.py\0"
                          ":000000 100755 " ZERO " " OID " A\0b.py\0");
    struct git_record record;

    (void)state;
    assert_int_equal(git_record_diff(&text, &record), 1);
    assert_int_equal(record.status, 'D');
    assert_int_equal(record.mode, 0);
    assert_string_equal(record.path.data, "a.py");
    assert_int_equal(git_record_diff(&text, &record), 1);
    assert_int_equal(record.mode, GIT_EXECUTABLE);
    assert_true(str_equal(record.oid, STR(OID)));
    assert_int_equal(git_record_diff(&text, &record), 0);
}

static void
old_modes_are_read_as_git_reads_them(void **state)
{
    struct str text = STR("100664 blob " OID "\ta\0"
                          "100777 blob " OID "\tb\0"
                          "040000 tree " OID "\tc\0"
                          "100600 blob " OID "\td\0");
    struct git_record record;

    (void)state;
    assert_int_equal(git_record_tree(&text, &record), 1);
    assert_int_equal(record.mode, GIT_FILE);
    assert_int_equal(git_record_tree(&text, &record), 1);
    assert_int_equal(record.mode, GIT_EXECUTABLE);
    assert_int_equal(git_record_tree(&text, &record), 1);
    assert_int_equal(record.mode, GIT_FILE);
    assert_string_equal(record.path.data, "d");
    assert_int_equal(git_record_tree(&text, &record), 0);
}

/* Reads a copy without a spare byte, so that a sanitizer sees each overrun. */
static void
read_damaged(next_record *next, const char *bytes, size_t len)
{
    char *copy = malloc(len + !len);
    struct str text = {copy, len};
    struct git_record record;

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    while (next(&text, &record) > 0)
        assert_true(path_is_clean(record.path));
    free(copy);
}

static void
damage_everything(next_record *next, struct str whole)
{
    static const char values[] = {'\0', '\t', ' ', ':', '7', '9', 'x', '\xff'};
    char bytes[512];

    assert_true(whole.len <= sizeof(bytes));
    for (size_t len = 0; len <= whole.len; len++)
        read_damaged(next, whole.data, len);
    for (size_t i = 0; i < whole.len * sizeof(values); i++) {
        memcpy(bytes, whole.data, whole.len);
        bytes[i / sizeof(values)] = values[i % sizeof(values)];
        read_damaged(next, bytes, whole.len);
    }
}

static void
cut_and_damaged_records_do_no_harm(void **state)
{
    (void)state;
    damage_everything(git_record_tree, STR("100644 blob " OID "\ta/b.py\0"
                                           "160000 commit " OID "\tc\0"));
    damage_everything(git_record_index, STR("H 100644 " OID " 0\ta/b.py\0"
                                            "100644 " OID " 2\tc\0"));
    damage_everything(git_record_diff,
                      STR(":100644 100755 " OID " " ZERO " M\0a/b.py\0"
                          ":000000 000000 " ZERO " " ZERO " U\0c\0"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_line_is_taken_apart),
        cmocka_unit_test(an_index_line_has_a_tag_and_a_stage),
        cmocka_unit_test(a_change_has_a_status_and_the_new_mode),
        cmocka_unit_test(old_modes_are_read_as_git_reads_them),
        cmocka_unit_test(cut_and_damaged_records_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
