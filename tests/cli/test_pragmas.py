# SPDX-License-Identifier: MIT
"""String imports where they are asked for, and pragmas in comments."""

import pytest

pytest_plugins = ["cli.workspace"]


def string_project(work, source, settings="enabled: true"):
    return work.write(
        {
            "depstamp.yaml": "string_imports: {" + settings + "}\n",
            "app/__init__.py": "",
            "app/sub/__init__.py": "",
            "app/sub/mod.py": "",
            "x_main.py": source,
        }
    )


STRINGS = {
    "a string with two dots": ("x = 'app.sub.mod'\n", "", ["1 string app.sub.mod"]),
    "a string in a list over lines": (
        "INSTALLED = [\n    'app.sub.mod',\n]\n",
        "",
        ["2 string app.sub.mod"],
    ),
    "a string in a function": (
        "def f():\n    x('app.sub.mod')\n",
        "",
        ["2 local+string app.sub.mod"],
    ),
    "a string with one dot is too short": ("x = 'app.sub'\n", "", []),
    "a string with one dot if told so": (
        "x = 'app.sub'\n",
        ", min_dots: 1",
        ["1 string app.sub"],
    ),
    "three dots wanted": ("x = 'app.sub.mod'\n", ", min_dots: 3", []),
    "a name to ignore": (
        "x = 'app.sub.mod'\n",
        ", ignore: ['app.sub.mod']",
        [],
    ),
    "a glob to ignore": ("x = 'app.sub.mod'\n", ", ignore: ['app.*']", []),
    "a glob that does not fit": (
        "x = 'app.sub.mod'\n",
        ", ignore: ['other.*']",
        ["1 string app.sub.mod"],
    ),
    "a text with blanks": ("x = 'see app.sub.mod'\n", "", []),
    "a path": ("x = 'app/sub/mod.py'\n", "", []),
    "an f-string": ("x = f'app.sub.{y}'\n", "", []),
    "bytes": ("x = b'app.sub.mod'\n", "", []),
    "a comment": ("# 'app.sub.mod'\n", "", []),
    "dots at the ends": ("x = '.app.sub.mod'\ny = 'app.sub.mod.'\n", "", []),
    "two dots side by side": ("x = 'app..sub.mod'\n", "", []),
}


@pytest.mark.parametrize(
    "source, settings, expected",
    [pytest.param(*case, id=name.replace(" ", "_")) for name, case in STRINGS.items()],
)
def test_strings_count_as_imports_when_asked_for(work, source, settings, expected):
    string_project(work, source, "enabled: true" + settings)
    assert work.imports("x_main.py") == expected


def test_strings_do_not_count_by_default(work):
    string_project(work, "x = 'app.sub.mod'\n", "enabled: false")
    assert work.imports("x_main.py") == []
    work.remove("depstamp.yaml")
    assert work.imports("x_main.py") == []


def test_a_string_import_is_an_edge_of_its_own_kind(work):
    string_project(work, "x = 'app.sub.mod'\n")
    assert "app/sub/mod.py" in work.edges("x_main.py")
    assert work.edges("x_main.py", "--kinds", "string") == ["app/sub/mod.py"]


def test_turning_strings_on_needs_no_new_cache(work):
    string_project(work, "x = 'app.sub.mod'\n", "enabled: false")
    assert work.edges("x_main.py") == []
    string_project(work, "x = 'app.sub.mod'\n", "enabled: true")
    assert "app/sub/mod.py" in work.edges("x_main.py")
    string_project(work, "x = 'app.sub.mod'\n", "enabled: true, min_dots: 3")
    assert work.edges("x_main.py") == []


# -- pragmas --------------------------------------------------------------


def test_a_pragma_takes_an_import_out(work):
    work.write(
        {
            "x_main.py": "import a  # depstamp: ignore\nimport b\n",
            "a.py": "",
            "b.py": "",
        }
    )
    assert work.edges("x_main.py") == ["b.py"]


def test_a_pragma_takes_a_missing_import_out_of_the_report(work):
    work.write({"x_main.py": "import gone  # depstamp: ignore\n"})
    assert [
        one for one in work.manifest("x_main.py")["imports"] if one["status"] == "missing"
    ] == []


def test_a_pragma_in_a_string_does_nothing(work):
    work.write({"x_main.py": "import a; x = '# depstamp: ignore'\n", "a.py": ""})
    assert work.edges("x_main.py") == ["a.py"]


def test_a_pragma_of_another_tool_does_nothing(work):
    work.write({"x_main.py": "import a  # noqa # depstamp ignore\n", "a.py": ""})
    assert work.edges("x_main.py") == ["a.py"]


def test_a_pragma_names_a_data_file_that_is_needed(work):
    work.write({"x_main.py": "# depstamp: depends data/t.json\n", "data/t.json": "1"})
    before = work.keys()["x_main.py"]
    assert work.affected("data/t.json") == ["x_main.py"]
    work.write({"data/t.json": "2"})
    assert work.keys()["x_main.py"] != before


def test_a_pragma_names_a_module_that_is_needed(work):
    work.write(
        {
            "x_main.py": "# depstamp: depends pkg.mod\n",
            "pkg/__init__.py": "",
            "pkg/mod.py": "",
        }
    )
    assert "pkg/mod.py" in work.edges("x_main.py", "--kinds", "depends")
    assert work.affected("pkg/mod.py") == ["pkg/mod.py", "x_main.py"]


def test_a_data_file_of_a_pragma_that_comes_later_changes_the_key(work):
    work.write({"x_main.py": "# depstamp: depends data.json\n"})
    before = work.keys()["x_main.py"]
    work.write({"data.json": "1"})
    assert work.keys()["x_main.py"] != before
