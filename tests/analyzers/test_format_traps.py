# SPDX-License-Identifier: MIT
"""What tools print when all is not well, and in odd places."""

import os

import pytest

from analyzers import reading

BROKEN = "x = 1\ndef f(:\n    pass\n"
NOT_UTF8 = b'x = "\xff"\n'
PLACE = ("path", "line", "column")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.py").write_text("x = 1\n")
    (tmp_path / "broken.py").write_text(BROKEN)
    (tmp_path / "bytes.py").write_bytes(NOT_UTF8)
    return tmp_path


def rows_of(answer, path, *keys):
    return [tuple(one[key] for key in keys) for one in answer.diagnostics if one["path"] == path]


# ---- syntax errors, unreadable and missing files


def test_ruff_tells_each_of_them_by_its_code(folder):
    answer = reading.ask("ruff", folder, ["good.py", "broken.py", "bytes.py", "missing.py"])
    assert answer.status == 1
    assert rows_of(answer, "broken.py", "line", "column", "code")[0] == (2, 7, "invalid-syntax")
    for path in ("bytes.py", "missing.py"):
        assert rows_of(answer, path, "code", "severity") == [("E902", "error")]
    assert rows_of(answer, "good.py", "code") == []


def test_ruff_format_has_findings_without_places(folder):
    (folder / "good.py").write_text("x  =  1\n")
    answer = reading.ask("ruff-format", folder, ["good.py", "broken.py", "bytes.py", "missing.py"])
    assert answer.status == 2
    assert rows_of(answer, "good.py", "code", "line") == [("unformatted", 1)]
    assert rows_of(answer, "broken.py", "line", "column", "code")[0] == (2, 7, "invalid-syntax")
    assert rows_of(answer, "bytes.py", "line", "column", "code") == [(0, 0, "io")]
    [(path, message)] = [row for row in answer.rows("path", "message") if row[0] == "missing.py"]
    assert path == "missing.py" and str(folder) not in message


def test_ruff_json_is_read_as_its_lines_are(folder):
    files = ["good.py", "broken.py"]
    lines = reading.ask("ruff", folder, files)
    command = ["ruff", "check", "-q", "--no-cache", *files, "--output-format"]
    whole = reading.start(folder, [*command, "json"]).stdout
    assert whole[:1] == b"["
    assert reading.read("ruff", folder, 1, whole).diagnostics == lines.diagnostics != []
    sarif = reading.start(folder, [*command, "sarif"]).stdout
    read = reading.read("sarif", folder, 1, sarif).diagnostics
    keys = ("path", "line", "column", "end_line", "end_column", "message", "url")
    assert [[one[key] for key in keys] for one in read] == [
        [one[key] for key in keys] for one in lines.diagnostics
    ]


def test_flake8_shows_a_missing_file_at_row_0(folder):
    answer = reading.ask("flake8", folder, ["missing.py", "broken.py"])
    assert answer.status == 1
    assert rows_of(answer, "missing.py", "line", "column", "code") == [(0, 0, "E902")]
    assert rows_of(answer, "broken.py", "line", "column", "code") == [(2, 8, "E999")]


def test_pylint_shows_a_syntax_error_where_it_is(folder):
    (folder / "é.py").write_text('é = "é𝒳"; def\n')
    answer = reading.ask("pylint", folder, ["broken.py", "é.py", "bytes.py", "missing.py"])
    assert rows_of(answer, "broken.py", "line", "column", "code") == [(2, 7, "E0001")]
    assert rows_of(answer, "é.py", "line", "column", "code") == [(1, 11, "E0001")]
    [(code, message)] = rows_of(answer, "bytes.py", "code", "message")
    assert code == "E0001" and str(folder) not in message
    assert rows_of(answer, "missing.py", "code", "severity") == [("F0001", "error")]


def test_mypy_shows_a_syntax_error_where_it_is(folder):
    answer = reading.ask("mypy", folder, ["good.py", "broken.py"])
    assert answer.status == 2
    assert answer.rows(*PLACE, "code")[0] == ("broken.py", 2, 7, "syntax")


@pytest.mark.parametrize("path", ["bytes.py", "missing.py"])
def test_mypy_says_in_text_what_stops_it(folder, path):
    answer = reading.ask("mypy", folder, ["good.py", path])
    assert answer.status == 2
    assert "errors prevented further checking" in answer.trouble
    assert answer.rows(*PLACE, "code", "severity") == [(path, 0, 0, "", "error")]


@pytest.mark.parametrize(
    "files",
    [("a/conf.py", "b/conf.py"), ("m.py", "m.pyi"), ("m.py", "./m.py")],
    ids=["two of a name", "source and stub", "one file twice"],
)
def test_mypy_stops_at_two_modules_of_one_name(folder, files):
    for path in files:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text("x: int = ''\n")
    answer = reading.ask("mypy", folder, files)
    assert answer.status == 2
    [(path, line, message)] = answer.rows("path", "line", "message")
    assert path == os.path.normpath(files[1]) and line == 0
    assert message.startswith("Duplicate module named")


def test_mypy_has_findings_without_a_column(folder):
    (folder / "good.py").write_text("x = 1  # type: ignore[attr-defined]\n")
    answer = reading.ask("mypy", folder, ["good.py"], "--warn-unused-ignores")
    keys = ("line", "column", "end_line", "end_column", "code")
    assert answer.rows(*keys) == [(1, 0, 0, 0, "unused-ignore")]


def test_mypy_shows_findings_about_files_that_were_not_named(folder):
    (folder / "user.py").write_text("import b\n")
    (folder / "b.py").write_text("x: int = ''\n")
    answer = reading.ask("mypy", folder, ["user.py"])
    assert answer.rows("path") == [("b.py",)]


def test_pyright_says_nothing_when_a_file_is_missing(folder):
    answer = reading.ask("pyright", folder, ["good.py", "missing.py"])
    assert (answer.status, answer.output, answer.diagnostics) == (4, b"", [])


def test_pyright_goes_on_with_a_broken_configuration(folder):
    (folder / "pyrightconfig.json").write_text("{")
    answer = reading.ask("pyright", folder, ["broken.py"])
    assert answer.status == 3 and answer.diagnostics


def test_ty_has_findings_of_no_file(folder):
    answer = reading.ask("ty", folder, ["missing.py", "broken.py", "bytes.py"])
    assert rows_of(answer, "", "code") == [("io",)]
    assert rows_of(answer, "broken.py", "line", "column", "code")[0] == (2, 7, "invalid-syntax")
    assert rows_of(answer, "bytes.py", "code") == [("io",)]
    assert all(str(folder) not in message for (message,) in answer.rows("message"))


def test_pyrefly_names_no_folder_of_this_machine(folder):
    answer = reading.ask("pyrefly", folder, ["broken.py", "bytes.py"])
    assert str(folder).encode() in answer.output
    assert all(str(folder) not in message for (message,) in answer.rows("message"))
    assert rows_of(answer, "broken.py", "line", "column", "code")[0] == (2, 7, "parse-error")
    [(message,)] = rows_of(answer, "bytes.py", "message")
    assert "`bytes.py`" in message


def test_pyrefly_is_silent_with_a_broken_configuration(folder):
    (folder / "pyrefly.toml").write_text("x = [")
    answer = reading.ask("pyrefly", folder, ["good.py"])
    assert (answer.status, answer.output, answer.diagnostics) == (1, b"", [])


def test_bandit_has_its_errors_apart_with_status_0(folder):
    answer = reading.ask("bandit", folder, ["good.py", "broken.py", "missing.py"])
    assert answer.status == 0
    assert answer.failed == ["broken.py", "missing.py"]
    assert answer.rows("path", "line") == [("broken.py", 0), ("missing.py", 0)]


def test_black_tells_what_it_would_change_from_what_it_cannot_read(folder):
    (folder / "good.py").write_text("x  =  1\n")
    answer = reading.ask("black", folder, ["good.py", "broken.py", "bytes.py"])
    assert answer.status == 123
    assert sorted(answer.rows("path", "line", "column", "code")) == [
        ("broken.py", 2, 7, "invalid-syntax"),
        ("bytes.py", 0, 0, "io"),
        ("good.py", 0, 0, "unformatted"),
    ]


def test_black_says_nothing_when_a_file_is_missing(folder):
    (folder / "good.py").write_text("x  =  1\n")
    answer = reading.ask("black", folder, ["good.py", "missing.py"])
    assert answer.status == 2 and answer.refused


def test_isort_is_read_by_an_expression(folder):
    (folder / "good.py").write_text("import sys\nimport os\n")
    done = reading.start(folder, ["isort", "--check-only", "--", "good.py"])
    pattern = "^ERROR: (?<path>.+) (?<message>Imports are .*)(?<line>)$"
    answer = reading.read("regex", folder, done.returncode, done.stderr, b"", pattern)
    assert answer.rows(*PLACE, "code") == [("good.py", 0, 0, "")]


def test_black_has_no_colors_in_a_pipe(folder):
    (folder / "good.py").write_text("x  =  1\n")
    answer = reading.ask("black", folder, ["good.py"], FORCE_COLOR="1", CLICOLOR_FORCE="1")
    assert answer.rows("path", "code") == [("good.py", "unformatted")]


def test_pyright_is_clean_over_files_that_it_leaves_out(folder):
    (folder / "pyrightconfig.json").write_text('{"exclude": ["broken.py"]}')
    answer = reading.ask("pyright", folder, ["broken.py"])
    assert (answer.status, answer.diagnostics, answer.refused) == (0, [], None)


# ---- clean


@pytest.mark.parametrize("tool", sorted(reading.TOOLS))
def test_a_clean_file_has_no_finding(tool, folder):
    (folder / "good.py").write_text('"""Good."""\n')
    answer = reading.ask(tool, folder, ["good.py"])
    assert (answer.status, answer.diagnostics, answer.refused) == (0, [], None)


# ---- crashes, interruptions, settings that are no good


def test_a_crash_of_flake8_leaves_no_output(folder):
    (folder / ".flake8").write_text("[flake8]\nmax-line-length = long\n")
    answer = reading.ask("flake8", folder, ["good.py"])
    assert (answer.status, answer.output, answer.diagnostics) == (1, b"", [])


def test_a_crash_of_pylint_leaves_no_output(folder):
    (folder / "plugin.py").write_text("def register(linter):\n    1 / 0\n")
    answer = reading.ask("pylint", folder, ["good.py"], "--load-plugins=plugin", PYTHONPATH=".")
    assert (answer.status, answer.output, answer.diagnostics) == (1, b"", [])


@pytest.mark.parametrize("tool", ["bandit", "flake8", "mypy", "pylint", "ruff"])
def test_an_interrupted_tool_has_said_nothing(tool, folder):
    (folder / "good.py").write_text("assert undefined_name\n")
    os.mkfifo(folder / "pipe.py")
    answer = reading.ask_interrupted(tool, folder, ["good.py"], "pipe.py")
    assert answer.status != 0 and answer.diagnostics == []
    if tool == "flake8":
        assert (answer.status, answer.output) == (1, b"... stopped while processing files\n")
        assert answer.refused


def test_flake8_interrupted_later_is_refused(folder):
    found = reading.ask("flake8", folder, ["broken.py"]).output
    stopped = found + b"... stopped while processing files\n"
    answer = reading.read("flake8", folder, 1, stopped)
    assert "a line that is no finding: `... stopped" in answer.refused


def test_black_interrupted_is_refused(folder):
    (folder / "good.py").write_text("x  =  1\n")
    whole = reading.ask("black", folder, ["good.py"]).output
    assert reading.read("black", folder, 1, whole).diagnostics
    lines = whole.splitlines(keepends=True)
    assert lines[0] == b"would reformat good.py\n"
    assert reading.read("black", folder, 1, lines[0] + b"\nAborted!\n").refused


def test_pylint_shows_trouble_with_its_settings(folder):
    (folder / ".pylintrc").write_text("[MAIN]\nload-plugins=nope\nnonsense=1\n")
    answer = reading.ask("pylint", folder, ["good.py"], "--disable=C")
    assert answer.status == 0
    assert answer.rows("path", "code") == [(".pylintrc", "E0015"), ("", "E0013")]


def test_ty_shows_trouble_with_its_settings(folder):
    (folder / "ty.toml").write_text('[rules]\nnope = "error"\n')
    answer = reading.ask("ty", folder, ["good.py"])
    assert answer.rows(*PLACE, "code") == [("ty.toml", 2, 1, "unknown-rule")]


def test_mypy_has_trouble_with_its_settings_on_standard_error(folder):
    (folder / "mypy.ini").write_text("[mypy]\nplugins = nope\n")
    answer = reading.ask("mypy", folder, ["good.py"])
    assert (answer.status, answer.output, answer.diagnostics) == (2, b"", [])
    assert b"Error importing plugin" in answer.other


SETTINGS = [
    ("ruff", "ruff.toml", "fix = true\n"),
    ("ruff", "ruff.toml", "fix-only = true\n"),
    ("ruff", "ruff.toml", "show-fixes = true\noutput-format = 'github'\n"),
    ("ruff-format", "ruff.toml", "fix = true\npreview = true\n"),
    ("flake8", ".flake8", "[flake8]\nshow-source = true\ncount = true\nstatistics = true\n"),
    ("pylint", ".pylintrc", "[REPORTS]\noutput-format=colorized\nreports=yes\n"),
    ("pylint", ".pylintrc", "[MAIN]\njobs=2\nverbose=yes\nmsg-template={path}\n"),
    ("mypy", "mypy.ini", "[mypy]\nwarn_unused_configs = True\n[mypy-x]\nstrict = False\n"),
    ("mypy", "mypy.ini", "[mypy]\npretty = True\nhide_error_codes = True\nverbosity = 1\n"),
    ("mypy", "mypy.ini", "[mypy]\nshow_absolute_path = True\nshow_error_context = True\n"),
    ("black", "pyproject.toml", "[tool.black]\nverbose = true\ndiff = true\ncolor = true\n"),
    ("ty", "ty.toml", "[terminal]\noutput-format = 'concise'\n"),
]


@pytest.mark.parametrize(
    ("tool", "name", "text"), SETTINGS, ids=[f"{row[0]}-{row[2][:30]!r}" for row in SETTINGS]
)
def test_settings_of_a_project_spoil_nothing(tool, name, text, folder):
    source = "import sys\nimport os\nx  =  undefined_name\n"
    (folder / "good.py").write_text(source)
    options = ["--extend-select=I"] if tool == "ruff" else []
    plain = reading.ask(tool, folder, ["good.py"], *options)
    (folder / name).write_text(text)
    found = reading.ask(tool, folder, ["good.py"], *options)
    assert found.diagnostics == plain.diagnostics != []
    assert (found.status, found.refused, found.trouble) == (plain.status, None, "")
    assert (folder / "good.py").read_text() == source


@pytest.mark.parametrize("tool", ["ruff", "ruff-format", "ty", "mypy", "pylint"])
def test_colors_do_not_reach_json(tool, folder):
    files = ["broken.py"]
    plain = reading.ask(tool, folder, files)
    forced = reading.ask(tool, folder, files, FORCE_COLOR="1", CLICOLOR_FORCE="1")
    assert forced.output == plain.output and plain.diagnostics


# ---- names of files


# pyright, pyrefly take "\\" for "/"; pylint takes "-.py" for an option, "--" or not.
ODD_NAMES = ["a:1: b.py", "a:7:3: E501 x.py", "sp ace é.py", "./-.py"]


@pytest.mark.parametrize("tool", sorted(reading.TOOLS))
def test_odd_names_are_read_as_they_are(tool, tmp_path):
    for path in ODD_NAMES:
        (tmp_path / path).write_text("assert  undefined_name\n")
    answer = reading.ask(tool, tmp_path, ODD_NAMES)
    assert not answer.refused
    expected = {os.path.normpath(path) for path in ODD_NAMES}
    assert {path for (path,) in answer.rows("path")} == expected


@pytest.mark.parametrize("tool", sorted(reading.TOOLS))
def test_all_ways_to_a_file_are_one_path(tool, tmp_path):
    (tmp_path / "real" / "pkg").mkdir(parents=True)
    (tmp_path / "real" / "pkg" / "a.py").write_text("assert  undefined_name\n")
    (tmp_path / "link").symlink_to("real")
    root = tmp_path / "link"
    for path in ("./pkg/../pkg/a.py", root / "pkg/a.py"):
        answer = reading.ask(tool, root, [path])
        assert {path for (path,) in answer.rows("path")} == {"pkg/a.py"}


@pytest.mark.parametrize("tool", sorted(reading.TOOLS))
def test_a_file_outside_of_the_root_keeps_its_place(tool, tmp_path):
    (tmp_path / "root").mkdir()
    outside = tmp_path / "a.py"
    outside.write_text("assert  undefined_name\n")
    answer = reading.ask(tool, tmp_path / "root", [outside])
    assert {path for (path,) in answer.rows("path")} == {str(outside)}


@pytest.mark.parametrize("tool", ["flake8", "bandit"])
def test_a_file_that_is_named_twice_is_one_file_with_all_findings_twice(tool, tmp_path):
    (tmp_path / "a.py").write_text("assert undefined_name\n")
    once = reading.ask(tool, tmp_path, ["a.py"]).diagnostics
    twice = reading.ask(tool, tmp_path, ["a.py", "./a.py"]).diagnostics
    assert twice == once + once


# ---- what is in messages


SURROGATE = 'from typing import Literal\nz: Literal["a"] = "\\ud800\\x00\\x1b[31m"\n'


@pytest.mark.parametrize("tool", ["mypy", "pyright", "ty"])
def test_half_a_surrogate_in_a_message_is_no_reason_to_refuse(tool, tmp_path):
    (tmp_path / "a.py").write_text(SURROGATE)
    answer = reading.ask(tool, tmp_path, ["a.py"])
    [(message,)] = answer.rows("message")
    assert "Literal" in message and "\x1b" not in message


@pytest.mark.parametrize("tool", ["bandit", "pyright"])
def test_what_changes_with_each_run_is_dropped(tool, folder):
    (folder / "good.py").write_text("assert undefined_name\n")
    one, two = (reading.ask(tool, folder, ["good.py"]) for _ in range(2))
    assert one.output != two.output or tool == "bandit"  # its clock has seconds
    assert one.diagnostics == two.diagnostics != []


def test_pylint_shows_the_name_that_comments_take(folder):
    answer = reading.ask("pylint", folder, ["good.py"])
    keys = ("code", "severity", "message")
    assert ("C0114", "note", "Missing module docstring (missing-module-docstring)") in answer.rows(
        *keys
    )
