# SPDX-License-Identifier: MIT
"""concise, full and text: what people read, and the last line."""

import pytest

from reports.printing import TEXT_FORMATS, report, run


def summary(**settings):
    return run("summary", **settings).decode()


def excerpt(source, root, **finding):
    """The lines of a full report behind the place."""
    (root / "a.py").write_text(source, newline="")
    text = report("full", [{"column": 1, **finding}], root=root).decode()
    return text.partition("|\n")[2].rstrip("\n").split("\n")


# ---- the last line


def test_the_last_line_is_that_of_the_issue():
    analyzers = [{"name": "ruff", "saved_ms": 60_000}, {"name": "mypy", "saved_ms": 12_345}]
    text = run("summary", findings=[{}, {}], analyzers=analyzers,
               files=4099, analyzed=3, replayed=4096)  # fmt: skip
    expected = "3 of 4,099 files analyzed, 4,096 replayed, 2 findings, 1m12s saved"
    assert text.decode() == expected


def test_one_is_singular():
    text = run("summary", findings=[{}], files=1, analyzed=1).decode()
    assert text == "1 of 1 file analyzed, 0 replayed, 1 finding, 0s saved"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (12_005, "12,005"), (1_000_000, "1,000,000")],
)
def test_numbers_have_commas(count, text):
    assert f"{text} of {text} files" in summary(files=count, analyzed=count)


@pytest.mark.parametrize(
    ("saved_ms", "text"),
    [
        (0, "0s"),
        (1, "1ms"),
        (999, "999ms"),
        (1000, "1.0s"),
        (9999, "9.9s"),
        (10_000, "10s"),
        (59_999, "59s"),
        (60_000, "1m00s"),
        (3_599_999, "59m59s"),
        (3_600_000, "1h00m"),
        (360_061_000, "100h01m"),
    ],
)
def test_times_have_two_units_at_most(saved_ms, text):
    line = summary(analyzers=[{"name": "ruff", "saved_ms": saved_ms}])
    assert line.endswith(f", {text} saved")


def test_what_is_skipped_broken_or_unknown_is_said_behind():
    analyzers = [
        {"name": "ruff"},
        {"name": "mypy", "status": "broken", "unknown": 9, "message": "it timed out\nafter 60 s"},
        {"name": "pylint", "status": "skipped", "message": "412 affected files, limit 200"},
        {"name": "ty", "unknown": 1200},
        {"name": "flake8", "unknown": 1},
        {"name": "black", "status": "broken"},
    ]
    assert summary(analyzers=analyzers, complete=False).partition(" saved")[2] == (
        "; mypy broken: it timed out after 60 s"
        "; pylint skipped: 412 affected files, limit 200"
        "; ty: 1,200 files unknown; flake8: 1 file unknown; black broken"
    )


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_the_last_line_is_there_if_asked_for(format):
    text = report(format, [{}], statistics=True, files=3).decode()
    assert text.endswith("\n0 of 3 files analyzed, 0 replayed, 1 finding, 0s saved\n")
    assert "analyzed" not in report(format, [{}], files=3).decode()


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_only_so_many_findings_are_shown(format):
    findings = [{"message": f"number {i}", "line": i + 1} for i in range(5)]
    text = report(format, findings, max_findings=2, statistics=True).decode()
    assert "number 1" in text
    assert "number 2" not in text
    assert "… and 3 more findings\n" in text
    assert "5 findings" in text
    assert "more finding" not in report(format, findings, max_findings=5).decode()


def test_text_is_full():
    assert report("text", [{"line": 3}]) == report("full", [{"line": 3}])


# ---- concise


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (
            {"line": 1, "column": 8, "code": "F401", "message": "`os` unused"},
            "a.py:1:8: F401 `os` unused [ruff]",
        ),
        ({"line": 1, "message": "m"}, "a.py:1: m [ruff]"),
        ({"column": 3, "message": "m"}, "a.py: m [ruff]"),
        ({"path": "", "message": "m"}, "error: m [ruff]"),
        ({"severity": "warning", "code": "W1", "message": "m"}, "a.py: warning: W1 m [ruff]"),
        ({"severity": "note", "message": "m\n  n"}, "a.py: note: m n [ruff]"),
    ],
)
def test_a_concise_line(finding, line):
    assert report("concise", [finding]).decode() == line + "\n"


# ---- excerpts


def test_a_place_in_one_line_is_underlined(tmp_path):
    source = "a = 1\nb = c\nd = 2\n"
    assert excerpt(source, tmp_path, line=2, column=5, end_line=2, end_column=6) == [
        "1 | a = 1",
        "2 | b = c",
        "  |     ^",
        "3 | d = 2",
    ]


@pytest.mark.parametrize(
    ("source", "column", "end", "shown", "caret"),
    [
        ("\tx = y", 6, 7, "    x = y", "        ^"),
        ("a\tx", 3, 4, "a   x", "    ^"),
        ("日本 = y", 6, 7, "日本 = y", "       ^"),
        ("日本 = y", 1, 3, "日本 = y", "^^^^"),
        ("e\u0301 = y", 6, 7, "e\u0301 = y", "    ^"),
        ("\U0001f600 = y", 5, 6, "\U0001f600 = y", "     ^"),
        ("'\x1b[31m' + y", 11, 12, "'␛[31m' + y", "          ^"),
        ("'\u202e' + y", 7, 8, "'<U+202E>' + y", "             ^"),
        ("x = y", 3, 3, "x = y", "  ^"),
        ("x = y", 40, 44, "x = y", "     ^"),
        ("x = y", 3, 0, "x = y", "  ^"),
        ("x = y\r\n", 1, 99, "x = y", "^^^^^"),
        ("x = y  ", 6, 8, "x = y  ", "     ^^"),
        ("\ufeffx", 2, 3, "<U+FEFF>x", "        ^"),
    ],
)
def test_carets_stand_below_what_is_meant(tmp_path, source, column, end, shown, caret):
    lines = excerpt(source, tmp_path, line=1, column=column, end_line=1, end_column=end)
    assert lines == [f"1 | {shown}", f"  | {caret}"]


def test_a_byte_that_is_no_text_is_one_column(tmp_path):
    (tmp_path / "a.py").write_bytes(b"'\xff\xfe' + y\n")
    finding = {"line": 1, "column": 8, "end_line": 1, "end_column": 9}
    text = report("full", [finding], root=tmp_path).decode()
    assert text.split("\n")[3:5] == ["1 | '\ufffd\ufffd' + y", "  |        ^"]


def test_a_line_without_a_column_has_no_caret(tmp_path):
    assert excerpt("x\n", tmp_path, line=1, column=0) == ["1 | x"]


def test_blank_lines_around_are_left_out(tmp_path):
    assert excerpt("a\n\n\nx\n\nb\n", tmp_path, line=4) == ["4 | x", "  | ^", "5 |", "6 | b"]


def test_an_empty_line_can_be_meant(tmp_path):
    assert excerpt("a\n\nb\n", tmp_path, line=2) == ["1 | a", "2 |", "  | ^", "3 | b"]


def test_line_numbers_are_aligned(tmp_path):
    source = "".join(f"l{i}\n" for i in range(1, 20))
    assert excerpt(source, tmp_path, line=9)[:3] == ["7  | l7", "8  | l8", "9  | l9"]


def test_a_range_that_begins_its_line(tmp_path):
    source = "def f(\n    a,\n):\n    pass\n"
    assert excerpt(source, tmp_path, line=1, end_line=3, end_column=3) == [
        "1 | / def f(",
        "2 | |     a,",
        "3 | | ):",
        "  | |__^",
        "4 |       pass",
    ]


def test_a_range_that_begins_later(tmp_path):
    source = "x = f(\n    a)\n"
    assert excerpt(source, tmp_path, line=1, column=5, end_line=2, end_column=7) == [
        "1 |   x = f(",
        "  |  _____^",
        "2 | |     a)",
        "  | |______^",
    ]


def test_an_end_before_a_line_is_at_the_end_of_the_one_before(tmp_path):
    assert excerpt("import a\nimport b\nx\n", tmp_path, line=1, end_line=3, end_column=1) == [
        "1 | / import a",
        "2 | | import b",
        "  | |________^",
        "3 |   x",
    ]


def test_long_ranges_lose_their_middle(tmp_path):
    source = "".join(f"l{i}\n" for i in range(1, 120))
    assert excerpt(source, tmp_path, line=3, end_line=110, end_column=3) == [
        "1   |   l1",
        "2   |   l2",
        "3   | / l3",
        "4   | | l4",
        "5   | | l5",
        "6   | | l6",
        "... | |",
        "108 | | l108",
        "109 | | l109",
        "110 | | l110",
        "    | |__^",
        "111 |   l111",
        "112 |   l112",
    ]


def test_a_range_beyond_the_file_marks_its_start(tmp_path):
    assert excerpt("x = 1\n", tmp_path, line=1, end_line=9, end_column=2) == ["1 | x = 1", "  | ^"]


@pytest.mark.parametrize("finding", [{"line": 7, "column": 1}, {"path": "gone.py", "line": 1}])
def test_what_cannot_be_read_has_no_excerpt(tmp_path, finding):
    (tmp_path / "a.py").write_text("x\n")
    text = report("full", [finding], root=tmp_path).decode()
    assert "|" not in text
    assert " --> " in text


def test_numbers_at_their_limits_do_no_harm(tmp_path):
    (tmp_path / "a.py").write_text("x\n" * 20)
    most = 2**32 - 1
    for line in (1, 20, most):
        for end_line in (0, 1, 20, most):
            finding = {"line": line, "column": most, "end_line": end_line, "end_column": most}
            assert report("full", [finding], root=tmp_path)


def test_findings_of_one_line_are_shown_as_if_each_were_alone(tmp_path):
    line = "'日本', \te\u0301, \x1b, '\u202e', " * 40
    (tmp_path / "a.py").write_text(f"first\n{line}\nlast\n")
    findings = [
        {"line": 2, "column": column, "end_line": 2 + far, "end_column": column + 3}
        for column in range(0, len(line) + 9, 37)
        for far in (0, 1)
    ]
    alone = [report("full", [finding], root=tmp_path) for finding in findings]
    assert report("full", findings, root=tmp_path) == b"".join(alone)
