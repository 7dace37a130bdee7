# SPDX-License-Identifier: MIT
"""The pinned sources, and what happens where they cannot be had."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FETCH = REPOSITORY / "third_party" / "fetch"
ARCHIVES = REPOSITORY / ".third_party" / "archives"
TOOLS = (
    "awk basename cat chmod cp cut dirname env find grep gzip head mkdir mktemp "
    "mv rm sed sh sha256sum tail tar tr uniq"
)


@pytest.fixture
def machine(tmp_path):
    """fetch() on a machine with a shell and tar, and no package client."""
    path = tmp_path / "bin"
    path.mkdir()
    for name in TOOLS.split():
        (path / name).symlink_to(shutil.which(name))

    def start(sources, target="out/src"):
        return subprocess.Popen(
            [FETCH, tmp_path / target],
            env={"PATH": str(path), "DEPSTAMP_SOURCES": str(sources), "HOME": "/"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def archives(folder):
    """A folder with copies of the archives that the build fetched."""
    folder.mkdir()
    for path in ARCHIVES.iterdir():
        shutil.copy(path, folder)
    return folder


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_folder_of_archives_is_enough(machine, tmp_path):
    fetch = machine(archives(tmp_path / "given"))
    assert fetch.communicate()[0] == ""
    assert fetch.returncode == 0
    names = files(tmp_path / "out" / "src")
    assert "complete" in names
    assert "tree-sitter/src/lib.c" in names
    assert "tree-sitter/include/tree_sitter/api.h" in names
    assert "tree-sitter-python/src/parser.c" in names


def test_several_builds_may_fetch_at_once(machine, tmp_path):
    given = archives(tmp_path / "given")
    fetches = [machine(given) for _ in range(8)]
    assert [fetch.wait() for fetch in fetches] == [0] * 8
    alone = machine(given, "alone/src")
    assert alone.wait() == 0
    assert files(tmp_path / "out" / "src") == files(tmp_path / "alone" / "src")
    assert sorted(os.listdir(tmp_path / "out")) == ["archives", "src"]


def test_other_bytes_than_the_pinned_ones_are_refused(machine, tmp_path):
    given = archives(tmp_path / "given")
    for path in given.iterdir():
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    fetch = machine(given)
    text = fetch.communicate()[0]
    assert fetch.returncode == 1
    assert "not what sources.txt pins" in text
    assert not (tmp_path / "out" / "src").exists()


def test_without_any_source_the_way_out_is_told(machine, tmp_path):
    fetch = machine(tmp_path / "nothing")
    text = fetch.communicate()[0]
    assert fetch.returncode == 1
    assert "python3: not installed" in text
    assert "cargo: not installed" in text
    assert "DEPSTAMP_SOURCES=" in text
    assert sorted(os.listdir(tmp_path / "out")) == ["archives"]


def install_deps(path, *groups):
    return subprocess.run(
        [REPOSITORY / "third_party" / "install-deps", *groups],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
    )


def test_with_everything_installed_nothing_is_said():
    done = install_deps(os.environ["PATH"], "build", "demo", "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_apt_the_exact_commands_are_printed(tmp_path):
    (tmp_path / "sh").symlink_to(shutil.which("sh"))
    done = install_deps(tmp_path, "build", "test")
    assert done.returncode == 1
    assert done.stderr.count("libyaml-dev ") == 1
    assert "apt-get install --no-install-recommends gcc libc6-dev make" in done.stderr
    assert "dnf install gcc glibc-devel make" in done.stderr
    assert "brew install gcc make" in done.stderr
