/* SPDX-License-Identifier: MIT */
#include "core/run/sources.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/str.h"

struct folder {
    char root[32];
    char file[64];
    struct sources sources;
};

static void
write_file(struct folder *folder, struct str content)
{
    FILE *file;

    snprintf(folder->file, sizeof(folder->file), "%s/a.py", folder->root);
    file = fopen(folder->file, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.data, 1, content.len, file), content.len);
    fclose(file);
    sources_release(&folder->sources);
    sources_init(&folder->sources, str_from(folder->root));
}

static void
assert_line(struct folder *folder, uint32_t line, const char *expected)
{
    struct str text;
    bool found = sources_line(&folder->sources, STR("a.py"), line, &text);

    assert_int_equal(found, expected != NULL);
    if (expected)
        assert_true(str_equal(text, str_from(expected)));
}

static void
all_ends_of_lines_are_ends(void **state)
{
    struct folder *folder = *state;

    write_file(folder, STR("a\nb\r\nc\rd\f\xe2\x80\xa8"
                           "e"));
    assert_line(folder, 1, "a");
    assert_line(folder, 2, "b");
    assert_line(folder, 3, "c");
    assert_line(folder, 4,
                "d\f\xe2\x80\xa8"
                "e");
    assert_line(folder, 5, NULL);
    assert_line(folder, UINT32_MAX, NULL);
}

static void
a_byte_order_mark_stands_in_line_0(void **state)
{
    struct folder *folder = *state;

    write_file(folder, STR("\xef\xbb\xbfx\n"));
    assert_line(folder, 0, "\xef\xbb\xbf");
    assert_line(folder, 1, "x");
    write_file(folder, STR("x\n"));
    assert_line(folder, 0, "");
    write_file(folder, STR(""));
    assert_line(folder, 0, "");
    assert_line(folder, 1, "");
}

static void
other_codings_are_read_as_utf8(void **state)
{
    struct folder *folder = *state;

    write_file(folder, STR("# coding: latin-1\nx = \"\xe9\"\n"));
    assert_line(folder, 2, "x = \"\xc3\xa9\"");
}

static void
a_file_that_is_not_there_has_no_lines(void **state)
{
    struct folder *folder = *state;
    struct str text;

    write_file(folder, STR("x\n"));
    for (uint32_t line = 0; line < 2; line++) {
        assert_false(sources_line(&folder->sources, STR("b.py"), line, &text));
        assert_false(sources_line(&folder->sources, STR(""), line, &text));
        assert_false(
            sources_line(&folder->sources, STR("/etc/passwd"), line, &text));
    }
    assert_line(folder, 1, "x");
}

static int
set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof(*folder));

    snprintf(folder->root, sizeof(folder->root), "/tmp/sources-XXXXXX");
    if (!folder || !mkdtemp(folder->root))
        return -1;
    sources_init(&folder->sources, str_from(folder->root));
    *state = folder;
    return 0;
}

static int
tear_down(void **state)
{
    struct folder *folder = *state;

    sources_release(&folder->sources);
    unlink(folder->file);
    rmdir(folder->root);
    free(folder);
    return 0;
}

static void
a_path_that_leads_out_of_the_tree_is_not_read(void **state)
{
    struct folder *folder = *state;
    struct str text;
    char path[64];

    write_file(folder, STR("a\n"));
    const char *name = strrchr(folder->root, '/') + 1;
    (void)snprintf(path, sizeof(path), "../%s/a.py", name);
    assert_false(sources_line(&folder->sources, str_from(path), 1, &text));
    assert_true(sources_line(&folder->sources, STR("./a.py"), 1, &text));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_ends_of_lines_are_ends),
        TEST(a_byte_order_mark_stands_in_line_0),
        TEST(other_codings_are_read_as_utf8),
        TEST(a_file_that_is_not_there_has_no_lines),
        TEST(a_path_that_leads_out_of_the_tree_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
