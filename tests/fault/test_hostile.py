# SPDX-License-Identifier: MIT
"""Archives that somebody made to harm us: nothing is unpacked, nothing believed."""

import pytest

from fault import lab as labs
from fault import tape

NAMES = [
    b"segment-00000000",
    b"/segment-00000000",
    b"/tmp/depstamp-hostile",
    b"../segment-00000000",
    b"../../../../../../tmp/depstamp-hostile",
    b"a/../../segment-00000000",
    b"./segment-00000000",
    b".depstamp/store.db",
    b".depstamp/index",
    b"store.db",
    b"depstamp.yaml",
    b"a.py",
    b"",
    b".",
    b"..",
    b"segment-",
    b"segment-" + b"9" * 90,
    b"SEGMENT-00000000",
    b"segment-0000\n000",
    b"segment-00000000\x1b[2J",
    "s\u0435gment-00000000".encode(),  # Cyrillic
    "segment\u201000000000".encode(),  # another hyphen
    "segment-\uff10\uff10".encode(),  # wide digits
    "\u202esegment-0".encode(),  # right to left
    b"segment-\xff\xfe",
]
# A file, links, devices, a folder, a FIFO, what GNU and POSIX add, and nonsense.
KINDS = [b"0", b"\0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"L", b"K", b"x", b"g", b"S", b"?"]
SIZES = [0, 1, 511, 513, 1 << 20, 8**11 - 1, 1 << 40, (1 << 63) - 1, 1 << 63, (1 << 88) - 1]
VALUE = b"no answer of anybody"
KEY = bytes(range(16))


def rows(*others):
    return [(2, KEY, VALUE), *others]


def named():
    """Each name as each kind of member, around a segment that is right."""
    good = right_segment()
    for name in NAMES:
        for kind in KINDS:
            yield tape.tar(tape.member(name, good, kind=kind, link=b"/etc/passwd"))


def right_segment(listed=None, **other):
    raw = tape.columns(listed or rows())
    return tape.segment(tape.raw_frame(raw), len(listed or rows()), len(raw), **other)


def sized():
    """Sizes that are not those of what follows."""
    good = right_segment()
    for size in SIZES:
        for kind in (b"0", b"1", b"2", b"x", b"g", b"L", b"S"):
            yield tape.tar(tape.member(b"segment-00000000", good, told=size, kind=kind))
    for field in (b"-00000000001", b"99999999999\0", b"\xff" * 12, b"\0" * 12, b" " * 12):
        yield tape.tar(tape.header(b"segment-00000000", 0, size_field=field) + good)


def lying():
    """Segments with right checksums that say what is not so."""
    raw = tape.columns(rows())
    frame = tape.raw_frame(raw)
    twice = tape.columns(rows((2, KEY, VALUE)))
    for count in (0, 2, 1 << 17, (1 << 17) + 1, 1 << 31, (1 << 32) - 1):
        yield tape.segment(frame, count, len(raw))
        yield tape.segment(tape.raw_frame(twice), count, len(twice))
    for size in (0, 1, len(raw) - 1, len(raw) + 1, 1 << 26, 1 << 32, 1 << 62, (1 << 64) - 1):
        yield tape.segment(frame, 1, size)
        yield tape.segment(tape.raw_frame(raw, told=size), 1, len(raw))
        yield tape.segment(tape.raw_frame(raw, told=size), 1, size)
        yield tape.segment(frame, 1, len(raw), frame_len=size)
    for version in (b"dsseg0\n\0", b"dsseg2\n\0", b"dsseg9\n\0", b"dsseg1\0\0", b"\0" * 8):
        yield tape.segment(frame, 1, len(raw), magic=version)
    for algorithm in (1, 2, 127, 255):
        yield tape.segment(frame, 1, len(raw), algorithm=algorithm)
    for name in (b"", b"n" * 128, b"n" * 129, b"n" * 255, b"../main", "m\u0430in".encode()):
        yield tape.segment(frame, 1, len(raw), namespace=name)
    yield tape.segment(frame, 1, len(raw), signer=b"\x01" * 32)
    for kind in (0, 4, 77, (1 << 32) - 1):
        other = tape.columns([(kind, KEY, VALUE)])
        yield tape.segment(tape.raw_frame(other), 1, len(other))
    for size in (1 << 20, 1 << 24, 64 << 20, (64 << 20) + (9 << 20), 1 << 30, 1 << 36):
        # What says how large it is, what says less, and what says more.
        small = min(size, 1 << 30)
        yield tape.segment(tape.bomb(small), 1, small)
        yield tape.segment(tape.bomb(small, told=1000), 1, 1000)
        yield tape.segment(tape.bomb(1 << 17, told=size), 1, size)


def arranged():
    """Members twice, in other orders, many, beside what is not tar."""
    good = right_segment()
    one = tape.member(b"segment-00000000", good)
    yield tape.tar(one, one)
    yield tape.tar(*[one] * 50)
    yield tape.tar(*[tape.member(b"", b"")] * 500)
    yield one
    yield tape.tar() + one
    for start in (b"PK\3\4", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0"):
        yield start + tape.tar(one)
    for start in (b"\x28\xb5\x2f\xfd", b"070701", b"!<arch>\n", b"Rar!\x1a\7\0", b"MSCF"):
        yield start + tape.tar(one)
    yield tape.raw_frame(tape.tar(one))
    yield tape.bomb(1 << 28)
    for magic in (b"ustar  \0", b"\0" * 8, b"ustar\x0099", b"star\0\0\0\0"):
        yield tape.tar(tape.member(b"segment-00000000", good, magic=magic))


def lies():
    for segment in lying():
        yield tape.tar(tape.member(b"segment-00000000", segment))


ARCHIVES = {"named": named, "sized": sized, "lies": lies, "arranged": arranged}


def see_files(folder):
    return {
        (str(path.relative_to(folder)), path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
        if ".depstamp" not in path.parts and path.name != "bad.tar"
    }


@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_hostile_archive_is_a_miss(lab, tried, few, kind, part):
    archive = lab.folder / "bad.tar"
    archives = list(ARCHIVES[kind]())[part::2]
    step = max(1, len(archives) // few(len(archives)))
    lab.reset("first")
    before = see_files(lab.folder)
    for number, data in enumerate(archives[::step]):
        archive.write_bytes(data)
        done = lab.start("cache", "restore", archive)
        assert done.returncode == 0, (number, done)
        assert b"\x1b" not in done.stderr
        assert see_files(lab.folder) == before, number
        if number % 8 == 0:
            assert lab.report()["diagnostics"] == lab.right["second"], number
            lab.check_files()
    assert lab.report()["diagnostics"] == lab.right["second"]
    assert lab.start("cache", "verify").returncode == 0
    assert not (labs.Path("/tmp") / "depstamp-hostile").exists()
    archive.unlink()
    tried("hostile archives", len(archives[::step]))
