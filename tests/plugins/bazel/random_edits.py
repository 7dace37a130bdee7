# SPDX-License-Identifier: MIT
"""Edits of a workspace of some targets, and a tool that tells what it sees."""

from plugins.bazel.workspace import PUBLIC

# All files below, and their definitions, which skeletons have too.
SEER = """\
#!{python}
import os, re, sys
seen = []
for folder, _, names in os.walk("."):
    for name in names:
        path = os.path.relpath(os.path.join(folder, name), ".")
        if path.endswith(".py"):
            with open(path) as file:
                lines = ["".join(line.split()) for line in file]
            found = [re.match(r"def(\\w+\\(.*\\)->\\w+):", line) for line in lines]
            seen.append(" ".join([path, *(one[1] for one in found if one)]))
        elif path.endswith(".ini"):
            with open(path) as file:
                seen.append(file.read().strip())
seen.sort()
for path in sys.argv[1:]:
    with open(path) as file:
        seen.append(f"{{len(file.read())}} {{os.environ.get('FLAG')}} end")
        print(f"{{path}}:1:1: S1 {{'; '.join(seen)}}")
sys.exit(1)
"""

LINT = """\
load("@depstamp//:defs.bzl", "lint_affected_aspect")

def _aspect(mode):
    return lint_affected_aspect(
        binary = Label("//tools:seer"),
        configs = [Label("//tools:settings.ini")],
        level = "declared",
        mode = mode.lower(),
        mnemonic = mode,
    )

plain = _aspect("Plain")
gated = _aspect("Gated")
iface = _aspect("Iface")
"""

BASE = 'py_library(name = "base", srcs = glob(["**/*.py"]){more})\n'
APP = """\
py_library(name = "one", srcs = ["one.py"], deps = {deps})
py_library(name = "two", srcs = ["two.py"], deps = ["//base"])
py_library(name = "three", srcs = ["three.py", "two.py"], deps = [":two"])
genrule(name = "make", outs = ["made.py"], cmd = "echo '{made}' > $@")
py_library(name = "made", srcs = ["made.py"])
py_library(name = "four", srcs = ["four.py"], deps = [":made", ":three"])
"""

DEPS = ['["//base", "//util"]', '["//util"]', '["//base"]', '["//util", "//base", ":made"]']
PLACES = [
    "base/a.py",
    "base/b.py",
    "base/__init__.py",
    "base/a/__init__.py",
    "util/a.py",
    "util/b.py",
    "util/c.py",
]
TARGETS = ["//app:four", "//app:one", "//app:three", "//app:two", "//base:base", "//util:util"]


def definition(rng):
    name = rng.choice("fgh")
    return f"def {name}(x: {rng.choice(['int', 'str'])}) -> int:\n    return {rng.randrange(3)}\n"


class Edits:
    """What the workspace is now; `step` changes something of it."""

    def __init__(self, rng):
        self.rng = rng
        self.files = {"base/a.py": definition(rng), "util/a.py": definition(rng)}
        self.files |= {f"app/{n}.py": definition(rng) for n in ("one", "two", "three", "four")}
        self.before = dict(self.files)
        self.deps = DEPS[0]
        self.made = "def m() -> int: return 1"
        self.more = ""
        self.settings = "0"
        self.flag = "0"
        self.restart = False

    def all_files(self):
        return self.files | {
            "base/BUILD": PUBLIC + BASE.format(more=self.more),
            "util/BUILD": PUBLIC + 'py_library(name = "util", srcs = glob(["*.py"]))\n',
            "app/BUILD": PUBLIC + APP.format(deps=self.deps, made=self.made),
            "tools/settings.ini": self.settings,
        }

    def comment(self):
        name = self.rng.choice(sorted(self.files))
        self.files[name] = f"# {self.rng.randrange(5)}\n" + self.files[name]

    def signature(self):
        self.files[self.rng.choice(sorted(self.files))] = definition(self.rng)

    def appear(self):
        self.files[self.rng.choice(PLACES)] = definition(self.rng)

    def go(self):
        there = [name for name in PLACES if name in self.files]
        if there:
            del self.files[self.rng.choice(there)]

    def move(self):
        there = [name for name in PLACES if name in self.files]
        if there:
            text = self.files.pop(self.rng.choice(there))
            self.files[self.rng.choice(PLACES)] = text

    def swap(self):
        there = sorted(name for name in PLACES if name in self.files)
        if len(there) > 1:
            one, two = self.rng.sample(there, 2)
            self.files[one], self.files[two] = self.files[two], self.files[one]

    def revert(self):
        self.files, self.before = dict(self.before), dict(self.files)

    def targets(self):
        self.deps = self.rng.choice(DEPS)
        self.more = self.rng.choice(["", ', imports = [".."]'])

    def generated(self):
        self.made = f"def m{self.rng.randrange(2)}() -> int: return {self.rng.randrange(2)}"

    def set(self):
        self.settings = str(self.rng.randrange(3))
        self.flag = str(self.rng.randrange(2))

    def begin_anew(self):
        self.restart = True

    def begin(self):
        """What only one that sees every byte analyzes again."""
        self.files["base/a.py"] += "# more\n"
        return ["begin"]

    def step(self):
        """The names of what it did."""
        often = [self.comment, self.signature, self.appear, self.go, self.move, self.swap]
        seldom = [self.revert, self.targets, self.generated, self.set, self.begin_anew]
        self.restart = False
        kept = dict(self.files)
        chosen = self.rng.choices(often * 2 + seldom, k=self.rng.choice([1, 1, 2]))
        for one in chosen:
            one()
        if self.revert not in chosen:
            self.before = kept
        return [one.__name__ for one in chosen]
