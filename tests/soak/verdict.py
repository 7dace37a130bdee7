# SPDX-License-Identifier: MIT
"""Is a suspected miss one?  The tools themselves are not always of one mind.

Each state is shown to the tool again: twice in the usual order of files and
once backwards.  `unstable`: it does not repeat itself.  `order`: it does,
but the same change can be had by another order of files alone, or goes away
with it (levels.md R4, R5).  What is left is `missed`.
"""

import difflib
from collections import Counter

from soak import tree as trees

KEPT = 12  # reproductions of one kind that are kept


class Verdict:
    def __init__(self, tree, folder):
        self.tree = tree
        self.folder = folder
        self.kept = Counter()

    def ask(self, tool, files):
        self.tree.become(files)
        paths = trees.subjects(files)
        return [tool.ask(self.tree.root, paths, way) or {} for way in (False, False, True)]

    def judge(self, tool, level, last, now, suspects):
        """{verdict: number of files}, and a reproduction of each is kept."""
        here = self.tree.state
        old = self.ask(tool, last.state.files)
        new = self.ask(tool, now.state.files)
        found = Counter()
        for path in sorted(suspects):
            verdict = classify(
                [one.get(path, ()) for one in old], [one.get(path, ()) for one in new]
            )
            found[verdict] += 1
            said = (old[0].get(path, ()), new[0].get(path, ()))
            if verdict == "unstable":
                said = (last.answer[path], now.answer[path])
            self.keep(verdict, tool, level, (last.state, now.state), (path, said))
        self.tree.become(here)
        return dict(found)

    def keep(self, verdict, tool, level, states, suspect):
        kind = (verdict, tool.name, states[1].label.split("/")[-1])
        self.kept[kind] += 1
        path, said = suspect
        print(f"{verdict.upper()} {tool.name} at {level}: {path}, {states[1].label}", flush=True)
        if self.kept[kind] > KEPT:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        number = len(list(self.folder.iterdir()))
        folder = self.folder / f"{verdict}-{tool.name}-{number:04}"
        for name, state in zip(("before", "after"), states):
            trees.write(folder / name, state.files)
        (folder / "report.txt").write_text(report(tool, level, states, path, said))


def classify(old, new):
    """Answers about one file: usual order twice, then backwards."""
    if old[0] != old[1] or new[0] != new[1] or old[0] == new[0]:
        return "unstable"
    if old[2] == new[2] or old[2] == new[0] or old[0] == new[2]:
        return "order"
    return "missed"


def report(tool, level, states, path, said):
    """What happened, in the order in which one wants to read it."""
    old, new = states
    lines = [f"tool   {tool.name}, level {level}", f"file   {path}", f"step   {new.label}"]
    lines += ["", "what it said before and not after:"]
    lines += [f"  {one}" for one in said[0] if one not in said[1]]
    lines += ["what it says now:"]
    lines += [f"  {one}" for one in said[1] if one not in said[0]]
    for name in sorted(old.files.keys() | new.files.keys()):
        before, after = (
            state.files.get(name, b"").decode("utf-8", "replace") for state in (old, new)
        )
        if before != after:
            texts = (before.splitlines(), after.splitlines())
            lines += ["", *difflib.unified_diff(*texts, f"a/{name}", f"b/{name}", lineterm="", n=5)]
    return "\n".join(lines) + "\n"
