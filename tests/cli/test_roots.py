# SPDX-License-Identifier: MIT
"""Import roots, conftest files, and data files that are declared."""

import pytest

pytest_plugins = ["cli.workspace"]


def files(text):
    return {path: "" for path in text.split()}


# -- roots ----------------------------------------------------------------

MODULES = {
    "m.py": (".", "m"),
    "p/__init__.py": (".", "p"),
    "p/m.py": (".", "p.m"),
    "p/__main__.py": (".", "p.__main__"),
    "p/s.pyi": (".", "p.s"),
    "src/q/__init__.py": ("src", "q"),
    "src/q/m.py": ("src", "q.m"),
    "src/top.py": ("src", "top"),
    "tools/run.py": ("tools", "run"),
    "tools/deep/pkg/__init__.py": ("tools/deep", "pkg"),
    "tools/deep/pkg/m.py": ("tools/deep", "pkg.m"),
}


@pytest.mark.parametrize("path", MODULES)
def test_a_file_has_a_module_name_below_its_root(work, path):
    work.write(files(" ".join(MODULES) + " pyproject.toml"))
    one = work.manifest(path)
    assert (one["root"], one["module"]) == MODULES[path]


def test_the_src_layout_is_detected(work):
    work.write(files("pyproject.toml src/p/__init__.py src/p/a.py"))
    work.write({"tests/test_a.py": "import p.a\nfrom p import a\n"})
    assert work.edges("tests/test_a.py") == ["src/p/__init__.py", "src/p/a.py"]


@pytest.mark.parametrize("marker", ["pyproject.toml", "setup.py", "setup.cfg"])
def test_src_beside_any_project_file_is_a_root(work, marker):
    work.write(files(f"proj/{marker} proj/src/ns/a.py"))
    work.write({"proj/tests/test_a.py": "import ns.a\n"})
    assert work.edges("proj/tests/test_a.py") == ["proj/src/ns/a.py"]


def test_roots_are_as_configured(work):
    work.write(files("lib/p/__init__.py lib/p/a.py other/p/__init__.py other/q.py"))
    work.write({"depstamp.yaml": "roots: [lib]\n"})
    work.write({"x/y/__init__.py": "", "x/y/main.py": "import p.a\nimport q\n"})
    assert work.edges("x/y/main.py", "--no-parents") == ["lib/p/a.py"]


def test_configured_roots_are_tried_in_the_order_given(work):
    work.write({"depstamp.yaml": "roots: [zed, abc]\n"})
    work.write(files("zed/a.py abc/a.py"))
    work.write({"x/y/__init__.py": "", "x/y/main.py": "import a\n"})
    assert work.edges("x/y/main.py", "--no-parents") == ["zed/a.py"]


def test_a_root_by_the_environment(work):
    work.write(files("lib/only.py")).write({"q/__init__.py": "", "q/m.py": "import only\n"})
    work.write({"depstamp.yaml": "roots: ['.']\n"})
    assert work.edges("q/m.py", "--no-parents") == []
    work.environment["DEPSTAMP_ROOTS"] = "lib"
    assert work.edges("q/m.py", "--no-parents") == ["lib/only.py"]


def test_a_project_of_a_monorepo_never_resolves_into_its_neighbour(work):
    for name in ("one", "two", "zzz"):
        work.write(files(f"{name}/pyproject.toml {name}/src/core/__init__.py"))
        work.write(files(f"{name}/src/core/util.py {name}/src/app/__init__.py"))
        work.write({f"{name}/src/app/main.py": "from core import util\n"})
    graph = work.graph("--no-parents")
    for name in ("one", "two", "zzz"):
        assert graph[f"{name}/src/app/main.py"] == [
            f"{name}/src/core/__init__.py",
            f"{name}/src/core/util.py",
        ]


def test_a_project_of_a_monorepo_reaches_what_only_its_neighbour_has(work):
    work.write(files("one/pyproject.toml one/src/core/__init__.py one/src/core/u.py"))
    work.write(files("two/pyproject.toml"))
    work.write({"two/src/app/__init__.py": "", "two/src/app/m.py": "import core.u\n"})
    assert work.edges("two/src/app/m.py", "--no-parents") == ["one/src/core/u.py"]


def test_without_an_enclosing_root_the_others_are_tried_sorted(work):
    work.write(files("b/only.py a/only.py")).write({"x_main.py": "import only\n"})
    assert work.edges("x_main.py") == ["a/only.py"]


def test_the_deepest_enclosing_root_comes_first(work):
    work.write(files("util.py scripts/util.py"))
    work.write({"scripts/run.py": "import util\n", "x_main.py": "import util\n"})
    assert work.edges("scripts/run.py") == ["scripts/util.py"]
    assert work.edges("x_main.py") == ["util.py"]


def test_a_namespace_package_spans_roots(work):
    work.write({"depstamp.yaml": "roots: [one, two]\n"})
    work.write(files("one/ns/a.py two/ns/b.py"))
    work.write({"q/__init__.py": "", "q/m.py": "import ns.a\nimport ns.b\nfrom ns import b\n"})
    assert work.edges("q/m.py", "--no-parents") == ["one/ns/a.py", "two/ns/b.py"]


def test_a_namespace_package_spans_detected_roots(work):
    work.write(files("one/pyproject.toml one/src/ns/core/__init__.py"))
    work.write(files("two/pyproject.toml two/src/ns/web/__init__.py"))
    work.write({"two/src/ns/web/m.py": "from ns.core import x\nimport ns.web\n"})
    assert work.edges("two/src/ns/web/m.py", "--no-parents") == [
        "one/src/ns/core/__init__.py",
        "two/src/ns/web/__init__.py",
    ]


def test_a_regular_package_hides_a_namespace_package_of_its_name(work):
    work.write({"depstamp.yaml": "roots: [one, two]\n"})
    work.write(files("one/ns/__init__.py two/ns/b.py"))
    work.write({"q/__init__.py": "", "q/m.py": "import ns.b\n"})
    assert work.edges("q/m.py", "--no-parents") == []
    [(_, status)] = work.resolved("q/m.py").values()
    assert status == "missing"


def test_a_stub_package_in_another_root_is_found(work):
    work.write({"depstamp.yaml": "roots: [one, two]\n"})
    work.write(files("one/a/__init__.py one/a/b.py two/a-stubs/__init__.pyi two/a-stubs/b.pyi"))
    work.write({"q/__init__.py": "", "q/m.py": "from a.b import c\n"})
    assert {"one/a/b.py", "two/a-stubs/b.pyi"} <= set(work.edges("q/m.py"))


def test_a_script_finds_what_lies_beside_it(work):
    work.write({"depstamp.yaml": "roots: [src]\n"})
    work.write({"src/p/__init__.py": "", "tools/run.py": "import util\n"})
    before = work.keys()
    assert work.edges("tools/run.py") == []
    work.write({"tools/util.py": ""})
    assert work.edges("tools/run.py") == ["tools/util.py"]
    assert work.keys()["tools/run.py"] != before["tools/run.py"]


def test_a_file_of_a_package_does_not_find_what_lies_beside_it(work):
    work.write({"depstamp.yaml": "roots: ['.']\n"})
    work.write(files("p/__init__.py p/util.py")).write({"p/m.py": "import util\n"})
    assert work.edges("p/m.py", "--no-parents") == []


# -- conftest and depends -------------------------------------------------


def test_a_test_depends_on_the_conftest_of_its_folder_and_above(work):
    work.write(files("conftest.py tests/conftest.py tests/unit/conftest.py"))
    work.write(files("tests/unit/test_a.py other/conftest.py"))
    assert work.edges("tests/unit/test_a.py", "--kinds", "conftest") == [
        "conftest.py",
        "tests/conftest.py",
        "tests/unit/conftest.py",
    ]
    assert work.affected("tests/conftest.py") == [
        "tests/conftest.py",
        "tests/unit/conftest.py",
        "tests/unit/test_a.py",
    ] or work.affected("tests/conftest.py") == [
        "tests/conftest.py",
        "tests/unit/test_a.py",
    ]


@pytest.mark.parametrize("name", ["test_a.py", "a_test.py"])
def test_both_names_of_test_files_know_their_conftest(work, name):
    work.write(files(f"t/conftest.py t/{name} t/helper.py"))
    graph = work.graph("--kinds", "conftest")
    assert graph[f"t/{name}"] == ["t/conftest.py"]
    assert graph["t/helper.py"] == []


def test_a_conftest_counts_at_content_only(work):
    work.write(files("t/conftest.py t/test_a.py"))
    content, names = work.keys("content"), work.keys("names")
    work.append("t/conftest.py", "x = 1\n")
    assert work.keys("content")["t/test_a.py"] != content["t/test_a.py"]
    assert work.keys("names")["t/test_a.py"] == names["t/test_a.py"]


def test_a_conftest_that_appears_affects_the_tests_below(work):
    work.write(files("t/test_a.py t/deep/test_b.py u/test_c.py"))
    base = work.baseline()
    work.write(files("t/conftest.py"))
    found = work.affected("--baseline", base)
    assert {"t/conftest.py", "t/test_a.py", "t/deep/test_b.py"} <= set(found)


def test_data_files_count_through_depends(work):
    work.write(
        {
            "depstamp.yaml": 'depends: {"app/models.py": ["app/schema/*.json"]}\n',
            "app/__init__.py": "",
            "app/models.py": "",
            "app/views.py": "import app.models\n",
            "app/other.py": "",
            "app/schema/a.json": "1",
            "app/schema/b.txt": "1",
        }
    )
    assert work.affected("app/schema/a.json") == ["app/models.py", "app/views.py"]
    assert work.affected("app/schema/b.txt") == []
    base = work.baseline()
    work.write({"app/schema/a.json": "2"})
    assert work.affected("--baseline", base) == ["app/models.py", "app/views.py"]


def test_a_data_file_that_comes_or_goes_counts_through_depends(work):
    work.write(
        {
            "depstamp.yaml": 'depends: {"a*.py": ["data/**/*.json"]}\n',
            "a.py": "",
            "b.py": "import a\n",
            "c.py": "",
            "data/x/one.json": "1",
        }
    )
    base = work.baseline()
    work.write({"data/x/y/two.json": "1"})
    assert work.affected("--baseline", base) == ["a.py", "b.py"]
    work.remove("data/x/y/two.json")
    assert work.affected("--baseline", base) == []
    work.remove("data/x/one.json")
    assert work.affected("--baseline", base) == ["a.py", "b.py"]


def test_depends_may_name_a_python_file(work):
    work.write({"depstamp.yaml": 'depends: {"a.py": ["b.py"]}\n'})
    work.write(files("a.py b.py"))
    assert work.edges("a.py", "--kinds", "depends") == ["b.py"]
    assert work.affected("b.py") == ["a.py", "b.py"]
