# SPDX-License-Identifier: MIT
"""Disks that are full, small or read-only, few descriptors, clocks that are wrong."""

import ctypes
import os
import resource
import subprocess

import pytest

from fault import lab as labs

CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 0x40000


@pytest.mark.parametrize("scenario", labs.SCENARIOS, ids=repr)
def test_on_a_disk_that_becomes_full_nothing_is_harmed(lab, tried, scenario):
    """Of each size up to what the command needs."""
    most = 400_000
    rooms = list(range(0, most, 1_000 if labs.LONG else 29_000)) + [1, 100, 1000, 5000]
    for room in rooms:
        lab.reset(scenario.cache)
        done = lab.with_faults(*scenario.command, room=room)
        lab.check(scenario, done)
        assert done.stderr.count(b"warning: ") <= 2, done
        lab.settle(scenario)
    tried("full disks", len(rooms))


@pytest.mark.parametrize("scenario", labs.SCENARIOS, ids=repr)
def test_on_a_read_only_disk_it_still_answers(lab, tried, scenario):
    lab.reset(scenario.cache)
    done = lab.with_faults(*scenario.command, readonly=1)
    lab.check(scenario, done)
    # What is asked for is an answer, or a file that cannot be written.
    assert done.returncode == (1 if scenario.command == labs.RUN else done.returncode)
    lab.settle(scenario)
    tried("other places", 1)


def private_mounts():
    """Whether this process may mount; what it mounts nobody else sees."""
    libc = ctypes.CDLL(None)
    return os.getuid() == 0 and libc.unshare(CLONE_NEWNS) == 0 and (
        libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) == 0
    )


@pytest.fixture(scope="module")
def small_disk(lab):
    """A file system of 1 MiB, and what is to be set where it cannot be had."""
    folder = lab.folder / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder]
    mounted = private_mounts() and subprocess.run(command, check=False).returncode == 0
    yield folder, mounted
    if mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("free", range(0, 200, 8))
def test_on_a_small_disk_nothing_is_harmed(lab, tried, small_disk, free):
    """The cache and the archive lie on it; `free` KiB are left."""
    folder, mounted = small_disk
    shared = {"DEPSTAMP_CACHE_DIR": str(folder / "cache")}
    filler = folder / "filler"
    if mounted:
        size = os.statvfs(folder)
        filler.write_bytes(bytes(max(0, size.f_bavail * size.f_bsize - free * 1024)))
    for command in (labs.RUN, ("cache", "save", folder / "a.tar"), labs.RUN):
        limit = {} if mounted else {"room": free * 1024}
        done = lab.with_faults(*command, environment=shared, **limit)
        assert done.returncode in (command == labs.RUN, 2), done
        if command == labs.RUN:
            assert done.returncode == 1, done
            lab.check(labs.SCENARIOS[0], done)
        elif done.returncode == 2:
            assert b"cannot " in done.stderr, done
            assert not (folder / "a.tar").exists()
        (folder / "a.tar").unlink(missing_ok=True)
    filler.unlink(missing_ok=True)
    done = lab.start(*labs.RUN, faults=shared)
    lab.check(labs.SCENARIOS[0], done)
    assert done.stderr.count(b"warning: ") == 0, done
    names = {path.name for path in folder.iterdir()}
    assert names == {"cache"}
    left = [path.name for path in (folder / "cache").iterdir() if path.name.endswith(".tmp")]
    assert left == []
    tried("full disks", 3)


@pytest.mark.parametrize("scenario", labs.SCENARIOS, ids=repr)
def test_with_few_descriptors_nothing_is_harmed(lab, tried, scenario):
    limits = range(3, 24)
    for limit in limits:
        lab.reset(scenario.cache)

        def restrict(limit=limit):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

        done = lab.start(*scenario.command, preexec_fn=restrict)
        # With three the loader finds no libraries.
        if done.returncode != 127:
            lab.check(scenario, done)
        lab.settle(scenario)
    tried("other places", len(limits))


@pytest.mark.parametrize("scenario", labs.SCENARIOS, ids=repr)
def test_a_clock_that_is_wrong_harms_nothing(lab, tried, scenario):
    clocks = [-1, -3600, -86400 * 400, 3600, 86400 * 400, 86400 * 36500, -1_700_000_000]
    for clock in clocks:
        lab.reset(scenario.cache)
        done = lab.with_faults(*scenario.command, clock=clock)
        lab.check(scenario, done)
        lab.settle(scenario)
    tried("other places", len(clocks))


def test_edits_after_the_clock_was_set_back_are_seen(lab, tried):
    """A file's time is then older than that of the index, which knows it."""
    path = lab.root / "c.py"
    good = path.read_bytes()
    lab.reset("second")
    for back in (0, 1, 3600, 86400 * 400):
        lab.with_faults(*labs.RUN, clock=-back)
        path.write_bytes(b"def g(:\n")
        time = path.stat().st_mtime - back
        os.utime(path, (time, time))
        found = {row["path"] for row in lab.report()["diagnostics"]}
        assert "c.py" in found
        path.write_bytes(good)
        os.utime(path, (time, time))
        assert lab.report()["diagnostics"] == lab.right["second"]
    tried("other places", 4)
