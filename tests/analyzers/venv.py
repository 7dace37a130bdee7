#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Where the analyzers of the tests live: build/tools-venv.

Run as a program it makes them, if they are not there, and prints the folder
with their programs.  Tests in several processes may ask at once.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
PINS = HERE / "requirements.txt"
VENV = REPOSITORY / "build" / "tools-venv"

# What would make output look different from machine to machine.
UNSET = ("FORCE_COLOR", "CLICOLOR_FORCE", "VIRTUAL_ENV", "CONDA_PREFIX")


def install(mark):
    shutil.rmtree(VENV, ignore_errors=True)
    # The venv that runs the tests has none of its own.
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", VENV], check=True)
    command = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*command, "--requirement", PINS], check=True)
    (VENV / "complete").write_text(mark)


def prepare():
    """The folder with the analyzers' programs."""
    mark = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()
    VENV.parent.mkdir(exist_ok=True)
    with open(f"{VENV}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = VENV / "complete"
        if not done.exists() or done.read_text() != mark:
            install(mark)
    return VENV / "bin"


def variables(**extra):
    """An environment in which the analyzers are found, and nothing else of
    this machine changes what they print."""
    result = {name: os.environ[name] for name in os.environ if name not in UNSET}
    result["PATH"] = f"{prepare()}:{os.environ['PATH']}"
    result["PYRIGHT_PYTHON_IGNORE_WARNINGS"] = "1"
    result.update(extra)
    return result


if __name__ == "__main__":
    print(prepare())
