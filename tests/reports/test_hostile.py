# SPDX-License-Identifier: MIT
"""Whatever the texts are: no report breaks, commands a CI system, or moves a
terminal's cursor."""

import json
import re
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest

from reports.printing import (
    FORMATS,
    HOSTILE,
    TEXT_FORMATS,
    hostile_report,
    is_hidden,
    report,
)

SEEDS = range(6)
SGR = re.compile("\x1b\\[[0-9;]*m")
OURS = re.compile(r"::(error|warning|notice) title=[^\n]*?::")

# The words that GitHub's runner knows.
COMMANDS = (
    "add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher "
    "save-state set-env set-output stop-commands warning"
).split()


def commands(text):
    """What a runner takes for commands: of GitHub, of Azure, of TeamCity."""
    for line in text.split("\n"):
        if line.lstrip().startswith("::"):
            yield line
        elif re.search(r"##(vso|teamcity)?\[", line):
            yield line


def is_for_people(text):
    return all(
        character == "\n"
        or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        and not is_hidden(ord(character))
        for character in text
    )


def readable(format, text):
    if format in ("gitlab", "json", "sarif"):
        json.loads(text)
    if format == "junit":
        ElementTree.fromstring(text)
    return True


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("format", FORMATS)
def test_hostile_texts_command_nothing(format, seed):
    hostile = hostile_report(seed)
    text = report(format, **hostile).decode()
    assert readable(format, text)
    found = list(commands(text))
    if format == "github":
        quiet = [row for row in hostile["analyzers"] if row["status"] in ("clean", "findings")]
        assert len(found) == 40 + len(hostile["analyzers"]) - len(quiet)
        assert all(OURS.match(line) for line in found)
    else:
        assert found == []


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_hostile_texts_send_no_escapes(format, seed, color):
    text = report(format, color=color, **hostile_report(seed)).decode()
    assert ("\x1b" in text) == color
    assert is_for_people(SGR.sub("", text))


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_colours_are_all_that_they_add(format):
    hostile = hostile_report(1)
    with_colors = report(format, color=True, **hostile).decode()
    assert SGR.sub("", with_colors) == report(format, **hostile).decode()


def test_hostile_texts_send_no_escapes_elsewhere():
    for format in ("github", "gitlab", "junit", "sarif", "json"):
        for seed in SEEDS:
            raw = report(format, **hostile_report(seed))
            assert not re.search(rb"[\0-\x08\x0b-\x1f\x7f]", raw), format


def test_one_finding_is_one_line():
    for seed in SEEDS:
        hostile = hostile_report(seed)
        lines = report("concise", **hostile).decode().split("\n")
        assert len(lines) == len(hostile["findings"]) + 2


def test_hostile_sources_send_no_escapes(tmp_path):
    lines = [text.replace(b"\n", b"") for text in HOSTILE]
    (tmp_path / "a.py").write_bytes(b"\n".join(lines) + b"\n")
    findings = [
        {"line": line, "column": column, "end_line": line + 1, "end_column": 2}
        for line in range(1, len(lines) + 2)
        for column in (0, 1, 4, 4000, 10_000)
    ]
    text = report("full", findings, root=tmp_path).decode()
    assert is_for_people(text)
    assert list(commands(text)) == []


def test_a_megabyte_of_message_is_cut_for_people_only():
    message = "very long " * 100_000
    findings = [{"path": "a.py", "line": 1, "column": 1, "code": "X", "message": message}]
    for format in TEXT_FORMATS:
        text = report(format, findings).decode()
        assert len(text) < 10_000
        assert "… (991807 bytes more)" in text
    for format in ("gitlab", "json", "junit", "sarif"):
        assert message.strip() in report(format, findings).decode()


def test_a_megabyte_in_one_line_is_cut_around_the_place(tmp_path):
    (tmp_path / "a.py").write_text("x = [" + "'日本', " * 150_000 + "]\n")
    findings = [{"line": 1, "column": c, "end_line": 1, "end_column": c + 4} for c in (6, 600_006)]
    lines = report("full", findings, root=tmp_path).decode().split("\n")
    sources = [line for line in lines if line.startswith("1 |")]
    carets = [line for line in lines if "^" in line]
    assert len(sources) == len(carets) == 2
    for source, caret in zip(sources, carets):
        assert len(source) < 170
        assert cells(source, caret.index("^"), len(caret)) == "'日本'"


def cells(line, start, end):
    """What of a line stands in the columns from `start` up to `end`."""
    at = 0
    found = ""
    for character in line:
        found += character if start <= at < end else ""
        at += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return found
