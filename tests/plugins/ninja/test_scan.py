# SPDX-License-Identifier: MIT
"""What a scan writes, and that it may leave out what is right already."""

import os
import shutil
import subprocess

import pytest

from bench import tree
from plugins.ninja import random_edits
from plugins.ninja.building import FILES, MANIFEST, Build

# How far the memo of the last scan carried, as -v says it.
SELF = "only files themselves changed"
STAMPS = "stamps moved"
ALL = "all was looked at"

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


def scan(build):
    """Generate, and say how far the memo carried."""
    done = build.start(build.program, "-v", "ninja", "-o", "build/pydeps.ninja")
    assert done.returncode == 0, done.stdout
    (way,) = [words for words in (SELF, STAMPS, ALL) if f"ninja: {words}" in done.stdout]
    return way


def from_scratch(build):
    """All that is written without a memo."""
    (build.root / SCAN).unlink(missing_ok=True)
    build.generate()
    return contents(build)


@pytest.fixture
def one(tmp_path, program):
    """The small project, for tests that need no ninja."""
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


def edit(build):
    """An edit that only its own file sees."""
    build.write({"pkg/alone.py": "# why\n" + FILES["pkg/alone.py"]})


@pytest.mark.parametrize("ways", [[], [edit]], ids=["idle", "edited"])
@pytest.mark.parametrize("settles", [True, False], ids=["settled", "young"])
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
def test_what_is_missing_is_made_again(one, victim, settles, ways):
    """Also if it went in the moment in which it was written."""
    if settles:
        settle(one)
    one.generate()
    (one.root / "build" / victim).unlink()
    for change in ways:
        change(one)
    one.generate()
    after = contents(one)
    assert after == from_scratch(one)
    assert f"{victim}" in map(str, after)


@pytest.mark.parametrize("name", ["stamps/decl.keys", "declared.keys"])
def test_a_list_of_before_is_not_taken_for_that_of_today(one, name):
    """One that is right by itself, as a cache may bring it back."""
    path = one.root / "build/pydeps.out" / name
    one.generate()
    old = path.read_bytes()
    one.write({"pkg/one.py": "from pkg.base import f\n\nx = f(100)\n"})
    one.generate()
    assert path.read_bytes() != old
    path.write_bytes(old)
    edit(one)
    one.generate()
    after = contents(one)
    shutil.rmtree(one.root / "build")
    one.generate()
    assert contents(one) == after


# ---- how far a memo carries

LEVELS = ("none", "names", "declared", "inferred", "code", "content")


def test_an_edit_that_nobody_sees_is_followed_at_once(one):
    one.generate()
    edit(one)
    assert scan(one) == SELF
    assert contents(one) == from_scratch(one)
    one.write({"pkg/base.py": "# lines move\n\n" + FILES["pkg/base.py"]})
    assert scan(one) == SELF
    one.write({"pkg/base.py": "def f(x: int) -> int:\n    return x + 1\n"})
    assert scan(one) == SELF
    assert contents(one) == from_scratch(one)


@pytest.mark.parametrize("count", [1, 30])
def test_following_forgets_no_stamps(one, count):
    """The table of stamps drops what a run does not use."""
    tree.write_tree(one.root, 40)
    random_edits.configure(one, {"decl": "declared"})
    one.generate()
    table = one.root / ".depstamp/symbols"
    before = table.stat().st_size
    for path in sorted(one.root.glob("app/*/*/*.py"))[:count]:
        path.write_text(path.read_text() + "# why\n")
    assert scan(one) == SELF
    assert table.stat().st_size >= before
    assert contents(one) == from_scratch(one)


def test_what_others_see_is_not_followed(one):
    one.generate()
    one.write({"pkg/base.py": "def f(x: int) -> str:\n    return str(x)\n"})
    assert scan(one) == STAMPS
    one.write({"pkg/alone.py": "import pkg.base\n"})
    assert scan(one) == ALL
    one.write({"pkg/new.py": ""})
    assert scan(one) == ALL
    one.write({"pkg/alone.py": "import pkg.base as other\n"})
    assert scan(one) == ALL
    assert contents(one) == from_scratch(one)


def test_bytes_that_others_see_are_not_followed(one):
    one.configure({"decl": "content"})
    one.generate()
    one.write({"pkg/base.py": "# why\n" + FILES["pkg/base.py"]})
    assert scan(one) == STAMPS
    one.write({"pkg/three.py": "# nobody imports it\n" + FILES["pkg/three.py"]})
    assert scan(one) == SELF
    assert contents(one) == from_scratch(one)


@pytest.mark.parametrize("more", ["", ", scope: project"])
def test_keys_that_depend_on_sources_in_other_ways_are_not_followed(one, more):
    """A plugin of the tree configures a tool by all that it imports."""
    one.write({"mypy.ini": "[mypy]\nplugins = pkg/two.py\n" if not more else "[mypy]\n"})
    one.configure({"decl": "declared"}, decl=f", inputs: [mypy.ini]{more}")
    one.generate()
    one.write({"pkg/base.py": "# why\n" + FILES["pkg/base.py"]})
    assert scan(one) == ALL
    after = contents(one)
    assert after == from_scratch(one)


@pytest.mark.parametrize("seed", range(3))
def test_following_comes_to_what_looking_at_all_does(one, seed):
    """Whatever is edited, with analyzers of all levels."""
    tree.write_tree(one.root, 30)
    random_edits.configure(one, {level: level for level in LEVELS})
    one.generate()
    edits = random_edits.Edits(one, seed)
    ways = set()
    for _ in range(14):
        what = edits.make()
        ways.add(scan(one))
        after = contents(one)
        memo = (one.root / SCAN).read_bytes() if (one.root / SCAN).exists() else None
        assert after == from_scratch(one), what
        if memo:  # the next one follows this one, not the one from scratch
            (one.root / SCAN).write_bytes(memo)
    assert len(ways) > 1


def test_each_change_is_seen_behind_a_memo(one):
    """What the memo covers: after each change the same as from scratch."""
    one.write({".gitignore": "made/\nloose.py\n", "made/code.py": "m = 1\n"})
    one.write({"pkg/uses.py": "import made.code\nimport pkg.loose\n", "decl.ini": "1\n"})
    one.write({"pkg/loose.py": "v: int = 1\n"})
    one.configure({"decl": "declared", "plain": "none"}, decl=", inputs: [decl.ini]")
    changes = [
        lambda: one.write({"pkg/base.py": "def f() -> str: ...\n"}),
        lambda: one.write({"made/code.py": "m = 'ignored, and imported'\n"}),
        lambda: one.write({"pkg/loose.py": "v: str = 'ignored in a folder that is not'\n"}),
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
        assert from_scratch(one) == after, number


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
