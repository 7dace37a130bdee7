/* SPDX-License-Identifier: MIT */
#include "core/sys/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/unit/sys/site_case.h"

/* ---- one folder of modules */

static void
what_lies_in_the_project_environment_exists(void **state)
{
    (void)state;
    put_environment("home = /usr/bin\n");
    put(PACKAGES "pkg/__init__.py", "");
    put_folder(PACKAGES "space");
    put(PACKAGES "single.py", "");
    put(PACKAGES "hinted.pyi", "");
    put(PACKAGES "fast.cpython-312-x86_64-linux-gnu.so", "");
    put(PACKAGES "stable.abi3.so", "");
    put(PACKAGES "win.cp312-win_amd64.pyd", "");
    put(PACKAGES "typed-stubs/__init__.pyi", "");
    put(PACKAGES "README.txt", "");
    put_folder(PACKAGES "__pycache__");
    put_folder(PACKAGES "pkg-1.0.dist-info");
    put_folder(PACKAGES "not-a-module");
    assert_int_equal(symlink("pkg", PACKAGES "linked"), 0);
    assert_int_equal(symlink("nowhere", PACKAGES "dead"), 0);
    assert_int_equal(mkfifo(PACKAGES "pipe.py", 0600), 0);

    struct site *site = site_find("p", NULL);
    static const char *const there[] = {"pkg",  "space",  "single",
                                        "fast", "hinted", "stable",
                                        "win",  "typed",  "linked"};
    static const char *const missing[] = {"README",  "__pycache__", "not",
                                          "dead",    "pipe",        "",
                                          "pkg.sub", "not-a-module"};
    for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++)
        if (!has(site, there[i]))
            fail_msg("%s is not there", there[i]);
    for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++)
        if (has(site, missing[i]))
            fail_msg("%s is there", missing[i]);
    assert_int_equal(site->folders.len, 1);
    assert_string_equal(site->folders.items[0].origin, ".venv");
    assert_int_equal(site->folders.items[0].modules, 9);
    assert_int_equal(site->pythons.len, 1);
    assert_true(str_equal(site->pythons.items[0], STR("python3.12")));
    assert_int_equal(site->interpreter.len, 0);
    site_free(site);
}

static void
distributions_have_a_name_and_a_version(void **state)
{
    static const char *const expected[][2] = {
        {"a_b", "1.0"},    {"dev", ""},     {"old", "0.1"},
        {"pyyaml", "6.0"}, {"pyyaml", "7"},
    };

    (void)state;
    put_environment("");
    put_folder(PACKAGES "PyYAML-6.0.dist-info");
    put_folder(PACKAGES "pyyaml-7.dist-info");
    put(PACKAGES "old-0.1-py3.12.egg-info", "");
    put_folder(PACKAGES "A.b-1.0-py3.12-linux-x86_64.egg-info");
    put_folder(PACKAGES "dev.egg-info");
    put_folder(PACKAGES "~ld-0.1.dist-info");
    put_folder(PACKAGES ".dist-info");

    struct site *site = site_find("p", NULL);
    assert_int_equal(site->distributions.len, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct site_distribution *one = &site->distributions.items[i];
        assert_string_equal(one->name.data, expected[i][0]);
        assert_string_equal(one->version.data, expected[i][1]);
    }
    assert_true(has(site, "yaml"));
    assert_true(has(site, "dev"));
    assert_false(has(site, "pyyaml"));
    site_free(site);
}

static void
path_files_lead_to_other_folders(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put_environment("");
    put("out/far.py", "");
    put("out/more.pth", arena_printf(&arena, "%s/third\n", (char *)*state));
    put("third/never.py", "");
    put(PACKAGES "x-1.egg/egged/__init__.py", "");
    put("p/src/ours.py", "");
    put(PACKAGES "a.pth",
        arena_printf(&arena,
                     "# comment\n\n%s/out\r\n./x-1.egg\nnowhere\n/\xff\n"
                     "import os; os.nothing()\nimport\t../x\n%s/p/src\n.\n",
                     (char *)*state, (char *)*state));

    struct site *site = site_find("p", NULL);
    assert_true(has(site, "far"));
    assert_true(has(site, "egged"));
    assert_false(has(site, "never"));
    assert_false(has(site, "ours"));
    assert_int_equal(site->folders.len, 3);
    assert_string_equal(site->folders.items[1].origin, ".pth");
    site_free(site);
    arena_release(&arena);
}

static void
finders_of_editable_installations_name_their_modules(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put_environment("");
    put(PACKAGES "__editable__.x-1.pth",
        "import __editable___x_1_finder; __editable___x_1_finder.install()");
    put(PACKAGES "__editable___x_1_finder.py",
        arena_printf(&arena,
                     "import sys\n"
                     "MAPPING: dict[str, str] = {'one': '/e/one', "
                     "'two.sub': '/e/two/sub', 'ours': '%s/p/src/ours'}\n"
                     "NAMESPACES: dict[str, list[str]] = {'ns': ['/e/ns', "
                     "'/f/ns'], \"last\": []}\n"
                     "NOTHING = {'no': '/e/no'}\n",
                     (char *)*state));
    put(PACKAGES "_y.pth", "import _y\n");
    put(PACKAGES "_y.py",
        "from editables.redirector import RedirectingFinder as F\n"
        "F.install()\nF.map_module('mapped', '/e/mapped/__init__.py')\n");

    struct site *site = site_find("p", NULL);
    assert_true(has(site, "one"));
    assert_true(has(site, "two"));
    assert_true(has(site, "ns"));
    assert_true(has(site, "mapped"));
    assert_false(has(site, "ours"));
    assert_false(has(site, "no"));
    site_free(site);
    arena_release(&arena);
}

static void
broken_finders_name_nothing(void **state)
{
    static const char *const texts[] = {
        "MAPPING",
        "MAPPING = {'",
        "MAPPING = {'a",
        "MAPPING = {'a'",
        "MAPPING = {'a': ",
        "MAPPING = {'a': '",
        "MAPPING = {'a': '/x",
        "MAPPING = ','",
        "MAPPING = 'a' 'b'",
        "F.map_module(",
        "\0",
    };

    (void)state;
    put_environment("");
    put(PACKAGES "x.pth", "import _x");
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        put(PACKAGES "_x.py", texts[i]);
        struct site *site = site_find("p", NULL);
        assert_false(has(site, "a"));
        site_free(site);
    }
}

/* ---- what the project declares */

static void
what_is_declared_need_not_be_installed(void **state)
{
    (void)state;
    put("p/pyproject.toml", "[project]\ndependencies = ['PyYAML', 'Zope.X']\n");
    put("p/requirements.txt", "requests>2\npyyaml\n");

    struct site *site = site_find("p", NULL);
    assert_true(has(site, "yaml") && has(site, "requests"));
    assert_true(has(site, "zope"));
    assert_false(has(site, "numpy"));
    assert_int_equal(site->declared.len, 3);
    assert_string_equal(site->declared.items[0].data, "pyyaml");
    assert_string_equal(site->declared.items[1].data, "requests");
    assert_string_equal(site->declared.items[2].data, "zope_x");
    assert_int_equal(site->folders.len, 0);
    site_free(site);
}

/* ---- trouble */

static void
where_nothing_can_be_read_nothing_is_known(void **state)
{
    static const char *const roots[] = {"/nowhere/at/all", "p", "file", "/",
                                        ""};
    char *environment[] = {
        (char[]){"PATH=/nowhere::///:."},
        (char[]){"VIRTUAL_ENV=/nowhere"},
        (char[]){"CONDA_PREFIX=/dev/null"},
        (char[]){"HOME=relative"},
        (char[]){"no variable"},
        NULL,
    };

    (void)state;
    put("file", "");
    put_folder("p/.venv/pyvenv.cfg");
    put("p/venv", "");
    put_folder("p/env");
    assert_int_equal(mkfifo("p/env/pyvenv.cfg", 0600), 0);
    put("p/env/lib", "");
    put_folder("p/pyproject.toml");
    assert_int_equal(symlink("setup.cfg", "p/setup.cfg"), 0);
    for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
        struct site *site = site_find(roots[i], environment);
        assert_false(has(site, "anything"));
        site_free(site);
    }
    site_free(NULL);
}

static void
settings_that_are_too_large_are_none(void **state)
{
    enum { LARGE = 5 << 20 };
    char *text = malloc(LARGE + 1);

    (void)state;
    assert_non_null(text);
    memset(text, ' ', LARGE);
    memcpy(text, "requests\n", 9);
    text[LARGE] = '\0';
    put("p/requirements.txt", text);
    free(text);
    struct site *site = site_find("p", NULL);
    assert_false(has(site, "requests"));
    site_free(site);
}

static void
names_that_are_odd_do_no_harm(void **state)
{
    (void)state;
    put_environment("home = \nversion = ...\nversion_info\n");
    put(PACKAGES "new\nline.py", "");
    put(PACKAGES "\xff.py", "");
    put(PACKAGES ".py", "");
    put(PACKAGES ".pth", "/\n\n\n/proc/self/mem\n");
    put_folder(PACKAGES "-.dist-info");
    put_folder(PACKAGES "-stubs");
    put_folder("p/.venv/lib/python3./site-packages");
    put_folder("p/.venv/lib/python3.12x/site-packages");
    put("p/.venv/lib/python3.13t/site-packages/free.py", "");
    put("p/.venv/lib/pypy3.10/site-packages/pypy.py", "");

    struct site *site = site_find("p", NULL);
    assert_true(has(site, "free") && has(site, "pypy"));
    assert_int_equal(site->pythons.len, 3);
    site_free(site);
}

/* ---- digest */

static void
digest_of(const struct site *site, struct digest *digest)
{
    struct hasher hasher;

    hasher_init(&hasher, HASH_XXH3);
    site_digest(site, &hasher, digest);
    hasher_release(&hasher);
}

static void
the_digest_follows_names_and_versions_but_no_path(void **state)
{
    struct digest first;
    struct digest other;
    struct site *site;

    (void)state;
    put_environment("");
    put_folder(PACKAGES "a-1.0.dist-info");
    put_folder(PACKAGES "b-1.0.dist-info");
    put(PACKAGES "b.py", "");
    put("q/.venv/pyvenv.cfg", "");
    put("q/.venv/lib/python3.12/site-packages/b.py", "");
    put_folder("q/.venv/lib/python3.12/site-packages/b-1.0.dist-info");
    put_folder("q/.venv/lib/python3.12/site-packages/a-1.0.dist-info");
    put("q/requirements.txt", "declared\n");

    site = site_find("p", NULL);
    digest_of(site, &first);
    site_free(site);
    site = site_find("q", NULL);
    digest_of(site, &other);
    site_free(site);
    assert_true(digest_equal(&first, &other));

    static const char *const changes[] = {
        PACKAGES "c-1.0.dist-info",
        PACKAGES "a-2.0.dist-info",
        PACKAGES "module",
        "p/.venv/lib/python3.13/site-packages",
    };
    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
        put_folder(changes[i]);
        site = site_find("p", NULL);
        digest_of(site, &other);
        site_free(site);
        assert_false(digest_equal(&first, &other));
        first = other;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_lies_in_the_project_environment_exists),
        SCRATCH_TEST(distributions_have_a_name_and_a_version),
        SCRATCH_TEST(path_files_lead_to_other_folders),
        SCRATCH_TEST(finders_of_editable_installations_name_their_modules),
        SCRATCH_TEST(broken_finders_name_nothing),
        SCRATCH_TEST(what_is_declared_need_not_be_installed),
        SCRATCH_TEST(where_nothing_can_be_read_nothing_is_known),
        SCRATCH_TEST(settings_that_are_too_large_are_none),
        SCRATCH_TEST(names_that_are_odd_do_no_harm),
        SCRATCH_TEST(the_digest_follows_names_and_versions_but_no_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
