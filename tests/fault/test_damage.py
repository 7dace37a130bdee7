# SPDX-License-Identifier: MIT
"""Bytes of the cache and of archives that flip, and ends that are missing.

Each byte of a small store, index and archive is flipped in tests/unit/store;
here it is what the program makes of it, over all files of the cache.
"""

import random

import pytest

from fault import lab as labs

FLIPS, CUTS = 170, 130
ARCHIVE_FLIPS, ARCHIVE_CUTS = 90, 90
LONG_FLIPS, LONG_CUTS = 2500, 2000


def flipped(data, place):
    bad = bytearray(data)
    bad[place] ^= 1 << place % 8
    return bytes(bad)


class Damage:
    """Places spread over some files, each file as often as the others."""

    def __init__(self, lab, count, seed):
        self.lab = lab
        self.count = count
        self.chance = random.Random(seed)

    def each(self, files):
        names = sorted(name for name in files if files[name])
        for number in range(self.count):
            name = names[number % len(names)]
            # Half of them where there is most to be believed: at the start.
            size = len(files[name])
            yield name, self.chance.randrange(min(size, 400) if number % 2 else size)


def store_is_asked(lab):
    """What the answers' own files have is not asked of the store."""
    for path in lab.cache.glob("answers-*"):
        path.unlink()


def check(lab):
    told = lab.start(*labs.RUN)
    assert told.returncode == 1, told
    lab.check(labs.SCENARIOS[0], told)
    assert lab.report()["diagnostics"] == lab.right["second"]
    lab.check_files()


@pytest.mark.parametrize("kind", ["flips", "cuts"])
@pytest.mark.parametrize("part", range(4))
def test_a_damaged_cache_gives_right_answers(lab, tried, few, kind, part):
    count = few(LONG_FLIPS if labs.LONG else FLIPS if kind == "flips" else CUTS)
    files = lab.caches["first"]
    number = 0
    for name, place in Damage(lab, count, f"{kind}{part}").each(files):
        lab.reset("first")
        if number % 3 == 0:
            store_is_asked(lab)
        data = files[name]
        bad = flipped(data, place) if kind == "flips" else data[:place]
        (lab.cache / name).write_bytes(bad)
        try:
            check(lab)
        except AssertionError as error:
            raise AssertionError(f"{kind}: {name} at {place}: {error}") from error
        number += 1
    tried(kind, number)


@pytest.mark.parametrize("kind", ["flips", "cuts"])
def test_a_damaged_archive_gives_right_answers(lab, tried, few, kind):
    count = few(LONG_CUTS if labs.LONG else ARCHIVE_FLIPS if kind == "flips" else ARCHIVE_CUTS)
    archive = lab.folder / "bad.tar"
    good = {"good": lab.archives["second"]}
    for _, place in Damage(lab, count, kind).each(good):
        lab.reset("none")
        data = good["good"]
        archive.write_bytes(flipped(data, place) if kind == "flips" else data[:place])
        done = lab.start("cache", "restore", archive)
        assert done.returncode == 0, (place, done)
        check(lab)
    archive.unlink()
    tried(kind, count)
