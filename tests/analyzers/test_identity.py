# SPDX-License-Identifier: MIT
"""Which tool answers: asked once, and again when it became another one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from analyzers import venv

PRINT = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "tools" / "identity_print"
PROGRAMS = ("ruff", "flake8", "pylint", "mypy", "pyright", "ty", "pyrefly", "bandit", "black")
PRESETS = (*PROGRAMS, "ruff-format", "pylint-project")
# Those that have plugins, or look at what is installed: the project's own
# environment, which here is the first on PATH.
LOOKING = {"flake8", "pylint", "pylint-project", "mypy", "pyright", "ty", "pyrefly", "bandit"}


def imitate(tools, target):
    """The analyzers as another environment: its own programs and folders
    around the same files, which are not copied."""
    packages = next((tools.parent / "lib").glob("python3.*")) / "site-packages"
    new = target / packages.relative_to(tools.parent)
    new.mkdir(parents=True)
    for entry in packages.iterdir():
        (new / entry.name).symlink_to(entry)
    (target / "bin").mkdir()
    shutil.copy(tools.parent / "pyvenv.cfg", target)
    for name in ("python", "python3"):
        (target / "bin" / name).symlink_to((tools / "python3").resolve())
    for name in PROGRAMS:
        content = (tools / name).read_bytes()
        program = target / "bin" / name
        program.write_bytes(content.replace(str(tools).encode(), str(target / "bin").encode()))
        program.chmod(0o755)
    return new


def identities(root, bin_folder, names=PRESETS):
    """name -> (asked, digest, line), and the microseconds it took."""
    variables = venv.variables(PATH=f"{bin_folder}:/usr/bin:/bin")
    (root / ".depstamp").mkdir(exist_ok=True)
    done = subprocess.run(
        [PRINT, root, root / ".depstamp", *names],
        capture_output=True,
        text=True,
        env=variables,
        check=True,
    )
    *lines, last = done.stdout.splitlines()
    found = {}
    for line in lines:
        name, how, digest, rest = line.split(" ", 3)
        assert how in ("asked", "known"), line
        found[name] = (how == "asked", digest, rest)
    return found, int(last.split()[0])


@pytest.fixture(scope="module")
def place(tools, tmp_path_factory):
    """A project beside an environment, and what its tools are.  Whoever
    changes something puts it back."""
    folder = tmp_path_factory.mktemp("place")
    packages = imitate(tools, folder / "venv")
    (folder / "project").mkdir()
    first, slow = identities(folder / "project", folder / "venv/bin")
    return Place(folder, packages, first, slow)


class Place:
    def __init__(self, folder, packages, first, slow):
        self.project = folder / "project"
        self.programs = folder / "venv/bin"
        self.packages = packages
        self.first = first
        self.slow = slow

    def ask(self):
        return identities(self.project, self.programs)


def digests(found):
    return {name: digest for name, (_, digest, _) in found.items()}


def asked(found):
    return {name for name, (was_asked, _, _) in found.items() if was_asked}


def test_each_tool_is_asked_once_and_then_known_in_no_time(place):
    # The others are rows of a tool that was asked already.
    assert asked(place.first) == set(PROGRAMS)
    found, fast = min((place.ask() for _ in range(5)), key=lambda pair: pair[1])
    assert asked(found) == set()
    assert digests(found) == digests(place.first)
    print(f"{len(found)} identities: {place.slow} us asked, {fast} us known")
    # Asking takes seconds: this only says that nobody was.
    assert fast * 10 < place.slow


def test_versions_are_what_the_tools_say(place):
    pins = dict(line.split("==") for line in venv.PINS.read_text().splitlines() if "==" in line)
    for name in PROGRAMS:
        said = place.first[name][2].split(": ", 1)[1]
        assert pins[name] in said


def test_a_plugin_makes_other_tools_of_those_that_may_load_it(place):
    plugin = place.packages / "pylint_plugin-1.0.dist-info"
    plugin.mkdir()
    try:
        after, _ = place.ask()
    finally:
        plugin.rmdir()
    before = digests(place.first)
    assert {name for name in PRESETS if before[name] != digests(after)[name]} == LOOKING
    restored, _ = place.ask()
    assert asked(restored) == set()
    assert digests(restored) == before


def test_a_program_that_was_replaced_is_asked_again(place):
    program = place.programs / "ruff"
    content = program.read_bytes()
    program.unlink()
    program.write_bytes(content)
    program.chmod(0o755)
    after, _ = place.ask()
    assert asked(after) == {"ruff"}
    assert digests(after) == digests(place.first)
    assert asked(place.ask()[0]) == set()


def test_a_copy_at_another_place_has_the_same_identities(tools, place, tmp_path):
    there = tmp_path / "quite" / "another" / "place"
    (there / "project").mkdir(parents=True)
    imitate(tools, there / "venv")
    other, _ = identities(there / "project", there / "venv/bin")
    assert digests(other) == digests(place.first)
