# SPDX-License-Identifier: MIT
"""Random Python out of templates: what stands in bodies, classes, modules.

A template holds placeholders ($e an expression, $t a type, $b a block, …);
names come from small pools, so that modules use each other's definitions
and edits hit what others use.  The constructs themselves are those of
constructs.txt, one after the other, separated by lines of dashes.
"""

import re
import warnings
from pathlib import Path

try:
    from ast_serialize import parse
except ImportError:  # outside of the venv with the tools

    def parse(name, source, python_version):
        return name, []


FUNCTIONS = ("f0", "f1", "f2", "f3", "f4")
CLASSES = ("C0", "C1", "C2", "C3", "C4")
VARIABLES = ("v0", "v1", "v2", "v3")
ATTRIBUTES = ("x", "y", "z", "w")
METHODS = ("run", "get", "make", "x", "next")
LOCALS = ("i", "j", "k", "self", "v0", "f0")
PARAMETERS = ("a", "b", "c")
MODULES = ("m0", "m1", "m2", "m3", "sub", "sub.n0", "sub.n1")
PACKAGE = "pkg"

HOLE = re.compile(r"\$([a-zA-Z])")
DEPTH = 4
# Syntax that the Python of this program may be too old to check.
MODERN = re.compile(r"^\s*type \$?\w|\w\[U", re.MULTILINE)
# What must not stand outside of a function.
INSIDE = re.compile(r"\b(return|yield|await|nonlocal|async for|async with)\b")


def sections(path):
    """{section: [template]} of a file with "== section" and "--" lines."""
    found = {}
    for part in ("\n" + path.read_text()).split("\n== ")[1:]:
        name, _, text = part.partition("\n")
        templates = [one.strip("\n") for one in text.split("\n--\n")]
        found[name.strip()] = [one for one in templates if one.strip()]
    return found


TEMPLATES = sections(Path(__file__).with_name("constructs.txt"))


def errors(text):
    """What mypy's parser says of syntax that this Python may not know."""
    return parse("item.py", source=text, python_version=(3, 13))[1]


def is_valid(text):
    """Does it compile here?  Syntax too new for that is left to mypy's parser."""
    if MODERN.search(text):
        return not errors(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "item", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


class Grammar:
    """One source of random text, reproducible by its generator `rng`."""

    def __init__(self, rng, modern=False):
        self.rng = rng
        self.modern = modern
        self.depth = 0
        self.kind = "function"  # or "async function", "method", "module"
        self.package = PACKAGE
        self.pools = {
            "f": FUNCTIONS,
            "C": CLASSES,
            "v": VARIABLES,
            "a": ATTRIBUTES,
            "m": METHODS,
            "n": LOCALS,
            "p": PARAMETERS,
            "M": MODULES,
        }

    # -- pieces -----------------------------------------------------------

    def pick(self, section):
        template = self.rng.choice(TEMPLATES[section])
        while not self.modern and MODERN.search(template):
            template = self.rng.choice(TEMPLATES[section])
        return self.expand(template)

    def expression(self):
        small = self.depth >= DEPTH or self.rng.random() < 0.45
        return self.deeper("small" if small else "expression")

    def deeper(self, section):
        self.depth += 1
        try:
            return self.pick(section)
        finally:
            self.depth -= 1

    def type(self):
        return self.deeper("small type" if self.depth >= DEPTH else "type")

    def parameters(self, first=""):
        """A list of parameters; `first` is self or cls."""
        found = [first] if first else []
        count = self.rng.choice((0, 0, 1, 1, 2, 3))
        late = False
        for name in PARAMETERS[:count]:
            text = name
            if self.rng.random() < 0.5:
                text += f": {self.type()}"
            if late or self.rng.random() < 0.3:
                late = True
                text += f" = {self.deeper('small')}"
            found.append(text)
        if self.rng.random() < 0.15:
            found.append(self.rng.choice(("*args", "*args: int", "*, key=None", "**rest")))
        return ", ".join(found)

    def statement(self):
        """The lines of one statement that may stand where we are."""
        if self.kind == "module":
            text = self.deeper("simple statement")
            return "pass" if INSIDE.search(text) else text
        sections = ["statement"]
        if "method" in self.kind or self.rng.random() < 0.1:
            sections += ["method statement"]
        if self.rng.random() < 0.06:
            sections += ["yield"] * 8
        if "async" in self.kind and self.rng.random() < 0.3:
            sections += ["await"] * 6
        return self.deeper(self.rng.choice(sections))

    def block(self):
        if self.depth >= DEPTH:
            return self.deeper("simple statement")
        count = self.rng.choice((1, 1, 2, 2, 3))
        return "\n".join(self.statement() for _ in range(count))

    def body(self):
        """A whole body; at times one that looks like a stub's."""
        if self.rng.random() < 0.2:
            return self.deeper("stub")
        return self.block()

    def members(self):
        count = self.rng.choice((1, 2, 3, 4))
        return "\n".join(self.deeper("member") for _ in range(count))

    # -- templates --------------------------------------------------------

    def hole(self, letter):
        if letter in self.pools:
            return self.rng.choice(self.pools[letter])
        if letter == "P":
            return self.package
        if letter in "qQ":
            return self.parameters({"q": "self", "Q": ""}[letter])
        if letter == "b":
            return self.body()
        if letter == "c":
            return self.members()
        return {
            "e": self.expression,
            "t": self.type,
            "k": lambda: self.deeper("literal"),
            "s": self.statement,
            "d": lambda: self.deeper("decorator"),
            "B": lambda: self.deeper("bases"),
        }[letter]()

    def enter(self, line):
        """What a line of a template makes of the lines after it."""
        if "async def" in line:
            self.kind = "async method" if "$q" in line else "async function"
        elif "def " in line:
            self.kind = "method" if "$q" in line or "self" in line else "function"
        elif "class " in line:
            self.kind = "module"

    def expand(self, template):
        lines = []
        kept = self.kind
        for line in template.split("\n"):
            if line[:1] not in (" ", ""):
                self.kind = kept
            self.enter(line)
            indent = line[: len(line) - len(line.lstrip())]
            text = HOLE.sub(lambda match: self.hole(match[1]), line.lstrip())
            lines += [indent + one if one else one for one in text.split("\n")]
        self.kind = kept
        return "\n".join(lines)

    # -- modules ----------------------------------------------------------

    def valid(self, section):
        """An item for the top of a module that compiles, as far as we know."""
        kept, self.kind = self.kind, "module"
        try:
            for _ in range(8):
                text = self.pick(section)
                if is_valid(text):
                    return text
        finally:
            self.kind = kept
        return "pass"

    def module(self, count):
        parts = [self.pick("head")]
        parts += [self.valid("import") for _ in range(self.rng.choice((1, 2, 3)))]
        kinds = ["function"] * 4 + ["class"] * 4 + ["module"] * 4
        parts += [self.valid(self.rng.choice(kinds)) for _ in range(count)]
        return "\n".join(parts) + "\n"
