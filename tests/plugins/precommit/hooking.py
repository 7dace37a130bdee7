# SPDX-License-Identifier: MIT
"""A repository whose hooks some program runs, and what these say.

The analyzer is a script beside the repository.  It looks from one file into
others, as a type checker does: `from pkg.a import f` is a finding unless
pkg/a.py is there and says `def f`.  So it sees what lies on the disk where it
runs, and it writes down which files it was given.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from cli.conftest import clean_environment
from cli.tools import Observed
from cli.workspace import AUTHOR

TOOL = r"""
import os, re, sys
from pathlib import Path

here = Path(__file__).parent
if sys.argv[1:] == ["--version"]:
    print("tool 1")
    sys.exit(0)
with open(here / "calls", "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\n")
if (here / "behave").exists():
    exec((here / "behave").read_text())
found = 0
for name in sys.argv[1:]:
    for number, line in enumerate(Path(name).read_text().splitlines(), 1):
        match = re.match(r"from (\S+) import (\w+)", line)
        if not match:
            continue
        module, imported = match.groups()
        path = Path(module.replace(".", "/") + ".py")
        if not path.exists() or f"def {imported}" not in path.read_text():
            print(f"{name}:{number}:1: error: no {imported} in {module} [N1]")
            found = 1
sys.exit(found)
"""

CONFIGURATION = """\
analyzers:
  tool:
    command: {command}
    version: {version}
    level: content
    output: gcc
"""

FILES = {
    "pkg/__init__.py": "",
    "pkg/a.py": "def f():\n    pass\n",
    "pkg/b.py": "from pkg.a import f\n\nf()\n",
    "pkg/c.py": "x = 1\n",
}

# The one line that sums up: (analyzed, files, replayed, findings).
SUMMARY = re.compile(r"([\d,]+) of ([\d,]+) files? analyzed, ([\d,]+) replayed, ([\d,]+) finding")


class Done:
    """What one command did."""

    def __init__(self, process):
        self.status = process.returncode
        self.text = process.stdout
        self.findings = sorted(set(re.findall(r"(\S+\.py:\d+):\d+: N1 ", self.text, re.M)))
        self.summaries = [
            tuple(int(number.replace(",", "")) for number in found)
            for found in SUMMARY.findall(self.text)
        ]

    def __repr__(self):
        return f"status {self.status}\n{self.text}"

    def passed(self):
        assert self.status == 0 and self.summaries and not self.findings, self
        return self

    def refused(self, *findings):
        assert self.status != 0, self
        assert self.findings == sorted(findings), self
        return self


class Repository(Observed):
    """Hooks are those of one host: pre-commit, prek or lefthook."""

    timeout = 300  # of one command, in seconds

    def __init__(self, host, folder, root=None, files=FILES):
        self.host = host
        self.beside = folder / "tool"
        self.home = folder / "home"
        self.root = root or folder / "project"
        self.variables = {}
        for path in (self.beside, self.home, self.root):
            path.mkdir(parents=True, exist_ok=True)
        (self.beside / "tool.py").write_text(TOOL)
        command = [sys.executable, str(self.beside / "tool.py")]
        configuration = CONFIGURATION.format(
            command=json.dumps([*command, "{files}"]),
            version=json.dumps([*command, "--version"]),
        )
        self.write({"depstamp.yaml": configuration, **host.configuration("run"), **files})
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first")

    # ---- files and git

    def write(self, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def remove(self, *names):
        for name in names:
            (self.root / name).unlink()

    def environment(self):
        variables = {"HOME": str(self.home), **AUTHOR, **self.host.variables(), **self.variables}
        return clean_environment(variables)

    def start(self, *command, cwd=None, **variables):
        return subprocess.Popen(
            [*map(str, command)],
            cwd=cwd or self.root,
            env=self.environment() | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="surrogateescape",
        )

    def run(self, *command, cwd=None, **variables):
        process = self.start(*command, cwd=cwd, **variables)
        return finish(process, self.timeout)

    def git(self, *arguments, cwd=None):
        """git without hooks; it has to succeed."""
        done = self.run("git", "-c", "core.hooksPath=/dev/null", *arguments, cwd=cwd)
        assert done.status == 0, done
        return done.text

    # ---- hooks

    def install(self, *types):
        """Let git run them from now on."""
        done = self.run(*self.host.install(types or ("pre-commit",)))
        assert done.status == 0, done
        return self

    def commit(self, *arguments, cwd=None):
        """`git commit`, as people do it: all hooks run."""
        return self.run("git", "commit", "-q", "-m", "next", *arguments, cwd=cwd)

    def commit_all(self, *arguments):
        self.git("add", "-A")
        return self.commit(*arguments)

    def answer_all(self):
        """Let there be an answer for each file, and forget who was asked."""
        done = self.run(self.host.depstamp, "run", "--format", "concise")
        assert done.status == 0, done
        self.analyzed()
        return self

    def leftovers(self):
        """What hooks left in the repository, less the cache that git ignores."""
        return self.git("status", "--porcelain", "--untracked-files=all").splitlines()

    def copies(self):
        return [*(self.root / ".depstamp").glob("staged/*")]


def finish(process, timeout=300):
    output, _ = process.communicate(timeout=timeout)
    process.stdout = output
    return Done(process)


class Host:
    """A program that runs hooks, with what it was given to be quick."""

    def __init__(self, name, program, shared):
        self.name = name
        self.program = Path(program)
        self.shared = shared  # folder of the session: see conftest.py
        self.plugin = shared / "plugin"
        self.revision = (shared / "revision").read_text()
        self.depstamp = shared / "venv" / "bin" / "depstamp"

    def variables(self):
        """No network: whatever asks for it fails."""
        paths = [self.shared / "bin", self.program.parent, os.environ["PATH"]]
        return {
            "PATH": ":".join(map(str, paths)),
            "PRE_COMMIT_HOME": str(self.shared / self.name),
            "PREK_HOME": str(self.shared / self.name),
            "DEPSTAMP_WHEEL": (self.shared / "wheel").read_text(),
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_OFFLINE": "1",
            "UV_CACHE_DIR": str(self.shared / "uv"),
            "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        }

    def configuration(self, *hooks):
        lines = ["repos:", f"- repo: {self.plugin}", f"  rev: {self.revision}", "  hooks:"]
        lines += [f"  - {{id: depstamp-{hook}, verbose: true}}" for hook in hooks]
        return {".pre-commit-config.yaml": "\n".join(lines) + "\n"}

    def install(self, types):
        return [self.program, "install", *(f"--hook-type={name}" for name in types)]

    def run_all(self, *arguments):
        return [self.program, "run", "--all-files", *arguments]


class Lefthook(Host):
    CONFIGURATION = """\
output: [execution, execution_out, execution_info, failure, summary]
pre-commit:
  commands:
    depstamp:
      run: depstamp run --hook
pre-push:
  commands:
    depstamp:
      run: |
        if git rev-parse --quiet --verify '@{upstream}' >/dev/null; then
          depstamp run --hook --from-ref '@{upstream}' --to-ref HEAD
        else # the other side has nothing of it
          PRE_COMMIT_LOCAL_BRANCH=HEAD depstamp run --hook
        fi
"""

    def variables(self):
        found = super().variables()
        found["PATH"] = f"{self.depstamp.parent}:{found['PATH']}"
        return found

    def configuration(self, *hooks):
        return {"lefthook.yml": self.CONFIGURATION}

    def install(self, types):
        return [self.program, "install", *types]
