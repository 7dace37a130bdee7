# SPDX-License-Identifier: MIT
"""What `affected` says of each case of cases/, level by level.

The cases that the tools prove, and those that a rule keeps or spares, are in
cases/*.txt; corpus.py says how to read them.
"""

import json
import shutil
import subprocess

import pytest

from levels import corpus

CASES = corpus.read_all()
JUDGED = [case for case in CASES if case.verdicts()]


def parameter(case):
    """What is missed still is expected to fail."""
    reason = case.fields.get("missed")
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case.label, marks=marks)


def lay(root, tree, previous):
    """Make `root` hold `tree`, which held `previous`."""
    for path in previous.keys() - tree.keys():
        (root / path).unlink()
        folder = (root / path).parent
        while folder != root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    for path, content in tree.items():
        if previous.get(path) != content:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)


def run(depstamp, *arguments):
    done = depstamp("--root", ".", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def affected(depstamp, level, *base):
    """The files that are affected, as a set."""
    text = run(depstamp, "affected", *base, "--level", level, "--format", "json")
    return {row["path"] for row in json.loads(text)["affected"]}


def judge(case, answers):
    """Complaints about what was called affected; answers is {level: set}."""
    edited = set(case.edited())
    for level, expected in case.verdicts().items():
        others = answers[level] - edited
        if expected and not others >= set(case.use):
            yield f"{level}: not affected: {sorted(set(case.use) - others)}"
        elif not expected and others:
            yield f"{level}: affected without need: {sorted(others)}"


@pytest.mark.parametrize("case", [parameter(case) for case in JUDGED])
def test_case(depstamp, tmp_path, case):
    levels = case.verdicts()
    (tmp_path / "work").mkdir()
    root = tmp_path / "work"

    def program(*arguments):
        return depstamp(*arguments, cwd=root)

    lay(root, case.tree(0), {})
    for level in levels:
        baseline = tmp_path / level
        run(program, "stamp", "--all", "--level", level, "-o", baseline)
    lay(root, case.tree(1), case.tree(0))
    answers = {
        level: affected(program, level, "--baseline", tmp_path / level) for level in levels
    }
    assert not list(judge(case, answers)), case.label


# Every tenth shows that the two ways of comparing agree.
@pytest.mark.parametrize("case", [parameter(case) for case in JUDGED[::10]])
def test_case_against_git(depstamp, tmp_path, case):
    """The same through the blobs of a revision."""
    if shutil.which("git") is None:
        pytest.fail("git is needed")

    def git(*arguments):
        names = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *names, *arguments], cwd=tmp_path, check=True)

    git("init", "-q")
    lay(tmp_path, case.tree(0), {})
    git("add", "-A")
    git("commit", "-qm", "before")
    lay(tmp_path, case.tree(1), case.tree(0))
    answers = {
        level: affected(depstamp, level, "--since", "HEAD") for level in case.verdicts()
    }
    assert not list(judge(case, answers)), case.label


def test_every_rule_has_cases_both_ways():
    """Of each rule something is kept; of each but a few, something is spared."""
    rules = "A1 A2 A3 A4 A5 A6 D1 D2 D3 D4 D5 D6 D7 D8 D9 I1 I2 K1 K2 K3 K6".split()
    one_way = {"A1", "D9", "K3", "K6"}
    for rule in rules:
        verdicts = [case.verdicts() for case in CASES if case.rule == rule]
        seen = {value for verdict in verdicts for value in verdict.values()}
        assert seen == ({True} if rule in one_way else {True, False}), rule
