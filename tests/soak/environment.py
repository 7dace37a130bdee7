# SPDX-License-Identifier: MIT
"""Where the analyzers of the soundness suite live.

build/soak-venv holds the tools, build/soak-bare is a Python without any
package: the environment they are to look at, the same for every tree.
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
VENV = REPOSITORY / "build" / "soak-venv"
BARE = REPOSITORY / "build" / "soak-bare"


def install(mark):
    """Make the venv anew; tests/levels/prove does the same."""
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    command = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*command, "--requirement", PINS], check=True)
    (VENV / "complete").write_text(mark)


def prepare():
    """The Python of the venv, with the bare one beside it."""
    mark = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()
    VENV.parent.mkdir(exist_ok=True)
    with open(f"{VENV}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = VENV / "complete"
        if not done.exists() or done.read_text() != mark:
            install(mark)
        if not (BARE / "complete").exists():
            shutil.rmtree(BARE, ignore_errors=True)
            command = [sys.executable, "-m", "venv", "--without-pip", BARE]
            subprocess.run(command, check=True)
            (BARE / "complete").touch()
    return VENV / "bin" / "python"


def enter():
    """Go on under the Python of the venv, which can import the tools."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        python = prepare()
        os.execv(python, [str(python), "-B", *sys.argv])


def site_packages(folder):
    [found] = folder.glob("lib/python*/site-packages")
    return found
