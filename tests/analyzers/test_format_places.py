# SPDX-License-Identifier: MIT
"""Where findings are, whatever stands before them in the line.

Each source has `undefined_name` once.  Its line and column in code points
are known from the text; every tool counts in units of its own.
"""

import codecs
import random

import pytest

from analyzers import reading

NAME = "undefined_name"

# Name: text, coding, byte order mark.
SOURCES = {
    "ascii": ('x = "e"; undefined_name\n', "utf-8", False),
    "accent": ('x = "é"; undefined_name\n', "utf-8", False),
    "euro": ('x = "€€"; undefined_name\n', "utf-8", False),
    "astral": ('x = "𝒳"; undefined_name\n', "utf-8", False),
    "astrals": ('x = "𝒳𝒳é"; undefined_name\n', "utf-8", False),
    "combining": ('x = "e\u0301"; undefined_name\n', "utf-8", False),
    "identifier": ("é = 1; ö = é + undefined_name\n", "utf-8", False),
    "tab": ('if 1:\n\tx = "\té"; undefined_name\n', "utf-8", False),
    "crlf": ('y = 1\r\nx = "é"; undefined_name\r\n', "utf-8", False),
    "cr": ('y = 1\rx = "é"; undefined_name\r', "utf-8", False),
    "form_feed": ('y = 1\n\fx = "é"; undefined_name\n', "utf-8", False),
    "separators": ('y = "\u2028"; z = "\x85"\nx = "é"; undefined_name\n', "utf-8", False),
    "mark": ("undefined_name\n", "utf-8", True),
    "mark_accent": ('x = "é"; undefined_name\n', "utf-8", True),
    "mark_below": ('y = 1\nx = "é"; undefined_name\n', "utf-8", True),
    "several_lines": ('x = [\n  "é", undefined_name.\n  y]\n', "utf-8", False),
    "no_newline": ('x = "é"; undefined_name', "utf-8", False),
    "latin": ('# coding: latin-1\nx = "é"; undefined_name\n', "latin-1", False),
    "windows": ('# coding: cp1252\nx = "€é"; undefined_name\n', "cp1252", False),
    "japanese": ('# coding: shift_jis\nx = "あア"; undefined_name\n', "shift_jis", False),
}
NOT_UTF8 = ("latin", "windows", "japanese")

# The code that each tool has for it.
CODES = {
    "flake8": "F821",
    "mypy": "name-defined",
    "pylint": "E0602",
    "pyrefly": "unknown-name",
    "pyright": "reportUndefinedVariable",
    "ruff": "F821",
    "ty": "unresolved-reference",
}
OPTIONS = {
    "flake8": ["--select=F821"],
    "pylint": ["--disable=all", "--enable=undefined-variable"],
    "ruff": ["--select=F821,E902"],
}
ONLY_UTF8 = ("pyrefly", "ruff", "ty")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    for name, (text, coding, mark) in SOURCES.items():
        content = (codecs.BOM_UTF8 if mark else b"") + text.encode(coding)
        (folder / f"{name}.py").write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def answers(folder):
    """One run per tool, when first asked for."""
    known = {}

    def answer(tool):
        if tool not in known:
            files = sorted(path.name for path in folder.glob("*.py"))
            known[tool] = reading.ask(tool, folder, files, *OPTIONS.get(tool, []))
            assert not known[tool].refused
        return known[tool]

    return answer


def place(text):
    """Line and column of the name, from 1, as Python counts lines."""
    before = text[: text.index(NAME)].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def mypy_column(name, column):
    """mypy 2.4.1 takes its code points for bytes once more, in files that
    are not ASCII; the byte order mark is the first character."""
    text, _, mark = SOURCES[name]
    rest = text.replace("\r\n", "\n").replace("\r", "\n")
    line = place(text)[0]
    rest = rest.split("\n", line - 1)[-1]
    if mark and line == 1:
        rest = "\ufeff" + rest
    if text.isascii() and not mark:
        return column
    return len(rest.encode()[:column].decode(errors="ignore"))


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("tool", CODES)
def test_a_name_is_where_the_text_has_it(tool, source, answers):
    text = SOURCES[source][0]
    line, column = place(text)
    found = [
        (one["line"], one["column"], one["end_line"], one["end_column"])
        for one in answers(tool).diagnostics
        if one["path"] == f"{source}.py" and one["code"] == CODES[tool]
    ]
    if tool in ONLY_UTF8 and source in NOT_UTF8:
        assert found == []
        return
    if tool == "pyright" and source == "japanese":
        # It reads the file as UTF-8, where these are four letters.
        column += 2
    if tool == "mypy":
        end = mypy_column(source, column + len(NAME))
        column = mypy_column(source, column)
        # Before the mark itself there is nothing.
        expected = (line, column, line, end) if column > 0 else (line, 0, 0, 0)
        assert found == [expected]
        return
    end = (0, 0) if tool == "flake8" else (line, column + len(NAME))
    assert found == [(line, column, *end)]


@pytest.mark.parametrize("tool", ONLY_UTF8)
def test_a_file_that_is_no_utf8_is_a_finding(tool, answers):
    paths = {one["path"] for one in answers(tool).diagnostics if one["code"] != CODES[tool]}
    assert paths == {f"{name}.py" for name in NOT_UTF8}


CHARACTERS = (
    ["a", "\t", " ", "é", "€", "𝒳", "e\u0301", "ש", "ｶ", "\u200d", "👩\u200d🚀", "\u2028", "\x85"]
    + ["\u00a0", "\ufeff", "\u07ff", "\u0800", "\uffff", "\U00010000", "\U0010ffff"]
)


def random_source(source, newline):
    """Lines with two names each, known by the number of the line."""
    lines = []
    for i in range(40):
        text = "".join(source.choice(CHARACTERS) for _ in range(source.randint(0, 12)))
        lines.append(f'x = "{text}"; {NAME}_{i}; z = [{NAME}_{i}_{i}, "{text}"]{newline}')
    return lines


@pytest.mark.parametrize("tool", [tool for tool in CODES if tool != "mypy"])
def test_names_behind_any_characters_are_found(tool, tmp_path):
    source = random.Random(7)
    files = {}
    for newline, mark in (("\n", b""), ("\r\n", b""), ("\r", b""), ("\n", codecs.BOM_UTF8)):
        path = f"f{len(files)}.py"
        files[path] = random_source(source, newline)
        (tmp_path / path).write_bytes(mark + "".join(files[path]).encode())
    answer = reading.ask(tool, tmp_path, sorted(files), *OPTIONS.get(tool, []))
    found = set()
    for one in answer.diagnostics:
        if one["code"] == CODES[tool]:
            line = files[one["path"]][one["line"] - 1]
            end = one["end_column"] or len(line) + 1
            found.add((one["path"], line[one["column"] - 1 : end - 1].split(";")[0].split(",")[0]))
    expected = {f"{NAME}_{i}" for i in range(40)} | {f"{NAME}_{i}_{i}" for i in range(40)}
    assert found == {(path, name) for path in files for name in expected}


def test_bandit_counts_bytes_of_the_decoded_line(tmp_path):
    sources = {
        "utf8.py": ('x = "é𝒳"; assert x\n', "utf-8"),
        "latin.py": ('# coding: latin-1\nx = "é"; assert x\n', "latin-1"),
        "lines.py": ('x = ("é",\n  "é", eval(\n    x))\n', "utf-8"),
    }
    for name, (text, coding) in sources.items():
        (tmp_path / name).write_bytes(text.encode(coding))
    answer = reading.ask("bandit", tmp_path, sorted(sources))
    keys = ("path", "line", "column", "end_line", "end_column", "code")
    assert answer.rows(*keys) == [
        ("latin.py", 2, 10, 2, 18, "B101"),
        ("lines.py", 2, 8, 3, 7, "B307"),
        ("utf8.py", 1, 11, 1, 19, "B101"),
    ]


PYLINT_TOKENS = (
    'import os\nx = "é𝒳"; assert x   \n# TODO é: x\n'
    'y = "é"; z = "\\d"\ndef é1(): pass\nclass ö2(): pass\n'
    'u = "é\\\u200b"; os = 1\nv = "é\u200b"\n'
)


def test_pylint_counts_tokens_in_code_points(tmp_path):
    (tmp_path / "t.py").write_text(PYLINT_TOKENS)
    codes = ["C0303", "W0511", "W1401", "C0116", "C0115", "E2515"]
    options = ["--disable=all", f"--enable={','.join(codes)}"]
    answer = reading.ask("pylint", tmp_path, ["t.py"], *options)
    found = sorted(answer.rows("code", "line", "column", "end_line", "end_column"))
    assert found == [
        ("C0115", 6, 1, 6, 9),
        ("C0116", 5, 1, 5, 7),
        ("C0303", 2, 19, 0, 0),
        ("E2515", 7, 8, 7, 9),
        ("E2515", 8, 7, 8, 8),
        ("W0511", 3, 1, 0, 0),
        ("W1401", 4, 15, 0, 0),
        ("W1401", 7, 7, 0, 0),
    ]


def test_flake8_counts_characters_of_lines_and_bytes_of_trees(tmp_path):
    (tmp_path / "t.py").write_text('x = "é𝒳"; y = undefined_name   \nz = "é"; w = "\\d"\n')
    answer = reading.ask("flake8", tmp_path, ["t.py"])
    assert sorted(answer.rows("code", "line", "column")) == [
        ("E702", 1, 9),
        ("E702", 2, 8),
        ("F821", 1, 15),
        ("W291", 1, 29),
        ("W605", 2, 15),
    ]


def test_black_counts_from_zero(tmp_path):
    (tmp_path / "t.py").write_text('é = "𝒳"; def\n')
    answer = reading.ask("black", tmp_path, ["t.py"])
    assert answer.rows("path", "line", "column", "code") == [("t.py", 1, 10, "invalid-syntax")]
