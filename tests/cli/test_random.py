# SPDX-License-Identifier: MIT
"""Random projects and edits against the oracle, which holds the definition.

DEPSTAMP_CASES says how many projects (25 of each sort in a normal run, four
edits each);
DEPSTAMP_SEED where to begin.
"""

import os
import random

import pytest

from cli.edits import edit, make_project, new_path
from cli.oracle import State, affected, reaching

pytest_plugins = ["cli.workspace"]

CASES = int(os.environ.get("DEPSTAMP_CASES", "25"))
FIRST = int(os.environ.get("DEPSTAMP_SEED", "0"))
SEEDS = range(FIRST, FIRST + CASES)
ROOTS = {"single": [""], "several": ["src", "lib", ""], "detected": None}
LEVELS = ["none", "names", "content"]


class Project:
    """The files of a state, written to a workspace as they change."""

    def __init__(self, work, roots):
        self.work = work
        self.roots = roots
        self.written = {}
        if roots is None:
            work.write({"depstamp.yaml": "", "pyproject.toml": ""})
        else:
            names = ", ".join(f"'{root or '.'}'" for root in roots)
            work.write({"depstamp.yaml": f"roots: [{names}]\n"})

    def write(self, files):
        for path in set(self.written) - set(files):
            target = self.work.root / path
            target.unlink()
            folder = target.parent
            while folder != self.work.root and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent
        for path, (text, executable) in files.items():
            if self.written.get(path) != (text, executable):
                self.work.write({path: text})
                (self.work.root / path).chmod(0o755 if executable else 0o644)
        self.written = dict(files)

    def state(self):
        files = dict(self.written)
        if self.roots is None:
            files["pyproject.toml"] = ("", False)
        return State(files, self.roots)


def between(found, bounds, say):
    must, may = bounds
    assert must <= set(found), (say, "missed", sorted(must - set(found)))
    assert set(found) <= may, (say, "too many", sorted(set(found) - may))


def shape(files):
    """A state as text, for the message of a failure."""
    return "\n".join(
        f"--- {path}{' x' if executable else ''}\n{text}"
        for path, (text, executable) in sorted(files.items())
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mode", ROOTS)
def test_affected_is_what_the_definition_says(work, mode, seed):
    dice = random.Random(f"{mode} {seed}")
    project = Project(work, ROOTS[mode])
    files = make_project(dice)
    project.write(files)
    work.commit()
    for turn in range(4):
        old = project.state()
        bases = {level: work.baseline(level, f"{level}.base") for level in LEVELS}
        keys = {level: work.keys(level) for level in LEVELS}
        for _ in range(dice.choice([1, 1, 2, 3])):
            edit(dice, files)
        before = shape(project.written)
        project.write(files)
        new = project.state()
        say = f"turn {turn}\n{before}\n=== becomes\n{shape(files)}"
        for level in LEVELS:
            bounds = affected(old, new, level)
            now = work.keys(level)
            differ = [path for path in now if now[path] != keys[level].get(path)]
            between(differ, bounds, (level, "keys", say))
            found = work.affected("--baseline", bases[level])
            assert found == differ, (level, "affected is not what the keys say", say)
            assert found == work.affected("--since", "HEAD", "--level", level), (
                level,
                "a baseline and git disagree",
                say,
            )
        reports(work, bases["content"], old, new, say)
        work.git("add", "-A")
        staged = work.affected("--staged")
        between(staged, affected(old, new, "content"), ("staged", say))
        work.commit()
        pair = ("--from-ref", "HEAD~1", "--to-ref", "HEAD")
        assert work.affected(*pair) == staged, ("trees and index disagree", say)
        cold_equals_warm(work, say)


def reports(work, base, old, new, say):
    report = work.report("--baseline", base)
    added = {path for path in new.subjects if path not in old.files}
    changed = {
        path
        for path in new.subjects
        if path in old.files and old.files[path][0] != new.files[path][0]
    }
    # A baseline tells a new mode from another cause only if it is alone.
    modes = {
        path for path in new.subjects if path in old.files and old.files[path] != new.files[path]
    }
    assert added | changed <= set(report["changed"]) <= added | changed | modes, say
    assert set(report["deleted"]) == set(old.subjects) - set(new.subjects), say
    for one in report["affected"]:
        if one["path"] in added:
            assert one["reason"] == "added", (one, say)
        elif one["path"] in changed:
            assert one["reason"] == "changed", (one, say)
        assert one["via"][0] == one["path"], (one, say)
    direct = set(work.affected("--baseline", base, "--direct"))
    assert added | changed <= direct, say
    assert direct <= {one["path"] for one in report["affected"]}, say


def cold_equals_warm(work, say):
    warm = work.text("stamp", "--all"), work.text("graph")
    work.remove(".depstamp")
    assert warm == (work.text("stamp", "--all"), work.text("graph")), say


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mode", ROOTS)
def test_a_named_file_affects_what_the_definition_says(work, mode, seed):
    dice = random.Random(f"named {mode} {seed}")
    project = Project(work, ROOTS[mode])
    files = make_project(dice)
    project.write(files)
    state = project.state()
    for path in sorted(files)[:6]:
        between(work.affected(path), reaching(state, path), (path, shape(files)))
    for _ in range(6):
        path = new_path(dice)
        if path in files or any(
            one.startswith(path + "/") or path.startswith(one + "/") for one in files
        ):
            continue
        later = State({**state.files, path: ("x = 1\n", False)}, state.roots)
        must = affected(state, later, "content")[0] - {path}
        found = set(work.affected(path))
        assert must <= found, (path, "missed", sorted(must - found), shape(files))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_graph_lies_between_the_bounds(work, seed):
    for mode, roots in ROOTS.items():
        dice = random.Random(f"graph {mode} {seed}")
        project = Project(work.sibling(mode), roots)
        files = make_project(dice)
        project.write(files)
        state = project.state()
        for path, found in project.work.graph().items():
            must = state.must_edges(path) - {path}
            between(found, (must, state.may_edges(path) | {path}), (path, shape(files)))
