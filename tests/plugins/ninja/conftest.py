# SPDX-License-Identifier: MIT
import pytest

from cli.conftest import program  # noqa: F401
from plugins import hosts
from plugins.ninja import building


@pytest.fixture(params=hosts.names("ninja-"))
def build(request, tmp_path, program):  # noqa: F811
    """The small project, generated, with two analyzers; not built yet."""
    made = building.Build(tmp_path, building.ninja_or_skip(request.param), program)
    made.write(building.FILES | {"build.ninja": building.MANIFEST})
    made.configure({"decl": "declared", "plain": "none"})
    made.tool("decl")
    made.tool("plain")
    made.generate()
    return made
