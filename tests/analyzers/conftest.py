# SPDX-License-Identifier: MIT
import pytest

from analyzers import venv
from cli.conftest import depstamp, program  # noqa: F401


@pytest.fixture(scope="session", autouse=True)
def tools():
    """The folder with the analyzers' programs, made when a test needs it."""
    return venv.prepare()
