# SPDX-License-Identifier: MIT
"""Facts of folders and of the whole tree: levels.md K2 and K3."""

import pytest

pytest_plugins = ["cli.workspace"]


def files(text):
    return {path: "" for path in text.split()}


# -- facts of the tree (levels.md K2, K3) ---------------------------------


@pytest.mark.parametrize(
    "source",
    ["import a\n", "import a.b\n", "from q import a\n", "from a import *\n"],
)
def test_a_submodule_that_appears_changes_who_binds_the_package(work, source):
    work.write(files("a/__init__.py a/b.py q/__init__.py q/a/__init__.py q/a/b.py"))
    work.write({"x_main.py": source, "other.py": "import json\n"})
    before = work.keys()
    work.write(files("a/new.py q/a/new.py"))
    after = work.keys()
    assert before["x_main.py"] != after["x_main.py"]
    assert before["other.py"] == after["other.py"]


def test_a_submodule_that_appears_leaves_who_takes_one_name(work):
    work.write(files("a/__init__.py a/b.py"))
    work.write({"x_main.py": "from a import b\n"})
    before = work.keys()
    work.write(files("a/new.py"))
    assert work.keys()["x_main.py"] == before["x_main.py"]


def test_the_module_of_a_name_that_appears_changes_who_takes_it(work):
    work.write(files("a/__init__.py")).write({"x_main.py": "from a import n\n"})
    before = work.keys("names")
    work.write(files("a/n.py"))
    assert work.keys("names")["x_main.py"] != before["x_main.py"]


EVERYTHING = {
    "a shadowed module": "types.py",
    "a shadowed abc": "abc.py",
    "a shadowed package": "enum/__init__.py",
    "typing_extensions": "typing_extensions.py",
    "a stub that shadows": "typing.pyi",
    "builtins at the root": "__builtins__.pyi",
    "a folder typings": "typings/z.pyi",
    "a folder stubs": "stubs/z.pyi",
}


@pytest.mark.parametrize("path", EVERYTHING.values(), ids=EVERYTHING)
def test_some_files_change_every_key_when_they_appear(work, path):
    work.write({"m.py": "x = 1\n", "p/__init__.py": "", "p/k.py": "import p\n"})
    before = work.keys()
    base = work.baseline()
    work.write({path: "y = 1\n"})
    after = work.keys()
    for one in before:
        assert before[one] != after[one], one
    assert set(before) <= set(work.affected("--baseline", base))
    work.remove(path)
    assert {one: work.keys()[one] for one in before} == before


def test_two_files_of_one_module_name_change_every_key(work):
    work.write({"depstamp.yaml": "roots: [one, two]\n"})
    work.write(files("one/dup.py one/a.py two/b.py"))
    before = work.keys()
    work.write(files("two/dup.py"))
    after = work.keys()
    for path in before:
        assert before[path] != after[path], path


def test_a_source_and_its_stub_are_not_two_modules(work):
    work.write(files("one.py two.py"))
    before = work.keys()
    work.write(files("one.pyi"))
    assert work.keys()["two.py"] == before["two.py"]
