# SPDX-License-Identifier: MIT
"""The real tools, and what format_read makes of what they print."""

import json
import os
import subprocess
from pathlib import Path

from analyzers import venv

PRINT = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "tools" / "format_print"

FLAKE8 = "--format=%(path)s:%(row)d:%(col)d: %(code)s %(text)s"

# Name: the format, and the command without files.
TOOLS = {
    "bandit": ("bandit", ["bandit", "-q", "-f", "json", "--"]),
    "black": ("black", ["black", "--check", "--no-cache", "--"]),
    "flake8": ("flake8", ["flake8", "-j1", "--color=never", FLAKE8, "--"]),
    "mypy": ("mypy", ["mypy", "--output", "json", "--cache-dir", os.devnull, "--"]),
    "pylint": ("pylint", ["pylint", "-j1", "--output-format=json2", "--"]),
    "pyrefly": ("pyrefly", ["pyrefly", "check", "--summary=none", "--output-format", "json", "--"]),
    "pyright": ("pyright", ["pyright", "--outputjson"]),
    "ruff": ("ruff", ["ruff", "check", "-q", "--no-cache", "--output-format", "json-lines", "--"]),
    "ruff-format": (
        "ruff",
        ["ruff", "format", "--check", "-q", "--no-cache", "--output-format", "json-lines", "--"],
    ),
    "ty": ("gitlab", ["ty", "check", "--no-progress", "--output-format", "gitlab", "--"]),
}


class Answer:
    """What came of one run: `refused` is the message if it was ERR_FORMAT."""

    def __init__(self, status, output, other, printed, refused):
        self.status = status  # of the tool
        self.output = output  # bytes
        self.other = other
        self.refused = refused
        found = json.loads(printed) if not refused else {}
        self.diagnostics = found.get("diagnostics", [])
        self.failed = found.get("failed", [])
        self.trouble = found.get("trouble", "")

    def rows(self, *keys):
        return [tuple(one[key] for key in keys) for one in self.diagnostics]


def read(form, root, status, output, other=b"", pattern=None):
    """What format_read makes of bytes."""
    folder = Path(os.environ.get("TMPDIR", "/tmp"))
    paths = [folder / f"format-{os.getpid()}-{name}" for name in ("out", "err")]
    try:
        for path, content in zip(paths, (output, other)):
            path.write_bytes(content)
        command = [PRINT, form, root, str(status), *paths]
        command += [pattern] if pattern is not None else []
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
    assert done.returncode in (0, 1), f"{form}: ended with {done.returncode}"
    text = done.stdout.decode("utf-8", "surrogateescape")
    refused = text.strip() if done.returncode == 1 else None
    return Answer(status, output, other, text, refused)


def start(root, command, **extra):
    return subprocess.run(
        [str(part) for part in command],
        cwd=root,
        env=venv.variables(**extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def ask(name, root, files, *options, **extra):
    """Run the tool over `files`, relative to `root`, and read its answer."""
    form, command = TOOLS[name]
    at = len(command) - (command[-1] == "--")
    done = start(root, [*command[:at], *options, *command[at:], *files], **extra)
    streams = [done.stdout, done.stderr]
    if form == "black":
        streams.reverse()
    return read(form, root, done.returncode, *streams)
