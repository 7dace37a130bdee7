/* SPDX-License-Identifier: MIT */
#include "core/plan/rules.h"

#include <string.h>

#include "core/sys/file.h"
#include "core/sys/path.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena arena;

static int
enter(void **state)
{
    arena_init(&arena);
    return scratch_enter(state);
}

static int
leave(void **state)
{
    arena_release(&arena);
    return scratch_leave(state);
}

static void
plant(const char *path, const char *text)
{
    struct err err;
    assert_int_equal(file_replace(path, text, strlen(text), &err), 0);
}

/* The rules at `folder` of the scratch folder under these settings. */
static struct rules
load_with(void **state, const char *folder, const char *yaml)
{
    struct rules rules;
    struct conf conf;
    struct err err;
    struct str root = path_join(&arena, str_from(*state), str_from(folder));
    assert_int_equal(conf_parse("c", str_from(yaml), NULL, &conf, &err), 0);
    rules_load(&arena, root, &conf, &rules);
    conf_release(&conf);
    return rules;
}

static struct rules
load(void **state, const char *folder)
{
    return load_with(state, folder, "");
}

static bool
ignores(const struct ignore *rules, const char *path)
{
    return rules && ignore_path(rules, str_from(path), false);
}

static void
outside_of_a_repository_there_are_no_rules_above(void **state)
{
    plant(".gitignore", "a.py\n");
    plant("proj/x.py", "");
    struct rules rules = load(state, "proj");
    assert_null(rules.above);
    assert_null(rules.exclude);
}

static void
info_exclude_holds_and_the_rules_of_the_root_are_left_to_the_walk(void **state)
{
    plant(".git/info/exclude", "local.py\n/sub/gen.py\n");
    plant(".gitignore", "other.py\n");
    struct rules rules = load(state, "");
    assert_true(ignores(rules.above, "deep/local.py"));
    assert_true(ignores(rules.above, "sub/gen.py"));
    assert_false(ignores(rules.above, "other.py"));
}

static void
rule_files_above_the_root_hold_relative_to_themselves(void **state)
{
    plant(".git/info/exclude", "/a/b/excluded.py\n");
    plant(".gitignore", "/a/b/top.py\n*.gen.py\n/x.py\n");
    plant("a/.gitignore", "b/middle.py\n!keep.gen.py\n");
    plant("a/b/.gitignore", "own.py\n");
    struct rules rules = load(state, "a/b");
    assert_true(ignores(rules.above, "excluded.py"));
    assert_true(ignores(rules.above, "top.py"));
    assert_true(ignores(rules.above, "middle.py"));
    assert_true(ignores(rules.above, "deep/x.gen.py"));
    assert_false(ignores(rules.above, "deep/keep.gen.py"));
    assert_false(ignores(rules.above, "x.py"));
    assert_false(ignores(rules.above, "own.py"));
}

static void
a_worktree_reads_the_excludes_of_its_repository(void **state)
{
    char pointer[512];
    plant("main/.git/info/exclude", "local.py\n");
    plant("main/.git/worktrees/wt/commondir", "../..\n");
    plant("main/.git/worktrees/wt/info/exclude", "never.py\n");
    plant("wt/.git", "gitdir: ../main/.git/worktrees/wt\n");
    struct rules rules = load(state, "wt");
    assert_true(ignores(rules.above, "local.py"));
    assert_false(ignores(rules.above, "never.py"));
    snprintf(pointer, sizeof(pointer), "gitdir: %s/main/.git/worktrees/wt\n",
             (const char *)*state);
    plant("wt/.git", pointer);
    rules = load(state, "wt");
    assert_true(ignores(rules.above, "local.py"));
    snprintf(pointer, sizeof(pointer), "%s/main/.git\n", (const char *)*state);
    plant("main/.git/worktrees/wt/commondir", pointer);
    rules = load(state, "wt");
    assert_true(ignores(rules.above, "local.py"));
}

/* As submodules have it. */
static void
a_pointer_without_a_common_folder_leads_to_the_repository(void **state)
{
    plant(".git/modules/sub/info/exclude", "local.py\n");
    plant("sub/.git", "gitdir: ../.git/modules/sub\n");
    plant(".gitignore", "top.py\n");
    struct rules rules = load(state, "sub");
    assert_true(ignores(rules.above, "local.py"));
    assert_false(ignores(rules.above, "top.py"));
}

static void
a_broken_pointer_is_no_repository_of_use(void **state)
{
    static const char *const texts[] = {"", "gitdir:", "gitdir: \n",
                                        "gitdir: gone\n", "garbage\n"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        plant("wt/.git", texts[i]);
        assert_null(load(state, "wt").above);
    }
}

static void
exclude_is_a_set_of_its_own(void **state)
{
    plant(".git/info/exclude", "local.py\n");
    struct rules rules =
        load_with(state, "", "exclude: ['build/', '*.x.py', '!a.x.py']");
    assert_true(ignores(rules.exclude, "build/a.py"));
    assert_true(ignores(rules.exclude, "deep/b.x.py"));
    assert_false(ignores(rules.exclude, "a.x.py"));
    assert_false(ignores(rules.exclude, "local.py"));
    assert_true(ignores(rules.above, "local.py"));
}

static void
without_gitignore_only_exclude_holds(void **state)
{
    plant(".git/info/exclude", "local.py\n");
    struct rules rules =
        load_with(state, "", "gitignore: false\nexclude: [a.py]");
    assert_null(rules.above);
    assert_true(ignores(rules.exclude, "a.py"));
}

static void
the_digest_follows_every_text(void **state)
{
    struct digest seen[5];
    size_t len = 0;

    plant(".git/HEAD", "");
    plant("a/x.py", "");
    seen[len++] = load(state, "a").digest;
    plant(".git/info/exclude", "one.py\n");
    seen[len++] = load(state, "a").digest;
    plant(".gitignore", "two.py\n");
    seen[len++] = load(state, "a").digest;
    seen[len++] = load_with(state, "a", "exclude: [a.py]").digest;
    seen[len++] = load_with(state, "a", "gitignore: false").digest;
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_false(digest_equal(&seen[i], &seen[k]));
        }
    }
    struct digest again = load(state, "a").digest;
    assert_true(digest_equal(&again, &seen[2]));
}

#define RULES_TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RULES_TEST(outside_of_a_repository_there_are_no_rules_above),
        RULES_TEST(
            info_exclude_holds_and_the_rules_of_the_root_are_left_to_the_walk),
        RULES_TEST(rule_files_above_the_root_hold_relative_to_themselves),
        RULES_TEST(a_worktree_reads_the_excludes_of_its_repository),
        RULES_TEST(a_pointer_without_a_common_folder_leads_to_the_repository),
        RULES_TEST(a_broken_pointer_is_no_repository_of_use),
        RULES_TEST(exclude_is_a_set_of_its_own),
        RULES_TEST(without_gitignore_only_exclude_holds),
        RULES_TEST(the_digest_follows_every_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
