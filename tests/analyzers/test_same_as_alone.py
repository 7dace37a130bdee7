# SPDX-License-Identifier: MIT
"""A report of `depstamp run` is what the tool says alone, from scratch.

300 files of Django and six edits; DEPSTAMP_SERIES=long takes all of Django and
30 edits (`make soak`; hours for pyright and pylint), DEPSTAMP_SERIES=part 30
edits on the 300 files.  These are some packages as they are, of the slow tools
small ones, and the smallest of all other files, so that it ends in time.  After
each edit the tool is started by hand over all files, and every finding has to
be in the report, and no other.
Excepted is only what the tools themselves do not repeat (config/README.md, "What no
tool repeats"): pylint's C0103, R0401 and R0801, mypy's hints that come once
per run, and whether its signatures begin with the name of a bound parameter.
"""

import json
import os
import shlex
import shutil
from pathlib import Path

import pytest

import corpora
from analyzers import alone, edits, venv

pytest_plugins = ["cli.workspace"]

SERIES = os.environ.get("DEPSTAMP_SERIES")  # None, "part" or "long"
PART = ("django/core", "django/utils", "django/forms", "django/http", "django/dispatch")
SLOW_PART = ("django/dispatch", "django/http", "django/core/mail", "django/core/serializers")
FILES = 300
PARTS = {"flake8": SLOW_PART, "pyright": SLOW_PART, "pylint": ("django/dispatch",)}


def choose_files(name, source):
    every = sorted((source / "django").rglob("*.py"))
    if SERIES == "long":
        return every
    folders = [source / folder for folder in PARTS.get(name, PART)]
    chosen = [path for path in every if any(folder in path.parents for folder in folders)]
    others = sorted(set(every) - set(chosen), key=lambda path: (path.stat().st_size, path))
    others = [path for path in others if path.stat().st_size > 0]
    return chosen + others[: FILES - len(chosen)]


def copy_tree(name, target):
    source = Path(corpora.corpus("django"))
    files = choose_files(name, source)
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        # What makes packages of folders.
        for folder in place.relative_to(target).parents[:-1]:
            (target / folder / "__init__.py").touch()
    return len(files)


def compare(name, work, tree):
    # Both wait as long as it takes: a busy machine is no difference.
    patient = work.root.parent / "patient.yaml"
    patient.write_text("limits:\n  timeout: 1h\n")
    done = work.run("run", "--only", name, "--config", patient, "--format", "json", timeout=3600)
    report = json.loads(done.stdout)
    expected = alone.findings(name, venv.VENV, work.root, tree.files())
    [row] = report["analyzers"]
    if expected is None:
        # What a syntax error is to mypy, and `logging.py` to pylint.
        assert row["status"] == "broken", row
        assert done.returncode == 2
        return row
    assert row["status"] != "broken", row
    found = alone.reported(name, report)
    if name in alone.ORDER_COUNTS:
        again_in_batches(name, work, found, expected)
    else:
        assert found == expected, difference(found, expected)
    return row


def again_in_batches(name, work, found, expected):
    """What the tool found in the same files together, where it says otherwise
    about all files at once (levels.md, R5)."""
    differ = {one[0] for one in set(found) ^ set(expected)}
    done = work.run("run", "--only", name, "--dry-run", "--no-cache")
    for command in done.stdout.splitlines():
        files = [word for word in shlex.split(command) if word.endswith(".py")]
        here = differ.intersection(files)
        if not here:
            continue
        print(f"{name} alone over a batch of {len(files)}, for {sorted(here)}")
        in_batch = [one for one in found if one[0] in here]
        alike = alone.findings(name, venv.VENV, work.root, files)
        alike = [one for one in alike if one[0] in here]
        assert in_batch == alike, difference(in_batch, alike)
        differ -= here
    assert not differ


def difference(found, expected):
    lacking = [one for one in expected if one not in found]
    extra = [one for one in found if one not in expected]
    return f"{len(lacking)} lacking: {lacking[:5]}\n{len(extra)} too many: {extra[:5]}"


@pytest.mark.parametrize("name", alone.TOOLS)
def test_after_every_edit(name, work):
    changes = edits.EDITS if SERIES else edits.SHORT
    venv.prepare()
    assert copy_tree(name, work.root) >= FILES
    work.environment.update(venv.variables())
    tree = edits.Tree(work.root, seed=name)
    rows = [compare(name, work, tree)]
    for edit in changes:
        edit(tree)
        row = compare(name, work, tree)
        rows.append(row)
        if edit is edits.add_comment:
            # No tool sees a comment of another file.
            assert row["analyzed"] == 1, row
        print(f"{name} after {edit.__name__}: {row['analyzed']} analyzed, "
              f"{row['replayed']} replayed, {row['unknown']} unknown")  # fmt: skip
    print(f"{name}: {len(changes)} edits, all reports equal")
    assert any(row["replayed"] > 0 for row in rows)
