/* SPDX-License-Identifier: MIT */
/*
 * forest - trees of files for the tests of the walk, and what a walk makes
 * of them.
 *
 * Not a layer: only unit tests include this.
 */
#ifndef TESTS_UNIT_SYS_FOREST_H
#define TESTS_UNIT_SYS_FOREST_H

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/sys/file.h"
#include "core/sys/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline void
plant(const char *path, const char *text)
{
    struct err err;

    assert_int_equal(file_replace(path, text, strlen(text), &err), 0);
}

/* A NULL-ended list of files, each with its own name as its text. */
static inline void
plant_all(const char *const *paths)
{
    for (; *paths; paths++)
        plant(*paths, *paths);
}

/* What a scan does with a file, short of understanding it. */
static inline void *
visit_file(void *context, unsigned worker, int root_fd, struct tree_file *file)
{
    struct buf text;
    struct err err;

    (void)context;
    (void)worker;
    buf_init(&text, BUF_UNLIMITED);
    if (file_read(root_fd, file->path.data, &text, &file->sig, &err) < 0)
        file->flags |= FILE_FAILED;
    hash_bytes(HASH_XXH3, text.data, text.len, &file->digest);
    file->flags |= FILE_HASHED;
    buf_release(&text);
    return NULL;
}

/* Walk the current folder by rule files, changed as the caller likes. */
static inline struct walk_options
walk_here(void)
{
    return (struct walk_options){
        .root = ".", .jobs = 2, .gitignore = true, .visit = visit_file};
}

static inline struct walk_result
walk_with(const struct walk_options *options)
{
    struct walk_result result;
    struct err err;

    assert_int_equal(walk_root(options, &result, &err), 0);
    return result;
}

/* The flags of a file or folder; -1 if the tree does not have it. */
static inline int
file_flags(const struct walk_result *result, const char *path)
{
    file_id id = tree_find_file(&result->tree, str_from(path));

    return id == NO_FILE ? -1 : (int)result->tree.files.items[id].flags;
}

static inline int
dir_flags(const struct walk_result *result, const char *path)
{
    dir_id id = tree_find_dir(&result->tree, str_from(path));

    return id == NO_DIR ? -1 : (int)result->tree.dirs.items[id].flags;
}

static inline bool
is_subject(const struct walk_result *result, const char *path)
{
    int flags = file_flags(result, path);

    return flags >= 0 && (flags & FILE_SUBJECT);
}

/* Paths in order, owners right: what everybody else relies on. */
static inline void
check_order(const struct tree *tree)
{
    for (size_t i = 1; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        struct str parent = tree->dirs.items[dir->parent].path;
        ptrdiff_t slash = str_find_last_byte(dir->path, '/');
        assert_true(str_compare(dir[-1].path, dir->path) < 0);
        assert_int_equal(parent.len, slash < 0 ? 0 : slash);
        assert_true(str_starts_with(dir->path, parent));
    }
    for (size_t i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        struct str dir = tree->dirs.items[file->dir].path;
        ptrdiff_t slash = str_find_last_byte(file->path, '/');
        assert_true(i == 0 || str_compare(file[-1].path, file->path) < 0);
        assert_int_equal(dir.len, slash < 0 ? 0 : slash);
        assert_true(str_starts_with(file->path, dir));
    }
}

static inline void
check_same_dirs(const struct tree *a, const struct tree *b)
{
    assert_int_equal(a->dirs.len, b->dirs.len);
    for (size_t i = 0; i < a->dirs.len; i++) {
        const struct tree_dir *left = &a->dirs.items[i];
        const struct tree_dir *right = &b->dirs.items[i];
        assert_string_equal(left->path.data, right->path.data);
        assert_int_equal(left->parent, right->parent);
        assert_int_equal(left->flags, right->flags);
        assert_memory_equal(&left->sig, &right->sig, sizeof(left->sig));
    }
}

static inline void
check_same_files(const struct tree *a, const struct tree *b)
{
    assert_int_equal(a->files.len, b->files.len);
    for (size_t i = 0; i < a->files.len; i++) {
        const struct tree_file *left = &a->files.items[i];
        const struct tree_file *right = &b->files.items[i];
        assert_string_equal(left->path.data, right->path.data);
        assert_int_equal(left->dir, right->dir);
        assert_int_equal(left->flags, right->flags);
        assert_memory_equal(&left->sig, &right->sig, sizeof(left->sig));
        assert_memory_equal(&left->digest, &right->digest,
                            sizeof(left->digest));
    }
}

static inline void
check_same(const struct walk_result *a, const struct walk_result *b)
{
    check_same_dirs(&a->tree, &b->tree);
    check_same_files(&a->tree, &b->tree);
    assert_int_equal(a->failed_dirs, b->failed_dirs);
    assert_true(str_equal(buf_view(&a->failures), buf_view(&b->failures)));
}

#endif
