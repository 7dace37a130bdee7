# SPDX-License-Identifier: MIT
"""Keys that are known from the run before change no answer."""

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]

# The tool of these tests looks into what a file imports.
FOLLOWS = r"""
found = 0
for name in files:
    for number, line in enumerate(Path(name).read_text().splitlines(), 1):
        words = line.split()
        module = words[1].replace(".", "/") if words[:1] == ["import"] else ""
        if module and os.path.exists(module + ".py"):
            text = Path(module + ".py").read_text()
            print(f"{name}:{number}:1: error: {module} is {text!r} [W2]")
            found = 1
sys.exit(found)
"""

FILES = {
    "a.py": "import b\nimport gen\n",
    "b.py": "x = 1\n",
    "c.py": "import lib.d\nimport late\n",
    "lib/d.py": "x = 1\n",
    "gen.py": "x = 1\n",
    ".gitignore": "gen.py\nmade/\n",
}

EDITS = [
    {"b.py": "x = 2\n"},
    {"gen.py": "x = 2\n"},
    {"late.py": "x = 2\n"},
    {"lib/d.py": "x = 2\n"},
    {"lib/__init__.py": ""},
    {"a.py": "import made.m\n", "made/m.py": "x = 1\n"},
    {"made/m.py": "x = 2\n"},
    {"a.py": "import b\n"},
    {"b.py": None},
    {"b/__init__.py": ""},
    {"b.py": "x = 3\n"},
    {"gen.py": None},
]


def known(work):
    return sorted(path.name for path in (work.root / ".depstamp").glob("known-*"))


@pytest.fixture
def follows(tooled):
    tooled.behave(FOLLOWS)
    tooled.work.write(FILES)
    return tooled


def run_until_known(project):
    """Files may be too young for it: the clock of the file system has steps."""
    for _ in range(100):
        project.report()
        if known(project.work):
            return
    raise AssertionError("nothing is remembered")


def run_until_known_anew(project):
    for name in known(project.work):
        (project.work.root / ".depstamp" / name).unlink()
    run_until_known(project)


def test_after_every_edit_the_answers_are_those_of_a_run_from_scratch(follows):
    for edit in EDITS:
        # Where ignored folders are looked into, nothing is remembered.
        if "made" in (follows.work.root / "a.py").read_text():
            follows.report()
        else:
            run_until_known_anew(follows)
        for path, text in edit.items():
            if text is None:
                (follows.work.root / path).unlink()
            else:
                follows.work.write({path: text})
        found = follows.report()["diagnostics"]
        assert found == follows.report("--no-cache")["diagnostics"], edit


def test_what_is_known_is_used_until_something_differs(follows):
    run_until_known(follows)
    path = follows.work.root / ".depstamp" / "known-content-file"
    before = path.stat()
    follows.calls()
    follows.report()
    assert path.stat().st_ino == before.st_ino
    assert follows.analyzed() == []
    follows.work.write({"b.py": "x = 2\n"})
    follows.report()
    assert follows.analyzed() == ["a.py", "b.py"]


def test_other_settings_are_other_keys(follows):
    follows.work.write({"pkg/__init__.py": "", "pkg/e.py": "import q\n", "deep/lib/q.py": ""})
    run_until_known(follows)
    follows.calls()
    follows.configure(more="roots: [.]\n")
    follows.report()
    assert "pkg/e.py" in follows.analyzed()


def test_clearing_the_cache_removes_them(follows):
    run_until_known(follows)
    follows.work.run("cache", "clear")
    assert known(follows.work) == []
    assert follows.report()["complete"]


def test_they_are_neither_used_nor_made_without_the_cache(follows):
    for _ in range(3):
        follows.report("--no-cache")
    assert known(follows.work) == []
