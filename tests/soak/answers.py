# SPDX-License-Identifier: MIT
"""What a tool said, in one form: {path: sorted (line, column, code, message)}.

An answer is None if the tool had none: mypy stops at a syntax error, a
program may die.  What no key can hold is left out here (levels.md R1-R5).
"""

import json
import os
import re


class Said:
    """Collects diagnostics of one run below `root`."""

    def __init__(self, root):
        self.root = str(root)
        self.found = {}

    def add(self, path, place, code, message):
        message = message.replace(self.root, "ROOT")
        path = os.path.relpath(path, self.root) if os.path.isabs(path) else os.path.normpath(path)
        self.found.setdefault(path, []).append((*place, str(code), message))

    def answer(self, named):
        """What is about files that were asked about, each of which has an entry."""
        return {path: tuple(sorted(self.found.get(path, ()))) for path in named}


# Said once in a run, at whichever file comes first; so are many hints.
MYPY_ONCE = ("See https://", "Hint: ", "(or run ", "note: See ")


def from_mypy(root, output, status):
    if status not in (0, 1):
        return None
    said = Said(root)
    for line in output.splitlines():
        if not line.startswith("{"):
            if line.strip():
                return None
            continue
        one = json.loads(line)
        if one["severity"] == "note" and one["message"].startswith(MYPY_ONCE):
            continue
        place = (one["line"], one["column"])
        said.add(one["file"], place, one["code"], one["message"])
    return said


def from_pyright(root, output, status):
    if status not in (0, 1):
        return None
    said = Said(root)
    for one in json.loads(output)["generalDiagnostics"]:
        start = one["range"]["start"] if "range" in one else {"line": 0, "character": 0}
        place = (start["line"], start["character"])
        said.add(one["file"], place, one.get("rule", one["severity"]), one["message"])
    return said


def from_ty(root, output, status):
    if status not in (0, 1):
        return None
    said = Said(root)
    for one in json.loads(output):
        start = one["location"]["positions"]["begin"]
        place = (start["line"], start["column"])
        said.add(one["location"]["path"], place, one["check_name"], one["description"])
    return said


# Variables that were not solved are numbered as they come up in a run.
UNSOLVED = re.compile(r"@\d+")


def from_pyrefly(root, output, status):
    if status not in (0, 1) or not output.startswith("{"):
        return None
    said = Said(root)
    for one in json.loads(output)["errors"]:
        place = (one["line"], one["column"])
        said.add(one["path"], place, one["name"], UNSOLVED.sub("@N", one["description"]))
    return said


def from_pylint(root, output, status):
    if status & 33 or not output.startswith("{"):  # 1: fatal, 32: usage
        return None
    said = Said(root)
    for one in json.loads(output)["messages"]:
        place = (one["line"], one["column"])
        said.add(one["path"], place, one["symbol"], one["message"])
    return said


def from_pyright_trees(folder, output, trees):
    """{tree: answer} of one run over several {tree: paths} below `folder`."""
    found = {tree: Said(folder / tree) for tree in trees}
    for one in json.loads(output)["generalDiagnostics"]:
        tree = os.path.relpath(one["file"], folder).split(os.sep)[0]
        start = one["range"]["start"] if "range" in one else {"line": 0, "character": 0}
        place = (start["line"], start["character"])
        found[tree].add(one["file"], place, one.get("rule", one["severity"]), one["message"])
    return {tree: said.answer(trees[tree]) for tree, said in found.items()}
