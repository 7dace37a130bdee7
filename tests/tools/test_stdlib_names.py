# SPDX-License-Identifier: MIT
"""The table of standard library names against the Python that runs this."""

import re
import sys
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "core/python/stdlib_names.inc"
MINOR = sys.version_info.minor


def names_of(minor):
    rows = re.findall(r'^\{"(\w+)", (\d+), (\d+)\},$', TABLE.read_text(), re.M)
    return {name for name, since, until in rows if int(since) <= minor <= int(until)}


@pytest.mark.skipif(MINOR > 15, reason="a Python newer than the table")
def test_the_table_has_all_names_of_this_python():
    # Before 3.10 a Python only knows what is compiled into it.
    names = getattr(sys, "stdlib_module_names", sys.builtin_module_names)
    assert set(names) - names_of(MINOR) == set()


def test_the_table_knows_what_came_and_what_went():
    assert {"tomllib", "zoneinfo"} & names_of(10) == {"zoneinfo"}
    assert {"imp", "asyncore", "compression"} & names_of(14) == {"compression"}
