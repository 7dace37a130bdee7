# SPDX-License-Identifier: MIT
"""A small project, a command that meets trouble, and what has to hold after it.

The project has two states; its caches, as runs left them, are kept in memory
and put back before each fault.  What is right was said once, by runs without
a cache.  Whatever happens to the command:

- it ends by itself, unless it was killed or there was no memory;
- if it says that all is well, what it says is right;
- afterwards the same command succeeds, a run says what is right, and there
  is no file that would not be there without the fault.
"""

import json
import mmap
import os
import re
import shutil
import signal
import struct
import subprocess
from pathlib import Path

BUILD = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "fault"
LONG = os.environ.get("DEPSTAMP_SERIES") == "long"

KINDS = (
    "malloc open read write fsync rename link unlink mkdir truncate stat lock thread".split()
)

CONFIG = "analyzers:\n  imports: {}\n  syntax: {}\n"
COMMON = {
    "depstamp.yaml": CONFIG,
    "a.py": "import b\nimport pkg.one\n",
    "pkg/__init__.py": "",
    "pkg/one.py": "from . import two\n",
}
FIRST = COMMON | {
    "b.py": "def f(x):\n    return x\n",
    "c.py": "def g(:\n",
    "d.py": "import late\n",
    "pkg/two.py": "x = 1\n",
}
SECOND = COMMON | {
    "c.py": "def g():\n    return 1\n",
    "d.py": "import late\n",
    "e.py": "x = (\n",
    "late.py": "y = 1\n",
    "pkg/two.py": "import b.c\nx = 2\n",
}
RUN = ("run", "--format", "json")
# How a process ends that gets no memory: ours, tree-sitter's and libarchive's
# way, and that of the loader of libraries.
NO_MEMORY = {
    -signal.SIGABRT: re.compile(rb"out of memory|failed to (re)?allocate"),
    1: re.compile(rb"^Fatal Internal Error in libarchive: "),
    127: re.compile(rb"^out of memory$"),
}
# What is never put back: a folder whose marks change is walked anew.
MARKS = (".gitignore", "CACHEDIR.TAG")


def is_sanitized(program):
    """Sanitizers bring their own malloc, and cannot be traced."""
    data = Path(program).read_bytes()
    return b"__asan_init" in data or b"__tsan_init" in data


def thin(total, most):
    """Numbers from 1 to total: all of them, or as many as asked, spread."""
    if LONG or total <= most:
        return range(1, total + 1)
    return sorted({1 + i * (total - 1) // (most - 1) for i in range(most)})


class Scenario:
    def __init__(self, name, command, cache, status):
        self.name = name
        self.command = command
        self.cache = cache  # what is there before: "none", "first", "second"
        self.status = status

    def __repr__(self):
        return self.name


SCENARIOS = [
    Scenario("run", RUN, "first", 1),
    Scenario("run-cold", RUN, "none", 1),
    Scenario("scan", ("scan",), "first", 0),
    Scenario("save", ("cache", "save", "../out/a.tar"), "second", 0),
    Scenario("restore", ("cache", "restore", "../good.tar"), "first", 0),
    Scenario("prune", ("cache", "prune", "--unused-since", "last"), "second", 0),
]


class Lab:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.root = folder / "p"
        self.out = folder / "out"
        self.cache = self.root / ".depstamp"
        self.temporary = folder / "tmp"
        self.other = folder / "other"
        for path in (self.root, self.out, self.temporary, self.other):
            path.mkdir(parents=True)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "TMPDIR": str(self.temporary),
            **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")},
        }
        self.calls = folder / "calls"
        self.calls.write_bytes(bytes(512))
        with open(self.calls, "r+b") as stream:
            self.counts = mmap.mmap(stream.fileno(), 512)
        self.prepare()

    # -- the project -------------------------------------------------------

    def write(self, files):
        self.write_to(self.root, files)

    def write_to(self, root, files):
        for path in sorted(root.rglob("*.py")):
            if str(path.relative_to(root)) not in files:
                path.unlink()
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text() != text:
                path.write_text(text)

    def prepare(self):
        """Two states, the caches they leave, an archive of each."""
        self.caches = {"none": {}}
        self.archives = {}
        self.right = {}
        self.write(FIRST)
        for name, files in (("first", FIRST), ("second", SECOND)):
            self.write(files)
            fresh = self.say(*RUN, "--no-cache", status=1)
            self.right[name] = json.loads(fresh)["diagnostics"]
            self.say("stamp", "--all", "--level", "declared")
            assert self.report()["diagnostics"] == self.right[name]
            self.caches[name] = self.read_cache()
            archive = self.folder / f"{name}.tar"
            self.say("cache", "save", archive)
            self.archives[name] = archive.read_bytes()
        assert self.right["first"] != self.right["second"]
        (self.folder / "good.tar").write_bytes(self.archives["second"])
        self.known = {path.name for path in self.cache.iterdir()}

    def read_cache(self):
        return {
            path.name: path.read_bytes()
            for path in self.cache.iterdir()
            if path.is_file() and path.name not in MARKS
        }

    def reset(self, cache):
        files = self.caches[cache]
        self.cache.mkdir(exist_ok=True)
        for path in list(self.cache.iterdir()):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in files and path.name not in MARKS:
                path.unlink()
        for name, data in files.items():
            (self.cache / name).write_bytes(data)
        for path in self.out.iterdir():
            path.unlink()
        (self.out / "a.tar").write_bytes(self.archives["first"])

    # -- the program -------------------------------------------------------

    def start(self, *arguments, faults=None, before=(), **options):
        return subprocess.run(
            [*map(os.fspath, before), self.program, *map(os.fspath, arguments)],
            cwd=self.root,
            env=self.environment | (faults or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=600,
            check=False,
            **options,
        )

    def say(self, *arguments, status=0):
        done = self.start(*arguments)
        assert (done.returncode, done.stderr) == (status, done.stderr), done
        return done.stdout

    def report(self):
        return json.loads(self.say(*RUN, status=1))

    def with_faults(self, *arguments, environment=None, **settings):
        """with_faults("scan", kind="open", nth=3, errno=5): see preload.h."""
        self.counts[:] = bytes(512)
        faults = {f"FAULT_{name.upper()}": str(value) for name, value in settings.items()}
        faults["FAULT_COUNTS"] = str(self.calls)
        faults["LD_PRELOAD"] = str(BUILD / "preload.so")
        return self.start(*arguments, faults=faults | (environment or {}))

    def count(self, kind):
        return struct.unpack_from("=Q", self.counts, 8 * KINDS.index(kind))[0]

    def killed_at(self, number, *arguments):
        """Whether it was killed, and how many calls it made."""
        told = self.folder / "told"
        done = self.start(*arguments, before=(BUILD / "trace_kill", told, str(number)))
        assert done.returncode != 125, done
        return done.returncode == 128 + signal.SIGKILL, int(told.read_text())

    # -- what has to hold --------------------------------------------------

    def check(self, scenario, done):
        """Of the command that met trouble."""
        if done.returncode in NO_MEMORY and NO_MEMORY[done.returncode].search(done.stderr):
            return
        assert done.returncode in (scenario.status, 2), done
        if done.returncode == 2:
            assert b"depstamp: " in done.stderr, done
            return
        if scenario.command == RUN:
            told = json.loads(done.stdout)
            right = told["diagnostics"] == self.right["second"]
            assert right or not told["complete"], done

    def settle(self, scenario, kept=True):
        """Of those after it; `kept`: nothing of the store may be lost."""
        if scenario.name == "save":
            self.check_archive()
        done = self.start(*scenario.command)
        assert done.returncode == scenario.status, done
        self.check(scenario, done)
        if scenario.name == "save":
            whole = (self.out / "a.tar").read_bytes() == self.archives["second"]
            assert whole or not kept
        if scenario.command != RUN:
            told = self.report()
            assert told["complete"]
            assert told["diagnostics"] == self.right["second"]
            if scenario.name == "restore":
                assert not any(row["analyzed"] for row in told["analyzers"]), told
        self.check_files()

    def check_archive(self):
        """The old one or a whole one, if with fewer values."""
        archive = self.out / "a.tar"
        if archive.read_bytes() in self.archives.values():
            return
        done = self.start("--root", self.other, "cache", "restore", archive)
        assert (done.returncode, done.stderr) == (0, b""), done

    def left(self):
        found = {path.name for path in self.cache.iterdir()} - self.known
        found |= {path.name for path in self.out.iterdir()} - {"a.tar"}
        return sorted(found | {path.name for path in self.temporary.iterdir()})

    def check_files(self):
        assert self.left() == []
