/* SPDX-License-Identifier: MIT */
#include "core/python/place.h"

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
a_package_comes_before_a_module_before_a_namespace(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "a/__init__.py", "a.py", "b.py", "b/x.py",
                     "c/x.py", "d.pyi", "d/__init__.py", "e.py",
                     "e/__init__.pyi"),
               NULL);
    assert_imports(&grove, "main.py", "import a, b, b.x, c.x",
                   "found a/__init__.py; found b.py; partly b.py(p); "
                   "found c/x.py");
    assert_imports(&grove, "main.py", "import d", "found d/__init__.py");
    assert_imports(&grove, "main.py", "import e",
                   "found e/__init__.pyi(s) e.py");
}

static void
a_namespace_package_spans_all_roots(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "one/ns/a.py", "one/ns/deep/x.py",
                     "two/ns/b.py", "two/ns/deep/y.py"),
               PATHS("one", "two"));
    assert_imports(&grove, "main.py", "import ns.a, ns.b, ns.deep.y",
                   "found one/ns/a.py; found two/ns/b.py; "
                   "found two/ns/deep/y.py");
    assert_imports(&grove, "one/ns/a.py", "from . import b",
                   "found | two/ns/b.py");
    assert_imports(&grove, "one/ns/deep/x.py", "from .y import z",
                   "found two/ns/deep/y.py |");
    assert_imports(&grove, "one/ns/deep/x.py", "from .. import b",
                   "found | two/ns/b.py");
}

static void
whatever_is_no_namespace_hides_one_of_any_root(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "one/p/x.py", "two/p/__init__.py", "one/q/x.py",
                     "two/q.py"),
               PATHS("one", "two"));
    assert_imports(&grove, "main.py", "import p, p.x, q",
                   "found two/p/__init__.py; partly two/p/__init__.py(p); "
                   "found two/q.py");
}

static void
a_stub_package_counts_beside_its_source_and_alone(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "foo/__init__.py", "foo/bar.py",
                     "foo-stubs/__init__.pyi", "foo-stubs/bar.pyi",
                     "foo-stubs/only.pyi", "baz-stubs/__init__.pyi"),
               PATHS("."));
    assert_imports(&grove, "main.py", "import foo.bar",
                   "found foo/__init__.py(p) foo-stubs/__init__.pyi(ps) "
                   "foo/bar.py foo-stubs/bar.pyi(s)");
    assert_imports(&grove, "main.py", "from foo import only",
                   "found foo/__init__.py foo-stubs/__init__.pyi(s) | "
                   "foo-stubs/only.pyi(s)");
    assert_imports(&grove, "main.py", "import baz",
                   "found baz-stubs/__init__.pyi(s)");
}

static void
the_missing_half_comes_from_a_later_root(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("main.py", "typ/m.pyi", "src/m.py", "src/m2.py",
                     "typ/n/__init__.pyi", "src/n/__init__.py", "src/n/deep.py",
                     "third/m.py", "third/m.pyi"),
               PATHS("typ", "src", "third"));
    assert_imports(&grove, "main.py", "import m, m2",
                   "found typ/m.pyi(s) src/m.py; found src/m2.py");
    assert_imports(&grove, "main.py", "import n.deep",
                   "found typ/n/__init__.pyi(ps) src/n/__init__.py(p) "
                   "src/n/deep.py");
}

static void
an_empty_folder_makes_a_name_ours_on_disk(void **state)
{
    (void)state;
    grove_grow(&grove, PATHS("main.py", "data/", "email/", "dash-ed/"), NULL);
    assert_imports(&grove, "main.py", "import data, email, data.gone",
                   "found; absent; absent");
    assert_imports(&grove, "main.py", "from data import x", "partly |");
}

static void
an_empty_folder_is_nothing_for_git(void **state)
{
    (void)state;
    grove_plant(&grove, PATHS("main.py", "data/", "full/deep/x.py",
                              "pkg/__init__.py", "pkg/empty/"));
    grove_resolve(&grove, &(struct resolve_options){.git_folders = true});
    assert_imports(&grove, "main.py", "import data, full, full.deep",
                   "absent; found; found");
    assert_imports(&grove, "main.py", "from pkg import empty",
                   "found pkg/__init__.py |");
}

static place_id
place_of(const char *name)
{
    return resolve_name(&grove.resolver, ROOT_DIR, str_from(name));
}

static struct place
look_up(const char *name)
{
    place_id id = place_of(name);
    return grove.resolver.places.items[id];
}

static void
assert_range(struct range range, const char *expected)
{
    assert_folders(&grove, grove.resolver.dirs.items + range.first, range.len,
                   expected);
}

static void
a_place_knows_the_folders_that_it_binds(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("a/__init__.py", "a/b/__init__.py", "a/b/m.py", "m.py"),
               NULL);
    struct place place = look_up("a.b");
    assert_range(place.dirs, "a/b");
    assert_range(place.bound, "a a/b");
    place = look_up("a.b.m");
    assert_range(place.dirs, "");
    assert_range(place.bound, "a a/b");
    place = look_up("a.gone");
    assert_int_equal(place.status, PLACE_PARTLY);
    assert_range(place.dirs, "");
    assert_range(place.bound, "a");
    place = look_up("gone");
    assert_int_equal(place.status, PLACE_ABSENT);
    assert_range(place.bound, "");
}

static void
names_that_are_none_are_absent(void **state)
{
    static const char *const names[] = {"",   ".",      "..",     "a.",
                                        ".a", "a..b",   "a/b",    "a.py",
                                        "é",  "a.b.c.", "a-stubs"};

    (void)state;
    grove_grow(&grove, PATHS("a/__init__.py", "a/b.py"), NULL);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        assert_int_not_equal(look_up(names[i]).status, PLACE_FOUND);
    }
}

static void
a_member_of_a_module_is_absent(void **state)
{
    (void)state;
    grove_grow(&grove, PATHS("a/__init__.py", "a/b.py", "a/b/c.py"), NULL);
    place_id id = place_member(&grove.resolver, place_of("a.b"), STR("c"));
    assert_int_equal(grove.resolver.places.items[id].status, PLACE_ABSENT);
    id = place_member(&grove.resolver, place_of("a"), STR("b"));
    assert_int_equal(grove.resolver.places.items[id].status, PLACE_FOUND);
    id = place_relative(&grove.resolver, 0, NO_DIR, STR("b"));
    assert_int_equal(grove.resolver.places.items[id].status, PLACE_PARTLY);
}

static void
hear(void *context, struct str folder, struct str name, const char *suffix,
     bool found)
{
    struct buf *heard = context;
    buf_str(heard, folder);
    buf_byte(heard, '/');
    buf_str(heard, name);
    buf_printf(heard, "%s%s ", suffix, found ? "!" : "");
}

static void
a_probe_hears_of_every_root_up_to_the_hit(void **state)
{
    struct buf heard;

    (void)state;
    grove_grow(&grove, PATHS("one/x.py", "two/m.py", "three/m.pyi"),
               PATHS("one", "two", "three"));
    buf_init(&heard, BUF_UNLIMITED);
    grove.resolver.probe = hear;
    grove.resolver.probe_context = &heard;
    place_of("x");
    buf_byte(&heard, '\0');
    assert_non_null(strstr(heard.data, "one/x/__init__.py "));
    assert_non_null(strstr(heard.data, "one/x.py! one/x.pyi "));
    buf_clear(&heard);
    place_of("m");
    buf_byte(&heard, '\0');
    assert_non_null(strstr(heard.data, "one/m.py one/m.pyi "));
    assert_non_null(strstr(heard.data, "two/m.py! two/m.pyi "));
    assert_non_null(strstr(heard.data, "three/m.pyi! "));
    buf_release(&heard);
}

#define GROVE_TEST(f) cmocka_unit_test_teardown(f, clear)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        GROVE_TEST(a_package_comes_before_a_module_before_a_namespace),
        GROVE_TEST(a_namespace_package_spans_all_roots),
        GROVE_TEST(whatever_is_no_namespace_hides_one_of_any_root),
        GROVE_TEST(a_stub_package_counts_beside_its_source_and_alone),
        GROVE_TEST(the_missing_half_comes_from_a_later_root),
        GROVE_TEST(an_empty_folder_makes_a_name_ours_on_disk),
        GROVE_TEST(an_empty_folder_is_nothing_for_git),
        GROVE_TEST(a_place_knows_the_folders_that_it_binds),
        GROVE_TEST(names_that_are_none_are_absent),
        GROVE_TEST(a_member_of_a_module_is_absent),
        GROVE_TEST(a_probe_hears_of_every_root_up_to_the_hit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
