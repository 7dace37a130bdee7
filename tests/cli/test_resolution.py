# SPDX-License-Identifier: MIT
"""What an import leads to: packages, stubs, parents, status, what is absent."""

import pytest

pytest_plugins = ["cli.workspace"]


def files(text):
    return {path: "" for path in text.split()}


CASES = {
    "a module": ("a.py", "import a", "a.py"),
    "a package": ("a/__init__.py", "import a", "a/__init__.py"),
    "a module of a package": (
        "a/__init__.py a/b.py",
        "import a.b",
        "a/__init__.py a/b.py",
    ),
    "all three of a.b.c": (
        "a/__init__.py a/b/__init__.py a/b/c.py",
        "import a.b.c",
        "a/__init__.py a/b/__init__.py a/b/c.py",
    ),
    "a name that is a module": (
        "a/__init__.py a/n.py",
        "from a import n",
        "a/__init__.py a/n.py",
    ),
    "a name that is none": ("a/__init__.py a/k.py", "from a import n", "a/__init__.py"),
    "a name that is a package": (
        "a/__init__.py a/n/__init__.py",
        "from a import n",
        "a/__init__.py a/n/__init__.py",
    ),
    "names of both sorts": (
        "a/__init__.py a/n.py",
        "from a import n, k",
        "a/__init__.py a/n.py",
    ),
    "a star leads to the package alone": (
        "a/__init__.py a/n.py",
        "from a import *",
        "a/__init__.py",
    ),
    "a package before a module": (
        "a/__init__.py a.py",
        "import a",
        "a/__init__.py",
    ),
    "a module before a namespace package": ("a/b.py a.py", "import a", "a.py"),
    "a namespace package": ("a/b.py", "import a.b", "a/b.py"),
    "a namespace package two deep": ("a/b/c.py", "import a.b.c", "a/b/c.py"),
    "a name from a namespace package": ("a/b.py", "from a import b", "a/b.py"),
    "a package below a namespace package": (
        "a/b/__init__.py a/b/c.py",
        "import a.b.c",
        "a/b/__init__.py a/b/c.py",
    ),
    "a source and its stub": ("a.py a.pyi", "import a", "a.py a.pyi"),
    "a stub alone": ("a.pyi", "import a", "a.pyi"),
    "a package with two inits": (
        "a/__init__.py a/__init__.pyi",
        "import a",
        "a/__init__.py a/__init__.pyi",
    ),
    "a package that is a stub alone": (
        "a/__init__.pyi a/b.pyi",
        "import a.b",
        "a/__init__.pyi a/b.pyi",
    ),
    "a stub in a package of sources": (
        "a/__init__.py a/b.py a/b.pyi",
        "from a.b import c",
        "a/__init__.py a/b.py a/b.pyi",
    ),
    "a stub package": (
        "a/__init__.py a-stubs/__init__.pyi",
        "import a",
        "a/__init__.py a-stubs/__init__.pyi",
    ),
    "a module of a stub package": (
        "a/__init__.py a/b.py a-stubs/__init__.pyi a-stubs/b.pyi",
        "import a.b",
        "a/__init__.py a/b.py a-stubs/__init__.pyi a-stubs/b.pyi",
    ),
    "a stub package alone": ("a-stubs/__init__.pyi", "import a", "a-stubs/__init__.pyi"),
    "a dynamic import": (
        "a/__init__.py a/b.py",
        "__import__('a.b')",
        "a/__init__.py a/b.py",
    ),
    "a guarded import": ("a.py", "try:\n  import a\nexcept ImportError: pass", "a.py"),
    "a lazy import": ("a.py", "lazy import a", "a.py"),
    "case matters": ("A.py", "import a", ""),
    "a folder named like a module": ("a.py/b.py", "import a", ""),
    "a module outside ASCII": ("größe.py", "import größe", "größe.py"),
    "a module of the folder src": ("pyproject.toml src/a.py", "import a", "src/a.py"),
    "nothing": ("a.py", "import b", ""),
}


@pytest.mark.parametrize(
    "tree, source, wanted",
    [pytest.param(*case, id=name.replace(" ", "_")) for name, case in CASES.items()],
)
def test_an_import_reaches_exactly_its_files(work, tree, source, wanted):
    work.write(files(tree)).write({"x_main.py": source + "\n"})
    assert work.edges("x_main.py") == sorted(wanted.split())


RELATIVE = {
    "a sibling": (
        "p/__init__.py p/x.py p/m.py",
        "p/m.py",
        "from . import x",
        "p/__init__.py p/x.py",
    ),
    "a sibling by its name": (
        "p/__init__.py p/x.py p/m.py",
        "p/m.py",
        "from .x import y",
        "p/__init__.py p/x.py",
    ),
    "from the package itself": (
        "p/__init__.py p/x.py",
        "p/__init__.py",
        "from . import x",
        "p/x.py",
    ),
    "from a package in a package": (
        "p/__init__.py p/q/__init__.py p/x.py",
        "p/q/__init__.py",
        "from .. import x",
        "p/__init__.py p/x.py",
    ),
    "a cousin": (
        "p/__init__.py p/q/__init__.py p/q/m.py p/r/__init__.py p/r/x.py",
        "p/q/m.py",
        "from ..r import x",
        "p/__init__.py p/q/__init__.py p/r/__init__.py p/r/x.py",
    ),
    "a sibling in a namespace package": (
        "p/x.py p/m.py",
        "p/m.py",
        "from . import x",
        "p/x.py",
    ),
    "a cousin in a namespace package": (
        "ns/a/m.py ns/b.py",
        "ns/a/m.py",
        "from ..b import y",
        "ns/b.py",
    ),
    "from a stub to a stub": (
        "p/__init__.pyi p/x.pyi p/m.pyi",
        "p/m.pyi",
        "from .x import y",
        "p/__init__.pyi p/x.pyi",
    ),
    "never an absolute module of that name": (
        "x.py p/__init__.py p/m.py",
        "p/m.py",
        "from . import x",
        "p/__init__.py",
    ),
    "an absolute import is never relative": (
        "p/__init__.py p/x.py p/m.py",
        "p/m.py",
        "import x",
        "p/__init__.py",
    ),
    "a package beats the module of its name": (
        "p/__init__.py p/x.py p/x/__init__.py p/m.py",
        "p/m.py",
        "from . import x",
        "p/__init__.py p/x/__init__.py",
    ),
}


@pytest.mark.parametrize(
    "tree, importer, source, wanted",
    [pytest.param(*case, id=name.replace(" ", "_")) for name, case in RELATIVE.items()],
)
def test_a_relative_import_reaches_exactly_its_files(work, tree, importer, source, wanted):
    work.write(files(tree)).write({importer: source + "\n"})
    assert work.edges(importer) == sorted(wanted.split())


@pytest.mark.parametrize("source", ["from ... import x", "from ....a.b import c"])
def test_a_relative_import_that_leaves_the_project_is_missing(work, source):
    work.write({"p/__init__.py": "", "p/m.py": source + "\n", "x.py": ""})
    [(found, status)] = work.resolved("p/m.py").values()
    assert (found, status) == ([], "missing")


# -- parents --------------------------------------------------------------


def test_every_parent_of_the_file_itself_is_an_edge(work):
    work.write(files("a/__init__.py a/b/__init__.py a/b/c.py a/b/d.py"))
    assert work.edges("a/b/c.py") == ["a/__init__.py", "a/b/__init__.py"]
    assert work.edges("a/b/__init__.py") == ["a/__init__.py"]
    assert work.edges("a/__init__.py") == []
    assert work.manifest("a/b/c.py")["parents"] == ["a/__init__.py", "a/b/__init__.py"]


def test_parents_are_left_out_on_request(work):
    work.write(files("a/__init__.py a/b/__init__.py"))
    work.write({"a/b/c.py": "from a.b import d\nimport z.y\n", "a/b/d.py": ""})
    work.write(files("z/__init__.py z/y.py"))
    # `from a.b import d` means a/b/__init__.py itself; a is implied, z too.
    assert work.edges("a/b/c.py", "--no-parents") == [
        "a/b/__init__.py",
        "a/b/d.py",
        "z/y.py",
    ]
    assert work.edges("a/b/c.py", "--kinds", "parent") == [
        "a/__init__.py",
        "a/b/__init__.py",
        "z/__init__.py",
    ]


def test_the_init_of_a_parent_that_is_a_stub_is_an_edge(work):
    work.write(files("a/__init__.pyi a/__init__.py a/b.py"))
    assert work.edges("a/b.py") == ["a/__init__.py", "a/__init__.pyi"]


# -- status ---------------------------------------------------------------

STATUS = {
    "import a": ("first_party", ["a.py"]),
    "import json": ("stdlib", []),
    "import os.path": ("stdlib", []),
    "from collections.abc import Mapping": ("stdlib", []),
    "import distutils": ("stdlib", []),
    "import tomllib": ("stdlib", []),
    "import asyncore": ("stdlib", []),
    "import sys": ("stdlib", []),
    "import _thread": ("stdlib", []),
    "from __future__ import annotations": ("stdlib", []),
    "import no_such_module_anywhere": ("missing", []),
    "from . import no_such": ("missing", []),
    "import ns.m": ("first_party", ["ns/m.py"]),
}


@pytest.mark.parametrize("source", STATUS)
def test_an_import_has_a_status(work, source):
    work.write(files("a.py ns/m.py")).write({"p/__init__.py": "", "p/m.py": source})
    status, resolved = STATUS[source]
    found = list(work.resolved("p/m.py").values())
    if source == "from . import no_such":
        # The package is there, the name in it may be an attribute.
        assert found == [(["p/__init__.py"], "first_party")]
    else:
        assert found == [(resolved, status)]


def test_a_first_party_package_without_the_module_is_missing(work):
    work.write(files("a/__init__.py")).write({"x_main.py": "import a.gone\n"})
    [entry] = work.manifest("x_main.py")["imports"]
    assert entry["status"] == "missing"
    # The package itself is imported all the same.
    assert work.edges("x_main.py") == ["a/__init__.py"]


def test_a_folder_without_python_is_first_party(work):
    work.write({"data/t.csv": "", "x_main.py": "import data\n"})
    assert work.resolved("x_main.py") == {"data": ([], "first_party")}


def test_an_empty_folder_is_first_party_on_disk(work):
    work.write({"x_main.py": "import data\n"})
    before = work.keys("names")
    (work.root / "data").mkdir()
    assert work.resolved("x_main.py") == {"data": ([], "first_party")}
    assert work.keys("names") != before


@pytest.mark.parametrize("folder", ["src/thing", "thing"])
def test_a_folder_below_the_root_or_src_is_probed(work, folder):
    work.write({"x_main.py": "import thing.part\n", "other.py": "import json\n"})
    before = work.keys("names")
    work.write({folder + "/data.txt": ""})
    after = work.keys("names")
    assert before["x_main.py"] != after["x_main.py"]
    assert before["other.py"] == after["other.py"]


def test_the_version_of_python_narrows_the_standard_library(work):
    work.write({"x_main.py": "import distutils\nimport tomllib\n"})
    work.write({"depstamp.yaml": 'python_version: "3.8"\n'})
    assert work.resolved("x_main.py") == {
        "distutils": ([], "stdlib"),
        "tomllib": ([], "missing"),
    }
    work.write({"depstamp.yaml": 'python_version: "3.13"\n'})
    assert work.resolved("x_main.py") == {
        "distutils": ([], "missing"),
        "tomllib": ([], "stdlib"),
    }


def test_a_declared_distribution_is_third_party(work):
    work.write(
        {
            "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n'
            "dependencies = [\"no-such-dist-x >=1; python_version > '3'\"]\n",
            "x_main.py": "import no_such_dist_x.part\nimport no_such_dist_y\n",
        }
    )
    assert work.resolved("x_main.py") == {
        "no_such_dist_x.part": ([], "third_party"),
        "no_such_dist_y": ([], "missing"),
    }


def environment(work, *modules):
    """A virtual environment made by hand, outside of the project."""
    venv = work.root.parent / "venv"
    packages = venv / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True, exist_ok=True)
    (venv / "bin").mkdir(exist_ok=True)
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    for module in modules:
        target = packages / module
        target.parent.mkdir(exist_ok=True)
        target.write_text("")
    work.environment["VIRTUAL_ENV"] = str(venv)
    return packages


def test_a_module_of_the_environment_is_third_party(work):
    environment(work, "tp_one.py", "tp_two/__init__.py", "tp_three.so")
    work.write({"x_main.py": "import tp_one\nfrom tp_two import k\nimport tp_no\n"})
    assert work.resolved("x_main.py") == {
        "tp_one": ([], "third_party"),
        "tp_two:k": ([], "third_party"),
        "tp_no": ([], "missing"),
    }


def test_what_is_installed_is_no_part_of_a_key(work):
    # The environment belongs to an analyzer's identity (levels.md K5), or
    # keys could not be compared between machines.
    work.write({"x_main.py": "import tp_new\n", "other.py": ""})
    environment(work)
    before = work.keys("names")
    environment(work, "tp_new.py")
    after = work.keys("names")
    assert before == after


def test_first_party_comes_before_an_installed_module(work):
    environment(work, "tp.py")
    work.write({"x_main.py": "import tp\n", "tp.py": ""})
    assert work.resolved("x_main.py") == {"tp": (["tp.py"], "first_party")}


# -- what is absent -------------------------------------------------------


def test_everything_probed_before_the_hit_is_recorded(work):
    work.write(files("a.py")).write({"x_main.py": "import a\n"})
    absent = work.manifest("x_main.py")["absent"]
    assert {"a/__init__.py", "a/__init__.pyi"} <= set(absent)
    assert "a.py" not in absent
    assert absent == sorted(absent)


def test_a_missing_module_records_where_it_was_looked_for(work):
    work.write({"x_main.py": "import gone\n"})
    absent = set(work.manifest("x_main.py")["absent"])
    assert {"gone.py", "gone.pyi", "gone/__init__.py", "gone/__init__.pyi"} <= absent


def test_the_stub_that_is_not_there_is_recorded(work):
    work.write(files("a.py")).write({"x_main.py": "import a\n"})
    assert "a.pyi" in work.manifest("x_main.py")["absent"]


def test_nothing_that_exists_is_absent(work):
    work.write(files("a/__init__.py a/b.py src/a.py lib/c.py pyproject.toml"))
    work.write({"x_main.py": "import a.b\nimport c\nfrom a import zz\nimport json\n"})
    for path in work.manifest("x_main.py")["absent"]:
        assert not (work.root / path).exists()
