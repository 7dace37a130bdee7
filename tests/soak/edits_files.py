# SPDX-License-Identifier: MIT
"""Edits of a tree: files that come, go, move, hide others or are broken.

Each takes the state, a path and the grammar, and gives {path: bytes, or None
for "no longer there"}, or None where it has nothing to do.
"""

import posixpath
import re

from soak.grammar import is_valid

STANDARD = ("types.py", "abc.py", "enum.py", "functools.py", "typing_extensions.py", "missing.py")
BROKEN = ("def (", "x = [", "class", "    1", "'''", "if x\n    y", "f(", ")")


def delete(state, path, grammar):
    return {path: None}


def move(state, path, grammar):
    name = grammar.rng.choice(("m9.py", "m0.py", "n0.py", "__init__.py"))
    target = posixpath.join(posixpath.dirname(path), name)
    return None if target == path else {path: None, target: state[path]}


def copy(state, path, grammar):
    target = grammar.rng.choice((re.sub(r"\.py$", "_2.py", path), posixpath.basename(path)))
    return None if target in state else {target: state[path]}


def stub_beside(state, path, grammar):
    """A stub that says less than the source, or goes again."""
    if path.endswith(".pyi"):
        return {path: None}
    text = state[path].decode("utf-8", "replace")
    kept = re.sub(r"(?m)^( *(?:async )?def .*:)$", r"\1 ...", text)
    wanted = re.compile(r"class|def|\w+ *[:=]|@")
    kept = "\n".join(line for line in kept.split("\n") if wanted.match(line))
    kept = re.sub(r"(?m)^(class .*:)$", r"\1 ...", kept)
    small = is_valid(kept) and grammar.rng.random() < 0.6
    return {path + "i": kept.encode() if small else state[path]}


def package_instead(state, path, grammar):
    """m.py becomes m/__init__.py, or is hidden by a folder of its name."""
    if not path.endswith(".py") or posixpath.basename(path) == "__init__.py":
        return None
    target = path[:-3] + "/__init__.py"
    if target in state:
        return {target: None}
    found = {target: state[path]}
    if grammar.rng.random() < 0.5:
        found[path] = None
    return found


def new_submodule(state, path, grammar):
    folder = posixpath.dirname(path)
    name = grammar.rng.choice(("C0.py", "f0.py", "v0.py", "new.py", "m4.py", "x/__init__.py"))
    target = posixpath.join(folder, name)
    if target in state:
        return {target: None}
    return {target: grammar.module(2).encode()}


def new_top_level(state, path, grammar):
    target = grammar.rng.choice((*STANDARD, "missing_package.py", "m0.py", "typings/x.pyi"))
    if target in state:
        return {target: None}
    return {target: grammar.module(2).encode()}


def init_comes_or_goes(state, path, grammar):
    target = posixpath.join(posixpath.dirname(path), "__init__.py")
    if not posixpath.dirname(path):
        return None
    return {target: None if target in state else b""}


def data_folder(state, path, grammar):
    target = grammar.rng.choice(("missing_package", "src/missing_package", "zz")) + "/data.txt"
    return {target: None if target in state else b"data\n"}


def broken(state, path, grammar):
    lines = state[path].split(b"\n")
    at = grammar.rng.randrange(len(lines) + 1)
    lines.insert(at, grammar.rng.choice(BROKEN).encode())
    return {path: b"\n".join(lines)}


def not_utf8(state, path, grammar):
    return {path: state[path] + b"# \xff\n"}


EDITS = {
    delete: 2,
    move: 2,
    copy: 2,
    stub_beside: 3,
    package_instead: 2,
    new_submodule: 3,
    new_top_level: 1,
    init_comes_or_goes: 2,
    data_folder: 1,
    broken: 1,
    not_utf8: 1,
}
# What stops mypy, or cuts a tree apart, is taken back with the next step.
UNDONE = {delete, move, copy, broken, not_utf8, package_instead, new_top_level, init_comes_or_goes}
