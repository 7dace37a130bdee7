# SPDX-License-Identifier: MIT
"""What is part of a key, level by level, and what is not."""

import os

import pytest

pytest_plugins = ["cli.workspace"]


def files(text):
    return {path: "" for path in text.split()}


def changed(work, level, act):
    """The files whose keys differ after `act`, and those that are new."""
    before = work.keys(level)
    act()
    after = work.keys(level)
    return sorted(path for path in after if before.get(path) != after[path])


@pytest.fixture
def small(work):
    return work.write(
        {
            "a.py": "import b\n",
            "b.py": "import p.c\n",
            "p/__init__.py": "",
            "p/c.py": "",
            "p/d.py": "",
            "lone.py": "",
        }
    )


ACTIONS = {
    "a comment in a leaf": (
        lambda w: w.append("p/c.py", "# x\n"),
        {"none": "p/c.py", "names": "p/c.py", "content": "a.py b.py p/c.py"},
    ),
    "a comment in the middle": (
        lambda w: w.append("b.py", "# x\n"),
        {"none": "b.py", "names": "b.py", "content": "a.py b.py"},
    ),
    "a comment in an init": (
        lambda w: w.append("p/__init__.py", "# x\n"),
        {
            "none": "p/__init__.py",
            "names": "p/__init__.py",
            "content": "a.py b.py p/__init__.py p/c.py p/d.py",
        },
    ),
    "a leaf goes": (
        lambda w: w.remove("p/c.py"),
        {"none": "", "names": "b.py", "content": "a.py b.py"},
    ),
    "an unrelated file comes": (
        lambda w: w.write({"other.py": ""}),
        {"none": "other.py", "names": "other.py", "content": "other.py"},
    ),
    "a file of data comes": (
        lambda w: w.write({"p/data.json": "1"}),
        {"none": "", "names": "", "content": ""},
    ),
    "an executable bit": (
        lambda w: (w.root / "p/c.py").chmod(0o755),
        {"none": "p/c.py", "names": "p/c.py", "content": "p/c.py"},
    ),
    "a touch": (
        lambda w: os.utime(w.root / "p/c.py", (1, 1)),
        {"none": "", "names": "", "content": ""},
    ),
    "an import is added": (
        lambda w: w.append("p/d.py", "import lone\n"),
        {"none": "p/d.py", "names": "p/d.py", "content": "p/d.py"},
    ),
}


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("level", ["none", "names", "content"])
def test_an_action_changes_exactly_these_keys(small, level, name):
    act, wanted = ACTIONS[name]
    assert changed(small, level, lambda: act(small)) == wanted[level].split()


def test_a_key_depends_on_the_path(work):
    work.write(files("a.py b.py"))
    for level in ("none", "names", "content"):
        keys = work.keys(level)
        assert keys["a.py"] != keys["b.py"]


def test_a_key_depends_on_the_level(work):
    work.write(files("a.py"))
    assert len({work.keys(level)["a.py"] for level in ("none", "names", "content")}) == 3


def test_swapping_the_contents_of_two_files_changes_both(work):
    work.write({"a.py": "x = 1\n", "b.py": "x = 2\n", "u.py": "import a, b\n"})
    assert changed(work, "content", lambda: work.write({"a.py": "x = 2\n", "b.py": "x = 1\n"})) == [
        "a.py",
        "b.py",
        "u.py",
    ]


def test_swapping_two_files_behind_a_third_changes_it(work):
    """No path, no content and no import is new: only who is where."""
    work.write({"u.py": "import a\nimport b\n", "a.py": "import c\n", "b.py": ""})
    work.write(files("c.py"))
    assert "u.py" in changed(
        work, "content", lambda: work.write({"b.py": "import c\n", "a.py": ""})
    )


def test_the_members_of_a_cycle_have_keys_of_their_own(work):
    work.write({"a.py": "import b\n", "b.py": "import a\n"})
    keys = work.keys()
    assert keys["a.py"] != keys["b.py"]


def test_a_cycle_that_is_cut_changes_all_its_members(work):
    work.write({"a.py": "import b\n", "b.py": "import c\n", "c.py": "import a\n"})
    found = changed(work, "content", lambda: work.write({"c.py": "import d\n"}))
    assert found == ["a.py", "b.py", "c.py"]


def test_moving_an_import_from_one_member_of_a_cycle_to_another_counts(work):
    work.write({"a.py": "import b\n", "b.py": "import a\nimport d\n", "d.py": ""})
    work.write({"u.py": "import a\n"})
    found = changed(
        work,
        "content",
        lambda: work.write({"a.py": "import b\nimport d\n", "b.py": "import a\n"}),
    )
    assert found == ["a.py", "b.py", "u.py"]


def test_keys_survive_a_new_neighbour_of_a_cycle(work):
    work.write({"a.py": "import b\n", "b.py": "import a\n"})
    assert changed(work, "content", lambda: work.write({"z.py": "import a\n"})) == ["z.py"]


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "a", "b"), ("b", "c", "a")])
def test_keys_do_not_depend_on_the_order_of_events(work, order):
    text = {"a": "import b, c\n", "b": "import c\n", "c": "import a\n"}
    for name in order:
        work.write({f"{name}.py": text[name]})
        work.text("scan")
    first = work.keys()
    fresh = work.sibling("fresh").write({f"{n}.py": t for n, t in text.items()})
    assert first == fresh.keys()


def test_a_key_is_the_same_after_a_detour(small):
    before = {level: small.keys(level) for level in ("none", "names", "content")}
    small.rename("p/c.py", "q.py").append("lone.py", "import a\n").keys()
    small.rename("q.py", "p/c.py").write({"lone.py": ""})
    assert before == {level: small.keys(level) for level in ("none", "names", "content")}


def test_a_guarded_import_counts_like_any_other(work):
    work.write(
        {
            "t.py": "if TYPE_CHECKING:\n  import a\n",
            "w.py": "try:\n  import a\nexcept ImportError: pass\n",
            "l.py": "def f():\n  import a\n",
            "z.py": "lazy import a\n",
            "d.py": "__import__('a')\n",
            "a.py": "",
        }
    )
    assert changed(work, "content", lambda: work.append("a.py", "x = 1\n")) == [
        "a.py",
        "d.py",
        "l.py",
        "t.py",
        "w.py",
        "z.py",
    ]


def test_settings_that_change_no_fact_change_no_key(small):
    before = small.keys()
    small.write({"depstamp.yaml": "limits: {jobs: 3}\n"})
    assert small.keys() == before


def test_a_level_of_a_later_issue_is_no_crash(small):
    for level in ("declared", "inferred", "code"):
        done = small.run("stamp", "--all", "--level", level)
        assert done.returncode in (0, 2)
        assert done.returncode == 0 or done.stderr.strip()


def test_a_folder_that_becomes_a_root_changes_who_looks_there(work):
    work.write(files("p/__init__.py p/m.py")).write({"u.py": "import m\n"})
    found = changed(work, "names", lambda: work.remove("p/__init__.py"))
    assert "u.py" in found


def test_an_init_upwards_is_part_of_names(work):
    """INP001 of ruff: is the file in a package?"""
    work.write(files("p/m.py other.py"))
    found = changed(work, "names", lambda: work.write(files("p/__init__.py")))
    assert "p/m.py" in found and "other.py" not in found
