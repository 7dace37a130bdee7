# SPDX-License-Identifier: MIT
"""What a scan writes, and that it may leave out what is right already."""

import os
import shutil
import subprocess

import pytest

from plugins.ninja.building import FILES

SCAN = "build/pydeps.out/scan"


def contents(build):
    """All that is written for ninja, by path."""
    out = build.root / "build"
    return {
        path.relative_to(out): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("scan", ".ninja_log", ".ninja_deps")
    }


def settle(build):
    """Scan until there is a memo: not while anything is as young as the clock."""
    for _ in range(100):
        build.generate()
        if (build.root / SCAN).exists():
            return contents(build)
    raise AssertionError("nothing was kept in a hundred scans")


@pytest.fixture
def one(tmp_path, program):
    """The small project, for tests that need no ninja."""
    from plugins.ninja.building import MANIFEST, Build

    made = Build(tmp_path, "ninja", program)
    made.write(FILES | {"build.ninja": MANIFEST})
    made.configure({"decl": "declared", "plain": "none"})
    made.tool("decl")
    made.tool("plain")
    return made


def test_a_scan_for_nothing_writes_nothing(one):
    before = settle(one)
    times = {path: path.stat().st_mtime_ns for path in (one.root / "build").rglob("*.declared")}
    one.generate()
    assert contents(one) == before
    assert all(path.stat().st_mtime_ns == time for path, time in times.items())


@pytest.mark.parametrize(
    "victim",
    [
        "pydeps.ninja",
        "pydeps.ninja.d",
        "pydeps.out/stamps/pkg/one.py.declared",
        "pydeps.out/stamps/decl.identity",
        "pydeps.out/stamps/decl.keys",
        "pydeps.out/declared.keys",
    ],
)
def test_what_is_missing_is_made_again(one, victim):
    before = settle(one)
    (one.root / "build" / victim).unlink()
    one.generate()
    assert contents(one) == before


def test_each_change_is_seen_behind_a_memo(one):
    """What the memo covers: after each change the same as from scratch."""
    one.write({".gitignore": "made/\n", "made/code.py": "m = 1\n"})
    one.write({"pkg/uses.py": "import made.code\n", "decl.ini": "1\n"})
    one.configure({"decl": "declared", "plain": "none"}, decl=", inputs: [decl.ini]")
    changes = [
        lambda: one.write({"pkg/base.py": "def f() -> str: ...\n"}),
        lambda: one.write({"made/code.py": "m = 'ignored, and imported'\n"}),
        lambda: (one.root / "made/code.py").unlink(),
        lambda: one.write({"made/code.py": "m = 2\n"}),
        lambda: one.write({"decl.ini": "2\n"}),
        lambda: one.tool("decl", "3.0"),
        lambda: (one.bin / "plain").unlink(),
        lambda: (one.root / "pkg/two.py").chmod(0o755),
        lambda: one.configure({"decl": "code", "plain": "none"}),
        lambda: (one.root / "pkg/alone.py").unlink(),
    ]
    for number, change in enumerate(changes):
        before = settle(one)
        change()
        one.generate()
        after = contents(one)
        assert after != before, number
        (one.root / SCAN).unlink(missing_ok=True)
        one.generate()
        assert contents(one) == after, number


def damaged(data):
    """Cut at lengths, and with bytes flipped."""
    for at in range(0, len(data), 3):
        yield data[:at]
        yield data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :]


@pytest.mark.parametrize(
    "name", [SCAN, "build/pydeps.out/stamps/plain.keys", "build/pydeps.out/none.keys"]
)
def test_a_damaged_file_of_ours_is_only_slow(one, name):
    before = settle(one)
    path = one.root / name
    data = path.read_bytes()
    stamp = "build/pydeps.out/stamps/pkg/one.py.none"
    command = [one.program, "exec", "plain", "--stamps", "build/pydeps.out/stamps", stamp]
    for number, text in enumerate(damaged(data)):
        if number % 7:
            continue
        path.write_bytes(text)
        done = subprocess.run(command, cwd=one.root, env=one.environment(), check=False)
        assert done.returncode == 0
        one.generate()
        assert contents(one) == before


def test_a_touched_tree_is_no_reason_to_write(one):
    before = settle(one)
    for path in one.root.rglob("*.py"):
        os.utime(path)
    one.generate()
    assert contents(one) == before


def test_a_scan_that_was_killed_over_stamps_leaves_no_list_of_before(one):
    """Stamps of one state beside a list of another would never be right again."""
    settle(one)
    stamps = one.root / "build/pydeps.out/stamps"
    shutil.rmtree(stamps / "pkg")
    (stamps / "pkg").write_text("in the way")
    one.write({"pkg/alone.py": "a = 2\n"})
    done = one.start(one.program, "ninja", "-o", "build/pydeps.ninja")
    assert done.returncode == 2
    assert not (one.root / "build/pydeps.out/declared.keys").exists()
    (stamps / "pkg").unlink()
    one.generate()
    one.write({"pkg/alone.py": FILES["pkg/alone.py"]})
    one.generate()
    done = one.start(one.program, "stamp", "pkg/alone.py", "--level", "declared")
    assert done.stdout.split()[0] in (stamps / "pkg/alone.py.declared").read_text()
