# SPDX-License-Identifier: MIT
"""The fixtures that run the program are those of tests/cli."""

from cli.conftest import depstamp, program  # noqa: F401
