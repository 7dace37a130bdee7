/* SPDX-License-Identifier: MIT */
/*
 * scratch - a folder for one test, made before it and removed after it.
 *
 * The test runs inside of the folder, so that its file names are short and
 * relative.  Not a layer: only unit tests include this.
 *
 * Calling sequence: cmocka_unit_test_setup_teardown(f, scratch_enter,
 * scratch_leave); within f, *state is the absolute path of the folder.
 */
#ifndef TESTS_UNIT_SYS_SCRATCH_H
#define TESTS_UNIT_SYS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline int
scratch_enter(void **state)
{
    char name[] = "/tmp/depstamp-test-XXXXXX";

    if (!mkdtemp(name) || chdir(name) < 0)
        return -1;
    *state = getcwd(NULL, 0);
    return *state ? 0 : -1;
}

static inline int
scratch_remove(const char *path, const struct stat *st, int kind,
               struct FTW *place)
{
    (void)st;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline int
scratch_leave(void **state)
{
    int failed = chdir("/") < 0 ||
                 nftw(*state, scratch_remove, 16, FTW_DEPTH | FTW_PHYS) < 0;

    free(*state);
    return failed ? -1 : 0;
}

#define SCRATCH_TEST(f)                                                        \
    cmocka_unit_test_setup_teardown(f, scratch_enter, scratch_leave)

#endif
