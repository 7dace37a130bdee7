# SPDX-License-Identifier: MIT
"""The facts of small sources, with those expected beside them.

tests/corpus/NAME.py has the facts in NAME.facts, as facts_print writes them.
To refresh them all after a look at the difference:

    DEPSTAMP_REFRESH=1 make test-cli PYTEST_ARGS='-k corpus'
"""

import os
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(os.environ.get("BUILD", "build")) / "tests" / "tools"
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
SOURCES = sorted(CORPUS.glob("*.py"))


def facts(path, *options):
    command = [TOOLS / "facts_print", *options, path]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_corpus(source):
    options = ["--strings", "1"] if source.stem.startswith("string_") else []
    golden = source.with_suffix(".facts")
    found = facts(source, *options)
    if os.environ.get("DEPSTAMP_REFRESH"):
        golden.write_bytes(found)
    assert found.decode(errors="replace") == golden.read_bytes().decode(errors="replace")


def test_ten_thousand_brackets_hide_nothing(tmp_path):
    source = tmp_path / "deep.py"
    opening, closing = "([{" * 3400, "}])" * 3400
    source.write_text(f"x = {opening}{closing}; import a\ny = {opening}__import__('b'){closing}\n")
    assert facts(source) == b"1 import a -\n2 dynamic b -\n"


def test_brackets_that_never_close_hide_nothing(tmp_path):
    source = tmp_path / "open.py"
    source.write_text("(" * 10_000 + "\nimport a\n")
    assert facts(source) == b"2 import a -\n"


def test_deep_blocks_keep_their_flags(tmp_path):
    source = tmp_path / "blocks.py"
    lines = [" " * depth + "if TYPE_CHECKING:" for depth in range(2000)]
    source.write_text("\n".join([*lines, " " * 2000 + "import a\n"]))
    assert facts(source) == b"2001 import a - type_checking\n"


def test_a_name_longer_than_any_path_is_cut(tmp_path):
    source = tmp_path / "long.py"
    source.write_text("import " + "a" * 100_000 + "\nimport b\n")
    lines = facts(source).splitlines()
    assert len(lines[0]) == len("1 import ") + 65_535 + len(" -")
    assert lines[1] == b"2 import b -"
