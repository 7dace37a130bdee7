# SPDX-License-Identifier: MIT
"""The schemas that schemas.txt pins, fetched once into build/schemas."""

import fcntl
import hashlib
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PINS = Path(__file__).with_name("schemas.txt")
STORE = REPOSITORY / "build" / "schemas"


def schema(path):
    """The file `path` of the schemas."""
    folder = STORE / hashlib.sha256(PINS.read_bytes()).hexdigest()[:16]
    STORE.mkdir(parents=True, exist_ok=True)
    with open(STORE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([REPOSITORY / "third_party" / "fetch", folder, PINS], check=True)
    return folder / path


def sarif_schema():
    return schema("sarif/lib/schemas/sarif-2.1.0-rtm.5.json")


def junit_schema():
    return schema("junit/testing/example_scripts/junit-10.xsd")
