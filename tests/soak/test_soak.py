# SPDX-License-Identifier: MIT
"""A slice of the soundness suite, and proofs that it can fail."""

import json
import subprocess
import sys

import pytest

from soak import environment, stories, verdict

SOAK = environment.HERE / "soak.py"


@pytest.fixture(scope="module")
def python():
    return environment.prepare()


@pytest.fixture
def soak(python, tmp_path):
    """soak(arguments) runs it; (exit status, output, rows measured)."""

    def start(*arguments):
        done = subprocess.run(
            [python, SOAK, "--work", tmp_path, "--packages", "blinker", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        rows = (tmp_path / "results.jsonl").read_text().splitlines()
        return done.returncode, done.stdout, [json.loads(row) for row in rows]

    return start


def unchanged(rows):
    """The steps in which a file changed its diagnostics but not its bytes."""
    return sum(1 for row in rows if row.get("unchanged"))


def test_no_file_is_missed_in_stories_of_edits(soak):
    tools = "ty,ty-infer,pyrefly,mypy"
    status, output, rows = soak("--only", "edits", "--steps", "100", "--tools", tools)
    assert status == 0, output
    assert sum("required" in row for row in rows) >= 100
    assert unchanged(rows) >= 10


def test_no_file_is_missed_between_releases(soak):
    few = ("--steps", "12")
    status, output, rows = soak("--only", "releases", "--tools", "ty,pyrefly,mypy", *few)
    assert status == 0, output
    assert sum("required" in row for row in rows) >= 12
    assert unchanged(rows) >= 5


@pytest.mark.parametrize("level", ["none", "names"])
def test_a_level_too_weak_for_the_tool_is_found_out(soak, level):
    weak = ("--level", f"ty={level}", "--level", f"mypy={level}", "--steps", "2")
    status, output, rows = soak("--only", "releases", "--tools", "ty,mypy", *weak)
    assert status == 1, output
    for tool in ("ty", "mypy"):
        assert sum(row.get("missed", 0) for row in rows if row.get("tool") == tool) > 0
    assert "MISSED mypy at" in output
    assert "MISSED ty at" in output


def test_what_differs_always_is_missed():
    assert verdict.classify(["a", "a", "a"], ["b", "b", "b"]) == "missed"
    assert verdict.classify(["a", "a", "c"], ["b", "b", "d"]) == "missed"


def test_a_tool_of_two_minds_misses_nothing():
    assert verdict.classify(["a", "b", "a"], ["b", "b", "b"]) == "unstable"
    assert verdict.classify(["b", "b", "b"], ["b", "b", "b"]) == "unstable"


def test_a_change_that_goes_with_the_order_of_files_is_told_apart():
    assert verdict.classify(["a", "a", "b"], ["b", "b", "b"]) == "order"
    assert verdict.classify(["a", "a", "c"], ["b", "b", "c"]) == "order"


def test_a_story_is_told_the_same_way_again():
    def tell():
        story = stories.Story(7)
        return [(story.step(), story.files()) for _ in range(stories.STEPS)]

    assert tell() == tell()


def test_the_python_of_these_tests_is_not_that_of_the_tools(python):
    assert str(python) != sys.executable
