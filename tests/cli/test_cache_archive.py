# SPDX-License-Identifier: MIT
"""Archives: what one CI run saves and another one restores."""

import json
import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]

GOLDEN = Path(__file__).parent / "golden"

# What released versions wrote: name of the archive, number of values.
RELEASED = [("archive-1.tar", 3)]


@pytest.fixture
def clone(tooled, tmp_path):
    """The project at another path, without its cache, all times new."""

    def make(name="clone"):
        other = tooled.work.sibling(name)
        for path in tooled.work.root.rglob("*"):
            if path.is_file() and ".depstamp" not in path.parts:
                other.write({path.relative_to(tooled.work.root): path.read_bytes()})
        return other

    return make


def report(work):
    return json.loads(work.run("run", "--format", "json").stdout)


def is_one_answer(told):
    """And the tool's durations, if they differ from those of the run before."""
    return told.startswith(("1 value saved, ", "2 values saved, "))


def counts(told):
    row = told["analyzers"][0]
    return row["analyzed"], row["replayed"]


def test_a_clone_with_the_archive_runs_nothing_and_says_the_same(tooled, clone, tmp_path):
    archive = tmp_path / "a.tar"
    first = tooled.report()
    tooled.report()
    assert tooled.work.text("cache", "save", archive).startswith("4 values saved, ")
    other = clone()
    tooled.calls()
    assert other.text("cache", "restore", archive) == f"{archive}: 4 values, 4 new\n"
    second = report(other)
    assert tooled.analyzed() == []
    assert counts(second) == (0, 3)
    assert second["diagnostics"] == first["diagnostics"]
    # What came from it makes the same archive again.
    again = tmp_path / "b.tar"
    other.text("--jobs", "3", "cache", "save", again)
    assert again.read_bytes() == archive.read_bytes()
    assert other.text("cache", "restore", archive) == f"{archive}: 4 values, 0 new\n"


def test_an_archive_holds_nothing_of_the_machine(tooled, tmp_path):
    archive = tmp_path / "a.tar"
    tooled.report()
    tooled.work.text("cache", "save", archive)
    listed = subprocess.run(["tar", "tvf", archive], capture_output=True, text=True, check=True)
    lines = listed.stdout.splitlines()
    assert [line.split()[-1] for line in lines] == ["depstamp-archive", "segment-00000000"]
    assert all("1970-01-01" in line and " 0/0 " in line for line in lines)


def test_what_the_store_lost_is_saved_from_the_last_answers(tooled, clone, tmp_path):
    tooled.report()
    for name in ("store.db", "store.db-wal"):
        (tooled.work.root / ".depstamp" / name).unlink(missing_ok=True)
    tooled.report()
    tooled.work.text("cache", "save", tmp_path / "a.tar")
    other = clone()
    other.text("cache", "restore", tmp_path / "a.tar")
    assert counts(report(other)) == (0, 3)


def test_archives_are_layered(tooled, clone, tmp_path):
    base, newer = tmp_path / "base.tar", tmp_path / "newer.tar"
    tooled.report()
    tooled.work.text("cache", "save", base)
    tooled.work.write({"c.py": "y = 2\n"})
    tooled.report()
    assert is_one_answer(tooled.work.text("cache", "save", newer, "--since-run"))
    other = clone()
    other.text("cache", "restore", base, newer)
    assert counts(report(other)) == (0, 3)
    third = clone("third")
    third.text("cache", "restore", newer)
    assert counts(report(third)) == (2, 1)


def test_without_an_archive_there_is_nothing_to_restore(tooled, tmp_path):
    done = tooled.work.run("cache", "restore", tmp_path / "none.tar")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing restored" in done.stderr


def test_damage_is_a_miss_and_a_warning(tooled, clone, tmp_path):
    archive = tmp_path / "a.tar"
    tooled.report()
    tooled.work.text("cache", "save", archive)
    good = archive.read_bytes()
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 4
    for number, bad in enumerate((bytes(flipped), good[: len(good) // 2], b"", b"text\n" * 999)):
        archive.write_bytes(bad)
        other = clone(f"clone{number}")
        done = other.run("cache", "restore", archive)
        assert done.returncode == 0
        assert "warning: " in done.stderr
        assert counts(report(other)) == (3, 0)


def test_hostile_archives_write_no_files(tooled, clone, tmp_path):
    """Absolute names, `..`, links, devices, folders: nothing is unpacked."""
    archive, before = tmp_path / "a.tar", tmp_path / "before"
    tooled.report()
    tooled.work.text("cache", "save", archive)
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "segment-00000000").symlink_to("/etc/passwd")
    (folder / "segment-00000001").mkdir()
    os.mkfifo(folder / "segment-00000002")
    (folder / "segment-00000003").write_text("text")
    os.link(folder / "segment-00000003", folder / "segment-00000004")
    (folder / ("segment-" + "9" * 200)).write_text("long")
    for options in (["-P", "--transform", "s,^,/tmp/,"], ["-P", "--transform", "s,^,../../,"], []):
        bad = tmp_path / "bad.tar"
        names = sorted(path.name for path in folder.iterdir())
        subprocess.run(["tar", "cf", bad, *options, *names], cwd=folder, check=True)
        other = clone(f"clone{len(options)}{len(str(options))}")
        seen = sorted(path for path in tmp_path.rglob("*") if ".depstamp" not in path.parts)
        done = other.run("cache", "restore", bad)
        assert done.returncode == 0
        assert "0 values, 0 new" in done.stdout
        assert seen == sorted(path for path in tmp_path.rglob("*") if ".depstamp" not in path.parts)
    assert not before.exists()


@pytest.mark.parametrize(("name", "values"), RELEASED)
def test_archives_of_released_versions_are_read(work, name, values):
    told = work.text("cache", "restore", GOLDEN / name)
    assert told == f"{GOLDEN / name}: {values} values, {values} new\n"
    assert work.text("cache", "verify") == f"{values} values, 0 damaged\n"


def test_archives_of_other_versions_are_misses(work, tmp_path):
    """A segment that begins with another number is not looked into."""
    golden = (GOLDEN / "archive-1.tar").read_bytes()
    other = tmp_path / "a.tar"
    other.write_bytes(golden.replace(b"dsseg1\n\0", b"dsseg2\n\0"))
    done = work.run("cache", "restore", other)
    assert (done.returncode, done.stdout) == (0, f"{other}: 0 values, 0 new\n")
    assert "1 segment left out" in done.stderr


# ---- trust


def test_signed_archives_are_taken_where_they_must_be(tooled, clone, tmp_path):
    secret = tmp_path / "key"
    public = tooled.work.text("cache", "keygen", secret).strip()
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert "exists" in tooled.work.trouble("cache", "keygen", secret)
    required = {"DEPSTAMP_CACHE_SIGN": "required", "DEPSTAMP_CACHE_PUBLIC_KEYS": public}
    plain, signed, late = (tmp_path / f"{name}.tar" for name in ("plain", "signed", "late"))
    tooled.report()
    tooled.work.text("cache", "save", plain)
    variables = {"DEPSTAMP_SIGNING_KEY": secret.read_text()}
    told = tooled.work.text("cache", "save", signed, env=variables)
    assert told.endswith(", signed\n")
    shutil.copy(plain, late)
    assert "no key" in tooled.work.trouble("cache", "sign", late)
    tooled.work.text("cache", "sign", late, "--key", secret)
    assert late.read_bytes() == signed.read_bytes() != plain.read_bytes()

    other = clone()
    done = other.run("cache", "restore", plain, env=required)
    assert (done.returncode, done.stdout) == (0, f"{plain}: 0 values, 0 new\n")
    assert "not signed" in done.stderr
    strange = required | {"DEPSTAMP_CACHE_PUBLIC_KEYS": "ab" * 32}
    assert " 0 new" in other.text("cache", "restore", signed, env=strange)
    without = {"DEPSTAMP_CACHE_SIGN": "required"}
    assert "public_keys" in other.trouble("cache", "restore", signed, env=without)
    assert " 4 new" in other.text("cache", "restore", signed, env=required)
    assert counts(report(other)) == (0, 3)


def test_keys_that_are_none_are_refused(tooled, tmp_path):
    bad = tmp_path / "key"
    bad.write_text("no key\n")
    archive = tmp_path / "a.tar"
    assert "64 digits" in tooled.work.trouble("cache", "save", archive, "--key", bad)
    variables = {"DEPSTAMP_SIGNING_KEY": "abc"}
    assert "64 digits" in tooled.work.trouble("cache", "save", archive, env=variables)
    assert not archive.exists()
    public = {"DEPSTAMP_CACHE_PUBLIC_KEYS": "abc"}
    assert "public" in tooled.work.trouble("cache", "stats", env=public)


def test_a_pull_request_reads_mains_archive_and_saves_its_own(tooled, clone, tmp_path):
    base, own = tmp_path / "main.tar", tmp_path / "own.tar"
    tooled.report()
    tooled.work.text("cache", "save", base)
    other = clone()
    other.environment = {"DEPSTAMP_CACHE_NAMESPACE": "pr-1"}
    other.text("cache", "restore", base)
    other.write({"c.py": "y = 3\n"})
    assert counts(report(other)) == (1, 2)
    assert is_one_answer(other.text("cache", "save", own))
    done = tooled.work.run("cache", "restore", own)
    assert "0 values, 0 new" in done.stdout
    assert "of another namespace" in done.stderr


def test_sha256_and_xxh3_know_nothing_of_each_other(tooled, clone, tmp_path):
    archive = tmp_path / "a.tar"
    tooled.work.environment = {"DEPSTAMP_CACHE_HASH": "sha256"}
    first = tooled.report()
    tooled.work.text("cache", "save", archive)
    other = clone()
    done = other.run("cache", "restore", archive)
    assert "another cache.hash" in done.stderr
    assert " 0 new" in done.stdout
    other.environment = {"DEPSTAMP_CACHE_HASH": "sha256"}
    assert " 4 new" in other.text("cache", "restore", archive)
    told = report(other)
    assert counts(told) == (0, 3)
    assert told["diagnostics"] == first["diagnostics"]


def test_the_key_tells_what_archives_have_in_common(tooled, clone):
    key = tooled.work.text("cache", "key")
    assert key.startswith("depstamp-")
    assert key.endswith("-xxh3-main\n")
    assert clone().text("cache", "key") == key
    other = {"DEPSTAMP_CACHE_NAMESPACE": "pr/1", "DEPSTAMP_CACHE_HASH": "sha256"}
    assert tooled.work.text("cache", "key", env=other).endswith("-sha256-pr-1\n")


# ---- trouble


def test_an_archive_that_cannot_be_written_leaves_the_old_one(tooled, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    tooled.report()
    assert "cannot" in tooled.work.trouble("cache", "save", folder)
    assert "cannot" in tooled.work.trouble("cache", "save", "/dev/full")
    file = tmp_path / "file"
    file.write_text("x")
    assert "cannot" in tooled.work.trouble("cache", "save", file / "a.tar")
    assert "cannot" in tooled.work.trouble("cache", "restore", folder)
    assert list(folder.iterdir()) == []


def test_many_processes_at_once_agree(tooled, clone, program, tmp_path):
    """Runs, saves, restores and prunes in one folder: no trouble, no damage."""
    archive = tmp_path / "a.tar"
    tooled.report()
    tooled.work.text("cache", "save", archive)
    other = clone()
    commands = [
        ["cache", "restore", archive],
        ["run", "--format", "json"],
        ["cache", "save", tmp_path / "b.tar"],
        ["cache", "prune"],
        ["cache", "restore", archive],
        ["cache", "verify"],
        ["run", "--format", "json"],
        ["cache", "stats"],
    ]
    started = [
        subprocess.Popen(
            [program, *map(os.fspath, command)],
            cwd=other.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    for command, process in zip(commands, started, strict=True):
        out, err = process.communicate(timeout=60)
        assert process.returncode == (command[0] == "run"), (command, out, err)
    assert other.text("cache", "verify").endswith(", 0 damaged\n")
    left = [path.name for path in (other.root / ".depstamp").iterdir()]
    assert not [name for name in left if name.endswith(".tmp")]


def test_killed_at_any_time_nothing_is_damaged(tooled, clone, program, tmp_path):
    """Whenever it happens to be: old or new, never half."""
    archive, written = tmp_path / "a.tar", tmp_path / "out" / "b.tar"
    tooled.report()
    tooled.work.text("cache", "save", archive)
    other = clone()
    for turn in range(24):
        command = [["restore", archive], ["save", written], ["prune"]][turn % 3]
        process = subprocess.Popen(
            [program, "cache", *map(os.fspath, command)],
            cwd=other.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(turn / 3000)
        process.kill()
        process.wait()
        assert other.text("cache", "verify").endswith(" 0 damaged\n")
        names = [path.name for path in written.parent.glob("*")]
        assert names in ([], ["b.tar"])
        if names:
            done = clone(f"clone{turn}").run("cache", "restore", written)
            assert (done.returncode, done.stderr) == (0, "")
    other.text("cache", "restore", archive)
    assert counts(report(other)) == (0, 3)


def test_generations_of_ci_keep_the_archive_as_large_as_it_is(tooled, clone, tmp_path):
    """Edit, clone, restore, run, prune, save: nothing piles up."""
    archive = tmp_path / "a.tar"
    sizes = []
    for turn in range(25):
        tooled.work.write({"c.py": f"y = {turn}\n"})
        shutil.rmtree(tooled.work.root / ".depstamp", ignore_errors=True)
        tooled.work.text("cache", "restore", archive)
        tooled.report()
        tooled.work.text("cache", "prune", "--unused-since", "last")
        tooled.work.text("cache", "save", archive)
        sizes.append(archive.stat().st_size)
    assert max(sizes) <= sizes[0] + 512
