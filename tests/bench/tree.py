# SPDX-License-Identifier: MIT
"""A made-up project of any size, the same for everybody.

Packages of 20 to 50 files stand in groups below one top package.  What a
file imports follows Home Assistant: nine statements on average, a fifth of
all statements distinct, most from the own package or a few hubs, some inside
functions, some for type checkers, some optional.
"""

import random
from pathlib import Path

TOP = "app"
PACKAGES_PER_GROUP = 40
STDLIB = "os re sys json asyncio logging datetime typing pathlib functools".split()
THIRD_PARTY = "attr yaml aiohttp voluptuous sqlalchemy requests".split()

BODY = '''
class {name}:
    """What {name} stands for, in a few words that a scanner has to skip."""

    def __init__(self, owner, *, retries=3, timeout=10.0):
        self.owner = owner
        self.retries = retries  # how often, not how long
        self.timeout = timeout

    async def update(self, values: dict[str, int]) -> int:
        total = sum(values.get(key, 0) for key in ("one", "two", "three"))
        if total > self.retries:
            self.owner.notify(f"{{total}} is more than {{self.retries!r}}")
        return total
'''


class Layout:
    """Which modules there are: groups of packages of module names."""

    def __init__(self, files, chance):
        self.packages = []
        left = files
        while left > 0:
            size = min(chance.randint(20, 50), left)
            number = len(self.packages)
            group = f"group_{number // PACKAGES_PER_GROUP:03d}"
            self.packages.append((f"{group}.package_{number:05d}", size))
            left -= size

    def module(self, chance, package):
        name, size = self.packages[package]
        return f"{TOP}.{name}.module_{chance.randrange(1, max(size, 2)):02d}"

    def hub(self, chance):
        """One of the modules that everybody imports."""
        package = min(chance.randrange(8), len(self.packages) - 1)
        return f"{TOP}.{self.packages[package][0]}.module_{1 + chance.randrange(3):02d}"


def statement(layout, chance, package):
    """One import at module scope."""
    kind = chance.random()
    if kind < 0.25:
        return f"import {chance.choice(STDLIB)}"
    if kind < 0.35:
        return f"from {chance.choice(THIRD_PARTY)} import core, helpers"
    if kind < 0.6:
        return f"from {layout.hub(chance)} import Name{chance.randrange(3)}"
    if kind < 0.8:
        return f"from .module_{chance.randrange(1, 20):02d} import Name1, Name2"
    if kind < 0.85:
        return f"from . import module_{chance.randrange(1, 20):02d}"
    near = max(0, package - chance.randrange(1, 20))
    return f"import {layout.module(chance, near)} as other_{chance.randrange(4)}"


def source(layout, chance, package):
    lines = ['"""A module that nobody wrote."""', "from __future__ import annotations", ""]
    lines += [statement(layout, chance, package) for _ in range(chance.randint(3, 12))]
    if chance.random() < 0.3:
        lines += ["from typing import TYPE_CHECKING", "if TYPE_CHECKING:"]
        lines += [f"    from {layout.hub(chance)} import Name0"]
    if chance.random() < 0.1:
        lines += ["try:", "    import orjson as json", "except ImportError:", "    import json"]
    for number in range(chance.randint(1, 5)):
        lines.append(BODY.format(name=f"Name{number}"))
    if chance.random() < 0.2:
        lines += ["def late():", f"    from {layout.hub(chance)} import Name1", "    return Name1"]
    return "\n".join(lines) + "\n"


def write_package(folder, layout, chance, package):
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "__init__.py").touch()
    name, size = layout.packages[package]
    (folder / "__init__.py").write_text('"""A package."""\n')
    for number in range(1, size):
        path = folder / f"module_{number:02d}.py"
        path.write_text(source(layout, chance, package))


def write_tree(root, files):
    """Make `root`, with about `files` files below its top package."""
    chance = random.Random(files)
    layout = Layout(files, chance)
    root = Path(root)
    for package, (name, _) in enumerate(layout.packages):
        folder = root.joinpath(TOP, *name.split("."))
        write_package(folder, layout, chance, package)
    (root / TOP / "__init__.py").touch()
