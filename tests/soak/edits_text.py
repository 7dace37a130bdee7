# SPDX-License-Identifier: MIT
"""Edits of one source: each takes a Source and gives the new text, or None.

`EDITS` names them with their weights.  Most of them are about what stands
in bodies, because that is what the levels leave out; what they declare is
edited too, so that importers change.
"""

import random
import re

from soak import outline

COMMENTS = (
    "# type: ignore",
    "# type: ignore[attr-defined]",
    "#type:ignore",
    "# mypy: ignore-errors",
    "# mypy: disallow-any-expr",
    "# mypy: no-local-partial-types",
    "# pyright: basic",
    "# pyright: ignore",
    "# pyright: strict, reportMissingImports=false",
    "# type: int",
    "# pylint: disable=all",
    "# pylint: disable=no-member",
    "# pyrefly: ignore",
    "# ty: ignore",
    "# noqa",
    "# plain",
    "# fmt: off",
    "#!/usr/bin/env python",
    "# -*- coding: utf-8 -*-",
    "# Type: ignore",
)


class Source:
    """A source that is edited: its lines and its statements."""

    def __init__(self, text, grammar):
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self.found = outline.statements(text)
        self.grammar = grammar
        self.rng: random.Random = grammar.rng

    def choose(self, ones):
        ones = list(ones)
        return self.rng.choice(ones) if ones else None

    def function(self):
        """A function with a block of its own, any depth; rather an annotated
        one, since those are what most levels leave the body out of."""
        ones = [one for one in self.found if one.is_function and outline.body(self.found, one)]
        annotated = [one for one in ones if "->" in one.text]
        return self.choose(annotated if annotated and self.rng.random() < 0.5 else ones)

    def klass(self):
        return self.choose(
            one for one in self.found if one.is_class and outline.body(self.found, one)
        )

    def in_body(self, header=None):
        header = header or self.function()
        return self.choose(outline.body(self.found, header)) if header else None

    def kind(self, one):
        """What a statement stands in, for the grammar."""
        around = [other for other in self.found if other.first < one.first < other.end]
        functions = [other for other in around if other.is_function]
        if not functions:
            return "module"
        inner = functions[-1]
        method = any(other.is_class for other in around if other.first < functions[0].first)
        return ("async " if inner.text.startswith("async") else "") + (
            "method" if method else "function"
        )

    def indented(self, text, indent):
        return "".join(" " * indent + line + "\n" if line else "\n" for line in text.split("\n"))

    def spliced(self, first, last, text):
        return "".join([*self.lines[:first], text, *self.lines[last:]])

    def replaced(self, one, text):
        """The header line or statement itself, not its block."""
        return self.spliced(one.first, one.last, self.indented(text, one.indent))

    def new_statement(self, one):
        self.grammar.kind = self.kind(one)
        return self.indented(self.grammar.statement(), one.indent)

    def header(self, wanted=None):
        """A function's header that stands on one line."""
        return self.choose(
            one
            for one in self.found
            if (one.is_function and one.last == one.first + 1)
            and (wanted is None or re.search(wanted, one.text))
        )

    def reworded(self, pattern, new, wanted=None):
        """A function's header with one match of `pattern` replaced."""
        one = self.header(wanted or pattern)
        if one is None:
            return None
        place = self.choose(re.finditer(pattern, one.text))
        if place is None:
            return None
        text = one.text[: place.start()] + place.expand(new) + one.text[place.end() :]
        return self.replaced(one, text)


# ---- bodies


def insert_first(source):
    """Where no return stands before it."""
    header = source.function()
    one = outline.body(source.found, header)[0] if header else None
    return one and source.spliced(one.first, one.first, source.new_statement(one))


def insert_before(source):
    one = source.in_body()
    return one and source.spliced(one.first, one.first, source.new_statement(one))


def insert_after(source):
    one = source.in_body()
    return one and source.spliced(one.end, one.end, source.new_statement(one))


def replace_statement(source):
    one = source.in_body()
    return one and source.spliced(one.first, one.end, source.new_statement(one))


def delete_statement(source):
    one = source.in_body()
    return one and source.spliced(one.first, one.end, "")


def replace_body(source):
    header = source.function()
    inside = outline.children(source.found, header) if header else []
    if not inside:
        return None
    source.grammar.kind = source.kind(inside[0])
    text = source.indented(source.grammar.body(), inside[0].indent)
    return source.spliced(inside[0].first, header.end, text)


def stub_body(source):
    header = source.function()
    inside = outline.children(source.found, header) if header else []
    if not inside:
        return None
    text = source.indented(source.grammar.pick("stub"), inside[0].indent)
    return source.spliced(inside[0].first, header.end, text)


def swap_statements(source):
    header = source.function()
    inside = outline.children(source.found, header) if header else []
    if len(inside) < 2:
        return None
    at = source.rng.randrange(len(inside) - 1)
    first, second = inside[at], inside[at + 1]
    parts = [source.lines[one.first : one.end] for one in (second, first)]
    return source.spliced(first.first, second.end, "".join(sum(parts, [])))


def wrap_statement(source):
    one = source.in_body()
    if one is None:
        return None
    head = source.rng.choice(("if $e:", "while $e:", "for i in $e:", "with $e:", "else:", "try:"))
    source.grammar.kind = source.kind(one)
    lines = [" " * one.indent + source.grammar.expand(head) + "\n"]
    lines += ["    " + line for line in source.lines[one.first : one.end]]
    if head == "try:":
        lines += [" " * one.indent + "finally:\n", " " * one.indent + "    pass\n"]
    return source.spliced(one.first, one.end, "".join(lines))


def swap_token(source):
    """One name, number or string of a statement becomes another one."""
    one = source.in_body() if source.rng.random() < 0.7 else source.choose(source.found)
    if one is None:
        return None
    place = source.choose(re.finditer(r"\b[a-zA-Z_]\w*\b|\b\d+\b", one.text))
    if place is None:
        return None
    pool = source.rng.choice("fCvanmpkk")
    text = one.text[: place.start()] + source.grammar.hole(pool) + one.text[place.end() :]
    return source.replaced(one, text)


# ---- what is declared


def change_return(source):
    return source.reworded(r"->.*:$", f"-> {plain(source.grammar.type())}:", r"->.*:$")


def drop_return(source):
    return source.reworded(r"\s*->.*:$", ":")


def add_return(source):
    return source.reworded(r"\):$", f") -> {plain(source.grammar.type())}:")


def change_annotation(source):
    return source.reworded(r"(\w+): ?\w+(?=[,)=\[ ])", rf"\1: {plain(source.grammar.type())}")


def change_default(source):
    return source.reworded(r"= ?[\w\"']+(?=[,)])", f"= {plain(source.grammar.hole('k'))}")


def add_parameter(source):
    new = source.rng.choice(("more=None", "more: int = 0", "*more", "**more", "more"))
    return source.reworded(r"(\(|, )(?=\)(:$| ->))|(?<=\w)(?=\)(:$| ->))", rf", {new}")


def plain(text):
    """For the replacement of a match."""
    return text.replace("\\", "\\\\").replace("\n", " ")


def toggle_async(source):
    if source.rng.random() < 0.5:
        return source.reworded(r"^async def", "def")
    return source.reworded(r"^def", "async def")


def rename(source):
    one = source.choose(one for one in source.found if one.name)
    if one is None:
        return None
    pool = source.rng.choice("fm") if one.is_function else "C"
    text = re.sub(rf"\b{one.name}\b", source.grammar.hole(pool), one.text, count=1)
    return source.replaced(one, text)


def add_decorator(source):
    one = source.choose(one for one in source.found if one.name)
    if one is None:
        return None
    text = "@" + source.grammar.pick("decorator")
    return source.spliced(one.first, one.first, source.indented(text, one.indent))


def drop_decorator(source):
    one = source.choose(one for one in source.found if one.text.startswith("@"))
    return one and source.spliced(one.first, one.last, "")


def change_bases(source):
    one = source.choose(one for one in source.found if one.is_class)
    if one is None:
        return None
    return source.replaced(one, f"class {one.name}{source.grammar.pick('bases').strip()}:")


def add_member(source):
    header = source.klass()
    if header is None:
        return None
    one = source.choose(outline.children(source.found, header))
    source.grammar.kind = "module"
    text = source.indented(source.grammar.pick("member"), one.indent)
    return source.spliced(one.first, one.first, text)


def drop_member(source):
    header = source.klass()
    one = header and source.choose(outline.children(source.found, header))
    return one and source.spliced(one.first, one.end, "")


def add_item(source):
    section = source.rng.choice(("module", "module", "import", "function", "class"))
    text = source.grammar.valid(section) + "\n"
    one = source.choose(outline.top(source.found))
    at = one.first if one else len(source.lines)
    return source.spliced(at, at, text)


def drop_item(source):
    one = source.choose(outline.top(source.found))
    return one and source.spliced(one.first, one.end, "")


def move_item(source):
    one, other = (source.choose(outline.top(source.found)) for _ in range(2))
    if one is None or one.first >= other.first:
        return None
    parts = [source.lines[other.first : other.end], source.lines[one.first : other.first]]
    return source.spliced(one.first, other.end, "".join(sum(parts, [])))


# ---- what no importer should see, and what looks like it


def comment_line(source):
    one = source.choose(source.found)
    if one is None:
        return None
    text = source.indented(source.rng.choice(COMMENTS), one.indent)
    return source.spliced(one.first, one.first, text)


def comment_behind(source):
    one = source.choose(one for one in source.found if '"""' not in one.text)
    if one is None or one.last > len(source.lines):
        return None
    line = source.lines[one.last - 1].rstrip("\n")
    return source.spliced(one.last - 1, one.last, f"{line}  {source.rng.choice(COMMENTS)}\n")


def drop_comment(source):
    place = source.choose(re.finditer(r"[ \t]*#.*", source.text))
    return place and source.text[: place.start()] + source.text[place.end() :]


def blank_lines(source):
    one = source.choose(source.found)
    return one and source.spliced(one.first, one.first, source.rng.choice(("\n", "\n\n", "   \n")))


def drop_blank(source):
    place = source.choose(re.finditer(r"\n[ \t]*(?=\n)", source.text))
    return place and source.text[: place.start()] + source.text[place.end() :]


def docstring(source):
    one = source.choose(one for one in source.found if one.name and one.opens)
    if one is None:
        return None
    inside = outline.children(source.found, one)
    if not inside:
        return None
    text = source.indented(f'"""Words {source.rng.randrange(9)}."""', inside[0].indent)
    old = re.match(r'[rbuf]*"', inside[0].text)
    return source.spliced(inside[0].first, inside[0].last if old else inside[0].first, text)


def module_docstring(source):
    return f'"""Module {source.rng.randrange(9)}."""\n' + source.text


def join_lines(source):
    pairs = [
        (one, other)
        for one, other in zip(source.found, source.found[1:])
        if one.indent == other.indent and not (one.opens or other.opens) and one.last == other.first
    ]
    pair = source.choose(pairs)
    if pair is None:
        return None
    text = f"{pair[0].text}; {pair[1].text}"
    return source.spliced(pair[0].first, pair[1].last, source.indented(text, pair[0].indent))


def split_line(source):
    one = source.choose(one for one in source.found if "; " in one.text and '"' not in one.text)
    return one and source.replaced(one, one.text.replace("; ", "\n"))


def wider_indent(source):
    return re.sub(r"(?m)^(    )+", lambda match: match[0] * 2, source.text)


def tabs(source):
    return re.sub(r"(?m)^(    )+", lambda match: "\t" * (len(match[0]) // 4), source.text)


def spaces(source):
    return re.sub(r"(?m) = (?=\S)", "  =  ", source.text, count=3)


def continued(source):
    return re.sub(r"(?m)^( *\w+) = (?=\S)", r"\1 = \\\n    ", source.text, count=2)


def windows_lines(source):
    return source.text.replace("\r\n", "\n") if "\r" in source.text else crlf(source)


def crlf(source):
    return source.text.replace("\n", "\r\n")


BODY = (insert_first, insert_before, insert_after, replace_statement, replace_body, stub_body)
EDITS = {
    **dict.fromkeys(BODY, 12),
    **dict.fromkeys((delete_statement, swap_statements, wrap_statement), 5),
    **dict.fromkeys((swap_token, add_member, add_item), 5),
    **dict.fromkeys((change_return, drop_return, add_return, change_annotation), 2),
    **dict.fromkeys((change_default, add_parameter, toggle_async, rename), 2),
    **dict.fromkeys((add_decorator, drop_decorator, change_bases, drop_member), 2),
    **dict.fromkeys((drop_item, move_item), 2),
    **dict.fromkeys((comment_line, comment_behind, docstring), 3),
    **dict.fromkeys((drop_comment, blank_lines, drop_blank, module_docstring), 1),
    **dict.fromkeys((join_lines, split_line), 2),
    **dict.fromkeys((wider_indent, tabs, spaces, continued, windows_lines), 1),
}
