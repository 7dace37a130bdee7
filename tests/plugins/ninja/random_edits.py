# SPDX-License-Identifier: MIT
"""Random edits of a tree, and whether ninja runs just what is affected."""

import random

IGNORED = {"build", ".depstamp", ".git"}


class Edits:
    """Each call makes one edit and says which."""

    def __init__(self, build, seed):
        self.build = build
        self.random = random.Random(seed)
        self.count = 0
        self.kinds = [
            self.comment,
            self.body,
            self.signature,
            self.new_import,
            self.new_file,
            self.shadow,
            self.delete,
            self.rename,
            self.touch,
            self.broken,
        ]

    def files(self):
        found = (path.relative_to(self.build.root) for path in self.build.root.rglob("*.py"))
        return sorted(str(path) for path in found if path.parts[0] not in IGNORED)

    def pick(self):
        return self.random.choice(self.files())

    def append(self, name, text):
        path = self.build.root / name
        path.write_text(path.read_text() + text)

    def make(self):
        self.count += 1
        kind = self.random.choice(self.kinds)
        return f"{self.count} {kind.__name__} {kind()}"

    def comment(self):
        name = self.pick()
        self.append(name, f"# {self.count}\n")
        return name

    def body(self):
        name = self.pick()
        self.append(name, f"def body_{self.count}() -> int:\n    return {self.count}\n")
        path = self.build.root / name
        path.write_text(path.read_text().replace(f"return {self.count}", f"return -{self.count}"))
        return name

    def signature(self):
        name = self.pick()
        self.append(name, f"def made_{self.count}(x: int) -> str: ...\n")
        return name

    def new_import(self):
        name, other = self.pick(), self.pick()
        module = other.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.append(name, f"import {module}\n")
        return f"{name} {module}"

    def new_file(self):
        name = self.pick().rpartition("/")[0]
        name = f"{name}/new_{self.count}.py".lstrip("/")
        self.build.write({name: f"n = {self.count}\n"})
        return name

    def shadow(self):
        name = self.pick().removesuffix(".py") + ".pyi"
        self.build.write({name: f"s: int  # {self.count}\n"})
        return name

    def delete(self):
        name = self.pick()
        (self.build.root / name).unlink()
        return name

    def rename(self):
        name = self.pick()
        new = name.removesuffix(".py") + f"_{self.count}.py"
        (self.build.root / name).rename(self.build.root / new)
        return f"{name} {new}"

    def touch(self):
        for name in self.files():
            (self.build.root / name).touch()
        return "all"

    def broken(self):
        name = self.pick()
        self.append(name, "def broken(:\n")
        return name


def configure(build, levels):
    """Tools that find nothing, and start quickly: only edges are counted."""
    rows = [
        f"  {name}: {{command: ['true', '{{files}}'], level: {level}}}\n"
        for name, level in levels.items()
    ]
    build.write({"depstamp.yaml": "analyzers:\n" + "".join(rows)})


def compare(build, levels, edits, count):
    """Make edits, and expect ninja's edges to be what `affected` lists."""
    ninja = ("-k", "0")
    build.run(*ninja)
    for _ in range(count):
        for name, level in levels.items():
            words = ["stamp", "--all", "--level", level, "-o", build.folder / name]
            done = build.start(build.program, *words)
            assert done.returncode == 0, done.stdout
        what = edits.make()
        done = build.run(*ninja)
        expected = [
            f"{name} {path}"
            for name, level in levels.items()
            for path in build.affected(level, "--baseline", build.folder / name)
        ]
        assert done.edges == sorted(expected), (what, done)
        assert done.scans == 1, (what, done)
