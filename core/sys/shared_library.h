/* SPDX-License-Identifier: MIT */
/*
 * shared_library - one that few commands need, loaded when they do.
 *
 * What a program is linked with is loaded whenever it starts, with all that
 * this is linked with in turn: libarchive brings libxml2 and ICU, which take
 * 2 of the 5 ms of a program that has nothing to do.  So the one file that
 * includes such a library has a table of its functions, and fills it here:
 *
 *     struct table { __typeof__(archive_read_new) *archive_read_new; };
 *     const struct shared_library_function functions[] = {
 *         {"archive_read_new", offsetof(struct table, archive_read_new)}};
 *     shared_library_load(&(struct shared_library){…}, &table, &err)
 *
 * The loader looks where it does for what is linked, DT_RPATH first.  A wheel
 * carries a library by its name in the program (plugins/precommit).
 *
 * Ownership: it stays loaded until the process ends.  Threads: safe.
 */
#ifndef CORE_SYS_SHARED_LIBRARY_H
#define CORE_SYS_SHARED_LIBRARY_H

#include <stddef.h>

#include "core/base/err.h"

struct shared_library_function {
    const char *name;
    size_t offset; /* of the pointer to it in the table */
};

struct shared_library {
    /* The first that has all functions is taken; NULL is our program. */
    const char *const *names;
    size_t names_len;
    const struct shared_library_function *functions;
    size_t functions_len;
};

/* Fills `table`, or -1 with ERR_IO and what is wrong with the first name. */
int shared_library_load(const struct shared_library *library, void *table,
                        struct err *err);

#endif
