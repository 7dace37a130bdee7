/* SPDX-License-Identifier: MIT */
#include "core/sys/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "core/sys/path.h"
#include "tests/unit/sys/site_case.h"

static void
put_program(const char *path)
{
    put(path, "");
    assert_int_equal(chmod(path, 0700), 0);
}

static struct site *
site_of(struct arena *arena, void **state, const char *interpreter)
{
    char *environment[] = {
        arena_printf(arena, "PATH=%s/path/bin", (char *)*state), NULL};
    struct str path = path_join(arena, str_from(*state), str_from(interpreter));

    return site_find_python("p", environment,
                            interpreter[0] ? path : (struct str){0});
}

static void
one_python_has_what_is_installed_for_it_alone(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put_environment("");
    put(PACKAGES "mine.py", "");
    put("tool/pyvenv.cfg", "");
    put_program("tool/bin/python3");
    put("tool/lib/python3.11/site-packages/plugin.py", "");
    put("path/pyvenv.cfg", "");
    put_program("path/bin/python3");
    put("path/lib/python3.11/site-packages/onpath.py", "");
    put("p/requirements.txt", "declared\n");

    struct site *site = site_of(&arena, state, "tool/bin/python3");
    assert_true(has(site, "plugin"));
    assert_false(has(site, "mine"));
    assert_false(has(site, "onpath"));
    assert_false(has(site, "declared"));
    site_free(site);

    site = site_of(&arena, state, "");
    assert_true(has(site, "onpath"));
    assert_false(has(site, "mine"));
    assert_true(str_ends_with(site->interpreter, STR("/path/bin/python3")));
    site_free(site);

    site = site_of(&arena, state, "absent/bin/python3");
    assert_int_equal(site->folders.len, 0);
    site_free(site);
    arena_release(&arena);
}

static void
assert_sources(void **state, const char *expected)
{
    struct site *site = site_find("p", NULL);
    size_t len = strlen(*state) + 1;
    struct buf found;

    buf_init(&found, BUF_UNLIMITED);
    for (size_t i = 0; i < site->sources.len; i++) {
        struct str path = site->sources.items[i];
        buf_str(&found, str_slice(path, len, path.len));
        buf_byte(&found, ' ');
    }
    assert_string_equal(buf_cstr(&found), expected);
    buf_release(&found);
    site_free(site);
}

static void
sources_installed_as_such_are_noted_if_they_lie_elsewhere(void **state)
{
    struct arena arena;
    char *root = *state;

    arena_init(&arena);
    put_environment("");
    put("other/src/lib/__init__.py", "");
    put("third/tool.py", "");
    put("p/own/__init__.py", "");
    put(PACKAGES "sub/x.py", "");
    put(PACKAGES "a.pth",
        arena_printf(&arena, "%s/other/src\n%s/p\nsub\n/nowhere\n", root,
                     root));
    assert_sources(state, "other/src ");
    put(PACKAGES "b.pth", "import _finder; _finder.install()\n");
    put(PACKAGES "_finder.py",
        arena_printf(&arena,
                     "MAPPING = {'tool': '%s/third/tool.py', 'own': "
                     "'%s/p/own', 'gone': '/nowhere'}\n",
                     root, root));
    assert_sources(state, "other/src third/tool.py ");
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(one_python_has_what_is_installed_for_it_alone),
        SCRATCH_TEST(sources_installed_as_such_are_noted_if_they_lie_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
