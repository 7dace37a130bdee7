# SPDX-License-Identifier: MIT
"""`make demo` says what it promises."""

import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

AFFECTED = """\
shop/catalog.py
shop/export/pdf.py
shop/orders.py
shop/tax.py
tests/test_orders.py
tests/test_tax.py
"""
AFFECTED_TESTS = """\
tests/test_orders.py
tests/test_tax.py
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """What the demo prints, as a list of (command, output)."""
    program = os.environ.get("DEPSTAMP", REPOSITORY / "build" / "depstamp")
    done = subprocess.run(
        [REPOSITORY / "tests" / "demo", program, tmp_path_factory.mktemp("demo")],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    steps = []
    for part in done.stdout.split("\n$ ")[1:]:
        command, _, output = part.partition("\n")
        steps.append((command, output.partition("\n\n# ")[0].rstrip("\n") + "\n"))
    return steps


def output_of(demo, start):
    return next(output for command, output in demo if command.startswith(start))


def test_the_demo_shows_every_command_before_its_output(demo):
    words = [command.split()[1] for command, _ in demo]
    assert words == "scan graph manifest stamp shop/tax.py: affected affected why why".split()


def test_the_demo_lists_what_the_edit_affects(demo):
    assert output_of(demo, "depstamp affected --baseline ../baseline") == AFFECTED


def test_the_demo_lists_the_tests_to_run(demo):
    outputs = [output for command, output in demo if "--match" in command]
    assert outputs == [AFFECTED_TESTS]


def test_the_demo_explains_the_chain(demo):
    text = output_of(demo, "depstamp why shop/export/pdf.py")
    for path in ("shop/orders.py", "shop/tax.py"):
        assert path in text
