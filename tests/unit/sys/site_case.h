/* SPDX-License-Identifier: MIT */
/*
 * site_case - files and folders for the tests of what is installed where.
 *
 * Not a layer: only unit tests include this, after cmocka.h.
 */
#ifndef TESTS_UNIT_SYS_SITE_CASE_H
#define TESTS_UNIT_SYS_SITE_CASE_H

#include "core/sys/file.h"
#include "core/sys/site.h"
#include "tests/unit/sys/scratch.h"

/* The project of each test is the folder `p` of its scratch folder. */
#define PACKAGES "p/.venv/lib/python3.12/site-packages/"

static inline void
put(const char *path, const char *text)
{
    struct err err;

    assert_int_equal(file_replace(path, text, strlen(text), &err), 0);
}

static inline void
put_folder(const char *path)
{
    struct err err;

    assert_int_equal(file_make_folders(path, &err), 0);
}

static inline bool
has(const struct site *site, const char *name)
{
    return site_has_module(site, str_from(name));
}

static inline void
put_environment(const char *settings)
{
    put("p/.venv/pyvenv.cfg", settings);
    put_folder(PACKAGES);
}

#endif
