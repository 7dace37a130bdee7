/* SPDX-License-Identifier: MIT */
#include "core/sys/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "core/sys/path.h"
#include "tests/unit/sys/scratch.h"

static void
put(const char *name, const char *text, int mode)
{
    struct err err;

    assert_int_equal(file_replace(name, text, strlen(text), &err), 0);
    assert_int_equal(chmod(name, (mode_t)mode), 0);
}

/* Looked for in the project `p`, with the folders `a` and `b` on PATH. */
static bool
find(struct arena *arena, const char *scratch, const char *name,
     struct program *program)
{
    char *path = arena_printf(arena, "PATH=.:%s/a/:%s/b", scratch, scratch);
    char *environment[] = {path, NULL};
    struct program_search search = {
        path_join(arena, str_from(scratch), STR("p")), environment};

    return program_find(arena, &search, str_from(name), program);
}

static void
assert_found(const char *scratch, const char *name, const char *expected)
{
    struct arena arena;
    struct program program;

    arena_init(&arena);
    assert_true(find(&arena, scratch, name, &program));
    struct str path =
        str_slice(program.path, strlen(scratch) + 1, program.path.len);
    assert_string_equal(path.data, expected);
    arena_release(&arena);
}

static void
assert_absent(const char *scratch, const char *name)
{
    struct arena arena;
    struct program program;

    arena_init(&arena);
    assert_false(find(&arena, scratch, name, &program));
    arena_release(&arena);
}

static void
path_comes_first_then_the_projects_environment(void **state)
{
    put("p/.venv/pyvenv.cfg", "", 0600);
    put("p/.venv/bin/x", "", 0700);
    assert_found(*state, "x", "p/.venv/bin/x");
    put("b/x", "", 0700);
    assert_found(*state, "x", "b/x");
    put("a/x", "", 0600);
    assert_found(*state, "x", "b/x");
    put("a/x", "", 0700);
    assert_found(*state, "x", "a/x");
}

static void
environments_stand_beside_the_root_or_above(void **state)
{
    put("venv/bin/x", "", 0700);
    assert_absent(*state, "x");
    put("venv/pyvenv.cfg", "", 0600);
    assert_found(*state, "x", "venv/bin/x");
    put("p/env/pyvenv.cfg", "", 0600);
    assert_absent(*state, "x");
    put("p/node_modules/.bin/x", "", 0700);
    assert_found(*state, "x", "p/node_modules/.bin/x");
}

static void
a_name_with_a_slash_is_relative_to_the_root(void **state)
{
    put("p/tools/x", "", 0700);
    put("a/x", "", 0700);
    assert_found(*state, "tools/x", "p/tools/x");
    assert_absent(*state, "tools/y");
    assert_absent(*state, "");
    assert_int_equal(mkdir("a/folder", 0700), 0);
    assert_absent(*state, "folder");
}

static void
links_are_followed_and_the_path_stays(void **state)
{
    struct arena arena;
    struct program program;

    put("real/x-1.0", "text", 0700);
    put("a/other", "", 0700);
    assert_int_equal(symlink("../real/x-1.0", "a/x"), 0);
    arena_init(&arena);
    assert_true(find(&arena, *state, "x", &program));
    assert_string_equal(path_name(program.path).data, "x");
    assert_string_equal(path_name(program.real).data, "x-1.0");
    assert_int_equal(program.sig.size, 4);
    assert_int_equal(program.script.len, 0);
    arena_release(&arena);
}

static void
assert_interpreter(const char *scratch, const char *script,
                   const char *expected)
{
    struct arena arena;
    struct program program;

    put("a/x", script, 0700);
    arena_init(&arena);
    assert_true(find(&arena, scratch, "x", &program));
    if (!str_equal(program.interpreter, str_from(expected)))
        fail_msg("%s: %.*s", script, (int)program.interpreter.len,
                 program.interpreter.data);
    arena_release(&arena);
}

static void
the_first_line_names_the_interpreter(void **state)
{
    struct arena arena;

    arena_init(&arena);
    put("b/python3", "", 0700);
    const char *python = arena_printf(&arena, "%s/b/python3", (char *)*state);
    assert_interpreter(*state, "#!/v/bin/python3\nimport x\n",
                       "/v/bin/python3");
    assert_interpreter(*state, "#! /v/bin/python3 -I\r\n", "/v/bin/python3");
    assert_interpreter(*state, "#!/usr/bin/env python3\n", python);
    assert_interpreter(*state, "#!/usr/bin/env -S A=b python3 -I\n", python);
    assert_interpreter(*state, "#!/usr/bin/env absent\n", "");
    assert_interpreter(*state, "#!/bin/sh\necho\n", "/bin/sh");
    assert_interpreter(*state,
                       "#!/bin/sh\n'''exec' \"/a b/python\" \"$0\" \"$@\"\n",
                       "/a b/python");
    assert_interpreter(*state, "#!/bin/sh\n'''exec' /v/python \"$0\"\n' '''\n",
                       "/v/python");
    assert_interpreter(*state, "#!", "");
    assert_interpreter(*state, "#!python\n", "");
    assert_interpreter(*state, "#!/usr/bin/env", "");
    assert_interpreter(*state, "no script", "");
    arena_release(&arena);
}

static void
people_are_told_where_it_was_looked_for(void **state)
{
    struct arena arena;
    struct buf out;
    struct program_search search = {str_from(*state), NULL};

    arena_init(&arena);
    buf_init(&out, BUF_UNLIMITED);
    put(".venv/pyvenv.cfg", "", 0600);
    program_places(&arena, &search, STR("x"), &out);
    assert_string_equal(buf_cstr(&out), "on PATH and in .venv/bin");
    buf_clear(&out);
    program_places(&arena, &search, STR("a/x"), &out);
    assert_string_equal(buf_cstr(&out), "there");
    buf_release(&out);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(path_comes_first_then_the_projects_environment),
        SCRATCH_TEST(environments_stand_beside_the_root_or_above),
        SCRATCH_TEST(a_name_with_a_slash_is_relative_to_the_root),
        SCRATCH_TEST(links_are_followed_and_the_path_stays),
        SCRATCH_TEST(the_first_line_names_the_interpreter),
        SCRATCH_TEST(people_are_told_where_it_was_looked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
