# SPDX-License-Identifier: MIT
"""Real sources: a sample for each run of the tests, all of them in a soak."""

import os
import random
import sysconfig
from pathlib import Path

from corpora import corpus, pins

BUILD = Path(os.environ.get("BUILD", "build"))
# Every so many files are read; a sanitizer is slow.
EVERY = int(os.environ.get("SYMBOLS_EVERY", "900" if "san" in BUILD.name else "90"))
NAMES = [*sorted(pins()), "library"]


def folder(name):
    return Path(sysconfig.get_path("stdlib")) if name == "library" else corpus(name)


def paths(name):
    """All sources of the corpus `name`, in an order of their own."""
    found = [path for pattern in ("*.py", "*.pyi") for path in folder(name).rglob(pattern)]
    found = sorted(path for path in found if "site-packages" not in path.parts and path.is_file())
    assert len(found) > 300, name
    random.Random(name).shuffle(found)
    return found


def sample(name):
    """[(path, bytes)] of the files of this run."""
    return [(path, path.read_bytes()) for path in paths(name)[::EVERY]]


def small(rng, count, smallest=200, largest=6000):
    """`count` sources of moderate size, from all corpora, with LF."""
    found = [path for name in NAMES for path in paths(name)]
    chosen = []
    while len(chosen) < count:
        path = rng.choice(found)
        if smallest < path.stat().st_size < largest:
            chosen.append((path, path.read_bytes().replace(b"\r", b"")))
    return chosen
