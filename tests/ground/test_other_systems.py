# SPDX-License-Identifier: MIT
"""What stands in for a file of this system on others at least compiles."""

import os
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
OTHERS = sorted(path.relative_to(REPOSITORY) for path in REPOSITORY.glob("core/*/*_other.c"))
FLAGS = "-std=c11 -D_GNU_SOURCE -I. -include core/base/banned.h -Wall -Wextra -Wpedantic -Werror"
FUNCTION = re.compile(r"^(\w+)\(", re.MULTILINE)


def functions(path):
    return set(FUNCTION.findall(path.read_text()))


@pytest.mark.parametrize("path", OTHERS, ids=str)
def test_a_file_for_other_systems_compiles_and_has_all_functions(path):
    compiler = os.environ.get("CC", "gcc").split()
    command = [*compiler, *FLAGS.split(), "-fsyntax-only", path]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    header = (REPOSITORY / path).with_name(path.name.replace("_other.c", ".h")).read_text()
    declared = set(re.findall(r"^\w[\w\s]*[ *](\w+)\(", header, re.MULTILINE))
    declared -= {name for name in declared if re.search(rf"typedef [^;]*\b{name}\(", header)}
    assert declared
    assert declared <= functions(REPOSITORY / path)
