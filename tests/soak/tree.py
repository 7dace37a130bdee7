# SPDX-License-Identifier: MIT
"""A state is {path: bytes}; a tree is the folder that holds one at a time."""

import os

SUFFIXES = (".py", ".pyi")


def subjects(state):
    return sorted(path for path in state if path.endswith(SUFFIXES))


def changed(before, after):
    """The files that exist afterwards with other bytes than before."""
    return {path for path in after if before.get(path) != after[path]}


class Tree:
    def __init__(self, root):
        self.root = root
        self.state = {}
        root.mkdir(parents=True, exist_ok=True)

    def become(self, state):
        """Write what differs, remove what is gone, and emptied folders."""
        for path in self.state.keys() - state.keys():
            self.remove(path)
        for path in changed(self.state, state):
            target = self.root / path
            if target.is_dir():
                target.rmdir()
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(state[path])
        self.state = dict(state)

    def remove(self, path):
        os.unlink(self.root / path)
        folder = (self.root / path).parent
        while folder != self.root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def read(folder):
    """The state of Python files below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in SUFFIXES and path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def write(folder, state):
    for path, content in state.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
