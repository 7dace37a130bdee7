# SPDX-License-Identifier: MIT
"""Sources with small random edits, most of which Python still parses."""

import io
import re
import sysconfig
import tokenize
from pathlib import Path

MAX_BYTES = 12_000
WORDS = """
yield await global nonlocal raise return pass del async def class lambda import
from as if else elif for while try except finally with in is not and or None
True False ... self cls self.x x y 0 1 'a' b'a' f'{x}' r'\\n' ( ) [ ] { } , : ; =
+= := -> @ * ** / . == < | & ~ \\
""".split()
LINES = """
global x
nonlocal y
raise NotImplementedError
raise
self.x = 1
self.x: int = 1
self.x += 1
self.x[0] = 1
self.x.y = 2
del self.x
x.y, *z.w = 1, 2
for self.q in (): pass
with x as self.w: pass
[1 for self.c in ()]
import a.b
from . import c
from d import e as f, g
yield 1
yield
await x
pass
...
'doc'
x = 1; y = 2
x: int
class L: pass
def g(): return 1
def g(a=(yield)): return a
lambda: (yield)
print(f"{(yield)}")
return 1
# a comment
# type: ignore
if (w := 1): pass
""".strip().split("\n")


def sources(rng, count, size=MAX_BYTES):
    """`count` files of the standard library, as bytes with LF."""
    library = Path(sysconfig.get_path("stdlib"))
    paths = sorted(library.glob("*.py")) + sorted(library.glob("[a-eg-z]*/*.py"))
    paths = [path for path in paths if 200 < path.stat().st_size < size]
    paths = [path for path in paths if "site-packages" not in path.parts]
    for path in rng.sample(paths, min(count, len(paths))):
        yield path.read_bytes().replace(b"\r", b"")


def spans(text):
    """Offsets (begin, end) of the tokens of `text` that have some width."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            begin = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            if token.type not in (tokenize.INDENT, tokenize.DEDENT) and end > begin:
                found.append((begin, end))
    except (tokenize.TokenError, SyntaxError, IndexError):
        pass
    return found


class Mutator:
    def __init__(self, rng, source):
        self.rng = rng
        self.text = source.decode("utf-8", "replace")
        self.spans = spans(self.text) or [(0, 0)]
        self.lines = self.text.split("\n")
        self.edits = [
            self.other_word,
            self.new_word,
            self.swap,
            self.remove,
            self.line_in,
            self.line_in,
            self.line_in,
            self.line_out,
            self.line_again,
            self.indent,
            self.space,
            self.letter,
            self.annotation,
        ]

    def mutant(self):
        """One edit; the source as bytes."""
        return self.rng.choice(self.edits)().encode()

    def replaced(self, begin, end, text):
        return self.text[:begin] + text + self.text[end:]

    def with_lines(self, at, removed, lines):
        return "\n".join([*self.lines[:at], *lines, *self.lines[at + removed :]])

    def other_word(self):
        return self.replaced(*self.rng.choice(self.spans), self.rng.choice(WORDS))

    def new_word(self):
        at = self.rng.choice(self.spans)[0]
        return self.replaced(at, at, f"{self.rng.choice(WORDS)} ")

    def swap(self):
        at = self.rng.randrange(len(self.spans))
        (a, b), (c, d) = self.spans[at], self.spans[min(at + 1, len(self.spans) - 1)]
        return self.replaced(a, d, self.text[c:d] + self.text[b:c] + self.text[a:b])

    def remove(self):
        return self.replaced(*self.rng.choice(self.spans), "")

    def line_at(self):
        return self.rng.randrange(len(self.lines))

    def line_in(self):
        at = self.line_at()
        indent = re.match(r"\s*", self.lines[at]).group()
        return self.with_lines(at, 0, [indent + self.rng.choice(LINES)])

    def line_out(self):
        return self.with_lines(self.line_at(), 1, [])

    def line_again(self):
        at = self.line_at()
        return self.with_lines(at, 0, [self.lines[at]])

    def indent(self):
        at = self.line_at()
        line = self.lines[at]
        line = line[4:] if line[:4] == "    " and self.rng.random() < 0.5 else f"    {line}"
        return self.with_lines(at, 1, [line])

    def space(self):
        at = self.rng.choice(self.spans)[self.rng.randrange(2)]
        return self.replaced(at, at, self.rng.choice([" ", "  ", "\t", "\\\n", "\n", "\x0c"]))

    def letter(self):
        at = self.rng.randrange(len(self.text) + 1)
        return self.replaced(at, at + self.rng.randrange(2), self.rng.choice("aX0_ \n#'\"\\()é"))

    def annotation(self):
        """A return annotation comes, so that bodies are left out."""
        head = re.compile(r"\s*(async )?def .*\):$")
        heads = [i for i, line in enumerate(self.lines) if head.match(line)]
        if not heads:
            return self.text
        at = self.rng.choice(heads)
        return self.with_lines(at, 1, [self.lines[at][:-1] + " -> int:"])
