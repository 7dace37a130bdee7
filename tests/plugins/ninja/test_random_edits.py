# SPDX-License-Identifier: MIT
"""Whatever is edited, ninja runs just what `depstamp affected` lists.

`tests/bench/ninja` does the same with 10,000 files and 200 edits.
"""

import zlib

from bench import tree
from plugins.ninja import random_edits

LEVELS = {"decl": "declared", "plain": "names"}
EDITS = 12


def test_edges_are_what_is_affected(build):
    tree.write_tree(build.root, 40)
    random_edits.configure(build, LEVELS)
    build.generate()
    seed = zlib.crc32(build.ninja.name.encode())
    random_edits.compare(build, LEVELS, random_edits.Edits(build, seed), EDITS)
