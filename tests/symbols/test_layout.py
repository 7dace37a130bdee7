# SPDX-License-Identifier: MIT
"""Stamps against Python's tokenizer, under random edits of the layout.

Equal tokens are equal stamps at all levels, and other tokens, or text that
Python cannot read, are another stamp at `code`.  By hand, for longer:

    python3 tests/symbols/test_layout.py [SEED [FILES [EDITS]]]
"""

import random
import re
import sys
import tokenize
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from symbols import layouts, python, sources  # noqa: E402
from symbols.server import LEVELS, Server  # noqa: E402


def with_semicolons(rng, source):
    """Some simple statements on one line, which real files rarely have."""
    text = source.decode()
    if rng.random() < 0.4:
        text = re.sub(r"\n( +)(\w+ = [^\n]*)\n\1(?=\w+ = )", r"\n\1\2; ", text)
    return text.encode()


class Layout:
    """One source under many edits, and what is wrong with its stamps."""

    def __init__(self, server, source):
        self.server = server
        self.source = source
        self.stamps = server.stamps(source)
        self.sequence = python.sequence(source)

    def is_usable(self):
        """Directives and places of classes are more than tokens."""
        return (
            self.sequence is not None
            and python.parse(self.source) is not None
            and not re.search(rb"#.*(type|mypy|pyright)\s*:", self.source)
            and not python.has_cookie(self.source)
            and not self.stamps.differing(self.server.stamps(b"\n" + self.source))
        )

    def complaint(self, edited):
        """What is wrong with the stamps of the edited source, or None."""
        stamps = self.server.stamps(edited)
        differing = self.stamps.differing(stamps)
        if list(LEVELS[len(LEVELS) - len(differing) :]) != differing:
            return f"a weaker level sees more: {differing}"
        if python.parse(edited) is None:
            return None if "code" in differing else "no Python, and the same stamp"
        if python.sequence(edited) != self.sequence:
            return None if "code" in differing else "other tokens, and the same stamp"
        if stamps.damaged:
            return None if self.may_be_damaged(edited) else "the same tokens, and damaged"
        return f"the same tokens, other stamps: {differing}" if differing else None

    def may_be_damaged(self, edited):
        return python.is_disputed(edited) or has_odd_break(edited) or has_odd_comment(edited)


def has_odd_break(source):
    """Does a line within brackets begin in the first column?

    tree-sitter takes that for the end of the block in some places.
    """
    depth = 0
    line = 0
    for token in python.raw_tokens(source):
        if depth > 0 and token.start[0] > line and token.start[1] <= 4:
            return True
        line = token.end[0]
        depth += (token.string in list("([{")) - (token.string in list(")]}"))
    return False


def has_odd_comment(source):
    """Does a comment behind a decorator stand further left than it?

    To tree-sitter the block ends there.
    """
    column = 0
    first = True
    for token in python.raw_tokens(source):
        if token.type == tokenize.COMMENT and token.start[1] < column:
            return True
        if token.type == tokenize.NEWLINE:
            first = True
        elif first and token.type not in python.PLAIN | python.SHAPES:
            column = token.start[1] if token.string == "@" else 0
            first = False
    return False


def complaints(seed, files, edits):
    rng = random.Random(seed)
    tried = 0
    found = []
    with Server() as server:
        for path, source in sources.small(rng, files):
            try:
                layout = Layout(server, with_semicolons(rng, source))
            except UnicodeDecodeError:
                continue
            if not layout.is_usable():
                continue
            editor = layouts.Editor(rng, layout.source)
            for _ in range(edits):
                edited = editor.edited()
                tried += edited != layout.source
                if what := layout.complaint(edited):
                    difference = python.difference(layout.source, edited)
                    found.append(f"{path}: {what}\n{difference}")
    return tried, found


@pytest.mark.parametrize("seed", range(4))
def test_stamps_follow_pythons_tokens(seed):
    tried, found = complaints(seed, 12, 40)
    assert tried > 100
    assert not found, "\n\n".join(found[:5])


# Each line: two layouts of one thing, and whether they are the same tokens.
PAIRS = [
    ("a; b", "a\nb", False),
    ("a; b", "a;\nb", False),
    ("a;\nb", "a\nb", False),
    ("a;", "a", False),
    ("a; b", "a;b", True),
    ("a; b", "a; \\\n  b", True),
    ("a;\nb", "a; # c\n\nb", True),
    ("if a: b", "if a:\n b", False),
    ("if a: b", "if a: \\\n b", True),
    ("if a:\n b", "if a: # c\n\n  # d\n   b", True),
    ("if a: b; c", "if a: b\nc", False),
    ("if a:\n b\n c", "if a:\n b\nc", False),
    ("if a:\n if b:\n  c\n d", "if a:\n if b:\n  c\nd", False),
    ("if a:\n if b: c\n else: d", "if a:\n if b: c\nelse: d", False),
    ("if a:\n b\nelse:\n c", "if a:\n\tb\n# d\nelse:\n  c\n", True),
    ("@a\ndef f(): b", "@a\n\n# c\ndef f(): b", True),
    ("class A:\n def f(self): a\n b", "class A:\n def f(self):\n  a\n b", False),
    ("'a' 'b'", "'a''b'", True),
    ("('a' 'b')", "('a' # c\n 'b')", True),
    ("'a'", '"a"', False),
    ("r'a'", "'a'", False),
    ("'a\\\nb'", "'ab'", False),
    ("f'{a}'", "f'{ a }'", False),
    ("x = (a, b)", "x = (\n a\n ,\n b)", True),
    ("x = (a, b)", "x = (a, b,)", False),
    ("x = a, b", "x = (a, b)", False),
    ("a = b", "a = \\\n\\\n b", True),
    ("a not in b", "a not \\\n in b", True),
    ("(a not in b)", "(a not # c\n in b)", True),
    ("x.y", "x . y", True),
    ("1 .real", "1.0.real", False),
    ("a\n", "a", True),
    ("a\n", "a\r\n", True),
    ("a\n\f\nb", "a\nb", True),
    ("a\n\fb", "a\nb", True),
    ("a\n", "\ufeffa\n", True),
    ("'''a\nb'''", "'''a\r\nb'''", False),
    ("async def f(): a", "async  def f (  ) :a", True),
    ("lambda: a", "lambda:a", True),
    ("print(a)", "print (a)", True),
    ("x = a if b else c", "x=a  if b else(c)", False),
    ("match a:\n case b: c", "match a:\n  case b: c", True),
    ("match a:\n case b: c", "match a:\n case b:\n  c", False),
    ("try: a\nexcept* b: c", "try: a\nexcept *b: c", True),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_layouts_of_one_thing(one, other, same):
    with Server() as server:
        before, after = (server.stamps(text.encode()) for text in (one, other))
    assert not before.damaged and not after.damaged
    assert (before.differing(after) == []) == same


# What Python refuses, beside what it reads.
BROKEN = [
    ("a = b", "a =\nb"),
    ("a = b", "a =\u00a0b"),
    ("a = b", "a =\u200bb"),
    ("a = b", "a = \vb"),
    ("a = b", "a = b\\"),
    ("a = b", "a = b\\\n"),
    ("a = b", " a = b"),
    ("a; b", "a\n; b"),
    ("a\nb", "a b"),
    ("if a:\n b", "if a:\nb"),
    ("if a:\n  b\n  c", "if a:\n  b\n   c"),
    ("if a:\n  b\n  c", "if a:\n  b\n c"),
    ("if a:\n\tb\n\tc", "if a:\n\tb\n        c"),
    ("if a:\n  if b:\n    c", "if a:\n  if b:\n\tc"),
    ("if a: b\nelse: c", "if a: b\n else: c"),
    ("if a: b\nelse: c", "if a: b else: c"),
    ("if a:\n  b\nelse: c", "if a:\n  b\n else: c"),
    ("@a\ndef f(): b", "@a def f(): b"),
    ("@a\ndef f(): b", "@a\n def f(): b"),
    ("class A:\n  @a\n  def f(): b", "class A:\n  @a\ndef f(): b"),
    ("x = (a)", "x = (\u200ba)"),
    ("x = (a)", "x = (a \\ \n)"),
]


@pytest.mark.parametrize(("valid", "broken"), BROKEN)
def test_what_python_refuses_counts_as_damaged(valid, broken):
    assert python.parse(valid.encode()) is not None
    assert python.parse(broken.encode()) is None
    with Server() as server:
        assert not server.stamps(valid.encode()).damaged
        assert server.stamps(broken.encode()).damaged


def main(seed=1, files=200, edits=200):
    tried, found = complaints(seed, files, edits)
    print("\n\n".join([*found, ""]), end="")
    print(f"{tried - len(found)} passed, {len(found)} failed, 0 skipped")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
