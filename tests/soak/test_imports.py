# SPDX-License-Identifier: MIT
"""What mypy takes for imports: cycles of modules are the same to both (U9).

mypy says what it found with --dump-graph; it reads the standard library for
that, which takes some seconds.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from soak import environment, releases
from soak import tree as trees

PRINT = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "tools" / "imports_print"

FORMS = {
    "pkg/__init__.py": "from pkg.inner import a\n",
    "pkg/inner/__init__.py": "",
    "pkg/inner/a.py": "from pkg.inner import b\n",
    "pkg/inner/b.py": "from . import c as d\n",
    "pkg/inner/c.py": "def f() -> None:\n    from .. import inner\n    import pkg.inner.b\n",
    "pkg/lone.py": "from pkg.inner.b import d\nfrom pkg.inner.c import *\n",
    "one.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import two\n",
    "two.py": "class A:\n    import one\n",
    "three.py": "import pkg.inner.a as x\nfrom four import y\n",
    "four.py": "y = 1\ntry:\n    import three\nexcept ImportError:\n    pass\n",
}


def module(path):
    names = path.rsplit(".", 1)[0].split("/")
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def own_imports(root):
    """{module: modules that it imports}"""
    lines = subprocess.run([PRINT, root], capture_output=True, check=True).stdout.decode()
    found = {}
    for line in lines.splitlines():
        one, other = map(module, line.split(" "))
        found.setdefault(one, set()).add(other)
    return found


def reached(imports, start):
    found, waiting = set(), [start]
    while waiting:
        for one in imports.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def mypy_graph(root, paths, cache):
    """[(modules of a component, ids of those that it imports)], by id."""
    command = [environment.prepare(), "-m", "mypy", "--dump-graph", "--config-file="]
    done = subprocess.run(
        [*command, "--cache-dir", cache, *paths], cwd=root, capture_output=True, check=False
    )
    rows = json.JSONDecoder().raw_decode(done.stdout.decode().lstrip())[0]
    return {row[0]: (row[2], row[4]) for row in rows}


def check(root, state, cache):
    trees.Tree(root).become(state)
    paths = [path for path in trees.subjects(state) if path + "i" not in state]
    mine = {module(path) for path in paths}
    imports = own_imports(root)
    graph = mypy_graph(root, paths, cache)
    for members, others in graph.values():
        here = mine.intersection(members)
        for one in here if len(here) > 1 else ():
            assert here <= reached(imports, one)
        for other in others:
            there = mine.intersection(graph[other][0])
            found = set().union(*(imports.get(one, set()) for one in here))
            assert not (here and there) or found & there, (here, there)
    return {one for one in mine if one in reached(imports, one)}


@pytest.mark.parametrize("package", ["pluggy", "tenacity"])
def test_whatever_mypy_imports_in_a_release_is_an_import(tmp_path, package):
    last = releases.pairs([package])[-1][2]
    assert check(tmp_path / "tree", releases.state(last), tmp_path / "cache")


def test_a_package_is_not_imported_by_its_modules_alone(tmp_path):
    state = {path: text.encode() for path, text in FORMS.items()}
    cyclic = check(tmp_path / "tree", state, tmp_path / "cache")
    inner = {f"pkg.inner.{name}" for name in "abc"}
    assert cyclic == inner | {"pkg", "one", "two", "three", "four"}
