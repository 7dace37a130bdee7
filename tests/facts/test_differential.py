# SPDX-License-Identifier: MIT
"""Our facts against a walk over full parse trees: tests/tools/facts_diff.

Every Python file of the standard library (with its tests where Python has
them: libpython3-testsuite on Debian), Django, SymPy, Home Assistant and
Ansible, as it is and damaged at random.  Under a sanitizer a slice of them
has to do.
"""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

from corpora import corpus, pins

BUILD = Path(os.environ.get("BUILD", "build"))
FACTS_DIFF = BUILD / "tests" / "tools" / "facts_diff"
SLOW = "san" in BUILD.name
EVERY = 40 if SLOW else 1
DAMAGED = 300 if SLOW else 10_000
SEED = 1


def python_files(folder):
    found = [*folder.rglob("*.py"), *folder.rglob("*.pyi")]
    return sorted(path for path in found if "site-packages" not in path.parts and path.is_file())


def standard_library():
    return Path(sysconfig.get_paths()["stdlib"])


def compare(list_file, *options):
    """The summary line; a difference fails with all that was printed."""
    done = subprocess.run(
        [FACTS_DIFF, *options, list_file], stdout=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()[-1]


def write_list(path, files):
    path.write_text("".join(f"{file}\n" for file in files))
    return path


@pytest.mark.parametrize("name", sorted(pins()))
def test_facts_are_those_of_the_full_tree(name, tmp_path):
    files = python_files(corpus(name))
    assert len(files) > 1000
    print(compare(write_list(tmp_path / "list", files[::EVERY])))


def test_facts_of_the_standard_library_are_those_of_the_full_tree(tmp_path):
    files = python_files(standard_library())
    assert len(files) > 300
    print(compare(write_list(tmp_path / "list", files[::EVERY])))


def test_string_imports_are_those_of_the_full_tree(tmp_path):
    files = python_files(corpus("django"))
    print(compare(write_list(tmp_path / "list", files[::EVERY]), "--strings", "1"))


def test_damaged_files_keep_all_that_their_trees_show(tmp_path):
    files = python_files(standard_library())
    for name in sorted(pins()):
        files += python_files(corpus(name))
    damage = ["--damage", str(SEED), str(DAMAGED)]
    print(compare(write_list(tmp_path / "list", files), *damage))
