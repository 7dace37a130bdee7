/* SPDX-License-Identifier: MIT */
/*
 * repository - real git repositories for one test, in a scratch folder.
 *
 * The test runs in the folder, which is $HOME too, without any of the
 * user's settings.  Not a layer: only unit tests include this.
 *
 * Calling sequence: REPOSITORY_TEST(f); within f, GIT("folder", "init"), …
 */
#ifndef TESTS_UNIT_SYS_REPOSITORY_H
#define TESTS_UNIT_SYS_REPOSITORY_H

#include "core/sys/file.h"
#include "core/sys/git.h"
#include "core/sys/path.h"
#include "core/sys/proc.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What the tests themselves, or a hook that runs them, may have set. */
static const char *const repository_unset[] = {
    "GIT_DIR",        "GIT_WORK_TREE",        "GIT_INDEX_FILE",   "GIT_PREFIX",
    "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_COUNT", NULL,
};

static inline int
repository_enter(void **state)
{
    if (scratch_enter(state) != 0)
        return -1;
    for (size_t i = 0; repository_unset[i]; i++)
        unsetenv(repository_unset[i]);
    setenv("HOME", *state, 1);
    setenv("XDG_CONFIG_HOME", *state, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_AUTHOR_NAME", "t", 1);
    setenv("GIT_AUTHOR_EMAIL", "t@example.org", 1);
    setenv("GIT_COMMITTER_NAME", "t", 1);
    setenv("GIT_COMMITTER_EMAIL", "t@example.org", 1);
    return 0;
}

#define REPOSITORY_TEST(f)                                                     \
    cmocka_unit_test_setup_teardown(f, repository_enter, scratch_leave)

/* The exit status; the output goes to `output`, which may be NULL. */
static inline int
repository_run(const char *folder, struct buf *output,
               const char *const *arguments)
{
    const char *argv[32] = {"git", "-c", "protocol.file.allow=always"};
    struct proc_options options = {.folder = folder, .output = output};
    struct err err;
    int status = -1;
    size_t len = 3;

    while (*arguments && len < 31)
        argv[len++] = *arguments++;
    assert_int_equal(proc_run(argv, &options, &status, &err), 0);
    return status;
}

/* Run git in `folder`, which has to work. */
#define GIT(folder, ...)                                                       \
    assert_int_equal(repository_run((folder), NULL,                            \
                                    (const char *const[]){__VA_ARGS__, NULL}), \
                     0)

/* What git prints, without the last line break, in the arena. */
#define GIT_SAYS(arena, folder, ...)                                           \
    repository_says((arena), (folder), (const char *const[]){__VA_ARGS__, NULL})

static inline const char *
repository_says(struct arena *arena, const char *folder,
                const char *const *arguments)
{
    struct buf output;
    const char *text;

    buf_init(&output, BUF_UNLIMITED);
    assert_int_equal(repository_run(folder, &output, arguments), 0);
    text = arena_cstr(arena, str_trim(buf_view(&output)));
    buf_release(&output);
    return text;
}

static inline void
repository_write(const char *path, const char *text)
{
    struct err err;

    assert_int_equal(file_replace(path, text, strlen(text), &err), 0);
}

/* Make `folder` a repository, if it is none, and commit all its files. */
static inline void
repository_commit(const char *folder)
{
    GIT(folder, "init", "-q", "-b", "main");
    GIT(folder, "add", "-A");
    GIT(folder, "commit", "-q", "--allow-empty", "-m", "x");
}

/* The handle, an arena for the results, and what the results look like. */
struct view {
    struct git *git;
    struct arena arena;
    struct buf text;
    struct git_listing listing;
    struct err err;
};

static inline struct git *
repository_open(const char *folder, struct err *err)
{
    struct arena arena;
    struct str path;
    struct git *git;

    arena_init(&arena);
    assert_int_equal(path_absolute(&arena, folder, &path, err), 0);
    git = git_open(path.data, err);
    arena_release(&arena);
    return git;
}

static inline void
view_open(struct view *view, const char *folder)
{
    arena_init(&view->arena);
    buf_init(&view->text, BUF_UNLIMITED);
    view->git = repository_open(folder, &view->err);
    if (!view->git)
        fail_msg("%s", view->err.text);
}

static inline void
view_close(struct view *view)
{
    git_close(view->git);
    buf_release(&view->text);
    arena_release(&view->arena);
}

static inline struct str
view_commit(struct view *view, const char *revision)
{
    struct str commit;

    if (git_commit(view->git, revision, &view->arena, &commit, &view->err) < 0)
        fail_msg("%s", view->err.text);
    return commit;
}

/* The blobs of a listing, by index. */
struct view_blobs {
    struct arena *arena;
    struct str *blobs;
};

static inline int
view_take(void *context, size_t i, struct str bytes, struct err *err)
{
    struct view_blobs *blobs = context;

    (void)err;
    assert_null(blobs->blobs[i].data);
    blobs->blobs[i] = arena_str(blobs->arena, bytes);
    return 0;
}

static inline void
view_add_listing(struct view *view)
{
    const struct git_listing *listing = &view->listing;
    size_t len = listing->entries.len;
    struct view_blobs blobs = {&view->arena,
                               ARENA_ARRAY(&view->arena, struct str, len)};
    const struct git_entry **entries =
        ARENA_ARRAY(&view->arena, const struct git_entry *, len);
    struct git_wanted wanted = {entries, len, view_take, &blobs};

    for (size_t i = 0; i < len; i++)
        entries[i] = &listing->entries.items[i];
    if (git_read_blobs(view->git, &wanted, &view->err) < 0)
        fail_msg("%s", view->err.text);
    for (size_t i = 0; i < len; i++)
        buf_printf(&view->text, "%o %s %s\n", (unsigned)entries[i]->mode,
                   entries[i]->path.data, blobs.blobs[i].data);
    for (size_t i = 0; i < listing->opaque.len; i++)
        buf_printf(&view->text, "opaque %s\n", listing->opaque.items[i].data);
}

/* "MODE PATH CONTENT" and "opaque PATH" lines of a commit, or the index. */
static inline const char *
view_listing(struct view *view, const char *revision)
{
    int failed;

    buf_clear(&view->text);
    if (revision)
        failed = git_list_commit(view->git, view_commit(view, revision),
                                 &view->arena, &view->listing, &view->err);
    else
        failed =
            git_list_index(view->git, &view->arena, &view->listing, &view->err);
    if (failed)
        fail_msg("%s", view->err.text);
    view_add_listing(view);
    git_listing_release(&view->listing);
    return buf_cstr(&view->text);
}

static inline const char *
view_paths(struct view *view, struct git_paths *paths)
{
    buf_clear(&view->text);
    for (size_t i = 0; i < paths->len; i++)
        buf_printf(&view->text, "%.*s\n", (int)paths->items[i].len,
                   paths->items[i].data);
    VEC_RELEASE(paths);
    return buf_cstr(&view->text);
}

/* git_differing, one path per line. */
static inline const char *
view_differing(struct view *view, const char *revision)
{
    struct git_paths paths;

    if (git_differing(view->git, view_commit(view, revision), &view->arena,
                      &paths, &view->err) < 0)
        fail_msg("%s", view->err.text);
    return view_paths(view, &paths);
}

static inline const char *
view_tracked(struct view *view)
{
    struct git_paths paths;

    if (git_tracked(view->git, &view->arena, &paths, &view->err) < 0)
        fail_msg("%s", view->err.text);
    return view_paths(view, &paths);
}

/* The same three with a handle of their own, for one look. */
static inline void
assert_listing(const char *folder, const char *revision, const char *expected)
{
    struct view view;

    view_open(&view, folder);
    assert_string_equal(view_listing(&view, revision), expected);
    view_close(&view);
}

static inline void
assert_differing(const char *folder, const char *revision, const char *expected)
{
    struct view view;

    view_open(&view, folder);
    assert_string_equal(view_differing(&view, revision), expected);
    view_close(&view);
}

static inline void
assert_tracked(const char *folder, const char *expected)
{
    struct view view;

    view_open(&view, folder);
    assert_string_equal(view_tracked(&view), expected);
    view_close(&view);
}

#endif
