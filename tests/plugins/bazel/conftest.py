# SPDX-License-Identifier: MIT
import pytest

from cli.conftest import program  # noqa: F401
from plugins import hosts
from plugins.bazel.workspace import Workspace


@pytest.fixture(scope="session")
def server(tmp_path_factory, program):  # noqa: F811
    """One Bazel for all tests: it takes seconds to start."""
    try:
        bazel = hosts.find("bazel")
    except hosts.Absent as absent:
        pytest.skip(f"bazel cannot be had here: {absent}")
    workspace = Workspace(tmp_path_factory.mktemp("bazel"), bazel, program)
    yield workspace
    workspace.close()


@pytest.fixture
def shop(server):
    """The workspace as it is at first, not built."""
    server.reset()
    return server


@pytest.fixture
def built(shop):
    done = shop.build()
    assert done.status == 0, done
    return shop
