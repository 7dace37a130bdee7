/* SPDX-License-Identifier: MIT */
#include "core/run/mentions.h"

#include <string.h>

#include "core/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
collect(void *context, struct str path)
{
    struct buf *found = context;
    buf_str(found, path);
    buf_byte(found, ' ');
}

static void
assert_mentions(const char *name, const char *text, const char *expected)
{
    struct buf found;
    buf_init(&found, BUF_UNLIMITED);
    mentions_find(str_from(name), str_from(text), collect, &found);
    assert_string_equal(buf_cstr(&found), expected);
    buf_release(&found);
}

static void
what_settings_extend_is_found(void **state)
{
    (void)state;
    assert_mentions("ruff.toml", "extend = \"../base.toml\"\n",
                    "../base.toml ");
    assert_mentions("pyrightconfig.json", "{\n\"extends\": \"./base.json\"}",
                    "base.json ");
    assert_mentions("p/pyproject.toml",
                    "[project]\nreadme = \"README.txt\"\n"
                    "[tool.ruff]\nextend = 'conf/ruff.toml'\n"
                    "[tool.poetry]\nx = 'other.toml'\n",
                    "conf/ruff.toml ");
    assert_mentions("setup.cfg",
                    "[metadata]\nlicense_file = LICENSE.txt\n"
                    "[flake8]\ndictionaries = words.dic\n",
                    "words.dic ");
}

static void
comments_say_nothing(void **state)
{
    (void)state;
    assert_mentions("mypy.ini", "# a/b.ini\n; c.toml\n[mypy]\n", "");
}

static void
sources_count_as_plugins_alone(void **state)
{
    (void)state;
    assert_mentions("ruff.toml",
                    "[lint.per-file-ignores]\n\"tests/t.py\" = ['E501']\n", "");
    assert_mentions("mypy.ini", "[mypy]\nplugins = ./tools/plug.py\n",
                    "tools/plug.py ");
    assert_mentions("mypy.ini",
                    "[mypy]\nplugins =\n  one.two,\n  tools/plug.py\n"
                    "strict = True\n",
                    "one/two.py one/two/__init__.py tools/plug.py ");
}

static void
plugins_are_modules_beside_the_settings(void **state)
{
    (void)state;
    assert_mentions("pyproject.toml",
                    "[tool.pylint.main]\nload-plugins = [\n  \"checks\",\n]\n"
                    "jobs = 2\n",
                    "checks.py checks/__init__.py ");
    assert_mentions("tox.ini",
                    "[flake8:local-plugins]\n"
                    "extension =\n  X = checks:Checker\n",
                    "X.py X/__init__.py checks.py checks/__init__.py "
                    "Checker.py Checker/__init__.py ");
}

static void
only_names_of_settings_are_expected(void **state)
{
    (void)state;
    assert_true(mentions_expected(STR("pyproject.toml")));
    assert_true(mentions_expected(STR(".pylintrc")));
    assert_true(mentions_expected(STR(".flake8")));
    assert_false(mentions_expected(STR("uv.lock")));
    assert_false(mentions_expected(STR("plugin.py")));
}

static void
hostile_text_ends(void **state)
{
    struct buf text;
    struct buf found;
    (void)state;
    buf_init(&text, BUF_UNLIMITED);
    buf_init(&found, BUF_UNLIMITED);
    for (int i = 0; i < 10000; i++) {
        buf_text(&text, "[]\n[ ]\n[[\n]\n\"\n'\n=\n\"a\" =\n");
        buf_text(&text, "a/b.toml ");
        buf_byte(&text, (char)i);
    }
    mentions_find(STR("x.toml"), buf_view(&text), collect, &found);
    assert_true(found.len <= (size_t)MENTIONS_MAX * 9);
    buf_release(&found);
    buf_release(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_settings_extend_is_found),
        cmocka_unit_test(comments_say_nothing),
        cmocka_unit_test(sources_count_as_plugins_alone),
        cmocka_unit_test(plugins_are_modules_beside_the_settings),
        cmocka_unit_test(only_names_of_settings_are_expected),
        cmocka_unit_test(hostile_text_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
