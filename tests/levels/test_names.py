# SPDX-License-Identifier: MIT
"""Keys that follow names: `--precision symbol`.

What a tool proves to be seen must be affected by name too; the cases of the
rules U1 - U12 are in cases/U*.txt.  And a walk over the printed graph of
units, the other way round and without any key, finds the same files.
"""

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from cli.workspace import run_git
from levels import corpus
from levels.test_levels import JUDGED, lay
from soak import stories

PRINT = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "tools" / "units_print"
# Those whose keys follow names, with the level of each.
BY_NAME = {"mypy": "declared", "pyright": "inferred", "ty": "inferred"}
UNITS = [case for case in corpus.read_all() if case.rule.startswith("U")]
# The plain rules are proved by many cases; a part of them is enough here.
PROVED = [case for case in JUDGED if case.proof & set(BY_NAME) and case not in UNITS][::4]


def run(depstamp, root, *arguments):
    done = depstamp("--root", ".", *arguments, cwd=root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def affected(depstamp, tmp_path, case, levels):
    """{level: the files that are affected by name, without the edited ones}"""
    root = tmp_path / "work"
    root.mkdir()
    lay(root, case.tree(0), {})
    found = {}
    for level in levels:
        options = ("--level", level, "--precision", "symbol")
        run(depstamp, root, "stamp", "--all", *options, "-o", tmp_path / level)
    lay(root, case.tree(1), case.tree(0))
    for level in levels:
        options = ("--baseline", tmp_path / level, "--level", level, "--precision", "symbol")
        text = run(depstamp, root, "affected", *options, "--format", "json")
        rows = {row["path"] for row in json.loads(text)["affected"]}
        found[level] = rows - set(case.edited())
    return found


@pytest.mark.parametrize("case", [pytest.param(case, id=case.label) for case in PROVED])
def test_what_a_tool_sees_is_affected_by_name(depstamp, tmp_path, case):
    levels = {BY_NAME[tool] for tool in case.proof if tool in BY_NAME}
    for level, files in affected(depstamp, tmp_path, case, levels).items():
        assert files >= set(case.use), level


@pytest.mark.parametrize("case", [pytest.param(case, id=case.label) for case in UNITS])
def test_rule(depstamp, tmp_path, case):
    """Proved: affected from the tool's level on; `apart`: nothing else is, up to it."""
    seen = set(case.words("named")) | {BY_NAME[tool] for tool in case.proof & set(BY_NAME)}
    apart = set(case.words("apart"))
    assert seen or apart
    for level, files in affected(depstamp, tmp_path, case, seen | apart).items():
        if level in seen:
            assert files >= set(case.use), level
        else:
            assert not files & set(case.use), level


def test_every_rule_has_cases_both_ways():
    for number in range(1, 13):
        cases = [case for case in UNITS if case.rule == f"U{number}"]
        assert any(case.proof or case.words("named") for case in cases), number
    assert any(case.words("apart") for case in UNITS)


# ---- the walk


class Graph:
    """What units_print says: nodes by name, with digests and what they see."""

    def __init__(self, root, cache, level):
        command = [PRINT, level, root, cache]
        lines = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        rows = [line.split(" ") for line in lines.splitlines()]
        names = {row[1]: row[-1] for row in rows if row[0] == "node"}
        self.digests = {row[-1]: row[2] for row in rows if row[0] == "node"}
        self.seen = {
            row[-1]: {names[one] for one in row[3:-1]} for row in rows if row[0] == "node"
        }
        self.files = {
            row[-1]: {names[one] for one in row[1:-1]} for row in rows if row[0] == "file"
        }

    def reaching(self, changed):
        """All nodes that see one of these, at any distance."""
        users = {}
        for node, seen in self.seen.items():
            for one in seen:
                users.setdefault(one, []).append(node)
        found = set(changed)
        waiting = list(changed)
        while waiting:
            for user in users.get(waiting.pop(), ()):
                if user not in found:
                    found.add(user)
                    waiting.append(user)
        return found


def walk(before, after):
    """The files whose text, or whose imports, see something that differs."""
    changed = {
        node
        for node in before.digests.keys() | after.digests.keys()
        if before.digests.get(node) != after.digests.get(node)
        or before.seen.get(node) != after.seen.get(node)
    }
    reaching = after.reaching(changed)
    return {
        path
        for path, seen in after.files.items()
        if seen & reaching
        or before.files.get(path) != seen
        or f"{path}:(imports)" in changed
    }


def keys(depstamp, root, level, baseline):
    options = ("--level", level, "--precision", "symbol", "-o", baseline)
    run(depstamp, root, "stamp", "--all", *options)
    rows = [line.split(" ", 2) for line in baseline.read_text().splitlines()[1:]]
    return {row[2]: row[0] for row in rows}


@pytest.mark.parametrize("seed", range(10))
def test_a_reverse_walk_agrees_with_keys(depstamp, tmp_path, seed):
    """Fifty edits each; at `inferred`, where keys cover nothing but units."""
    story = stories.Story(9000 + seed)
    rng = random.Random(seed)
    root = tmp_path / "work"
    lay(root, story.state, {})
    previous, graph, known = story.state, None, None
    for step in range(51):
        for _ in range(0 if step == 0 else rng.choice([1, 1, 2])):
            story.edit_text()
        lay(root, story.state, previous)
        edited = {path for path, text in story.state.items() if previous.get(path) != text}
        now = Graph(root, tmp_path / "cache", "inferred")
        said = keys(depstamp, root, "inferred", tmp_path / "baseline")
        if graph:
            differing = {path for path, key in said.items() if known[path] != key}
            assert differing == (walk(graph, now) | edited) & said.keys(), (seed, step)
        previous, graph, known = dict(story.state), now, said


# ---- without keys


@pytest.mark.parametrize("seed", range(6))
def test_who_is_affected_is_the_same_with_keys_and_without(depstamp, tmp_path, seed):
    """Where two states differ in little, `affected` walks a graph; a baseline has keys."""
    level = ("declared", "inferred", "code")[seed % 3]
    story = stories.Story(9100 + seed)
    rng = random.Random(seed)
    root = tmp_path / "work"
    lay(root, story.state, {})
    run_git(root, "init", "-q", "-b", "main")
    previous, known = {}, None
    for step in range(16):
        run_git(root, "add", "-A")
        run_git(root, "commit", "-q", "--allow-empty", "-m", "step")
        known = keys(depstamp, root, level, tmp_path / "baseline")
        previous = dict(story.state)
        options = ("affected", "--level", level, "--precision", "symbol")
        for path in rng.sample(sorted(known), 2):
            touched = set(run(depstamp, root, *options, path).split("\n")) - {""}
            lay(root, {**story.state, path: b"?\n"}, story.state)
            broken = keys(depstamp, root, level, tmp_path / "broken")
            differing = {one for one, key in broken.items() if known[one] != key}
            assert differing <= touched, (seed, step, path)
            lay(root, story.state, {**story.state, path: b"?\n"})
        for _ in range(rng.choice([1, 1, 2])):
            story.edit_text()
        lay(root, story.state, previous)
        said = keys(depstamp, root, level, tmp_path / "baseline")
        differing = {path for path, key in said.items() if known.get(path) != key}
        found = set(run(depstamp, root, *options, "--since", "HEAD").split("\n")) - {""}
        assert found == differing, (seed, step)
