# SPDX-License-Identifier: MIT
"""How much of a package one changed file affects, at each level.

Each file that differs between two releases, put alone into the older tree,
is taken for a commit.  No tool is asked.
"""

from soak import book, program, releases
from soak import tree as trees


def run(run):
    ledger = run.book("precision")
    done = {row["done"] for row in book.read(ledger.path) if "done" in row and "shares" in row}
    tree = trees.Tree(run.work / "precision" / "tree")
    depstamp = program.Program(tree.root)
    levels = [level for level in program.LEVELS if depstamp.has_level(level)]
    for label, older, newer in releases.pairs(run.packages):
        if label in done:
            continue
        old, new = releases.state(older), releases.state(newer)
        tree.become(old)
        before = keys(depstamp, levels, run.work / "precision")
        for path in releases.differing(old, new):
            if path in old and path in new:
                tree.become(releases.alone(old, new, path))
                after = keys(depstamp, levels, run.work / "precision")
                ledger.add(done=label, path=path, shares=shares(before, after))


def keys(depstamp, levels, folder):
    found = {}
    for level in levels:
        baseline = folder / f"baseline.{level}"
        depstamp.stamp(level, baseline)
        found[level] = program.keys(baseline)
    return found


def shares(before, after):
    return {
        level: sum(before[level].get(path) != key for path, key in now.items()) / len(now)
        for level, now in after.items()
    }
