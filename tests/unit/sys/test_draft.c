/* SPDX-License-Identifier: MIT */
#include "core/sys/draft.h"

#include <dirent.h>
#include <sys/stat.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static size_t
count_entries(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir)) {
        count++;
    }
    closedir(dir);
    return count - 2;
}

static int
commit(struct draft *draft, struct str data, struct err *err)
{
    return draft_commit(draft, "f", &data, 1, err);
}

static void
assert_content(const char *path, const char *expected)
{
    struct buf buf;
    struct err err;

    buf_init(&buf, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, path, &buf, NULL, &err), 0);
    assert_true(str_equal(buf_view(&buf), str_from(expected)));
    buf_release(&buf);
}

static void
a_committed_draft_takes_the_place_of_the_file(void **state)
{
    struct draft draft;
    struct err err;

    for (int i = 0; i < 2; i++) {
        const char *text = i ? "new" : "old and longer";
        assert_int_equal(draft_begin(&draft, str_from(*state), &err), 0);
        assert_int_equal(commit(&draft, str_from(text), &err), 0);
        assert_content("f", text);
        assert_int_equal(draft.fd, -1);
    }
    assert_int_equal(count_entries("."), 1);
}

static void
a_draft_may_be_empty(void **state)
{
    struct draft draft;
    struct err err;

    assert_int_equal(draft_begin(&draft, str_from(*state), &err), 0);
    assert_int_equal(commit(&draft, STR(""), &err), 0);
    assert_content("f", "");
}

static void
a_discarded_draft_leaves_nothing_behind(void **state)
{
    struct draft draft;
    struct err err;

    assert_int_equal(file_replace("f", "old", 3, &err), 0);
    assert_int_equal(draft_begin(&draft, str_from(*state), &err), 0);
    draft_discard(&draft);
    draft_discard(&draft);
    assert_content("f", "old");
    assert_int_equal(count_entries("."), 1);
}

static void
its_time_is_not_after_that_of_a_file_written_later(void **state)
{
    struct draft draft;
    struct stat st;
    struct err err;

    assert_int_equal(draft_begin(&draft, str_from(*state), &err), 0);
    assert_int_equal(file_replace("f", "x", 1, &err), 0);
    assert_int_equal(stat("f", &st), 0);
    assert_true(draft.since_ns > 0);
    assert_true(draft.since_ns <= stat_sig_from(&st).mtime_ns);
    draft_discard(&draft);
}

static void
a_folder_that_is_not_there_is_an_error_at_once(void **state)
{
    struct draft draft;
    struct err err;

    (void)state;
    assert_int_equal(draft_begin(&draft, STR("gone"), &err), -1);
    assert_int_equal(draft.fd, -1);
    assert_non_null(strstr(err.text, "gone"));
    draft_discard(&draft);
}

static void
what_cannot_be_replaced_stays_and_the_draft_goes(void **state)
{
    struct draft draft;
    struct err err;

    assert_int_equal(file_replace("f/inside", "old", 3, &err), 0);
    assert_int_equal(draft_begin(&draft, str_from(*state), &err), 0);
    assert_int_equal(commit(&draft, STR("new"), &err), -1);
    assert_non_null(strstr(err.text, "/f"));
    assert_int_equal(draft.fd, -1);
    assert_content("f/inside", "old");
    assert_int_equal(count_entries("."), 1);
}

static void
a_folder_that_vanishes_meanwhile_is_an_error(void **state)
{
    struct draft draft;
    struct err err;
    char folder[256];

    snprintf(folder, sizeof(folder), "%s/cache", (const char *)*state);
    assert_int_equal(file_make_folders(folder, &err), 0);
    assert_int_equal(draft_begin(&draft, str_from(folder), &err), 0);
    assert_int_equal(rmdir(folder), draft.temporary[0] ? -1 : 0);
    if (!draft.temporary[0]) {
        assert_int_equal(commit(&draft, STR("new"), &err), -1);
    }
    draft_discard(&draft);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_committed_draft_takes_the_place_of_the_file),
        SCRATCH_TEST(a_draft_may_be_empty),
        SCRATCH_TEST(a_discarded_draft_leaves_nothing_behind),
        SCRATCH_TEST(its_time_is_not_after_that_of_a_file_written_later),
        SCRATCH_TEST(a_folder_that_is_not_there_is_an_error_at_once),
        SCRATCH_TEST(what_cannot_be_replaced_stays_and_the_draft_goes),
        SCRATCH_TEST(a_folder_that_vanishes_meanwhile_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
