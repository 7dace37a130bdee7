# SPDX-License-Identifier: MIT
"""The statements of a source with their places, by indentation.

Read by tokens and not by `ast`, so that syntax newer than this Python and
files that are broken in part have an outline too.
"""

import io
import re
import tokenize
from dataclasses import dataclass

BLANK = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE)
DEFINITION = re.compile(r"\s*(?:async\s+)?def\s+(\w+)|\s*class\s+(\w+)")


@dataclass
class Statement:
    """A logical line; lines are 0-based, `last` is the one after it."""

    first: int
    last: int
    indent: int
    text: str
    opens: bool  # a block follows
    end: int = 0  # the line after its block

    @property
    def name(self):
        found = DEFINITION.match(self.text)
        return found and (found[1] or found[2])

    @property
    def is_function(self):
        return bool(re.match(r"(async\s+)?def\s", self.text))

    @property
    def is_class(self):
        return bool(re.match(r"class\s", self.text))


def statements(text):
    """All logical lines in order; an empty list if the text has none."""
    lines = text.splitlines(keepends=True)
    found = []
    start = None
    last = None
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.ENDMARKER:
                break
            if token.type == tokenize.NEWLINE:
                if start is not None:
                    found.append(make(lines, start, token, last))
                start = None
            elif token.type not in BLANK:
                start = start or token
                last = token
    except (tokenize.TokenError, SyntaxError):
        return []
    close_blocks(found)
    return found


def make(lines, start, end, last):
    first, stop = start.start[0] - 1, end.start[0]
    text = "".join(lines[first:stop]).strip()
    return Statement(first, stop, start.start[1], text, last.string == ":", stop)


def close_blocks(found):
    """Each opening statement ends where one of its indentation follows."""
    open_ones = []
    for one in found:
        while open_ones and open_ones[-1].indent >= one.indent:
            open_ones.pop()
        for outer in open_ones:
            outer.end = one.last
        if one.opens:
            open_ones.append(one)
            one.end = one.last


def body(found, header):
    """The statements inside of `header`, all depths."""
    return [one for one in found if header.first < one.first < header.end]


def children(found, header):
    inside = body(found, header)
    return [one for one in inside if one.indent == inside[0].indent] if inside else []


def top(found):
    return [one for one in found if one.indent == 0]
