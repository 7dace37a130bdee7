#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is any file missed that a real analyzer sees differently?

    tests/soak/soak.py [--only edits|releases|precision|skeletons|stamps,…]
        [--steps N] [--minutes N] [--seed N] [--story N] [--tools A,…] [--level TOOL=L]
        [--precision file|symbol]
        [--work DIR] [--fresh] [--report]

edits      stories of small edits, until --steps comparisons are made
releases   successive releases of typed packages, whole and file by file
precision  the share of files that one changed file of a release affects
stamps     stamps against Python's tokens and skeletons, in the same stories
skeletons  mypy over skeletons says what it says over sources

What was measured is added to DIR/results.jsonl (build/soak), so a run goes
on where the last one ended; --fresh starts again, --report only adds up.
--story tells one story of the fuzzer again.  The exit status is 1 if a file
was missed.
"""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from soak import environment  # noqa: E402

DEFAULT = environment.REPOSITORY / "build" / "soak"
PARTS = ("stamps", "releases", "precision", "skeletons", "edits")
# How often a tool is asked in the stories of the fuzzer: one step in …
EVERY = {"ty": 1, "ty-infer": 1, "pyrefly": 1, "mypy": 2, "pyright": 10, "pylint": 150}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--story", type=int)
    parser.add_argument("--tools", default="ty,ty-infer,pyrefly,mypy,pyright,pylint")
    parser.add_argument("--level", action="append", default=[])
    parser.add_argument("--precision", choices=("file", "symbol"), default="file")
    parser.add_argument("--work", type=Path, default=DEFAULT)
    parser.add_argument("--packages", default="")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--report", action="store_true")
    return parser.parse_args()


class Run:
    """One call: its settings, tools and the end of its time."""

    def __init__(self, options):
        from soak import analyzers

        self.options = options
        self.work = options.work.resolve()
        self.names = options.tools.split(",")
        settings = environment.REPOSITORY / "build" / "soak-settings"
        self.tools = [analyzers.KINDS[name](settings, self.work) for name in self.names]
        levels = {tool.name: tool.level for tool in self.tools}
        if options.precision == "symbol":
            levels = {name: f"{level}:symbol" for name, level in levels.items()}
        self.levels = levels | dict(one.split("=") for one in options.level)
        self.end = time.monotonic() + options.minutes * 60
        self.packages = [one for one in options.packages.split(",") if one]

    def book(self, part):
        from soak import book

        return book.Book(self.work / "results.jsonl", part)

    def oracle(self, book, tools=None):
        from soak import oracle

        return oracle.Oracle(self.work, tools or self.tools, book, self.levels)

    def is_over(self):
        return time.monotonic() > self.end


def tell_stories(run):
    """The fuzzer: stories with seeds from --seed on, those told are skipped."""
    from soak import book, releases, stories

    ledger = run.book("edits")
    oracle = run.oracle(ledger)
    old = [row for row in book.read(ledger.path) if row["part"] == "edits"]
    told = {row["story"] for row in old if "story" in row}
    steps = sum("required" in row for row in old)
    real = releases.small_states(run.packages)
    seed = run.options.seed - 1
    while not run.is_over() and steps < run.options.steps:
        seed += 1
        if run.options.story is not None:
            seed = run.options.story
        elif seed in told:
            continue
        before = len(ledger.steps())
        tell(oracle, stories.Story(seed, real), seed)
        ledger.add(story=seed)
        steps += len(ledger.steps()) - before
        if run.options.story is not None:
            return
    oracle.finish()


def tell(oracle, story, seed):
    from soak import stories

    due = {}
    for number in range(1, stories.STEPS + 1):
        place = seed * stories.STEPS + number
        due[number] = {tool.name for tool in oracle.tools if place % EVERY[tool.name] == 0}
    oracle.begin(story.files(), f"{seed}/0/{story.name}", set().union(*due.values()))
    for number, names in due.items():
        kind = story.step()
        oracle.visit(story.files(), f"{seed}/{number}/{kind}", names)


def main():
    environment.enter()
    from soak import precision, releases, report, skeletons, stamps

    options = arguments()
    if options.fresh:
        shutil.rmtree(options.work, ignore_errors=True)
    os.nice(3)
    run = Run(options)
    parts = {
        "edits": tell_stories,
        "releases": releases.run,
        "precision": precision.run,
        "skeletons": skeletons.run,
        "stamps": stamps.run,
    }
    if not options.report:
        for name in options.only.split(","):
            parts[name](run)
    return report.show(run.work / "results.jsonl")


if __name__ == "__main__":
    sys.exit(main())
