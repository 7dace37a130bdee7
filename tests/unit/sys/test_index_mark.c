/* SPDX-License-Identifier: MIT */
#include "core/sys/index_mark.h"

#include <string.h>
#include <sys/stat.h>

#include "core/sys/lock.h"
#include "core/sys/path.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { INDEX_BYTES = 60 };

/* A file that could be an index, with `mark` for its checksum. */
static void
plant(const char *path, char mark)
{
    char bytes[INDEX_BYTES] = "DIRC";
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    memset(bytes + INDEX_BYTES - INDEX_MARK_BYTES, mark, INDEX_MARK_BYTES);
    assert_int_equal(fwrite(bytes, 1, sizeof(bytes), file), sizeof(bytes));
    assert_int_equal(fclose(file), 0);
}

static void
plant_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* The byte that the mark is of, 0 if there is none. */
static char
look(void **state, const char *below, const char *variable)
{
    struct arena arena;
    struct index_mark mark;
    struct index_mark again;
    char name[4096];
    char home[] = "HOME=x";
    char *environment[] = {home, name, NULL};
    snprintf(name, sizeof(name), "%s", variable);
    arena_init(&arena);
    struct str root =
        path_join(&arena, str_from((const char *)*state), str_from(below));
    bool found = index_mark_read(&arena, root, environment, &mark);
    if (found) {
        assert_true(index_mark_read(&arena, root, environment, &again));
        assert_true(index_mark_equal(&mark, &again));
        again.bytes[0] ^= 1;
        assert_false(index_mark_equal(&mark, &again));
    }
    char byte = found ? (char)mark.bytes[INDEX_MARK_BYTES - 1] : 0;
    arena_release(&arena);
    return byte;
}

static void
plant_repository(void)
{
    assert_int_equal(mkdir(".git", 0777), 0);
    assert_int_equal(mkdir("a", 0777), 0);
    assert_int_equal(mkdir("a/b", 0777), 0);
    plant(".git/index", 'm');
    plant(".git/other", 'o');
}

static void
an_index_is_that_of_the_next_repository_above(void **state)
{
    plant_repository();
    assert_int_equal(look(state, "", "A=b"), 'm');
    assert_int_equal(look(state, "a/b", "A=b"), 'm');
    assert_int_equal(mkdir("a/.git", 0777), 0);
    assert_int_equal(look(state, "a/b", "A=b"), 0);
    plant("a/.git/index", 'n');
    assert_int_equal(look(state, "a/b", "A=b"), 'n');
}

static void
an_index_of_its_own_is_taken(void **state)
{
    char variable[4096];
    plant_repository();
    /* Below the top, whatever the current folder is. */
    assert_int_equal(look(state, "a", "GIT_INDEX_FILE=.git/other"), 'o');
    snprintf(variable, sizeof(variable), "GIT_INDEX_FILE=%s/.git/other",
             (const char *)*state);
    assert_int_equal(look(state, "a", variable), 'o');
    assert_int_equal(look(state, "a", "GIT_INDEX_FILE=.git/none"), 0);
}

static void
a_git_file_leads_to_its_folder(void **state)
{
    char text[4096];
    plant_repository();
    plant_text("a/.git", "gitdir: ../.git\n");
    assert_int_equal(look(state, "a/b", "A=b"), 'm');
    snprintf(text, sizeof(text), "gitdir: %s/.git", (const char *)*state);
    plant_text("a/.git", text);
    assert_int_equal(look(state, "a", "A=b"), 'm');
    plant_text("a/.git", "something else\n");
    assert_int_equal(look(state, "a", "A=b"), 0);
}

static void
what_only_git_can_tell_gives_no_mark(void **state)
{
    plant_repository();
    assert_int_equal(look(state, "a", "GIT_DIR=.git"), 0);
    assert_int_equal(look(state, "a", "GIT_WORK_TREE=."), 0);
    assert_int_equal(look(state, "a", "GIT_COMMON_DIR=.git"), 0);
    assert_int_equal(look(state, "a", "GIT_DIRECTION=.git"), 'm');
}

static void
what_is_no_index_gives_no_mark(void **state)
{
    plant_repository();
    plant(".git/index", 0); /* index.skipHash */
    assert_int_equal(look(state, "", "A=b"), 0);
    plant_text(".git/index", "DIRC");
    assert_int_equal(look(state, "", "A=b"), 0);
    plant_text(".git/index", "something that is long enough for an index\n");
    assert_int_equal(look(state, "", "A=b"), 0);
    assert_int_equal(remove(".git/index"), 0);
    assert_int_equal(mkdir(".git/index", 0777), 0);
    assert_int_equal(look(state, "", "A=b"), 0);
}

static void
a_lock_is_shared_or_taken_alone(void **state)
{
    struct lock one;
    struct lock two;
    struct lock alone;
    (void)state;
    assert_int_equal(lock_share(&one, "lock"), LOCK_TAKEN);
    assert_int_equal(lock_share(&two, "lock"), LOCK_TAKEN);
    assert_int_equal(lock_take(&alone, "lock"), LOCK_BUSY);
    lock_release(&one);
    assert_int_equal(lock_take(&alone, "lock"), LOCK_BUSY);
    lock_release(&two);
    assert_int_equal(lock_take(&alone, "lock"), LOCK_TAKEN);
    lock_release(&alone);
    assert_int_equal(lock_share(&one, "absent/lock"), LOCK_FAILED);
    lock_release(&one);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_index_is_that_of_the_next_repository_above),
        SCRATCH_TEST(an_index_of_its_own_is_taken),
        SCRATCH_TEST(a_git_file_leads_to_its_folder),
        SCRATCH_TEST(what_only_git_can_tell_gives_no_mark),
        SCRATCH_TEST(what_is_no_index_gives_no_mark),
        SCRATCH_TEST(a_lock_is_shared_or_taken_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
