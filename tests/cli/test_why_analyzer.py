# SPDX-License-Identifier: MIT
"""`why FILE --analyzer A`: which input of the answer's key is not what it was."""

import sys

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]


@pytest.fixture
def asked(tooled):
    tooled.work.write({"b.py": "import d\n", "d.py": "x = 1\n"})
    tooled.configure(more="    inputs: [tool.ini]\n    env: [TOOL_MODE]\n")
    tooled.report()
    return tooled


def why(asked, path):
    return asked.work.json("why", path, "--analyzer", "tool", "--format", "json")


def test_an_answer_that_holds(asked):
    found = why(asked, "a.py")
    assert not found["affected"]
    assert found["cause"] is None
    text = asked.work.text("why", "a.py", "--analyzer", "tool")
    assert text == "a.py has an answer of tool\n"


def test_its_own_bytes(asked):
    asked.work.write({"a.py": "import b, c\n"})
    found = why(asked, "a.py")
    assert found["affected"]
    assert (found["cause"]["path"], found["cause"]["what"]) == ("a.py", "content")


def test_a_dependency_through_another_file(asked):
    asked.work.write({"d.py": "x = 2\n"})
    found = why(asked, "a.py")
    assert found["affected"]
    assert [(one["from"], one["to"], one["line"]) for one in found["steps"]] == [
        ("a.py", "b.py", 1),
        ("b.py", "d.py", 1),
    ]
    assert (found["cause"]["path"], found["cause"]["what"]) == ("d.py", "content")
    assert not why(asked, "c.py")["affected"]


def test_a_configuration_file(asked):
    asked.work.write({"tool.ini": "x = 1\n"})
    cause = why(asked, "c.py")["cause"]
    assert (cause["path"], cause["what"], cause["old"]) == ("tool.ini", "configuration", "absent")


def test_a_variable(asked):
    asked.work.environment["TOOL_MODE"] = "strict"
    cause = why(asked, "c.py")["cause"]
    assert (cause["path"], cause["what"]) == ("$TOOL_MODE", "variable")


def test_another_version_of_the_tool(asked):
    program = asked.beside / "program"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {asked.script} "$@"\n')
    program.chmod(0o755)
    asked.work.write(
        {
            "depstamp.yaml": f"analyzers: {{tool: {{command: [{program}, --, '{{files}}'], "
            f"version: [{program}, --version], output: gcc}}}}\n"
        }
    )
    asked.report()
    assert not why(asked, "c.py")["affected"]
    (asked.beside / "version").write_text("2")
    cause = why(asked, "c.py")["cause"]
    assert cause["what"] == "version"
    assert (cause["old"], cause["new"]) == ("tool 1", "tool 2")


def test_another_level(asked):
    asked.configure("names", more="    inputs: [tool.ini]\n    env: [TOOL_MODE]\n")
    cause = why(asked, "c.py")["cause"]
    assert cause["what"] in ("level", "configuration")


def test_a_file_that_is_new(asked):
    asked.work.write({"e.py": "x = 1\n"})
    assert why(asked, "e.py")["cause"]["what"] in ("unknown", "added")


def test_an_analyzer_that_there_is_not(asked):
    assert "tool" in asked.work.trouble("why", "a.py", "--analyzer", "toll")
