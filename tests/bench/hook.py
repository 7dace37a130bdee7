# SPDX-License-Identifier: MIT
"""A hook that has nothing to analyze, beside one that runs `true`.

Both are run by prek, in turn, and what a hook of ours costs is the difference:
prek's own time, most of it git's, is in both.  All files of the tree are
committed and have answers, of ruff and of what is built in.
"""

import os
import statistics
import subprocess
import sys

import replay
from measuring import DEPSTAMP, MS, Row, run_in_turn, warm_up

from plugins import hosts

ADDED_MS = 30

HOOKS = {
    "nothing": '"true"',
    "run": f"{DEPSTAMP} run --hook",
    "check": f"{DEPSTAMP} run --hook --only syntax,imports",
}

FILES = {
    "depstamp.yaml": "analyzers:\n  ruff: {preset: ruff}\n",
    "ruff.toml": replay.CLEAN,
    ".gitignore": ".depstamp/\n.ruff_cache/\n",
    ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n"
    + "".join(
        f"  - {{id: {name}, name: {name}, entry: {entry}, language: system, "
        "always_run: true, pass_filenames: false, require_serial: true}\n"
        for name, entry in HOOKS.items()
    ),
}


def prepare(project):
    for path, text in FILES.items():
        (project.folder / path).write_text(text)
    project.commit()
    # Answers for all; then the index is older than what it tells of.
    for words in ([], [], ["--only", "syntax,imports"], []):
        subprocess.run(
            [DEPSTAMP, "run", "-q", *words],
            cwd=project.folder,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        project.settle()


def added(row, to):
    """Median over the rounds of how many milliseconds longer `row` took."""
    return statistics.median(a - b for a, b in zip(row.wall, to.wall)) / MS


def bench(project, rounds, report):
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{replay.tools()}:{before}"
    try:
        prek = str(hosts.find("prek"))
    except hosts.Absent as absent:
        print(f"\nhook: no prek: {absent}", file=sys.stderr)
        return
    os.environ["PREK_HOME"] = str(project.folder / ".git" / "prek")
    prepare(project)
    rows = {name: Row(f"prek: {name}", [prek, "run", name]) for name in HOOKS}
    alone = Row("depstamp run --hook", [DEPSTAMP, "run", "--hook"])
    every = [*rows.values(), alone]
    warm_up(every, project.folder)
    run_in_turn(every, project.folder, rounds)
    report.head(f"hook: {project.name}, nothing to analyze, {rounds} rounds")
    for row in every:
        report.row(row, rows["nothing"])
    for name in ("run", "check"):
        what = f"hook: {name} to one that runs `true`"
        report.bound(what, added(rows[name], rows["nothing"]), ADDED_MS, "ms")
    os.environ["PATH"] = before
