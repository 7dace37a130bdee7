# SPDX-License-Identifier: MIT
"""Chains of names and lists of __all__ against Python's own ast and a regex.

What names a file binds comes from ast, what follows them from a regular
expression over the whole text, and what __all__ lists from ast again.  Beside
the sources of real projects there are random texts of what can stand around
a dot.
"""

import ast
import os
import random
import re
import subprocess
from pathlib import Path

import pytest

from corpora import corpus, pins

BUILD = Path(os.environ.get("BUILD", "build"))
FACTS_PRINT = BUILD / "tests" / "tools" / "facts_print"
FILES = 60 if "san" in BUILD.name else 600
LINKS_MAX = 8
NAME_MAX = 255

NAME_BYTES = rb"A-Za-z0-9_\x80-\xff"
# Around a dot: blanks, newlines, comments, and the bracket of `(a).c`.
BLANKS = rb"(?:[ \t\f\r\n\\)]|#[^\n]*(?=\n|\Z))*"
WORD = re.compile(rb"(?<![%b])[%b]+" % (NAME_BYTES, NAME_BYTES))
DOT = re.compile(BLANKS + rb"\.")
NEXT = re.compile(BLANKS + rb"([A-Za-z_\x80-\xff][%b]*)" % NAME_BYTES)


def read_facts(paths):
    """{path: (chains, listed)} as the program finds them."""
    found = {}
    for first in range(0, len(paths), 500):
        part = [os.fspath(path) for path in paths[first : first + 500]]
        if len(part) == 1:
            part *= 2
        done = subprocess.run([FACTS_PRINT, *part], stdout=subprocess.PIPE, check=True)
        for line in done.stdout.split(b"\n"):
            kind, _, rest = line.partition(b" ")
            if kind == b"file":
                found[os.fsdecode(rest)] = chains, listed = set(), set()
            elif kind == b"chain":
                assert rest not in chains
                chains.add(rest)
            elif kind == b"listed":
                assert rest not in listed
                listed.add(rest)
    return found


def heads_of(run):
    """A character beyond ASCII may be a part of the name or stand before it."""
    yield run
    for at in range(1, len(run)):
        if run[at - 1] >= 0x80:
            yield run[at:]


def follow(text, head, at):
    """The chain that begins with `head`, which ends at `at`; None: no chain."""
    links = [head]
    while len(links) < LINKS_MAX:
        dot = DOT.match(text, at)
        name = dot and NEXT.match(text, dot.end())
        if not name or len(name[1]) > NAME_MAX:
            break
        links.append(name[1])
        at = name.end()
    return b".".join(links) if len(links) > 1 else None


def chains_in(text, names, members, any_name):
    """Chains that begin with one of `names`, or one of `members` after a dot."""
    found = set()
    for word in WORD.finditer(text):
        after_dot = text[word.start() - 1 : word.start()] == b"."
        for head in heads_of(word[0]):
            whole = head == word[0]
            wanted = head in (members if after_dot and whole else names)
            if any_name and whole and not after_dot and not head[:1].isdigit():
                wanted |= head != b"from"
            if wanted:
                found.add(follow(text, head, word.end()))
    return found - {None}


class Names(ast.NodeVisitor):
    """What imports bind, and which of them stand in a class."""

    def __init__(self):
        self.names = set()
        self.members = set()
        self.any_name = False
        self.in_class = False

    def visit_scope(self, node, in_class):
        before, self.in_class = self.in_class, in_class
        self.generic_visit(node)
        self.in_class = before

    def visit_ClassDef(self, node):
        self.visit_scope(node, True)

    def visit_FunctionDef(self, node):
        self.visit_scope(node, False)

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def bind(self, name):
        self.names.add(name.encode())
        if self.in_class:
            self.members.add(name.encode())

    def visit_Import(self, node):
        for alias in node.names:
            self.bind(alias.asname or alias.name.split(".")[0])

    def visit_ImportFrom(self, node):
        for alias in node.names:
            if alias.name == "*":
                self.any_name = True
            else:
                self.bind(alias.asname or alias.name)


def segment(lines, node):
    """What ast.get_source_segment says, which splits the source each time."""
    piece = lines[node.lineno - 1 : node.end_lineno]
    piece[-1] = piece[-1][: node.end_col_offset]
    piece[0] = piece[0][node.col_offset :]
    return b"\n".join(piece)


def plain_strings(node, lines):
    """Values of plain strings below a node that look like names."""
    for one in ast.walk(node):
        if (
            isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and re.fullmatch(r"[A-Za-z_]\w*", one.value, re.ASCII)
            and b"\\" not in segment(lines, one)
        ):
            yield one.value.encode()


def listed_in(tree, lines):
    for node in ast.walk(tree):
        # Of a compound statement, its own line is enough.
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)):
            continue
        if any(isinstance(one, ast.Name) and one.id == "__all__" for one in ast.walk(node)):
            yield from plain_strings(node, lines)


def normal(data):
    """The text as Python reads it: no byte order mark, newlines alike."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data.replace(b"\r\n", b"\r\0\n").replace(b"\r", b"\n").replace(b"\n\0\n", b"\r\n")


def check(path, chains, listed):
    text = normal(Path(path).read_bytes())
    try:
        tree = ast.parse(text.decode())
    except (SyntaxError, ValueError):
        return 0
    names = Names()
    names.visit(tree)
    must = chains_in(text, names.names, names.members, names.any_name)
    may = chains_in(text, names.names, names.names, names.any_name)
    assert must <= chains, (path, "missed", must - chains)
    assert chains <= may, (path, "too many", chains - may)
    lines = text.split(b"\n")
    lists = set(listed_in(tree, lines))
    assert lists <= listed, (path, "missed", lists - listed)
    assert not listed or listed <= set(plain_strings(tree, lines)), (path, "too many")
    return len(chains) + len(listed)


@pytest.mark.parametrize("name", sorted(pins()))
def test_chains_are_those_of_the_text(name):
    paths = sorted(corpus(name).rglob("*.py"))
    found = read_facts(paths[:: len(paths) // FILES])
    assert sum(check(path, *facts) for path, facts in found.items()) > FILES


NAMES = [
    "a",
    "b",
    "ab",
    "c",
    "_",
    "a1",
    "1",
    "é",
    "»",
    "x" * NAME_MAX,
    "x" * (NAME_MAX + 1),
    "from",
]
BETWEEN = [".", " ", "\t", "\f", "\r\n", "\r", "\n", "\\\n", "\\", "#", "# ", "#\n", "\u200b"]
OTHERS = ["(", ")", "'", '"', "[", ",", ":", "=", "0.5", "self.", "é.", "..", "'''"]
PIECES = [*NAMES[:4] * 6, *NAMES, *["."] * 30, *BETWEEN * 2, ")", ")", *OTHERS]


def random_text(dice):
    return "".join(dice.choice(PIECES) for _ in range(dice.choice([5, 20, 80, 300])))


@pytest.mark.parametrize("seed", range(4))
def test_random_texts_hold_the_chains_that_a_regex_finds(tmp_path, seed):
    dice = random.Random(seed)
    heads = ["import a, b as ab, é\n", "from a import b as a1, c as x\n", "class K: import a, c\n"]
    texts = {}
    for number in range(1000):
        head = dice.choice([*heads, "from a import *\n"])
        texts[str(tmp_path / f"{number}.py")] = text = (head + random_text(dice)).encode()
        (tmp_path / f"{number}.py").write_bytes(text)
    found = 0
    for path, (chains, _) in read_facts(list(texts)).items():
        text = normal(texts[path])
        names = Names()
        names.visit(ast.parse(text.split(b"\n")[0]))
        expected = chains_in(text, names.names, names.members, names.any_name)
        assert chains == expected, texts[path]
        found += len(chains)
    assert found > 1000


def print_chains(tmp_path, source):
    path = tmp_path / "one.py"
    path.write_text(source)
    [(chains, listed)] = read_facts([path]).values()
    return sorted(chains) + sorted(listed)


def test_a_thousand_names_with_one_ending_are_told_apart(tmp_path):
    names = [f"n{number}_xy" for number in range(990)]
    source = "".join(f"import {name}\n" for name in names) + "n5_xy.a, m5_xy.a, n7_xy.b\n"
    assert print_chains(tmp_path, source) == [b"n5_xy.a", b"n7_xy.b"]


def test_more_names_with_one_ending_hide_nothing(tmp_path):
    names = [f"n{number}_xy" for number in range(5000)]
    source = "".join(f"import {name}\n" for name in names) + "n4999_xy.a\n"
    assert b"n4999_xy.a" in print_chains(tmp_path, source)


def test_comments_that_end_in_dots_are_read_in_no_time(tmp_path):
    source = "import a\n" + "# a.\n" * 300_000 + "x\n"
    assert print_chains(tmp_path, source) == [b"a.x"]


def test_dots_of_one_comment_are_read_in_no_time(tmp_path):
    source = "import a\n#" + " a.#" * 1_000_000 + "\nx\n"
    assert print_chains(tmp_path, source) == [b"a.x"]


def test_chains_through_many_comments_are_read_in_no_time(tmp_path):
    comments = "# a.\n# a.b.\n# a.b. c\n" * 100_000
    source = f'import a\n"""{comments}x.\n{comments}y\n{comments}"""\n'
    chains = print_chains(tmp_path, source)
    # Each comment ends with one of three, and so does the text between.
    assert {b"a.x.y", b"a.b.x.y", b"a.b.c"} <= set(chains)


def test_many_names_before_a_distant_one_are_read_in_no_time(tmp_path):
    source = "import a\n" + "a#" * 500_000 + "\n." + " " * 1_000_000 + "x\n"
    assert print_chains(tmp_path, source) == [b"a.x"]


def test_names_that_are_no_modules_are_read_in_no_time(tmp_path):
    source = "import a\n" + "# a.\n" * 300_000 + "x" * 2_000_000 + "\n"
    assert print_chains(tmp_path, source) == []


def test_lines_of_dots_are_read_in_no_time(tmp_path):
    source = 'import a\n"""\n' + "# a # a\n .\n" * 200_000 + '"""\n'
    assert print_chains(tmp_path, source) == []


def test_lists_that_never_close_are_read_in_no_time(tmp_path):
    source = '__all__ = ["a",\n' * 100_000
    assert print_chains(tmp_path, source) == [b"a"]
