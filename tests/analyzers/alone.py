# SPDX-License-Identifier: MIT
"""What each tool says by itself about a list of files, from scratch.

This is the oracle for `depstamp run`: the tool is started by hand with the
whole list, its output is read by code of its own, and findings become tuples
(path, line, message) in the tool's own numbers where they need no conversion.

What a tool says of one state of a tree is the same tomorrow: a long series
that was stopped goes on with what it kept in the folder DEPSTAMP_ORACLES.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

IN_THE_WAY = ("FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONPATH", "VIRTUAL_ENV", "MYPYPATH")


class Alone:
    """One tool in a venv, asked about files of a tree."""

    def __init__(self, venv, root):
        self.bin = Path(venv) / "bin"
        self.root = Path(root)

    def start(self, *command, files, **extra):
        environment = {k: v for k, v in os.environ.items() if k not in IN_THE_WAY}
        environment["PATH"] = f"{self.bin}:{environment['PATH']}"
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:], *files],
            cwd=self.root,
            env=environment | extra,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )

    def relative(self, path):
        return os.path.relpath(os.path.join(self.root, path), self.root)


def ruff(tool, files):
    done = tool.start(
        "ruff", "check", "-q", "--no-cache", "--output-format", "json-lines", "--", files=files
    )
    assert done.returncode in (0, 1), done.stderr
    for line in done.stdout.splitlines():
        one = json.loads(line)
        place = one["location"]
        yield tool.relative(one["filename"]), place["row"], place["column"], one["message"]


def flake8(tool, files):
    done = tool.start("flake8", "-j1", "--color=never", "--", files=files)
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    for line in done.stdout.splitlines():
        path, row, column, text = re.fullmatch(r"(.*?):(\d+):(\d+): (.*)", line).groups()
        yield tool.relative(path), int(row), int(column), text.partition(" ")[2]


def pylint(tool, files):
    """None if it crashed."""
    done = tool.start(
        "pylint",
        "-j1",
        "--persistent=n",
        "--disable=R0801,R0401",
        "--output-format=json2",
        "--",
        files=files,
    )
    if done.returncode & 33:
        return None  # it imports what it looks at: a `logging.py` crashes it
    return list(read_pylint(tool, done.stdout))


def read_pylint(tool, output):
    for one in json.loads(output)["messages"]:
        if one["messageId"] != "C0103":  # differs between runs of one command
            text = f"{one['message']} ({one['symbol']})"
            column = one["column"] + 1
            if one["symbol"] in ("fixme", "syntax-error"):  # count from 1; 0 is none
                column = one["column"] or None
            yield tool.relative(one["path"]), one["line"], column, text


def mypy(tool, files):
    """None if a syntax error kept it from looking at anything.

    It refuses a module and its stub on one command line.  Of a folder it takes
    the stub, and so does this; what it says of the module is asked apart.
    """
    hidden = [name for name in files if (tool.root / f"{name}i").exists()]
    shown = [f"{name}i" if name in hidden else name for name in files]
    found = []
    for named in filter(None, (shown, hidden)):
        one = run_mypy(tool, named)
        if one is None:
            return None
        found += one
    return found


def run_mypy(tool, files):
    cache = tempfile.mkdtemp()
    try:
        done = tool.start(
            "mypy", "--output", "json", "--cache-dir", cache, "--", files=files, MYPYPATH=tool.root
        )
    finally:
        shutil.rmtree(cache)
    if done.returncode == 2:
        return None
    assert done.returncode in (0, 1), done.stderr
    return list(read_mypy(tool, done.stdout, set(files)))


def read_mypy(tool, output, files):
    for line in output.splitlines():
        one = json.loads(line) if line.strip() else None
        if one and one["file"] in files and not one["message"].startswith("See https:"):
            hint = one["hint"] or ""
            if (one["code"] or "").startswith("import"):
                hint = ""  # comes once per run, at whichever file is first
            text = one["message"] + ("\n" + hint if hint else "")
            yield one["file"], max(one["line"], 0), None, text


def pyright(tool, files):
    done = tool.start("pyright", "--outputjson", files=files)
    assert done.returncode in (0, 1), done.stderr
    for one in json.loads(done.stdout)["generalDiagnostics"]:
        line = one["range"]["start"]["line"] + 1 if "range" in one else 0
        yield tool.relative(one["file"]), line, None, one["message"]


def ty(tool, files):
    done = tool.start(
        "ty", "check", "--no-progress", "--output-format", "gitlab", "--", files=files
    )
    assert done.returncode in (0, 1), done.stderr
    for one in json.loads(done.stdout):
        begin = one["location"]["positions"]["begin"]
        text = one["description"]
        start = one["check_name"] + ": "
        text = text[len(start) :] if text.startswith(start) else text
        yield one["location"]["path"], begin["line"], begin["column"], text


def pyrefly(tool, files):
    done = tool.start(
        "pyrefly", "check", "--summary=none", "--output-format", "json", "--", files=files
    )
    assert done.returncode in (0, 1), done.stderr
    for one in json.loads(done.stdout)["errors"]:
        # Where it looked for a missing module is of this machine.
        short = one["name"].startswith("missing-")
        text = one["concise_description" if short else "description"]
        text = text.replace(str(tool.root) + "/", "")
        yield tool.relative(one["path"]), one["line"], one["column"], text


TOOLS = {f.__name__: f for f in (ruff, flake8, pylint, mypy, pyright, ty, pyrefly)}
# A file's findings depend on what the process looked at before.
ORDER_COUNTS = ("pyright",)
# Columns are compared where the tool counts as the contract does.
WITHOUT_COLUMNS = ("mypy", "pyright")


def without_self(message):
    """mypy prints the name of a bound parameter, or leaves it out, as the
    module was parsed or read from its cache ("TODO: avoid different logic for
    incremental runs" in its messages.py)."""
    return re.sub(r"\b(def (?:\w+|\[.*?\] ?)*)\(\w+(?:, |(?=\)))", r"\1(", message)


def ask(name, venv, root, files):
    found = TOOLS[name](Alone(venv, root), files)
    if name == "mypy" and found is not None:
        found = [(*place, without_self(message)) for *place, message in found]
    return None if found is None else sorted(found, key=repr)


def state(name, root, files):
    """Digest of all that the tool could read, and of which tools there are."""
    digest = hashlib.sha256(Path(__file__).with_name("requirements.txt").read_bytes())
    digest.update(json.dumps([name, sys.version, files]).encode())
    for path in sorted(Path(root).rglob("*")):
        relative = path.relative_to(root)
        if relative.parts[0] != ".depstamp" and path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(json.dumps([str(relative), content]).encode())
    return digest.hexdigest()


def findings(name, venv, root, files):
    """Sorted tuples (path, line, column, message), or None."""
    files = sorted(files)
    if "DEPSTAMP_ORACLES" not in os.environ:
        return ask(name, venv, root, files)
    kept = Path(os.environ["DEPSTAMP_ORACLES"]) / f"{name}-{state(name, root, files)}.json"
    if not kept.exists():
        text = json.dumps(ask(name, venv, root, files))
        kept.parent.mkdir(parents=True, exist_ok=True)
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_text(text.replace(str(root), "{root}"))
        written.rename(kept)
    found = json.loads(kept.read_text().replace("{root}", str(root)))
    return None if found is None else [tuple(one) for one in found]


def reported(name, report):
    """The same out of the JSON report of `depstamp run`."""
    found = []
    for one in report["diagnostics"]:
        column = None if name in WITHOUT_COLUMNS else one["column"]
        if name == "pylint" and one["code"] in ("C0103", "invalid-name"):
            continue
        message = without_self(one["message"]) if name == "mypy" else one["message"]
        found.append((one["path"], one["line"] or 0, column, message))
    return sorted(found, key=repr)
