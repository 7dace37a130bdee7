# SPDX-License-Identifier: MIT
"""`doctor`: what it tells, and problems that are planted for it to find."""

import json
import re

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]


def checks(work, status):
    done = work.run("doctor", "--format", "json")
    assert (done.returncode, done.stderr) == (status, "")
    told = json.loads(done.stdout)
    assert told["version"] == 1
    assert told["problems"] == sum(check["state"] == "problem" for check in told["checks"])
    return told["checks"]


def problem(work):
    """The only one."""
    found = [check for check in checks(work, 1) if check["state"] == "problem"]
    assert len(found) == 1, found
    return found[0]


def test_a_project_without_problems(work):
    work.write({"a.py": "import b\n", "b.py": ""})
    work.commit()
    told = checks(work, 0)
    assert all(check["state"] == "fine" and check["cure"] is None for check in told)
    topics = dict.fromkeys(check["topic"] for check in told)
    assert [*topics] == ["depstamp", "settings", "files", "git", "analyzers", "cache", "hosts"]
    assert "2 Python files, 1 folders" in [check["text"] for check in told]
    text = work.text("doctor")
    assert text.endswith("\nno problems found\n")
    for library in ("libyaml", "sqlite", "libuv", "libarchive", "zstd", "xxhash", "pcre2"):
        assert re.search(rf"\b{library} [0-9]", text)


def test_looking_changes_nothing(work):
    work.write({"a.py": "import b\n", "b.py": ""})
    work.commit()
    work.text("doctor")
    assert not (work.root / ".depstamp").exists()


def settings_are_wrong(work):
    work.write({"depstamp.yaml": "exclde: [x]\n"})


def an_archive_can_never_be_taken(work):
    work.write({"depstamp.yaml": "cache:\n  sign: required\n"})


def there_is_nothing_to_read(work):
    work.remove("a.py", "b.py", "lib/shop/__init__.py")


def a_root_is_missing(work):
    work.write({"depstamp.yaml": "roots: [.]\n", "a.py": "import shop\n"})


def the_clone_is_shallow(work):
    work.write({"b.py": "x = 2\n"})
    work.commit("two")
    head = work.git("rev-parse", "HEAD")
    (work.root / ".git" / "shallow").write_text(head + "\n")


def the_cache_is_committed(work):
    work.write({".depstamp/store.txt": ""})
    work.git("add", "-f", ".depstamp/store.txt")
    work.git("commit", "-qm", "cache")


def a_tool_is_missing(work):
    row = "analyzers:\n  lint:\n    command: [no-such-tool-at-all, '{files}']\n"
    work.write({"depstamp.yaml": row})


def a_tool_does_not_answer(work):
    row = "analyzers:\n  lint:\n    command: ['false', '{files}']\n    version: ['false']\n"
    work.write({"depstamp.yaml": row})


def nothing_can_be_kept(work):
    (work.root / ".depstamp").write_text("a file\n")


def the_store_is_damaged(work):
    work.text("stamp", "--all", "--level", "declared")
    store = work.root / ".depstamp" / "store.db"
    for left in ("store.db-wal", "store.db-shm"):
        (work.root / ".depstamp" / left).unlink(missing_ok=True)
    damaged = bytearray(store.read_bytes())
    damaged[100:4000] = b"\xa5" * 3900
    store.write_bytes(damaged)


def no_hook_is_installed(work):
    work.write({".pre-commit-config.yaml": "repos:\n- repo: x\n  hooks: [{id: depstamp-run}]\n"})


PLANTED = [
    (settings_are_wrong, "settings", "exclude", "nothing else"),
    (an_archive_can_never_be_taken, "settings", "public_keys", "keygen"),
    (there_is_nothing_to_read, "files", "no Python files", "--root"),
    (a_root_is_missing, "files", "`shop` is imported and lies in lib", "add lib to `roots`"),
    (the_clone_is_shallow, "git", "shallow", "--unshallow"),
    (the_cache_is_committed, "git", "under version control", "git rm -r --cached .depstamp"),
    (a_tool_is_missing, "analyzers", "no-such-tool-at-all", "install"),
    (a_tool_does_not_answer, "analyzers", "lint: ", "version"),
    (nothing_can_be_kept, "cache", "nothing can be written", "cache.dir"),
    (the_store_is_damaged, "cache", "", "cache verify"),
    (no_hook_is_installed, "hosts", "never runs", "pre-commit install"),
]


@pytest.mark.parametrize(
    ("plant", "topic", "text", "cure"), PLANTED, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_planted_problem_is_found(work, plant, topic, text, cure):
    work.write({"a.py": "import b\n", "b.py": "", "lib/shop/__init__.py": ""})
    work.commit()
    plant(work)
    found = problem(work)
    assert found["topic"] == topic
    assert text in found["text"]
    assert cure in found["cure"]
    assert "PROBLEM: " in work.text("doctor", status=1)


def test_without_git_it_says_what_still_works(work):
    work.write({"a.py": ""})
    notes = [check for check in checks(work, 0) if check["state"] == "note"]
    assert [note["topic"] for note in notes] == ["git"]
    assert "--baseline" in notes[0]["cure"]


def test_programs_are_told_with_their_versions(tooled):
    told = [check["text"] for check in checks(tooled.work, 0) if check["topic"] == "analyzers"]
    assert len(told) == 1
    assert told[0].startswith("tool: tool 1 (")
    assert told[0].endswith(", level content")
