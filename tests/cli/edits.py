# SPDX-License-Identifier: MIT
"""Small random projects and random edits of them, from a seed.

A project is a dictionary from path to (source, executable).
"""

import posixpath
import re

FOLDERS = ["", "a", "b", "a/b", "b/c", "a/b/d", "src", "src/a", "src/e", "lib", "lib/b"]
NAMES = ["a", "b", "c", "d", "e"]
DOTTED = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "a.b",
    "a.c",
    "b.c",
    "a.b.c",
    "a.b.d",
    "b.c.d",
    "e.a",
    "src.a",
    "lib.b",
    "json",
    "os.path",
    "nowhere",
    "nowhere.x",
]


def statement(random):
    dotted, name = random.choice(DOTTED), random.choice(NAMES)
    form = random.choice(
        [
            "import {0}",
            "import {0}",
            "import {0} as z",
            "import {0}, {1}",
            "from {0} import {1}",
            "from {0} import {1}",
            "from {0} import *",
            "from . import {1}",
            "from .{1} import z",
            "from .. import {1}",
            "from ..{1} import {2}",
            "from ..{0} import z",
            "__import__('{0}')",
        ]
    )
    text = form.format(dotted, name, random.choice(NAMES))
    if "*" in text:
        return text + "\n"
    guard = random.choice(
        ["{}\n"] * 6
        + [
            "def f():\n    {}\n",
            "try:\n    {}\nexcept ImportError:\n    pass\n",
            "if TYPE_CHECKING:\n    {}\n",
            "x = 1; {}\n",
            "class C: {}\n",
        ]
    )
    return guard.format(text)


def use(random, lines):
    """An attribute of some name, mostly of one that an import binds."""
    found = re.findall(r"(?:import|as) (\w+)(?!.* as )", "".join(lines))
    head = random.choice([*found * 5, *NAMES])
    names = [head, *random.choices(NAMES, k=random.choice([1, 1, 2, 3]))]
    form = random.choice(["{}\n"] * 3 + ["def g(): {}\n", "x: '{}'\n", "({}\n)\n", "[{}.x]\n"])
    return form.format(".".join(names))


def source(random):
    lines = [statement(random) for _ in range(random.choice([0, 1, 1, 2, 2, 3]))]
    lines += [use(random, lines) for _ in range(random.choice([0, 0, 1, 2]))]
    if random.random() < 0.2:
        lines.append(f"__all__ = {random.sample(NAMES, 2)}\n")
    return "".join(lines) + f"# {random.randrange(10**6)}\n"


def new_path(random):
    folder = random.choice(FOLDERS)
    name = random.choice(NAMES + ["test_" + NAMES[0]])
    roll = random.random()
    if roll < 0.3:
        name = "__init__.py"
    elif roll < 0.36:
        name = "__init__.pyi"
    elif roll < 0.42:
        name = "conftest.py"
    elif roll < 0.52:
        name += ".pyi"
    else:
        name += ".py"
    return posixpath.join(folder, name)


def blocked(files, path):
    """True if a file stands where a folder is needed, or the reverse."""
    return any(
        one == path or one.startswith(path + "/") or path.startswith(one + "/") for one in files
    )


def add(random, files):
    path = new_path(random)
    if not blocked(files, path):
        files[path] = (source(random), False)


def make_project(random):
    files = {}
    for _ in range(random.randint(3, 14)):
        add(random, files)
    return files


def pick(random, files):
    paths = sorted(path for path in files if path.endswith((".py", ".pyi")))
    return random.choice(paths) if paths else None


def edit(random, files):
    """One edit in place."""
    path = pick(random, files)
    what = random.choice(
        [
            "append",
            "append",
            "rewrite",
            "delete",
            "add",
            "add",
            "rename",
            "mode",
            "stub",
            "package",
            "unpack",
        ]
    )
    if what == "add" or path is None:
        add(random, files)
        return
    text, executable = files[path]
    if what == "append":
        files[path] = (text + f"# {random.randrange(10**6)}\n", executable)
    elif what == "rewrite":
        files[path] = (source(random), executable)
    elif what == "mode":
        files[path] = (text, not executable)
    elif what == "stub":
        other = path[:-1] if path.endswith(".pyi") else path + "i"
        if not blocked(files, other):
            files[other] = (source(random), False)
    elif what == "delete":
        del files[path]
    elif what == "rename":
        move(files, path, new_path(random))
    elif what == "package" and "__init__" not in path:
        move(files, path, path.rpartition(".")[0] + "/__init__.py")
    elif what == "unpack" and path.endswith("/__init__.py"):
        move(files, path, posixpath.dirname(path) + ".py")


def move(files, old, new):
    entry = files.pop(old)
    if blocked(files, new):
        files[old] = entry
    else:
        files[new] = entry
