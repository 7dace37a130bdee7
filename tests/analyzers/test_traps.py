# SPDX-License-Identifier: MIT
"""Where tools mislead whoever runs them over parts of a tree.

Each test is a trap that was found with the real tool; what follows from it
is in the tool's row (config/analyzers).  Traps that cannot happen:

- A file named twice stops mypy and doubles findings of flake8 and bandit:
  files come from the tree, each once, by one path.
- `.gitignore` matters to tools for folders alone: files are named.
- ty's full output quotes lines of dependencies: its GitLab format does not.
- pylint's `-j2` changes answers: the row has `-j1`, and the settings' jobs
  are without effect then (test_format_traps).
- isort, codespell, pydocstyle and vulture have no preset.
"""

import json
import os
import shutil

import pytest

from analyzers import alone, venv

pytest_plugins = ["cli.workspace"]

TYPE_CHECKERS = ("mypy", "pyright", "ty", "pyrefly")


class Project:
    def __init__(self, work):
        self.work = work
        self.root = work.root
        work.environment.update(venv.variables())

    def write(self, files):
        self.work.write(files)

    def run(self, tool, *arguments):
        done = self.work.run("run", "--only", tool, "--format", "json", *arguments, timeout=300)
        report = json.loads(done.stdout)
        [row] = report["analyzers"]
        return report, row

    def messages(self, tool, path, *arguments):
        report, _ = self.run(tool, *arguments)
        return [one["message"] for one in report["diagnostics"] if one["path"] == path]

    def codes(self, tool, *arguments):
        report, _ = self.run(tool, *arguments)
        return {(one["path"], one["code"]) for one in report["diagnostics"]}

    def assert_as_alone(self, tool):
        files = sorted(
            str(path.relative_to(self.root))
            for path in self.root.rglob("*.py")
            if ".depstamp" not in path.parts
        )
        report, row = self.run(tool)
        assert row["status"] != "broken", row
        found = alone.reported(tool, report)
        assert found == alone.findings(tool, venv.VENV, self.root, files)
        return found


@pytest.fixture
def project(work):
    return Project(work)


# ---- what else is named


def test_mypy_finds_a_module_whatever_is_named(project):
    project.write({"src/p/__init__.py": "", "src/p/m.py": "x: int = 1\n"})
    project.write({"tests/t.py": "from p.m import x\ny: str = x\n"})
    assert len(project.messages("mypy", "tests/t.py", "tests")) == 1
    assert len(project.messages("mypy", "tests/t.py")) == 1
    assert not any("import" in code for _, code in project.codes("mypy", "--no-cache", "tests"))


def test_mypy_is_heard_about_files_that_were_asked_for_alone(project):
    project.write({"use.py": "import dep\n", "dep.py": "x: int = ''\n"})
    assert project.codes("mypy", "use.py") == set()
    assert project.codes("mypy") == {("dep.py", "assignment")}


def test_mypy_answers_for_modules_of_one_name(project):
    bad = "x: int = ''\n"
    project.write(dict.fromkeys(["a/conf.py", "b/conf.py", "c/conf.py", "m.py"], bad))
    project.write({"m.pyi": "y: int = ''\n"})
    report, row = project.run("mypy")
    assert report["complete"], row
    expected = {"a/conf.py", "b/conf.py", "c/conf.py", "m.py", "m.pyi"}
    assert {one["path"] for one in report["diagnostics"]} == expected


def test_black_is_configured_by_what_lies_above_each_file(project):
    project.write({f"{folder}/m.py": "x = [aaaaaaaaaaaa, bbbbbbbbbbbbb]\n" for folder in "ab"})
    project.write({"a/pyproject.toml": "[tool.black]\nline-length = 20\n"})
    project.write({"b/pyproject.toml": "[tool.black]\nline-length = 90\n"})
    assert project.codes("black") == {("a/m.py", "unformatted")}
    project.write({"b/pyproject.toml": "[tool.black]\nline-length = 20\n"})
    assert project.codes("black") == {("a/m.py", "unformatted"), ("b/m.py", "unformatted")}


def test_what_pylint_says_of_the_tree_is_a_row_of_its_own(project):
    same = "".join(f"    value_{i} = {i} + first\n" for i in range(12))
    project.write({"a.py": f"import b\n\n\ndef one(first):\n{same}\nb.two(1)\n"})
    project.write({"b.py": f"import a\n\n\ndef two(first):\n{same}\na.one(1)\n"})
    codes = {code for _, code in project.codes("pylint")}
    assert codes and not codes & {"R0401", "R0801"}
    assert {code for _, code in project.codes("pylint-project")} == {"R0401", "R0801"}


# ---- errors in other files


def test_a_syntax_error_keeps_mypy_from_what_can_see_it_alone(project):
    project.write({"a.py": "import b\nx: int = ''\n", "c.py": "x: int = ''\n"})
    project.write({"b.py": "def f(:\n"})
    report, row = project.run("mypy")
    assert (row["status"], row["unknown"]) == ("broken", 2)
    assert {one["path"] for one in report["diagnostics"]} == {"b.py", "c.py"}
    project.write({"b.py": "def f(): ...\n"})
    report, row = project.run("mypy")
    assert {one["path"] for one in report["diagnostics"]} == {"a.py", "c.py"}
    assert (row["status"], row["analyzed"], row["replayed"]) == ("findings", 2, 1)


def test_bandit_hides_what_it_cannot_read_among_its_errors(project):
    project.write({"broken.py": "def f(:\n", "good.py": "assert 1\n"})
    report, row = project.run("bandit")
    assert (row["status"], row["unknown"], row["analyzed"]) == ("broken", 1, 1)
    assert "broken.py" in row["message"]
    assert "good.py" in {one["path"] for one in report["diagnostics"]}
    _, row = project.run("bandit")
    assert (row["unknown"], row["replayed"]) == (1, 1)


@pytest.mark.parametrize("tool", ["ruff-format", "black"])
def test_a_syntax_error_costs_a_formatter_that_file_alone(tool, project):
    project.write({"broken.py": "def f(:\n", "good.py": "x  =  1\n", "fine.py": "x = 1\n"})
    report, row = project.run(tool)
    assert (row["status"], row["unknown"], row["analyzed"]) == ("broken", 1, 2)
    found = {(one["path"], one["code"]) for one in report["diagnostics"]}
    assert ("good.py", "unformatted") in found
    assert "broken.py" in row["message"]


def test_pylint_quotes_a_line_of_the_file_that_is_broken(project):
    project.write({"a.py": "import b\nb.f()\n", "b.py": "x = 1\ndef f(:\n"})
    [before] = [text for text in project.messages("pylint", "a.py") if "Cannot import" in text]
    project.write({"b.py": "\n\nx = 1\ndef f(:\n"})
    [after] = [text for text in project.messages("pylint", "a.py") if "Cannot import" in text]
    assert before != after


def test_mypy_sees_whether_a_body_is_trivial(project):
    base = "from typing import Protocol\nclass P(Protocol):\n    def f(self) -> int: {}\n"
    use = "from base import P\nclass C(P):\n    def f(self) -> int: return super().f()\n"
    project.write({"base.py": base.format("return 1"), "use.py": use})
    assert project.messages("mypy", "use.py") == []
    project.write({"base.py": base.format("...")})
    assert len(project.messages("mypy", "use.py")) == 1


# ---- folders


@pytest.mark.parametrize("tool", alone.TOOLS)
def test_a_folder_without_python_resolves_an_import(tool, project):
    project.write(
        {"use.py": "import os\n\nimport requests\nimport zz\n\nprint(os, requests, zz)\n"}
    )
    if tool == "ruff":
        project.write({"ruff.toml": 'lint.select = ["I"]\n'})
    before = alone.reported(tool, project.run(tool)[0])
    (project.root / "zz").mkdir()
    (project.root / "src" / "requests").mkdir(parents=True)
    project.assert_as_alone(tool)
    (project.root / "zz").rmdir()
    shutil.rmtree(project.root / "src")
    report, row = project.run(tool)
    assert (alone.reported(tool, report), row["analyzed"]) == (before, 0)


# ---- times


def test_an_edit_that_keeps_size_and_time_is_seen_by_ruff(project):
    project.write({"use.py": "import os\n"})
    path = project.root / "use.py"
    before = path.stat()
    assert len(project.messages("ruff", "use.py")) == 1
    path.write_text("import os".replace("import", "print(").replace(" ", "1")[:8] + ")\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    project.assert_as_alone("ruff")


# ---- settings


WRONG = {
    "ruff": {"ruff.toml": "line-length = 'long'\n"},
    "ruff-format": {"ruff.toml": "line-length = 'long'\n"},
    "flake8": {".flake8": "[flake8]\nmax-line-length = long\n"},
    "pylint": {".pylintrc": "[FORMAT]\nmax-line-length=long\n"},
    "mypy": {"mypy.ini": "[mypy]\nplugins = nope\n"},
    "pyright": {"pyrightconfig.json": "{"},
    "ty": {"ty.toml": "x = ["},
    "pyrefly": {"pyrefly.toml": "x = ["},
    "black": {"pyproject.toml": "[tool.black]\nline-length = 'long'\n"},
}


@pytest.mark.parametrize("tool", WRONG)
def test_settings_that_are_wrong_are_trouble_and_never_an_answer(tool, project):
    project.write({"use.py": "x = 1\n", "other.py": "x  =  undefined_name\n"} | WRONG[tool])
    _, row = project.run(tool)
    assert (row["status"], row["unknown"]) == ("broken", 2)
    for name in WRONG[tool]:
        (project.root / name).unlink()
    _, row = project.run(tool)
    assert row["status"] in ("clean", "findings") and row["analyzed"] == 2


ABOUT_SETTINGS = {
    "pylint": {".pylintrc": "[MAIN]\nload-plugins=nope\nnonsense=1\n"},
    "ty": {"ty.toml": "[rules]\nnope = 'error'\n"},
}


@pytest.mark.parametrize("tool", ABOUT_SETTINGS)
def test_findings_about_settings_are_shown_each_time(tool, project):
    [name] = ABOUT_SETTINGS[tool]
    project.write({"use.py": '"""Doc."""\n'} | ABOUT_SETTINGS[tool])
    for _ in range(2):
        report, row = project.run(tool)
        assert name in {one["path"] for one in report["diagnostics"]}
        assert row["analyzed"] == 1


FILES = {
    "ruff": {
        "ruff.toml": "lint.select = ['W']\n",
        ".ruff.toml": "lint.select = ['E']\n",
        "pyproject.toml": "[tool.ruff.lint]\nselect = ['N']\n",
    },
    "flake8": {
        name: "[flake8]\nmax-line-length = 20\n" for name in ("setup.cfg", "tox.ini", ".flake8")
    },
    "pylint": {
        "pylintrc": "[FORMAT]\nmax-line-length=20\n",
        ".pylintrc": "[FORMAT]\nmax-line-length=20\n",
        "pyproject.toml": "[tool.pylint.format]\nmax-line-length=20\n",
        "setup.cfg": "[pylint.FORMAT]\nmax-line-length=20\n",
        "tox.ini": "[pylint.FORMAT]\nmax-line-length=20\n",
    },
    "mypy": {
        "mypy.ini": "[mypy]\nstrict = True\n",
        ".mypy.ini": "[mypy]\nstrict = True\n",
        "pyproject.toml": "[tool.mypy]\nstrict = true\n",
        "setup.cfg": "[mypy]\nstrict = True\n",
    },
    "pyright": {
        "pyrightconfig.json": '{"reportUndefinedVariable": "none"}',
        "pyproject.toml": "[tool.pyright]\nreportUndefinedVariable = 'none'\n",
    },
    "ty": {
        "ty.toml": "[rules]\nunresolved-reference = 'ignore'\n",
        "pyproject.toml": "[tool.ty.rules]\nunresolved-reference = 'ignore'\n",
    },
    "pyrefly": {
        "pyrefly.toml": "[errors]\nunknown-name = false\n",
        ".pyrefly.toml": "[errors]\nunknown-name = false\n",
        "pyproject.toml": "[tool.pyrefly.errors]\nunknown-name = false\n",
        "mypy.ini": "[mypy]\ndisable_error_code = name-defined\n",
        "pyrightconfig.json": '{"reportUndefinedVariable": "none"}',
    },
}


@pytest.mark.parametrize("tool", FILES)
def test_each_file_that_configures_a_tool_counts_when_it_comes_and_goes(tool, project):
    project.write({"use.py": "def f(x):\n    return undefined_name + 1\n", "pkg/m.py": "x = yy\n"})
    before = alone.reported(tool, project.run(tool)[0])
    for name, text in FILES[tool].items():
        project.write({name: text})
        report, row = project.run(tool)
        assert row["analyzed"] == 2, name
        assert alone.reported(tool, report) != before, name
        (project.root / name).unlink()
    report, row = project.run(tool)
    assert (alone.reported(tool, report), row["analyzed"]) == (before, 0)


EXCLUDED = {
    "ruff": {"ruff.toml": "extend-exclude = ['gen.py']\n"},
    "ruff-format": {"ruff.toml": "extend-exclude = ['gen.py']\n"},
    "ty": {"ty.toml": "[src]\nexclude = ['gen.py']\n"},
    "pyright": {"pyrightconfig.json": '{"exclude": ["gen.py"]}'},
    "pylint": {"pylintrc": "[MAIN]\nignore-paths=gen.py\n"},
    "flake8": {".flake8": "[flake8]\nexclude = gen.py\n"},
    "black": {"pyproject.toml": "[tool.black]\nforce-exclude = 'gen'\n"},
}


@pytest.mark.parametrize("tool", EXCLUDED)
def test_files_that_a_tool_leaves_out_by_its_own_settings_are_clean(tool, project):
    source = "x  =  undefined_name\n"
    project.write({"use.py": source, "gen.py": source} | EXCLUDED[tool])
    report, row = project.run(tool)
    assert {one["path"] for one in report["diagnostics"]} == {"use.py"}, row
    assert report["complete"]


# ---- names, places, files that are not there


ODD = ["a[1].py", "b*.py", "c?.py", "d{x,y}.py", "e\\f.py", "!h.py", "#i.py", "$HOME.py",
       "~j.py", "k%41.py", "n,o.py", "r's.py", 't"u.py', "v=w.py", "--x.py", "@y.py", " z .py",
       "l:1:2: E1 m.py", "caf\udce9.py"]  # fmt: skip
CANNOT = {"pyright": {"e\\f.py"}, "pyrefly": {"e\\f.py", "a[1].py"}}
PRESETS = ["ruff", "ruff-format", "flake8", "pylint", "mypy", "pyright", "ty", "pyrefly", "bandit"]


@pytest.mark.parametrize("tool", [*PRESETS, "black"])
def test_odd_names_have_findings_or_are_said_to_have_no_answer(tool, project):
    source = "import os\nassert  undefined_name\nx: int = ''\n"
    project.write(dict.fromkeys(ODD, source))
    report, row = project.run(tool)
    without = set(ODD) - {one["path"] for one in report["diagnostics"]}
    assert without == {"caf\udce9.py"} | CANNOT.get(tool, set())
    assert (row["unknown"], row["status"]) == (len(without), "broken")


@pytest.mark.parametrize("tool", ["ruff", "flake8", "mypy", "ty", "pyrefly", "pyright"])
def test_a_copy_at_another_place_has_the_same_report(tool, project):
    project.write({"use.py": "import gone.away\nfrom . import nothing\nx: int = ''\n", "m.py": ""})
    there = project.work.sibling("quite-another-name-for-it")
    shutil.copytree(project.root, there.root, dirs_exist_ok=True)
    there.environment.update(venv.variables())
    one = project.run(tool)[0]["diagnostics"]
    two = Project(there).run(tool)[0]["diagnostics"]
    assert one == two != []
    assert str(project.root.parent) not in json.dumps(one)


VANISHING = """#!/bin/sh
case "$*" in *--version*) ;; *) rm -f gone.py ;; esac
exec "{}" "$@"
"""


@pytest.mark.parametrize("tool", ["pyrefly", "ruff-format", "flake8", "mypy", "black"])
def test_of_a_file_that_vanishes_meanwhile_nothing_is_stored(tool, project, tmp_path):
    """pyrefly calls it clean, and others say nothing of the files with it."""
    program = tool.partition("-")[0]
    wrapper = tmp_path / "bin" / program
    wrapper.parent.mkdir()
    wrapper.write_text(VANISHING.format(venv.prepare() / program))
    source = "assert  undefined_name\n"
    project.write({"gone.py": source, "stays.py": source})
    project.work.environment["PATH"] = f"{wrapper.parent}:{project.work.environment['PATH']}"
    wrapper.chmod(0o755)
    project.run(tool)
    assert not (project.root / "gone.py").exists()
    project.write({"gone.py": source})
    project.work.environment["PATH"] = venv.variables()["PATH"]
    report, row = project.run(tool)
    assert {one["path"] for one in report["diagnostics"]} == {"gone.py", "stays.py"}, row
