/* SPDX-License-Identifier: MIT */
#include "core/plan/effective.h"

#include <string.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What `tool` needs with one file at the root, and one argument. */
struct situation {
    const char *tool;
    const char *file;
    const char *text;
    const char *arg;
    enum level own;
};

static struct effective_level
level_in(struct arena *arena, const char *root,
         const struct situation *situation)
{
    struct str arg = str_from(situation->arg ? situation->arg : "--strict");
    struct conf_list args = {.items = &arg, .len = 1, .set = true};
    struct err err;
    if (situation->file) {
        assert_int_equal(file_replace(situation->file, situation->text,
                                      strlen(situation->text), &err),
                         0);
    }
    return effective_level(arena, str_from(root), str_from(situation->tool),
                           &args, situation->own);
}

static void
assert_level(const char *root, struct situation situation, enum level level,
             const char *because)
{
    struct arena arena;
    arena_init(&arena);
    struct effective_level found = level_in(&arena, root, &situation);
    assert_int_equal(found.level, level);
    if (because) {
        assert_string_equal(found.because, because);
    } else {
        assert_null(found.because);
    }
    if (situation.file) {
        assert_int_equal(unlink(situation.file), 0);
    }
    arena_release(&arena);
}

static void
without_such_options_the_level_is_the_own(void **state)
{
    assert_level(*state,
                 (struct situation){.tool = "mypy",
                                    .file = "mypy.ini",
                                    .text = "[mypy]\nstrict = True\n",
                                    .own = LEVEL_DECLARED},
                 LEVEL_DECLARED, NULL);
}

static void
d9_mypy_without_local_partial_types_needs_code(void **state)
{
    assert_level(*state,
                 (struct situation){.tool = "mypy",
                                    .arg = "--no-local-partial-types",
                                    .own = LEVEL_DECLARED},
                 LEVEL_CODE, "args: --no-local-partial-types");
    assert_level(*state,
                 (struct situation){.tool = "mypy",
                                    .file = "mypy.ini",
                                    .text = "[mypy]\nlocal_partial_types = No",
                                    .own = LEVEL_DECLARED},
                 LEVEL_CODE, "mypy.ini: local_partial_types");
    assert_level(*state,
                 (struct situation){.tool = "mypy",
                                    .file = "pyproject.toml",
                                    .text =
                                        "[[tool.mypy.overrides]]\r\n"
                                        "local_partial_types = false # why\r\n",
                                    .own = LEVEL_DECLARED},
                 LEVEL_CODE, "pyproject.toml: local_partial_types");
}

static void
a_setting_that_is_on_raises_nothing(void **state)
{
    assert_level(*state,
                 (struct situation){.tool = "mypy",
                                    .file = "setup.cfg",
                                    .text = "[mypy]\nlocal_partial_types=True",
                                    .own = LEVEL_DECLARED},
                 LEVEL_DECLARED, NULL);
}

static void
a_plugin_may_look_at_anything(void **state)
{
    assert_level(*state,
                 (struct situation){.tool = "mypy",
                                    .file = "setup.cfg",
                                    .text = "[mypy]\nplugins = a.b",
                                    .own = LEVEL_DECLARED},
                 LEVEL_CONTENT, "setup.cfg: plugins");
    assert_level(*state,
                 (struct situation){.tool = "pylint",
                                    .file = ".pylintrc",
                                    .text = "[MAIN]\nload-plugins=x",
                                    .own = LEVEL_CODE},
                 LEVEL_CONTENT, ".pylintrc: load-plugins");
    assert_level(*state,
                 (struct situation){.tool = "pylint",
                                    .arg = "--load-plugins=x",
                                    .own = LEVEL_CODE},
                 LEVEL_CONTENT, "args: --load-plugins");
}

static void
settings_of_other_tools_do_not_count(void **state)
{
    assert_level(*state,
                 (struct situation){.tool = "mypy",
                                    .file = "setup.cfg",
                                    .text = "[flake8]\nplugins = a.b",
                                    .own = LEVEL_DECLARED},
                 LEVEL_DECLARED, NULL);
    assert_level(*state,
                 (struct situation){.tool = "ruff",
                                    .file = "mypy.ini",
                                    .text = "[mypy]\nplugins = a.b",
                                    .own = LEVEL_NAMES},
                 LEVEL_NAMES, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(without_such_options_the_level_is_the_own),
        SCRATCH_TEST(d9_mypy_without_local_partial_types_needs_code),
        SCRATCH_TEST(a_setting_that_is_on_raises_nothing),
        SCRATCH_TEST(a_plugin_may_look_at_anything),
        SCRATCH_TEST(settings_of_other_tools_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
