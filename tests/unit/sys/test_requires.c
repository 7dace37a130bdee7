/* SPDX-License-Identifier: MIT */
#include "core/sys/requires.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

static void
write_down(void *context, struct str name)
{
    struct buf *out = context;

    buf_text(out, out->len > 0 ? " " : "");
    buf_str(out, name);
}

typedef void reader(struct str text, requires_sink *sink, void *context);

static void
expect(reader *read, const char *text, const char *expected)
{
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    read(str_from(text), write_down, &out);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
a_requirement_starts_with_its_name(void **state)
{
    static const char *const rows[][2] = {
        {"a", "a"},
        {" PyYAML>=6 ; python_version < '3.9'", "PyYAML"},
        {"zope.interface[test] ==1", "zope.interface"},
        {"a@ https://x/y.zip", "a"},
        {"a~=1.0", "a"},
        {"a!=1", "a"},
        {"a(>=1)", "a"},
        {"a  # why", "a"},
        {"a \\", "a"},
        {"a\r", "a"},
        {"python-dateutil<3", "python-dateutil"},
        {"-e git+https://x/y@z#egg=some_name&subdirectory=s", "some_name"},
        {"git+https://x/y#egg=b", "b"},
        {"a-.<2", "a"},
        {"# a", ""},
        {"", ""},
        {"-r other.txt", ""},
        {"--hash=sha256:00", ""},
        {"-e .", ""},
        {"./a", ""},
        {"a/b", ""},
        {"https://x/y.zip", ""},
        {"a-1.0-py3-none-any.whl", ""},
        {"a.tar.gz", ""},
        {"a\xff", ""},
        {"#egg=", ""},
        {"=1", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct str name = requires_name(str_from(rows[i][0]));
        if (!str_equal(name, str_from(rows[i][1])))
            fail_msg("\"%s\" gives \"%.*s\"", rows[i][0], (int)name.len,
                     name.data);
    }
    assert_int_equal(requires_name((struct str){"a\0b", 3}).len, 0);
    assert_int_equal(requires_name((struct str){0}).len, 0);
}

static void
a_project_declares_in_its_tables(void **state)
{
    (void)state;
    expect(requires_pyproject,
           "[build-system]\n"
           "requires = ['setuptools>=61', \"wheel\"]\n"
           "build-backend = 'setuptools.build_meta'\n"
           "[project]\n"
           "name = 'not-this'\n"
           "dependencies = [\n"
           "  \"requests[socks]>=2 ; python_version < \\\"3\\\"\", # not-that\n"
           "  'PyYAML',\n"
           "]\n"
           "[project.optional-dependencies]\n"
           "dev = ['pytest']\n"
           "\"x.y\" = ['tox']\n"
           "[dependency-groups]\n"
           "lint = ['ruff', {include-group = 'dev'}]\n"
           "[tool.uv]\ndev-dependencies = ['ty']\n"
           "[tool.pdm.dev-dependencies]\nd = ['nox']\n"
           "[tool.hatch.envs.default]\n"
           "dependencies = ['coverage']\nextra-dependencies = ['rich']\n"
           "[tool.other]\ndependencies = ['no']\n",
           "setuptools wheel requests PyYAML pytest tox ruff ty nox coverage "
           "rich");
    expect(requires_pyproject,
           "project.dependencies = ['a']\n"
           "project.optional-dependencies.x = ['b']\n"
           "project.optional-dependencies = {y = ['c']}\n",
           "a b c");
}

static void
poetry_declares_by_keys(void **state)
{
    (void)state;
    expect(requires_pyproject,
           "[tool.poetry]\nname = 'n'\n"
           "[tool.poetry.dependencies]\npython = '^3.8'\nrequests = '^2'\n"
           "\"ruamel.yaml\" = {version = '1'}\n"
           "[tool.poetry.dependencies.Django]\nversion = '5'\n"
           "[tool.poetry.dev-dependencies]\nblack = '*'\n"
           "[tool.poetry.group.docs]\noptional = true\n"
           "[tool.poetry.group.docs.dependencies]\nsphinx = '7'\n",
           "requests ruamel.yaml Django black sphinx");
}

static void
setup_cfg_declares_by_lines(void **state)
{
    (void)state;
    expect(requires_setup_cfg,
           "[metadata]\ninstall_requires = no\n"
           "[options]\n"
           "packages = find:\n"
           "install_requires =\n"
           "    requests>=2\n"
           "\n"
           "    # no, this\n"
           "\tPyYAML ; python_version<'4'\n"
           "setup_requires = setuptools\n"
           "python_requires = >=3.8\n"
           "    not_this\n"
           "tests_require: pytest\r\n"
           "[options.extras_require]\n"
           "dev = tox\n"
           "    nox\n"
           "all =\n"
           "  rich\n"
           "[options.entry_points]\n"
           "console_scripts =\n"
           "    x = y:z\n",
           "requests PyYAML setuptools pytest tox nox rich");
    expect(requires_setup_cfg, "[options]\ninstall_requires", "");
    expect(requires_setup_cfg, "install_requires = a\n  b\n", "");
}

static void
setup_py_declares_in_literal_lists(void **state)
{
    (void)state;
    expect(requires_setup_py,
           "install_requires = [\n"
           "  'mpmath>=1', # 'no'\n"
           "  \"PyYAML ; python_version<'4'\",\n"
           "]\n"
           "setup(name='no', tests_require=('pytest',),\n"
           "  extras_require={'dev': ['tox', 'nox'], \"x\" : [\"rich\"]},\n"
           "  install_requires=read('no.txt'), packages=['no'],\n"
           "  **{'setup_requires': ['wheel']})\n",
           "mpmath PyYAML pytest tox nox rich wheel");
    expect(requires_setup_py, "x_requires=['a', 'b", "a b");
    expect(requires_setup_py, "x_requires=", "");
    expect(requires_setup_py, "x_requires=[", "");
    expect(requires_setup_py, "x_requires=['", "");
    expect(requires_setup_py, "x_requires=]]['a']", "");
}

static void
a_list_of_requirements_has_one_a_line(void **state)
{
    (void)state;
    expect(requires_lines,
           "\xef\xbb\xbfPyYAML==6 \\\n    --hash=sha256:00\n-r x.txt\r\n"
           "# c\n\nrequests\r\n--index-url https://x/simple\nlast",
           "PyYAML requests last");
}

static void
put(const char *path, const char *text)
{
    struct err err;

    assert_int_equal(file_replace(path, text, strlen(text), &err), 0);
}

static void
files_are_found_by_name_in_a_fixed_order(void **state)
{
    struct buf out;

    put("requirements.txt", "r\n");
    put("requirements-dev.txt", "rd\n");
    put("dev-requirements.in", "dr\n");
    put("requirements/base.txt", "base\n");
    put("requirements/a/b.txt", "no\n");
    put("other.txt", "no\n");
    put("requirements.md", "no\n");
    put("setup.cfg", "[options]\ninstall_requires = cfg\n");
    put("pyproject.toml", "[project]\ndependencies = ['toml']\n");
    put("setup.py", "setup(install_requires=['py'])\n");
    assert_int_equal(mkdir("x-requirements.txt", 0700), 0);
    assert_int_equal(mkfifo("y-requirements.txt", 0600), 0);
    assert_int_equal(symlink("requirements.txt", "z-requirements.txt"), 0);
    assert_int_equal(symlink("nowhere", "requirements-dead.txt"), 0);

    buf_init(&out, BUF_UNLIMITED);
    requires_read(*state, write_down, &out);
    assert_string_equal(buf_cstr(&out), "toml cfg py dr rd r r base");
    buf_release(&out);
}

static void
a_folder_that_is_not_there_declares_nothing(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    requires_read("/nowhere/at/all", write_down, &out);
    requires_read(*state, write_down, &out);
    assert_int_equal(out.len, 0);
    buf_release(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_requirement_starts_with_its_name),
        cmocka_unit_test(a_project_declares_in_its_tables),
        cmocka_unit_test(poetry_declares_by_keys),
        cmocka_unit_test(setup_cfg_declares_by_lines),
        cmocka_unit_test(setup_py_declares_in_literal_lists),
        cmocka_unit_test(a_list_of_requirements_has_one_a_line),
        SCRATCH_TEST(files_are_found_by_name_in_a_fixed_order),
        SCRATCH_TEST(a_folder_that_is_not_there_declares_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
