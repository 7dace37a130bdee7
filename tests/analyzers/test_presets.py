# SPDX-License-Identifier: MIT
"""config/analyzers/*.yaml against the tools that they are about."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from analyzers import venv

FOLDER = Path(__file__).resolve().parents[2] / "config" / "analyzers"
PRESETS = {path.stem: yaml.safe_load(path.read_text()) for path in FOLDER.glob("*.yaml")}

CLEAN = '"""Nothing to say."""\n'
# A finding of each tool.
DIRTY = """\
import os, pickle
def f(x)->int :
    return 'a'
f( x=1,y=2)
f( x=1,y=2)
"""
CYCLE = {
    "dirty.py": "import clean\nclean.x()\n",
    "clean.py": "import dirty\ndirty.x()\n",
}


def is_in(status, ranges):
    for item in map(str, ranges):
        first, _, last = item.partition("-")
        if int(first) <= status <= int(last or first):
            return True
    return False


def command(preset, files, as_list, cache):
    """The command of a row, over files or a list of them, and its input."""
    row = PRESETS[preset]
    words = []
    given = None
    for word in row["command"]:
        if word == "{args}":
            continue
        if word != "{files}":
            words.append(word.replace("{cache}", str(cache)))
        elif not as_list:
            words += files
        elif row["list"] == "stdin":
            words.append("-")
            given = "".join(f"{name}\n" for name in files)
        else:
            (cache / "list").write_text("".join(f"{name}\n" for name in files))
            words.append(f"@{cache / 'list'}")
    return words, given


def environment(preset, root, cache, **extra):
    row = PRESETS[preset]
    result = venv.variables(**extra)
    for name in row.get("env_unset", []):
        result.pop(name, None)
    for item in row.get("env_set", []):
        name, _, value = item.partition("=")
        result[name] = value.replace("{roots}", str(root)).replace("{cache}", str(cache))
    return result


class Place:
    def __init__(self, folder):
        self.root = folder / "project"
        self.cache = folder / "cache"
        self.home = folder / "home"
        for path in (self.root, self.cache, self.home):
            path.mkdir()

    def put(self, files):
        for name, text in files.items():
            (self.root / name).write_text(text)

    def run(self, preset, files, as_list=False, **extra):
        words, given = command(preset, files, as_list, self.cache)
        done = subprocess.run(
            words, cwd=self.root, input=given or "", capture_output=True, text=True,
            env=environment(preset, self.root, self.cache, HOME=str(self.home), **extra),
        )
        if done.returncode not in range(256):
            pytest.fail(done.stderr)
        return done

    def files(self, folder):
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def assert_status(done, preset, kind):
    assert is_in(done.returncode, PRESETS[preset][kind]), done.stdout + done.stderr


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_statuses_tell_clean_from_findings(preset, place):
    place.put({"clean.py": CLEAN, "dirty.py": DIRTY})
    if preset == "pylint-project":
        place.put(CYCLE)
    files = ["clean.py", "dirty.py"]
    # No colour of ours reaches it, and nothing is written but into our cache.
    found = place.run(preset, files, FORCE_COLOR="1", CLICOLOR_FORCE="1")
    assert_status(found, preset, "findings")
    place.put({"clean.py": CLEAN, "dirty.py": CLEAN})
    clean = place.run(preset, files)
    assert_status(clean, preset, "clean")
    assert "\x1b" not in found.stdout + found.stderr
    assert place.files(place.root) == set(files)
    # pyright's wrapper keeps a node of its own where there is none.
    written = {name for name in place.files(place.home) if "pyright" not in name}
    assert written == set()


LISTED = sorted(name for name, row in PRESETS.items() if "list" in row)


@pytest.mark.parametrize("preset", LISTED)
def test_a_list_is_as_good_as_arguments(preset, place):
    place.put({"clean.py": CLEAN, "dirty.py": DIRTY, "other.py": DIRTY})
    files = ["clean.py", "dirty.py"]
    named = place.run(preset, files)
    listed = place.run(preset, files, as_list=True)
    assert_status(listed, preset, "findings")
    assert "dirty.py" in listed.stdout
    assert "other.py" not in listed.stdout
    assert len(listed.stdout.splitlines()) == len(named.stdout.splitlines())


# Of these a syntax error is a finding, of the others it stops them.
SEEN = {"ruff", "pyright", "ty", "pyrefly", "flake8", "pylint", "pylint-project"}


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_syntax_error_is_a_finding_or_broken(preset, place):
    place.put({"bad.py": "x = (\n"})
    done = place.run(preset, ["bad.py"])
    is_finding = is_in(done.returncode, PRESETS[preset]["findings"])
    is_clean = is_in(done.returncode, PRESETS[preset]["clean"])
    if preset == "bandit":
        assert is_clean
        assert '"errors": [\n    {' in done.stdout
    elif preset in SEEN:
        assert is_finding
    else:
        assert not is_finding
        assert not is_clean


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_missing_file_is_clean_to_pyrefly_alone(preset, place):
    place.put({"clean.py": CLEAN})
    done = place.run(preset, ["clean.py", "gone.py"])
    if preset == "bandit":
        assert '"errors": [\n    {' in done.stdout
    elif preset == "pyrefly":
        # So an answer counts only if the file is still there afterwards.
        assert (done.returncode, "gone" in done.stdout) == (0, False)
    else:
        assert not is_in(done.returncode, PRESETS[preset]["clean"])


def test_each_preset_is_tried():
    assert {"ruff", "mypy", "pylint-project"} < set(PRESETS)
    assert os.path.isdir(FOLDER)
