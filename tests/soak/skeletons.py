# SPDX-License-Identifier: MIT
"""Skeletons say to a type checker what the sources say.

Over the last release of each package: one real file among the skeletons of
all others has the diagnostics that it has among the sources.  The probes of
a package, which look at all it offers, are asked about in one go.
"""

import random

from soak import book, probes, releases
from soak import tree as trees
from soak.program import Program, Trouble
from soak.verdict import report

LEVELS = {"mypy": "declared", "ty": "inferred", "ty-infer": "inferred", "pyright": "inferred"}
SAMPLE = 10  # files of a package that are asked about one by one


class Step:
    """The shape of a state that a report is made of."""

    def __init__(self, label, files):
        self.label = label
        self.files = files


def run(run):
    ledger = run.book("skeletons")
    done = {(row["done"], row["tool"]) for row in book.read(ledger.path) if "same" in row}
    tree = trees.Tree(run.work / "one" / "tree")
    last = {pin[0]: pin for pin in releases.pins()}
    for name, pin in sorted(last.items()):
        if run.packages and name not in run.packages:
            continue
        for tool in run.tools:
            if tool.name in LEVELS and (name, tool.name) not in done and not run.is_over():
                Check(run, tree, tool, name, releases.state(pin)).go(ledger)


class Check:
    """One package before one tool."""

    def __init__(self, run, tree, tool, name, state):
        self.folder = run.work / "skeletons"
        self.tree = tree
        self.tool = tool
        self.name = name
        self.state = state
        self.probes = probes.probes([state], indirect=True)
        self.random = random.Random(name)
        self.failed = []

    def ask(self, state):
        self.tree.become(state)
        return self.tool.ask(self.tree.root, trees.subjects(state))

    def skeletons(self):
        """The state with a skeleton for each file."""
        self.tree.become(self.state)
        out = self.folder / "out" / self.name
        arguments = ["--out", str(out), "--level", LEVELS[self.tool.name]]
        Program(self.tree.root).run("skeleton", *sorted(self.state), *arguments)
        found = trees.read(out)
        missing = self.state.keys() - found.keys()
        if missing:
            raise Trouble(f"no skeleton of {sorted(missing)}")
        return {path: found[path] for path in self.state}

    def compare(self, real, said, state, paths):
        """The number of `paths` of which the tool says the same.

        If it cannot even read the skeletons, everything differs.
        """
        same = 0
        said = said or {}
        for path in paths:
            if real.get(path, ()) == said.get(path):
                same += 1
            else:
                self.failed.append(path)
                self.keep(path, real, said, state)
        return same

    def keep(self, path, real, said, state):
        folder = self.folder / "differ" / f"{self.tool.name}-{self.name}"
        folder.mkdir(parents=True, exist_ok=True)
        steps = (Step("sources", {}), Step(f"skeletons of {self.name}", {}))
        texts = (real.get(path, ()), said.get(path, ()))
        text = report(self.tool, LEVELS[self.tool.name], steps, path, texts)
        (folder / (path.replace("/", ":") + ".txt")).write_text(text)
        trees.write(folder / "tree", state)

    def go(self, ledger):
        bare = self.skeletons()
        whole, real = self.ask({**self.state, **self.probes}), self.ask(self.state)
        if whole is None or real is None:
            ledger.add(done=self.name, tool=self.tool.name, same=0, asked=0, failed=["silent"])
            return
        state = {**bare, **self.probes}
        shown = self.tool.shown(self.probes)
        same = self.compare(whole, self.ask(state), state, shown)
        paths = self.tool.shown(sorted(self.state))
        if len(paths) > SAMPLE:
            paths = sorted(self.random.sample(paths, SAMPLE))
        for path in paths:
            state = {**bare, path: self.state[path]}
            same += self.compare(real, self.ask(state), state, [path])
        asked = len(paths) + len(shown)
        ledger.add(done=self.name, tool=self.tool.name, same=same, asked=asked, failed=self.failed)
        print(f"skeletons of {self.name}: {self.tool.name} {same} of {asked}", flush=True)
