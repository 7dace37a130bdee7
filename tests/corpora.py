#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real source trees to test with, fetched once and never committed.

    corpora.corpus("django")        the folder, fetched if it is not there
    tests/corpora.py django sympy   the same from a shell, one path a line

corpora.txt pins each archive by its hash.  A folder named by
DEPSTAMP_CORPORA that holds the archives is looked at first; otherwise pip
gets them with the machine's own settings.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
STORE = REPOSITORY / "build" / "corpus"


class Pin:
    def __init__(self, line):
        self.name, self.version, self.archive, self.folder, self.hash = line


def pins():
    lines = (REPOSITORY / "tests" / "corpora.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line and line[0] != "#"]
    return {row[0]: Pin(row) for row in rows}


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def download(pin, folder):
    """Let pip put the archive into `folder`."""
    command = [sys.executable, "-m", "pip", "download", "--quiet"]
    command += ["--no-deps", "--ignore-requires-python"]
    command += ["--no-binary", pin.name, "--dest", str(folder)]
    subprocess.run([*command, f"{pin.name}=={pin.version}"], check=True)
    return Path(folder) / pin.archive


def archive(pin, work):
    given = Path(os.environ.get("DEPSTAMP_CORPORA", os.devnull), pin.archive)
    path = given if given.is_file() else download(pin, work)
    if sha256(path) != pin.hash:
        raise SystemExit(f"{path}: not the archive that corpora.txt pins")
    return path


def unpack(path, folder):
    with tarfile.open(path) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extractall(folder, filter="data")
        else:
            tar.extractall(folder)


def corpus(name):
    """The folder of the unpacked source distribution `name`."""
    pin = pins()[name]
    target = STORE / pin.folder
    STORE.mkdir(parents=True, exist_ok=True)
    with open(STORE / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            work = Path(tempfile.mkdtemp(dir=STORE))
            try:
                unpack(archive(pin, work), work)
                (work / pin.folder).rename(target)
            finally:
                shutil.rmtree(work)
    return target


if __name__ == "__main__":
    for wanted in sys.argv[1:] or sorted(pins()):
        print(corpus(wanted))
