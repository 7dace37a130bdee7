/* SPDX-License-Identifier: MIT */
#include "core/run/nearest_memory.h"

#include "tests/unit/sys/forest.h"
#include "tests/unit/sys/scratch.h"

/* One run: what is remembered, or found, of some names. */
struct look {
    struct walk_result walk;
    struct nearest_memory *memory;
    struct intern folders;
};

static void
open_look(struct look *look, const char *root)
{
    struct walk_options options = walk_here();
    struct err err;
    look->walk = walk_with(&options);
    assert_int_equal(file_make_folders("cache", &err), 0);
    look->memory = nearest_memory_open(
        &look->walk.tree, str_from(root),
        str_from(arena_printf(&look->walk.tree.arena, "%s/cache", root)));
    intern_init(&look->folders);
}

static void
close_look(struct look *look)
{
    nearest_memory_close(look->memory);
    intern_release(&look->folders);
    walk_result_release(&look->walk);
}

/* The folders with a file `x.toml` or `y.toml`, with a space between. */
static void
assert_folders(const char *root, const char *expected)
{
    struct str names[] = {STR("x.toml"), STR("y.toml")};
    struct conf_list list = {.items = names, .len = 2};
    struct look look;
    struct buf found;
    open_look(&look, root);
    nearest_memory_find(look.memory, &list, &look.folders);
    buf_init(&found, BUF_UNLIMITED);
    for (size_t i = 0; i < look.folders.len; i++) {
        buf_str(&found, intern_str(&look.folders, (text_id)i));
        buf_byte(&found, ' ');
    }
    assert_string_equal(buf_cstr(&found), expected);
    buf_release(&found);
    close_look(&look);
}

static void
plant_some(void)
{
    static const char *const paths[] = {
        "a.py", "pkg/b.py", "pkg/deep/c.py", "pkg/deep/x.toml", "y.toml", NULL};
    plant_all(paths);
}

/* What the file system's clock says. */
static int64_t
now_ns(void)
{
    struct stat_sig sig;
    plant("cache/tick", "");
    assert_true(file_signature("cache/tick", &sig));
    return sig.ctime_ns;
}

/* Until all that was planted is older than what comes.  The time of the last
   change of state cannot be set, so that there is no other way. */
static void
wait_for_the_clock(void)
{
    int64_t before = now_ns();
    while (now_ns() <= before) {}
}

static bool
is_remembered(void)
{
    return file_exists("cache/nearest");
}

static void
folders_are_found_and_remembered(void **state)
{
    plant_some();
    plant("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    wait_for_the_clock();
    assert_folders(*state, " pkg/deep ");
    assert_true(is_remembered());
    assert_folders(*state, " pkg/deep ");
}

static void
a_name_that_comes_or_goes_is_noticed(void **state)
{
    plant_some();
    plant("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    wait_for_the_clock();
    assert_folders(*state, " pkg/deep ");
    plant("pkg/x.toml", "");
    assert_folders(*state, " pkg pkg/deep ");
    assert_int_equal(unlink("pkg/deep/x.toml"), 0);
    assert_folders(*state, " pkg ");
    plant("pkg/new/d.py", "");
    plant("pkg/new/y.toml", "");
    assert_folders(*state, " pkg pkg/new ");
}

static void
what_is_remembered_is_not_looked_for(void **state)
{
    struct look look;
    struct str names[] = {STR("x.toml"), STR("y.toml")};
    struct conf_list list = {.items = names, .len = 2};
    plant_some();
    plant("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    wait_for_the_clock();
    assert_folders(*state, " pkg/deep ");
    open_look(&look, *state);
    /* Behind the back of the walk: only who looks would see it. */
    plant("pkg/x.toml", "");
    nearest_memory_find(look.memory, &list, &look.folders);
    assert_int_equal(look.folders.len, 2);
    close_look(&look);
    assert_folders(*state, " pkg pkg/deep ");
}

static void
a_young_folder_is_not_remembered(void **state)
{
    struct str name = STR("x.toml");
    struct conf_list list = {.items = &name, .len = 1};
    struct look look;
    plant_some();
    plant("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    wait_for_the_clock();
    open_look(&look, *state);
    /* As if the folder had been changed after all that follows. */
    dir_id dir = tree_find_dir(&look.walk.tree, STR("pkg"));
    look.walk.tree.dirs.items[dir].sig.ctime_ns = INT64_MAX;
    nearest_memory_find(look.memory, &list, &look.folders);
    close_look(&look);
    assert_false(is_remembered());
}

static void
only_folders_that_a_scan_checks_are_believed(void **state)
{
    static const char *const paths[] = {"a.py", "gen/b.py", NULL};
    struct look look;
    plant_all(paths);
    plant(".gitignore", "gen\n");
    open_look(&look, *state);
    assert_true(nearest_memory_knows(look.memory, STR("")));
    assert_false(nearest_memory_knows(look.memory, STR("gen")));
    assert_false(nearest_memory_knows(look.memory, STR("absent")));
    close_look(&look);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(folders_are_found_and_remembered),
        SCRATCH_TEST(a_name_that_comes_or_goes_is_noticed),
        SCRATCH_TEST(what_is_remembered_is_not_looked_for),
        SCRATCH_TEST(a_young_folder_is_not_remembered),
        SCRATCH_TEST(only_folders_that_a_scan_checks_are_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
