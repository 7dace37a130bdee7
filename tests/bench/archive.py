# SPDX-License-Identifier: MIT
"""`depstamp cache save` and `restore`, beside tar and zstd on the same values.

What is compared with has the values as files, uncompressed; it neither reads
a database nor checks anything.  Restoring is measured by value and by byte.
"""

import os
import shutil
import subprocess

from measuring import BUILD, DEPSTAMP, Row, run_in_turn, warm_up
from replay import copy_package, tools

STORE_DUMP = str(BUILD / "tests" / "tools" / "store_dump")

SAVE_TIMES = 2.0
SIZE_TIMES = 1.2
NS_PER_VALUE = 10_000
NS_PER_BYTE = 20


def fill(folder):
    """Facts of all files, and the answers of three analyzers."""
    subprocess.run(
        [DEPSTAMP, "stamp", "--all", "--level", "declared"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(
        [DEPSTAMP, "run", "-q", "--only", "ruff,syntax,imports", "--format", "json"],
        cwd=folder,
        check=False,
        stdout=subprocess.DEVNULL,
    )


def dump(folder, values):
    shutil.rmtree(values, ignore_errors=True)
    values.mkdir()
    done = subprocess.run(
        [STORE_DUMP, folder / ".depstamp", values], check=True, capture_output=True, text=True
    )
    return map(int, done.stdout.split())


def bench_tree(name, work, rounds, report):
    folder = copy_package(name, name, work, {"ruff.toml": '[lint]\nselect = ["E", "F"]\n'})
    fill(folder)
    archive, peer, values = (work / f"{name}.{kind}" for kind in ("depstamp", "zst", "values"))
    count, size = dump(folder, values)
    other = work / f"{name}-restored"
    other.mkdir(exist_ok=True)

    save = Row("cache save", [DEPSTAMP, "cache", "save", str(archive)])
    pack = Row("tar | zstd", ["sh", "-c", f"tar cf - -C {values} . | zstd -q -3 -T0 -f -o {peer}"])
    warm_up([save, pack], folder)
    run_in_turn([save, pack], folder, rounds)
    restore = Row(
        "cache restore",
        [DEPSTAMP, "--root", str(other), "cache", "restore", str(archive)],
        before=lambda: shutil.rmtree(other / ".depstamp", ignore_errors=True),
    )
    warm_up([restore], other)
    run_in_turn([restore], other, rounds)

    report.head(f"{name}: {count} values, {size / 1e6:.1f} MB in an archive, {rounds} rounds")
    report.row(save, pack)
    report.row(pack)
    report.row(restore)
    ours, theirs = archive.stat().st_size, peer.stat().st_size
    allowed = count * NS_PER_VALUE + size * NS_PER_BYTE
    report.times_as_fast(f"{name}: tar | zstd beside cache save", save, pack, 1 / SAVE_TIMES)
    report.bound(f"{name}: size beside tar | zstd ({ours} bytes)", ours / theirs, SIZE_TIMES, "x")
    report.bound(
        f"{name}: restoring, of 10 us a value and 20 ns a byte",
        restore.median() / allowed,
        1.0,
        "x",
    )
    for path in (folder, values, other):
        shutil.rmtree(path)
    archive.unlink()
    peer.unlink()
    return ours / size


def bench(work, rounds, report):
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{tools()}:{before}"
    small = bench_tree("django", work, rounds, report)
    large = bench_tree("homeassistant", work, rounds, report)
    report.bound("archive bytes per byte, homeassistant to django", large / small, 1.3, "x")
    os.environ["PATH"] = before
