# SPDX-License-Identifier: MIT
"""What Python itself says of a source: its tree, and its tokens (levels.md, A5)."""

import ast
import difflib
import io
import re
import tokenize
import warnings

warnings.simplefilter("ignore", SyntaxWarning)
warnings.simplefilter("ignore", DeprecationWarning)

PLAIN = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING}
SHAPES = {tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE, tokenize.ENDMARKER}
COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+", re.MULTILINE)
# Python's own two tokenizers differ on a line that begins with a backslash.
BACKSLASH_FIRST = re.compile(rb"^[ \t\f]*\\\r?$", re.MULTILINE)
# A line that ends in a CR alone: text in strings would not say so.
LONE_RETURN = re.compile(rb"\r(?!\n)")


def parse(source):
    """The tree, or None if Python cannot read the source."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def raw_tokens(source):
    """All tokens, or None."""
    try:
        return list(tokenize.tokenize(io.BytesIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError, IndexError):
        return None


def sequence(source):
    """The tokens that count, as pairs of kind and text; None on an error."""
    found = raw_tokens(source)
    if found is None:
        return None
    return [
        (token.type, "" if token.type in SHAPES else token.string)
        for token in found
        if token.type not in PLAIN
    ]


def words(source):
    """(line, text) of all tokens that have a text, in order."""
    return [
        (token.start[0], token.string)
        for token in raw_tokens(source)
        if token.type not in PLAIN | SHAPES
    ]


def has_cookie(source):
    return bool(COOKIE.search(b"\n".join(source.split(b"\n")[:2])))


def is_disputed(source):
    """Is it valid Python that may count as damaged all the same?"""
    return bool(BACKSLASH_FIRST.search(source) or LONE_RETURN.search(source))


def difference(one, other):
    """The lines that differ, to show."""
    before, after = (text.decode("utf-8", "replace").split("\n") for text in (one, other))
    lines = difflib.unified_diff(before, after, n=1, lineterm="")
    return "\n".join(map(repr, list(lines)[2:14]))
