# SPDX-License-Identifier: MIT
"""The table of widths against the Unicode data of the Python that runs this."""

import re
import sys
import unicodedata
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "core/base/width_ranges.inc"
TEXT = TABLE.read_text()
NEWEST = re.search(r"Unicode (\d+)", TEXT)[1]
HANGUL_FILLER = 0x3164  # wide, and never seen


def widths():
    found = {}
    for first, last, width in re.findall(r"\{0x(\w+), 0x(\w+), (\d)\}", TEXT):
        found.update(dict.fromkeys(range(int(first, 16), int(last, 16) + 1), int(width)))
    return found


def expected(code_point):
    """The width if this Python's data decides it, else None."""
    character = chr(code_point)
    category = unicodedata.category(character)
    if category in ("Mn", "Me"):
        return 0
    if category in ("Cc", "Cn", "Cs", "Mc") or code_point == HANGUL_FILLER:
        return None
    return 2 if unicodedata.east_asian_width(character) in "WF" else None


@pytest.mark.skipif(
    int(unicodedata.unidata_version.split(".")[0]) > int(NEWEST), reason="newer than the table"
)
def test_marks_take_no_column_and_wide_letters_two():
    table = widths()
    wrong = [
        hex(code_point)
        for code_point in range(sys.maxunicode + 1)
        if expected(code_point) not in (None, table.get(code_point, 1))
    ]
    assert wrong == []
