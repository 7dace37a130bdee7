/* SPDX-License-Identifier: MIT */
#include "core/python/resolve.h"

#include "tests/unit/python/grove.h"

static struct grove grove;

static int
clear(void **state)
{
    (void)state;
    grove_clear(&grove);
    return 0;
}

static void
a_dotted_name_reaches_every_package_on_its_way(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "pkg/__init__.py", "pkg/a.py", "pkg/c.py",
                     "pkg/c.pyi", "pkg/sub/__init__.py", "pkg/sub/b.py"),
               NULL);
    assert_imports(&grove, "main.py", "import pkg.sub.b",
                   "found pkg/__init__.py(p) pkg/sub/__init__.py(p) "
                   "pkg/sub/b.py");
    assert_imports(&grove, "main.py", "import pkg.c",
                   "found pkg/__init__.py(p) pkg/c.py pkg/c.pyi(s)");
    assert_imports(&grove, "main.py", "import pkg.gone",
                   "partly pkg/__init__.py(p)");
    assert_imports(&grove, "main.py", "import os, gone", "absent; absent");
    assert_imports(&grove, "main.py", "from pkg import *",
                   "found pkg/__init__.py");
}

static void
from_reaches_the_submodule_if_there_is_one(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "pkg/__init__.py", "pkg/a.py", "ns/b.py"),
               NULL);
    assert_imports(&grove, "main.py", "from pkg import a, name",
                   "found pkg/__init__.py | pkg/a.py; "
                   "found pkg/__init__.py |");
    assert_imports(&grove, "main.py", "from ns import b, name",
                   "found | ns/b.py; partly |");
    assert_imports(&grove, "main.py", "from gone import a", "absent |");
    assert_imports(&grove, "main.py", "from pkg.a import name",
                   "found pkg/__init__.py(p) pkg/a.py |");
}

static void
relative_names_begin_at_the_folder_of_the_file(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "pkg/__init__.py", "pkg/a.py",
                     "pkg/sub/__init__.py", "pkg/sub/b.py"),
               NULL);
    assert_imports(&grove, "pkg/sub/b.py", "from . import b",
                   "found pkg/sub/__init__.py | pkg/sub/b.py");
    assert_imports(&grove, "pkg/sub/b.py", "from .. import a",
                   "found pkg/__init__.py | pkg/a.py");
    assert_imports(&grove, "pkg/sub/b.py", "from ..a import x",
                   "found pkg/__init__.py(p) pkg/a.py |");
    assert_imports(&grove, "pkg/sub/__init__.py", "from .b import x",
                   "found pkg/sub/__init__.py(p) pkg/sub/b.py |");
    assert_imports(&grove, "pkg/sub/b.py", "from .gone import x",
                   "partly pkg/sub/__init__.py(p) |");
}

static void
one_statement_means_another_thing_in_another_folder(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("a/__init__.py", "a/m.py", "b/__init__.py", "b/m.py"),
               NULL);
    const struct facts_table *table = grove_read(&grove, "from . import m");
    struct resolved_imports imports = {0};
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    for (int i = 0; i < 2; i++) {
        resolve_file(&grove.resolver, table, 0,
                     grove_file(&grove, i ? "b/m.py" : "a/m.py"), &imports);
    }
    describe_imports(&grove, &imports, &text);
    assert_string_equal(text.data, "found a/__init__.py | a/m.py; "
                                   "found b/__init__.py | b/m.py");
    buf_release(&text);
    VEC_RELEASE(&imports);
}

static void
more_dots_than_folders_lead_nowhere(void **state)
{
    (void)state;
    grove_grow(&grove, PATHS("main.py", "pkg/__init__.py", "pkg/a.py"), NULL);
    assert_imports(&grove, "pkg/a.py", "from ... import x", "partly |");
    assert_imports(&grove, "pkg/a.py", "from ...main import x", "partly |");
    assert_imports(&grove, "main.py", "from .. import x", "partly |");
    assert_imports(&grove, "main.py",
                   "from ........................................ import x",
                   "partly |");
}

static void
dynamic_names_may_be_relative_to_the_module_itself(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("pkg/__init__.py", "pkg/a.py", "pkg/m.py", "pkg/m/x.py",
                     "bin/tool"),
               NULL);
    const char *own = "import importlib\n"
                      "importlib.import_module('.x', __name__)";
    const char *package = "import importlib\n"
                          "importlib.import_module('.a', __package__)";
    assert_imports(&grove, "pkg/m.py", own, "absent; found pkg/m/x.py");
    assert_imports(&grove, "pkg/m.py", package,
                   "absent; found pkg/__init__.py(p) pkg/a.py");
    assert_imports(&grove, "pkg/a.py", own, "absent; partly");
    assert_imports(&grove, "bin/tool", own, "absent; partly");
}

static void
a_string_is_an_import_only_if_it_names_something_of_ours(void **state)
{
    (void)state;
    grove_grow(&grove, PATHS("main.py", "pkg/__init__.py", "pkg/a.py"), NULL);
    assert_imports(&grove, "main.py", "x = 'pkg.a'",
                   "found pkg/__init__.py(p) pkg/a.py");
    assert_imports(&grove, "main.py", "x = 'pkg.a.Class.method'",
                   "found pkg/__init__.py(p) pkg/a.py");
    assert_imports(&grove, "main.py", "x = 'example.org'", "");
}

static void
a_string_that_is_to_be_ignored_is_just_a_string(void **state)
{
    static const struct str ignore[] = {{"pkg.*", 5}};

    (void)state;
    grove_plant(&grove, PATHS("main.py", "pkg/__init__.py", "pkg/a.py"));
    grove_resolve(&grove, &(struct resolve_options){.string_ignore = ignore,
                                                    .string_ignore_len = 1});
    assert_imports(&grove, "main.py", "x = 'pkg.a'", "");
}

static void
the_same_name_of_a_monorepo_resolves_within_each_project(void **state)
{
    (void)state;
    grove_plant(&grove, PATHS("one/src/main.py", "one/src/util/__init__.py",
                              "two/src/main.py", "two/src/util/__init__.py",
                              "two/src/only.py"));
    grove_mark(&grove, "one", DIR_PROJECT);
    grove_mark(&grove, "two", DIR_PROJECT);
    grove_resolve(&grove, &(struct resolve_options){0});
    assert_imports(&grove, "one/src/main.py", "import util",
                   "found one/src/util/__init__.py");
    assert_imports(&grove, "two/src/main.py", "import util",
                   "found two/src/util/__init__.py");
    assert_imports(&grove, "two/src/util/__init__.py", "import util",
                   "found two/src/util/__init__.py");
    assert_imports(&grove, "one/src/main.py", "import only",
                   "found two/src/only.py");
}

static void
the_folder_of_a_loose_script_is_a_root_for_it(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("src/util.py", "tools/run.py", "tools/util.py",
                     "other/run.py", "other/pkg/__init__.py"),
               PATHS("src"));
    assert_imports(&grove, "tools/run.py", "import util",
                   "found tools/util.py");
    assert_imports(&grove, "other/run.py", "import util, run, pkg",
                   "found src/util.py; found other/run.py; "
                   "found other/pkg/__init__.py");
    assert_imports(&grove, "src/util.py", "import run", "absent");
}

static void
assert_module(const char *path, const char *expected, const char *root)
{
    struct buf name;
    dir_id dir;
    buf_init(&name, BUF_UNLIMITED);
    resolve_module_name(&grove.resolver, grove_file(&grove, path), &name, &dir);
    assert_true(str_equal(buf_view(&name), str_from(expected)));
    assert_folders(&grove, &dir, 1, root);
    buf_release(&name);
}

static void
a_module_is_named_from_its_root(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("__init__.py", "setup.py", "src/pkg/__init__.py",
                     "src/pkg/a.b.py", "src/pkg/m.pyi", "lib/x/m.py"),
               PATHS("src"));
    assert_module("src/pkg/__init__.py", "pkg", "src");
    assert_module("src/pkg/m.pyi", "pkg.m", "src");
    assert_module("src/pkg/a.b.py", "pkg.a.b", "src");
    assert_module("lib/x/m.py", "m", "lib/x");
    assert_module("setup.py", "setup", ".");
}

static void
the_standard_library_depends_on_the_version(void **state)
{
    (void)state;
    grove_plant(&grove, PATHS("main.py"));
    grove_resolve(&grove, &(struct resolve_options){.python_minor = 10});
    assert_true(resolve_is_stdlib(&grove.resolver, STR("os.path")));
    assert_false(resolve_is_stdlib(&grove.resolver, STR("tomllib")));
    assert_false(resolve_is_stdlib(&grove.resolver, STR("requests.os")));
}

#define GROVE_TEST(f) cmocka_unit_test_teardown(f, clear)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        GROVE_TEST(a_dotted_name_reaches_every_package_on_its_way),
        GROVE_TEST(from_reaches_the_submodule_if_there_is_one),
        GROVE_TEST(relative_names_begin_at_the_folder_of_the_file),
        GROVE_TEST(one_statement_means_another_thing_in_another_folder),
        GROVE_TEST(more_dots_than_folders_lead_nowhere),
        GROVE_TEST(dynamic_names_may_be_relative_to_the_module_itself),
        GROVE_TEST(a_string_is_an_import_only_if_it_names_something_of_ours),
        GROVE_TEST(a_string_that_is_to_be_ignored_is_just_a_string),
        GROVE_TEST(the_same_name_of_a_monorepo_resolves_within_each_project),
        GROVE_TEST(the_folder_of_a_loose_script_is_a_root_for_it),
        GROVE_TEST(a_module_is_named_from_its_root),
        GROVE_TEST(the_standard_library_depends_on_the_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
