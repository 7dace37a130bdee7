# SPDX-License-Identifier: MIT
"""Fixtures shared by every test that runs the program."""

import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

# Variables that change what the program prints; a test sets them itself.
OWN_PREFIXES = ("DEPSTAMP_", "GIT_")
OWN_NAMES = {"NO_COLOR", "FORCE_COLOR", "CI", "PRE_COMMIT"}


def clean_environment(extra=None):
    """The caller's environment less what would change answers, plus extra."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(OWN_PREFIXES) and name not in OWN_NAMES
    }
    # A configuration of the machine must not reach into a test.
    environment["GIT_CONFIG_GLOBAL"] = os.devnull
    environment["GIT_CONFIG_SYSTEM"] = os.devnull
    environment.update(extra or {})
    return environment


@pytest.fixture(scope="session")
def program():
    """The path of the program: $DEPSTAMP, or what `make` built."""
    path = Path(os.environ.get("DEPSTAMP", REPOSITORY / "build" / "depstamp"))
    if not path.exists():
        pytest.fail(f"no program at {path}: run `make` or set DEPSTAMP")
    return str(path.resolve())


@pytest.fixture
def depstamp(program, tmp_path):
    """Run the program: depstamp("scan", cwd=…, env={…}, input="…").

    Returns a subprocess.CompletedProcess with text in stdout and stderr;
    text=False gives bytes.  The current folder is tmp_path if none is given.
    """

    def run(*args, cwd=None, env=None, input=None, text=True, timeout=60):
        return subprocess.run(
            [program, *map(os.fspath, args)],
            cwd=cwd or tmp_path,
            env=clean_environment(env),
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            text=text,
            encoding="utf-8" if text else None,
            errors="surrogateescape" if text else None,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def project(tmp_path):
    """Write {path: text or bytes} below tmp_path and return tmp_path."""

    def write(files):
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                content = content.encode("utf-8", "surrogateescape")
            target.write_bytes(content)
        return tmp_path

    return write
