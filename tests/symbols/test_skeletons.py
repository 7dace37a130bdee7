# SPDX-License-Identifier: MIT
"""Skeletons of real files: they are Python, on the lines of their sources,
and what is seen of them at their level is what is seen of the sources.

SYMBOLS_EVERY=1 takes all files of the corpora instead of a sample.
"""

import ast

import pytest

from symbols import python, sources
from symbols.server import LAYOUTS, LEVELS, Server

# What is put in where something is left out.
FILLERS = {"_", "=", "0", "yield", "pass", "...", ";", '""'}


class Checked:
    """One source, what is wrong with its skeletons."""

    def __init__(self, server, path, source):
        self.server = server
        self.source = source
        self.suffix = path.suffix[1:]
        self.stamps = server.stamps(source)
        self.tree = python.parse(source)

    def is_plain(self):
        """Is nothing in the stamp that is not in the skeleton?

        Its text is UTF-8, whatever the cookie says, a `;` may be missing, and
        some classes stand on other lines.
        """
        moved = self.server.stamps(b"\n" + self.source)
        return (
            not python.has_cookie(self.source)
            and b";" not in self.source
            and not self.stamps.differing(moved)
        )

    def skeleton(self, level, layout, source=None):
        text = self.source if source is None else source
        return self.server.skeleton(text, level, layout, self.suffix)

    def complaints(self):
        if self.stamps.damaged:
            if not python.is_disputed(self.source):
                yield "is valid, and counts as damaged"
            return
        for level in LEVELS:
            for layout in LAYOUTS:
                text = self.skeleton(level, layout)
                for what in self.complaints_about(level, layout, text):
                    yield f"{level} {layout}: {what}"

    def complaints_about(self, level, layout, text):
        tree = python.parse(text)
        if tree is None:
            yield "is no Python"
            return
        if level == "code" and ast.dump(tree) != ast.dump(self.tree):
            yield "has another tree"
        if layout == "keep":
            yield from self.complaints_about_lines(level, text)
        if self.skeleton(level, "compact", text) != self.skeleton(level, "compact"):
            if not self.has_two_docstrings():
                yield "has another compact skeleton than the source"
        elif self.is_plain() and self.server.stamps(text)[level] != self.stamps[level]:
            yield "has another stamp than the source"

    def complaints_about_lines(self, level, text):
        before = python.words(self.source)
        after = python.words(text)
        if level == "code":
            before, after = ([word for word in all if word[1] != ";"] for all in (before, after))
            if before != after:
                yield "has other tokens, or on other lines"
        else:
            left = set(before)
            if any(word not in left and word[1] not in FILLERS for word in after):
                yield "has tokens that are not on their lines"
        if text.count(b"\n") > self.source.count(b"\n") + 1:
            yield "has more lines"

    def has_two_docstrings(self):
        """The second one takes the place of the one that is left out."""
        return any(
            len(node.body) > 1 and all(is_text(statement) for statement in node.body[:2])
            for node in ast.walk(self.tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        )


def is_text(statement):
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


@pytest.mark.parametrize("name", sources.NAMES)
def test_skeletons_of_real_files(name):
    found = []
    checked = 0
    with Server() as server:
        for path, source in sources.sample(name):
            if python.parse(source) is not None:
                checked += 1
                found += [f"{path}: {what}" for what in Checked(server, path, source).complaints()]
    assert checked > 0
    assert not found, "\n".join(found[:20])


# Sources with an empty line behind each.  Python may be too old for some.
STATEMENTS = r"""
def f[T: int, *Ts, **P](x: T, /, *a: *Ts, y: int = 1, **k: P.kwargs) -> T:
    return x

class C[T: (int, str)](B, metaclass=M, **k): x: int; y = 1

type A[T] = list[T]

async def g(x):
    async with a as b, c as (d, e): yield 1
    async for i in j: await k
    else: pass

async def h() -> A:
    x = [await y async for y in z if (w := y)]
    yield x

match x:
    case [a, *_, {"k": v, **r}] | C(p, q=1) as s if s: pass
    case -1 | "a" "b" | None: pass

try: pass
except* (A, B) as e: pass
else: pass
finally: pass

try:
    pass
except A:
    raise
except (B, C) as e: import d

with (open(a) as b, c): pass

x = f"{a!r:>{w}} {b=} {c:%H:%M} {{}}" r"" if 0 else lambda *a, k=1, **b: (yield)

x = t"{a}"

x = f"{"a" if b else f'{c}'}"

def i(self): return super().i

class C:
    @property
    @a.b(c)[d]
    async def j(self) -> int: x = 1; import os; from a import (b, c as d,); return x

def k() -> int:
    global x, y
    nonlocal_ = 1

for x, in y: continue
else:
    break

while x:
    if y: break
else: pass

if x: pass
elif y: ...
else: raise A from b

assert x, "m"

del x[1:2, ::3], y.z

a = b = *c, d = e

a: int
(a): int = 1

a += 1; b @= c; d //= e

not a in b; a is not b; a < b <= c != d

x = [*a, *b]; {**a, 'b': c}; {*a}; {x: y for x in z}; (x for x in y)

x[a, b:c, ...]

def f() -> int:
    try:
        import a
    except ImportError: from b import c; d = 1
    if x: import e.f as g
    return 1

async def f() -> A:
    "doc"
    import a
    yield

def f() -> int: "doc"; import a; return 1

class C:
    def f(self) -> int:
        "doc"
    def g(self): pass
    def h(self) -> int:
        self.x = 1

class C:
    "doc"
    class D: "doc"
    class E:
        "doc"
        x = 1

def f(a,
      b):
    # type: (int,
    #        str) -> int
    return 1

x = [
    # type: a
    b,  # type: c
]
# mypy: d
y = 1  # type: e

def f() -> int:
    # pyright: basic
    x = 1  # pyright: strict
    return x
# mypy: e

if x:
    pass
    # type: ignore
# type: ignore
else:
    # type: ignore
    pass  # type: ignore

x = 1 + \
    2
if x: \
    y; \
    z

def f() -> int: x = 1; \
    import a; import b; \
    import c
class A: x; \
    y

x = 1; \
    y = 2
class A:
    "doc"; x = 1; \
  y = 2
    z = 3

x = 1 + \
  \
    y

if x:
    y
    # type: a
# b
    # type: c
"""


@pytest.fixture(scope="module")
def server():
    with Server() as server:
        yield server


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("text", STATEMENTS.strip().split("\n\n"))
def test_skeletons_of_statements(server, text, level, layout):
    source = text.encode() + b"\n"
    stamps = server.stamps(source)
    assert not stamps.damaged
    skeleton = server.skeleton(source, level, layout)
    assert python.parse(source) is None or python.parse(skeleton) is not None
    again = server.stamps(skeleton)
    assert not again.damaged
    compact = server.skeleton(source, level, "compact")
    assert server.skeleton(skeleton, level, "compact") == compact
    if b";" not in source:
        assert again[level] == stamps[level], skeleton.decode()
