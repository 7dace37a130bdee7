# SPDX-License-Identifier: MIT
"""`depstamp run` where nothing changed, beside the tools with their own caches.

Both tell the same findings in the same kind of report: `concise` is a line for
each in both, `full` shows the lines around it and marks the place in both
(ruff's has a proposed change besides, ours an address), `json` is ours and
theirs (theirs has the proposed change).  mypy prints lines, and so do we.
What is compared is the wall time of the whole command.
"""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

from measuring import DEPSTAMP, Row, run_in_turn, warm_up

import corpora

TESTS = Path(__file__).resolve().parents[1]

# Rules of which a tree that is cared for breaks none; which they are makes no
# difference to a warm run.
CLEAN = '[lint]\nselect = ["E9", "F63", "F7"]\n'
ALL = '[lint]\nselect = ["ALL"]\n'
STRICT = "[mypy]\nstrict = True\n"
OWN_CACHES = ".ruff_cache/\n.mypy_cache/\n"

RUFF = ["ruff", "check", "-q"]

MANY = 5.0
NONE = 1.5


def tools():
    """The folder with the real tools, which the tests of presets have, too."""
    path = TESTS / "analyzers" / "venv.py"
    spec = importlib.util.spec_from_file_location("analyzers_venv", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.prepare()


def copy_package(name, package, work, settings):
    """The package alone, in a repository of its own, with these settings."""
    folder = work / f"replay-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(corpora.corpus(name) / package, folder / package, symlinks=True)
    for path, text in {".gitignore": OWN_CACHES, **settings}.items():
        (folder / path).write_text(text)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def count(folder, only):
    """How many findings there are; nothing is left to analyze behind this."""
    command = [DEPSTAMP, "run", "-q", "--only", only, "--format", "json"]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    found = json.loads(done.stdout)
    assert found["complete"], done.stderr
    assert all(row["analyzed"] == 0 for row in found["analyzers"])
    return len(found["diagnostics"])


def ours(only, kind):
    return Row(f"depstamp run, {kind}", [DEPSTAMP, "run", "-q", "--only", only, "--format", kind])


def compare(pairs, folder, rounds, report, bound):
    """Each pair in turn; how many times as fast the first is."""
    rows = sum(pairs, [])
    warm_up(rows, folder)
    run_in_turn(rows, folder, rounds)
    for row, peer in pairs:
        report.row(row, peer)
        report.row(peer)
        what = f"{folder.name}: {row.what} beside {peer.what}"
        report.times_as_fast(what, row, peer, bound)


def bench_findings(work, rounds, report):
    folder = copy_package("django", "django", work, {"ruff.toml": ALL, "mypy.ini": STRICT})
    found = count(folder, "ruff")
    report.head(f"django: {found} findings of ruff replayed, {rounds} rounds")
    pairs = [
        [ours("ruff", kind), Row(f"ruff check, {kind}", [*RUFF, "--output-format", kind])]
        for kind in ("full", "concise", "json")
    ]
    compare(pairs, folder, rounds, report, MANY)
    found = count(folder, "mypy")
    report.head(f"django: {found} findings of mypy replayed, {rounds} rounds")
    pairs = [[ours("mypy", "concise"), Row("mypy, warm", ["mypy", "django"])]]
    compare(pairs, folder, rounds, report, MANY)
    shutil.rmtree(folder)


def bench_clean(work, rounds, report):
    for name in ("homeassistant", "django"):
        folder = copy_package(name, name, work, {"ruff.toml": CLEAN})
        found = count(folder, "ruff")
        report.head(f"{name}: {found} findings of ruff replayed, {rounds} rounds")
        pairs = [[ours("ruff", "full"), Row("ruff check, clean", RUFF)]]
        compare(pairs, folder, rounds, report, NONE)
        shutil.rmtree(folder)


def bench(work, rounds, report):
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{tools()}:{before}"
    bench_findings(work, rounds, report)
    bench_clean(work, rounds, report)
    os.environ["PATH"] = before
