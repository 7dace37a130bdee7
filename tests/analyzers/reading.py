# SPDX-License-Identifier: MIT
"""The real tools, run as their presets say, and what format_read makes of it."""

import json
import os
import signal
import subprocess
from pathlib import Path

import yaml

from analyzers import venv

PRINT = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "tools" / "format_print"

PRESETS = Path(__file__).resolve().parents[2] / "config" / "analyzers"


def load(name):
    row = yaml.safe_load((PRESETS / f"{name}.yaml").read_text())
    # What holds a cache or the roots is of no matter here.
    command = [os.devnull if part.startswith("{cache}") else part for part in row["command"]]
    return row | {"command": command}


TOOLS = {
    name: load(name)
    for name in (
        ["bandit", "black", "flake8", "mypy", "pylint"]
        + ["pyrefly", "pyright", "ruff", "ruff-format", "ty"]
    )
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


def start(root, command, unset=(), **extra):
    environment = venv.variables(**extra)
    for name in unset:
        environment.pop(name, None)
    return subprocess.run(
        [str(part) for part in command],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def expand(command, options, files):
    for part in command:
        if part == "{args}":
            yield from options
        elif part == "{files}":
            yield from files
        else:
            yield part


# Waits until somebody reads the pipe, and interrupts it.
INTERRUPT = 'exec 3>"$1"; kill -INT "$2"'


def ask_interrupted(name, root, files, pipe):
    """The answer of a tool that is interrupted when it comes to `pipe`."""
    row = TOOLS[name]
    with subprocess.Popen(
        list(expand(row["command"], [], [*files, pipe])),
        cwd=root,
        env=venv.variables(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Workers of pytest ignore it, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as tool:
        command = ["sh", "-c", INTERRUPT, "sh", pipe, str(tool.pid)]
        with subprocess.Popen(command, cwd=root) as helper:
            try:
                output, other = tool.communicate(timeout=60)
            finally:
                tool.kill()
                helper.kill()
        return read(row["output"], root, tool.returncode, output, other)


def ask(name, root, files, *options, **extra):
    """Run the preset's command over `files`, relative to `root`, and read
    its answer.  `extra` are variables, which the preset does not unset."""
    row = TOOLS[name]
    command = expand(row["command"], options, files)
    unset = [variable for variable in row.get("env_unset", []) if variable not in extra]
    done = start(root, command, unset, **extra)
    streams = [done.stdout, done.stderr]
    if row.get("stream") == "stderr":
        streams.reverse()
    return read(row["output"], root, done.returncode, *streams)
