# SPDX-License-Identifier: MIT
"""A workspace, and what a real Bazel does in it.

The analyzers are scripts of the workspace.  What Bazel found dirty is told
apart from what it ran, since an answer may come out of a cache.
"""

import json
import os
import shutil
import subprocess
import sys

from cli.conftest import REPOSITORY

PLUGIN = REPOSITORY / "plugins" / "bazel"

# Finds lines that say BAD, and tells what it sees of FILE for `# SEE FILE`.
TOOL = """\
#!{python}
import sys
status = 0
for path in sys.argv[1:]:
    with open(path) as file:
        for number, line in enumerate(file, 1):
            if "BAD" in line:
                print(f"{{path}}:{{number}}:1: X1 this is bad")
                status = 1
            if "# SEE" in line:
                with open(line.split("# SEE ")[1].strip()) as seen:
                    text = "".join(seen.read().split())
                print(f"{{path}}:{{number}}:1: X2 {{text}}")
                status = 1
sys.exit(status)
"""

LINT = """\
load("@depstamp//:defs.bzl", "affected_test", "lint_affected_aspect")

def _aspect(mode, mnemonic, level = "declared", name = "tool"):
    return lint_affected_aspect(
        binary = Label("//tools:" + name),
        configs = [Label("//tools:settings.ini")] if name == "tool" else [],
        level = level,
        mode = mode,
        mnemonic = mnemonic,
        filegroup_tags = ["lint-me"],
    )

plain = _aspect("plain", "Plain")
gated = _aspect("gated", "Gated")
iface = _aspect("iface", "Iface")
other = _aspect("gated", "Other", level = "none", name = "other")
names = _aspect("gated", "Names", level = "names", name = "other")
gated_test = affected_test(gated)
"""

PUBLIC = 'package(default_visibility = ["//visibility:public"])\n'

FILES = {
    "WORKSPACE": """\
workspace(name = "shop")
local_repository(name = "depstamp", path = "{plugin}")
load("@depstamp//:repositories.bzl", "depstamp_program")
depstamp_program(name = "depstamp_program", path = "{program}")
local_repository(name = "lib", path = "../lib")
""",
    "tools/BUILD": 'exports_files(["tool", "other", "settings.ini"])\n',
    "tools/tool": TOOL,
    "tools/other": TOOL,
    "tools/settings.ini": "",
    "tools/lint.bzl": LINT,
    "base/BUILD": PUBLIC + 'py_library(name = "base", srcs = glob(["*.py"]))\n',
    "base/base.py": "def f(x: int) -> int:\n    return x\n",
    "app/BUILD": PUBLIC
    + """\
py_library(name = "one", srcs = ["one.py"], deps = ["//base"])
py_library(name = "two", srcs = ["two.py"], deps = ["//base"])
py_library(name = "three", srcs = ["three.py"], deps = [":two"])
py_library(name = "alone", srcs = ["alone.py"])
""",
    "app/one.py": "from base.base import f\n\nx = f(1)\n",
    "app/two.py": "from base.base import f\n\ny = f(2)\n",
    "app/three.py": "from app.two import y\n\nz = y\n",
    "app/alone.py": "a = 1\n",
    "../lib/WORKSPACE": "",
    "../lib/BUILD": PUBLIC + 'py_library(name = "lib", srcs = ["lib.py"])\n',
    "../lib/lib.py": "def g() -> int:\n    return 1\n",
    # Tests want a merger of coverage, which Bazel would fetch.
    "../coverage/WORKSPACE": "",
    "../coverage/BUILD": PUBLIC
    + 'filegroup(name = "Main")\nfilegroup(name = "coverage_report_generator")\n',
}

ALL = ["//app:alone", "//app:one", "//app:three", "//app:two", "//base:base"]
MODES = ["Gated", "Iface", "Plain"]
ASPECTS = "//tools:lint.bzl%plain,//tools:lint.bzl%gated,//tools:lint.bzl%iface"


class Done:
    """One build: which analyses were dirty, and which of them were run."""

    def __init__(self, process, spawns):
        self.status = process.returncode
        self.text = process.stdout
        self.spawns = spawns
        self.dirty = analyses(spawns)
        self.ran = analyses(s for s in spawns if not s["remoteCacheHit"])

    def __repr__(self):
        return f"status {self.status}, dirty {self.dirty}, ran {self.ran}:\n{self.text}"


def analyses(spawns):
    """{mnemonic: [label, …]} of what writes an exit code."""
    found = {}
    for spawn in spawns:
        for output in spawn["listedOutputs"]:
            path, end, _ = output.partition(f".{spawn['mnemonic']}.exit_code")
            if end:
                package, _, name = path.partition("/bin/")[2].rpartition("/")
                found.setdefault(spawn["mnemonic"], []).append(f"//{package}:{name}")
    return {mnemonic: sorted(labels) for mnemonic, labels in found.items()}


def in_all_modes(*labels):
    return {mode: sorted(labels) for mode in MODES} if labels else {}


def read_log(path):
    """JSON objects, one behind the other."""
    text = path.read_text() if path.exists() else ""
    decoder = json.JSONDecoder()
    at = 0
    spawns = []
    while at < len(text):
        spawn, at = decoder.raw_decode(text, at)
        spawns.append(spawn)
    return spawns


class Workspace:
    timeout = 300  # of one command, in seconds

    def __init__(self, folder, bazel, program):
        self.folder = folder
        self.root = folder / "work" / "shop"
        self.bazel = bazel
        self.values = {"plugin": PLUGIN, "program": program, "python": sys.executable}
        self.options = []

    # ---- files

    def clear(self):
        """Nothing is left but the folder that the server runs in."""
        for folder in (self.root, self.root.parent):
            for path in folder.iterdir() if folder.exists() else ():
                if path.is_symlink() or path.is_file():
                    path.unlink()
                elif path != self.root:
                    shutil.rmtree(path)

    def reset(self):
        """As at first; what was built stays."""
        self.clear()
        self.options = [f"--disk_cache={self.folder / 'disk'}"]
        self.write(FILES)
        for name in ("tool", "other"):
            self.tool(name)

    def write(self, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name == "WORKSPACE" or text is TOOL:
                text = text.format(**self.values)
            path.write_text(text)

    def tool(self, name, more=""):
        path = self.root / "tools" / name
        path.write_text(TOOL.format(**self.values) + more)
        path.chmod(0o755)

    def output(self, label, end):
        """What an aspect wrote for a target: ("//app:one", "Gated.out")."""
        package, _, name = label.removeprefix("//").partition(":")
        return (self.root / "bazel-bin" / package / f"{name}.{end}").read_text()

    # ---- Bazel

    def start(self, command, *options, errors=subprocess.STDOUT):
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "USER", "LANG")}
        startup = ["--nohome_rc", f"--output_base={self.folder / 'base'}", "--max_idle_secs=300"]
        startup += ["--host_jvm_args=-Xmx512m"]
        return subprocess.run(
            [str(self.bazel), *startup, command, *map(str, options)],
            cwd=self.root,
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            errors="replace",
            timeout=self.timeout,
            check=False,
        )

    def coverage(self):
        return f"--override_repository=remote_coverage_tools={self.root}/../coverage"

    def run(self, command, *options):
        log = self.folder / "log.json"
        log.unlink(missing_ok=True)
        fixed = ["--nosandbox_debug", "--color=no", "--curses=no", "--jobs=2"]
        fixed += [self.coverage(), f"--execution_log_json_file={log}", *self.options]
        return Done(self.start(command, *fixed, *options), read_log(log))

    def build(self, *options, aspects=ASPECTS, targets="//...", groups="rules_lint_human"):
        chosen = [f"--aspects={aspects}", f"--output_groups={groups}"]
        return self.run("build", *chosen, *options, targets)

    def query(self, text):
        """Without what Bazel would fetch for rules that link programs."""
        options = ["--noshow_progress", "--noimplicit_deps", self.coverage()]
        return self.start("query", *options, text, errors=subprocess.PIPE)

    def close(self):
        if self.root.exists():
            self.start("shutdown")
