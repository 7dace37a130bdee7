# SPDX-License-Identifier: MIT
"""Fixtures of the fault suite; see lab.py."""

import os
from pathlib import Path

import pytest

from cli.conftest import program  # noqa: F401
from fault import lab as labs

PROGRAM = Path(os.environ.get("DEPSTAMP", "build/depstamp")).resolve()
SANITIZED = PROGRAM.exists() and labs.is_sanitized(PROGRAM)

# A sanitizer's allocator cannot be replaced, nor can its leaks be looked for
# in a program that is traced: there the other files are enough.
collect_ignore = ["test_failed_calls.py", "test_kills.py", "test_places.py"] if SANITIZED else []


@pytest.fixture(scope="module")
def lab(program, tmp_path_factory):  # noqa: F811
    return labs.Lab(program, tmp_path_factory.mktemp("lab"))


@pytest.fixture
def tried(record_property):
    """tried(class, number): tests/run adds them up."""

    def tell(kind, number):
        assert number > 0
        if not SANITIZED:
            record_property(f"faults: {kind}", number)

    return tell


@pytest.fixture
def few():
    """few(n): n, or what a sanitizer leaves time for."""
    return lambda number: max(2, number // 12) if SANITIZED else number
