/* SPDX-License-Identifier: MIT */
#include "core/sys/site_search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/unit/sys/site_case.h"

static void
put_program(const char *path)
{
    put(path, "");
    assert_int_equal(chmod(path, 0700), 0);
}

/* "NAME=/scratch/path". */
static char *
variable(struct arena *arena, void **state, const char *name, const char *path)
{
    return arena_printf(arena, "%s=%s/%s", name, (char *)*state, path);
}

/* ---- which folders */

static void
environments_of_folders_above_count_if_there_is_none_nearer(void **state)
{
    (void)state;
    put("venv/pyvenv.cfg", "");
    put("venv/lib/python3.10/site-packages/above.py", "");
    put("env/lib/python3.10/site-packages/unmarked.py", "");
    put_folder("p/q");

    struct site *site = site_find("p/q", NULL);
    assert_true(has(site, "above"));
    assert_false(has(site, "unmarked"));
    site_free(site);

    put("p/env/pyvenv.cfg", "");
    put("p/env/lib64/python3.10/site-packages/near.py", "");
    site = site_find("p/q", NULL);
    assert_true(has(site, "near"));
    assert_false(has(site, "above"));
    site_free(site);
}

static void
named_environments_are_added(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put_environment("");
    put(PACKAGES "mine.py", "");
    put("v/lib/python3.11/site-packages/virtual.py", "");
    put("c/lib/python3.9/site-packages/conda.py", "");
    put("c/lib/python3.9/site-packages/lib64.py", "");
    assert_int_equal(symlink("lib", "c/lib64"), 0);
    char *environment[] = {
        variable(&arena, state, "VIRTUAL_ENV", "v/"),
        variable(&arena, state, "CONDA_PREFIX", "c"),
        (char[]){"PATH=/nowhere"},
        NULL,
    };

    struct site *site = site_find("p", environment);
    assert_true(has(site, "mine") && has(site, "virtual") &&
                has(site, "conda"));
    assert_int_equal(site->folders.len, 3);
    assert_string_equal(site->folders.items[2].origin, "CONDA_PREFIX");
    assert_int_equal(site->folders.items[2].modules, 2);
    site_free(site);

    environment[0] = (char[]){"VIRTUAL_ENV="};
    environment[1] = (char[]){"CONDA_PREFIX=c"};
    site = site_find("p", environment);
    assert_int_equal(site->folders.len, 1);
    site_free(site);
    arena_release(&arena);
}

static char *
base_settings(struct arena *arena, const char *scratch, const char *value)
{
    return arena_printf(arena,
                        "Home = %s/base/bin\r\n"
                        "include-system-site-packages = %s\n"
                        "version = 3.12.1\nnonsense\n=\n",
                        scratch, value);
}

static void
the_base_installation_counts_if_the_environment_says_so(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put("base/lib/python3.12/site-packages/based.py", "");
    put("base/lib/python3.11/site-packages/other.py", "");
    put("base/lib/python3/dist-packages/debian.py", "");
    put_folder("base/bin");
    put("home/.local/lib/python3.12/site-packages/users.py", "");
    char *environment[] = {variable(&arena, state, "HOME", "home"), NULL, NULL};

    put_environment(base_settings(&arena, *state, "false"));
    struct site *site = site_find("p", environment);
    assert_false(has(site, "based"));
    site_free(site);

    put_environment(base_settings(&arena, *state, "True"));
    site = site_find("p", environment);
    assert_true(has(site, "based") && has(site, "debian"));
    assert_true(has(site, "users"));
    assert_false(has(site, "other"));
    site_free(site);

    environment[1] = (char[]){"PYTHONNOUSERSITE=1"};
    site = site_find("p", environment);
    assert_false(has(site, "users"));
    site_free(site);
    arena_release(&arena);
}

static void
the_first_python_on_the_path_is_looked_at_by_its_real_name(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put_folder("p");
    put_folder("empty/python3");
    put("plain/python3", "");
    put_program("other/tool");
    assert_int_equal(symlink("tool", "other/python3"), 0);
    put_program("inst/bin/python3.10");
    assert_int_equal(symlink("python3.10", "inst/bin/python3"), 0);
    put_folder("first");
    assert_int_equal(symlink("../inst/bin/python3", "first/python3"), 0);
    put("inst/lib/python3.10/site-packages/ten.py", "");
    put("inst/lib/python3.11/site-packages/eleven.py", "");
    char *environment[] = {
        arena_printf(&arena,
                     "PATH=:.:relative:%s/empty:%s/plain:%s/other:%s/first/:"
                     "/nowhere",
                     (char *)*state, (char *)*state, (char *)*state,
                     (char *)*state),
        NULL};

    struct site *site = site_find("p", environment);
    assert_true(has(site, "ten"));
    assert_false(has(site, "eleven"));
    assert_string_equal(site->folders.items[0].origin, "PATH");
    assert_string_equal(
        site->interpreter.data,
        arena_printf(&arena, "%s/first/python3", (char *)*state));
    site_free(site);
    arena_release(&arena);
}

static void
a_python_of_an_environment_on_the_path_is_that_environment(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put_folder("p");
    put_program("inst/bin/python3.10");
    put("inst/lib/python3.10/site-packages/base.py", "");
    put("v/pyvenv.cfg", "include-system-site-packages = false\n");
    put("v/lib/python3.10/site-packages/inner.py", "");
    put_folder("v/bin");
    assert_int_equal(symlink("../../inst/bin/python3.10", "v/bin/python"), 0);
    char *environment[] = {variable(&arena, state, "PATH", "v/bin"), NULL};

    struct site *site = site_find("p", environment);
    assert_true(has(site, "inner"));
    assert_false(has(site, "base"));
    site_free(site);
    arena_release(&arena);
}

/* ---- pyenv */

static void
put_pyenv(void)
{
    static const char *const versions[] = {"3.9.18", "3.12.1", "3.12.10",
                                           "3.12.9", "3.12-dev"};
    char path[100];

    put_program("pyenv/shims/python3");
    for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
        snprintf(path, sizeof(path),
                 "pyenv/versions/%s/lib/python3.1/site-packages/v%zu.py",
                 versions[i], i);
        put(path, "");
    }
    put_program("inst/bin/python3");
    put("inst/lib/python3.10/site-packages/plain.py", "");
    put_folder("p");
}

static void
expect_only(void **state, const char *version, const char *module)
{
    static const char *const all[] = {"v0", "v1", "v2", "v3", "v4", "plain"};
    struct arena arena;

    arena_init(&arena);
    char *environment[] = {
        arena_printf(&arena, "PATH=%s/pyenv/shims:%s/inst/bin", (char *)*state,
                     (char *)*state),
        version ? arena_printf(&arena, "PYENV_VERSION=%s", version) : NULL,
        NULL,
    };
    struct site *site = site_find("p", environment);
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (has(site, all[i]) != (strcmp(all[i], module) == 0))
            fail_msg("%s with %s", all[i], version ? version : "files");
    site_free(site);
    arena_release(&arena);
}

static void
the_version_behind_a_shim_is_found_without_running_it(void **state)
{
    put_pyenv();
    expect_only(state, "3.9.18", "v0");
    expect_only(state, "python-3.12.1", "v1");
    expect_only(state, "3.12", "v2");
    expect_only(state, "3.12-dev", "v4");
    expect_only(state, "3", "v2");
    expect_only(state, "2.7:3.9.18:3.12.1", "v0");
    expect_only(state, "system", "plain");
    expect_only(state, "system:3.9.18", "plain");
    expect_only(state, "2.7", "plain");
    expect_only(state, "../versions/3.9.18", "plain");
    expect_only(state, ".", "plain");
    expect_only(state, NULL, "plain");

    put("pyenv/version", "3.12.9\n");
    expect_only(state, NULL, "v3");
    put(".python-version", "# why\n\n  3.9\r\n3.12.1\n");
    expect_only(state, NULL, "v0");
    put("p/.python-version", "3.12.1");
    expect_only(state, NULL, "v1");
    expect_only(state, "3.9.18", "v0");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(
            environments_of_folders_above_count_if_there_is_none_nearer),
        SCRATCH_TEST(named_environments_are_added),
        SCRATCH_TEST(the_base_installation_counts_if_the_environment_says_so),
        SCRATCH_TEST(
            the_first_python_on_the_path_is_looked_at_by_its_real_name),
        SCRATCH_TEST(
            a_python_of_an_environment_on_the_path_is_that_environment),
        SCRATCH_TEST(the_version_behind_a_shim_is_found_without_running_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
