# SPDX-License-Identifier: MIT
"""What only Python refuses counts by its content, and nothing else (A1).

refused.txt has the forms, each with its neighbours that are fine.  Sources
that are made of them at random, and real files, are compared with Python's
own parser.
"""

import ast
import os
import random
import re
import sys
import sysconfig
import textwrap
import warnings
from pathlib import Path

import pytest

from corpora import corpus, pins
from symbols.server import Server

TABLE = Path(__file__).with_name("refused.txt")
SLOW = "san" in Path(os.environ.get("BUILD", "build")).name
MUTANTS = 4_000 if SLOW else 40_000
EVERY = 200 if SLOW else 20
SEED = 1

CONTEXTS = {
    "module": "{}",
    "function": "async def f():\n{}",
    "method": "class A:\n    def f(self):\n        if self:\n{}",
}


def rows():
    """(version or None, source) of each line."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, text = line.split(maxsplit=1)
            text = re.sub(r"\\([\\n])", lambda match: {"n": "\n"}.get(match[1], "\\"), text)
            version = None if label == "no" else tuple(map(int, label.split(".")))
            yield version, text + "\n"


ROWS = list(rows())


def known(version):
    return version is None or version <= sys.version_info


def place(source, context):
    frame = CONTEXTS[context]
    depth = max(len(line) - len(line.lstrip()) for line in frame.splitlines())
    indent = "" if frame == "{}" else " " * (depth + 4)
    return frame.format(textwrap.indent(source, indent))


def refuses(source, compiled=False):
    """Does Python's parser refuse it, or whatever makes code of it?"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
            if compiled:
                compile(tree, "form", "exec")
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return True
    return False


@pytest.fixture(scope="module", name="server")
def start_server():
    with Server() as server:
        yield server


@pytest.mark.parametrize("version, form", ROWS, ids=[form.strip() for _, form in ROWS])
def test_a_form_is_damaged_if_no_python_takes_it(server, version, form):
    refused = version is None
    for context in CONTEXTS:
        source = place(form, context)
        if known(version):
            assert refuses(source, compiled=refused) == refused, context
        assert server.stamps(source.encode()).damaged == refused, context


def test_the_table_has_both_kinds():
    refused = sum(version is None for version, _ in ROWS)
    assert refused > 250
    assert len(ROWS) - refused > 130


# ---- forms at random

TOKEN = re.compile(
    r"""[^\W\d]\w* | \d[\w.]* | [ ]+ | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | := | -> | \*\* | // | [-+*/!=]= | .""",
    re.VERBOSE | re.DOTALL,
)
WORDS = """( ) [ ] { } , : ; . * ** = := += == < <> + - / // | @ -> ... _ a b 1 2.5 3j 0
    'a' b'c' f"{a}" f"{a!r:>{b}}" not and or if else for in is lambda yield from as await async
    with del raise assert return import global pass class def case None True""".split()


class Maker:
    def __init__(self):
        self.random = random.Random(SEED)
        self.forms = [form for version, form in ROWS if version and known(version)]

    def change(self, tokens):
        at = self.random.randrange(len(tokens))
        other = TOKEN.findall(self.random.choice(self.forms).strip())
        first = self.random.randrange(len(other))
        word = " " + self.random.choice(WORDS) + " "
        end = at + self.random.randrange(1, 6)
        way = self.random.randrange(6)
        if way == 0 and len(tokens) > 1:
            del tokens[at]
        elif way == 1:
            tokens[at:end] = ["(", *tokens[at:end], ")"]
        elif way == 2:
            tokens[at] = word
        elif way == 3:
            tokens[at:at] = other[first : first + self.random.randrange(1, 6)]
        elif way == 4:
            to = self.random.randrange(len(tokens))
            tokens[at], tokens[to] = tokens[to], tokens[at]
        else:
            tokens.insert(at, word)

    def make(self):
        tokens = TOKEN.findall(self.random.choice(self.forms))
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            self.change(tokens)
        return "".join(tokens).strip() + "\n"


# What a Python that is older than the form refuses, and we do not: type
# parameters and aliases, `except A, B`, `[*a for a in b]`, templates, and
# what formatted strings take since 3.12.
NEWER = re.compile(
    r"""\bexcept\b.*, | \b(def|class)\s*\w+\s*\[ | \btype\b | \*.*\bfor\b
    | \b[tT][rR]?["'] | [fF][rR]?["'].*\{""",
    re.VERBOSE,
)


def test_forms_at_random_are_damaged_if_python_refuses_them(server, capsys):
    maker = Maker()
    counts = {"refused": 0, "missed": [], "false": []}
    for _ in range(MUTANTS):
        source = maker.make()
        damaged = server.stamps(source.encode()).damaged
        refused = refuses(source)
        counts["refused"] += refused
        if refused and not damaged and not NEWER.search(source):
            counts["missed"].append(source)
        elif damaged and not refuses(source, compiled=True):
            counts["false"].append(source)
    with capsys.disabled():
        print(
            f"\n{MUTANTS} sources, {counts['refused']} refused,"
            f" {len(counts['missed'])} missed, {len(counts['false'])} damaged without need"
        )
    assert len(counts["missed"]) <= MUTANTS // 10_000, counts["missed"]
    assert len(counts["false"]) <= MUTANTS // 500, counts["false"]


# ---- real files


def python_files():
    folders = [Path(sysconfig.get_paths()["stdlib"]), *(corpus(name) for name in sorted(pins()))]
    for folder in folders:
        files = sorted(path for path in folder.rglob("*.py") if "site-packages" not in path.parts)
        yield from files[::EVERY]


def test_files_that_python_reads_are_not_damaged(server):
    """One of 3,000 may be: tree-sitter does not read everything either."""
    read = [path for path in python_files() if path.is_file()]
    valid = [path for path in read if not refuses(path.read_bytes())]
    assert len(valid) > 100
    damaged = [str(path) for path in valid if server.stamps(path.read_bytes()).damaged]
    assert len(damaged) <= len(valid) // 3_000 + 1, damaged
