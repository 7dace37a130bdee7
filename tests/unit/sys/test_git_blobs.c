/* SPDX-License-Identifier: MIT */
#include "tests/unit/sys/repository.h"

/* What `take` sees. */
struct taken {
    size_t calls;
    size_t next;
    size_t bytes;
    size_t fail_at; /* the call that fails */
};

static int
take(void *context, size_t i, struct str bytes, struct err *err)
{
    struct taken *taken = context;

    if (taken->calls == taken->fail_at)
        return err_set(err, ERR_USAGE, "enough");
    assert_int_equal(i, taken->next);
    taken->calls++;
    taken->next++;
    taken->bytes += bytes.len;
    return 0;
}

/* Every blob of HEAD, in turn, `times` over. */
static int
read_head(struct view *view, size_t times, struct taken *taken)
{
    struct git_listing *listing = &view->listing;
    const struct git_entry **entries;
    struct git_wanted wanted = {.take = take, .context = taken};
    size_t len;
    int failed;

    assert_int_equal(git_list_commit(view->git, view_commit(view, "HEAD"),
                                     &view->arena, listing, &view->err),
                     0);
    len = listing->entries.len;
    entries = ARENA_ARRAY(&view->arena, const struct git_entry *, len *times);
    for (size_t i = 0; i < len * times; i++)
        entries[i] = &listing->entries.items[i % len];
    wanted.entries = entries;
    wanted.len = len * times;
    failed = git_read_blobs(view->git, &wanted, &view->err);
    git_listing_release(listing);
    return failed;
}

static void
write_bytes(const char *path, size_t len)
{
    char *bytes = malloc(len);
    struct err err;

    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    assert_int_equal(file_replace(path, bytes, len, &err), 0);
    free(bytes);
}

static void
more_than_pipes_hold_goes_both_ways(void **state)
{
    enum { TIMES = 20000 };
    struct taken taken = {.fail_at = SIZE_MAX};
    struct view view;

    (void)state;
    write_bytes("r/a.py", 100);
    write_bytes("r/b.py", 7000);
    repository_write("r/c.py", "");
    repository_commit("r");
    view_open(&view, "r");
    assert_int_equal(read_head(&view, TIMES, &taken), 0);
    assert_int_equal(taken.calls, 3 * TIMES);
    assert_int_equal(taken.bytes, (size_t)7100 * TIMES);
    view_close(&view);
}

/* Every length around that of a pipe, so that records break everywhere. */
static void
a_record_may_break_anywhere(void **state)
{
    struct taken taken = {.fail_at = SIZE_MAX};
    struct arena arena;
    struct view view;
    size_t bytes = 0;

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < 120; i++) {
        size_t len = (64 << 10) - 100 + i;
        write_bytes(arena_printf(&arena, "r/%03zu.py", i), len);
        bytes += len;
    }
    repository_commit("r");
    view_open(&view, "r");
    assert_int_equal(read_head(&view, 3, &taken), 0);
    assert_int_equal(taken.bytes, 3 * bytes);
    view_close(&view);
    arena_release(&arena);
}

static void
bytes_are_exact(void **state)
{
    struct view view;
    struct taken taken = {.fail_at = SIZE_MAX};

    (void)state;
    write_bytes("r/large.py", 20 << 20);
    repository_commit("r");
    view_open(&view, "r");
    assert_int_equal(read_head(&view, 1, &taken), 0);
    assert_int_equal(taken.bytes, 20 << 20);
    view_close(&view);
    repository_write("r/large.py", "x\n\ny 5\n");
    repository_write("r/b.py", "\n");
    repository_commit("r");
    assert_listing("r", "HEAD", "100644 b.py \n\n100644 large.py x\n\ny 5\n\n");
}

static void
nothing_wanted_is_nothing_read(void **state)
{
    struct git_wanted wanted = {.take = take};
    struct view view;

    (void)state;
    repository_write("r/a.py", "1");
    repository_commit("r");
    view_open(&view, "r");
    assert_int_equal(git_read_blobs(view.git, &wanted, &view.err), 0);
    view_close(&view);
}

static void
the_caller_can_end_it(void **state)
{
    struct taken taken = {.fail_at = 5};
    struct view view;

    (void)state;
    repository_write("r/a.py", "1");
    repository_commit("r");
    view_open(&view, "r");
    assert_int_equal(read_head(&view, 1000, &taken), -1);
    assert_string_equal(view.err.text, "enough");
    assert_int_equal(taken.calls, 5);
    view_close(&view);
}

static void
a_blob_that_is_gone_is_named(void **state)
{
    struct taken taken = {.fail_at = SIZE_MAX};
    struct view view;
    const char *oid;

    (void)state;
    repository_write("r/a.py", "1");
    repository_write("r/b.py", "2");
    repository_commit("r");
    view_open(&view, "r");
    oid = GIT_SAYS(&view.arena, "r", "rev-parse", "HEAD:b.py");
    assert_int_equal(remove(arena_printf(&view.arena, "r/.git/objects/%.2s/%s",
                                         oid, oid + 2)),
                     0);
    assert_int_equal(read_head(&view, 1, &taken), -1);
    assert_int_equal(view.err.code, ERR_GIT);
    assert_non_null(strstr(view.err.text, "b.py"));
    assert_non_null(strstr(view.err.text, "missing"));
    assert_int_equal(taken.calls, 1);
    view_close(&view);
}

/* ---- a git that is not what it should be */

/* From now on `git COMMAND` prints the file `fake`; the rest is real. */
static char *
fake_git(const char *folder, const char *command)
{
    char *before = strdup(getenv("PATH"));
    struct arena arena;

    arena_init(&arena);
    repository_write("bin/git",
                     arena_printf(&arena,
                                  "#!/bin/sh\ncase \" $* \" in *\" %s \"*)"
                                  " cat >/dev/null; exec cat %s/fake;; esac\n"
                                  "PATH=%s exec git \"$@\"\n",
                                  command, folder, before));
    GIT(NULL, "-c", "alias.chmod=!chmod 755 bin/git", "chmod");
    setenv("PATH", arena_printf(&arena, "%s/bin:%s", folder, before), 1);
    arena_release(&arena);
    return before;
}

static void
real_git(char *before)
{
    setenv("PATH", before, 1);
    free(before);
}

#define ONE "56a6051ca2b02b04ef92d5150c9ef600403cb1de"

static const struct {
    const char *printed;
    enum err_code code;
} broken_batches[] = {
    {"", ERR_GIT},
    {"\n", ERR_GIT},
    {"\n\n\n", ERR_GIT},
    {ONE, ERR_GIT},
    {ONE " blob 1\n", ERR_GIT},
    {ONE " blob 1\n1", ERR_GIT},
    {ONE " blob 1\n12", ERR_GIT},
    {ONE " blob 1\n1\nmore", ERR_FORMAT},
    {ONE " blob 1\n1\n\n", ERR_FORMAT},
    {ONE " blob \n1\n", ERR_GIT},
    {ONE " blob\n1\n", ERR_GIT},
    {ONE " blob -1\n1\n", ERR_GIT},
    {ONE " blob 0x1\n1\n", ERR_GIT},
    {ONE " blob 1 1\n1\n", ERR_GIT},
    {ONE " tree 1\n1\n", ERR_GIT},
    {ONE " missing\n", ERR_GIT},
    {"0" ONE " blob 1\n1\n", ERR_GIT},
    {ONE " blob 1073741825\n1\n", ERR_LIMIT},
    {ONE " blob 18446744073709551615\n1\n", ERR_LIMIT},
    {ONE " blob 99999999999999999999999999\n1\n", ERR_LIMIT},
};

static void
a_batch_that_is_broken_is_an_error(void **state)
{
    char *before = fake_git(*state, "cat-file");

    repository_write("r/a.py", "1");
    repository_commit("r");
    for (size_t i = 0; i < sizeof(broken_batches) / sizeof(*broken_batches);
         i++) {
        struct taken taken = {.fail_at = SIZE_MAX};
        struct view view;

        repository_write("fake", broken_batches[i].printed);
        view_open(&view, "r");
        assert_int_equal(read_head(&view, 1, &taken), -1);
        assert_int_equal(view.err.code, broken_batches[i].code);
        view_close(&view);
    }
    real_git(before);
}

static void
a_line_without_an_end_is_an_error(void **state)
{
    char *before = fake_git(*state, "cat-file");
    struct taken taken = {.fail_at = SIZE_MAX};
    struct view view;

    repository_write("r/a.py", "1");
    repository_commit("r");
    GIT(NULL, "-c", "alias.fill=!head -c 1000000 /dev/zero >fake", "fill");
    view_open(&view, "r");
    assert_int_equal(read_head(&view, 1, &taken), -1);
    assert_int_equal(view.err.code, ERR_GIT);
    view_close(&view);
    real_git(before);
}

static void
listings_that_are_broken_are_errors(void **state)
{
    static const char *const commands[] = {"ls-tree", "ls-files", "diff-index"};

    repository_write("r/a.py", "1");
    repository_commit("r");
    repository_write("fake", "nonsense");
    for (size_t i = 0; i < 3; i++) {
        char *before = fake_git(*state, commands[i]);
        struct git_paths paths;
        struct view view;
        struct str head;

        view_open(&view, "r");
        head = view_commit(&view, "HEAD");
        assert_int_equal(
            git_differing(view.git, head, &view.arena, &paths, &view.err), -1);
        assert_int_equal(view.err.code, ERR_FORMAT);
        assert_non_null(strstr(view.err.text, commands[i]));
        view_close(&view);
        real_git(before);
    }
}

static void
a_place_that_is_broken_is_refused(void **state)
{
    char *before;
    struct err err;

    repository_write("r/a.py", "1");
    repository_commit("r");
    repository_write("fake", "nonsense");
    before = fake_git(*state, "rev-parse");
    assert_null(repository_open("r", &err));
    assert_int_equal(err.code, ERR_GIT);
    real_git(before);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        REPOSITORY_TEST(more_than_pipes_hold_goes_both_ways),
        REPOSITORY_TEST(a_record_may_break_anywhere),
        REPOSITORY_TEST(bytes_are_exact),
        REPOSITORY_TEST(nothing_wanted_is_nothing_read),
        REPOSITORY_TEST(the_caller_can_end_it),
        REPOSITORY_TEST(a_blob_that_is_gone_is_named),
        REPOSITORY_TEST(a_batch_that_is_broken_is_an_error),
        REPOSITORY_TEST(a_line_without_an_end_is_an_error),
        REPOSITORY_TEST(listings_that_are_broken_are_errors),
        REPOSITORY_TEST(a_place_that_is_broken_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
