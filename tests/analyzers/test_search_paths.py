# SPDX-License-Identifier: MIT
"""Where settings, arguments and variables let a tool look for modules.

No key of a file covers a folder that only the tool's settings name: what
changes there has to reach every answer of that tool all the same.
"""

import json
import subprocess
import sys

import pytest

from analyzers import venv

pytest_plugins = ["cli.workspace"]

USE = "import elsewhere\nx: int = elsewhere.value\n"
GOOD = "value: int = 1\n"
BAD = "value: str = ''\n"
PYLINT = "import elsewhere\nprint(elsewhere.value)\n"


@pytest.fixture
def project(work):
    work.environment.update(venv.variables())
    for name in ("PYTHONPATH", "MYPYPATH"):
        work.environment.setdefault(name, "")
    return work


def answers(work, tool):
    """What is said about use.py, and how many files were analyzed."""
    done = work.run("run", "--only", tool, "--format", "json", timeout=300)
    report = json.loads(done.stdout)
    assert report["complete"], (done.stdout, done.stderr)
    found = [one["message"] for one in report["diagnostics"] if one["path"] == "use.py"]
    return found, report["analyzers"][0]["analyzed"]


def beside(work, name, text):
    (work.root.parent / name).parent.mkdir(parents=True, exist_ok=True)
    (work.root.parent / name).write_text(text)


def row(tool, words):
    return f"analyzers: {{{tool}: {{preset: {tool}, args: [{words}]}}}}\n"


# tool, files, variables: each lets the tool find ../lib/elsewhere.
OUTSIDE = {
    "mypy_path": ("mypy", {"mypy.ini": "[mypy]\nmypy_path = ../none:../lib\n"}, {}),
    "mypy_path in pyproject": (
        "mypy",
        {"pyproject.toml": '[tool.mypy]\nmypy_path = "$MYPY_CONFIG_FILE_DIR/../lib"\n'},
        {},
    ),
    "MYPYPATH": ("mypy", {}, {"MYPYPATH": "{}/lib"}),
    "stubPath": (
        "pyright",
        {"pyrightconfig.json": '{"reportMissingModuleSource": false,"stubPath":"../lib"}'},
        {},
    ),
    "extraPaths of what is extended": (
        "pyright",
        {
            "pyrightconfig.json": '{"extends": "conf/base.json"}',
            "conf/base.json": '{"extraPaths": [\n"../../lib"\n]}',
        },
        {},
    ),
    "PYTHONPATH and pyright": ("pyright", {}, {"PYTHONPATH": "{}/lib"}),
    "PYTHONPATH and ty": ("ty", {}, {"PYTHONPATH": "{}/lib"}),
    "PYTHONPATH and pyrefly": ("pyrefly", {"pyrefly.toml": ""}, {"PYTHONPATH": "{}/lib"}),
    "extra-paths": ("ty", {"ty.toml": '[environment]\nextra-paths = ["../lib"]\n'}, {}),
    "ty's root": ("ty", {"ty.toml": '[environment]\nroot = [".", "../lib"]\n'}, {}),
    "search-path": ("pyrefly", {"pyrefly.toml": 'search-path = [".", "../lib"]\n'}, {}),
    "site-package-path": ("pyrefly", {"pyrefly.toml": 'site-package-path = ["../lib"]\n'}, {}),
    "an option of mypy": (
        "mypy",
        {
            "depstamp.yaml": row("mypy", "--config-file=conf/x.ini"),
            "conf/x.ini": "[mypy]\nmypy_path = ../lib\n",
        },
        {},
    ),
    "an option of ty": (
        "ty",
        {"depstamp.yaml": row("ty", "--extra-search-path, ../lib")},
        {},
    ),
    "an option of pyrefly": (
        "pyrefly",
        {
            "depstamp.yaml": row("pyrefly", "--search-path=../lib"),
            "pyrefly.toml": "",
        },
        {},
    ),
}


@pytest.mark.parametrize("tool, files, variables", OUTSIDE.values(), ids=OUTSIDE)
def test_a_folder_outside_of_the_project_counts(tool, files, variables, project):
    folder = project.root.parent
    project.write({"use.py": USE, "other.py": ""} | files)
    project.environment.update({k: v.format(folder) for k, v in variables.items()})
    suffix = "pyi" if "stub" in str(files) else "py"
    beside(project, f"lib/elsewhere.{suffix}", GOOD)
    assert answers(project, tool) == ([], 2)
    assert answers(project, tool) == ([], 0)
    beside(project, f"lib/elsewhere.{suffix}", BAD)
    found, analyzed = answers(project, tool)
    assert (len(found), analyzed) == (1, 2)
    assert answers(project, tool) == (found, 0)


@pytest.mark.parametrize(
    "files, variables",
    [
        ({}, {"PYTHONPATH": "{}/lib"}),
        ({"pylintrc": "[MAIN]\ninit-hook='import sys; sys.path.append(\"../lib\")'\n"}, {}),
    ],
    ids=["PYTHONPATH", "init-hook"],
)
def test_pylint_imports_from_elsewhere(files, variables, project):
    project.write({"use.py": PYLINT} | files)
    project.environment.update({k: v.format(project.root.parent) for k, v in variables.items()})
    beside(project, "lib/elsewhere.py", GOOD)
    before, _ = answers(project, "pylint")
    assert not any("no-member" in text for text in before)
    assert answers(project, "pylint") == (before, 0)
    beside(project, "lib/elsewhere.py", "other = 1\n")
    after, analyzed = answers(project, "pylint")
    assert any("no-member" in text for text in after) and analyzed == 1


# A folder of the project that is none of its import roots.
INSIDE = {
    "mypy": {"mypy.ini": "[mypy]\nmypy_path = types\nfiles = src\n"},
    "pyright": {"pyrightconfig.json": '{"extraPaths": ["types"]}'},
    "ty": {"pyproject.toml": '[tool.ty.environment]\nroot = ["./src", "./types"]\n'},
    "pyrefly": {"pyrefly.toml": 'search-path = ["src", "types"]\n'},
}


@pytest.mark.parametrize("tool", INSIDE)
def test_a_folder_that_is_no_import_root_counts(tool, project):
    row = f"analyzers: {{{tool}: {{preset: {tool}, paths: [src]}}}}\n"
    project.write(
        {
            "src/use.py": USE,
            "types/elsewhere.py": GOOD,
            "unrelated/other.py": "",
            "depstamp.yaml": f"roots: [src]\n{row}",
        }
        | INSIDE[tool]
    )

    def ask():
        done = project.run("run", "--only", tool, "--format", "json", timeout=300)
        report = json.loads(done.stdout)
        assert report["complete"], (done.stdout, done.stderr)
        return len(report["diagnostics"]), report["analyzers"][0]["analyzed"]

    assert ask() == (0, 1)
    project.write({"types/elsewhere.py": BAD})
    assert ask() == (1, 1)
    project.write({"unrelated/other.py": "changed = 1\n"})
    assert ask() == (1, 0)


# A module in two roots: which one is meant is for the tool to say.
@pytest.mark.parametrize("tool", ["pyright", "ty", "pyrefly"])
def test_the_tools_own_order_of_two_roots_counts(tool, project):
    settings = {
        "pyright": {"pyrightconfig.json": '{"extraPaths": ["b", "a"]}'},
        "ty": {"ty.toml": '[environment]\nroot = [".", "./b", "./a"]\n'},
        "pyrefly": {"pyrefly.toml": 'search-path = [".", "b", "a"]\n'},
    }
    files = {"use.py": USE, "a/elsewhere.py": GOOD, "b/elsewhere.py": GOOD}
    project.write(files | settings[tool])
    assert answers(project, tool)[0] == []
    project.write({"b/elsewhere.py": BAD})
    assert len(answers(project, tool)[0]) == 1
    project.write({"b/elsewhere.py": GOOD, "a/elsewhere.py": BAD})
    assert answers(project, tool)[0] == []


IMPORTS = "import os\n\nimport requests\n\nimport zz\n\nprint(os, requests, zz)\n"


def test_ruff_looks_for_first_party_names_where_src_says(project):
    settings = 'src = ["../lib"]\nlint.select = ["I"]\n'
    project.write({"use.py": IMPORTS, "ruff.toml": settings})
    beside(project, "lib/readme.txt", "")
    assert len(answers(project, "ruff")[0]) == 1
    beside(project, "lib/zz/data.txt", "")
    assert answers(project, "ruff") == ([], 1)
    beside(project, "lib/zz/more.txt", "")
    assert answers(project, "ruff") == ([], 0)


# ---- plugins

MYPY_PLUGIN = """\
from mypy.plugin import Plugin
{more}

class Own(Plugin):
    def get_type_analyze_hook(self, fullname):
        if fullname == "use.Magic":
            return lambda context: context.api.named_type({name}, [])
        return None


def plugin(version):
    return Own
"""
FLAKE8_PLUGIN = """\
class Checker:
    name = "own"
    version = "1"

    def __init__(self, tree):
        self.tree = tree

    def run(self):
        yield 1, 0, "{text}", type(self)
"""
PYLINT_PLUGIN = """\
from pylint.checkers import BaseChecker

class Own(BaseChecker):
    name = "own"
    msgs = {{"W9901": ("{text}", "own-message", "Own.")}}

    def visit_module(self, node):
        self.add_message("own-message", node=node)


def register(linter):
    linter.register_checker(Own(linter))
"""


def test_a_plugin_of_flake8_that_is_a_file(project):
    project.write(
        {
            "use.py": "x = 1\n",
            "tox.ini": "[flake8:local-plugins]\nextension =\n    X = own_check:Checker\n"
            "paths =\n    ./tools/flake8\n",
            "tools/flake8/own_check.py": FLAKE8_PLUGIN.format(text="X100 first"),
        }
    )
    assert answers(project, "flake8")[0] == ["first"]
    project.write({"tools/flake8/own_check.py": FLAKE8_PLUGIN.format(text="X100 second")})
    assert answers(project, "flake8")[0] == ["second"]


def test_a_plugin_of_flake8_outside_of_the_project(project):
    project.write(
        {
            "use.py": "x = 1\n",
            ".flake8": "[flake8:local-plugins]\nextension = X = own_check:Checker\n"
            "paths = ../tools, ../more\n",
        }
    )
    beside(project, "tools/own_check.py", FLAKE8_PLUGIN.format(text="X100 first"))
    assert answers(project, "flake8")[0] == ["first"]
    beside(project, "tools/own_check.py", FLAKE8_PLUGIN.format(text="X100 second"))
    assert answers(project, "flake8")[0] == ["second"]


@pytest.mark.parametrize("where", ["lints", "tools/lints"])
def test_a_plugin_of_pylint_and_what_it_imports(where, project):
    folder, _, _ = where.rpartition("/")
    hook = f"import sys; sys.path.insert(0, '{folder or '.'}')"
    checker = f"{where}/checker.py"
    project.write(
        {
            "use.py": "x = 1\n",
            "pylintrc": f'[MAIN]\ninit-hook="{hook}"\nload-plugins=lints\n'
            "[MESSAGES CONTROL]\ndisable=all\nenable=own-message\n",
            f"{where}/__init__.py": "from lints.checker import register\n",
            checker: PYLINT_PLUGIN.format(text="first"),
        }
    )
    assert answers(project, "pylint")[0] == ["first (own-message)"]
    project.write({checker: PYLINT_PLUGIN.format(text="second")})
    assert answers(project, "pylint")[0] == ["second (own-message)"]


def test_a_plugin_of_mypy_that_is_a_file(project):
    project.write(
        {
            "use.py": "class Magic: ...\nx: Magic = 1\n",
            "mypy.ini": "[mypy]\nplugins = tools/own.py\n",
            "tools/own.py": MYPY_PLUGIN.format(more="", name='"builtins.int"'),
        }
    )
    row = "analyzers: {mypy: {preset: mypy, exclude: [tools]}}\n"
    project.write({"depstamp.yaml": row})
    assert answers(project, "mypy")[0] == []
    project.write({"tools/own.py": MYPY_PLUGIN.format(more="", name='"builtins.str"')})
    assert len(answers(project, "mypy")[0]) == 1


# ---- environments that settings choose

CHOSEN = {
    "ty": {"ty.toml": '[environment]\npython = "../other"\n'},
    "pyrefly": {"pyrefly.toml": 'python-interpreter-path = "../other/bin/python"\n'},
    "pyright": {"pyrightconfig.json": '{"venvPath": "..", "venv": "other"}'},
    "mypy": {"mypy.ini": "[mypy]\npython_executable = ../other/bin/python\n"},
}


@pytest.mark.parametrize("tool", CHOSEN)
def test_a_package_that_comes_into_the_environment_that_is_chosen(tool, project):
    other = project.root.parent / "other"
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", "--without-pip", other], check=True)
    [site] = other.glob("lib/python*/site-packages")
    project.write({"use.py": USE} | CHOSEN[tool])
    before, _ = answers(project, tool)
    assert before
    assert answers(project, tool) == (before, 0)
    (site / "elsewhere").mkdir()
    (site / "elsewhere" / "__init__.py").write_text(GOOD)
    (site / "elsewhere" / "py.typed").write_text("")
    (site / "elsewhere-1.dist-info").mkdir()
    (site / "elsewhere-1.dist-info" / "METADATA").write_text("Name: elsewhere\nVersion: 1\n")
    assert answers(project, tool)[0] == []
