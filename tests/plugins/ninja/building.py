# SPDX-License-Identifier: MIT
"""A small project with a build.ninja, and what ninja does to it.

Analyzers are scripts outside of the tree that write down what they were run
over, so that edges run and tools run are counted apart: an edge may be
replayed.
"""

import os
import re
import shlex
import subprocess
import sys

from plugins import hosts

MANIFEST = """\
builddir = build
include build/pydeps.ninja
build build.ninja: phony build/pydeps.ninja
"""

# Finds lines that say BAD; writes down what it was given.
TOOL = """\
#!{python}
import os, sys
name = os.path.basename(sys.argv[0])
if sys.argv[1:] == ["--version"]:
    print(name, "{version}")
    sys.exit(0)
# Not beside the program: ninja is told to look at folders of PATH.
with open(os.path.join(os.path.dirname(sys.argv[0]), "..", "log"), "a") as log:
    log.write("".join(f"{{name}} {{path}}\\n" for path in sys.argv[1:]))
status = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if "BAD" in line:
                print(f"{{path}}:{{number}}:1: X1 this is bad")
                status = 1
sys.exit(status)
"""

ROW = """\
  {name}: {{command: [{name}, '{{files}}'], version: [{name}, --version], level: {level}{more}}}
"""

FILES = {
    "pkg/__init__.py": "",
    "pkg/base.py": "def f(x: int) -> int:\n    return x\n",
    "pkg/one.py": "from pkg.base import f\n\nx = f(1)\n",
    "pkg/two.py": "from pkg.base import f\n\ny = f(2)\n",
    "pkg/three.py": "from pkg.two import y\n\nz = y\n",
    "pkg/alone.py": "a = 1\n",
    "pkg/waits.py": "import missing\n\nw = missing.value\n",
}


class Done:
    """One run of ninja: which edges, and which tools were run over what."""

    def __init__(self, process, tools):
        self.status = process.returncode
        self.text = process.stdout
        self.scans = self.text.count("@@ depstamp: scan")
        self.edges = sorted(map(edge, re.findall(r"^@@ depstamp: (.*\.json.*)$", self.text, re.M)))
        self.tools = tools

    def idle(self):
        return self.status == 0 and "ninja: no work to do." in self.text and not self.scans

    def __repr__(self):
        return f"{self.scans} scans, edges {self.edges}, tools {self.tools}:\n{self.text}"


def edge(description):
    """'build/pydeps.out/results/decl/pkg/a.py.json' -> 'decl pkg/a.py'"""
    (path,) = shlex.split(description)
    analyzer, _, portion = path.split("/results/", 1)[1].partition("/")
    return f"{analyzer} {portion.removesuffix('.json')}"


class Build:
    timeout = 300  # of one command, in seconds

    def __init__(self, folder, ninja, program, root=None):
        self.folder = folder
        self.root = root or folder / "project"
        self.bin = folder / "bin"
        self.ninja = ninja
        self.program = program
        self.bin.mkdir(exist_ok=True)

    # ---- the project

    def write(self, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def configure(self, levels, **more):
        """depstamp.yaml with an analyzer of each level, called by it."""
        rows = [
            ROW.format(name=name, level=level, more=more.get(name, ""))
            for name, level in levels.items()
        ]
        self.write({"depstamp.yaml": "analyzers:\n" + "".join(rows)})

    def tool(self, name, version="1.0"):
        path = self.bin / name
        path.write_text(TOOL.format(version=version, python=sys.executable))
        path.chmod(0o755)

    # ---- running things

    def environment(self):
        drop = ("DEPSTAMP_", "GIT_", "NINJA", "MAKEFLAGS", "CI", "VIRTUAL_ENV")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
        kept["PATH"] = f"{self.bin}:{kept['PATH']}"
        kept["NINJA_STATUS"] = "@@ "
        return kept

    def start(self, *command, cwd=None):
        return subprocess.run(
            [*map(str, command)],
            cwd=cwd or self.root,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="surrogateescape",
            timeout=self.timeout,
            check=False,
        )

    def generate(self, *options, file="build/pydeps.ninja"):
        done = self.start(self.program, "ninja", "-o", file, *options)
        assert done.returncode == 0, done.stdout
        return done

    def run(self, *options, cwd=None):
        log = self.folder / "log"
        log.unlink(missing_ok=True)
        done = self.start(self.ninja, *options, cwd=cwd)
        lines = log.read_text().splitlines() if log.exists() else []
        return Done(done, sorted(lines))

    def affected(self, level, *options):
        done = self.start(self.program, "affected", "--level", level, *options)
        assert done.returncode == 0, done.stdout
        return done.stdout.splitlines()


def ninja_or_skip(name):
    import pytest

    try:
        return hosts.find(name)
    except hosts.Absent as absent:
        pytest.skip(f"{name} cannot be had here: {absent}")
