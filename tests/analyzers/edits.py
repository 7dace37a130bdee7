# SPDX-License-Identifier: MIT
"""Edits of a real tree, one after the other, each a function of the tree.

Every edit says what it is and returns whether it can be made here.  Together
they do what people do: bodies, signatures, imports, files that come and go,
errors that are made and mended, configurations that appear among the files.
"""

import random

BROKEN = "def broken(:\n    pass\n"


class Tree:
    def __init__(self, root, seed):
        self.root = root
        self.random = random.Random(seed)
        self.undo = []

    def files(self):
        return sorted(
            str(path.relative_to(self.root))
            for path in self.root.rglob("*.py")
            if ".depstamp" not in path.parts
        )

    def pick(self, having=""):
        """A file that is no package's and has something in it."""
        names = [
            name
            for name in self.files()
            if not name.endswith("__init__.py")
            and self.read(name).count("\n") > 20
            and having in self.read(name)
        ]
        return self.random.choice(names)

    def read(self, name):
        return (self.root / name).read_text()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def later(self, name):
        """Have a file put back by `repair`."""
        path = self.root / name
        self.undo.append((name, path.read_bytes() if path.exists() else None))

    def repair(self):
        while self.undo:
            name, content = self.undo.pop()
            if content is None:
                (self.root / name).unlink(missing_ok=True)
            else:
                self.write(name, content.decode())


def add_comment(tree):
    name = tree.pick()
    tree.write(name, "# a comment\n" + tree.read(name))


def add_function(tree):
    name = tree.pick()
    tree.write(name, tree.read(name) + "\n\ndef added(a: int) -> str:\n    return a\n")


def change_body(tree):
    name = tree.pick(having="    return ")
    lines = tree.read(name).splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.strip().startswith("return "):
            indent = line[: len(line) - len(line.lstrip())]
            lines[number] = indent + "unused_name = 1\n" + line
            break
    tree.write(name, "".join(lines))


def change_signature(tree):
    name = tree.pick(having="(self")
    text = tree.read(name)
    tree.write(
        name, text.replace("(self):", "(self, extra):", 1).replace("(self, ", "(self, more, ", 1)
    )


def rename_definition(tree):
    name = tree.pick()
    lines = tree.read(name).splitlines(keepends=True)
    places = [n for n, line in enumerate(lines) if line.startswith(("def ", "class "))]
    if places:
        place = tree.random.choice(places)
        word, rest = lines[place].split(" ", 1)
        lines[place] = f"{word} renamed_{rest}"
        tree.write(name, "".join(lines))


def syntax_error(tree):
    name = tree.pick()
    tree.later(name)
    tree.write(name, tree.read(name) + "\n\n" + BROKEN)


def delete_module(tree):
    name = tree.pick()
    tree.later(name)
    (tree.root / name).unlink()


def new_module(tree):
    name = tree.pick()
    folder = name.rpartition("/")[0]
    tree.write(f"{folder}/added_module.py", "import os\n\nvalue: int = 'text'\n")


def missing_import(tree):
    name = tree.pick()
    tree.write(name, "import not_there_at_all\n" + tree.read(name))


def shadow(tree):
    """A module of the standard library is the project's own now."""
    tree.later("logging.py")
    tree.write("logging.py", "def getLogger(name): ...\n")


def stub(tree):
    name = tree.pick()
    tree.later(name + "i")
    tree.write(name + "i", "def only_this() -> int: ...\n")


def ruff_settings(tree):
    folder = tree.pick().rpartition("/")[0]
    tree.later(f"{folder}/ruff.toml")
    tree.write(f"{folder}/ruff.toml", 'lint.select = ["E", "F", "W", "I"]\nline-length = 60\n')


def pylint_settings(tree):
    tree.later("pylintrc")
    tree.write("pylintrc", "[MESSAGES CONTROL]\ndisable=all\nenable=unused-import,line-too-long\n")


def mypy_settings(tree):
    tree.later("mypy.ini")
    tree.write("mypy.ini", "[mypy]\ncheck_untyped_defs = True\n")


def flake8_settings(tree):
    tree.later(".flake8")
    tree.write(".flake8", "[flake8]\nmax-line-length = 60\n")


def pyright_settings(tree):
    tree.later("pyrightconfig.json")
    tree.write("pyrightconfig.json", '{"reportUnusedImport": "warning"}\n')


def ty_settings(tree):
    tree.later("ty.toml")
    tree.write("ty.toml", '[rules]\nunresolved-import = "ignore"\n')


def pyrefly_settings(tree):
    tree.later("pyrefly.toml")
    tree.write("pyrefly.toml", "[errors]\nmissing-import = false\n")


def repair(tree):
    tree.repair()


EDITS = [
    add_comment,
    change_body,
    syntax_error,
    repair,
    delete_module,
    ruff_settings,
    repair,
    change_signature,
    shadow,
    repair,
    mypy_settings,
    add_function,
    flake8_settings,
    rename_definition,
    repair,
    stub,
    pylint_settings,
    new_module,
    pyright_settings,
    repair,
    missing_import,
    ty_settings,
    delete_module,
    change_body,
    pyrefly_settings,
    repair,
    rename_definition,
    change_signature,
    add_comment,
    syntax_error,
]
assert len(EDITS) == 30
# What make test does on a part of the tree.
SHORT = [add_comment, change_signature, syntax_error, repair, delete_module, shadow]
