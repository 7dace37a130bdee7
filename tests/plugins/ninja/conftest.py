# SPDX-License-Identifier: MIT
import os
from pathlib import Path

import pytest

from cli.conftest import program  # noqa: F401
from plugins import hosts
from plugins.ninja import building

# A sanitizer looks at us, not at ninja, and makes each edge slow.
SLOW = "san" in Path(os.environ.get("BUILD", "build")).name
NINJAS = hosts.names("ninja-")


@pytest.fixture(params=NINJAS[-1:] if SLOW else NINJAS)
def build(request, tmp_path, program):  # noqa: F811
    """The small project, generated, with two analyzers; not built yet."""
    made = building.Build(tmp_path, building.ninja_or_skip(request.param), program)
    made.write(building.FILES | {"build.ninja": building.MANIFEST})
    made.configure({"decl": "declared", "plain": "none"})
    made.tool("decl")
    made.tool("plain")
    made.generate()
    return made
