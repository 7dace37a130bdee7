/* SPDX-License-Identifier: MIT */
#include "core/run/search_words.h"

#include <string.h>

#include "core/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
collect(void *context, struct str word)
{
    struct buf *found = context;
    buf_str(found, word);
    buf_byte(found, '|');
}

static void
assert_words(const char *name, const char *tool, const char *text,
             const char *expected)
{
    struct search_text file = {str_from(name), str_from(tool), str_from(text)};
    struct buf found;
    buf_init(&found, BUF_UNLIMITED);
    search_words_find(&file, collect, &found);
    assert_string_equal(buf_cstr(&found), expected);
    buf_release(&found);
}

static void
keys_are_known_in_any_spelling(void **state)
{
    (void)state;
    assert_true(search_words_expected(STR("--extra-search-path")));
    assert_true(search_words_expected(STR("extraPaths")));
    assert_true(search_words_expected(STR("mypy_path")));
    assert_false(search_words_expected(STR("exclude")));
    assert_false(search_words_expected(STR("")));
    assert_false(search_words_expected(
        STR("mypypathmypypathmypypathmypypathmypypathmypypath")));
}

static void
lists_of_every_kind_are_taken_apart(void **state)
{
    (void)state;
    assert_words("mypy.ini", "mypy",
                 "[mypy]\nmypy_path = a:b/c,\n    d\n# e\n ; f\nfiles = x\n",
                 "a|b/c|d|");
    assert_words("ty.toml", "ty",
                 "[environment]\nextra-paths = [\n  \"a\", # no\n  'b c',\n]\n"
                 "python-version = \"3.12\"\n[src]\nroot = \"r\"\n",
                 "a|b c|b|c|r|");
    assert_words("pyrightconfig.json", "pyright",
                 "{\"include\": [\"x\"], \"extraPaths\" :\n [\"a\", \"b\"],\n"
                 "// \"stubPath\": \"no\"\n\"stubPath\":\"s\","
                 "\"executionEnvironments\": [{\"root\": \"r\"}]}",
                 "a|b|s|r|");
    assert_words("x.toml", "ty",
                 "environment = {root = ['a'], python = \"p\"}\n"
                 "x = \"\"\"\nroot = 'no'\n\"\"\"\nsrc = '''q'''\n",
                 "a|p|q|");
}

static void
code_is_searched_for_paths(void **state)
{
    (void)state;
    assert_words("pylintrc", "pylint",
                 "[MAIN]\ninit-hook='import sys; sys.path.append(\"lib\")'\n",
                 "import sys|import|sys|sys.path.append|lib|");
}

static void
in_shared_files_the_tools_own_sections_count(void **state)
{
    (void)state;
    const char *text = "[tool.mypy]\nmypy_path = 'm'\n[tool.ruff]\n"
                       "src = ['r']\n[tool.ruff.lint]\npaths = 's'\n"
                       "[tool.hatch]\npython = 'h'\n[tool]\n"
                       "ruff.src = ['t']\n";
    assert_words("p/pyproject.toml", "mypy", text, "m|t|");
    assert_words("p/pyproject.toml", "ruff", text, "r|s|t|");
    assert_words("p/pyproject.toml", "pyrefly", text, "m|t|");
    assert_words("p/pyproject.toml", "own.py", text, "m|r|s|h|t|");
    assert_words("tox.ini", "flake8",
                 "[testenv]\npython = x\n[flake8:local-plugins]\npaths =\n"
                 "    ./a\n    b\n",
                 "./a|b|");
}

static void
what_is_no_setting_does_no_harm(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "[",
        "[tool.mypy",
        "mypy_path",
        "root = \"",
        "'''",
        "\"\"\"x\"\"",
        "= = = :",
        "[]",
        "[ ]\n]",
        "root = \"a\nb\"",
        "root=\"\\",
        "root",
        "\"",
        "\xff\xfe\n root= \xff",
        "[[[[",
    };
    static const char *const names[] = {"a.toml", "a.json", "a.ini"};
    struct buf found;
    buf_init(&found, BUF_UNLIMITED);
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        for (size_t j = 0; j < 3; j++) {
            struct search_text file = {str_from(names[j]), STR("mypy"),
                                       str_from(texts[i])};
            search_words_find(&file, collect, &found);
        }
    }
    buf_release(&found);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_known_in_any_spelling),
        cmocka_unit_test(lists_of_every_kind_are_taken_apart),
        cmocka_unit_test(code_is_searched_for_paths),
        cmocka_unit_test(in_shared_files_the_tools_own_sections_count),
        cmocka_unit_test(what_is_no_setting_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
