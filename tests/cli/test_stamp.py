# SPDX-License-Identifier: MIT
"""`depstamp stamp`: lines, stamp files, baselines."""

import os
import re

import pytest

pytest_plugins = ["cli.workspace"]

LEVELS = ["none", "names", "content"]


@pytest.fixture
def small(work):
    return work.write(
        {
            "a.py": "import b\n",
            "b.py": "import c\n",
            "c.py": "",
            "pkg/__init__.py": "",
            "pkg/d.py": "",
        }
    )


ALL = ["a.py", "b.py", "c.py", "pkg/__init__.py", "pkg/d.py"]


def test_a_line_is_a_key_two_blanks_and_a_path(small):
    lines = small.text("stamp", "--all").splitlines()
    assert [line.split("  ")[1] for line in lines] == ALL
    for line in lines:
        assert re.fullmatch(r"xxh3:[0-9a-f]{32}  \S+", line)


def test_named_files_are_printed_sorted(small):
    text = small.text("stamp", "c.py", "a.py")
    assert [line.split("  ")[1] for line in text.splitlines()] == ["a.py", "c.py"]
    everything = small.text("stamp", "--all").splitlines()
    assert set(text.splitlines()) <= set(everything)


def test_the_default_level_is_content(small):
    assert small.text("stamp", "--all") == small.text("stamp", "--all", "--level", "content")


def test_levels_give_different_keys(small):
    keys = {small.keys(level)["a.py"] for level in LEVELS}
    assert len(keys) == 3


def test_an_unknown_level_is_trouble(small):
    assert "contents" in small.trouble("stamp", "--all", "--level", "contents")


def test_neither_a_file_nor_all_is_trouble(small):
    small.trouble("stamp")


def test_a_file_that_is_not_there_is_trouble(small):
    assert "gone.py" in small.trouble("stamp", "gone.py")


def stamp_files(small, level="content", *what):
    small.text("stamp", *(what or ["--all"]), "--level", level, "--out", "../out")
    out = small.root.parent / "out"
    return {
        path.relative_to(out).as_posix(): path.read_text()
        for path in out.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("level", LEVELS)
def test_a_stamp_file_is_one_line(small, level):
    keys = small.keys(level)
    assert stamp_files(small, level) == {
        f"{path}.{level}": f"depstamp1 {level} {key}\n" for path, key in keys.items()
    }


def test_stamp_files_of_named_files_alone_are_written(small):
    assert set(stamp_files(small, "names", "a.py", "pkg/d.py")) == {
        "a.py.names",
        "pkg/d.py.names",
    }


def test_a_stamp_file_is_rewritten_only_when_it_changes(small):
    stamp_files(small)
    out = small.root.parent / "out"
    for path in out.rglob("*.content"):
        os.utime(path, ns=(10**18, 10**18))
    small.append("b.py", "x = 1\n")
    stamp_files(small)
    changed = sorted(
        path.name for path in out.rglob("*.content") if path.stat().st_mtime_ns != 10**18
    )
    assert changed == ["a.py.content", "b.py.content"]


def test_a_damaged_stamp_file_is_rewritten(small):
    good = stamp_files(small)
    (small.root.parent / "out" / "a.py.content").write_text("depstamp1 content")
    assert stamp_files(small) == good


def test_the_stamp_file_of_a_deleted_source_is_removed(small):
    stamp_files(small)
    small.remove("pkg", "c.py")
    assert set(stamp_files(small)) == {"a.py.content", "b.py.content"}


def test_foreign_files_beside_the_stamps_stay(small):
    stamp_files(small)
    out = small.root.parent / "out"
    (out / "mine.txt").write_text("x")
    (out / "ruff.identity").write_text("depstamp1 identity x\n")
    small.remove("c.py")
    assert {"mine.txt", "ruff.identity"} <= set(stamp_files(small))


def test_stamps_of_another_level_stay(small):
    stamp_files(small, "names")
    found = stamp_files(small, "content")
    assert {"a.py.names", "a.py.content"} <= set(found)


def test_stamping_one_file_removes_no_other_stamp(small):
    everything = set(stamp_files(small))
    assert set(stamp_files(small, "content", "a.py")) == everything


def test_the_folder_of_stamps_may_lie_in_the_project(small):
    before = small.keys()
    small.text("stamp", "--all", "--out", "stamps")
    assert (small.root / "stamps" / "pkg" / "d.py.content").is_file()
    small.text("stamp", "--all", "--out", "stamps")
    assert {path: small.keys()[path] for path in before} == before


# -- baselines ------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_a_baseline_has_a_head_and_a_line_per_file(small, level):
    path = small.baseline(level)
    head, *lines = path.read_text().splitlines()
    assert head == f"depstamp-baseline1 {level} xxh3"
    keys = small.keys(level)
    stamps = {path: one["stamps"]["content"] for path, one in small.manifests(*ALL).items()}
    found = {}
    for line in lines:
        key, stamp, name = line.split(" ")
        found[name] = (key.removeprefix("xxh3:"), stamp.removeprefix("xxh3:"))
    assert found == {
        name: (keys[name].removeprefix("xxh3:"), stamps[name].removeprefix("xxh3:")) for name in ALL
    }
    names = [line.split(" ")[2] for line in lines]
    assert lines == sorted(lines) or names == sorted(names)


def test_a_baseline_quotes_paths_as_git_does(work):
    names = ["a\nb.py", 'q"q.py', "tab\t.py", "größe.py", "back\\s.py", "with blank.py"]
    work.write({name: "" for name in names})
    work.git("init", "-q")
    text = work.baseline("none").read_text()
    for line in work.git("ls-files", "-o").splitlines():
        if line.endswith(('.py"', ".py")):
            assert text.count(" " + line + "\n") == 1, line


def test_a_baseline_is_read_back_with_odd_names(work):
    names = ["a\nb.py", 'q"q.py', "tab\t.py", "größe.py", "back\\s.py", "with blank.py"]
    work.write({name: "" for name in names})
    base = work.baseline()
    assert work.report("--baseline", base)["affected"] == []
    work.append("a\nb.py", "x = 1\n")
    assert work.report("--baseline", base)["changed"] == ["a\nb.py"]


def test_the_same_baseline_has_the_same_bytes(small):
    first = small.baseline().read_bytes()
    assert first == small.baseline().read_bytes()


def test_sha256_can_be_asked_for(small):
    small.write({"depstamp.yaml": "cache: {hash: sha256}\n"})
    for key in small.keys().values():
        assert re.fullmatch(r"sha256:[0-9a-f]+", key)
    head = small.baseline().read_text().splitlines()[0]
    assert head == "depstamp-baseline1 content sha256"
    assert small.affected("--baseline", small.baseline()) == []


def test_a_baseline_that_cannot_be_written_is_trouble(small):
    assert "a.py/base" in small.trouble("stamp", "--all", "-o", "a.py/base")


BROKEN = {
    "empty": b"",
    "another format": b"hello\n",
    "a newer version": b"depstamp-baseline9 content xxh3\n",
    "an unknown level": b"depstamp-baseline1 wrong xxh3\n",
    "an unknown algorithm": b"depstamp-baseline1 content md5\n",
    "a line that is cut": b"depstamp-baseline1 content xxh3\nabc",
    "a line without a path": b"depstamp-baseline1 content xxh3\n"
    + b"0" * 32
    + b" "
    + b"0" * 32
    + b"\n",
    "a path with an open quote": b"depstamp-baseline1 content xxh3\n"
    + b"0" * 32
    + b" "
    + b"0" * 32
    + b' "a.py\n',
    "NUL bytes": b"\0" * 4096,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_baseline_is_trouble_with_its_name(small, content):
    path = small.root.parent / "broken.base"
    path.write_bytes(content)
    assert "broken.base" in small.trouble("affected", "--baseline", path)


def test_a_baseline_that_is_not_there_is_trouble(small):
    assert "gone.base" in small.trouble("affected", "--baseline", "gone.base")


def test_a_baseline_of_another_level_than_asked_is_trouble(small):
    base = small.baseline("names")
    small.trouble("affected", "--baseline", base, "--level", "content")


def test_a_baseline_brings_its_level_along(small):
    base = small.baseline("names")
    small.append("c.py", "x = 1\n")
    assert small.report("--baseline", base)["level"] == "names"
    assert small.affected("--baseline", base) == ["c.py"]
