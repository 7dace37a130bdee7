# SPDX-License-Identifier: MIT
"""Successive releases of typed packages, as the registry has them.

releases.txt pins their wheels; pip fetches those into build/soak-wheels,
unless the folder named by DEPSTAMP_CORPORA has them.  A pair of releases is
a step as a whole, and each file that differs, put alone into the older
tree, is one.
"""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from soak import book, probes
from soak.environment import HERE, REPOSITORY
from soak.tree import SUFFIXES

STORE = REPOSITORY / "build" / "soak-wheels"
SMALL = 130_000  # bytes of a package that stories of the fuzzer are about
# How many of the steps of a pair a tool sees: the first and then each …
EVERY = {"pyright": 4, "pylint": 8}


def pins():
    lines = (HERE / "releases.txt").read_text().splitlines()
    return [line.split() for line in lines if line and line[0] != "#"]


def download(package, version):
    """Let pip put the wheel for any platform into the store."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--platform", "any", "--abi", "none"]
    command += ["--implementation", "py", "--python-version", "3.13", "--dest", str(STORE)]
    subprocess.run([*command, f"{package}=={version}"], check=True)


def wheel(package, version, name, digest):
    STORE.mkdir(parents=True, exist_ok=True)
    given = Path(os.environ.get("DEPSTAMP_CORPORA", os.devnull), name)
    path = given if given.is_file() else STORE / name
    if not path.is_file():
        download(package, version)
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise SystemExit(f"{path}: not the wheel that releases.txt pins")
    return path


def state(pin):
    """The sources in a wheel."""
    with zipfile.ZipFile(wheel(*pin)) as archive:
        return {
            name: archive.read(name)
            for name in sorted(archive.namelist())
            if name.endswith(SUFFIXES) and ".dist-info/" not in name and ".data/" not in name
        }


def pairs(names=()):
    """[(label, older pin, newer pin)]"""
    found = []
    rows = pins()
    for old, new in zip(rows, rows[1:]):
        if old[0] == new[0] and (not names or old[0] in names):
            found.append((f"{old[0]}-{old[1]}..{new[1]}", old, new))
    return found


def small_states(names=()):
    """[(name, state)] of the last release of each small package."""
    last = {pin[0]: pin for pin in pins() if not names or pin[0] in names}
    found = [(name, state(pin)) for name, pin in sorted(last.items())]
    return [one for one in found if sum(map(len, one[1].values())) < SMALL]


def differing(old, new):
    return sorted(path for path in {*old, *new} if old.get(path) != new.get(path))


def alone(old, new, path):
    """The older tree with one file of the newer one."""
    found = {**old, path: new[path]} if path in new else dict(old)
    if path not in new:
        del found[path]
    return found


def run(run):
    ledger = run.book("releases")
    oracle = run.oracle(ledger)
    done = {row["done"] for row in book.read(ledger.path) if "done" in row}
    for label, old, new in pairs(run.packages):
        if run.is_over() or len(ledger.steps()) >= run.options.steps:
            break
        if label not in done:
            one_pair(oracle, label, state(old), state(new))
            ledger.add(done=label)
            print(f"{label} {len(ledger.steps())} steps", flush=True)


def one_pair(oracle, label, old, new):
    fixed = probes.probes([old, new], indirect=False)
    oracle.begin({**old, **fixed}, label)
    oracle.visit({**new, **fixed}, f"{label}/whole", stay=True)
    for number, path in enumerate(differing(old, new), 1):
        names = [tool.name for tool in oracle.tools if number % EVERY.get(tool.name, 1) == 0]
        after = {**alone(old, new, path), **fixed}
        oracle.visit(after, f"{label}/{path.replace('/', ':')}", names, stay=True)
    oracle.finish()
