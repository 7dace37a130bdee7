# SPDX-License-Identifier: MIT
"""A project with an analyzer whose behaviour a test decides.

The tool is a script beside the project: for each line of a file that says
`bad` it prints a finding, and it writes down which files it was given, so
that a test can count.  Real tools are tests/analyzers' business.

Test modules say `pytest_plugins = ["cli.workspace", "cli.tools"]` and take
the fixture `tooled`.
"""

import json
import sys

import pytest

TOOL = r"""
import os, sys, time
from pathlib import Path

here = Path(__file__).parent
if sys.argv[1:] == ["--version"]:
    with open(here / "versions", "a") as log:
        log.write("asked\n")
    print("tool", (here / "version").read_text() if (here / "version").exists() else "1")
    sys.exit(0)
files = [name for name in sys.argv[1:] if name != "--"]
with open(here / "calls", "a") as log:
    log.write(" ".join(files) + "\n")
if (here / "behave").exists():
    exec((here / "behave").read_text())
found = 0
for name in files:
    for number, line in enumerate(Path(name).read_text().splitlines(), 1):
        if "bad" in line:
            print(f"{name}:{number}:{line.index('bad') + 1}: error: bad word [W1]")
            found = 1
sys.exit(found)
"""


class Observed:
    """What a script in the folder `beside` was called for, and how it behaves."""

    def behave(self, code):
        (self.beside / "behave").write_text(code)

    def calls(self):
        """The files of each call since the last question."""
        log = self.beside / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [sorted(line.split()) for line in lines]

    def analyzed(self):
        return sorted(name for call in self.calls() for name in call)


class Project(Observed):
    """A workspace whose analyzer is the script above."""

    def __init__(self, work, tmp_path, level="content", more=""):
        self.work = work
        self.beside = tmp_path / "tool"
        self.beside.mkdir()
        self.script = self.beside / "tool.py"
        self.script.write_text(TOOL)
        self.configure(level, more)

    def configure(self, level="content", more=""):
        command = [sys.executable, str(self.script)]
        self.work.write(
            {
                "depstamp.yaml": "analyzers:\n"
                "  tool:\n"
                f"    command: {json.dumps([*command, '--', '{files}'])}\n"
                f"    version: {json.dumps([*command, '--version'])}\n"
                f"    level: {level}\n"
                "    output: gcc\n" + more
            }
        )

    def run(self, *arguments, **options):
        return self.work.run("run", *arguments, **options)

    def report(self, *arguments, status=None):
        done = self.run("--format", "json", *arguments)
        if status is not None:
            assert done.returncode == status, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def tooled(work, tmp_path):
    work.write({"a.py": "import b\n", "b.py": "x = 1\n", "c.py": "y = 'bad'\n"})
    return Project(work, tmp_path)
