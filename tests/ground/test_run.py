# SPDX-License-Identifier: MIT
"""tests/run adds up what programs report, and believes no program that dies."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

CASES = {
    "good": '<testcase name="a"/><testcase name="b"/>',
    "bad": '<testcase name="a"><failure><![CDATA[1 != 2]]></failure></testcase>',
    "skipping": '<testcase name="a"><skipped message="no ninja"/></testcase>',
}


@pytest.fixture
def run(tmp_path):
    """run({"good": 0}, …): unit programs by case list and exit status."""
    (tmp_path / "tests" / "unit" / "base").mkdir(parents=True)
    shutil.copy(REPOSITORY / "tests" / "run", tmp_path / "tests" / "run")

    def write(name, status):
        (tmp_path / f"tests/unit/base/test_{name}.c").touch()
        program = tmp_path / f"build/tests/unit/base/test_{name}"
        program.parent.mkdir(parents=True, exist_ok=True)
        lines = ["#!/bin/sh"]
        if name in CASES:
            xml = f"<testsuites><testsuite>{CASES[name]}</testsuite></testsuites>"
            lines.append(f"printf '%s' '{xml}' >\"$CMOCKA_XML_FILE\"")
        program.write_text("\n".join([*lines, f"exit {status}", ""]))
        program.chmod(0o755)

    def start(programs, **variables):
        for name, status in programs.items():
            write(name, status)
        environment = {**os.environ, "BUILD": "build", "CI": "", "LAYERS": ""}
        environment.pop("COUNTS", None)
        environment.update(variables)
        return subprocess.run(
            [tmp_path / "tests" / "run", "unit"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )

    return start


def last_line(done):
    return done.stdout.splitlines()[-1]


def test_passed_tests_are_counted_by_case(run):
    done = run({"good": 0})
    assert last_line(done) == "2 passed, 0 failed, 0 skipped"
    assert done.returncode == 0


def test_a_failed_case_fails_the_run_and_is_named(run):
    done = run({"good": 0, "bad": 1})
    assert last_line(done) == "2 passed, 1 failed, 0 skipped"
    assert "FAILED unit/base/test_bad.c: a" in done.stdout
    assert "1 != 2" in done.stdout
    assert done.returncode == 1


def test_a_program_that_dies_without_a_report_is_a_failure(run):
    done = run({"good": 0, "dying": 139})
    assert last_line(done) == "2 passed, 1 failed, 0 skipped"
    assert "unit/base/test_dying.c: ended with 139" in done.stdout


def test_a_program_that_reports_success_and_dies_is_a_failure(run):
    done = run({"good": 66})
    assert last_line(done) == "2 passed, 1 failed, 0 skipped"


def test_a_program_that_says_nothing_is_a_failure(run):
    done = run({"silent": 0})
    assert last_line(done) == "0 passed, 1 failed, 0 skipped"


def test_a_skipped_case_is_named_with_its_reason(run):
    done = run({"skipping": 0})
    assert last_line(done) == "0 passed, 0 failed, 1 skipped"
    assert "SKIPPED unit/base/test_skipping.c: a: no ninja" in done.stdout
    assert done.returncode == 0


def test_under_ci_a_skipped_case_fails_the_run(run):
    done = run({"skipping": 0}, CI="true")
    assert last_line(done) == "0 passed, 0 failed, 1 skipped"
    assert done.returncode == 1


def test_a_program_that_was_not_built_is_a_failure(run, tmp_path):
    run({"good": 0})
    (tmp_path / "tests/unit/base/test_new.c").touch()
    done = run({})
    assert last_line(done) == "2 passed, 1 failed, 0 skipped"
    assert "test_new: was not built" in done.stdout


def test_counts_are_added_to_a_file(run, tmp_path):
    run({"good": 0}, COUNTS=str(tmp_path / "counts"))
    run({}, COUNTS=str(tmp_path / "counts"))
    line = "2 passed, 0 failed, 0 skipped\n"
    assert (tmp_path / "counts").read_text() == line * 2
