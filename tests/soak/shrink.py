#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make a reproduction of a miss small.

    tests/soak/shrink.py FOLDER

FOLDER is one that the soak has kept, with before/, after/ and report.txt.
Files and statements are left out of both states as long as the file is
still missed; what is left is printed and written to FOLDER/small.
"""

import re
import sys
import tempfile
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from soak import environment  # noqa: E402


class Miss:
    """A pair of states before a tool; is its file missed?"""

    def __init__(self, folder, work):
        from soak import analyzers, program
        from soak import tree as trees

        text = (folder / "report.txt").read_text()
        name, self.level = re.search(r"tool   (\S+), level (\S+)", text).groups()
        self.path = re.search(r"file   (\S+)", text)[1]
        settings = environment.REPOSITORY / "build" / "soak-settings"
        self.tool = analyzers.KINDS[name](settings, work)
        self.tree = trees.Tree(work / "tree")
        self.program = program.Program(self.tree.root)
        self.baseline = work / "baseline"
        self.states = [trees.read(folder / side) for side in ("before", "after")]
        self.asked = 0

    def answer(self, state):
        from soak import tree as trees

        self.tree.become(state)
        said = self.tool.ask(self.tree.root, trees.subjects(state))
        return None if said is None else said.get(self.path)

    def is_missed(self, states):
        before, after = states
        if self.path not in after or before == after:
            return False
        self.asked += 1
        old = self.answer(before)
        self.program.stamp(self.level, self.baseline)
        new = self.answer(after)
        if old is None or new is None or old == new:
            return False
        return self.path not in self.program.affected(self.level, self.baseline)


def without_file(states, path):
    return [{name: text for name, text in state.items() if name != path} for state in states]


def pieces(states, path):
    """The statements of a file as texts, the large ones first."""
    from soak import outline

    found = {}
    for state in states:
        text = state.get(path, b"").decode("utf-8", "surrogateescape")
        lines = text.splitlines(keepends=True)
        for one in outline.statements(text):
            found["".join(lines[one.first : one.end])] = one.end - one.first
    return sorted(found, key=found.get, reverse=True)


def without_piece(states, path, piece):
    """Both states without a piece of text, wherever it stands."""
    found = []
    for state in states:
        text = state.get(path, b"").decode("utf-8", "surrogateescape")
        changed = text.replace(piece, "", 1).encode("utf-8", "surrogateescape")
        found.append({**state, path: changed} if path in state else dict(state))
    return found


def smaller(states):
    """States with less in them."""
    paths = sorted({*states[0], *states[1]})
    for path in paths:
        yield without_file(states, path)
    for path in paths:
        for piece in pieces(states, path):
            yield without_piece(states, path, piece)


def shrink(miss):
    states = miss.states
    if not miss.is_missed(states):
        raise SystemExit("not missed, or no longer")
    again = True
    while again:
        again = False
        for found in smaller(states):
            if found != states and miss.is_missed(found):
                states, again = found, True
                break
    return states


def show(states, miss):
    print(f"{miss.path}, {miss.tool.name} at {miss.level}, after {miss.asked} questions")
    for name, state in zip(("before", "after"), states):
        for path, content in sorted(state.items()):
            print(f"---- {name}: {path}")
            print(content.decode("utf-8", "replace"), end="")
        print(f"==== {miss.tool.name} of {miss.path}: {miss.answer(state)}")


def main():
    environment.enter()
    from soak import tree as trees

    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as work:
        miss = Miss(folder, Path(work))
        states = shrink(miss)
        show(states, miss)
    for name, state in zip(("before", "after"), states):
        trees.write(folder / "small" / name, state)


if __name__ == "__main__":
    main()
